"""Named queries of volunteers: who they are, and who comes into question for a question."""

import math
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, select, text
from sqlmodel import Session, col

from store.models import Claim, Offer, Volunteer, VolunteerTopic

_KM_PER_DEGREE = 111.0  # of latitude; a little under the true figure, so that the box never cuts the circle
_POLE_WIDTH = 0.01


def by_slack_id(session: Session, team_id: str, slack_id: str) -> Volunteer | None:
    return session.execute(
        select(Volunteer).where(col(Volunteer.team_id) == team_id, col(Volunteer.slack_id) == slack_id)
    ).scalar_one_or_none()


def topics(session: Session, volunteer_ids: Sequence[int]) -> dict[int, frozenset[str]]:
    rows = session.execute(select(VolunteerTopic).where(col(VolunteerTopic.volunteer_id).in_(volunteer_ids))).scalars()
    found: dict[int, set[str]] = {}
    for row in rows:
        found.setdefault(row.volunteer_id, set()).add(row.topic)
    return {volunteer_id: frozenset(names) for volunteer_id, names in found.items()}


def set_topics(session: Session, volunteer_id: int, names: Sequence[str]) -> None:
    session.execute(delete(VolunteerTopic).where(col(VolunteerTopic.volunteer_id) == volunteer_id))
    session.add_all(VolunteerTopic(volunteer_id=volunteer_id, topic=name) for name in dict.fromkeys(names))
    session.flush()


def within(session: Session, latitude: float, longitude: float, km: float, topic: str | None) -> list[Volunteer]:
    """Enrolled members in the box around a circle, by the R*Tree; the caller measures exactly."""
    south, north = latitude - km / _KM_PER_DEGREE, latitude + km / _KM_PER_DEGREE
    widest = max(abs(south), abs(north))
    width = 180.0 if widest >= 90.0 - _POLE_WIDTH else km / (_KM_PER_DEGREE * math.cos(math.radians(widest)))
    ids = session.execute(
        text(
            "SELECT id FROM volunteer_tree WHERE north >= :south AND south <= :north AND ("
            " (east >= :west AND west <= :east) OR west <= :east - 360 OR east >= :west + 360)"
        ),
        {"south": south, "north": north, "west": longitude - width, "east": longitude + width},
    )
    return _members(session, [row[0] for row in ids], topic)


def _members(session: Session, ids: list[int], topic: str | None) -> list[Volunteer]:
    found: list[Volunteer] = []
    for start in range(0, len(ids), 500):
        query = select(Volunteer).where(
            col(Volunteer.id).in_(ids[start : start + 500]),
            col(Volunteer.standing) == "member",
            col(Volunteer.left_at).is_(None),
        )
        if topic is not None:
            query = query.join(VolunteerTopic, col(VolunteerTopic.volunteer_id) == col(Volunteer.id)).where(
                col(VolunteerTopic.topic) == topic
            )
        found.extend(session.execute(query).scalars())
    return found


def anywhere(session: Session, topic: str | None, limit: int) -> list[Volunteer]:
    """Enrolled members, those asked longest ago first."""
    last = (
        select(func.max(col(Offer.offered_at)))
        .where(col(Offer.volunteer_id) == col(Volunteer.id))
        .correlate(Volunteer)
        .scalar_subquery()
    )
    query = select(Volunteer).where(col(Volunteer.standing) == "member", col(Volunteer.left_at).is_(None))
    if topic is not None:
        query = query.join(VolunteerTopic, col(VolunteerTopic.volunteer_id) == col(Volunteer.id)).where(
            col(VolunteerTopic.topic) == topic
        )
    return list(session.execute(query.order_by(last.nulls_first(), col(Volunteer.id)).limit(limit)).scalars())


def slack_ids(session: Session, volunteer_ids: Sequence[int]) -> dict[int, str]:
    rows = session.execute(
        select(col(Volunteer.id), col(Volunteer.slack_id)).where(col(Volunteer.id).in_(volunteer_ids))
    )
    return {volunteer_id: slack_id for volunteer_id, slack_id in rows if volunteer_id is not None}


def offers_since(session: Session, volunteer_ids: Sequence[int], since: datetime) -> dict[int, int]:
    rows = session.execute(
        select(col(Offer.volunteer_id), func.count())
        .where(col(Offer.volunteer_id).in_(volunteer_ids), col(Offer.offered_at) >= since)
        .group_by(col(Offer.volunteer_id))
    )
    return {volunteer_id: number for volunteer_id, number in rows if volunteer_id is not None}


def asked(session: Session, question_id: int) -> set[int]:
    """Volunteers who were offered this question, or who gave it back."""
    offered = session.execute(select(col(Offer.volunteer_id)).where(col(Offer.question_id) == question_id)).scalars()
    claimed = session.execute(select(col(Claim.volunteer_id)).where(col(Claim.question_id) == question_id)).scalars()
    return {volunteer_id for volunteer_id in (*offered, *claimed) if volunteer_id is not None}


def enrolled(session: Session) -> list[Volunteer]:
    return list(session.execute(select(Volunteer).where(col(Volunteer.left_at).is_(None))).scalars())
