"""Finding words, mentions, links and invisible characters in a person's text, in any script."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

# Scripts written without blanks between words, where a word's edge cannot be seen.
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_MENTION = re.compile(r"(?<![\w@])@\w{1,32}")
_HASHTAG = re.compile(r"(?<!\w)#\w+")
# Bare names that stand for an address. A country's letters do so only with a path: "thanks.it" is a missing blank.
_DOMAINS = "com|org|net|io|co|shop|store|app|dev|info|biz"
_COUNTRIES = "de|fr|es|it|nl|uk|eu|us|ca|au|at|ch|be|ie|pt|pl|se|dk|no|fi|me|ly|gl|gg|tv"
_LABELS = r"(?<![@\w.-])(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+"
_LINK = re.compile(
    rf"\b(?:https?://|www\.)\S+|{_LABELS}(?:(?:{_DOMAINS})\b(?:/\S*)?|(?:{_COUNTRIES})/\S*)",
    re.IGNORECASE,
)
# Latin, inverted, Arabic, full width, reversed, Armenian, Ethiopic, Vai, double and mixed. The Greek one cannot be
# told from a semicolon.
_QUESTION_MARKS = frozenset("?\u00bf\u061f\uff1f\u2e2e\u055e\u1367\ua60f\u2047\u2048\u2049")


# Normalising is quadratic in a heap of combining marks; nobody's words come later than this.
_LONGEST_COMPARED = 10_000


def folded(text: str) -> str:
    """The text as compared: compatibility forms and case taken away, what is far too long cut off."""
    compared = text[:_LONGEST_COMPARED]
    if compared.isascii():
        return compared.lower()
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", compared).casefold())


@lru_cache(maxsize=4096)
def _pattern(word: str) -> re.Pattern[str]:
    body = r"\s+".join(re.escape(part) for part in folded(word).split())
    if _UNSPACED.search(word):
        return re.compile(body)
    return re.compile(rf"(?<!\w){body}(?!\w)")


def first_word_in(text: str, words: Iterable[str]) -> str | None:
    """The first of the words, or groups of words, that stands in the text whole; None when none does."""
    compared = folded(text)
    return next((word for word in words if word.strip() and _pattern(word).search(compared)), None)


def without_mentions(text: str) -> str:
    return _MENTION.sub(" ", text).strip()


def without_hashtags(text: str) -> str:
    return _HASHTAG.sub(" ", text).strip()


def without_links(text: str) -> str:
    return _LINK.sub(" ", text).strip()


def has_link(text: str) -> bool:
    """Whether X or Telegram would make a link of something here; the channel's own parser knows more domains."""
    return _LINK.search(text) is not None


def asks(text: str) -> bool:
    """Whether a question mark of any script stands in the text, outside of links."""
    return not _QUESTION_MARKS.isdisjoint(without_links(text))


def is_blank(text: str) -> bool:
    """Whether nothing would be seen: only blanks, format and control characters."""
    return all(unicodedata.category(char)[0] in "ZC" for char in text)


def has_letters(text: str) -> bool:
    """Whether a letter or a digit stands in the text: without one it is only emoji and marks."""
    return any(char.isalnum() for char in text)
