"""What only a person can decide about a delivery: it is there, post it again, I posted it by hand."""

import re

from sqlmodel import Session

from routing import notices, publications
from routing.acts import Done, once
from routing.answers import unwelcome
from routing.errors import ByhandError, NotAllowed, OfferExpired
from routing.kit import Kit
from routing.offers import acting_volunteer
from routing.people import Act
from store import audit, deliveries, questions
from store.models import Answer, Delivery, Question, Volunteer

_X_LINK = re.compile(r"https://(?:www\.|mobile\.)?(?:x|twitter)\.com/(?:i/web|\w{1,15})/status/(\d{1,19})(?:[/?#].*)?")
NO_LINK = "This is no link to a post. On X it looks like https://x.com/NAME/status/NUMBER."


def it_is_there(kit: Kit, act: Act, delivery_id: int, link: str = "") -> Done:
    """The person saw the answer on the platform: it counts as sent."""
    return once(kit, act, Done, lambda session: _there(kit, session, act, delivery_id, link))


def _there(kit: Kit, session: Session, act: Act, delivery_id: int, link: str) -> Done:
    person, delivery, answer = _theirs(kit, session, act, delivery_id)
    status, now = _status_id(link), kit.clock.now()
    if link and status is None and (delivery.channel == "x" or not link.startswith("https://")):
        raise ByhandError(NO_LINK)
    values = {"url": link.strip(), "external_id": status or "", "finished_at": now, "error": ""}
    if deliveries.advance(session, delivery_id, "find", decided_by=person.id, decided_at=now, **values) is None:
        raise OfferExpired("This has been decided already.")
    audit.record(session, now, f"volunteer:{person.id}", "answer.seen", f"answer:{answer.id}")
    publications.published(kit, session, delivery, answer)
    notices.settle(kit, session, delivery, f"{person.name} saw it there. It counts as posted.")
    return Done("Thank you. It counts as posted.")


def post_again(kit: Kit, act: Act, delivery_id: int) -> Done:
    """The person looked, did not see it, and says: post it again."""
    return once(kit, act, Done, lambda session: _again(kit, session, act, delivery_id))


def _again(kit: Kit, session: Session, act: Act, delivery_id: int) -> Done:
    person, delivery, answer = _theirs(kit, session, act, delivery_id)
    if delivery.state != "unknown":
        raise OfferExpired("This has been decided already.")
    question, now = questions.question(session, answer.question_id), kit.clock.now()
    if question.state == "withdrawn" or unwelcome(session, question):
        return _leave(kit, session, delivery, question)
    values = {"decided_by": person.id, "decided_at": now, "not_before": now, "error": ""}
    deliveries.advance(session, delivery_id, "send_again", **values)
    audit.record(session, now, f"volunteer:{person.id}", "answer.sent_again", f"answer:{answer.id}")
    deliveries.owe_renewals(session, answer.question_id, now)
    notices.settle(kit, session, delivery, f"{person.name} did not see it there; it is posted again.")
    return Done("It is posted again, because you said so.")


def _leave(kit: Kit, session: Session, delivery: Delivery, question: Question) -> Done:
    """Nobody waits for the answer any more, so it is not sent again."""
    reason = unwelcome(session, question) or "The question was deleted by its author, so nothing is posted."
    now = kit.clock.now()
    deliveries.advance(session, delivery.id or 0, "leave", error=reason, finished_at=now)
    if question.state == "withdrawn":
        deliveries.owe_renewals(session, question.id or 0, now)
    else:
        publications.refused(kit, session, delivery, reason)
    notices.settle(kit, session, delivery, reason)
    return Done(reason)


def by_hand(kit: Kit, act: Act, delivery_id: int, link: str) -> Done:
    """The platform refused our reply; a person posted it there and gives the link."""
    return once(kit, act, Done, lambda session: _by_hand(kit, session, act, delivery_id, link))


def _by_hand(kit: Kit, session: Session, act: Act, delivery_id: int, link: str) -> Done:
    person, delivery, answer = _theirs(kit, session, act, delivery_id)
    status = _status_id(link)
    if delivery.channel != "x":
        raise NotAllowed("Only an answer on X can be posted by hand.")
    if status is None:
        raise ByhandError(NO_LINK)
    claim = questions.claim(session, answer.claim_id)
    if claim is None or claim.state != "held":
        raise OfferExpired("A newer answer is on its way, or the question has gone on to somebody else.")
    now = kit.clock.now()
    values = {"url": link.strip(), "external_id": status, "finished_at": now, "error": ""}
    if deliveries.advance(session, delivery_id, "by_hand", decided_by=person.id, decided_at=now, **values) is None:
        raise OfferExpired("Only an answer that was refused is posted by hand.")
    audit.record(session, now, f"volunteer:{person.id}", "answer.by_hand", f"answer:{answer.id}", post=status)
    publications.published(kit, session, deliveries.delivery(session, delivery_id) or delivery, answer)
    notices.settle(kit, session, delivery, f"{person.name} posted it by hand.", link)
    return Done("Thank you. The answer counts as posted, with your link.")


def _theirs(kit: Kit, session: Session, act: Act, delivery_id: int) -> tuple[Volunteer, Delivery, Answer]:
    person = acting_volunteer(kit, session, act)
    delivery = deliveries.delivery(session, delivery_id)
    if delivery is None or delivery.answer_id is None:
        raise OfferExpired("This message does not exist any more.")
    answer = session.get_one(Answer, delivery.answer_id)
    if not _may_decide(kit, session, person, answer) and not _leads_were_asked(delivery):
        raise NotAllowed("Only the volunteer who wrote the answer decides about it.")
    return person, delivery, answer


def _leads_were_asked(delivery: Delivery) -> bool:
    """The author was asked first and said nothing for an hour; now anybody may, so that it waits for nobody."""
    return int(delivery.payload.get("asked", 0)) > 1


def _may_decide(kit: Kit, session: Session, person: Volunteer, answer: Answer) -> bool:
    """Its author, whoever has the question now, an administrator; when its author is gone, any colleague."""
    live = questions.live_claim(session, answer.question_id)
    if person.id in {answer.volunteer_id, live.volunteer_id if live else None}:
        return True
    author = session.get_one(Volunteer, answer.volunteer_id)
    is_gone = author.standing != "member" or author.left_at is not None
    return is_gone or person.slack_id in kit.policy().company.administrators


def _status_id(link: str) -> str | None:
    match = _X_LINK.fullmatch(link.strip())
    return match[1] if match else None
