"""What came of volunteers' questions, counted as it happens, and who answered whom."""

from datetime import datetime
from functools import lru_cache
from typing import Literal

from sqlalchemy import bindparam, literal_column, select
from sqlalchemy.dialects.sqlite import insert
from sqlmodel import Session

from store.built import Built, table_of
from store.models import Claim, Evidence, Question, Volunteer
from store.types import among

What = Literal["claimed", "answered", "released", "corrected", "thanked"]
COUNTS: tuple[What, ...] = ("claimed", "answered", "released", "corrected", "thanked")
_RECENT = 50  # questions of one asker that are looked at

_E, _Q, _C, _V = table_of(Evidence), table_of(Question), table_of(Claim), table_of(Volunteer)


def count(session: Session, volunteer_id: int, topic: str, what: What, now: datetime) -> None:
    """One more of this for the volunteer in this topic; a question without one says nothing of anybody."""
    if topic:
        _one_more(what).run(session, {"volunteer_id": volunteer_id, "topic": topic, "changed_at": now})


def count_for(session: Session, question_id: int, volunteer_id: int, what: What, now: datetime) -> None:
    """One more of this for the volunteer in each topic that the question has."""
    topics = _TOPICS.first(session, question_id=question_id)
    for topic in dict.fromkeys(topics or ()):
        count(session, volunteer_id, topic, what, now)


@lru_cache
def _one_more(what: What) -> Built:
    fresh = {name: int(name == what) for name in COUNTS}
    given = {name: bindparam(name, type_=_E.c[name].type) for name in ("volunteer_id", "topic", "changed_at")}
    adding = insert(_E).values(**given, **{name: literal_column(str(number)) for name, number in fresh.items()})
    more = {what: _E.c[what] + literal_column("1"), "changed_at": adding.excluded.changed_at}
    return Built(adding.on_conflict_do_update(index_elements=["volunteer_id", "topic"], set_=more))


_TOPICS = Built(select(_Q.c.topic, _Q.c.second_topic).where(_Q.c.id == bindparam("question_id")))

_LATELY = (
    select(_Q.c.id)
    .where(_Q.c.asker_id == bindparam("asker_id"))
    .order_by(_Q.c.id.desc())
    .limit(literal_column(f"{_RECENT}"))
)
_WHO = Built(
    select(_C.c.volunteer_id)
    .distinct()
    .join(_V, _V.c.id == _C.c.volunteer_id)
    .where(_C.c.question_id.in_(_LATELY), among(_C.c.state, "done"))
    .where(among(_V.c.standing, "member"), _V.c.left_at.is_(None))
)


def who_answered(session: Session, asker_id: int) -> frozenset[int]:
    """Members who answered one of this asker's last questions."""
    return frozenset(row.volunteer_id for row in _WHO.all(session, asker_id=asker_id))
