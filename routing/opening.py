"""A new question: its row and its parts, offered to the first ring, or first to whoever answered in this thread."""

from policies.capture import CaptureKind, CaptureVerdict
from routing import followups, parts
from routing.asking import Values, Wanted, ask, put_out, with_steps
from routing.batch import Batch, Known
from routing.findings import found, inherit, place_values, topic_values
from routing.ports import Post
from routing.prepared import Prepared, Taken
from routing.rings import open_next_ring
from store import questions
from store.models import Conversation, Question, QuestionPart


def open_question(batch: Batch, prepared: Prepared, judged: CaptureVerdict) -> Taken:
    """A question of its own, asked or only listened to."""
    asker = batch.keep_asker(prepared.post)
    replied = _replied_to(batch, prepared.post)
    conversation = _conversation(batch, prepared.post, replied)
    row = _row(batch, prepared, asker, conversation)
    if replied is not None and replied.asker_id == asker.id:
        followups.note_thanks(batch.session, replied, prepared.post.text, batch.kit.clock.now())
    if judged.kind is CaptureKind.LISTEN:
        return _listen(batch, prepared, row, judged)
    earlier = replied
    if earlier is None and not (asker.is_new or conversation.is_new):
        earlier = questions.last_taken(batch.session, conversation.id, asker.id)
    return _offer(batch, prepared, row, asker) if earlier is None else _go_on(batch, prepared, row, earlier)


def _replied_to(batch: Batch, post: Post) -> Question | None:
    if not post.reply_to:
        return None
    batch.settle()
    return followups.replied_to(batch.session, post)


def _conversation(batch: Batch, post: Post, replied: Question | None) -> Known:
    """The thread of what is replied to, which not every platform names; else the one the platform names."""
    if replied is not None:
        thread = batch.session.get_one(Conversation, replied.conversation_id)
        if (thread.chat, thread.thread) == (post.chat, post.thread):
            return Known(replied.conversation_id, {})
    return batch.keep_conversation(post)


def _row(batch: Batch, prepared: Prepared, asker: Known, conversation: Known) -> Values:
    post, place = prepared.post, prepared.place
    return {
        "id": batch.ledger.reserve(Question),
        "channel": post.channel,
        "external_id": post.first_id,
        "target_id": post.external_id,
        "conversation_id": conversation.id,
        "asker_id": asker.id,
        "text": parts.text_of(each.post.text for each in prepared.every) or post.text,
        "url": post.url,
        "language": prepared.said.language.value or post.language,
        "kind": prepared.said.kind.value,
        "may_reply": post.may_reply.value,
        **topic_values(prepared.topics),
        "policy_version": batch.policy_version,
        "decision": found(prepared.said, place),
        "posted_at": post.posted_at,
        "captured_at": batch.kit.clock.now(),
        **({} if place is None else place_values(place)),
    }


def _add(batch: Batch, prepared: Prepared, row: Values) -> None:
    question_id = batch.ledger.add(Question, row)
    for each in prepared.every:
        kind = "first" if each is prepared else "album"
        batch.ledger.add(QuestionPart, parts.row(question_id, each.receipt_id, each.post, kind))
        batch.capture(each.post)


def _listen(batch: Batch, prepared: Prepared, row: Values, judged: CaptureVerdict) -> Taken:
    state = questions.first_state(row["id"], "listen")
    _add(batch, prepared, {**row, "state": state, "reason": judged.reason, "ended_at": batch.kit.clock.now()})
    return Taken("finish", judged.reason)


def _offer(batch: Batch, prepared: Prepared, row: Values, asker: Known) -> Taken:
    asker_id = None if asker.is_new else asker.id
    wanted = Wanted(row["id"], prepared.topics, prepared.place, row["language"], asker_id)
    asking = ask(batch.crowd, wanted, None, row["policy_version"])
    put_out(batch.ledger, batch.crowd, wanted, asking)
    moved = {"state": questions.first_state(row["id"], "offer"), "ring": asking.ring, "due_at": asking.due_at}
    _add(batch, prepared, {**row, **moved, "decision": with_steps(row["decision"], *asking.steps)})
    return Taken("finish", f"question {row['id']} was offered")


def _go_on(batch: Batch, prepared: Prepared, row: Values, earlier: Question) -> Taken:
    """It goes on from an earlier question: whoever has that is asked first."""
    _add(batch, prepared, {**row, "follow_up_of": earlier.id})
    batch.settle()
    kit, session = batch.kit, batch.session
    question = questions.question(session, row["id"])
    inherit(question, earlier)
    session.flush()
    if followups.ask_same_person(kit, session, question, earlier):
        return Taken("finish", f"question {question.id} was offered to whoever answered before")
    open_next_ring(kit, session, question, None, "offer")
    return Taken("finish", f"question {question.id} was offered")
