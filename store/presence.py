"""Whom to ask Slack about, and what it said: who is active just now."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Text, bindparam, or_, select, type_coerce, update
from sqlmodel import Session

from store.built import Built, table_of
from store.crowd import IS_AWAY
from store.models import Volunteer
from store.types import among

_V = table_of(Volunteer)
_STALE = (
    select(_V.c.slack_id, _V.c.time_zone, type_coerce(_V.c.hours, Text).label("hours"), _V.c.country)
    .where(among(_V.c.standing, "member"), _V.c.left_at.is_(None), ~IS_AWAY)
    .where(or_(_V.c.seen_at.is_(None), _V.c.seen_at < bindparam("before")))
    .order_by(_V.c.seen_at.nulls_first(), _V.c.id)
)
_KEEP = Built(
    update(_V)
    .where(_V.c.team_id == bindparam("team"), _V.c.slack_id == bindparam("who"))
    .values(present=bindparam("is_present"), seen_at=bindparam("at"))
)


def stale(session: Session, before: datetime, now: datetime) -> Iterator[Any]:
    """Members who want to be asked and were not looked at since, longest ago first: Slack id, hours, where they are."""
    yield from session.connection().execute(_STALE, {"before": before, "now": now})


def keep(session: Session, team_id: str, slack_id: str, is_present: bool | None, now: datetime) -> None:
    """What Slack said of a volunteer; None: it would not say."""
    _KEEP.run(session, {"team": team_id, "who": slack_id, "is_present": is_present, "at": now})
