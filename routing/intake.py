"""From a captured post to a question with its first offers: joined to what it belongs to, or opened anew."""

from dataclasses import dataclass

from sqlmodel import Session

from policies.capture import CaptureKind, CaptureVerdict, Seen, verdict
from routing import followups, parts
from routing.findings import found, inherit, keep_place, learn
from routing.kit import Kit
from routing.places import place_of
from routing.ports import Moved, Place, Post, TopicScore, Withdrawn
from routing.questions import withdraw
from routing.rings import open_next_ring
from store import askers, audit, deliveries, questions
from store.models import Asker, Conversation, Question, QuestionPart


@dataclass(frozen=True)
class Prepared:
    """A post with what was found out about it before the transaction began; `others` are the rest of its album."""

    receipt_id: int
    post: Post
    topics: tuple[TopicScore, ...]
    place: Place | None
    others: tuple["Prepared", ...] = ()

    @property
    def every(self) -> tuple["Prepared", ...]:
        return (self, *self.others)


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
    asker = askers.asker(session, post.channel, post.author.external_id)
    judged = verdict(_seen(post, asker), kit.policy())
    if judged.kind in {CaptureKind.OPT_OUT, CaptureKind.OPT_IN}:
        return _obey(kit, session, _keep_asker(kit, session, post), judged)
    known = questions.part(session, post.channel, post.first_id)
    if known is not None:
        return _known_again(kit, session, prepared, known)
    if asker is None or asker.opted_out_at is None:
        joined = _joins(session, post, asker)
        if joined is not None:
            return _join(kit, session, prepared, joined)
    if judged.kind is CaptureKind.IGNORE:
        return Taken("ignore", judged.reason)
    if judged.kind is CaptureKind.ASK and _is_place_alone(post):
        judged = CaptureVerdict(CaptureKind.LISTEN, "it is a place alone, and its author has no open question here")
    return _open(kit, session, prepared, judged)


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
        attachments=bool(post.media) or _is_place_alone(post),
        chat_keys=tuple(key for key in (post.chat, post.chat_handle and f"@{post.chat_handle}") if key),
    )


def _is_place_alone(post: Post) -> bool:
    """A location and nothing else, as Telegram sends it. X's place is only a label on words."""
    return post.hint is not None and not post.text.strip() and not post.media


def _keep_asker(kit: Kit, session: Session, post: Post) -> int:
    return askers.keep_asker(
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
    """The asker does not want, or wants again, that we take notice; open questions go with the wish to stop."""
    stops = judged.kind is CaptureKind.OPT_OUT
    asker = session.get_one(Asker, asker_id)
    asker.opted_out_at = kit.clock.now() if stops else None
    session.flush()
    audit.record(session, kit.clock.now(), "asker", f"asker.{judged.kind.value}", f"asker:{asker_id}")
    if stops:
        for question in questions.open_of_asker(session, asker_id):
            withdraw(kit, session, question, "its author asked us to stop")
    return Taken("finish", judged.reason)


# --- a post that belongs to a question we have ---------------------------------------------------------------------


def _known_again(kit: Kit, session: Session, prepared: Prepared, known: QuestionPart) -> Taken:
    post = prepared.post
    if not post.is_edit:
        return Taken("ignore", "it was captured already")
    question = questions.question(session, known.question_id)
    if question.state == "withdrawn" or known.text is None:
        return Taken("ignore", "it was edited after it was taken away")
    parts.add(session, known.question_id, prepared.receipt_id, post, "edit")
    changed = parts.rewrite(session, question)
    if question.state not in questions.OPEN:
        return Taken("finish", f"the question was edited when it was {question.state} already")
    if not learn(question, prepared.topics, prepared.place, corrects=True) and not changed:
        return Taken("finish", "an edit that changed no word")
    session.flush()
    deliveries.owe_renewals(session, known.question_id, kit.clock.now())
    return Taken("finish", "the question was edited")


def _joins(session: Session, post: Post, asker: Asker | None) -> Question | None:
    """The question this post is part of: its album's, the open one its asker replies to, or that a location is for."""
    album = questions.album(session, post.channel, post.album) if post.album else None
    if album is not None:
        question = questions.question(session, album.question_id)
        return question if question.state == "listened" or _takes_more(session, question) else None
    if asker is None:
        return None
    replied = questions.part(session, post.channel, post.reply_to) if post.reply_to else None
    if replied is not None:
        question = questions.question(session, replied.question_id)
        return question if question.asker_id == asker.id and _takes_more(session, question) else None
    if _is_place_alone(post):
        open_ones = questions.open_of_asker(session, asker.id or 0, post.conversation_id)
        return next((question for question in open_ones if _takes_more(session, question)), None)
    return None


def _takes_more(session: Session, question: Question) -> bool:
    """Once an answer is on its way, what comes is no longer part of what was answered."""
    if question.state not in questions.OPEN:
        return False
    live = questions.live_claim(session, question.id or 0)
    return live is None or live.state == "held"


def _join(kit: Kit, session: Session, prepared: Prepared, question: Question) -> Taken:
    post = prepared.post
    for each in prepared.every:
        parts.add(session, question.id or 0, each.receipt_id, each.post, "album" if post.album else "reply")
    parts.rewrite(session, question)
    learn(question, prepared.topics, prepared.place)
    session.flush()
    deliveries.owe_renewals(session, question.id or 0, kit.clock.now())
    if question.state == "unanswered":
        open_next_ring(kit, session, question, None, "reopen")
        return Taken("finish", f"question {question.id} was asked again, and is offered again")
    return Taken("finish", f"it belongs to question {question.id}")


# --- a new question -------------------------------------------------------------------------------------------------


def _open(kit: Kit, session: Session, prepared: Prepared, judged: CaptureVerdict) -> Taken:
    asker_id = _keep_asker(kit, session, prepared.post)
    replied = followups.replied_to(session, prepared.post)
    conversation_id = _conversation_of(kit, session, prepared.post, replied)
    earlier = replied or questions.last_taken(session, conversation_id, asker_id)
    question = _insert(kit, session, prepared, asker_id, conversation_id)
    if judged.kind is CaptureKind.LISTEN:
        questions.advance(session, question.id or 0, "listen", reason=judged.reason, ended_at=kit.clock.now())
        return Taken("finish", judged.reason)
    if earlier is not None:
        question.follow_up_of = earlier.id
        inherit(question, earlier)
        session.flush()
        if followups.ask_same_person(kit, session, question, earlier):
            return Taken("finish", f"question {question.id} was offered to whoever answered before")
    open_next_ring(kit, session, question, None, "offer")
    return Taken("finish", f"question {question.id} was offered")


def _conversation_of(kit: Kit, session: Session, post: Post, replied: Question | None) -> int:
    """The thread of what is replied to, which not every platform names; else the one the platform names."""
    if replied is not None:
        thread = session.get_one(Conversation, replied.conversation_id)
        if (thread.chat, thread.thread) == (post.chat, post.thread):
            return replied.conversation_id
    return _keep_conversation(kit, session, post)


def _keep_conversation(kit: Kit, session: Session, post: Post) -> int:
    return askers.keep_conversation(
        session,
        {
            "channel": post.channel,
            "external_id": post.conversation_id,
            "chat": post.chat,
            "thread": post.thread,
            "title": post.chat_title,
            "started_at": kit.clock.now(),
        },
    )


def _insert(kit: Kit, session: Session, prepared: Prepared, asker_id: int, conversation_id: int) -> Question:
    post = prepared.post
    question = Question(
        channel=post.channel,
        external_id=post.first_id,
        target_id=post.external_id,
        conversation_id=conversation_id,
        asker_id=asker_id,
        text=parts.text_of(each.post.text for each in prepared.every) or post.text,
        url=post.url,
        language=post.language,
        may_reply=post.may_reply.value,
        topic=prepared.topics[0].topic if prepared.topics else "",
        policy_version=kit.rulebook.current()[0],
        decision=found(prepared.topics, prepared.place),
        posted_at=post.posted_at,
        captured_at=kit.clock.now(),
    )
    if prepared.place is not None:
        keep_place(question, prepared.place)
    session.add(question)
    session.flush()
    for each in prepared.every:
        parts.add(session, question.id or 0, each.receipt_id, each.post, "first" if each is prepared else "album")
    session.flush()
    return question


# --- what else a platform tells ---------------------------------------------------------------------------------------


def taken_away(kit: Kit, session: Session, event: Withdrawn) -> Taken:
    """The asker deleted posts: their questions are withdrawn, or lose what was said in them."""
    known = [part for one in event.external_ids if (part := questions.part(session, event.channel, one)) is not None]
    for part in known:
        question = questions.question(session, part.question_id)
        if part.first_id == question.external_id:
            withdraw(kit, session, question, "its author deleted the post")
        elif parts.take_out(session, question, part.first_id):
            deliveries.owe_renewals(session, part.question_id, kit.clock.now())
    return Taken("finish", "posts were deleted") if known else Taken("ignore", "posts were deleted that we do not have")


def moved(kit: Kit, session: Session, event: Moved) -> Taken:
    """A chat has a new id: everything that is still to be sent goes there."""
    number = askers.move_chat(session, event.channel, event.old_chat, event.new_chat, kit.clock.now())
    return Taken("finish", f"the chat moved; {number} conversations go along")
