"""What volunteers teach of topics: "this is about something else", and answers that say that it was right."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from routing import notices, retopic, views
from routing.acts import Done, once
from routing.cards import Notice, NoticeButton, Spot
from routing.errors import AlreadyClaimed, ByhandError, NotAllowed, OfferExpired
from routing.kit import Kit
from routing.offers import acting_volunteer, own_offer
from routing.people import Act
from store import audit, deliveries, lessons, questions
from store.lessons import Told
from store.models import Offer, Question, Volunteer

FORGET = "lesson.forget"  # the button under the thanks
FORGOTTEN = "This was taken back already."


# --- "wrong topic" -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Choice:
    """What the question "which topic is it about?" needs. `topics`: ids with names, the likelier first.

    `is_taken`: by whoever is asked this, so that nobody else will be.
    """

    offer_id: int
    topic: str
    topics: tuple[tuple[str, str], ...]
    text: str
    is_taken: bool


def choice(kit: Kit, act: Act, offer_id: int) -> Choice:
    """The topics to choose from, for who may say that this one is wrong. Raises ByhandError for everybody else."""
    with kit.db.read() as session:
        question, _ = _theirs(kit, session, act, offer_id)
        likely = [one["topic"] for one in question.decision.get("topics", ())]
        place = {topic: number for number, topic in enumerate(likely)}
        ranked = sorted(kit.policy().topics, key=lambda topic: place.get(topic.id, len(place)))
        topics = tuple((topic.id, topic.name) for topic in ranked)
        return Choice(offer_id, question.topic, topics, question.text or "", question.state == "claimed")


def correct(kit: Kit, act: Act, offer_id: int, topic_id: str) -> Done:
    """The question is about this topic ("": none of ours); while nobody has taken it, those who know it are asked."""
    return once(kit, act, Done, lambda session: _correct(kit, session, act, offer_id, topic_id))


def _correct(kit: Kit, session: Session, act: Act, offer_id: int, topic_id: str) -> Done:
    question, person = _theirs(kit, session, act, offer_id)
    if topic_id and all(topic.id != topic_id for topic in kit.policy().topics):
        raise ByhandError("This topic is not one of ours any more. Choose another.")
    if topic_id == question.topic:
        raise ByhandError(f"It stands under {named(kit, topic_id)} already.")
    now, was = kit.clock.now(), question.topic
    given = {"kind": "corrected", "topic": topic_id, "was": was}
    lesson_id = lessons.give(session, question.id or 0, person.id or 0, given, now)
    told = {"lesson": lesson_id, "volunteer_id": person.id, "was": was, "topic": topic_id, "at": now.isoformat()}
    retopic.rename(question, topic_id, told)
    session.flush()
    detail = {"lesson": lesson_id, "was": was, "topic": topic_id}
    audit.record(
        session, now, f"volunteer:{person.id}", "question.topic_corrected", f"question:{question.id}", **detail
    )
    if question.state != "claimed":
        retopic.ask_anew(kit, session, question, now)
    deliveries.owe_renewals(session, question.id or 0, now)
    _thank(kit, session, question, person, lesson_id)
    return Done()


def named(kit: Kit, topic_id: str) -> str:
    """The topic as people know it."""
    return views.topic_name(kit, topic_id) or "none of our topics"


def _theirs(kit: Kit, session: Session, act: Act, offer_id: int) -> tuple[Question, Volunteer]:
    """The question, if this person was asked it, and it is nobody else's by now. Raises ByhandError."""
    person = acting_volunteer(kit, session, act)
    offer = own_offer(kit, session, offer_id, person)
    question = questions.question(session, offer.question_id)
    live = questions.live_claim(session, offer.question_id)
    if live is not None and live.volunteer_id != person.id:
        raise AlreadyClaimed(f"{session.get_one(Volunteer, live.volunteer_id).name} is answering this one.")
    if live is None:
        _refuse_if_over(kit, session, offer, question, person)
    return question, person


def _refuse_if_over(kit: Kit, session: Session, offer: Offer, question: Question, person: Volunteer) -> None:
    """Who is still asked can say it; of what nobody took, everybody in the channel. Raises OfferExpired."""
    of_all = question.state == "unanswered" and offer.volunteer_id is None
    if of_all or (question.state == "offered" and offer.state == "pending"):
        return
    lesson = lessons.of_question(session, question.id or 0)
    if lesson is not None and lesson.kind == "corrected" and lesson.given_at == offer.decided_at:
        who = "You" if lesson.volunteer_id == person.id else session.get_one(Volunteer, lesson.volunteer_id).name
        raise OfferExpired(f"{who} said that this is about {named(kit, lesson.topic)}. Others are asked now.")
    raise OfferExpired(views.ending(session, question) or "This offer is over: the question has gone on to others.")


def _thank(kit: Kit, session: Session, question: Question, person: Volunteer, lesson_id: int) -> None:
    """To whoever corrected it, with the way back."""
    about = named(kit, question.topic)
    next_step = "You go on with it." if question.state == "claimed" else "Others are asked now."
    notice = Notice(
        title=f"You said that question {question.id} is about {about}",
        lines=(f"{next_step} Byhand learns from this which questions belong there.",),
        url=question.url,
        buttons=(NoticeButton(FORGET, "Undo", _value(lesson_id)),),
    )
    notices.owe(kit, session, notice, Spot(person.slack_id), question.id)


def _value(lesson_id: int) -> str:
    """Of the button; unlike the number of a delivery, for which other buttons of a question stand."""
    return f"{lesson_id}:lesson"


# --- an answer says that it was right ----------------------------------------------------------------------------


def confirm(session: Session, question: Question, volunteer_id: int, now: datetime) -> None:
    """The question was answered as it stood: that it is of its topic is a lesson too, unless one was given before.

    What goes on from an earlier question has its topic from there, and its own words may say nothing of it.
    """
    if not question.topic or question.follow_up_of is not None:
        return
    if lessons.of_question(session, question.id or 0) is None:
        given = {"kind": "confirmed", "topic": question.topic, "was": question.topic}
        lessons.give(session, question.id or 0, volunteer_id, given, now)


# --- taking it back ----------------------------------------------------------------------------------------------


def forget(kit: Kit, act: Act, lesson_id: int) -> Done:
    """A lesson no longer counts, and an open question has its former topic again. For its giver and administrators."""
    return once(kit, act, Done, lambda session: _forget(kit, session, act, lesson_id))


def _forget(kit: Kit, session: Session, act: Act, lesson_id: int) -> Done:
    person = acting_volunteer(kit, session, act)
    lesson = lessons.lesson(session, lesson_id)
    if lesson is None:
        raise OfferExpired("This lesson does not exist.")
    if lesson.volunteer_id != person.id and person.slack_id not in kit.policy().company.administrators:
        raise NotAllowed("Only whoever said it, or an administrator, can take it back.")
    words = _take_back(kit, session, lesson, f"volunteer:{person.id}", person.id)
    return Done() if lesson.volunteer_id == person.id else Done(words)  # the giver reads it where he clicked


def forget_here(kit: Kit, lesson_id: int) -> str:
    """The same for who sits at the machine; in words what became of it. Raises ByhandError."""
    with kit.db.write() as session:
        lesson = lessons.lesson(session, lesson_id)
        if lesson is None:
            raise ByhandError(f"There is no lesson {lesson_id}.")
        return _take_back(kit, session, lesson, "operator", None)


def every(kit: Kit) -> list[Told]:
    """All lessons ever given, oldest first."""
    with kit.db.read() as session:
        return lessons.every(session)


def _take_back(kit: Kit, session: Session, lesson: Any, actor: str, by: int | None) -> str:
    now = kit.clock.now()
    if not lessons.forget(session, lesson.id, by, now):
        raise OfferExpired(FORGOTTEN)
    question = questions.question(session, lesson.question_id)
    detail = {"lesson": lesson.id, "was": lesson.was, "topic": lesson.topic}
    audit.record(session, now, actor, "lesson.forgotten", f"question:{question.id}", **detail)
    words = f"Taken back. {_undo(kit, session, question, lesson, now)}"
    notices.settle_button(kit, session, question.id or 0, _value(lesson.id), words)
    return words


def _undo(kit: Kit, session: Session, question: Question, lesson: Any, now: datetime) -> str:
    """An open question has its former topic again, and what the correction had closed is open again; in words."""
    if lesson.kind != "corrected" or question.topic != lesson.topic or question.state not in questions.OPEN:
        return "Byhand does not learn from it any more."
    retopic.name_back(question, lesson.was, lesson.id)
    session.flush()
    if question.state != "claimed":
        retopic.ask_as_before(kit, session, question, lesson.given_at, now)
    deliveries.owe_renewals(session, question.id or 0, now)
    return f"It stands under {named(kit, lesson.was)} again."
