"""A post on its way into the tables: what was found out about it before the transaction, and what became of it."""

from dataclasses import dataclass

from routing.kit import Kit
from routing.places import place_of
from routing.ports import Place, Post, TopicScore
from routing.shops import shops_of


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
    return Prepared(receipt_id, post, topics, place_of(post, kit.finder, shops_of(policy)))
