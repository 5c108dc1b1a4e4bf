"""What changed, by key and in order: how an open page keeps up with the worlds without reading them whole again.

A key is a path, ("x", "posts", "17"); a world names each thing of its own that changed, and gives its present value
when asked. A page says up to which version it has everything and gets each newer key once, however often it changed.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Any, Self

Key = tuple[str, ...]
Piece = Callable[[Key], Any]
REQUESTS_SHOWN = 300


class Live:
    """The versions of all keys. `sources` gives the present value of a key by its first part; None means gone."""

    def __init__(self) -> None:
        self.version = 0
        self.epoch = 1
        self.sources: dict[str, Piece] = {}
        self.settlers: list[Callable[[], None]] = []
        self._changed_at: dict[Key, int] = {}
        self._waiting: set[asyncio.Event] = set()

    def touch(self, *key: str) -> None:
        """This changed: whoever watches hears of it."""
        self.version += 1
        self._changed_at.pop(key, None)
        self._changed_at[key] = self.version
        self.wake()

    def forget(self, *key: str) -> None:
        """Of this nobody needs to hear any more."""
        self._changed_at.pop(key, None)

    def begin_anew(self) -> None:
        """After a reset: everything that a page has is void."""
        self.epoch += 1
        self._changed_at.clear()
        self.wake()

    def settle(self) -> None:
        """Let those worlds look for changes that do not tell each of them."""
        for settle in self.settlers:
            settle()

    def since(self, version: int) -> dict[str, Any]:
        """The present values of all keys that changed after a version, as one tree."""
        tree: dict[str, Any] = {}
        for key in self._newer(version):
            *path, name = key
            branch = tree
            for part in path:
                branch = branch.setdefault(part, {})
            branch[name] = self.sources[key[0]](key)
        return tree

    def _newer(self, version: int) -> list[Key]:
        found = []
        for key in reversed(self._changed_at):
            if self._changed_at[key] <= version:
                break
            found.append(key)
        return found[::-1]

    def wake(self) -> None:
        for event in self._waiting:
            event.set()

    def watch(self) -> "Watch":
        return Watch(self._waiting)


class Watch:
    """Waits for the next change; to be used in a `with` block."""

    def __init__(self, waiting: set[asyncio.Event]) -> None:
        self._waiting, self._event = waiting, asyncio.Event()

    def __enter__(self) -> Self:
        self._waiting.add(self._event)
        return self

    def __exit__(self, *_: object) -> None:
        self._waiting.discard(self._event)

    async def change(self, seconds: float) -> bool:
        """True when something changed since the last time, False when nothing did for so long."""
        try:
            async with asyncio.timeout(seconds):
                await self._event.wait()
        except TimeoutError:
            return False
        self._event.clear()
        return True


class Recent:
    """The newest calls of the recording, as the page lists them: without bodies and answers."""

    def __init__(self, live: Live) -> None:
        self._live = live
        self._calls: dict[str, Any] = {}
        self._order: deque[str] = deque()

    def note(self, entry: Any) -> None:
        """A call came in, or its answer went out."""
        number = str(entry.number)
        if number not in self._calls:
            self._order.append(number)
            self._calls[number] = entry
            while len(self._order) > REQUESTS_SHOWN:
                old = self._order.popleft()
                del self._calls[old]
                self._live.forget("requests", old)
        self._live.touch("requests", number)

    def clear(self) -> None:
        self._calls.clear()
        self._order.clear()

    def piece(self, key: Key) -> dict[str, Any] | None:
        entry = self._calls.get(key[1])
        if entry is None:
            return None
        shown = ("number", "at", "platform", "method", "status", "fault", "milliseconds")
        return {name: getattr(entry, name) for name in shown}
