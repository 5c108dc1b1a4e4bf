"""The X that the stand-in knows: its people and posts, and how they change."""

import bisect
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

from sandbox.core import Sandbox
from sandbox.limits import FixedWindows
from sandbox.twitter import snowflake
from sandbox.twitter.compose import Shortener, add_ending, compose
from sandbox.twitter.ledger import Ledger
from sandbox.twitter.posts import Draft, Media, Person, Post
from sandbox.twitter.text import find_mentions

FIRST_PERSON = 1_000_000_001
BEGINNING = datetime(2010, 3, 1, 9, tzinfo=UTC)


@dataclass
class Keys:
    """What an application must show to be let in."""

    consumer_key: str = "sandbox-consumer-key"
    consumer_secret: str = "sandbox-consumer-secret"  # noqa: S105 - the stand-in's own, known to all
    access_token: str = "1000000001-sandbox-access"  # noqa: S105 - the same
    access_secret: str = "sandbox-access-secret"  # noqa: S105 - the same
    bearer: str = "sandbox-bearer"


@dataclass
class Account:
    """Our own account, and the keys that let an application act for it."""

    id: str = str(FIRST_PERSON)
    username: str = "brightaisle"
    name: str = "Brightaisle"
    keys: Keys = field(default_factory=Keys)


@dataclass
class Switches:
    """What a person may turn.

    `enterprise` lifts the rule of summoned replies; `implicit_summons` lets a mention that X carried over from the
    thread count as a summons; `long_posts` lifts the 280; `credit` is the money left in dollars, `usage_cap` the
    posts that may be read a month (None: without end); `read_lag` is how many seconds timelines and search lag behind.
    """

    enterprise: bool = False
    implicit_summons: bool = False
    long_posts: bool = False
    credit: float | None = None
    usage_cap: int | None = None
    read_lag: float = 0.0


class World:
    """One small X. Everything happens in one event loop, so nothing here is locked."""

    def __init__(self, sandbox: Sandbox, account: Account | None = None) -> None:
        self.sandbox = sandbox
        self.account = account or Account()
        self.limits = FixedWindows(sandbox.speed)
        self.reset()

    def reset(self) -> None:
        """Nobody but us, and nothing said."""
        self.people: dict[str, Person] = {}
        self.posts: dict[int, Post] = {}
        self.written: dict[str, list[Post]] = {}
        self._order: list[int] = []
        self.switches = Switches()
        self.ledger = Ledger()
        self.shortener = Shortener()
        self.limits.clear()
        self._last_id = 0
        self.me = Person(self.account.id, self.account.username, self.account.name, BEGINNING)
        self.people[self.me.username.lower()] = self.me

    def view(self) -> dict[str, Any]:
        """Everything, as JSON, for the page and for tests."""
        return {
            "me": self.me.username,
            "switches": asdict(self.switches),
            "people": [asdict(one) | {"created_at": one.created_at.isoformat()} for one in self.people.values()],
            "posts": [self.show(post) for post in self.timeline()],
            "usage": self.ledger.view(),
        }

    def show(self, post: Post) -> dict[str, Any]:
        """One post as the public sees it."""
        return {
            "id": str(post.id),
            "url": post.url,
            "author": post.author.username,
            "text": post.text,
            "typed": post.typed,
            "created_at": post.created_at.isoformat(),
            "in_reply_to": str(post.reply_to.id) if post.reply_to else None,
            "quote": str(post.quote.id) if post.quote else None,
            "conversation_id": str(post.conversation_id),
            "edit_history": [str(number) for number in post.history],
            "place": post.place.full_name if post.place else None,
            "links": {link.short: link.expanded for link in post.links},
            "via": post.via,
            "ours": post.author.id == self.me.id,
        }

    def person(self, handle: str) -> Person:
        """The person of that handle, who joins now if nobody has it."""
        handle = handle.removeprefix("@")
        known = self.people.get(handle.lower())
        if known is None:
            number = str(FIRST_PERSON + len(self.people))
            known = self.people[handle.lower()] = Person(number, handle, handle, BEGINNING)
        return known

    def find_person(self, number: str) -> Person | None:
        return next((one for one in self.people.values() if one.id == number), None)

    def timeline(self) -> list[Post]:
        """The newest version of every post that is still there, newest first."""
        return [post for post in self.newest_first() if post.newest and not post.deleted]

    def newest_first(self) -> Iterator[Post]:
        return (self.posts[number] for number in reversed(self._order))

    def visible(self, post: Post) -> bool:
        """Our account may see it."""
        author = post.author
        return not post.deleted and (author.id == self.me.id or not (author.protected or author.blocks_us))

    def mentions(self, post: Post, person: Person) -> bool:
        return person.username.lower() in post.mentioned

    def publish(self, author: Person, draft: Draft) -> Post:
        """The draft as a post of that person; whether it may be posted was decided before."""
        number = self._next_id(draft.created_at)
        history = [number]
        post = self._make(author, draft, number, history)
        self._tell("post", post)
        return post

    def edit(self, post: Post, text: str) -> Post:
        """A new version with a new id; the older ones stay readable by theirs."""
        draft = Draft(text, post.reply_to, post.quote, post.place, lang=post.lang, via=post.via)
        number = self._next_id(None)
        post.history.append(number)
        edited = self._make(post.author, draft, number, post.history)
        edited.media, edited.conversation_id = post.media, post.conversation_id
        self._tell("edit", edited)
        return edited

    def delete(self, post: Post) -> None:
        """Every version of it goes."""
        for number in post.history:
            self.posts[number].deleted = True
        self._tell("delete", post)

    def _make(self, author: Person, draft: Draft, number: int, history: list[int]) -> Post:
        text, lead, links = compose(author, draft, self.people, self.shortener)
        media = [_media(number, index, given) for index, given in enumerate(draft.media)]
        own_url = f"https://x.com/{author.username}/status/{number}"
        text = add_ending(text, links, own_url, draft.quote, media, self.shortener)
        post = Post(
            id=number,
            author=author,
            text=text,
            typed=draft.text,
            created_at=draft.created_at or snowflake.to_time(number),
            conversation_id=draft.reply_to.conversation_id if draft.reply_to else history[0],
            history=history,
            via=draft.via,
            reply_to=draft.reply_to,
            quote=draft.quote,
            place=draft.place,
            media=media,
            links=links,
            lang=draft.lang,
            lead=lead,
            mentioned=frozenset(span.value.lower() for span in find_mentions(text)),
        )
        self.posts[number] = post
        bisect.insort(self._order, number)
        self.written.setdefault(author.id, []).append(post)
        return post

    def _next_id(self, moment: datetime | None) -> int:
        """Ids rise strictly; only a post that is said to be old gets an id of its own time."""
        number = snowflake.from_time(moment or datetime.now(UTC))
        if moment is None:
            number = self._last_id = max(number, self._last_id + 1)
        while number in self.posts:
            number += 1
        return number

    def _tell(self, what: str, post: Post) -> None:
        self.sandbox.tell("x", {"what": what, "post": self.show(post)})


def _media(post_number: int, index: int, given: dict[str, Any]) -> Media:
    key = f"3_{post_number + index + 1}"
    url = str(given.get("url", f"https://pbs.twimg.com/media/{key}.jpg"))
    return Media(key, str(given.get("type", "photo")), url, str(given.get("alt_text", "")))
