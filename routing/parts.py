"""What a question consists of: posts and their versions, of which the newest together are the question's text."""

from collections.abc import Iterable
from typing import Any

from sqlmodel import Session

from routing.ports import Post
from store import deliveries, questions
from store.models import Question, QuestionPart


def add(session: Session, question_id: int, receipt_id: int, post: Post, kind: str) -> None:
    """Keep a post, or a version of one, as part of a question."""
    session.add(QuestionPart(**row(question_id, receipt_id, post, kind)))


def row(question_id: int, receipt_id: int, post: Post, kind: str) -> dict[str, Any]:
    """The row of a part. An edit counts from when it was made."""
    return {
        "question_id": question_id,
        "receipt_id": receipt_id,
        "channel": post.channel,
        "external_id": post.external_id,
        "first_id": post.first_id,
        "version": receipt_id if kind == "edit" else 0,
        "kind": kind,
        "text": post.text,
        "album": post.album,
        "media": [media.kind for media in post.media],
        "posted_at": post.edited_at or post.posted_at,
    }


def newest(parts: Iterable[QuestionPart]) -> dict[str, QuestionPart]:
    """The newest version of each post, by the post's first id, in the order in which the posts came."""
    found: dict[str, QuestionPart] = {}
    for part in parts:
        held = found.get(part.first_id)
        if held is None or part.posted_at >= held.posted_at:
            found[part.first_id] = part
    return found


def text_of(parts: Iterable[str | None]) -> str:
    """What the posts say together."""
    return "\n".join(part for part in parts if part and part.strip())


def rewrite(session: Session, question: Question) -> bool:
    """Make the question say what its posts say now; whether anything changed. A changed word stales a draft."""
    session.flush()
    versions = newest(questions.parts(session, question.id or 0))
    text = text_of(part.text for part in versions.values())
    first = versions.get(question.external_id)
    target = question.target_id if first is None else first.external_id
    if text == question.text and target == question.target_id:
        return False
    if text != question.text:
        question.text, question.edited = text, True
        deliveries.stale_draft(session, question.id or 0)
    question.target_id = target
    session.flush()
    return True


def take_out(session: Session, question: Question, first_id: str) -> bool:
    """A post of the question is gone: its words are no longer part of it; whether anything changed."""
    for part in questions.parts(session, question.id or 0):
        if part.first_id == first_id:
            part.text, part.media = None, []
    return rewrite(session, question)
