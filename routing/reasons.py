"""What was stored of a decision, in plain sentences: for the card's "Why me?", the terminal and the rehearsal; pure.

Decisions of earlier versions lack what later ones have; each sentence is left out when its ground is not there.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from policies.eligibility import Reason

__all__ = [
    "FACTORS",
    "about",
    "evidence",
    "factor_words",
    "facts",
    "kilometres",
    "language_name",
    "left_out",
    "percent",
    "place",
    "reason",
    "topic",
]

_MOST_OTHERS = 4

Stored = Mapping[str, Any]
Naming = Callable[[str], str]  # a topic's id to the name it had then

_SOURCES = {
    "telegram_location": "the location that was sent along",
    "x_place": "the place that X attached",
    "shop": "the shop that is named",
    "address": "the address that is named",
    "text": "the words",
    "profile": "the author's profile",
    "near": "the nearest known place",
}
# Every factor of `routing.match`, in words that fit whoever it is about.
FACTORS = {
    "topic": "whether the topic was chosen",
    "skill": "how well the topic is known",
    "nearness": "how near the place is",
    "availability": "whether it is a good moment",
    "willingness": "how often an offer is taken",
    "presence": "whether active in Slack just now",
    "language": "whether the language is spoken",
    "load": "how free the hands are",
    "rest": "how seldom asked today",
    "recency": "how seldom asked today",
    "continuity": "whether this asker was answered before",
}
_LEAST_SAID = 0.02


def percent(share: float) -> str:
    """As people read a probability: never "100 %" for what is only nearly sure, never "0 %" for what may be."""
    if share >= 1:
        return "100 %"
    return f"{min(99, max(1, round(share * 100)))} %" if share > 0 else "0 %"


def evidence(words: Iterable[str], most: int = 3) -> str:
    """The first few signs in brackets, or nothing."""
    told = [str(word) for word in words if word][:most]
    return f" ({'; '.join(told)})" if told else ""


def topic(decision: Stored, has: str, name: Naming) -> list[str]:
    """For what it was taken, how surely, by which signs, and what else it might have been; `has` is its topic's id."""
    ranked = [one for one in decision.get("topics") or () if isinstance(one, Mapping)]
    by = f", by {decision['by']}" if decision.get("by") else ""
    main = next((one for one in ranked if one["topic"] == has), None)
    if not has:
        first = [f"no topic is likely enough{by}" if ranked else f"no topic fits what was written{by}"]
    elif main is None:
        first = [name(has)]
    else:
        first = [f"{name(has)}, {percent(main.get('score', 0))} likely{by}{evidence(main.get('evidence', ()))}"]
    rest = [
        f"{name(one['topic'])} {percent(one['score'])}" for one in ranked if one["topic"] != has and _is_worth_it(one)
    ]
    none = decision.get("none")
    if none is not None and none >= _LEAST_SAID:
        rest.append(f"none of the topics {percent(none)}")
    return first + ([f"It might also be {', '.join(rest[:_MOST_OTHERS])}"] if rest else [])


def _is_worth_it(one: Stored) -> bool:
    return bool(one.get("score", 0) >= _LEAST_SAID)


def about(decision: Stored, key: str) -> str:
    """The kind or the language with its confidence; empty when it was not stored."""
    guess = decision.get(key)
    if not isinstance(guess, Mapping) or not guess.get("value"):
        return ""
    value = language_name(guess["value"]) if key == "language" else guess["value"]
    sure = "" if guess.get("confidence") is None else f", {percent(guess['confidence'])} sure"
    return f"{value}{sure}{evidence(guess.get('evidence') or ())}"


def place(decision: Stored) -> str:
    """Where it is about, by which source and how surely; empty when no place was found."""
    found = decision.get("place")
    if not isinstance(found, Mapping):
        return ""
    source = _SOURCES.get(str(found.get("source", "")), str(found.get("source", "")).replace("_", " "))
    words = f" “{found['evidence']}”" if found.get("evidence") else ""
    told = f"{found.get('name') or 'a place without a name'}, by {source}{words}"
    told += f", {percent(found.get('confidence', 0))} sure"
    radius = found.get("radius_km")
    return told + (f", within {kilometres(radius)}" if radius else "")


def kilometres(distance: float) -> str:
    """As people round."""
    return f"{distance:,.1f} km" if distance < 10 else f"{distance:,.0f} km"  # noqa: PLR2004 - a digit more below it


def reason(value: str) -> str:
    """Why somebody was left out, after a name; what later versions of the program call otherwise stays as stored."""
    try:
        return Reason(value).words
    except ValueError:
        return value.replace("_", " ")


def left_out(step: Stored) -> str:
    """How many were left out and for which reasons, without names; empty when nobody was."""
    counted = Counter(reason(one["reason"]) for one in step.get("left_out") or ())
    more = step.get("left_out_more", 0)
    total = sum(counted.values()) + more
    if not total:
        return ""
    told = [f"{number} {words}" for words, number in counted.most_common()]
    if more:
        told.append(f"{more} more for the same or other reasons")
    return f"{total} left out: {'; '.join(told)}"


def facts(entry: Stored, name: Naming) -> list[str]:
    """The bare numbers behind one person's factors: for administrators and for himself."""
    counted = entry.get("facts") or {}
    told = [f"{name(topic)}: {_of_topic(of_topic)}" for topic, of_topic in (counted.get("topics") or {}).items()]
    if counted.get("live_claims"):
        told.append(f"open questions in hand: {counted['live_claims']}")
    if counted.get("offers_today"):
        told.append(f"asked within the last day: {counted['offers_today']}")
    if counted.get("offered_lately"):
        told.append(f"asked lately: {counted['offered_lately']}, taken: {counted.get('taken_lately', 0)}")
    if "present" in counted:
        told.append("active in Slack" if counted["present"] else "away in Slack")
    return told


def _of_topic(counted: Stored) -> str:
    """What he says he knows, and what came of it: level 2, answered 5, thanked 1."""
    return ", ".join(f"{what} {number}" for what, number in counted.items())


def factor_words(name: str) -> str:
    return FACTORS.get(name, name.replace("_", " "))


_LANGUAGES = dict(
    pair.split(":")
    for pair in (
        "ar:Arabic bg:Bulgarian ca:Catalan cs:Czech da:Danish de:German el:Greek en:English es:Spanish et:Estonian "
        "fa:Persian fi:Finnish fr:French he:Hebrew hi:Hindi hr:Croatian hu:Hungarian id:Indonesian it:Italian "
        "ja:Japanese ko:Korean lt:Lithuanian lv:Latvian nl:Dutch no:Norwegian pl:Polish pt:Portuguese ro:Romanian "
        "ru:Russian sk:Slovak sl:Slovenian sr:Serbian sv:Swedish th:Thai tr:Turkish uk:Ukrainian "
        "vi:Vietnamese zh:Chinese"
    ).split()
)


def language_name(code: str) -> str:
    """In English, by its ISO 639-1 code; the code itself for those that few write in."""
    return _LANGUAGES.get(code, code)
