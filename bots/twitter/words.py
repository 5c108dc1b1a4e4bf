"""What a post of X says in plain text: unescaped, short links written out, its mentions known. Pure."""

import html
import re
import unicodedata
from dataclasses import dataclass

from bots.twitter.links import find_links
from bots.twitter.shapes import Entities, Mention, Tweet, Url

_MENTION = re.compile(r"(?<![A-Za-z0-9_!#$%&*@\uFF20])[@\uFF20]([A-Za-z0-9_]{1,15})(?![A-Za-z0-9_@\uFF20])")
_LEAD = re.compile(r"(?:[@\uFF20][A-Za-z0-9_]{1,15}(?:\s+|\Z))*")
_POST_LINK = re.compile(r"https?://(?:www\.|mobile\.)?(?:x|twitter)\.com/([A-Za-z0-9_]{1,15})/status/(\d+)")
_MEDIA_LINK = re.compile(_POST_LINK.pattern + r"/(?:photo|video)/\d+")


@dataclass(frozen=True)
class Words:
    """A post's plain text and what X says stands in it."""

    text: str
    named: tuple[Mention, ...]
    links: tuple[Url, ...]

    def handles_of(self, account_id: str) -> set[str]:
        """The handles, in lower case, under which the post names that account."""
        return {one.username.lower() for one in self.named if one.id == account_id}

    def links_to_post(self, handle: str, post_id: str) -> bool:
        found = (_POST_LINK.match(link.expanded_url) for link in self.links)
        return any(match[1].lower() == handle.lower() and match[2] == post_id for match in found if match)


def read(tweet: Tweet) -> Words:
    """The whole text of a post, also of a long one, as its author wrote it; without the links X adds for media."""
    raw, parts = tweet.text, [tweet.entities or Entities()]
    if tweet.note_tweet is not None:
        raw = tweet.note_tweet.text
        parts.insert(0, tweet.note_tweet.entities or Entities())
    links = tuple(url for part in parts for url in part.urls)
    named = tuple(mention for part in parts for mention in part.mentions)
    # Unescaped first: an address may hold what looks like an entity.
    return Words(_expanded(html.unescape(raw), links), named, links)


def mentions(text: str) -> set[str]:
    """The handles in a text, in lower case."""
    return {match[1].lower() for match in _MENTION.finditer(text)}


def split_lead(text: str) -> tuple[str, str]:
    """The mentions at the very start, which X may have added by itself, and the author's own words after them."""
    lead = _LEAD.match(text)
    end = lead.end() if lead else 0
    return text[:end], text[end:]


def only_mentions(text: str) -> bool:
    return not _MENTION.sub("", text).strip()


def comparable(text: str) -> str:
    """A text in the form in which ours and what X made of it are the same."""
    text = unicodedata.normalize("NFC", text)
    parts, position = [], 0
    for link in find_links(text):
        parts += [text[position : link.start], _bare(link.address)]
        position = link.end
    _, own = split_lead("".join([*parts, text[position:]]))
    return " ".join(own.split())


def _bare(address: str) -> str:
    """An address without what X adds or drops when it shortens it."""
    scheme, found, rest = address.partition("://")
    host, slash, path = (rest if found else scheme).partition("/")
    return (host.lower() + slash + path).rstrip("/")


def _expanded(text: str, links: tuple[Url, ...]) -> str:
    """In one pass, so that nothing written out is taken for a short link again."""
    long = {link.url: "" if _is_media(link) else link.expanded_url or link.url for link in links if link.url}
    if not long:
        return text
    short = re.compile("|".join(map(re.escape, sorted(long, key=len, reverse=True))))
    return short.sub(lambda match: long[match[0]], text).rstrip()


def _is_media(link: Url) -> bool:
    return bool(link.media_key) or _MEDIA_LINK.fullmatch(link.expanded_url) is not None
