"""What the three stand-ins share: the recording of requests, the faults a person may switch on, the live feed.

Each platform is a Starlette sub-application mounted under its own prefix and wrapped in `Guarded`, so that every
request is recorded and every fault is injected in one place, whatever the platform.
"""

import asyncio
import bisect
import fnmatch
import itertools
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from random import Random
from typing import Any, Literal

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sandbox.live import Key, Live, Recent
from sandbox.pictures import Pictures

LONGEST_RECORDING = 100_000
# Of these calls the stand-in hears, whatever becomes of its answer.
WORKING = {None, "latency", "cut_after", "5xx_after"}
CUTS = {"cut_before", "cut_after", "down"}

FaultKind = Literal["latency", "429", "5xx", "5xx_after", "cut_before", "cut_after", "down"]


@dataclass
class Fault:
    """One fault: which calls it meets, how often, and what it does to them.

    `method` is a glob over the call's name as recorded (`chat.postMessage`, `sendMessage`, `POST /2/tweets`).
    `times` counts down and ends the fault at zero; None means until it is removed. `rate` is the share of matching
    calls that it meets. `seconds` is the delay of `latency` and the `Retry-After` of `429`.
    """

    platform: str
    method: str
    kind: FaultKind
    times: int | None = 1
    rate: float = 1.0
    seconds: float = 1.0
    id: int = 0


@dataclass
class Recorded:
    """One request as it came in, with what was answered; secrets in headers are left out."""

    number: int
    at: float
    platform: str
    method: str
    body: Any
    status: int | None = None
    answer: Any = None
    fault: str | None = None
    milliseconds: float | None = None


@dataclass
class Sandbox:
    """The state all stand-ins share. `speed` divides every limit's period (20 means limits 20 times faster).

    `listeners` are the open feeds; `watchers` are told the same at once, kind and data.
    """

    speed: float = 1.0
    base_url: str = ""
    faults: list[Fault] = field(default_factory=list)
    recording: list[Recorded] = field(default_factory=list)
    listeners: list[asyncio.Queue[dict[str, Any]]] = field(default_factory=list)
    watchers: list[Callable[[str, dict[str, Any]], None]] = field(default_factory=list)
    resets: list[Callable[[], None]] = field(default_factory=list)
    live: Live = field(default_factory=Live)
    pictures: Pictures = field(default_factory=Pictures)
    born: int = field(default_factory=time.time_ns)
    random: Random = field(default_factory=lambda: Random(1))  # noqa: S311 - not for secrets
    _numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    def __post_init__(self) -> None:
        self._recent = Recent(self.live)
        self.live.sources |= {"requests": self._recent.piece, "faults": self._faults_piece}
        self.live.touch("faults")

    def _faults_piece(self, _key: Key) -> list[dict[str, Any]]:
        return [asdict(fault) for fault in self.faults]

    def add_fault(self, fault: Fault) -> Fault:
        fault.id = next(self._numbers)
        self.faults.append(fault)
        self.live.touch("faults")
        self.tell("fault", asdict(fault))
        return fault

    def remove_faults(self, number: int | None = None) -> bool:
        """End one fault, or all; False when there is no such fault."""
        gone = [fault for fault in self.faults if number in {None, fault.id}]
        self.faults = [fault for fault in self.faults if fault not in gone]
        self.live.touch("faults")
        self.tell("faults", {"left": len(self.faults)})
        return bool(gone)

    def take_fault(self, platform: str, method: str) -> Fault | None:
        """The first fault that meets this call, counted down."""
        for fault in self.faults:
            if fault.platform not in {platform, "*"} or not fnmatch.fnmatchcase(method, fault.method):
                continue
            if self.random.random() >= fault.rate:
                continue
            if fault.times is not None:
                fault.times -= 1
                if fault.times <= 0:
                    self.faults.remove(fault)
                self.live.touch("faults")
            return fault
        return None

    def record(self, platform: str, method: str, body: Any) -> Recorded:
        entry = Recorded(next(self._numbers), time.time(), platform, method, body)
        if len(self.recording) >= LONGEST_RECORDING:
            del self.recording[: LONGEST_RECORDING // 10]
        self.recording.append(entry)
        self._recent.note(entry)
        return entry

    def find_request(self, number: int) -> Recorded | None:
        """One call of the recording; numbers rise."""
        place = bisect.bisect_left(self.recording, number, key=lambda entry: entry.number)
        found = self.recording[place] if place < len(self.recording) else None
        return found if found is not None and found.number == number else None

    def finish(self, entry: Recorded, status: int, answer: Any) -> None:
        entry.status, entry.answer = status, answer
        entry.milliseconds = round((time.time() - entry.at) * 1000, 1)
        self._recent.note(entry)
        self.tell("request", dict(vars(entry)))

    def tell(self, kind: str, data: dict[str, Any]) -> None:
        """Put one event on every open feed; who does not keep up loses events, not we."""
        for watch in self.watchers:
            watch(kind, data)
        for queue in self.listeners:
            if queue.full():
                queue.get_nowait()
            queue.put_nowait({"kind": kind, "data": data})

    def reset(self) -> None:
        """Empty world, no faults, no recording."""
        self.faults.clear()
        self.recording.clear()
        self._recent.clear()
        self.pictures.clear()
        self.live.begin_anew()
        self.live.touch("faults")
        for empty in self.resets:
            empty()


class Guarded:
    """ASGI middleware around one platform: records each request and injects faults.

    `name_call(scope, body)` gives the call's recorded name and its body as data, and `limited(seconds)` the
    platform's own 429 answer as (headers, body bytes). Of `cut_before` the stand-in hears nothing; on `cut_after`
    and `5xx_after` it does its work, and only then the connection is cut or the answer replaced. The cut is the
    server's, `scope["extensions"]["sandbox.cut"]` (see `sandbox.server`).
    """

    def __init__(
        self,
        app: ASGIApp,
        sandbox: Sandbox,
        platform: str,
        name_call: Callable[[Scope, bytes], tuple[str, Any]],
        limited: Callable[[float], tuple[list[tuple[bytes, bytes]], bytes]],
    ) -> None:
        self.app, self.sandbox, self.platform = app, sandbox, platform
        self.name_call, self.limited = name_call, limited

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await self._connect(scope, receive, send)
            return
        body = await _read(receive)
        if body is None:
            return  # the client vanished before it had said all
        method, data = self.name_call(scope, body)
        entry = self.sandbox.record(self.platform, method, data)
        fault = self.sandbox.take_fault(self.platform, method)
        entry.fault = fault.kind if fault else None
        answer = await self._answer(fault, scope, _replay(body, receive))
        cut = fault is not None and fault.kind in CUTS
        self.sandbox.finish(entry, 0 if cut else answer.status, answer.text())
        if cut:
            scope["extensions"]["sandbox.cut"]()
        else:
            await answer.play(send)

    async def _answer(self, fault: Fault | None, scope: Scope, receive: Receive) -> "_Answer":
        kind, answer = fault.kind if fault else None, _Answer()
        if fault is not None and kind == "latency":
            await asyncio.sleep(fault.seconds)
        if kind in WORKING:
            await self.app(scope, receive, answer.keep)
        if fault is not None and kind == "429":
            answer.set(429, *self.limited(fault.seconds))
        elif kind in {"5xx", "5xx_after"}:
            answer.set(503, [(b"content-type", b"text/plain")], b"Service Unavailable")
        return answer

    async def _connect(self, scope: Scope, receive: Receive, send: Send) -> None:
        """A WebSocket is a call named `socket`; any fault but latency refuses it."""
        fault = self.sandbox.take_fault(self.platform, "socket")
        if fault is not None and fault.kind != "latency":
            await receive()
            await send({"type": "websocket.close", "code": 1011})
            return
        if fault is not None:
            await asyncio.sleep(fault.seconds)
        await self.app(scope, receive, send)


class _Answer:
    def __init__(self) -> None:
        self.messages: list[Message] = []
        self.status = 0

    async def keep(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
        self.messages.append(message)

    def set(self, status: int, headers: list[tuple[bytes, bytes]], body: bytes) -> None:
        self.status = status
        self.messages = [
            {"type": "http.response.start", "status": status, "headers": headers},
            {"type": "http.response.body", "body": body},
        ]

    def text(self) -> str:
        body = b"".join(m.get("body", b"") for m in self.messages if m["type"] == "http.response.body")
        return body.decode("utf-8", "replace")

    async def play(self, send: Send) -> None:
        for message in self.messages:
            await send(message)


async def _read(receive: Receive) -> bytes | None:
    parts = []
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        parts.append(message.get("body", b""))
        if not message.get("more_body"):
            return b"".join(parts)


def _replay(body: bytes, receive: Receive) -> Receive:
    sent = False

    async def again() -> Message:
        nonlocal sent
        if sent:
            return await receive()
        sent = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again
