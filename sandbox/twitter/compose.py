"""From what somebody typed to the text X shows: leading mentions, t.co links, media and quotes at the end."""

import itertools
import unicodedata
from collections.abc import Iterator

from sandbox.twitter.posts import Draft, Link, Media, Person, Post
from sandbox.twitter.text import find_mentions, find_urls, leading_mentions

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
SHORT_DIGITS = 10
SHOWN_LENGTH = 26


class Shortener:
    """Hands out t.co links, each once."""

    def __init__(self) -> None:
        # A step prime to the number of links keeps them apart and makes them look like X's.
        self._numbers: Iterator[int] = (n * 7_919_190_029_953 % 62**SHORT_DIGITS for n in itertools.count(1))

    def shorten(self, expanded: str, shown: str | None = None, media_key: str | None = None) -> Link:
        number, digits = next(self._numbers), ""
        for _ in range(SHORT_DIGITS):
            number, digit = divmod(number, len(ALPHABET))
            digits += ALPHABET[digit]
        return Link(f"https://t.co/{digits}", expanded, shown or _shown(expanded), media_key)


def reply_mentions(author: Person, answered: Post, people: dict[str, Person], excluded: set[str]) -> list[str]:
    """The handles X puts before a reply: whom it answers, and whom that post mentioned, but never its author."""
    handles = [answered.author.username, *(span.value for span in find_mentions(answered.text))]
    found: list[str] = []
    for handle in handles:
        person = people.get(handle.lower())
        if person is None or person.id == author.id or person.id in excluded or person.username in found:
            continue
        found.append(person.username)
    return found


def compose(
    author: Person, draft: Draft, people: dict[str, Person], shortener: Shortener
) -> tuple[str, int, list[Link]]:
    """The shown text, how many code points of it are leading mentions, and its links."""
    body = unicodedata.normalize("NFC", draft.text)
    lead = ""
    if draft.reply_to is not None:
        wanted = reply_mentions(author, draft.reply_to, people, draft.excluded)
        body = _without_lead(body, wanted)
        lead = "".join(f"@{handle} " for handle in wanted)
    text, links = _wrap_links(body, shortener)
    return lead + text, len(lead), links


def _without_lead(body: str, wanted: list[str]) -> str:
    """The typed text without those leading mentions that X puts there anyway."""
    typed, rest = leading_mentions(body)
    kept = [handle for handle in typed if handle.lower() not in {one.lower() for one in wanted}]
    return body if len(kept) == len(typed) else "".join(f"@{handle} " for handle in kept) + rest


def add_ending(
    text: str, links: list[Link], post_url: str, quote: Post | None, media: list[Media], shortener: Shortener
) -> str:
    """The text with X's own links at its end: the quoted post, and the first picture."""
    if quote is not None:
        links.append(shortener.shorten(quote.url))
        text = f"{text} {links[-1].short}".strip()
    if media:
        url = f"{post_url}/{'video' if media[0].type == 'video' else 'photo'}/1"
        link = shortener.shorten(url, media_key=media[0].key)
        link = Link(link.short, url, link.short.replace("https://t.co", "pic.x.com"), media[0].key)
        links.append(link)
        text = f"{text} {link.short}".strip()
    return text


def unwrap(post: Post) -> str:
    """The shown text with its links as they were typed, to compare two posts."""
    text = post.text
    for link in post.links:
        text = text.replace(link.short, link.expanded)
    return text


def _wrap_links(text: str, shortener: Shortener) -> tuple[str, list[Link]]:
    parts, links, position = [], [], 0
    for span in find_urls(text):
        expanded = span.value if "://" in span.value else f"http://{span.value}"
        links.append(shortener.shorten(expanded))
        parts += [text[position : span.start], links[-1].short]
        position = span.end
    return "".join([*parts, text[position:]]), links


def _shown(url: str) -> str:
    bare = url.split("://", 1)[-1].removeprefix("www.")
    return bare if len(bare) <= SHOWN_LENGTH else bare[:SHOWN_LENGTH] + "…"
