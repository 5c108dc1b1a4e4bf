"""Load on an HTTP server: keep-alive connections, one request at a time on each, as fast as it answers or at a rate."""

import asyncio
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import cast

import httptools
import uvloop

from bench.processes import cpu_seconds

LONGEST_SECONDS = 60.0


@dataclass
class Load:
    """What came of it. `waits` are seconds from when a request was due until it was answered."""

    seconds: float = 0.0
    statuses: Counter[int] = field(default_factory=Counter)
    waits: list[float] = field(default_factory=list)
    cpu_seconds: float | None = None  # of the server

    @property
    def rate(self) -> float:
        return self.statuses[200] / self.seconds if self.seconds else 0.0

    @property
    def cpu_each(self) -> str:
        """What the server computed for each request: other programs on the machine change it less than the rate."""
        if self.cpu_seconds is None or not self.statuses[200]:
            return ""
        return f"{1000 * self.cpu_seconds / self.statuses[200]:.2f} ms of CPU each"

    @property
    def failed(self) -> int:
        return self.statuses.total() - self.statuses[200]


@dataclass(frozen=True)
class Server:
    """Where requests go, and over how many connections."""

    process_id: int
    port: int
    connections: int

    def drive(self, requests: Sequence[bytes], rate: float | None = None) -> Load:
        """Send all of them; with a rate each at its own moment, whether or not those before it were answered.

        The first twentieth is sent before: what is done for the first time takes longer and is no part of the figure.
        """
        warm = len(requests) // 20
        self._drive(requests[:warm], None)
        before = cpu_seconds(self.process_id)
        load = self._drive(requests[warm:], rate)
        after = cpu_seconds(self.process_id)
        load.cpu_seconds = None if before is None or after is None else after - before
        return load

    def _drive(self, requests: Sequence[bytes], rate: float | None) -> Load:
        return uvloop.run(_drive(self.port, iter(requests), self.connections, rate))


async def _drive(port: int, requests: Iterator[bytes], connections: int, rate: float | None) -> Load:
    load = Load()
    loop = asyncio.get_running_loop()
    lines = [(await loop.create_connection(lambda: _Line(load), "127.0.0.1", port))[1] for _ in range(connections)]
    began = time.perf_counter()
    try:
        async with asyncio.timeout(LONGEST_SECONDS):
            await (_saturate(lines, requests) if rate is None else _pace(lines, requests, rate))
    except TimeoutError:
        pass  # what was answered by then is counted
    load.seconds = time.perf_counter() - began
    for line in lines:
        line.close()
    return load


async def _saturate(lines: list["_Line"], requests: Iterator[bytes]) -> None:
    async def one(line: _Line) -> None:
        for request in requests:
            await line.ask(request, time.perf_counter())

    await asyncio.gather(*(one(line) for line in lines))


async def _pace(lines: list["_Line"], requests: Iterator[bytes], rate: float) -> None:
    idle: asyncio.Queue[_Line] = asyncio.Queue()
    for line in lines:
        idle.put_nowait(line)

    async def one(request: bytes, due: float) -> None:
        line = await idle.get()
        await line.ask(request, due)
        idle.put_nowait(line)

    began = time.perf_counter()
    async with asyncio.TaskGroup() as tasks:
        for number, request in enumerate(requests):
            due = began + number / rate
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            tasks.create_task(one(request, due))


class _Line(asyncio.Protocol):
    """One connection: a request out, its answer in."""

    def __init__(self, load: Load) -> None:
        self._load = load
        self._transport: asyncio.Transport | None = None
        self._answered: asyncio.Future[None] | None = None
        self._due = 0.0
        self._parser = httptools.HttpResponseParser(self)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's derives from no class of asyncio's

    def ask(self, request: bytes, due: float) -> "asyncio.Future[None]":
        assert self._transport is not None
        self._due = due
        self._answered = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return self._answered

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_message_complete(self) -> None:
        self._done(self._parser.get_status_code())
        self._parser = httptools.HttpResponseParser(self)

    def connection_lost(self, _error: Exception | None) -> None:
        self._done(0)

    def _done(self, status: int) -> None:
        if self._answered is None or self._answered.done():
            return
        self._load.statuses[status] += 1
        self._load.waits.append(time.perf_counter() - self._due)
        self._answered.set_result(None)

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()
