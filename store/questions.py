"""Named queries and compare-and-set moves of questions and their parts, offers and claims."""

import logging
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, literal_column, select, update
from sqlmodel import Session, col

from policies.lifecycle import (
    CLAIM,
    OFFER,
    OPEN_QUESTIONS,
    QUESTION,
    ClaimState,
    OfferState,
    QuestionState,
    move,
    sources,
)
from store.built import move_row, rows_by, table_of
from store.models import Answer, Claim, Conversation, Delivery, Offer, Question, QuestionPart
from store.types import among, said

log = logging.getLogger("byhand.question")
OPEN = tuple(state.value for state in QuestionState if state in OPEN_QUESTIONS)


# --- questions ---------------------------------------------------------------------------------------------------


_PART = (
    select(QuestionPart)
    .where(
        col(QuestionPart.channel) == bindparam("channel"),
        (col(QuestionPart.external_id) == bindparam("post")) | (col(QuestionPart.first_id) == bindparam("post")),
    )
    .order_by(col(QuestionPart.id))
    .limit(literal_column("1"))
)
_P = table_of(QuestionPart)
_POSTS: Any = bindparam("posts", expanding=True)
_KNOWN_POSTS = select(_P.c.question_id, _P.c.external_id, _P.c.first_id).where(
    _P.c.channel == bindparam("channel"), _P.c.external_id.in_(_POSTS) | _P.c.first_id.in_(_POSTS)
)
_LAST_TAKEN = (
    select(Question)
    .where(
        col(Question.conversation_id) == bindparam("conversation_id"),
        col(Question.asker_id) == bindparam("asker_id"),
        among(col(Question.state), "claimed", "answered"),
    )
    .order_by(col(Question.id).desc())
    .limit(literal_column("1"))
)
_EARLIER = (
    select(Question)
    .where(col(Question.conversation_id) == bindparam("conversation_id"), col(Question.id) < bindparam("before_id"))
    .order_by(col(Question.id).desc())
    .limit(bindparam("most"))
)
_PENDING = table_of(Offer)
_MOVE_PENDING = (
    update(_PENDING)
    .where(_PENDING.c.question_id == bindparam("row"), _PENDING.c.state == literal_column("'pending'"))
    .values(state=bindparam("to"), decided_at=bindparam("at"))
    .returning(_PENDING.c.id)
)
_LIVE_CLAIMS_OF = (
    select(col(Claim.volunteer_id), func.count())
    .where(col(Claim.volunteer_id).in_(bindparam("ids", expanding=True)), among(col(Claim.state), "held", "submitted"))
    .group_by(col(Claim.volunteer_id))
)


def part(session: Session, channel: str, external_id: str) -> QuestionPart | None:
    """The earliest row of a post that belongs to a question, whichever of the post's versions the id names."""
    return session.execute(_PART, {"channel": channel, "post": external_id}).scalar_one_or_none()


def known_posts(session: Session, channel: str, external_ids: Collection[str]) -> dict[str, int]:
    """Posts among these, and other versions of them, that belong to a question, each with the question's id."""
    rows = session.connection().execute(_KNOWN_POSTS, {"channel": channel, "posts": list(external_ids)})
    return {name: question_id for question_id, *names in rows for name in names}


def album(session: Session, channel: str, name: str) -> QuestionPart | None:
    return session.execute(
        select(QuestionPart)
        .where(col(QuestionPart.channel) == channel, col(QuestionPart.album) == name, said(col(QuestionPart.album)))
        .limit(1)
    ).scalar_one_or_none()


def parts(session: Session, question_id: int) -> list[QuestionPart]:
    return list(rows_by(session, QuestionPart, question_id=question_id))


def question(session: Session, question_id: int) -> Question:
    found: Question = rows_by(session, Question, fresh=True, id=question_id).one()
    return found


def open_of_asker(session: Session, asker_id: int, conversation: str | None = None) -> list[Question]:
    """The asker's open questions, newest first; with a conversation's external id only those in it."""
    found = select(Question).where(col(Question.asker_id) == asker_id, col(Question.state).in_(OPEN))
    if conversation is not None:
        found = found.join(Conversation, col(Conversation.id) == col(Question.conversation_id)).where(
            col(Conversation.external_id) == conversation
        )
    return list(session.execute(found.order_by(col(Question.id).desc())).scalars())


def last_taken(session: Session, conversation_id: int, asker_id: int) -> Question | None:
    """The asker's newest question in this conversation that somebody answers or answered, and that is not closed."""
    return session.execute(_LAST_TAKEN, {"conversation_id": conversation_id, "asker_id": asker_id}).scalar_one_or_none()


def answered_by_post(session: Session, channel: str, external_id: str) -> Question | None:
    """The question under which we posted this message."""
    return session.execute(
        select(Question)
        .join(Delivery, col(Delivery.question_id) == col(Question.id))
        .where(
            col(Delivery.channel) == channel,
            col(Delivery.external_id) == external_id,
            among(col(Delivery.kind), "answer"),
        )
        .limit(1)
    ).scalar_one_or_none()


def earlier(session: Session, conversation_id: int, before_id: int, limit: int = 10) -> list[Question]:
    """Questions of the conversation before this one, oldest first."""
    rows = session.execute(
        _EARLIER, {"conversation_id": conversation_id, "before_id": before_id, "most": limit}
    ).scalars()
    return list(rows)[::-1]


def advance(session: Session, question_id: int, verb: str, **values: Any) -> QuestionState | None:
    """Move a question by a verb of the life cycle, if its state allows it now; returns the new state or None."""
    for source in sources(QUESTION, verb):
        state = move(QUESTION, source, verb)
        if move_row(session, Question, question_id, source.value, {"state": state.value, **values}):
            _tell(question_id, verb, state)
            return state
    return None


def first_state(question_id: int, verb: str) -> str:
    """Where a new question is after its first move, for one whose row is written with that move done."""
    state = move(QUESTION, QuestionState.NEW, verb)
    _tell(question_id, verb, state)
    return state.value


def _tell(question_id: int, verb: str, state: QuestionState) -> None:
    log.info("question: %s", verb, extra={"question": question_id, "state": state.value})


def due(session: Session, now: datetime, limit: int = 100) -> list[Question]:
    """Offered questions whose ring is over, and answered ones that are to be closed."""
    return list(
        session.execute(
            select(Question)
            .where(col(Question.due_at) <= now, among(col(Question.state), "offered", "answered"))
            .order_by(col(Question.due_at))
            .limit(limit)
        ).scalars()
    )


# --- offers ------------------------------------------------------------------------------------------------------


def offer(session: Session, offer_id: int) -> Offer | None:
    found: Offer | None = rows_by(session, Offer, fresh=True, id=offer_id).one_or_none()
    return found


def offers(session: Session, question_id: int) -> list[Offer]:
    return list(
        session.execute(
            select(Offer)
            .where(col(Offer.question_id) == question_id)
            .order_by(col(Offer.id))
            .execution_options(populate_existing=True)
        ).scalars()
    )


def move_offer(session: Session, offer_id: int, verb: str, at: datetime) -> bool:
    """Move one offer by a verb if its state allows it now."""
    for source in sources(OFFER, verb):
        values = {"state": move(OFFER, source, verb).value, "decided_at": at}
        if move_row(session, Offer, offer_id, source.value, values):
            return True
    return False


def move_pending(session: Session, question_id: int, verb: str, at: datetime) -> list[int]:
    """Move every pending offer of a question; returns their ids."""
    state = move(OFFER, OfferState.PENDING, verb)
    session.flush()
    moved = session.connection().execute(_MOVE_PENDING, {"row": question_id, "to": state.value, "at": at})
    return [row[0] for row in moved]


def held_in_thread(session: Session, channel: str, ts: str, volunteer_id: int) -> Claim | None:
    """What this volunteer holds of the questions whose cards stand at the head of this Slack thread, or within it."""
    head = (
        select(col(Offer.id))
        .where(col(Offer.shown_channel) == channel, col(Offer.shown_ts) == ts, said(col(Offer.shown_ts)))
        .scalar_subquery()
    )
    shown = select(col(Offer.question_id)).where((col(Offer.id) == head) | (col(Offer.thread_of) == head))
    return session.execute(
        select(Claim)
        .where(
            col(Claim.volunteer_id) == volunteer_id,
            among(col(Claim.state), "held", "submitted"),
            col(Claim.state) == "held",
            col(Claim.question_id).in_(shown),
        )
        .order_by(col(Claim.id).desc())
        .limit(1)
    ).scalar_one_or_none()


# --- claims ------------------------------------------------------------------------------------------------------


def claim(session: Session, claim_id: int) -> Claim | None:
    found: Claim | None = session.execute(
        select(Claim).where(col(Claim.id) == claim_id).execution_options(populate_existing=True)
    ).scalar_one_or_none()
    return found


def live_claim(session: Session, question_id: int) -> Claim | None:
    found: Claim | None = session.execute(
        select(Claim)
        .where(col(Claim.question_id) == question_id, among(col(Claim.state), "held", "submitted"))
        .execution_options(populate_existing=True)
    ).scalar_one_or_none()
    return found


def last_claim(session: Session, question_id: int) -> Claim | None:
    return session.execute(
        select(Claim).where(col(Claim.question_id) == question_id).order_by(col(Claim.id).desc()).limit(1)
    ).scalar_one_or_none()


def live_claims_of(session: Session, volunteer_ids: Iterable[int]) -> dict[int, int]:
    rows = session.execute(_LIVE_CLAIMS_OF, {"ids": list(volunteer_ids)})
    return {volunteer_id: number for volunteer_id, number in rows}  # noqa: C416 - typed as it is read


def move_claim(session: Session, claim_id: int, verb: str, **values: Any) -> ClaimState | None:
    for source in sources(CLAIM, verb):
        state = move(CLAIM, source, verb)
        if move_row(session, Claim, claim_id, source.value, {"state": state.value, **values}):
            return state
    return None


def keep_claim(session: Session, claim_id: int, deadline: datetime) -> None:
    """A held claim goes on, until a later moment."""
    session.execute(
        update(Claim).where(col(Claim.id) == claim_id, col(Claim.state) == "held").values(deadline=deadline)
    )


def overdue_claims(session: Session, now: datetime, limit: int = 100) -> list[Claim]:
    return list(
        session.execute(
            select(Claim)
            .where(among(col(Claim.state), "held"), col(Claim.deadline) <= now)
            .order_by(col(Claim.deadline))
            .limit(limit)
        ).scalars()
    )


def answers(session: Session, *question_ids: int) -> list[tuple[Answer, Delivery]]:
    """Answers of questions with their deliveries, oldest first."""
    rows = session.execute(
        select(Answer, Delivery)
        .join(Delivery, (col(Delivery.answer_id) == col(Answer.id)) & (col(Delivery.kind) == "answer"))
        .where(col(Answer.question_id).in_(question_ids))
        .order_by(col(Answer.id))
        .execution_options(populate_existing=True)
    )
    return [(answer, delivery) for answer, delivery in rows]
