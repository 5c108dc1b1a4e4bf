"""Named queries of volunteers: who they are, and what they have to do with a question."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from sqlalchemy import delete, select
from sqlmodel import Session, col

from store.models import Claim, Evidence, Offer, Volunteer, VolunteerTopic

WELL = 2  # the level of a topic of which nothing else is said


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


def levels(session: Session, volunteer_id: int) -> dict[str, int]:
    """What this volunteer says that he knows, and how well: 1 a little, 2 well, 3 like few others."""
    rows = session.execute(select(VolunteerTopic).where(col(VolunteerTopic.volunteer_id) == volunteer_id)).scalars()
    return {row.topic: row.level for row in rows}


def set_topics(
    session: Session, volunteer_id: int, names: Sequence[str], levels: Mapping[str, int] = MappingProxyType({})
) -> None:
    """These and no others; known well where `levels` says nothing else."""
    session.execute(delete(VolunteerTopic).where(col(VolunteerTopic.volunteer_id) == volunteer_id))
    session.add_all(
        VolunteerTopic(volunteer_id=volunteer_id, topic=name, level=levels.get(name, WELL))
        for name in dict.fromkeys(names)
    )
    session.flush()


def forget_evidence(session: Session, volunteer_id: int) -> None:
    """What came of his questions is no longer counted for him."""
    session.execute(delete(Evidence).where(col(Evidence.volunteer_id) == volunteer_id))


def asked(session: Session, question_id: int) -> set[int]:
    """Volunteers who were offered this question, or who gave it back."""
    offered = session.execute(select(col(Offer.volunteer_id)).where(col(Offer.question_id) == question_id)).scalars()
    claimed = session.execute(select(col(Claim.volunteer_id)).where(col(Claim.question_id) == question_id)).scalars()
    return {volunteer_id for volunteer_id in (*offered, *claimed) if volunteer_id is not None}


def enrolled(session: Session) -> list[Volunteer]:
    return list(session.execute(select(Volunteer).where(col(Volunteer.left_at).is_(None))).scalars())
