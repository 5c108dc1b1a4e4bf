"""What administrators are told by themselves: gaps, events nobody can read, and whatever waits too long."""

from datetime import datetime, timedelta

from sqlmodel import Session

from routing import notices
from routing.cards import Notice
from routing.kit import Kit
from routing.views import channel_name
from store import overview
from store.models import Gap

RECEIPT_WAIT = timedelta(minutes=5)
DELIVERY_WAIT = timedelta(minutes=15)


def tell_gap(kit: Kit, session: Session, gap: Gap) -> bool:
    """A gap with its bounds; without a beginning it is only a first start, which is kept and no alarm."""
    if gap.since is None:
        return False
    since, until = gap.since.isoformat(timespec="minutes"), gap.until.isoformat(timespec="minutes")
    title = f"Posts on {channel_name(gap.channel)} may have been missed"
    notice = Notice(title, lines=(f"Between {since} and {until}: {gap.reason}",))
    return notices.tell_leads(kit, session, f"gap:{gap.id}", notice)


def tell_unparsed(kit: Kit, session: Session, channel: str) -> bool:
    """Something came that cannot be read; told once a day and channel."""
    title = f"Something from {channel_name(channel)} could not be read"
    line = "It is kept. `byhand receipts` shows it with the reason, and puts it back to work after a fix."
    day = f"{kit.clock.now():%Y-%m-%d}"
    return notices.tell_leads(kit, session, f"unparsed:{channel}:{day}", Notice(title, lines=(line,)))


def tell_what_waits(kit: Kit) -> int:
    """Receipts not worked through and deliveries not sent for too long; told at most once an hour while it lasts."""
    now = kit.clock.now()
    with kit.db.read() as session:
        found = {
            "receipts": _late(overview.oldest_kept(session), RECEIPT_WAIT, now),
            "deliveries": _late(overview.oldest_ready(session), DELIVERY_WAIT, now),
        }
    late = {what: since for what, since in found.items() if since is not None}
    if not late:
        return 0
    with kit.db.write() as session:
        told = [
            notices.tell_leads(kit, session, f"waiting:{what}:{now:%Y-%m-%dT%H}", _waiting(what, since, now))
            for what, since in late.items()
        ]
    return sum(told)


def _late(since: datetime | None, allowed: timedelta, now: datetime) -> datetime | None:
    return since if since is not None and now - since > allowed else None


_WAITING = {
    "receipts": ("Events wait to be worked through", "Nothing is lost, but questions come late."),
    "deliveries": (
        "Messages wait to be sent",
        "A channel or Slack does not take them, or more is owed than its limits allow.",
    ),
}


def _waiting(what: str, since: datetime, now: datetime) -> Notice:
    title, line = _WAITING[what]
    return Notice(title, lines=(f"The oldest has waited for {int((now - since).total_seconds() // 60)} minutes.", line))
