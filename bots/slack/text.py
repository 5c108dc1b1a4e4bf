"""Strangers' words made safe to show, and Slack's own markup read and written. Pure."""

import html
import re
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import urlsplit

BLOCK_LIMIT = 3000  # docs.slack.dev/reference/block-kit/blocks/section-block
MARKS_IN_A_ROW = 6  # enough for every living script; more is a flood
LINK_LIMIT = 3000  # docs.slack.dev/reference/block-kit/block-elements/button-element

_FORMATTING = re.compile(r"[*_~`]")
_SLACK_REFERENCE = re.compile(r"<([^<>]+)>")
_JOINERS = "\u200c\u200d"
_TAGS = range(0xE0020, 0xE0080)
_WAVING_FLAG = "\U0001f3f4"
_LINE_BREAKS = {"\r": "\n", "\u2028": "\n", "\u2029": "\n", "\x0b": "\n", "\x0c": "\n", "\x85": "\n"}


def visible(text: str) -> str:
    """The same words with nothing hidden: direction overrides, invisible and control characters are spelled out.

    A flood of combining marks is cut to what a reader can tell apart. Emoji, and the joiners that Persian, Indic
    scripts and emoji need, stay.
    """
    text = text.replace("\r\n", "\n")
    if text.isascii() and text.isprintable():
        return text
    return "".join(_shown(text))


def _shown(text: str) -> Iterator[str]:
    marks = 0
    before = ""
    in_flag = False
    for character in text:
        if unicodedata.category(character) in {"Mn", "Me"}:
            marks += 1
            if marks <= MARKS_IN_A_ROW:
                yield character
            continue
        if marks > MARKS_IN_A_ROW:
            yield f"[{marks - MARKS_IN_A_ROW} more marks]"
        marks = 0
        in_flag = character == _WAVING_FLAG or (in_flag and ord(character) in _TAGS)
        yield character if in_flag else _one(character, before)
        before = character
    if marks > MARKS_IN_A_ROW:
        yield f"[{marks - MARKS_IN_A_ROW} more marks]"


def _one(character: str, before: str) -> str:
    if character in _LINE_BREAKS:
        return _LINE_BREAKS[character]
    if character in "\n\t" or (character in _JOINERS and before and not before.isascii()):
        return character
    if unicodedata.category(character) in {"Cc", "Cf", "Cs"} or character in "\u115f\u1160\u3164\uffa0":
        return f"[U+{ord(character):04X}]"
    return character


def pieces(text: str, limit: int = BLOCK_LIMIT) -> list[str]:
    """The text in parts of at most `limit` characters, which joined are the text again; cut after a blank if it can."""
    parts = []
    while len(text) > limit:
        cut = max(text.rfind("\n", 0, limit), text.rfind(" ", 0, limit)) + 1
        cut = cut if cut > limit // 2 else limit
        parts.append(text[:cut])
        text = text[cut:]
    return [*parts, text] if text else parts


def shorten(text: str, limit: int) -> str:
    """At most `limit` characters, an ellipsis in place of what is left out."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def one_line(text: str, limit: int) -> str:
    """The visible words on one line, for labels and headings."""
    return shorten(" ".join(visible(text).split()), limit)


def escape(text: str) -> str:
    """Plain words for a place where Slack reads markup: exactly the three characters Slack names."""
    return html.escape(text, quote=False)


def fallback(text: str, limit: int) -> str:
    """Strangers' words for a message's top-level text, which notifications and screen readers use: no markup left."""
    return escape(one_line(_FORMATTING.sub(" ", text), limit))


def as_date(at: datetime) -> str:
    """A time that Slack shows in each reader's own zone; with the words in UTC for clients that cannot."""
    words = at.astimezone(UTC).strftime("%d %b %Y, %H:%M UTC")
    return f"<!date^{int(at.timestamp())}^{{date_short_pretty}} {{time}}|{words}>"


def host(url: str) -> str:
    """The host a link really leads to, in the form that shows disguised letters; empty when it is no web link."""
    try:
        parts = urlsplit(url)
        name = (parts.hostname or "").encode("idna").decode("ascii")
    except ValueError:  # UnicodeError is one
        return ""
    return name if parts.scheme in {"http", "https"} else ""


def link(url: str) -> str:
    """The link when Slack may carry it, else nothing."""
    return url if host(url) and len(url) <= LINK_LIMIT and url.isprintable() and " " not in url else ""


def read_markup(text: str) -> str:
    """What a colleague meant with a message: Slack's references as words, its entities as characters."""
    return html.unescape(_SLACK_REFERENCE.sub(lambda found: _meant(found[1]), text))


def _meant(reference: str) -> str:
    """One `<…>`: links as their address, people and channels by their label, never by their id."""
    target, _, label = reference.partition("|")
    if target.startswith(("@", "#", "!")):
        return _named(target, label)
    if target.startswith(("mailto:", "tel:")):
        return label or target.split(":", 1)[1]
    return target


def _named(target: str, label: str) -> str:
    if target.startswith("@"):
        return f"@{label.removeprefix('@')}" if label else "(a colleague)"
    if target.startswith("#"):
        return f"#{label}" if label else "(a channel)"
    if target.startswith("!date^"):
        return label
    return label or f"@{target[1:].partition('^')[0]}"
