"""Checks of the database: there, ours, whole, at this version, written through to the disk."""

from collections.abc import Callable
from functools import wraps

from commands.checks.installation import Installation
from commands.checks.verdict import Group, Verdict, bad, not_looked_at, ok, some, warn
from store.soundness import MOST_AUDITED, Soundness


def _unless(i: Installation) -> str:
    return i.stored.trouble if i.stored.absent else ""


GROUP = Group("database", "Database", _unless)
MIGRATE = "`byhand migrate` (`byhand run` does it by itself)"
FULL = 2  # PRAGMA synchronous
MEGABYTE = 1024 * 1024
LARGE, LONG_LOG = 20_000 * MEGABYTE, 500 * MEGABYTE
ALONE = "`byhand doctor --only database` takes its time"


def _unknown(i: Installation) -> Verdict:
    return not_looked_at(i.stored.trouble or "the database could not be read")


def _when_readable(look: Callable[[Soundness], Verdict]) -> Callable[[Installation], Verdict]:
    """A check of what was found in the database, which is not looked at when it could not be read."""

    @wraps(look)
    def check(i: Installation) -> Verdict:
        return _unknown(i) if i.stored.soundness is None else look(i.stored.soundness)

    return check


@GROUP.check("reachable", "everything that Byhand knows is in it")
def reachable(i: Installation) -> Verdict:
    if i.stored.soundness is None:
        mend = "look at the file, or name another with BYHAND_DATABASE_URL"
        return bad(f"{i.stored.path or 'the database'} cannot be read: {i.stored.trouble}", mend)
    return ok(f"{i.stored.path} can be read")


@GROUP.check("writable", "what cannot be stored is not acknowledged, and comes again, for a while")
@_when_readable
def writable(sound: Soundness) -> Verdict:
    if sound.unwritable:
        return bad(f"nothing can be written: {sound.unwritable}", "end what holds it, or see to rights and room")
    return ok("a write transaction can begin")


@GROUP.check("version", "an earlier version lacks tables that the program needs")
def version(i: Installation) -> Verdict:
    if i.stored.newer:
        return bad(f"the database is of a newer version ({i.stored.newer}) than this program", "update the program")
    if i.stored.behind:
        return bad("the database is of an earlier version", MIGRATE)
    return _unknown(i) if i.stored.soundness is None else ok("the database is at this version")


@GROUP.check("guards", "these triggers keep promise P1 even against mistakes of ours: only people's words go out")
def guards(i: Installation) -> Verdict:
    if i.stored.soundness is None or i.stored.behind or i.stored.newer:
        return _unknown(i)
    if i.stored.lacking:
        return bad(f"missing: {some(sorted(i.stored.lacking))}", MIGRATE)
    return ok("every guard is in place")


@GROUP.check("journal", "with a write-ahead log readers never wait for the writer")
@_when_readable
def journal(sound: Soundness) -> Verdict:
    if sound.journal != "wal":
        return bad(f"the journal is “{sound.journal}”, not a write-ahead log", "put the file on a local disk")
    return ok("a write-ahead log")


@GROUP.check("durable", "what was acknowledged must outlive a power cut")
@_when_readable
def durable(sound: Soundness) -> Verdict:
    if sound.synchronous < FULL:
        return bad("commits are not written through (synchronous is not FULL)", "report it: Byhand sets it itself")
    return ok("every commit is written through to the disk")


@GROUP.check("intact", "a damaged file gets worse with every write")
@_when_readable
def intact(sound: Soundness) -> Verdict:
    if sound.faults is None:
        return not_looked_at("the file is too large to look through in passing", ALONE)
    if sound.faults:
        return bad(f"SQLite finds faults: {some(sound.faults, 2)}", "stop Byhand and put the last backup back")
    return ok("SQLite finds no fault")


@GROUP.check("references", "a row that refers to nothing makes a question that cannot be shown")
@_when_readable
def references(sound: Soundness) -> Verdict:
    if sound.strays is None:
        return not_looked_at("the file is too large to look through in passing", ALONE)
    if sound.strays:
        return bad(f"rows that refer to rows that are not there: {sound.strays}", "put the last backup back")
    return ok("every reference leads somewhere")


@GROUP.check("audit", "the record of who did what proves that answers were written by people")
@_when_readable
def audited(sound: Soundness) -> Verdict:
    if sound.chain is None:
        return not_looked_at(f"there are more than {MOST_AUDITED:,} rows", "`byhand audit verify` follows them all")
    if sound.chain:
        return bad(f"the audit is broken: {sound.chain}", "`byhand audit show`; put the last backup back")
    return ok("the chain of the audit holds")


@GROUP.check("size", "a log that is never folded in slows every read")
@_when_readable
def size(sound: Soundness) -> Verdict:
    told = f"{sound.size / MEGABYTE:,.1f} MB, log {sound.log_size / MEGABYTE:,.1f} MB"
    if sound.log_size > LONG_LOG:
        return warn(told, "start `byhand run` anew; something keeps an old read open")
    if sound.size > LARGE:
        return warn(told, "keep texts for a shorter time (retention in the policy)")
    return ok(told)


@GROUP.check("holder", "one process at a time works on it")
def holder(i: Installation) -> Verdict:
    if i.stored.path is None:
        return _unknown(i)
    return ok("`byhand run` works on it now" if i.runs else "no `byhand run` works on it now")


@GROUP.check("backup", "a disk that dies takes with it what was not copied")
def backup(i: Installation) -> Verdict:
    if i.stored.path is None:
        return _unknown(i)
    mend = f"daily, also while Byhand runs: sqlite3 {i.stored.path} \".backup 'COPY.db'\" (never copy the bare file)"
    return not_looked_at("whether it is backed up cannot be seen from here", mend)
