"""Answers: a typed text becomes a preview, a preview that is sent becomes an Answer, and only that is published."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from sqlmodel import Session, col, delete, select

from policies import answering, spend
from policies.document import Policy
from routing.acts import Done, once
from routing.claims import MOST, held_claim, own_claim, why_not_held
from routing.errors import AnswerRefused, NotAllowed, OfferExpired
from routing.kit import Kit
from routing.offers import acting_volunteer
from routing.people import Act
from routing.views import channel_name
from store import audit, deliveries, questions
from store.models import Answer, Asker, Claim, Conversation, Draft, Question, Volunteer

NOT_CURRENT = "This preview is no longer current. Open “Answer” on the card to see your text again."


@dataclass(frozen=True)
class Preview:
    """Exactly what will be published; `cost` says in words what posting it costs, or is empty."""

    draft_id: int
    public_text: str
    channel_name: str
    warnings: tuple[str, ...] = ()
    cost: str = ""


def digest_of(text: str) -> str:
    """sha256 of the public text, hex: what binds an Answer to its words after they are erased."""
    return hashlib.sha256(text.encode()).hexdigest()


def draft(kit: Kit, act: Act, claim_id: int, text: str) -> Preview:
    """Keep what was typed, and show what would be published. Raises AnswerRefused; the text is kept even then."""
    kept = once(kit, act, _Drafted, lambda session: _draft(kit, session, act, claim_id, text))
    if kept.preview is None:
        raise AnswerRefused("\n".join(kept.problems))
    return kept.preview


@dataclass(frozen=True)
class _Drafted:
    preview: Preview | None
    problems: tuple[str, ...] = ()


def _draft(kit: Kit, session: Session, act: Act, claim_id: int, text: str) -> _Drafted:
    person = acting_volunteer(kit, session, act)
    own = own_claim(session, claim_id, person)
    question = questions.question(session, own.question_id)
    over = why_not_held(session, own) or unwelcome(session, question)
    if over:
        if own.state != "done":
            _keep(kit, session, own, text, "")
        return _Drafted(None, (over,))
    policy = kit.policy()
    typed = answering.clean(text)
    public = answering.sign(typed, person.first_name, person.name, None, policy, question.channel)
    found = answering.problems(_typed(kit, question, typed, public), policy)
    refused = tuple(problem.message for problem in found if problem.blocks)
    row = _keep(kit, session, own, text, "" if refused else public)
    if refused:
        return _Drafted(None, refused)
    warnings = (*(problem.message for problem in found), *_warnings(session, question))
    cost = _cost(kit, question, public, policy)
    return _Drafted(Preview(row.id or 0, public, channel_name(question.channel), warnings, cost))


def unwelcome(session: Session, question: Question) -> str:
    """A sentence when the asker wants to hear nothing more from us; else empty."""
    asker = session.get_one(Asker, question.asker_id)
    return "The asker does not want to hear from us any more, so nothing is posted." if asker.opted_out_at else ""


def _typed(kit: Kit, question: Question, typed: str, public: str) -> answering.Typed:
    channel = kit.channels.get(question.channel)
    return answering.Typed(
        text=typed,
        channel=question.channel,
        used=channel.length(public) if channel is not None else len(public),
        limit=MOST,
        has_link=channel is not None and channel.has_link(typed),
    )


def _warnings(session: Session, question: Question) -> Iterator[str]:
    if question.edited:
        yield "The asker has edited the question; please read it once more."
    posted = any(delivery.state in {"sent", "by_hand"} for _, delivery in questions.answers(session, question.id or 0))
    if posted and question.channel == "x":
        yield "There is an answer under this post already, and X wants no second one unless its author writes again."


def _cost(kit: Kit, question: Question, public: str, policy: Policy) -> str:
    """What X bills for this reply, in words; nothing else costs."""
    channel = kit.channels.get(question.channel)
    if question.channel != "x" or channel is None:
        return ""
    call = spend.reply_call(summoned=question.may_reply != "no", has_link=channel.has_link(public))
    dollars = Decimal(spend.cost(call, policy)) / spend.MICROS
    cents, exact = f"{dollars:.2f}", f"{dollars.normalize():f}"
    return f"Posting this on X costs about ${max(cents, exact, key=len)}." if dollars else ""


def _keep(kit: Kit, session: Session, own: Claim, text: str, public: str) -> Draft:
    """One draft a claim; a new preview is a new row, so that a preview shown earlier cannot post this text."""
    session.execute(delete(Draft).where(col(Draft.claim_id) == own.id))
    typed = text.encode("utf-8", "replace").decode()  # half a surrogate pair is no text to a database
    now = kit.clock.now()
    row = Draft(claim_id=own.id or 0, typed=typed, public_text=public, previewed=bool(public), saved_at=now)
    session.add(row)
    session.flush()
    return row


def submit(kit: Kit, act: Act, draft_id: int, answers_it: bool) -> Done:
    """Post exactly what was previewed: store the Answer, owe its delivery. Needs a verified Slack submission."""
    return once(kit, act, Done, lambda session: _submit(kit, session, act, draft_id, answers_it=answers_it))


def _submit(kit: Kit, session: Session, act: Act, draft_id: int, *, answers_it: bool) -> Done:
    if not act.view_id:
        raise NotAllowed("An answer is sent from its preview, and from nowhere else.")
    person = acting_volunteer(kit, session, act)
    previewed = session.execute(select(Draft).where(col(Draft.id) == draft_id)).scalar_one_or_none()
    if previewed is None:
        raise OfferExpired(NOT_CURRENT)
    held = held_claim(session, previewed.claim_id, person)
    if not previewed.previewed:
        raise OfferExpired(NOT_CURRENT)
    question = questions.question(session, held.question_id)
    if refusal := unwelcome(session, question):
        raise NotAllowed(refusal)
    answer = _store(kit, session, act, held, previewed, answers_it=answers_it)
    _owe(kit, session, question, answer, person)
    return Done()


def _store(kit: Kit, session: Session, act: Act, held: Claim, previewed: Draft, *, answers_it: bool) -> Answer:
    answer = Answer(
        question_id=held.question_id,
        claim_id=held.id or 0,
        volunteer_id=held.volunteer_id,
        slack_view_id=act.view_id,
        act_key=act.key,
        digest=digest_of(previewed.public_text),
        text=previewed.public_text,
        answers_it=answers_it,
        submitted_at=kit.clock.now(),
    )
    session.add(answer)
    session.flush()
    return answer


def _owe(kit: Kit, session: Session, question: Question, answer: Answer, person: Volunteer) -> None:
    """The preview is used up; what was typed stays until it is posted, since it may be refused."""
    now = kit.clock.now()
    deliveries.use_up_draft(session, answer.claim_id)
    questions.move_claim(session, answer.claim_id, "submit")
    questions.advance(session, answer.question_id, "submit")
    conversation = session.get_one(Conversation, question.conversation_id)
    lane = f"{question.channel}:{conversation.chat}"
    deliveries.owe_answer(session, question.channel, lane, answer.question_id, answer.id or 0, now)
    audit.record(
        session,
        now,
        f"volunteer:{person.id}",
        "answer.submitted",
        f"answer:{answer.id}",
        question=answer.question_id,
        digest=answer.digest,
        view=answer.slack_view_id,
    )
    deliveries.owe_renewals(session, answer.question_id, now)
