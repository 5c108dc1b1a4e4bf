"""From a captured post to a question with its first offers: joined to what it belongs to, or opened anew."""

from sqlmodel import Session

from policies.capture import CaptureKind, CaptureVerdict, Seen, verdict
from routing import parts
from routing.batch import Batch, Known
from routing.findings import learn
from routing.kit import Kit
from routing.opening import open_question
from routing.ports import Moved, Post, Withdrawn
from routing.prepared import Prepared, Taken, prepare
from routing.questions import withdraw
from routing.rings import open_next_ring
from store import askers, audit, deliveries, questions
from store.models import Asker, Question, QuestionPart

__all__ = ["Prepared", "Taken", "moved", "prepare", "take_in", "taken_away"]


def take_in(batch: Batch, prepared: Prepared) -> Taken:
    """Work one post into the tables, with the others of its batch."""
    post = prepared.post
    asker = batch.asker(post)
    judged = verdict(_seen(prepared, asker), batch.policy)
    if judged.kind in {CaptureKind.OPT_OUT, CaptureKind.OPT_IN}:
        return _obey(batch, post, judged)
    if batch.has(post):
        return _known_again(batch, prepared)
    if asker is None or not asker.opted_out:
        joined = _joins(batch, post, asker)
        if joined is not None:
            return _join(batch.kit, batch.session, prepared, joined)
    if judged.kind is CaptureKind.IGNORE:
        return Taken("ignore", judged.reason)
    if judged.kind is CaptureKind.ASK and _is_place_alone(post):
        judged = CaptureVerdict(CaptureKind.LISTEN, "it is a place alone, and its author has no open question here")
    return open_question(batch, prepared, judged)


def _seen(prepared: Prepared, asker: Known | None) -> Seen:
    post, kind = prepared.post, prepared.said.kind
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
        opted_out=asker is not None and asker.opted_out,
        is_repost=post.is_repost,
        attachments=bool(post.media) or _is_place_alone(post),
        kind=kind.value,
        kind_confidence=kind.confidence,
        chat_keys=tuple(key for key in (post.chat, post.chat_handle and f"@{post.chat_handle}") if key),
    )


def _is_place_alone(post: Post) -> bool:
    """A location and nothing else, as Telegram sends it. X's place is only a label on words."""
    return post.hint is not None and not post.text.strip() and not post.media


def _obey(batch: Batch, post: Post, judged: CaptureVerdict) -> Taken:
    """The asker does not want, or wants again, that we take notice; open questions go with the wish to stop."""
    asker_id = batch.keep_asker(post).id
    batch.settle()
    kit, session, stops = batch.kit, batch.session, judged.kind is CaptureKind.OPT_OUT
    asker = session.get_one(Asker, asker_id)
    asker.opted_out_at = kit.clock.now() if stops else None
    session.flush()
    audit.record(session, kit.clock.now(), "asker", f"asker.{judged.kind.value}", f"asker:{asker_id}")
    if stops:
        for question in questions.open_of_asker(session, asker_id):
            withdraw(kit, session, question, "its author asked us to stop")
    return Taken("finish", judged.reason)


# --- a post that belongs to a question we have ---------------------------------------------------------------------


def _known_again(batch: Batch, prepared: Prepared) -> Taken:
    post = prepared.post
    if not post.is_edit:
        return Taken("ignore", "it was captured already")
    batch.settle()
    known = questions.part(batch.session, post.channel, post.first_id)
    assert known is not None  # noqa: S101 - for the type checker: the batch has it
    return _edit(batch.kit, batch.session, prepared, known)


def _edit(kit: Kit, session: Session, prepared: Prepared, known: QuestionPart) -> Taken:
    post = prepared.post
    question = questions.question(session, known.question_id)
    if question.state == "withdrawn" or known.text is None:
        return Taken("ignore", "it was edited after it was taken away")
    parts.add(session, known.question_id, prepared.receipt_id, post, "edit")
    changed = parts.rewrite(session, question)
    if question.state not in questions.OPEN:
        return Taken("finish", f"the question was edited when it was {question.state} already")
    if not learn(question, prepared.said, prepared.topics, prepared.place, corrects=True) and not changed:
        return Taken("finish", "an edit that changed no word")
    session.flush()
    deliveries.owe_renewals(session, known.question_id, kit.clock.now())
    return Taken("finish", "the question was edited")


def _joins(batch: Batch, post: Post, asker: Known | None) -> Question | None:
    """The question this post is part of: its album's, the open one its asker replies to, or that a location is for."""
    if not (post.album or post.reply_to or _is_place_alone(post)):
        return None
    batch.settle()
    session = batch.session
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
        open_ones = questions.open_of_asker(session, asker.id, post.conversation_id)
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
    learn(question, prepared.said, prepared.topics, prepared.place)
    session.flush()
    deliveries.owe_renewals(session, question.id or 0, kit.clock.now())
    if question.state == "unanswered":
        open_next_ring(kit, session, question, None, "reopen")
        return Taken("finish", f"question {question.id} was asked again, and is offered again")
    return Taken("finish", f"it belongs to question {question.id}")


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
