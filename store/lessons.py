"""What volunteers taught of topics: lessons that count now, given once a question and taken back when asked."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import bindparam, func, literal_column, select, update
from sqlmodel import Session

from store.built import Built, table_of
from store.models import Lesson, Question, Volunteer

_L, _Q, _V = table_of(Lesson), table_of(Question), table_of(Volunteer)


class Taught(NamedTuple):
    """One lesson that counts: the question's words, the topic that they are about (empty: none of ours)."""

    text: str
    topic: str
    lesson_id: int
    kind: str


class Told(NamedTuple):
    """One lesson as it is listed for people; `text` is None when the question's words were erased."""

    lesson_id: int
    question_id: int
    text: str | None
    kind: str
    was: str
    topic: str
    volunteer: str
    given_at: datetime
    forgotten_at: datetime | None


_LIVE = Built(
    select(_Q.c.text, _L.c.topic, _L.c.id, _L.c.kind)
    .join(_Q, _Q.c.id == _L.c.question_id)
    .where(_L.c.forgotten_at.is_(None), _Q.c.text.is_not(None), _Q.c.text != literal_column("''"))
    .order_by(_L.c.id)
)
_NEWEST = Built(select(func.max(_L.c.id)))
_COUNT = Built(
    select(func.count())
    .select_from(_L)
    .join(_Q, _Q.c.id == _L.c.question_id)
    .where(_L.c.forgotten_at.is_(None), _Q.c.text.is_not(None), _Q.c.text != literal_column("''"))
)
_OF_QUESTION = Built(
    select(_L).where(_L.c.question_id == bindparam("question_id"), _L.c.forgotten_at.is_(None)).limit(1)
)
_BY_ID = Built(select(_L).where(_L.c.id == bindparam("lesson_id")))
_FORGET = Built(
    update(_L)
    .where(_L.c.id == bindparam("lesson_id"), _L.c.forgotten_at.is_(None))
    .values(
        forgotten_at=bindparam("at", type_=_L.c.forgotten_at.type),
        forgotten_by=bindparam("by", type_=_L.c.forgotten_by.type),
    )
    .returning(_L.c.id)
)
_EVERY = Built(
    select(
        _L.c.id,
        _L.c.question_id,
        _Q.c.text,
        _L.c.kind,
        _L.c.was,
        _L.c.topic,
        _V.c.name,
        _L.c.given_at,
        _L.c.forgotten_at,
    )
    .join(_Q, _Q.c.id == _L.c.question_id)
    .join(_V, _V.c.id == _L.c.volunteer_id)
    .order_by(_L.c.id)
)


def live(session: Session) -> list[Taught]:
    """Every lesson that counts, oldest first; one whose words were erased teaches nothing any more."""
    return [Taught(*row) for row in _LIVE.all(session)]


def stamp(session: Session) -> tuple[int, int]:
    """Another value whenever a lesson was given, forgotten or lost its words; cheap, as every question asks for it."""
    return _NEWEST.value(session) or 0, _COUNT.value(session)


def of_question(session: Session, question_id: int) -> Any:
    """The lesson of a question that counts, as a row, or None."""
    return _OF_QUESTION.first(session, question_id=question_id)


def lesson(session: Session, lesson_id: int) -> Any:
    """The lesson as a row, forgotten or not, or None."""
    return _BY_ID.first(session, lesson_id=lesson_id)


def give(session: Session, question_id: int, volunteer_id: int, given: dict[str, Any], at: datetime) -> int:
    """Keep a lesson, its kind, topic and what `was` given; an earlier one of the question no longer counts."""
    earlier = of_question(session, question_id)
    if earlier is not None:
        forget(session, earlier.id, volunteer_id, at)
    row = Lesson(question_id=question_id, volunteer_id=volunteer_id, given_at=at, **given)
    session.add(row)
    session.flush()
    return row.id or 0


def forget(session: Session, lesson_id: int, by: int | None, at: datetime) -> bool:
    """It counts no longer; False when it was forgotten before. `by` is None for who sits at the machine itself."""
    return _FORGET.first(session, lesson_id=lesson_id, by=by, at=at) is not None


def every(session: Session) -> list[Told]:
    """All lessons ever given, oldest first."""
    return [Told(*row) for row in _EVERY.all(session)]
