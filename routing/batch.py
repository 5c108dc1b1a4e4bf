"""One transaction of intake: what its posts refer to is read at once, and what they lead to is written at once."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlmodel import Session, SQLModel

from routing.candidates import Crowd
from routing.kit import Kit
from routing.ports import Post
from store import askers, questions
from store.ledger import Ledger
from store.models import Asker, Conversation

Named = tuple[str, str]  # a channel, and an id on it
Values = dict[str, Any]
_OF_ASKER, _OF_CONVERSATION = ("name", "handle", "profile_location"), ("title",)  # renewed with every post


@dataclass(frozen=True)
class Known:
    """An asker or a conversation, as it is once the ledger is written. `is_new`: the tables do not have it yet."""

    id: int
    values: Values
    opted_out: bool = False
    is_new: bool = False


class Batch:
    """Posts are taken in one after the other; whoever goes to the tables himself calls `settle` before."""

    def __init__(self, kit: Kit, session: Session, posts: Iterable[Post]) -> None:
        self.kit, self.session, self.ledger = kit, session, Ledger(session)
        self.policy_version, self.policy = kit.rulebook.current()
        self._posts = list(posts)

    def settle(self) -> None:
        """Everything so far is in the tables, and what was read of them is read anew when it is needed."""
        self.session.flush()
        self.ledger.write()
        for name in ("_askers", "_conversations", "_captured", "crowd"):
            self.__dict__.pop(name, None)

    @cached_property
    def crowd(self) -> Crowd:
        """The volunteers; offers of earlier posts of the batch count."""
        self.session.flush()
        return Crowd(self.session, self.policy, self.kit.clock.now())

    def asker(self, post: Post) -> Known | None:
        return self._askers.get((post.channel, post.author.external_id))

    def keep_asker(self, post: Post) -> Known:
        """Who wrote it, added or with his name and place renewed."""
        author = post.author
        name, values = (post.channel, author.external_id), {key: getattr(author, key) for key in _OF_ASKER}
        return self._keep(Asker, self._askers, name, values, {"first_seen_at": self.kit.clock.now()})

    def keep_conversation(self, post: Post) -> Known:
        name, values = (post.channel, post.conversation_id), {"title": post.chat_title}
        first = {"chat": post.chat, "thread": post.thread, "started_at": self.kit.clock.now()}
        return self._keep(Conversation, self._conversations, name, values, first)

    def has(self, post: Post) -> bool:
        """Whether the post, or a version of it, belongs to a question."""
        return (post.channel, post.first_id) in self._captured

    def capture(self, post: Post) -> None:
        """The post belongs to a question from now on."""
        self._captured |= {(post.channel, post.first_id), (post.channel, post.external_id)}

    def _keep(
        self, model: type[SQLModel], among: dict[Named, Known], name: Named, values: Values, first: Values
    ) -> Known:
        known = among.get(name)
        if known is None:
            row = {"channel": name[0], "external_id": name[1], **values, **first}
            known = Known(self.ledger.add(model, row), values, is_new=True)
        elif known.values != values:
            self.ledger.change(model, known.id, values)
            known = Known(known.id, values, known.opted_out, known.is_new)
        among[name] = known
        return known

    # --- what the tables say -----------------------------------------------------------------------------------------

    @cached_property
    def _askers(self) -> dict[Named, Known]:
        rows = self._look_up(askers.askers, lambda post: post.author.external_id)
        return {
            name: Known(row.id, {key: getattr(row, key) for key in _OF_ASKER}, row.opted_out_at is not None)
            for name, row in rows.items()
        }

    @cached_property
    def _conversations(self) -> dict[Named, Known]:
        rows = self._look_up(askers.conversations, lambda post: post.conversation_id)
        return {name: Known(row.id, {"title": row.title}) for name, row in rows.items()}

    @cached_property
    def _captured(self) -> set[Named]:
        return set(self._look_up(questions.known_posts, lambda post: post.first_id))

    def _look_up(
        self, find: Callable[[Session, str, Collection[str]], Mapping[str, Any]], name_of: Callable[[Post], str]
    ) -> dict[Named, Any]:
        """What `find` has for the posts' names, channel by channel."""
        self.session.flush()
        names: defaultdict[str, set[str]] = defaultdict(set)
        for post in self._posts:
            names[post.channel].add(name_of(post))
        found = {channel: find(self.session, channel, some) for channel, some in names.items()}
        return {(channel, name): row for channel, rows in found.items() for name, row in rows.items()}
