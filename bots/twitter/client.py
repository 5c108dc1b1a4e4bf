"""Speaks to X, through tweepy's synchronous client in a thread. Every method raises DeliveryError and nothing else."""

import asyncio
import functools
import logging
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import requests
import tweepy

from bots.twitter import failures
from bots.twitter.redact import guard_logs
from bots.twitter.wire import Answered, NeverSent, Unanswered, Wire
from routing.ports import DeliveryError

PAGE_SIZE, FEWEST = 100, 5
THREADS = 4
FIELDS: Mapping[str, Any] = {
    "tweet_fields": [
        "attachments", "author_id", "conversation_id", "created_at", "edit_controls", "edit_history_tweet_ids",
        "entities", "geo", "in_reply_to_user_id", "lang", "note_tweet", "referenced_tweets", "reply_settings",
        "withheld",
    ],
    "user_fields": ["location", "name", "protected", "username"],
    "place_fields": ["country_code", "full_name", "geo", "name", "place_type"],
    "media_fields": ["media_key", "type"],
    "expansions": [
        "attachments.media_keys", "author_id", "geo.place_id", "in_reply_to_user_id", "referenced_tweets.id",
    ],
}  # fmt: skip
OWN_FIELDS: Mapping[str, Any] = {
    "tweet_fields": ["created_at", "edit_history_tweet_ids", "entities", "note_tweet", "referenced_tweets"]
}
PROFILE_FIELDS = ["description", "protected"]

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Keys:
    """OAuth 1.0a: who the application is, and whose account it posts for; the bearer reads the app's own usage."""

    consumer_key: str
    consumer_secret: str = field(repr=False)
    access_token: str = field(repr=False)
    access_token_secret: str = field(repr=False)
    bearer_token: str = field(default="", repr=False)

    def secrets(self) -> tuple[str, ...]:
        return (
            self.consumer_key,
            self.consumer_secret,
            self.access_token,
            self.access_token_secret,
            self.bearer_token,
        )


@dataclass(frozen=True)
class Account:
    """Our own account on X."""

    id: str
    handle: str


@dataclass(frozen=True)
class Page:
    """One page of posts as X gave them, newest first; wait `pause` seconds before the next call of the kind."""

    posts: tuple[Any, ...]
    includes: Mapping[str, Any]
    next_token: str | None
    pause: float = 0.0


class XClient:
    """One account on X. `base_url` is the address to which `/2/…` is added."""

    def __init__(self, keys: Keys, base_url: str, timeouts: tuple[float, float] | None = None) -> None:
        guard_logs(keys.secrets())
        self._tweepy = tweepy.Client(
            consumer_key=keys.consumer_key,
            consumer_secret=keys.consumer_secret,
            access_token=keys.access_token,
            access_token_secret=keys.access_token_secret,
            bearer_token=keys.bearer_token or None,
            return_type=requests.Response,
            wait_on_rate_limit=False,
        )
        self._tweepy.session = Wire(base_url, timeouts) if timeouts else Wire(base_url)
        # Threads of its own: calls that hang on X must not keep the rest of Byhand from theirs.
        self._threads = ThreadPoolExecutor(THREADS, "x")
        self._account: Account | None = None
        self._asking = asyncio.Lock()

    async def close(self) -> None:
        """Let go of the connections."""
        self._tweepy.session.close()

    async def me(self) -> Account:
        """Our own account, asked for once."""
        async with self._asking:
            if self._account is None:
                body, _ = await self._call(self._tweepy.get_me)
                self._account = Account(_text(body, "id"), _text(body, "username"))
            return self._account

    async def mentions(self, **bounds: str | None) -> Page:
        """A page of the newest 800 posts that mention us. Bounds: since_id, start_time, pagination_token."""
        account = await self.me()
        return await self._page(self._tweepy.get_users_mentions, account.id, max_results=PAGE_SIZE, **FIELDS, **bounds)

    async def search(self, query: str, **bounds: str | None) -> Page:
        """A page of the last seven days' posts that match. Bounds: since_id, until_id, next_token."""
        find = self._tweepy.search_recent_tweets
        return await self._page(find, query, max_results=PAGE_SIZE, **FIELDS, **bounds)

    async def own_posts(self, **bounds: str | None) -> Page:
        """A page of our own posts. Bounds: since_id, pagination_token."""
        account = await self.me()
        read = self._tweepy.get_users_tweets
        return await self._page(read, account.id, max_results=PAGE_SIZE, **OWN_FIELDS, **bounds)

    async def create(self, text: str, reply_to: str) -> str:
        """Posts a reply, once; its id."""
        body, _ = await self._call(self._tweepy.create_tweet, text=text, in_reply_to_tweet_id=reply_to)
        return _text(body, "id")

    async def delete(self, post_id: str) -> None:
        """Deletes a post of ours."""
        await self._call(self._tweepy.delete_tweet, post_id)

    async def profile(self) -> tuple[Mapping[str, Any], Mapping[str, str]]:
        """Our own account as its profile shows it, and the headers that came with it."""
        body, headers = await self._call(self._tweepy.get_me, user_fields=PROFILE_FIELDS)
        self._account = Account(_text(body, "id"), _text(body, "username"))
        return body["data"], headers

    async def reading(self, since_id: str) -> Mapping[str, str]:
        """The headers of one look at what mentions us after `since_id`: how often we may, if we may at all."""
        account = await self.me()
        read = self._tweepy.get_users_mentions
        _, headers = await self._call(read, account.id, max_results=FEWEST, since_id=since_id)
        return {name.lower(): value for name, value in headers.items()}

    async def usage(self) -> Mapping[str, Any]:
        """What the app has read in its billing month; asked with the bearer token, which X demands for it."""
        body, _ = await self._call(self._tweepy.request, "GET", "/2/usage/tweets", user_auth=False)
        return body.get("data") or {}

    async def _page(self, read: Callable[..., Any], *args: Any, **params: Any) -> Page:
        body, headers = await self._call(read, *args, **params)
        posts, includes, meta = body.get("data") or [], body.get("includes") or {}, body.get("meta") or {}
        if not (isinstance(posts, list) and isinstance(includes, dict) and isinstance(meta, dict)):
            raise failures.delivery_error(Unanswered("the page has another shape than X promises"))
        return Page(tuple(posts), includes, meta.get("next_token") or None, failures.pause(headers))

    async def _call(self, call: Callable[..., Any], *args: Any, **params: Any) -> tuple[dict[str, Any], Any]:
        try:
            asked = functools.partial(call, *args, **{"user_auth": True, **params})
            response = await asyncio.get_running_loop().run_in_executor(self._threads, asked)
            return _body(response), response.headers
        except (Answered, NeverSent, Unanswered) as error:
            raise _told(error) from error
        except Exception as error:
            log.exception("A call to X failed in a way that is not foreseen")
            raise failures.delivery_error(Unanswered("not foreseen")) from error


def _told(error: Answered | NeverSent | Unanswered) -> DeliveryError:
    failure = failures.delivery_error(error)
    log.warning("A call to X failed: %s (%s)", error, failure.outcome.value)
    return failure


def _body(response: requests.Response) -> dict[str, Any]:
    try:
        body = response.json()
    except (ValueError, RecursionError) as error:
        raise Unanswered("X's answer is not JSON") from error
    if not isinstance(body, dict):
        raise Unanswered("X's answer is no JSON object")
    return body


def _text(body: Mapping[str, Any], name: str) -> str:
    """A text out of the answer's `data`; without it we do not know what X did."""
    data = body.get("data")
    value = data.get(name) if isinstance(data, dict) else None
    if not isinstance(value, str) or not value:
        raise failures.delivery_error(Unanswered(f"X's answer has no data.{name}"))
    return value
