"""Everything that runs while Byhand runs: parts side by side, a clock, the HTTP doorway, an orderly end."""

import asyncio
import contextlib
import logging
import signal
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

import uvicorn
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from starlette.types import ASGIApp

from routing.clocks import Tick
from routing.errors import StoreDown
from routing.health import Health
from routing.kit import Kit
from routing.outbox import Outbox

GRACE_SECONDS = 8.0
RESTART_SECONDS = 2.0
log = logging.getLogger("byhand.running")


@dataclass(frozen=True)
class Part:
    """Something that runs until it is cancelled, and what is to be closed afterwards."""

    name: str
    run: Callable[[], Awaitable[None]]
    close: Callable[[], Awaitable[None]] | None = None


@dataclass
class Running:
    """All parts of one process. `listen` is HOST:PORT for the HTTP doorway."""

    kit: Kit
    health: Health
    listen: str
    ticks: Sequence[Tick]
    parts: list[Part] = field(default_factory=list)
    web: ASGIApp | None = None
    outbox: Outbox | None = None

    async def run(self, on_ready: Callable[[], None] = lambda: None) -> None:
        """Run until SIGTERM or SIGINT; then listeners stop first, what is on its way arrives, the rest follows."""
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stop.set)
        server = self._server()
        scheduler = self._clock()
        serving = asyncio.create_task(server.serve(), name="web")
        tasks = [asyncio.create_task(self._keep_running(part), name=part.name) for part in self.parts]
        scheduler.start()
        try:
            while not server.started and not serving.done():  # noqa: ASYNC110 - uvicorn has no event for it
                await asyncio.sleep(0.01)
            on_ready()
            stopping = asyncio.create_task(stop.wait())
            await asyncio.wait([stopping, serving], return_when=asyncio.FIRST_COMPLETED)
            stopping.cancel()
        finally:
            await self._end(server, serving, scheduler, tasks)

    def _server(self) -> uvicorn.Server:
        host, _, port = self.listen.rpartition(":")
        config = uvicorn.Config(
            self.web or _nothing,
            host=host.strip("[]") or "127.0.0.1",
            port=int(port),
            log_config=None,
            access_log=False,
            lifespan="off",
            timeout_graceful_shutdown=int(GRACE_SECONDS),
        )
        server = uvicorn.Server(config)
        server.capture_signals = contextlib.nullcontext  # type: ignore[method-assign,assignment] # signals are ours, above
        return server

    def _clock(self) -> AsyncIOScheduler:
        """APScheduler is only a clock: what is due stands in rows, so a second tick is harmless."""
        scheduler = AsyncIOScheduler(timezone="UTC")
        for tick in self.ticks:
            scheduler.add_job(
                self._tick, "interval", args=[tick], seconds=tick.seconds, max_instances=1, coalesce=True, id=tick.name
            )
        return scheduler

    async def _tick(self, tick: Tick) -> None:
        try:
            moved = await self.kit.run(tick.work)
        except StoreDown as error:
            log.warning("a clock waits for the store: %s", error, extra={"clock": tick.name})
        except Exception:
            log.exception("a clock failed", extra={"clock": tick.name})
        else:
            if moved:
                log.info("a clock moved rows", extra={"clock": tick.name, "rows": moved})

    async def _keep_running(self, part: Part) -> None:
        """A part that fails is started again; the failure is logged and shown."""
        while True:
            try:
                await part.run()
            except Exception:
                log.exception("a part failed and is started again", extra={"part": part.name})
                self.health.tell(part.name, "down", "It failed and is started again; the log says more.")
            await asyncio.sleep(RESTART_SECONDS)

    async def _end(
        self,
        server: uvicorn.Server,
        serving: asyncio.Task[None],
        scheduler: AsyncIOScheduler,
        tasks: list[asyncio.Task[None]],
    ) -> None:
        log.info("stopping: nothing more is taken in, what is on its way arrives")
        scheduler.shutdown(wait=False)
        server.should_exit = True
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks, timeout=GRACE_SECONDS)
        if self.outbox is not None:
            await self.outbox.stop(GRACE_SECONDS)
        await asyncio.gather(serving, return_exceptions=True)
        for part in self.parts:
            if part.close is not None:
                with contextlib.suppress(Exception):  # it ends anyway: nothing of it is needed any more
                    await part.close()
        self.kit.writer.shutdown(wait=True)
        log.info("stopped")


async def _nothing(_scope: object, _receive: object, _send: object) -> None:
    """An HTTP doorway behind which there is nothing."""
