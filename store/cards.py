"""What a card shows, read as it stands now: each part one statement."""

from datetime import datetime
from typing import Any

from sqlalchemy import Text, bindparam, cast, exists, literal_column, select
from sqlmodel import Session

from store.built import Built, table_of
from store.models import (
    Answer,
    Asker,
    Claim,
    Conversation,
    Delivery,
    Lesson,
    Offer,
    Question,
    QuestionPart,
    Volunteer,
)
from store.types import among

_Q, _A, _C, _P = table_of(Question), table_of(Asker), table_of(Conversation), table_of(QuestionPart)
_CL, _V, _AN, _D, _O = table_of(Claim), table_of(Volunteer), table_of(Answer), table_of(Delivery), table_of(Offer)
_L = table_of(Lesson)
_MOST_EARLIER = 10


_BEFORE = _Q.alias()
_HAS_EARLIER = exists().where(_BEFORE.c.conversation_id == _Q.c.conversation_id, _BEFORE.c.id < _Q.c.id)
_HAS_MEDIA = exists().where(_P.c.question_id == _Q.c.id, cast(_P.c.media, Text) != literal_column("'[]'"))
_QUESTION = Built(
    select(
        _Q.c.id,
        _Q.c.conversation_id,
        _Q.c.channel,
        _Q.c.text,
        _Q.c.url,
        _Q.c.topic,
        _Q.c.second_topic,
        _Q.c.decision["topics"][0]["score"].as_float().label("topic_share"),
        _Q.c.kind,
        _Q.c.language,
        _Q.c.place_name,
        _Q.c.place_source,
        _Q.c.posted_at,
        _Q.c.state,
        _Q.c.ring,
        _Q.c.reason,
        _Q.c.may_reply,
        _Q.c.edited,
        _Q.c.ended_at,
        _A.c.name.label("author_name"),
        _A.c.handle.label("author_handle"),
        _C.c.title.label("chat_title"),
        _HAS_EARLIER.label("has_earlier"),
        _HAS_MEDIA.label("has_media"),
    )
    .join(_A, _A.c.id == _Q.c.asker_id)
    .join(_C, _C.c.id == _Q.c.conversation_id)
    .where(_Q.c.id == bindparam("question_id"))
)
_DECISION = Built(select(_Q.c.decision).where(_Q.c.id == bindparam("question_id")))
_EARLIER = Built(
    select(_Q.c.id, _Q.c.text, _Q.c.posted_at, _Q.c.url, _A.c.name)
    .join(_A, _A.c.id == _Q.c.asker_id)
    .where(_Q.c.conversation_id == bindparam("conversation_id"), _Q.c.id < bindparam("before_id"))
    .order_by(_Q.c.id.desc())
    .limit(literal_column(str(_MOST_EARLIER)))
)
_PARTS = Built(
    select(_P.c.first_id, _P.c.posted_at, _P.c.media)
    .where(_P.c.question_id == bindparam("question_id"))
    .order_by(_P.c.id)
)
_CLAIM = Built(
    select(_CL.c.id, _CL.c.state, _CL.c.deadline, _V.c.name, _V.c.slack_id)
    .join(_V, _V.c.id == _CL.c.volunteer_id)
    .where(_CL.c.question_id == bindparam("question_id"))
    .order_by(among(_CL.c.state, "held", "submitted").desc(), _CL.c.id.desc())
    .limit(literal_column("1"))
)
_ANSWERS = Built(
    select(
        _AN.c.id,
        _AN.c.text,
        _AN.c.submitted_at,
        _D.c.id.label("delivery_id"),
        _D.c.state,
        _D.c.url,
        _D.c.error,
        _V.c.name,
        _V.c.slack_id,
    )
    .join(_D, _D.c.answer_id == _AN.c.id)
    .join(_V, _V.c.id == _AN.c.volunteer_id)
    .where(_AN.c.question_id == bindparam("question_id"), among(_D.c.kind, "answer"))
    .order_by(_AN.c.id)
)
_OFFER = Built(
    select(_O, _V.c.slack_id).outerjoin(_V, _V.c.id == _O.c.volunteer_id).where(_O.c.id == bindparam("offer_id"))
)
_PERSON = Built(select(_V.c.name, _V.c.slack_id, _V.c.languages).where(_V.c.id == bindparam("volunteer_id")))
_CORRECTION = Built(
    select(_L.c.topic, _L.c.volunteer_id, _V.c.name)
    .join(_V, _V.c.id == _L.c.volunteer_id)
    .where(
        _L.c.given_at == bindparam("at", type_=_L.c.given_at.type),
        _L.c.question_id == bindparam("question_id"),
        among(_L.c.kind, "corrected"),
    )
    .limit(literal_column("1"))
)


def question(session: Session, question_id: int) -> Any:
    """What is shown of the question, with its `author_name`, `author_handle` and `chat_title`.

    `has_earlier` and `has_media` say whether it is worth asking for more.
    """
    return _QUESTION.first(session, question_id=question_id)


def dismisser(session: Session, question_id: int) -> str:
    """The name of the volunteer who let the question be; empty when nobody did."""
    decision = _DECISION.value(session, question_id=question_id) or {}
    known = decision.get("dismissed", {}).get("volunteer_id")
    person = _PERSON.first(session, volunteer_id=known) if known is not None else None
    return str(person.name) if person else ""


def earlier(session: Session, conversation_id: int, before_id: int) -> list[Any]:
    """The last questions of the conversation before this one, oldest first: id, text, posted_at, url, name."""
    return _EARLIER.all(session, conversation_id=conversation_id, before_id=before_id)[::-1]


def parts(session: Session, question_id: int) -> list[Any]:
    """The question's posts and their versions: first_id, posted_at, media."""
    return _PARTS.all(session, question_id=question_id)


def claim(session: Session, question_id: int) -> Any:
    """The live claim or else the last one, with its volunteer: id, state, deadline, name, slack_id."""
    return _CLAIM.first(session, question_id=question_id)


def answers(session: Session, question_id: int) -> list[Any]:
    """The answers, oldest first: id, text, submitted_at; delivery_id, state, url, error; name, slack_id."""
    return _ANSWERS.all(session, question_id=question_id)


def offer(session: Session, offer_id: int) -> Any:
    """The offer with the `slack_id` of its volunteer, None on a channel's."""
    return _OFFER.first(session, offer_id=offer_id)


def person(session: Session, volunteer_id: int) -> Any:
    """A volunteer's name, slack_id and languages."""
    return _PERSON.first(session, volunteer_id=volunteer_id)


def correction(session: Session, question_id: int, at: datetime) -> Any:
    """What was said of the question's topic at this moment: topic, volunteer_id and name; None when nothing was."""
    return _CORRECTION.first(session, question_id=question_id, at=at)
