"""Answers: a typed text becomes a preview, a preview that is sent becomes an Answer, and only that is published."""

import hashlib
from dataclasses import dataclass

from sqlmodel import Session, col, delete, select

from policies import answering
from policies.document import Policy
from routing.acts import Done, once
from routing.claims import held_claim
from routing.errors import AnswerRefused, NotAllowed, OfferExpired
from routing.kit import Kit
from routing.offers import acting_volunteer
from routing.people import Act
from routing.views import channel_name
from store import audit, deliveries, questions
from store.models import Answer, Claim, Conversation, Draft, Question, Volunteer


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
    held = held_claim(session, claim_id, person)
    question = questions.question(session, held.question_id)
    policy = kit.policy()
    typed = answering.clean(text)
    public = answering.sign(typed, person.first_name, person.name, None, policy, question.channel)
    found = answering.problems(_typed(kit, question, typed, public, policy), policy)
    refused = tuple(problem.message for problem in found if problem.blocks)
    row = _keep(kit, session, held, text, "" if refused else public)
    if refused:
        return _Drafted(None, refused)
    warnings = [problem.message for problem in found]
    if question.edited:
        warnings.append("The asker has edited the question; please read it once more.")
    return _Drafted(Preview(row.id or 0, public, channel_name(question.channel), tuple(warnings)))


def _typed(kit: Kit, question: Question, typed: str, public: str, policy: Policy) -> answering.Typed:
    channel = kit.channels.get(question.channel)
    return answering.Typed(
        text=typed,
        channel=question.channel,
        used=channel.length(public) if channel is not None else len(public),
        limit=answering.limit_of(question.channel, 4096, policy),
        deleted=question.state == "withdrawn",
    )


def _keep(kit: Kit, session: Session, held: Claim, text: str, public: str) -> Draft:
    """One draft a claim; a new preview is a new row, so that a preview shown earlier cannot post this text."""
    session.execute(delete(Draft).where(col(Draft.claim_id) == held.id))
    row = Draft(claim_id=held.id or 0, typed=text, public_text=public, previewed=bool(public), saved_at=kit.clock.now())
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
    if previewed is None or not previewed.previewed:
        raise OfferExpired("This preview is no longer current. Open “Answer” on the card to see your text again.")
    held = held_claim(session, previewed.claim_id, person)
    question = questions.question(session, held.question_id)
    if question.state == "withdrawn":
        raise OfferExpired("The question was deleted by its author, so there is nothing to answer.")
    answer = _store(kit, session, act, held, previewed, answers_it=answers_it)
    _owe(kit, session, question, answer, person)
    session.execute(delete(Draft).where(col(Draft.id) == draft_id))
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
    now = kit.clock.now()
    if questions.move_claim(session, answer.claim_id, "submit") is None:
        raise OfferExpired("Your answer is on its way already.")
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
