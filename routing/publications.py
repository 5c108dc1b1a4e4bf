"""What follows when an answer's fate is known: posted, refused, or nobody can tell."""

from sqlmodel import Session

from policies import escalation
from routing import lessons, notices
from routing.kit import Kit
from routing.views import channel_name
from store import audit, deliveries, evidence, questions
from store.models import Answer, Claim, Delivery, Offer


def published(kit: Kit, session: Session, delivery: Delivery, answer: Answer) -> None:
    """The answer stands under the question: the claim is done, or goes on if the volunteer comes back to it."""
    now, policy = kit.clock.now(), kit.policy()
    audit.record(
        session,
        now,
        "byhand",
        "answer.published",
        f"answer:{answer.id}",
        channel=delivery.channel,
        digest=answer.digest,
    )
    deliveries.drop_draft(session, answer.claim_id)
    if answer.answers_it:
        verb = "by_hand" if delivery.state == "by_hand" else "publish"
        questions.move_claim(session, answer.claim_id, verb, ended_at=now)
        closes = escalation.close_deadline(policy, now)
        questions.advance(session, answer.question_id, "publish", answered_at=now, due_at=closes)
        evidence.count_for(session, answer.question_id, answer.volunteer_id, "answered", now)
        lessons.confirm(session, questions.question(session, answer.question_id), answer.volunteer_id, now)
    else:
        deadline = escalation.come_back_deadline(policy, now)
        questions.move_claim(session, answer.claim_id, "come_back")
        questions.keep_claim(session, answer.claim_id, deadline)  # posted by hand, it was held already
        questions.advance(session, answer.question_id, "come_back")
    deliveries.owe_renewals(session, answer.question_id, now)


def refused(kit: Kit, session: Session, delivery: Delivery, reason: str) -> None:
    """The platform said no: the claim is the volunteer's again, and he is told why."""
    now, policy = kit.clock.now(), kit.policy()
    answer = session.get_one(Answer, delivery.answer_id)
    questions.move_claim(session, answer.claim_id, "refuse", deadline=escalation.claim_deadline(policy, now))
    questions.advance(session, answer.question_id, "refuse")
    audit.record(session, now, "byhand", "answer.refused", f"answer:{answer.id}", channel=delivery.channel)
    question = questions.question(session, answer.question_id)
    notice = notices.refused_notice(delivery, question, channel_name(delivery.channel), reason)
    notices.tell_claimant(session, kit, delivery, _offer(session, answer), notice)
    deliveries.owe_renewals(session, answer.question_id, now)


def undecided(kit: Kit, session: Session, delivery: Delivery) -> None:
    """Nobody can tell whether it stands there: the volunteer is asked, once."""
    answer = session.get_one(Answer, delivery.answer_id)
    question = questions.question(session, answer.question_id)
    notice = notices.unknown_notice(delivery, question, channel_name(delivery.channel))
    notices.tell_claimant(session, kit, delivery, _offer(session, answer), notice)
    deliveries.owe_renewals(session, answer.question_id, kit.clock.now())


def _offer(session: Session, answer: Answer) -> Offer:
    return session.get_one(Offer, session.get_one(Claim, answer.claim_id).offer_id)
