"""Rows as colleagues see them: the frozen values of `cards.py`, read anew each time something is shown."""

from datetime import datetime

from sqlmodel import Session

from policies import escalation
from routing.cards import AnswerView, Card, ClaimView, QuestionView, Spoken
from routing.errors import ByhandError
from routing.kit import Kit
from routing.parts import newest
from store import questions
from store.models import Answer, Asker, Claim, Conversation, Delivery, Offer, Question, Volunteer

_NAMES = {"x": "X", "telegram": "Telegram"}
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
        who = _dismisser(session, question)
        return f"{who} let it be: {question.reason}." if who else _ENDINGS["dismissed"]
    if question.state == "withdrawn":
        return f"The question was withdrawn: {question.reason or 'its author took it back'}."
    if question.state == "answered":
        last = questions.last_claim(session, question.id or 0)
        return f"{session.get_one(Volunteer, last.volunteer_id).name} has answered it." if last else ""
    return _ENDINGS.get(question.state, "")


def card(kit: Kit, session: Session, offer: Offer) -> Card:
    """The offer's card as it is to be shown now."""
    question = questions.question(session, offer.question_id)
    claim = questions.live_claim(session, offer.question_id) or _ended_claim(session, question)
    person = session.get(Volunteer, offer.volunteer_id) if offer.volunteer_id is not None else None
    dismissed = question.state == "dismissed" and question.ended_at is not None
    return Card(
        offer_id=offer.id or 0,
        state=offer.state,
        question=question_view(kit, session, question),
        for_volunteer=person.slack_id if person else "",
        why=tuple(offer.why),
        deadline=offer.deadline,
        claim=_claim_view(session, claim) if claim is not None else None,
        answers=answer_views(session, question),
        is_follow_up=offer.ring_name == "follow-up",
        dismissed_by=_dismisser(session, question) if dismissed else "",
        dismissed_reason=question.reason if dismissed else "",
        undo_until=_undo_until(kit, question),
        closing_note=ending(session, question) if question.state in {"withdrawn", "unanswered", "closed"} else "",
    )


def _ended_claim(session: Session, question: Question) -> Claim | None:
    """The claim by which an answered question was answered."""
    return questions.last_claim(session, question.id or 0) if question.state in {"answered", "closed"} else None


def _claim_view(session: Session, claim: Claim) -> ClaimView:
    person = session.get_one(Volunteer, claim.volunteer_id)
    return ClaimView(claim.id or 0, claim.state, person.name, person.slack_id, claim.deadline)


def _dismisser(session: Session, question: Question) -> str:
    known = question.decision.get("dismissed", {}).get("volunteer_id")
    person = session.get(Volunteer, known) if known is not None else None
    return person.name if person else ""


def _undo_until(kit: Kit, question: Question) -> datetime | None:
    if question.state != "dismissed" or question.ended_at is None:
        return None
    until = escalation.undo_deadline(kit.policy(), question.ended_at)
    return until if kit.clock.now() <= until else None


def question_view(kit: Kit, session: Session, question: Question) -> QuestionView:
    asker = session.get_one(Asker, question.asker_id)
    conversation = session.get_one(Conversation, question.conversation_id)
    posts = newest(questions.parts(session, question.id or 0)).values()
    return QuestionView(
        question_id=question.id or 0,
        channel=question.channel,
        channel_name=channel_name(question.channel),
        text=question.text or "",
        author_name=asker.name,
        author_handle=asker.handle,
        posted_at=question.posted_at,
        state=question.state,
        url=question.url,
        topic=topic_name(kit, question.topic),
        place=question.place_name,
        place_source=question.place_source,
        chat_title=conversation.title,
        media=tuple(kind for post in posts for kind in post.media),
        may_reply=question.may_reply,
        earlier=earlier(session, question),
        edited=question.edited,
    )


def topic_name(kit: Kit, topic_id: str) -> str:
    if not topic_id:
        return ""
    try:
        topic = kit.policy().topic(topic_id)
    except ByhandError:
        return topic_id
    return topic.name if topic else topic_id


def answer_views(session: Session, question: Question) -> tuple[AnswerView, ...]:
    return tuple(
        _answer_view(session.get_one(Volunteer, answer.volunteer_id), answer, delivery)
        for answer, delivery in questions.answers(session, question.id or 0)
    )


def _answer_view(person: Volunteer, answer: Answer, delivery: Delivery) -> AnswerView:
    return AnswerView(
        answer_id=answer.id or 0,
        delivery_id=delivery.id or 0,
        text=answer.text or "",
        state=delivery.state,
        volunteer=person.name,
        volunteer_slack_id=person.slack_id,
        url=delivery.url,
        error=delivery.error,
    )


def earlier(session: Session, question: Question) -> tuple[Spoken, ...]:
    """The conversation before this question, oldest first: the askers' words and ours."""
    before = questions.earlier(session, question.conversation_id, question.id or 0)
    given: dict[int, list[Spoken]] = {}
    for answer, delivery in questions.answers(session, *(one.id or 0 for one in before)) if before else ():
        if answer.text and delivery.state in {"sent", "by_hand"}:
            given.setdefault(answer.question_id, []).append(_ours(session, answer, delivery))
    spoken: list[Spoken] = []
    for one in before:
        if one.text:
            asker = session.get_one(Asker, one.asker_id)
            spoken.append(Spoken(asker.name, one.text, one.posted_at, one.url))
        spoken.extend(given.get(one.id or 0, ()))
    return tuple(spoken)


def _ours(session: Session, answer: Answer, delivery: Delivery) -> Spoken:
    name = session.get_one(Volunteer, answer.volunteer_id).name
    return Spoken(name, answer.text or "", answer.submitted_at, delivery.url, is_ours=True)
