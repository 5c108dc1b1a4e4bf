"""A few words of Byhand's own to colleagues, owed like everything else: stored first, then sent by the outbox."""

from dataclasses import asdict
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy.dialects.sqlite import insert
from sqlmodel import Session

from routing.cards import Notice, NoticeButton, Spot
from routing.kit import Kit
from store import claims, deliveries
from store.models import Alarm, Answer, Claim, Delivery, Offer, Question, Volunteer

DECIDED = "This is decided meanwhile; the card says how."
_NOTICE, _SPOT = TypeAdapter(Notice), TypeAdapter(Spot)
_ASK_WHAT_BECAME = {"delivery.there", "delivery.again"}


def owe(kit: Kit, session: Session, notice: Notice, spot: Spot, question_id: int | None = None) -> int:
    payload: dict[str, Any] = {"notice": asdict(notice), "spot": asdict(spot)}
    return deliveries.owe_notice(session, spot.to, payload, kit.clock.now(), question_id)


def read(delivery: Delivery) -> tuple[Notice, Spot]:
    """What a notice's delivery is to show, and where."""
    return _NOTICE.validate_python(delivery.payload["notice"]), _SPOT.validate_python(delivery.payload["spot"])


def tell_leads(kit: Kit, session: Session, key: str, notice: Notice, question_id: int | None = None) -> bool:
    """Tell the administrators something once: the same `key` is told no second time."""
    told = session.execute(
        insert(Alarm).values(key=key, told_at=kit.clock.now()).on_conflict_do_nothing().returning(Alarm.__table__.c.id)  # type: ignore[attr-defined] # SQLModel does not declare it
    ).first()
    if told is None:
        return False
    owe(kit, session, notice, Spot(kit.policy().channels.leads), question_id)
    return True


def tell_claimant(session: Session, kit: Kit, delivery: Delivery, offer: Offer, notice: Notice) -> None:
    """Tell the volunteer who wrote the answer, in the thread of the card or, without one, directly."""
    person = session.get_one(Volunteer, session.get_one(Answer, delivery.answer_id).volunteer_id)
    owe(kit, session, notice, _spot(session, person, offer), delivery.question_id)


def remind_claimant(kit: Kit, session: Session, claim: Claim) -> None:
    """The time for an answer is nearly over."""
    person, offer = session.get_one(Volunteer, claim.volunteer_id), session.get_one(Offer, claim.offer_id)
    question = session.get_one(Question, claim.question_id)
    minutes = max(1, round((claim.deadline - kit.clock.now()).total_seconds() / 60))
    notice = Notice(
        title="This question goes back to the others soon",
        lines=(
            f"It is kept for you for about {minutes} more minute{'' if minutes == 1 else 's'}.",
            "“Answer” on its card opens what you have typed; “Give it back” lets somebody else take it now.",
        ),
        quote=question.text or "",
        url=question.url,
    )
    owe(kit, session, notice, _spot(session, person, offer), claim.question_id)


def tell_former_claimant(kit: Kit, session: Session, claim: Claim) -> None:
    """The time for an answer is over and the question went back; what was typed is kept."""
    person, offer = session.get_one(Volunteer, claim.volunteer_id), session.get_one(Offer, claim.offer_id)
    question = session.get_one(Question, claim.question_id)
    typed = claims.typed(session, claim.question_id, claim.volunteer_id)
    kept = ("What you had typed is kept: if you take the question again, it is there.",) if typed else ()
    notice = Notice(
        title="This question went back to the others",
        lines=("The time for it was over, so that somebody else can take it now. Thank you for looking at it.", *kept),
        quote=question.text or "",
        url=question.url,
    )
    owe(kit, session, notice, _spot(session, person, offer), claim.question_id)


def _spot(session: Session, person: Volunteer, offer: Offer) -> Spot:
    """In the thread of his own card; what came to him by a channel's card is said to him directly."""
    head = offer if offer.thread_of is None else session.get_one(Offer, offer.thread_of)
    if head.volunteer_id == person.id and head.shown_ts:
        return Spot(head.shown_channel, head.shown_ts)
    return Spot(person.slack_id)


def unknown_notice(delivery: Delivery, question: Question, channel_name: str) -> Notice:
    """An answer that may or may not stand on the platform: only a person can tell."""
    value = str(delivery.id)
    return Notice(
        title=f"May have been posted on {channel_name}",
        lines=(
            f"The connection broke while your answer was on its way; {channel_name} did not say whether it arrived.",
            "Please look at the conversation, then say what you see. Nothing is sent again unless you say so.",
        ),
        url=question.url,
        buttons=(
            NoticeButton("delivery.there", "It is there", value, "primary"),
            NoticeButton("delivery.again", "Post again", value),
        ),
    )


def refused_notice(delivery: Delivery, question: Question, channel_name: str, reason: str) -> Notice:
    """The platform said no: why, and what a person can do."""
    by_hand = NoticeButton("delivery.by_hand", f"Post by hand on {channel_name}", str(delivery.id))
    return Notice(
        title=f"Not posted on {channel_name}",
        lines=(reason, "Your text is kept: “Answer” on the card opens it again."),
        url=question.url,
        buttons=(by_hand,) if question.channel == "x" else (),
    )


def was_overtaken(kit: Kit, notice: Delivery) -> bool:
    """Whether it asks what became of an answer of which that is known by now."""
    with kit.db.read() as session:
        return _asks_what_is_known(session, read(notice)[0])


def catch_up(kit: Kit, session: Session, notice: Delivery) -> None:
    """It has just arrived; what was decided while it was on its way, it must not ask any more."""
    shown, spot = read(notice)
    if _asks_what_is_known(session, shown):
        _without_buttons(kit, session, notice, Notice(shown.title, (DECIDED,), url=shown.url), spot)


def _asks_what_is_known(session: Session, notice: Notice) -> bool:
    asked = {int(button.value) for button in notice.buttons if button.action_id in _ASK_WHAT_BECAME}
    rows = [row for number in asked if (row := deliveries.delivery(session, number)) is not None]
    return any(row.state != "unknown" for row in rows)


def settle(kit: Kit, session: Session, delivery: Delivery, words: str, url: str = "") -> None:
    """The question that was put to a person is decided: its notices lose their buttons and say how."""
    settle_button(kit, session, delivery.question_id or 0, str(delivery.id), words, url)


def settle_button(kit: Kit, session: Session, question_id: int, value: str, words: str, url: str = "") -> None:
    """The same of the notices that have a button of this value."""
    for asked in deliveries.sent_notices(session, question_id):
        notice, spot = read(asked)
        if any(button.value == value for button in notice.buttons):
            _without_buttons(kit, session, asked, Notice(notice.title, (words,), url=url or notice.url), spot)


def _without_buttons(kit: Kit, session: Session, asked: Delivery, settled: Notice, spot: Spot) -> None:
    payload = {"notice": asdict(settled), "spot": asdict(spot), "shown": asked.external_id}
    deliveries.owe_notice_renewal(session, asked, payload, kit.clock.now())
