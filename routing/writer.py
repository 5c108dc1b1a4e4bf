"""The one thread that writes: what waits for it at the same moment is flushed to disk together."""

import asyncio
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

from store.db import Database, StoreDown, Undone

MOST_TOGETHER = 64
Result = TypeVar("Result")


@dataclass
class _Part:
    """Something to be carried out, and who waits for it."""

    work: Callable[[], Any]
    loop: asyncio.AbstractEventLoop
    future: "asyncio.Future[Any]"
    result: Any = None
    error: Exception | None = None

    def carry_out(self) -> None:
        self.result = self.error = None
        try:
            self.result = self.work()
        except Exception as error:  # noqa: BLE001 - whoever waits must hear of it, whatever it was
            self.error = error

    def tell(self) -> None:
        """To be called on the loop, once the result holds."""
        if self.future.done():
            return
        if self.error is not None:
            self.future.set_exception(self.error)
        else:
            self.future.set_result(self.result)


class Writer:
    """Runs what doorways ask for, one after the other; each hears of its own when it is committed."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._thread = ThreadPoolExecutor(1, "writer")
        self._lock = threading.Lock()
        self._waiting: list[_Part] = []
        self._is_busy = False

    async def run(self, work: Callable[[], Result]) -> Result:
        """The result of `work`, which is run on the writer's thread; what it raises is raised here."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Result] = loop.create_future()
        with self._lock:
            self._waiting.append(_Part(work, loop, future))
            is_first, self._is_busy = not self._is_busy, True
        if is_first:
            self._thread.submit(self._work_off)
        return await future

    def shutdown(self, *, wait: bool = True) -> None:
        """What waits is carried out, and nothing more is taken."""
        self._thread.shutdown(wait=wait)

    def _work_off(self) -> None:
        while parts := self._next():
            self._carry_out([part for part in parts if not part.future.cancelled()])
            for part in parts:
                if not part.loop.is_closed():
                    part.loop.call_soon_threadsafe(part.tell)

    def _next(self) -> list[_Part]:
        with self._lock:
            parts, self._waiting = self._waiting[:MOST_TOGETHER], self._waiting[MOST_TOGETHER:]
            self._is_busy = bool(parts)
            return parts

    def _carry_out(self, parts: Sequence[_Part]) -> None:
        """All in one transaction; when something fails that no use case foresees, each in its own."""
        if len(parts) == 1 or not self._carry_out_together(parts):
            for part in parts:
                part.carry_out()

    def _carry_out_together(self, parts: Sequence[_Part]) -> bool:
        """False when nothing of it was carried out, and each is to be tried alone."""
        try:
            with self._db.together():
                for part in parts:
                    part.carry_out()
        except Undone as undone:
            if not isinstance(undone.__cause__, StoreDown):
                return False
            _fail(parts, undone.__cause__)
        except Exception as error:  # noqa: BLE001 - it was not committed, so nobody may believe that it was
            _fail(parts, error)
        return True


def _fail(parts: Sequence[_Part], error: Exception) -> None:
    for part in parts:
        part.error = error
