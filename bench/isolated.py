"""Each measurement in a process of its own: what one leaves in memory slows no other, and one that fails stops none."""

import multiprocessing
import os
import queue
import resource
import signal
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.queues import Queue
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench import registry
from bench.figures import Figure
from bench.pictures import Picture
from bench.processes import TICKS
from bench.scale import Bench, Scale

_HEARTBEAT, _PATIENCE, _SILENCE = 0.5, 40.0, 400.0  # seconds
_SIGNALS = (signal.SIGINT, signal.SIGTERM)


@dataclass(frozen=True)
class Load:
    """What else the machine did meanwhile: load averages, and others' share of its cores in percent."""

    before: float
    after: float
    others_percent: float | None
    stolen_percent: float | None

    @property
    def is_quiet(self) -> bool:
        return max(self.others_percent or 0, self.stolen_percent or 0) < 10


@dataclass(frozen=True)
class Taken:
    """What came of a measurement. `fault`: why there is nothing."""

    name: str
    seconds: float
    load: Load
    figures: tuple[Figure, ...] = ()
    pictures: tuple[Picture, ...] = ()
    fault: str = ""


@dataclass(frozen=True)
class Telling:
    """Whom to tell that a measurement has so many steps, and of each of them."""

    steps: Callable[[int], None]
    step: Callable[[str], None]


def take(name: str, scale: Scale, telling: Telling) -> Taken:
    """Take one measurement in a child process."""
    context = multiprocessing.get_context("spawn")
    told: Queue[tuple[str, Any]] = context.Queue()
    child = context.Process(target=_work, args=(name, scale, told), name=f"bench {name}")
    began, before, busy = time.monotonic(), os.getloadavg()[0], _machine()
    child.start()
    try:
        outcome = _listen(child, told, telling)
    except BaseException:
        child.terminate()
        raise
    finally:
        _end(child)
    seconds = time.monotonic() - began
    load = Load(before, os.getloadavg()[0], *_shares(busy, _machine(), outcome.get("cpu"), seconds))
    if "fault" in outcome:
        return Taken(name, seconds, load, fault=outcome["fault"])
    return Taken(name, seconds, load, tuple(outcome["figures"]), tuple(outcome["pictures"]))


def _end(child: Any) -> None:
    """It has time to end what it started."""
    child.join(timeout=_PATIENCE)
    if child.is_alive():
        child.kill()
        child.join()


def _listen(child: Any, told: "Queue[tuple[str, Any]]", telling: Telling) -> dict[str, Any]:
    """Pass on what it tells until it is done; one that says nothing for too long is ended."""
    heard = time.monotonic()
    while True:
        try:
            kind, what = told.get(timeout=_HEARTBEAT)
        except queue.Empty:
            if not child.is_alive():
                return {"fault": f"its process ended with {child.exitcode}"}
            if time.monotonic() - heard > _SILENCE:
                child.terminate()
                return {"fault": f"no step of it was over within {_SILENCE:.0f} seconds"}
            continue
        heard = time.monotonic()
        if kind == "done":
            return dict(what)
        tell = telling.steps if kind == "steps" else telling.step
        tell(what)


def _work(name: str, scale: Scale, told: "Queue[tuple[str, Any]]") -> None:
    """In the child: measure, and send back what came of it."""
    stop_in_order()
    outcome: dict[str, Any]
    with TemporaryDirectory(prefix=f"byhand-bench-{name}-", ignore_cleanup_errors=True) as folder:
        bench = Bench(scale, Path(folder), lambda words: told.put(("step", words)))
        try:
            measurement = registry.load(name)
            told.put(("steps", measurement.steps(bench)))
            outcome = {"figures": measurement.measure(bench), "pictures": bench.pictures}
        except KeyboardInterrupt:
            return
        except Exception as error:  # noqa: BLE001 - whatever it is, the others go on and it is shown
            outcome = {"fault": f"{type(error).__name__}: {error}\n{traceback.format_exc()}"}
    spent = [resource.getrusage(whose) for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    told.put(("done", {**outcome, "cpu": sum(one.ru_utime + one.ru_stime for one in spent)}))


def stop_in_order() -> None:
    """The first Ctrl-C or SIGTERM ends everything that was started; further ones do not disturb that."""

    def stop(_number: int, _frame: object) -> None:
        for number in _SIGNALS:
            signal.signal(number, lambda *_: None)
        raise KeyboardInterrupt

    for number in _SIGNALS:
        signal.signal(number, stop)


# --- what else the machine did ---------------------------------------------------------------------------------------


def _machine() -> tuple[float, float] | None:
    """Seconds that all cores were busy, and that a hypervisor took away; None where /proc does not tell."""
    try:
        fields = [int(field) / TICKS for field in Path("/proc/stat").read_text("ascii").split("\n", 1)[0].split()[1:9]]
    except OSError:
        return None
    user, nice, system, _idle, _wait, hard, soft, stolen = fields
    return user + nice + system + hard + soft, stolen


def _shares(
    before: tuple[float, float] | None, after: tuple[float, float] | None, ours: float | None, seconds: float
) -> tuple[float | None, float | None]:
    """Others' share of the machine and the stolen one, in percent."""
    if before is None or after is None or ours is None:
        return None, None
    whole = seconds * (os.cpu_count() or 1)
    others = max(0.0, after[0] - before[0] - ours)
    return round(100 * others / whole, 1), round(100 * (after[1] - before[1]) / whole, 1)
