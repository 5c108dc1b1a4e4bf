"""From a captured post to a question with its first offers: joined to what it belongs to, or opened anew."""

from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from policies.capture import CaptureKind, CaptureVerdict, Seen, verdict
from routing import offers
from routing.kit import Kit
from routing.places import place_of
from routing.ports import Moved, Place, Post, TopicScore, Withdrawn
from routing.questions import withdraw
from store import audit, deliveries, questions
from store.models import Asker, Question, QuestionPart


@dataclass(frozen=True)
class Prepared:
    """A post with what was found out about it before the transaction began."""

    receipt_id: int
    post: Post
    topics: tuple[TopicScore, ...]
    place: Place | None


@dataclass(frozen=True)
class Taken:
    """What became of an event: the verb for its receipt, and why, in words."""

    verb: str  # "finish" or "ignore"
    reason: str


def prepare(kit: Kit, receipt_id: int, post: Post) -> Prepared:
    """Topics and place of a post: all that costs time, before any transaction."""
    policy = kit.policy()
    topics = kit.topics(policy).rank(post.text)
    return Prepared(receipt_id, post, topics, place_of(post, kit.finder, policy.places))


def take_in(kit: Kit, session: Session, prepared: Prepared) -> Taken:
    """Work one post into the tables, within the caller's transaction."""
    post = prepared.post
    asker = questions.asker(session, post.channel, post.author.external_id)
    known = questions.part(session, post.channel, post.first_id if post.is_edit else post.external_id)
    if known is not None:
        return _known_again(kit, session, prepared, known)
    joined = _joins(session, post, asker)
    if joined is not None:
        return _join(kit, session, prepared, joined)
    judged = verdict(_seen(post, asker), kit.policy())
    if judged.kind is CaptureKind.IGNORE:
        return Taken("ignore", judged.reason)
    asker_id = _keep_asker(kit, session, post)
    if judged.kind in {CaptureKind.OPT_OUT, CaptureKind.OPT_IN}:
        return _obey(kit, session, asker_id, judged)
    return _open(kit, session, prepared, asker_id, judged)


def _seen(post: Post, asker: Asker | None) -> Seen:
    return Seen(
        channel=post.channel,
        text=post.text,
        author=post.author.handle,
        private=post.private,
        addressed=post.addressed,
        reply_to_us=post.reply_to_us,
        quote_of_us=post.quote_of_us,
        is_ours=post.author.is_us,
        is_machine=post.author.is_machine,
        opted_out=asker is not None and asker.opted_out_at is not None,
        is_repost=post.is_repost,
        attachments=bool(post.media) or post.hint is not None,
        chat_keys=tuple(key for key in (post.chat, post.chat_handle and f"@{post.chat_handle}") if key),
    )


def _keep_asker(kit: Kit, session: Session, post: Post) -> int:
    return questions.keep_asker(
        session,
        {
            "channel": post.channel,
            "external_id": post.author.external_id,
            "name": post.author.name,
            "handle": post.author.handle,
            "profile_location": post.author.profile_location,
            "first_seen_at": kit.clock.now(),
        },
    )


def _obey(kit: Kit, session: Session, asker_id: int, judged: CaptureVerdict) -> Taken:
    """The asker does not want, or wants again, that we take notice."""
    asker = session.get_one(Asker, asker_id)
    asker.opted_out_at = kit.clock.now() if judged.kind is CaptureKind.OPT_OUT else None
    session.flush()
    audit.record(session, kit.clock.now(), "asker", f"asker.{judged.kind.value}", f"asker:{asker_id}")
    return Taken("finish", judged.reason)


# --- a post that belongs to a question we have ---------------------------------------------------------------------


def _known_again(kit: Kit, session: Session, prepared: Prepared, known: QuestionPart) -> Taken:
    post = prepared.post
    if not post.is_edit:
        return Taken("ignore", "it was captured already")
    question = questions.question(session, known.question_id)
    _add_part(session, prepared, known.question_id, "edit")
    if question.state in {"answered", "closed"}:
        return Taken("finish", "the question was edited after it was answered")
    if post.text == known.text and question.target_id == post.external_id:
        return Taken("finish", "an edit that changed no word")
    if known.external_id == question.external_id:
        question.text, question.target_id, question.edited = post.text, post.external_id, True
        question.url = post.url or question.url
        session.flush()
        deliveries.stale_draft(session, question.id or 0)
    deliveries.owe_renewals(session, known.question_id, kit.clock.now())
    return Taken("finish", "the question was edited")


def _joins(session: Session, post: Post, asker: Asker | None) -> Question | None:
    """The open question this post is part of: its album, or what its asker explicitly replies to, or a location."""
    if post.album:
        part = questions.album(session, post.channel, post.album)
        if part is not None:
            return _if_open(session, part.question_id)
    if asker is None or asker.id is None:
        return None
    replied = questions.part(session, post.channel, post.reply_to) if post.reply_to else None
    if replied is not None:
        question = _if_open(session, replied.question_id)
        return question if question is not None and question.asker_id == asker.id else None
    if post.hint is not None and not post.text.strip():
        conversation = questions.conversation_of(session, post.channel, post.conversation_id)
        return questions.open_of_asker(session, asker.id, conversation.id or 0) if conversation else None
    return None


def _if_open(session: Session, question_id: int) -> Question | None:
    question = questions.question(session, question_id)
    return question if question.state in questions.OPEN else None


def _join(kit: Kit, session: Session, prepared: Prepared, question: Question) -> Taken:
    post = prepared.post
    kind = "album" if post.album else "reply"
    _add_part(session, prepared, question.id or 0, kind)
    if post.text.strip():
        question.text = f"{question.text or ''}\n{post.text}".strip()
        question.edited = True
        deliveries.stale_draft(session, question.id or 0)
    if post.hint is not None and prepared.place is not None:
        _set_place(question, prepared.place)
    session.flush()
    deliveries.owe_renewals(session, question.id or 0, kit.clock.now())
    return Taken("finish", f"it belongs to question {question.id}")


# --- a new question -------------------------------------------------------------------------------------------------


def _open(kit: Kit, session: Session, prepared: Prepared, asker_id: int, judged: CaptureVerdict) -> Taken:
    question = _insert(kit, session, prepared, asker_id)
    _add_part(session, prepared, question.id or 0, "first")
    if judged.kind is CaptureKind.LISTEN:
        questions.advance(session, question.id or 0, "listen", reason=judged.reason, ended_at=kit.clock.now())
        return Taken("finish", judged.reason)
    before = _answered_before(session, prepared.post, question, asker_id)
    if before is not None and _ask_same_person(kit, session, question, before):
        return Taken("finish", f"question {question.id} was offered to whoever answered before")
    offers.open_next_ring(kit, session, question, None, "offer")
    return Taken("finish", f"question {question.id} was offered")


def _insert(kit: Kit, session: Session, prepared: Prepared, asker_id: int) -> Question:
    post, now = prepared.post, kit.clock.now()
    conversation_id = questions.keep_conversation(
        session,
        {
            "channel": post.channel,
            "external_id": post.conversation_id,
            "chat": post.chat,
            "thread": post.thread,
            "title": post.chat_title,
            "started_at": now,
        },
    )
    question = Question(
        channel=post.channel,
        external_id=post.first_id,
        target_id=post.external_id,
        conversation_id=conversation_id,
        asker_id=asker_id,
        text=post.text,
        url=post.url,
        language=post.language,
        may_reply=post.may_reply.value,
        topic=prepared.topics[0].topic if prepared.topics else "",
        policy_version=kit.rulebook.current()[0],
        decision=_found(prepared),
        posted_at=post.posted_at,
        captured_at=now,
    )
    if prepared.place is not None:
        _set_place(question, prepared.place)
    session.add(question)
    session.flush()
    return question


def _found(prepared: Prepared) -> dict[str, Any]:
    """What was found out about the question, as it is kept with it and explained later."""
    place = prepared.place
    return {
        "topics": [
            {"topic": scored.topic, "score": round(scored.score, 4), "evidence": list(scored.evidence)}
            for scored in prepared.topics[:5]
        ],
        "place": place
        and {
            "name": place.name,
            "source": place.source,
            "confidence": round(place.confidence, 3),
            "radius_km": round(place.radius_km, 1),
            "evidence": place.evidence,
        },
        "rings": [],
    }


def _set_place(question: Question, place: Place) -> None:
    question.place_name, question.place_source = place.name, place.source
    question.place_confidence, question.radius_km = place.confidence, place.radius_km
    question.latitude, question.longitude = place.point.latitude, place.point.longitude


def _add_part(session: Session, prepared: Prepared, question_id: int, kind: str) -> None:
    post = prepared.post
    session.add(
        QuestionPart(
            question_id=question_id,
            receipt_id=prepared.receipt_id,
            channel=post.channel,
            external_id=post.external_id,
            version=prepared.receipt_id if kind == "edit" else 0,
            kind=kind,
            text=post.text,
            album=post.album,
            media=[media.kind for media in post.media],
            posted_at=post.posted_at,
        )
    )
    session.flush()


def _answered_before(session: Session, post: Post, question: Question, asker_id: int) -> Question | None:
    """The answered question this one follows: what it replies to, else the asker's last one in the conversation."""
    if post.reply_to:
        ours = questions.answered_by_post(session, post.channel, post.reply_to)
        if ours is not None:
            return ours
        part = questions.part(session, post.channel, post.reply_to)
        if part is not None and part.question_id != question.id:
            return questions.question(session, part.question_id)
    return questions.last_answered(session, question.conversation_id, asker_id)


def _ask_same_person(kit: Kit, session: Session, question: Question, before: Question) -> bool:
    question.follow_up_of = before.id
    session.flush()
    claim = questions.last_claim(session, before.id or 0)
    if claim is None or claim.state not in {"done", "held", "submitted"}:
        return False
    return offers.offer_follow_up(kit, session, question, claim)


# --- what else a platform tells ---------------------------------------------------------------------------------------


def taken_away(kit: Kit, session: Session, event: Withdrawn) -> Taken:
    """The asker deleted posts: their questions are withdrawn."""
    for external_id in event.external_ids:
        part = questions.part(session, event.channel, external_id)
        if part is not None and part.kind in {"first", "edit"}:
            withdraw(kit, session, questions.question(session, part.question_id), "its author deleted the post")
    return Taken("finish", "posts were deleted")


def moved(kit: Kit, session: Session, event: Moved) -> Taken:
    """A chat has a new id: everything that is still to be sent goes there."""
    number = questions.move_chat(session, event.channel, event.old_chat, event.new_chat, kit.clock.now())
    return Taken("finish", f"the chat moved; {number} conversations go along")
