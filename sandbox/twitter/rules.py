"""What X refuses to post, and in which words.

The wording is as public code and issue threads show X's answers of 2026.
"""

import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import regex

from sandbox.twitter.compose import Shortener, compose, unwrap
from sandbox.twitter.posts import Draft, Post
from sandbox.twitter.problems import forbidden, invalid
from sandbox.twitter.text import MAX_WEIGHT, find_cashtags, find_mentions, find_urls, weigh
from sandbox.twitter.world import World

MAX_LONG_WEIGHT = 25_000
DUPLICATE_HOURS = 24
EDIT_PERIOD = timedelta(minutes=30)
MOST_EDITS = 5
GONE = "You attempted to reply to a Tweet that is deleted or not visible to you."
NOT_SUMMONED = (
    "Reply to this conversation is not allowed because you have not been mentioned or otherwise engaged by the "
    "author of the post you are replying to."
)
NOT_QUOTABLE = (
    "Quoting this post is not allowed because you have not been mentioned or are not part of the conversation "
    "thread of the post you are quoting."
)
DUPLICATE = "You are not allowed to create a Tweet with duplicate content."
CASHTAGS = "Posts are limited to a maximum of one cashtag."
TOO_LONG = (
    "Your Tweet text is too long. For more information on how Twitter determines text length see "
    "https://github.com/twitter/twitter-text."
)
KNOWN = {
    "card_uri", "community_id", "direct_message_deep_link", "edit_options", "for_super_followers_only", "geo",
    "made_with_ai", "media", "nullcast", "poll", "quote_tweet_id", "reply", "reply_settings", "share_with_followers",
    "text",
}  # fmt: skip
REPLY_KNOWN = {"in_reply_to_tweet_id", "exclude_reply_user_ids", "auto_populate_reply_metadata"}


@dataclass
class Order:
    """A create call, read: the draft, and the post whose new version it is to be."""

    draft: Draft
    edited: Post | None = None


def read_order(world: World, data: Any) -> Order:
    """The call's body as a draft; a body that X's schema does not know is refused."""
    if not isinstance(data, dict):
        raise invalid("Request body must be a JSON object")
    _check_fields(data, KNOWN, "$")
    reply = data.get("reply") or {}
    _check_fields(reply, REPLY_KNOWN, "$.reply")
    text = data.get("text", "")
    if not isinstance(text, str) or not (text.strip() or data.get("media")):
        raise invalid("$.text: is missing but it is required")
    draft = Draft(unicodedata.normalize("NFC", text), via="api")
    draft.excluded = set(reply.get("exclude_reply_user_ids") or [])
    if reply:
        draft.reply_to = _find(world, reply.get("in_reply_to_tweet_id"), "$.reply.in_reply_to_tweet_id", GONE)
    if data.get("quote_tweet_id") is not None:
        draft.quote = _find(world, data["quote_tweet_id"], "$.quote_tweet_id", GONE.replace("reply to", "quote"))
    previous = (data.get("edit_options") or {}).get("previous_post_id")
    return Order(draft, _find(world, previous, "$.edit_options.previous_post_id", GONE) if previous else None)


def check(world: World, order: Order) -> None:
    """Refuses what X would refuse of our account."""
    draft = order.draft
    if order.edited is not None:
        _check_edit(world, order.edited)
    if draft.reply_to is not None and not may_answer(world, draft.reply_to):
        raise forbidden(NOT_SUMMONED)
    if draft.quote is not None and not _may_quote(world, draft.quote):
        raise forbidden(NOT_QUOTABLE)
    _check_text(world, draft)


def may_answer(world: World, post: Post) -> bool:
    """We wrote the post ourselves, or its author summoned us: named us in their own words, or quoted a post of ours."""
    if world.switches.enterprise or post.author.id == world.me.id:
        return True
    if post.quote is not None and post.quote.author.id == world.me.id:
        return True
    own_words = post.text if world.switches.implicit_summons else post.typed
    return any(span.value.lower() == world.me.username.lower() for span in find_mentions(own_words))


def _may_quote(world: World, post: Post) -> bool:
    ours = world.written.get(world.me.id, [])
    return may_answer(world, post) or any(one.conversation_id == post.conversation_id for one in ours)


def _check_text(world: World, draft: Draft) -> None:
    """Refuses an empty, too long or repeated text, and two cashtags, which only an enterprise may post."""
    text, lead, links = compose(world.me, draft, world.people, Shortener())
    if not text[lead:].strip():
        raise invalid("$.text: is missing but it is required")
    if weigh(text[lead:]) > (MAX_LONG_WEIGHT if world.switches.long_posts else MAX_WEIGHT):
        raise invalid(TOO_LONG)
    if len(find_cashtags(draft.text)) > 1 and not world.switches.enterprise:
        raise forbidden(CASHTAGS)
    for link in links:
        text = text.replace(link.short, link.expanded)
    if _is_duplicate(world, text):
        raise forbidden(DUPLICATE)


def has_link(draft: Draft) -> bool:
    return bool(find_urls(draft.text))


def check_json_ids(values: Any, where: str) -> None:
    if not isinstance(values, str) or regex.fullmatch(r"[0-9]{1,19}", values) is None:
        raise invalid(f"{where}: does not match the regex pattern ^[0-9]{{1,19}}$")


def _check_fields(data: dict[str, Any], known: set[str], where: str) -> None:
    for name in data:
        if name not in known:
            raise invalid(
                f"{where}.{name}: is not defined in the schema and the schema does not allow additional properties"
            )


def _find(world: World, number: Any, where: str, gone: str) -> Post:
    check_json_ids(number, where)
    post = world.posts.get(int(number))
    if post is None or not world.visible(post):
        raise forbidden(gone)
    return post


def _check_edit(world: World, post: Post) -> None:
    first = world.posts[post.history[0]]
    late = datetime.now(UTC) > first.created_at + EDIT_PERIOD / world.sandbox.speed
    if post.author.id != world.me.id or post.reply_to is not None or late or len(post.history) > MOST_EDITS:
        raise forbidden("You are not permitted to edit this Tweet.")


def _is_duplicate(world: World, text: str) -> bool:
    """Deleted posts count as well: X has refused what was deleted and posted again."""
    since = datetime.now(UTC) - timedelta(hours=DUPLICATE_HOURS)
    ours = world.written.get(world.me.id, [])
    return any(unwrap(post) == text for post in reversed(ours) if post.created_at > since)
