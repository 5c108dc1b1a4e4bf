"""X as a Channel: posts one reply, looks whether it is there, takes it away."""

import contextlib
import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from pydantic import ValidationError

from bots.twitter import length, parse, words
from bots.twitter.client import XClient
from bots.twitter.failures import Duplicate, Gone
from bots.twitter.links import find_links
from bots.twitter.shapes import Tweet
from bots.twitter.snowflake import id_at, time_of
from policies.spend import Call, reply_call
from routing.ports import Clock, DeliveryError, Found, Limit, MayReply, Outcome, Parsed, Published, RawEvent, Reply

READ_LAG = timedelta(seconds=120)
LOOK_BACK = timedelta(minutes=2)
LONGEST_WAIT_FOR_ANSWER = timedelta(days=90)  # beyond, an id is taken for one that tells no time
MOST_PAGES = 32  # X shows no more than 3,200 of one's own posts

log = logging.getLogger(__name__)


def cost(text: str, *, summoned: bool = True) -> Call:
    """What X bills for posting this text as a reply."""
    return reply_call(summoned=summoned, has_link=any(True for _ in find_links(text)))


class XChannel:
    """Implements routing.ports.Channel. `count(kind, quantity)` notes what X bills."""

    name = parse.CHANNEL
    can_find = True

    def __init__(self, client: XClient, clock: Clock, count: Callable[[str, int], Awaitable[Any]]) -> None:
        self._client, self._clock, self._count = client, clock, count
        self._read_today: tuple[str, set[str]] = ("", set())

    def parse(self, event: RawEvent) -> Parsed:
        return parse.parse(event)

    def length(self, text: str) -> int:
        return length.length(text)

    def has_link(self, text: str) -> bool:
        return any(True for _ in find_links(text))

    def limits(self, reply: Reply) -> tuple[Limit, ...]:
        """The smallest of what X's pages say: 100 in 15 minutes, 300 in 3 hours (and 10,000 a day for the app)."""
        del reply  # one account posts everything
        return Limit("x", 100, 900), Limit("x:3h", 300, 10_800), Limit("x:24h", 10_000, 86_400)

    async def publish(self, reply: Reply) -> Published:
        """Posts the reply, once.

        When X says that we have posted these words before, an earlier attempt may have gone through: if our own
        timeline shows this text under this post, it is there and nothing is posted; else X's refusal stands.
        """
        try:
            post_id = await self._client.create(reply.text, reply.target)
        except Duplicate:
            earlier = await self._earlier(reply)
            if earlier is None:
                raise
            return earlier
        await self._bill(cost(reply.text, summoned=reply.may_reply is not MayReply.NO), 1)
        return await self._published(post_id)

    async def find(self, reply: Reply, since: datetime) -> Found:
        """Looks on our own timeline; what is not there may still appear until X's read lag is over."""
        is_late = self._clock.now() - since >= READ_LAG
        found = await self._look(reply, _since_id(reply.target, since))
        return Found(found, sure=found is not None or is_late)

    async def delete(self, reply: Reply, published: Published) -> None:
        """Deletes our post; that it is gone already is as good."""
        del reply
        with contextlib.suppress(Gone):
            await self._client.delete(published.external_id)
            await self._bill(Call.DELETE, 1)

    async def _earlier(self, reply: Reply) -> Published | None:
        try:
            return await self._look(reply, reply.target)  # an answer cannot be older than what it answers
        except DeliveryError as error:
            text = "X says these words were posted before, and it is unknown whether they stand under this post."
            raise DeliveryError(Outcome.UNKNOWN, text) from error

    async def _look(self, reply: Reply, since_id: str) -> Published | None:
        wanted, token = words.comparable(reply.text), None
        for _ in range(MOST_PAGES):
            page = await self._client.own_posts(since_id=since_id, pagination_token=token)
            await self._bill_reads(page.posts)
            for post in page.posts:
                if _is(post, reply.target, wanted):
                    return await self._published(str(post["id"]))
            token = page.next_token
            if token is None:
                return None
        return None

    async def _published(self, post_id: str) -> Published:
        try:
            handle = (await self._client.me()).handle
        except DeliveryError:
            handle = "i"  # X leads from there to the author; what is posted must not fail for want of a nicer address
        return Published(post_id, f"https://x.com/{handle}/status/{post_id}")

    async def _bill_reads(self, posts: tuple[Any, ...]) -> None:
        """X bills a post once a UTC day."""
        today = f"{self._clock.now():%Y-%m-%d}"
        if self._read_today[0] != today:
            self._read_today = (today, set())
        ids = {str(post.get("id")) for post in posts if isinstance(post, dict)} - self._read_today[1]
        self._read_today[1].update(ids)
        if ids:
            await self._bill(Call.OWNED_READ, len(ids))

    async def _bill(self, call: Call, quantity: int) -> None:
        """Counting money must not make a post look failed."""
        try:
            await self._count(call.value, quantity)
        except Exception:
            log.exception("What X bills could not be counted: %d %s", quantity, call.value)


def _since_id(target: str, since: datetime) -> str:
    """From where on to look: an answer is never older than what it answers, nor than the attempt to post it."""
    try:
        tells_time = abs(since - time_of(target)) < LONGEST_WAIT_FOR_ANSWER
    except ValueError:
        return target
    return max(id_at(since - LOOK_BACK), target, key=int) if tells_time else target


def _is(post: Mapping[str, Any], target: str, wanted: str) -> bool:
    """Whether a post of ours is that reply: under the same post, and the same words whatever X made of them."""
    try:
        tweet = Tweet.model_validate({"author_id": "0", **post})
    except (ValidationError, TypeError):
        return False
    return tweet.reference("replied_to") == target and words.comparable(words.read(tweet).text) == wanted
