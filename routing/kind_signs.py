"""Words and marks by which a post shows that it asks, needs help, thanks, praises, complains or only talks; pure.

The words are in data/signs.txt. Each is looked for in every text, whatever its language.
"""

from collections.abc import Sequence
from pathlib import Path

import regex

__all__ = ["Signs", "signs_in"]

_FILE = Path(__file__).parent / "data" / "signs.txt"
_LINKS = regex.compile(r"(?:https?://|www\.)\S+|\S+@\S+\.\w+|(?<!\w)@[\w.-]+|(?<!\w)/\w+")
_WORDS = regex.compile(r"[\p{L}\p{M}\p{N}']+")
_SENTENCES = regex.compile(r"[.!?…。！？؟;:\n]+|\s[-–—]\s|,\s(?=but |and |also |aber |mais |pero |ma )")  # noqa: RUF001
_NO_SPACES = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Thai}\p{Arabic}]")
_LETTERS = regex.compile(r"[\p{L}\p{N}]")
_MARKS = frozenset("?？؟⁇⁈⁉¿")  # noqa: RUF001
_MOST = 2000  # characters; nobody makes it clearer after so many

_HAPPY = frozenset("😍❤💕💖🥰😊😁😀😃🙏👏🎉⭐🌟💯🙌👍🤩💪😘🥳")
_ANGRY = frozenset("😡🤬👎😤😠🤮💩😒🙄😞😣😫😩🖕")
_GRATEFUL = frozenset("🙏👍❤💕💖🥰🙌")


def _lists() -> dict[str, tuple[str, ...]]:
    """The phrases of every sign, from the list that comes with Byhand."""
    listed: dict[str, tuple[str, ...]] = {}
    sign = ""
    for line in _FILE.read_text("utf-8").splitlines():
        if line.startswith("["):
            sign = line.strip("[]")
        elif line and not line.startswith("#"):
            listed[sign] = (*listed.get(sign, ()), *(phrase.strip() for phrase in line.split("/")))
    return listed


class _Phrases:
    """Finds phrases between word borders, or anywhere in scripts that write none."""

    def __init__(self, listed: Sequence[str]) -> None:
        self._joined = tuple(phrase for phrase in listed if _NO_SPACES.search(phrase))
        self._by_first: dict[str, list[str]] = {}
        for phrase in listed:
            if not _NO_SPACES.search(phrase):
                self._by_first.setdefault(_key(phrase).split(" ")[0], []).append(_key(phrase))

    def first_in(self, padded: str, words: list[str]) -> str:
        """The first that is there, or nothing; `padded` is the words with blanks around each."""
        for word in words:
            for phrase in self._by_first.get(word, ()):
                if f" {phrase} " in padded:
                    return phrase
        return next((phrase for phrase in self._joined if phrase in padded), "")

    def opens(self, sentence: str) -> str:
        """The one a sentence begins with, or nothing."""
        start, first = f"{sentence} ", sentence.partition(" ")[0]
        found = [phrase for phrase in self._by_first.get(first, ()) if start.startswith(f"{phrase} ")]
        return max(found, key=len, default="")


def _key(text: str) -> str:
    """Words as they are compared: in lower case, hyphens as blanks."""
    return " ".join(_WORDS.findall(text.replace("\u2019", "'").casefold()))


_PHRASES = {sign: _Phrases(listed) for sign, listed in _lists().items()}
_BEGINNINGS, _EXCLAMATIONS = _PHRASES.pop("opening"), _PHRASES.pop("exclamation")
_EMOJI = {"happy": _HAPPY, "angry": _ANGRY, "grateful": _GRATEFUL}

Signs = dict[str, str]  # what was seen, to the words it was seen in


def signs_in(text: str) -> Signs:
    """Every sign in a text with the first words that show it, plus `words`: how many there are."""
    said = _LINKS.sub(" ", text[:_MOST])
    words = _key(said).split()
    padded = f" {' '.join(words)} "
    found = {sign: seen for sign, phrases in _PHRASES.items() if (seen := phrases.first_in(padded, words))}
    if not _MARKS.isdisjoint(said):
        found["mark"] = "?"
    if opening := next(filter(None, map(_asking, _SENTENCES.split(said))), ""):
        found["opening"] = opening
    found |= {sign: mark for sign, marks in _EMOJI.items() if (mark := next(filter(marks.__contains__, said), ""))}
    if not _LETTERS.search(said):
        found["wordless"] = "no words"
    return {**found, "words": str(len(words))}


def _asking(sentence: str) -> str:
    """The words by which a sentence begins to ask, or nothing."""
    key = _key(sentence)
    return "" if _EXCLAMATIONS.opens(key) else _BEGINNINGS.opens(key)
