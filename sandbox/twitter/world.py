"""The X that the stand-in knows: its people and posts, and how they change."""

import bisect
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

from sandbox.core import Sandbox
from sandbox.limits import FixedWindows
from sandbox.live import Key
from sandbox.twitter import snowflake
from sandbox.twitter.compose import Shortener, add_ending, compose
from sandbox.twitter.ledger import Ledger
from sandbox.twitter.posts import Draft, Media, Person, Post
from sandbox.twitter.text import find_mentions

FIRST_PERSON = 1_000_000_001
OPENED = 1_767_225_600  # 2026-01-01
BIO = "Ask the people who work at {name}: one of them answers, in their own words. Run by {name}."
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
    posts that may be read a month (None: without end); `read_lag` is how many seconds timelines and search lag behind;
    without `may_write` the app's permissions are "Read".
    """

    enterprise: bool = False
    implicit_summons: bool = False
    long_posts: bool = False
    credit: float | None = None
    usage_cap: int | None = None
    read_lag: float = 0.0
    may_write: bool = True


class World:
    """One small X. Everything happens in one event loop, so nothing here is locked."""

    def __init__(self, sandbox: Sandbox, account: Account | None = None) -> None:
        self.sandbox = sandbox
        self.account = account or Account()
        self.limits = FixedWindows(sandbox.speed)
        sandbox.live.sources["x"] = self.piece
        self.reset()

    def reset(self) -> None:
        """Nobody but us, and nothing said."""
        self.people: dict[str, Person] = {}
        self.posts: dict[int, Post] = {}
        self.written: dict[str, list[Post]] = {}
        self.likes: dict[int, dict[str, Person]] = {}
        self._order: list[int] = []
        self.switches = Switches()
        self.ledger = Ledger()
        self.shortener = Shortener()
        self.limits.clear()
        self._last_id = 0
        # Nobody who comes after a reset or a restart is taken for somebody who was here before.
        self._later = int((time.time() - OPENED) * 10)
        self.me = Person(self.account.id, self.account.username, self.account.name, BEGINNING)
        self.me.bio = BIO.format(name=self.account.name)
        self.people[self.me.username.lower()] = self.me
        self.sandbox.live.touch("x", "me")
        self.changed(self.me)

    def view(self) -> dict[str, Any]:
        """Everything, as JSON, for the page and for tests."""
        return {
            "me": self.me.username,
            "switches": asdict(self.switches),
            "people": [show_person(one) for one in self.people.values()],
            "posts": [self.show(post) for post in self.timeline()],
            "usage": self.ledger.view(),
        }

    def piece(self, key: Key) -> Any:
        """What an open page shows of one thing: `me`, a person by handle, a post by the id of its first version."""
        match key:
            case (_, "people", handle):
                return show_person(self.people[handle])
            case (_, "posts", number):
                newest = self.posts[self.posts[int(number)].history[-1]]
                return None if newest.deleted else self.show(newest)
            case _:
                return self.me.username

    def changed(self, person: Person) -> None:
        self.sandbox.live.touch("x", "people", person.username.lower())

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
            "media": [{"type": one.type, "url": one.url, "alt_text": one.alt_text} for one in post.media],
            "likes": sorted(self.likes.get(post.history[0], {})),
            "links": {link.short: link.expanded for link in post.links},
            "via": post.via,
            "ours": post.author.id == self.me.id,
        }

    def person(self, handle: str) -> Person:
        """The person of that handle, who joins now if nobody has it."""
        handle = handle.removeprefix("@")
        known = self.people.get(handle.lower())
        if known is None:
            number = str(FIRST_PERSON + self._later + len(self.people))
            known = self.people[handle.lower()] = Person(number, handle, handle, BEGINNING)
            self.changed(known)
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

    def like(self, post: Post, person: Person, *, undo: bool = False) -> None:
        """A person likes a post, whichever version of it, or no longer does."""
        likes = self.likes.setdefault(post.history[0], {})
        likes.pop(person.username, None)
        if not undo:
            likes[person.username] = person
        self._tell("like", post)

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
        self.sandbox.live.touch("x", "posts", str(post.history[0]))
        self.sandbox.tell("x", {"what": what, "post": self.show(post)})


def show_person(person: Person) -> dict[str, Any]:
    return asdict(person) | {"created_at": person.created_at.isoformat()}


def _media(post_number: int, index: int, given: dict[str, Any]) -> Media:
    key = f"3_{post_number + index + 1}"
    url = str(given.get("url", f"https://pbs.twimg.com/media/{key}.jpg"))
    size = int(given.get("width", Media.width)), int(given.get("height", Media.height))
    return Media(key, str(given.get("type", "photo")), url, str(given.get("alt_text", "")), *size)
