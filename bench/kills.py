"""kill -9 at every named failpoint, then a restart: what is lost or doubled, how soon a person is told what is unknown.

The walk, and the people who try again, are those of tests/e2e.
"""

import json
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.figures import Figure, at_most, middle
from bench.pictures import Bar, Bars
from bench.processes import LOOPBACK, answers, free_port, running
from bench.scale import Bench
from routing.failpoints import NAMES as FAILPOINTS
from tests.e2e.house import House
from tests.e2e.walk import ANSWER, QUESTION, Walk

NAME = "kills"
SHOWN_SECONDS = 5.0
_OUTBOX = ("outbox.called", "outbox.taken")
_PASSINGS = (3, 2, 4)  # the card passes first; the public answer soon after it, now and then after other cards
_CHANNELS = ("telegram", "x")
_CLOCK = "clock.before_commit"


@dataclass(frozen=True)
class Killed:
    """What came of one walk with one kill. `shown`: seconds from the restart, if anything was left unknown."""

    failpoint: str
    channel: str
    died: bool
    lost: int
    doubled: int
    shown: float | None

    @property
    def where(self) -> str:
        return f"{self.failpoint.partition(':')[0]}, {self.channel}"


def measure(bench: Bench) -> list[Figure]:
    enrolled = _enrol(bench)
    began, killed, plan = time.monotonic(), [], _plan()
    for number, (failpoint, channel) in enumerate(plan):
        if time.monotonic() - began > bench.scale.kill_seconds:
            break
        bench.step(f"kills: {failpoint}, {channel}")
        folder = bench.folder / f"house{number}"
        folder.mkdir()
        killed.append(_kill(folder, enrolled, failpoint, channel))
    died = [one for one in killed if one.died]
    _draw(bench, died)
    return _figures(died, len(plan))


def steps(_bench: Bench) -> int:
    return 1 + len(_plan())


def _plan() -> list[tuple[str, str]]:
    """What leaves something unknown first; then every failpoint, on one channel and then on the other."""
    unknown = [(f"{name}:{passing}", channel) for passing in _PASSINGS for name in _OUTBOX for channel in _CHANNELS]
    names = sorted(FAILPOINTS - {_CLOCK})
    return [*unknown, (_CLOCK, "x"), *((name, channel) for channel in _CHANNELS for name in names)]


def _figures(died: list[Killed], planned: int) -> list[Figure]:
    shown = [one.shown for one in died if one.shown is not None]
    points = {one.failpoint.partition(":")[0] for one in died}
    told = f"kills: {len(died)} of {planned} planned, at {len(points)} of {len(FAILPOINTS)} failpoints"
    figures = [
        Figure(NAME, "questions or answers lost", sum(one.lost for one in died), "", at_most(0), told),
        Figure(NAME, "answers or cards doubled", sum(one.doubled for one in died), "", at_most(0), told),
    ]
    if shown:
        told = f"answers left unknown: {len(shown)}, half of them known after {middle(shown):.1f} s; the start is in it"
        figures.append(
            Figure(NAME, "unknown until decided or shown, the longest", max(shown), "s", at_most(SHOWN_SECONDS), told)
        )
    return figures


def _draw(bench: Bench, died: list[Killed]) -> None:
    bars = tuple(Bar(one.where, round(one.shown, 2)) for one in died if one.shown is not None)
    if bars:
        title = "kill -9 around a public call: seconds from the restart until its fate is shown"
        bench.pictures.append(Bars("kills", title, "s", bars, SHOWN_SECONDS, "at most"))


@dataclass
class _StandIns:
    url: str


@contextmanager
def _stand_ins(folder: Path) -> Iterator[_StandIns]:
    """In a process of their own, with the limits that the platforms have."""
    port = free_port()
    url = f"http://{LOOPBACK}:{port}"
    with running(["-m", "sandbox", "--port", str(port)], answers(f"{url}/_control/state"), folder / "sandbox.log"):
        yield _StandIns(url)


# --- one kill --------------------------------------------------------------------------------------------------------


class _Watched(House):
    """After a kill that left a public answer on its way, the time is taken until everybody may know."""

    shown: float | None = None

    def revive(self) -> bool:
        if self.is_alive():
            return False
        left = self._on_their_way()
        self.reap()
        began = time.monotonic()
        self.spawn()
        if left:
            self.until("the unknown to be shown", self._is_known)
            self.shown = time.monotonic() - began
        self.until("Byhand to be ready", self.is_ready)
        return True

    def _on_their_way(self) -> bool:
        return bool(self.ask("SELECT 1 FROM delivery WHERE channel <> 'slack' AND state IN ('sending', 'unknown')"))

    def _is_known(self) -> bool:
        return not self._on_their_way() or self.message("U0ANNA", "'delivery.there'") is not None

    def ask(self, query: str) -> list[tuple[object, ...]]:
        with closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True, timeout=10)) as connection:
            return connection.execute(query).fetchall()


def _kill(folder: Path, enrolled: Path, failpoint: str, channel: str) -> Killed:
    with _stand_ins(folder) as sandbox:
        house = _Watched(sandbox, folder)
        shutil.copy(enrolled, house.database)
        try:
            walk = _on_the_clock if failpoint == _CLOCK else _walk
            return walk(house, failpoint, channel)
        finally:
            house.kill()


def _walk(house: _Watched, failpoint: str, channel: str) -> Killed:
    people = Walk(house)
    asked = house.ask_on_x(QUESTION) if channel == "x" else house.ask_on_telegram(QUESTION)
    house.start(BYHAND_FAILPOINT=failpoint)
    people.answer("E18")
    died = _killed(house)
    house.until("the answer to be known as sent", lambda: _is_sent(house))
    said = house.replies_on_x(asked) if channel == "x" else house.said_on_telegram(asked)
    cards = [row for row in house.messages("U0ANNA") if QUESTION in str(row.get("blocks"))]
    mine = [text for text in said if ANSWER in text]
    doubled = max(0, len(said) - 1) + max(0, len(cards) - 1)
    return Killed(failpoint, channel, died, 1 - min(1, len(mine)), doubled, house.shown)


def _killed(house: _Watched) -> bool:
    """Whether it died at its failpoint; its effect can be seen a moment before the process is gone."""
    deadline = time.monotonic() + 2
    while not any(code < 0 for code in house.codes) and time.monotonic() < deadline:
        house.revive()
        time.sleep(0.05)
    return any(code < 0 for code in house.codes)


def _is_sent(house: _Watched) -> bool:
    house.revive()
    return bool(house.ask("SELECT 1 FROM delivery WHERE kind = 'answer' AND state = 'sent'"))


def _on_the_clock(house: _Watched, failpoint: str, channel: str) -> Killed:
    """The first ring ends after two seconds, and the process dies while that is acted on."""
    policy = house.folder / "policy.yaml"
    hurried = Path(house.settings["BYHAND_POLICY"]).read_text("utf-8").replace("wait: 5m", "wait: 2s")
    policy.write_text(hurried, "utf-8")
    house.byhand("policy", "apply", str(policy))
    house.ask_on_x(QUESTION)
    house.start(BYHAND_FAILPOINT=failpoint)
    house.until("the first ring to be over", lambda: _is_past_the_first_ring(house))
    died = _killed(house)
    asked = house.ask("SELECT decision FROM question")
    rings = [step["name"] for row in asked for step in json.loads(str(row[0]))["rings"]]
    return Killed(failpoint, channel, died, 1 - min(1, len(asked)), len(rings) - len(set(rings)), None)


def _is_past_the_first_ring(house: _Watched) -> bool:
    house.revive()
    return bool(house.ask("SELECT 1 FROM question WHERE ring > 0"))


def _enrol(bench: Bench) -> Path:
    """The database of an installation in which Anna has joined."""
    bench.step("kills: somebody joins")
    folder = bench.folder / "enrolled"
    folder.mkdir()
    with _stand_ins(folder) as sandbox:
        house = House(sandbox, folder)
        try:
            house.start()
            house.join("U0ANNA")
            house.stop()
        finally:
            house.kill()
    return house.database
