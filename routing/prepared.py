"""A post on its way into the tables: what was found out about it before the transaction, and what became of it."""

from dataclasses import dataclass

from routing.kit import Kit
from routing.places import place_of
from routing.ports import Place, Post
from routing.reader import Said, named
from routing.shops import shops_of


@dataclass(frozen=True)
class Prepared:
    """A post with what was found out about it before the transaction began; `others` are the rest of its album.

    `topics` are those it has, none, one or two; `said` holds all of them with their evidence.
    """

    receipt_id: int
    post: Post
    said: Said
    topics: tuple[str, ...]
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
    """What a post says, and where it is about: all that costs time, before any transaction."""
    policy = kit.policy()
    said = kit.reader.read(post.text, policy, post.language)
    place = place_of(post, kit.finder, shops_of(policy), kit.addresses, policy.finding.place_at_least)
    return Prepared(receipt_id, post, said, named(said.topics, policy), place)
