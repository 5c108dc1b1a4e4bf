"""Questions captured, routed and offered, each batch committed; beside bare sqlite3 that writes the same rows."""

import shutil
import time
from pathlib import Path

from bench import material
from bench.bare import Rewriter
from bench.figures import Figure, at_least, middle, spread
from bench.material import DayByDay
from bench.pictures import PEER, Bar, Bars
from bench.scale import Bench
from routing.inbox import BATCH

NAME = "intake"
SLOWER = 5  # so many fewer questions where each is embedded
VOLUNTEERS = 200
A_DAY = 500  # questions before the next day begins, so that nobody reaches the day's number of offers


def measure(bench: Bench) -> list[Figure]:
    ours, bare, cpu, rows = [], [], [], 0
    for run in range(bench.scale.runs):
        bench.step("intake: Byhand")
        kept, worked, rate, busy = _byhand(bench.folder, f"intake{run}", bench.scale.questions)
        ours.append(rate)
        cpu.append(1000 * busy)
        bench.step("intake: bare sqlite3")
        rewriter = Rewriter(worked)
        rows = rewriter.rows
        bare.append(bench.scale.questions / rewriter.write_into(kept, BATCH))
    bench.step("intake: with the embedding")
    _, _, meaning, mind = _byhand(bench.folder, "meaning", bench.scale.questions // SLOWER, by_meaning=True)
    rate, peer = middle(ours), middle(bare)
    share = middle([mine / other for mine, other in zip(ours, bare, strict=True)])
    each = rows / bench.scale.questions
    told = (
        f"{spread(ours)}; {VOLUNTEERS} volunteers, {each:.1f} rows a question, {BATCH} a transaction; "
        f"{middle(cpu):.2f} ms of CPU each"
    )
    _draw(bench, rate, peer)
    what = "captured, routed, offers queued"
    return [
        Figure(NAME, what, rate, "/s", at_least(1000), told),
        Figure(NAME, f"{what}, with the embedding", meaning, "/s", at_least(200), f"{1000 * mind:.1f} ms of CPU each"),
        Figure(NAME, "against bare sqlite3", 100 * share, "%", at_least(30), f"bare: {peer:,.0f}/s ({spread(bare)})"),
    ]


def _draw(bench: Bench, ours: float, bare: float) -> None:
    bars = (
        Bar("Byhand: read, routed, offered", ours),
        Bar("sqlite3 writing the same rows, 30 %", 0.3 * bare, PEER),
        Bar("sqlite3 writing the same rows", bare, PEER),
    )
    title = f"Questions taken in a second, {BATCH} a transaction, each on disk"
    bench.pictures.append(Bars(NAME, title, "/s", bars, 1000, "at least"))


def steps(bench: Bench) -> int:
    return 2 * bench.scale.runs + 1


def _byhand(folder: Path, name: str, count: int, *, by_meaning: bool = False) -> tuple[Path, Path, float, float]:
    """The database before and after, questions a second, and seconds of CPU for each."""
    clock = DayByDay()
    kit = material.fresh(folder, name, clock)
    if by_meaning:
        kit = material.by_meaning(kit)
    material.enrol(kit, VOLUNTEERS)
    material.keep(kit, material.updates(count))
    kit.db.close()
    before, after = folder / f"{name}-before.db", folder / f"{name}.db"
    shutil.copy(after, before)
    inbox = material.make_inbox(kit)
    kit.reader.warm(kit.policy())  # learnt once, when the policy is put into force
    began, busy, worked = time.perf_counter(), time.process_time(), 0
    while batch := inbox.work_batch():
        worked += batch
        if worked % A_DAY == 0:
            clock.next_day()
    seconds, busy = time.perf_counter() - began, time.process_time() - busy
    material.close(kit)
    return before, after, worked / seconds, busy / worked
