"""A question and the policy as they stood when something was decided, for whoever explains it."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from sqlmodel import Session

from policies.document import Policy
from policies.file import PolicyError, read
from routing.errors import ByhandError
from routing.kit import Kit
from store import rules
from store.models import Question

__all__ = ["first_version", "policies_of", "policy_then", "question_of", "topic_names"]

Told = dict[str, Any]
_as_it_was = lru_cache(maxsize=4)(read)  # checking a policy takes a third of a second


def question_of(session: Session, question_id: int) -> Question:
    """Raises ByhandError."""
    question = session.get(Question, question_id)
    if question is None:
        raise ByhandError(f"There is no question {question_id}.")
    return question


def first_version(question: Question) -> int | None:
    """The policy by which the topic was found: that of the first ring, as later rings may obey a later one."""
    steps = question.decision.get("rings") or ()
    return next((step["policy"] for step in steps if step.get("policy")), question.policy_version)


def policy_then(kit: Kit, session: Session, version: int | None) -> Policy | None:
    """A version of the policy as it stood; None when it is not kept, or no longer one by today's rules."""
    newest, in_force = kit.rulebook.current()
    if version == newest:
        return in_force
    row = rules.version(session, version) if version else None
    if row is None:
        return None
    try:
        return _as_it_was(row.source)
    except PolicyError:
        return None


def topic_names(kit: Kit, session: Session, version: int | None) -> Mapping[str, str]:
    """Topics by id, under the names they had then."""
    policy = policy_then(kit, session, version)
    return {topic.id: topic.name for topic in policy.topics} if policy else {}


def policies_of(session: Session, question: Question) -> list[Told]:
    """Every version that had a say, with who put it in force."""
    steps = question.decision.get("rings") or ()
    versions = dict.fromkeys([*(step.get("policy") for step in steps), question.policy_version])
    newest = rules.newest_version(session)
    rows = [row for number in versions if number and (row := rules.version(session, number))]
    return [
        {
            "version": row.id,
            "applied_by": row.applied_by,
            "applied_at": row.applied_at.isoformat(),
            "in_force": row.id == newest,
        }
        for row in rows
    ]
