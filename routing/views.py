"""Rows as colleagues see them: the frozen values of `cards.py`, read anew each time something is shown."""

from datetime import datetime
from typing import Any

from sqlmodel import Session

from policies import escalation
from policies.lifecycle import LIVE_CLAIMS
from routing import threads
from routing.cards import AnswerView, Card, ClaimView, QuestionView, Spoken
from routing.errors import ByhandError
from routing.kit import Kit
from routing.parts import newest
from store import cards
from store.models import Offer, Question

_NAMES = {"x": "X", "telegram": "Telegram"}
_POSTED = frozenset({"sent", "by_hand"})
_ENDINGS = {
    "unanswered": "Nobody took it in time. It can still be taken.",
    "closed": "This conversation is closed.",
    "answered": "It has been answered.",
    "dismissed": "It was left as it is.",
}


def channel_name(channel: str) -> str:
    return _NAMES.get(channel, channel.capitalize())


def ending(session: Session, question: Question) -> str:
    """One sentence when the question is over, naming who acted; empty while it is open."""
    if question.state == "dismissed":
        who = cards.dismisser(session, question.id or 0)
        return f"{who} let it be: {question.reason}." if who else _ENDINGS["dismissed"]
    if question.state == "withdrawn":
        return f"The question was withdrawn: {question.reason or 'its author took it back'}."
    if question.state == "answered":
        last = cards.claim(session, question.id or 0)
        return f"{last.name} has answered it." if last else ""
    return _ENDINGS.get(question.state, "")


def card(kit: Kit, session: Session, offer: Offer) -> Card:
    """The offer's card as it is to be shown now."""
    question = cards.question(session, offer.question_id)
    reader = _only_reader(session, offer)
    first = threads.waiting_for(session, offer)
    dismissed = question.state == "dismissed" and question.ended_at is not None
    return Card(
        offer_id=offer.id or 0,
        state=offer.state,
        question=_question_view(kit, session, question),
        for_volunteer=reader.slack_id if reader else "",
        why=tuple(offer.why),
        deadline=offer.deadline,
        claim=_claim_view(session, question),
        answers=tuple(_answer_view(row) for row in cards.answers(session, offer.question_id)),
        is_follow_up=offer.ring_name == "follow-up",
        waits_for=first.name if first else "",
        waits_for_slack_id=first.slack_id if first else "",
        others_asked=offer.volunteer_id is not None and 0 <= offer.ring < (question.ring or 0),
        dismissed_by=cards.dismisser(session, offer.question_id) if dismissed else "",
        dismissed_reason=question.reason if dismissed else "",
        undo_until=_undo_until(kit, question),
        closing_note=ending(session, question) if question.state in {"withdrawn", "unanswered", "closed"} else "",
        corrected=_corrected(kit, session, offer, is_private=reader is not None),
        reads=tuple((reader.languages if reader else None) or kit.policy().company.languages),
    )


def _only_reader(session: Session, offer: Offer) -> Any:
    """Whose card it is in direct messages; what stands in a channel, or in a thread there, is read by all."""
    if offer.volunteer_id is None or threads.channel_of(session, offer.thread_of):
        return None
    return cards.person(session, offer.volunteer_id)


def _corrected(kit: Kit, session: Session, offer: Offer, *, is_private: bool) -> str:
    """What was said of the question's topic, by which this offer ended; empty when it ended otherwise."""
    if offer.state != "rescinded" or offer.decided_at is None:
        return ""
    said = cards.correction(session, offer.question_id, offer.decided_at)
    if said is None:
        return ""
    who = "You" if is_private and said.volunteer_id == offer.volunteer_id else said.name
    if not said.topic:
        return f"{who} said: this is about none of our topics. Others are asked."
    return f"{who} said: this is about {topic_name(kit, said.topic)}. People who know that are asked."


def _claim_view(session: Session, question: Question) -> ClaimView | None:
    """The live claim, or the one by which an answered question was answered."""
    claim = cards.claim(session, question.id or 0)
    if claim is None or not (claim.state in LIVE_CLAIMS or question.state in {"answered", "closed"}):
        return None
    return ClaimView(claim.id, claim.state, claim.name, claim.slack_id, claim.deadline)


def _undo_until(kit: Kit, question: Question) -> datetime | None:
    if question.state != "dismissed" or question.ended_at is None:
        return None
    until = escalation.undo_deadline(kit.policy(), question.ended_at)
    return until if kit.clock.now() <= until else None


def question_view(kit: Kit, session: Session, question_id: int) -> QuestionView:
    return _question_view(kit, session, cards.question(session, question_id))


def _question_view(kit: Kit, session: Session, question: Any) -> QuestionView:
    posts = newest(cards.parts(session, question.id)).values() if question.has_media else ()
    return QuestionView(
        question_id=question.id,
        channel=question.channel,
        channel_name=channel_name(question.channel),
        text=question.text or "",
        author_name=question.author_name,
        author_handle=question.author_handle,
        posted_at=question.posted_at,
        state=question.state,
        url=question.url,
        topic=topic_name(kit, question.topic),
        place=question.place_name,
        place_source=question.place_source,
        chat_title=question.chat_title,
        media=tuple(kind for post in posts for kind in post.media),
        may_reply=question.may_reply,
        earlier=earlier(session, question) if question.has_earlier else (),
        edited=question.edited,
        second_topic=topic_name(kit, question.second_topic),
        topic_share=question.topic_share if question.topic else None,
        kind=question.kind,
        language=question.language,
    )


def topic_name(kit: Kit, topic_id: str) -> str:
    if not topic_id:
        return ""
    try:
        topic = kit.policy().topic(topic_id)
    except ByhandError:
        return topic_id
    return topic.name if topic else topic_id


def _answer_view(row: Any) -> AnswerView:
    return AnswerView(
        answer_id=row.id,
        delivery_id=row.delivery_id,
        text=row.text or "",
        state=row.state,
        volunteer=row.name,
        volunteer_slack_id=row.slack_id,
        url=row.url,
        error=row.error,
    )


def earlier(session: Session, question: Question) -> tuple[Spoken, ...]:
    """The conversation before this question, oldest first: the askers' words and ours."""
    spoken: list[Spoken] = []
    for one in cards.earlier(session, question.conversation_id, question.id or 0):
        if one.text:
            spoken.append(Spoken(one.name, one.text, one.posted_at, one.url))
        spoken += [
            _ours(answer) for answer in cards.answers(session, one.id) if answer.text and answer.state in _POSTED
        ]
    return tuple(spoken)


def _ours(row: Any) -> Spoken:
    return Spoken(row.name, row.text, row.submitted_at, row.url, is_ours=True)
