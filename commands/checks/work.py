"""Checks of the work at hand: whatever waits for a person, or waits too long."""

from datetime import datetime, timedelta

from commands.checks.installation import Installation
from commands.checks.verdict import Group, Verdict, bad, ok, warn
from routing.alarms import DELIVERY_WAIT, RECEIPT_WAIT
from routing.status import Status

ASKED = timedelta(hours=1)  # after which somebody should have looked


def _unless(i: Installation) -> str:
    return "" if i.stored.status else i.stored.trouble or "the database could not be read"


GROUP = Group("work", "Work at hand", _unless)


def _work(i: Installation) -> Status:
    if i.stored.status is None:
        raise ValueError("there is nothing to judge")
    return i.stored.status


def _since(at: datetime | None, now: datetime) -> str:
    if at is None:
        return "a moment"
    minutes = int((now - at).total_seconds() // 60)
    return f"{minutes} minutes" if minutes < 120 else f"{minutes // 60} hours"  # noqa: PLR2004 - reads better


def _late(at: datetime | None, now: datetime, allowed: timedelta) -> bool:
    return at is not None and now - at > allowed


@GROUP.check("unparsed", "an event that could not be read may be a question")
def unparsed(i: Installation) -> Verdict:
    number = _work(i).receipts.unparsed
    if number:
        mend = "`byhand receipts` shows them; after a fix `byhand receipts --replay`"
        return warn(f"events that could not be read, and are kept: {number}", mend)
    return ok("every event could be read")


@GROUP.check("receipts", "what waits here is not yet a question")
def receipts(i: Installation) -> Verdict:
    found = _work(i).receipts
    if _late(found.oldest_since, i.now, RECEIPT_WAIT):
        told = f"waiting: {found.waiting}, the oldest for {_since(found.oldest_since, i.now)}"
        return warn(told, "see the log of `byhand run`" if i.runs else "start `byhand run`")
    return ok(f"waiting: {found.waiting}" if found.waiting else "no event waits")


@GROUP.check("deliveries", "what waits here, nobody has seen")
def deliveries(i: Installation) -> Verdict:
    owed = _work(i).owed
    if _late(owed.oldest_since, i.now, DELIVERY_WAIT):
        told = f"waiting: {owed.ready}, the oldest for {_since(owed.oldest_since, i.now)}"
        return warn(told, "see the log of `byhand run`" if i.runs else "start `byhand run`")
    return ok(f"owed: {owed.ready}" if owed.ready else "nothing is owed")


@GROUP.check("unknown", "nobody knows whether these answers were posted, so they are never posted again by themselves")
def unknown(i: Installation) -> Verdict:
    found = _work(i).undecided
    if not found:
        return ok("of every answer it is known what became of it")
    told = f"answers that may have been posted: {len(found)}, the oldest {_since(found[0].since, i.now)} ago"
    mend = "whoever wrote it decides on the card in Slack: “It is there” or “Post again”"
    return (bad if _late(found[0].since, i.now, ASKED) else warn)(told, mend)


@GROUP.check("questions", "people wait for an answer")
def questions(i: Installation) -> Verdict:
    found = _work(i).questions
    if found.late:
        told = f"late: {found.late}; the oldest open one was asked {_since(found.oldest_asked_at, i.now)} ago"
        return warn(told, "`byhand status` names them; in Slack: /byhand queue")
    return ok(f"open: {found.open}, none of them late")


@GROUP.check("gaps", "what a platform dropped while nobody listened can only be looked for by hand")
def gaps(i: Installation) -> Verdict:
    number = i.stored.fresh_gaps
    if number:
        told = f"times this week that posts may have been missed: {number}"
        return warn(told, "the administrators' channel in Slack says from when to when")
    return ok("nothing is known to have been missed this week")
