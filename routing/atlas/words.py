"""Running text to words with their positions, and the one spelling under which words are compared; pure."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import regex

__all__ = ["Word", "fold", "spell", "spell_word", "spell_words", "words"]

# Scripts written without blanks: each character is a word of its own, and a name is a run of them.
_UNSPACED = r"\p{Han}\p{Hiragana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
_UNSPACED_LETTER = regex.compile(f"[{_UNSPACED}]")
_LETTERS = rf"[[\p{{L}}\p{{M}}\p{{N}}]--[{_UNSPACED}]]"
_WORD = regex.compile(
    rf"""(?V1)
      (?P<skip> https?://\S+ | www\.\S+ | \S+@\S+\.\w+ | (?<![\w@])@\w+ )
    | (?P<initials> (?<![\w.])\p{{L}}(?:\.\p{{L}})+\b\.? )
    | (?P<tag> [#＃] [\w]+ )
    | (?P<word> [{_UNSPACED}]\p{{M}}* | {_LETTERS}+ )  (?P<own> ['’]s\b )?
    """,  # noqa: RUF001 - people type the full-width sign and the curved apostrophe
    regex.VERBOSE | regex.IGNORECASE,
)
_TAG_PART = regex.compile(
    rf"(?V1)[{_UNSPACED}]\p{{M}}*|\p{{Lu}}{{2,}}(?!\p{{Ll}})|\p{{Lu}}?[\p{{Ll}}\p{{M}}]+|\p{{Lu}}|\p{{N}}+"
    rf"|[[\p{{L}}\p{{M}}]--[\p{{Lu}}\p{{Ll}}{_UNSPACED}]]+"
)

# Letters that do not decompose into a plain one and a mark: Latin, then the spellings that Arabic and Persian
# keyboards tell apart, the stretching stroke, and the apostrophe-like letters of transliterations.
_PLAIN = str.maketrans(
    {"\u0131": "i", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "þ": "th", "ŧ": "t", "ħ": "h"}
    | {"\u0629": "\u0647", "\u0649": "\u064a", "\u06cc": "\u064a", "\u06a9": "\u0643", "\u0671": "\u0627"}
    | {"\u0640": None, "\u02bb": None, "\u02bc": None, "\u02bf": None, "\u02be": None}
)
_SHORT = {"saint": "st", "sainte": "ste", "mount": "mt", "fort": "ft"}
_MARKS = regex.compile(r"[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670\u200b-\u200f\u2060\ufe00-\ufe0f]+")


@dataclass(frozen=True, slots=True)
class Word:
    """One word: its folded spelling, and where it stands, `end` leaving out an English genitive ('s)."""

    key: str
    start: int
    end: int
    raw: str
    own: bool = False  # a genitive followed: "Dublin's"
    tag: int = -1  # where the hashtag starts that the word is part of
    tag_end: int = -1


@lru_cache(maxsize=64)
def words(text: str) -> tuple[Word, ...]:
    """The words in order. Addresses of pages and people are left out; a hashtag is cut where its case changes.

    The last texts are remembered: topics, shops and places each read the same one.
    """
    return tuple(_words(text))


def _words(text: str) -> Iterator[Word]:
    for match in _WORD.finditer(text):
        kind = match.lastgroup
        if kind == "tag":
            yield from _tag_words(match.group(), match.start())
        if kind in {"skip", "tag"}:
            continue
        group = "initials" if kind == "initials" else "word"
        start, end = match.span(group)
        raw = match.group(group)
        yield Word(fold(raw.replace(".", "")), start, end, raw, own=kind == "own")


def _tag_words(tag: str, start: int) -> Iterator[Word]:
    for part in _TAG_PART.finditer(tag, 1):
        begin, end = start + part.start(), start + part.end()
        yield Word(fold(part.group()), begin, end, part.group(), tag=start, tag_end=start + len(tag))


@lru_cache(maxsize=65_536)
def fold(word: str) -> str:
    """Without case, accents and vowel points, so that "Zürich", "ZURICH" and "Zurich" are one."""
    if word.isascii():
        return word.lower()
    plain = unicodedata.normalize("NFKD", word.casefold()).translate(_PLAIN)
    return unicodedata.normalize("NFC", _MARKS.sub("", plain)).casefold()


@lru_cache(maxsize=65_536)
def spell(name: str) -> str:
    """A name of one or more words in the spelling under which it is looked up."""
    parts = name.replace("-", " ").split(" ")
    if all(map(str.isalpha, parts)) and not _UNSPACED_LETTER.search(name):  # most names, and much faster
        return " ".join(_SHORT.get(key, key) for key in map(fold, parts))
    return spell_words(tuple(words(name)))


def spell_words(found: Sequence[Word]) -> str:
    """The same for words in a row."""
    return " ".join(map(spell_word, found))


def spell_word(word: Word, *, genitive: bool = True) -> str:
    """The same for one word, with its genitive or without: "King's Lynn" is looked up with it."""
    key = word.key + "s" if word.own and genitive else word.key
    return _SHORT.get(key, key)
