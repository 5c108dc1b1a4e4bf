"""Posts and people as X's JSON: only the fields asked for, and what the expansions add."""

import html
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

from sandbox.twitter.params import Wanted, format_moment
from sandbox.twitter.posts import Link, Person, Place, Post
from sandbox.twitter.problems import hidden, missing
from sandbox.twitter.text import MAX_WEIGHT, Span, find_cashtags, find_hashtags, find_mentions, find_urls, weigh
from sandbox.twitter.world import World

EDIT_MINUTES = 30
MOST_EDITS = 5
ALWAYS = {"id", "text", "edit_history_tweet_ids"}
# What an expansion follows is given with it, asked for or not.
FOLLOWED = {
    "author_id": "author_id",
    "in_reply_to_user_id": "in_reply_to_user_id",
    "referenced_tweets.id": "referenced_tweets",
    "referenced_tweets.id.author_id": "referenced_tweets",
    "geo.place_id": "geo",
    "attachments.media_keys": "attachments",
    "entities.mentions.username": "entities",
}
Fields = dict[str, Callable[[], Any]]


class Shapes:
    """Draws what one caller asked for."""

    def __init__(self, world: World, wanted: Wanted) -> None:
        self.world, self.wanted = world, wanted
        self.errors: list[dict[str, Any]] = []

    def page(self, posts: list[Post]) -> dict[str, Any]:
        """`data`, `includes` and `errors` of an answer with many posts; empty parts are left out."""
        answer: dict[str, Any] = {"data": [self.post(post) for post in posts], "includes": self.includes(posts)}
        answer["errors"] = self.errors
        return {name: part for name, part in answer.items() if part}

    def post(self, post: Post) -> dict[str, Any]:
        wanted = ALWAYS | self.wanted.of("tweet") | {FOLLOWED[one] for one in self.wanted.expansions if one in FOLLOWED}
        fields = self._post_fields(post)
        drawn = {name: fields[name]() for name in sorted(wanted) if name in fields}
        return {name: value for name, value in drawn.items() if value not in (None, {}, [])}

    def person(self, person: Person) -> dict[str, Any]:
        fields: Fields = {
            "created_at": lambda: format_moment(person.created_at),
            "description": lambda: person.bio,
            "location": lambda: person.location or None,
            "protected": lambda: person.protected,
            "profile_image_url": lambda: (
                "https://abs.twimg.com/sticky/default_profile_images/default_profile_normal.png"
            ),
            "public_metrics": lambda: self._person_metrics(person),
            "verified": lambda: False,
            "verified_type": lambda: "none",
            "url": lambda: "",
        }
        drawn: dict[str, Any] = {"id": person.id, "name": person.name, "username": person.username}
        drawn |= {name: fields[name]() for name in sorted(self.wanted.of("user")) if name in fields}
        return {name: value for name, value in drawn.items() if value is not None}

    def includes(self, posts: list[Post]) -> dict[str, Any]:
        expansions = self.wanted.expansions
        referenced = (
            self._referenced(posts) if {"referenced_tweets.id", "referenced_tweets.id.author_id"} & expansions else []
        )
        found = {
            "users": [self.person(one) for one in self._people(posts, referenced)],
            "tweets": [self.post(one) for one in referenced],
            "places": [self._place(one) for one in _places(posts)] if "geo.place_id" in expansions else [],
            "media": self._media(posts) if "attachments.media_keys" in expansions else [],
        }
        return {name: things for name, things in found.items() if things}

    def _post_fields(self, post: Post) -> Fields:
        return {
            "id": lambda: str(post.id),
            "text": lambda: html.escape(short_text(post), quote=False),
            "edit_history_tweet_ids": lambda: [str(number) for number in post.history],
            "attachments": lambda: {"media_keys": [one.key for one in post.media]} if post.media else None,
            "author_id": lambda: post.author.id,
            "conversation_id": lambda: str(post.conversation_id),
            "created_at": lambda: format_moment(post.created_at),
            "display_text_range": lambda: _display_range(post),
            "edit_controls": lambda: self._edit_controls(post),
            "entities": lambda: self.entities(short_text(post), post.links),
            "geo": lambda: {"place_id": post.place.id} if post.place else None,
            "in_reply_to_user_id": lambda: post.reply_to.author.id if post.reply_to else None,
            "lang": lambda: post.lang,
            "note_tweet": lambda: self._note(post),
            "possibly_sensitive": lambda: False,
            "public_metrics": lambda: self._post_metrics(post),
            "referenced_tweets": lambda: _references(post),
            "reply_settings": lambda: "everyone",
        }

    def entities(self, text: str, links: list[Link]) -> dict[str, Any]:
        """What stands in the text, at its place in the escaped text that the caller gets."""
        at = _escaped_positions(text)
        mentions = [self._mention(span, at) for span in find_mentions(text) if span.value.lower() in self.world.people]
        known = {link.short: link for link in links}
        urls = [_url(known[span.value], span, at) for span in find_urls(text) if span.value in known]
        entities = {"mentions": mentions, "urls": urls}
        for kind, spans in (("hashtags", find_hashtags(text)), ("cashtags", find_cashtags(text))):
            entities[kind] = [{"start": at[one.start], "end": at[one.end], "tag": one.value} for one in spans]
        return {kind: found for kind, found in entities.items() if found}

    def _mention(self, span: Span, at: list[int]) -> dict[str, Any]:
        person = self.world.people[span.value.lower()]
        return {"start": at[span.start], "end": at[span.end], "username": person.username, "id": person.id}

    def _note(self, post: Post) -> dict[str, Any] | None:
        if not is_long(post):
            return None
        note: dict[str, Any] = {"text": html.escape(post.text, quote=False)}
        entities = self.entities(post.text, post.links)
        return note | ({"entities": entities} if entities else {})

    def _edit_controls(self, post: Post) -> dict[str, Any]:
        first = self.world.posts[post.history[0]]
        return {
            "edits_remaining": MOST_EDITS - (len(post.history) - 1),
            "is_edit_eligible": post.reply_to is None,
            "editable_until": format_moment(first.created_at + timedelta(minutes=EDIT_MINUTES)),
        }

    def _post_metrics(self, post: Post) -> dict[str, int]:
        posts = self.world.timeline()
        replies = sum(one.reply_to is not None and one.reply_to.id in post.history for one in posts)
        quotes = sum(one.quote is not None and one.quote.id in post.history for one in posts)
        rest = dict.fromkeys(("retweet_count", "bookmark_count", "impression_count"), 0)
        likes = len(self.world.likes.get(post.history[0], {}))
        return {"reply_count": replies, "quote_count": quotes, "like_count": likes} | rest

    def _person_metrics(self, person: Person) -> dict[str, int]:
        count = sum(post.author.id == person.id for post in self.world.timeline())
        rest = dict.fromkeys(("followers_count", "following_count", "listed_count", "like_count"), 0)
        return {"tweet_count": count} | rest

    def _referenced(self, posts: list[Post]) -> list[Post]:
        """The posts these answer or quote; one that is gone or hidden is told among the errors."""
        found: dict[int, Post] = {}
        for post in posts:
            for other in (post.reply_to, post.quote):
                if other is None:
                    continue
                if self.world.visible(other):
                    found[other.id] = other
                else:
                    tell = missing if other.deleted else hidden
                    self.errors.append(tell("tweet", "referenced_tweets.id", str(other.id)))
        return list(found.values())

    def _people(self, posts: list[Post], referenced: list[Post]) -> list[Person]:
        expansions, found = self.wanted.expansions, dict[str, Person]()
        for post in posts:
            if "author_id" in expansions:
                found[post.author.id] = post.author
            if "in_reply_to_user_id" in expansions and post.reply_to:
                found[post.reply_to.author.id] = post.reply_to.author
            if "entities.mentions.username" in expansions:
                found |= {one.id: one for one in self._mentioned(post)}
        if "referenced_tweets.id.author_id" in expansions:
            found |= {post.author.id: post.author for post in referenced}
        return list(found.values())

    def _mentioned(self, post: Post) -> Iterable[Person]:
        people = self.world.people
        return (people[span.value.lower()] for span in find_mentions(post.text) if span.value.lower() in people)

    def _place(self, place: Place) -> dict[str, Any]:
        fields: Fields = {
            "country": lambda: place.country,
            "country_code": lambda: place.country_code,
            "geo": lambda: {"type": "Feature", "bbox": list(place.bbox), "properties": {}},
            "name": lambda: place.full_name.split(",")[0],
            "place_type": lambda: place.place_type,
        }
        drawn: dict[str, Any] = {"id": place.id, "full_name": place.full_name}
        return drawn | {name: fields[name]() for name in sorted(self.wanted.of("place")) if name in fields}

    def _media(self, posts: list[Post]) -> list[dict[str, Any]]:
        wanted = self.wanted.of("media")
        drawn = []
        for one in {media.key: media for post in posts for media in post.media}.values():
            extra = {"url": one.url, "alt_text": one.alt_text, "width": one.width, "height": one.height}
            given = {name: value for name, value in extra.items() if name in wanted and value}
            drawn.append({"media_key": one.key, "type": one.type} | given)
        return drawn


def is_long(post: Post) -> bool:
    body = post.text[post.lead :]
    # No character of a shown text weighs more than 2, so most need no weighing.
    return 2 * len(body) > MAX_WEIGHT and weigh(body) > MAX_WEIGHT


def short_text(post: Post) -> str:
    """The text as `text` gives it: a long post is cut, its whole stands in `note_tweet`."""
    if not is_long(post):
        return post.text
    body = post.text[post.lead :]
    room = MAX_WEIGHT - 1
    while weigh(body[:room]) >= MAX_WEIGHT:
        room -= 1
    return post.text[: post.lead] + body[:room] + "…"


def _display_range(post: Post) -> list[int]:
    text = short_text(post)
    at = _escaped_positions(text)
    return [at[post.lead], at[len(text)]]


def _references(post: Post) -> list[dict[str, str]]:
    kinds = (("replied_to", post.reply_to), ("quoted", post.quote))
    return [{"type": kind, "id": str(other.id)} for kind, other in kinds if other is not None]


def _places(posts: list[Post]) -> list[Place]:
    return list({post.place.id: post.place for post in posts if post.place}.values())


def _url(link: Link, span: Span, at: list[int]) -> dict[str, Any]:
    url: dict[str, Any] = {"start": at[span.start], "end": at[span.end], "url": link.short}
    url |= {"expanded_url": link.expanded, "display_url": link.shown}
    return url | ({"media_key": link.media_key} if link.media_key else {})


def _escaped_positions(text: str) -> list[int]:
    """Where each code point of the text stands once &, < and > are written as entities."""
    positions = [0]
    for sign in text:
        positions.append(positions[-1] + len(html.escape(sign, quote=False)))
    return positions
