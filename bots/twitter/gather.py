"""A page of posts as raw events, each with what belongs to it, so that every one can be read alone. Pure."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from bots.twitter.client import Account, Page
from routing.ports import RawEvent

CHANNEL = "x"


def raw_events(page: Page, account: Account, kind: str) -> list[RawEvent]:
    """The page's posts, oldest first. The key is the post's id, or a digest when it has none."""
    us = {"id": account.id, "handle": account.handle}
    return [
        RawEvent(CHANNEL, _key(post), kind, {"us": us, "post": post, "includes": _belonging(post, page.includes)})
        for post in reversed(page.posts)
    ]


def post_ids(page: Page) -> list[int]:
    """The ids on the page, as numbers."""
    ids = (post.get("id") for post in page.posts if isinstance(post, dict))
    return [int(one) for one in ids if isinstance(one, str) and one.isascii() and one.isdigit()]


def quotes_only(page: Page, account: Account) -> Page:
    """The page without posts that quote nobody, or surely somebody else."""
    return Page(tuple(post for post in page.posts if _quotes(post, page, account)), page.includes, page.next_token)


def _key(post: Any) -> str:
    known = post.get("id") if isinstance(post, dict) else None
    if isinstance(known, str) and known:
        return known
    return "sha256:" + hashlib.sha256(json.dumps(post, sort_keys=True).encode()).hexdigest()


def _belonging(post: Any, includes: Mapping[str, Any]) -> dict[str, list[Any]]:
    if not isinstance(post, dict):
        return {}
    tweets = [one for one in _all(includes, "tweets") if one.get("id") in _referenced(post)]
    authors = {one.get("author_id") for one in (post, *tweets)} | {post.get("in_reply_to_user_id")}
    geo, attached = post.get("geo"), post.get("attachments")
    place = geo.get("place_id") if isinstance(geo, dict) else None
    keys = (attached.get("media_keys") if isinstance(attached, dict) else None) or []
    found = {
        "users": [one for one in _all(includes, "users") if one.get("id") in authors],
        "tweets": tweets,
        "places": [one for one in _all(includes, "places") if one.get("id") == place],
        "media": [one for one in _all(includes, "media") if one.get("media_key") in keys],
    }
    return {kind: things for kind, things in found.items() if things}


def _quotes(post: Any, page: Page, account: Account) -> bool:
    quoted = set(_referenced(post, "quoted")) if isinstance(post, dict) else set()
    authors = [one.get("author_id") for one in _all(page.includes, "tweets") if one.get("id") in quoted]
    return bool(quoted) and (not authors or account.id in authors)


def _referenced(post: Mapping[str, Any], kind: str | None = None) -> list[Any]:
    return [one.get("id") for one in _all(post, "referenced_tweets") if kind in {None, one.get("type")}]


def _all(parts: Mapping[str, Any], name: str) -> Iterator[dict[str, Any]]:
    things = parts.get(name)
    return (one for one in (things if isinstance(things, list) else []) if isinstance(one, dict))
