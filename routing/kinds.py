"""What kind of post a text is: question, praise, complaint or chatter; by signs in its words, and by its meaning."""

import math
from collections.abc import Iterator, Mapping

from routing.kind_examples import Likeness, Meaning
from routing.kind_signs import Signs, signs_in
from routing.languages import detect
from routing.ports import Embedder, Guess

__all__ = ["KINDS", "Kinds", "is_thanks"]

QUESTION, PRAISE, COMPLAINT, CHATTER = KINDS = ("question", "praise", "complaint", "chatter")

_NEEDS = ("mark", "opening", "request", "problem")  # somebody may be waiting for an answer
_UNSURE = 0.7  # at most so sure that a post with one of these needs no answer: silence is the worse mistake
_MOST_THANKS = 25  # words; whoever writes more says more than thanks
_FEW = 4  # words
_SHOWN = 3

# What a sign adds to the odds of each kind, as logarithms; chosen by hand on our own examples.
_WORTH: Mapping[str, Mapping[str, float]] = {
    "mark": {QUESTION: 3.0},
    "opening": {QUESTION: 2.2},
    "request": {QUESTION: 2.0, PRAISE: -0.5, CHATTER: -0.5},
    "problem": {QUESTION: 1.2, COMPLAINT: 1.0, PRAISE: -2.0, CHATTER: -1.0},
    "thanks": {PRAISE: 2.2},
    "solved": {PRAISE: 2.0, CHATTER: -0.5},
    "praise": {PRAISE: 1.6, CHATTER: -0.3},
    "insult": {COMPLAINT: 3.2, PRAISE: -1.5, CHATTER: -0.5},
    "sarcasm": {COMPLAINT: 2.5, PRAISE: -4.0},
    "spam": {CHATTER: 4.5, PRAISE: -2.0, QUESTION: -1.5},
    "chat": {CHATTER: 2.0, PRAISE: -0.5},
    "happy": {PRAISE: 0.8, COMPLAINT: -0.8},
    "angry": {COMPLAINT: 1.2, PRAISE: -1.5},
    "wordless": {CHATTER: 4.0, QUESTION: -1.0},
}
_TOLD = {
    "mark": "a question mark",
    "wordless": "no words",
    "opening": "asks “{}”",
    "request": "asks for something: “{}”",
    "problem": "something is wrong: “{}”",
    "thanks": "thanks: “{}”",
    "solved": "it is solved: “{}”",
    "praise": "praises: “{}”",
    "insult": "is angry: “{}”",
    "sarcasm": "is bitter: “{}”",
    "spam": "advertises: “{}”",
    "chat": "small talk: “{}”",
    "happy": "{}",
    "angry": "{}",
}
_BEFORE: Mapping[str, float] = {QUESTION: 0.8, PRAISE: 0.0, COMPLAINT: 0.0, CHATTER: -0.3}
_MEANING = 0.5  # what likeness to the examples is worth beside the signs


def is_thanks(text: str) -> bool:
    """Whether a short text thanks, or says that it is solved, and asks nothing more; in whichever language we know."""
    signs = signs_in(text)
    if int(signs["words"]) > _MOST_THANKS or any(sign in signs for sign in (*_NEEDS, "insult", "sarcasm", "angry")):
        return False
    if signs.get("chat") == "no thanks":
        return False
    return any(sign in signs for sign in ("thanks", "solved")) or ("wordless" in signs and "grateful" in signs)


class Kinds:
    """Judges kinds; without an embedding, by signs and words alone. Many threads may ask.

    It would rather take a remark for a question than the other way round: a post in which anything is asked for, or
    something is wrong, is never surely praise or chatter. In languages other than English the words decide alone.
    """

    def __init__(self, embedder: Embedder | None = None) -> None:
        self._meaning = None if embedder is None else Meaning(embedder)

    def prepare(self) -> None:
        """Work out now what the first question would wait for."""
        if self._meaning is not None:
            self._meaning.prepare()

    def judge(self, text: str, language: str = "") -> Guess:
        """`language` is ISO 639-1; when it is not given, the text is asked."""
        signs = signs_in(text)
        likeness = {} if "wordless" in signs else self._likeness(text, language)
        odds = {kind: before + _from(signs, kind) for kind, before in _BEFORE.items()}
        for kind, like in likeness.items():
            odds[kind] += _MEANING * like.worth
        shares = _shares(odds)
        kind = max(KINDS, key=lambda each: shares[each])  # ties: the first, a question
        evidence = tuple(_evidence(signs, kind, likeness))
        if kind != QUESTION and any(sign in signs for sign in _NEEDS) and shares[kind] > _UNSURE:
            return Guess(kind, _UNSURE, evidence)
        return Guess(kind, round(shares[kind], 3), evidence)

    def _likeness(self, text: str, language: str) -> Mapping[str, Likeness]:
        if self._meaning is None or (language or detect(text).value) not in {"en", ""}:
            return {}
        return self._meaning.like(text)


def _from(signs: Signs, kind: str) -> float:
    added = sum(_WORTH[sign].get(kind, 0.0) for sign in signs if sign in _WORTH)
    if kind == CHATTER and int(signs["words"]) <= _FEW and not any(sign in signs for sign in (*_NEEDS, "thanks")):
        added += 1.2
    return added


def _shares(odds: Mapping[str, float]) -> dict[str, float]:
    top = max(odds.values())
    raised = {kind: math.exp(value - top) for kind, value in odds.items()}
    whole = sum(raised.values())
    return {kind: value / whole for kind, value in raised.items()}


def _evidence(signs: Signs, kind: str, likeness: Mapping[str, Likeness]) -> Iterator[str]:
    """The signs, weightiest first, and the example it is most like."""
    weighty = sorted(
        (sign for sign in signs if sign in _WORTH), key=lambda sign: -abs(_WORTH[sign].get(kind, 0.0) or 0.1)
    )
    for sign in weighty[:_SHOWN]:
        yield _TOLD[sign].format(signs[sign])
    if kind in likeness and likeness[kind].nearest:
        yield f"like “{likeness[kind].nearest}”"
