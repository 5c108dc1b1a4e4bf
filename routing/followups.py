"""Follow-ups: what is said after an answer goes first to whoever answered, in the old thread."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from policies import escalation
from policies.document import Policy
from routing.asking import with_steps
from routing.candidates import why_away
from routing.kinds import is_thanks
from routing.kit import Kit
from routing.ports import Post
from routing.threads import FOLLOW_UP_RING, channel_of
from store import deliveries, evidence, questions
from store.models import Claim, Offer, Question, Volunteer


@dataclass(frozen=True)
class _Turn:
    """A follow-up on its way to whoever answered before."""

    question: Question
    person: Volunteer
    thread_of: int
    channel: str  # in Slack, whose thread it is; empty in direct messages
    why: str


def replied_to(session: Session, post: Post) -> Question | None:
    """The question that the post replies to, or to whose answer."""
    if not post.reply_to:
        return None
    ours = questions.answered_by_post(session, post.channel, post.reply_to)
    if ours is not None:
        return ours
    part = questions.part(session, post.channel, post.reply_to)
    return questions.question(session, part.question_id) if part is not None else None


def ask_same_person(kit: Kit, session: Session, question: Question, earlier: Question) -> bool:
    """Offer the question to whoever answered the earlier one; False when nobody did, he is away, or it is closed."""
    claim = questions.last_claim(session, earlier.id or 0)
    if earlier.state == "closed" or claim is None or claim.state not in {"done", "held", "submitted"}:
        return False
    person = session.get_one(Volunteer, claim.volunteer_id)
    version, policy = kit.rulebook.current()
    step = {"ring": FOLLOW_UP_RING, "name": "follow-up", "at": kit.clock.now().isoformat(), "policy": version}
    away = why_away(kit, session, person, policy)
    if away is not None:
        question.decision = with_steps(question.decision, {**step, "skipped": f"{person.name} {away}"})
        session.flush()
        return False
    head = _thread_head(session, claim.offer_id)
    channel = channel_of(session, head)
    why = _why(question, earlier, claim, person.name if channel else "")
    turn = _Turn(question, person, head, channel, why)
    _offer(kit, session, turn, step, policy)
    return True


def note_thanks(session: Session, earlier: Question, text: str, now: datetime) -> bool:
    """Whether the asker thanks for the answer to that question: counted for whoever gave it, once a question."""
    claim = questions.last_claim(session, earlier.id or 0)
    if claim is None or claim.state != "done" or "thanked" in earlier.decision or not is_thanks(text):
        return False
    evidence.count_for(session, earlier.id or 0, claim.volunteer_id, "thanked", now)
    earlier.decision = {**earlier.decision, "thanked": {"volunteer_id": claim.volunteer_id, "at": now.isoformat()}}
    session.flush()
    return True


def _offer(kit: Kit, session: Session, turn: _Turn, step: dict[str, Any], policy: Policy) -> None:
    now = kit.clock.now()
    deadline = escalation.follow_up_deadline(policy, now)
    offer = Offer(
        question_id=turn.question.id or 0,
        volunteer_id=turn.person.id,
        thread_of=turn.thread_of,
        ring=FOLLOW_UP_RING,
        ring_name="follow-up",
        why=[turn.why],
        offered_at=now,
        deadline=deadline,
    )
    session.add(offer)
    session.flush()
    lane = f"post:{turn.channel or turn.person.slack_id}"
    deliveries.owe_card(session, offer, lane, deliveries.FOLLOW_UP_PRIORITY, now)
    chosen = {"volunteer_id": turn.person.id, "why": offer.why}
    told = with_steps(turn.question.decision, {**step, "ask": "volunteers", "chosen": [chosen]})
    values = {"due_at": deadline, "policy_version": step["policy"], "decision": told}
    questions.advance(session, turn.question.id or 0, "offer", ring=None, **values)


def _why(question: Question, earlier: Question, claim: Claim, name: str) -> str:
    """Why this person; with a name on a card that others read too."""
    whom = "this person" if question.asker_id == earlier.asker_id else "in this conversation"
    if claim.state == "done":
        return f"{name or 'You'} answered {whom} before."
    return f"{name} is answering {whom} now." if name else f"You are answering {whom} now."


def _thread_head(session: Session, offer_id: int) -> int:
    offer = session.get_one(Offer, offer_id)
    return offer.thread_of or offer.id or 0
