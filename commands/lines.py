"""What `byhand route` is asked, one JSON object a line, and how each line is answered; no line ends in a trace."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any, Protocol

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from policies.document import Topic
from routing.places import Places
from routing.ports import Guess, KindModel, Place, TopicModel, TopicRanking
from routing.topics.model import Example

__all__ = ["Answering", "Refused", "Sources"]

_TEXTS_SHOWN = 40  # characters of what was given, in an error


class Refused(Exception):  # noqa: N818 - says what became of the line
    """A line that cannot be answered; the message is one sentence."""


class Sources(Protocol):
    """What the answers come from, each made when it is first needed. Raises Refused, or an error of one sentence."""

    def topics_in_force(self) -> Sequence[Topic]: ...
    def sorter(self, topics: Sequence[Topic], lessons: Sequence[Example]) -> TopicModel: ...
    def kinds(self) -> KindModel: ...
    def language(self, text: str, said: str) -> Guess: ...
    def places(self) -> Places: ...


# --- what a line may hold --------------------------------------------------------------------------------------------

_Texts = Annotated[list[str], BeforeValidator(lambda given: [] if given is None else given)]
_Words = Annotated[str, BeforeValidator(lambda given: "" if given is None else given)]
_Span = Annotated[list[int], Field(min_length=2, max_length=2)]
_Name = Annotated[str, Field(min_length=1)]


class _Line(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", strict=True)


class _Topic(_Line):
    id: _Name
    name: _Words = ""
    description: _Words = ""
    keywords: _Texts = []
    examples: _Texts = []

    def as_policy(self) -> Topic:
        """As the policy has it; ids and texts are the asking program's own, so they need not look like the policy's."""
        return Topic.model_construct(
            id=self.id,
            name=self.name or self.id,
            description=self.description,
            keywords=tuple(self.keywords),
            examples=tuple(self.examples),
            slack_channel=None,
        )


class _Item(_Line):
    text: str
    topic: str


class _Configure(_Line):
    topics: list[_Topic]


class _Learn(_Line):
    items: list[_Item]


class _Text(_Line):
    text: str
    language: _Words = ""


class _Resolve(_Line):
    text: str
    spans: list[_Span]


# --- the answers -----------------------------------------------------------------------------------------------------


class Answering:
    """Answers lines one after the other; remembers what was configured and learned."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._topics: tuple[Topic, ...] | None = None
        self._lessons: list[Example] = []
        self._sorter: TopicModel | None = None
        self._acts: Mapping[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
            "configure": self._configure,
            "learn": self._learn,
            "route": self._route,
            "geoparse": self._geoparse,
            "resolve": self._resolve,
            "profile": self._profile,
        }

    def answer(self, line: bytes) -> dict[str, Any]:
        """The line's answer, or its `id` and an `error` of one sentence."""
        asked: dict[str, Any] = {}
        try:
            asked = _read(line)
            told = self._act(asked)(asked)
        except ValidationError as error:
            told = {"error": _in_words(error)}
        except Exception as error:  # noqa: BLE001 - whatever is wrong with one line, the next one is answered
            told = {"error": " ".join(str(error).split()) or f"This line cannot be answered: {type(error).__name__}."}
        return {"id": asked["id"], **told} if "id" in asked else {"id": None, **told} if "error" in told else told

    def _act(self, asked: dict[str, Any]) -> Callable[[dict[str, Any]], dict[str, Any]]:
        known = ", ".join(self._acts)
        if "op" not in asked:
            raise Refused(f"op is missing: it is one of {known}.")
        act = self._acts.get(asked["op"]) if isinstance(asked["op"], str) else None
        if act is None:
            raise Refused(f"op {_shown(asked['op'])} is not known: it is one of {known}.")
        return act

    def _configure(self, asked: dict[str, Any]) -> dict[str, Any]:
        given = _Configure.model_validate(asked).topics
        if not given:
            raise Refused("topics is empty: at least one is needed.")
        ids = [topic.id for topic in given]
        twice = next((one for one in ids if ids.count(one) > 1), None)
        if twice is not None:
            raise Refused(f"topics has the id {_shown(twice)} twice.")
        self._topics = tuple(topic.as_policy() for topic in given)
        self._lessons, self._sorter = [], None
        return {"ok": True}

    def _learn(self, asked: dict[str, Any]) -> dict[str, Any]:
        items = _Learn.model_validate(asked).items
        known = {topic.id for topic in self._configured()}
        foreign = next((item.topic for item in items if item.topic not in known), None)
        if foreign is not None:
            raise Refused(f"items names the topic {_shown(foreign)}, which is not configured; nothing was learned.")
        self._lessons += [Example(item.text, item.topic) for item in items]
        self._sorter = None
        return {"ok": True}

    def _configured(self) -> tuple[Topic, ...]:
        if self._topics is None:
            self._topics = tuple(self._sources.topics_in_force())
        return self._topics

    def _route(self, asked: dict[str, Any]) -> dict[str, Any]:
        given = _Text.model_validate(asked)
        if self._sorter is None:  # not at each `learn`: there may be thousands
            self._sorter = self._sources.sorter(self._configured(), self._lessons)
        language = self._sources.language(given.text, given.language)
        ranking = self._sorter.rank(given.text, language.value)
        kind = self._sources.kinds().judge(given.text, language.value)
        return {**_ranked(ranking), "kind": _guessed(kind), "language": _guessed(language)}

    def _geoparse(self, asked: dict[str, Any]) -> dict[str, Any]:
        spans = self._sources.places().find_spans(_Text.model_validate(asked).text)
        return {"places": [{"start": span.start, "end": span.end, **_placed(span.place)} for span in spans]}

    def _resolve(self, asked: dict[str, Any]) -> dict[str, Any]:
        given = _Resolve.model_validate(asked)
        spans = [_within(given.text, start, end) for start, end in given.spans]
        places = self._sources.places().resolve(given.text, spans)
        return {"places": [{"start": s, "end": e, **_placed(p)} for (s, e), p in zip(spans, places, strict=True)]}

    def _profile(self, asked: dict[str, Any]) -> dict[str, Any]:
        return _placed(self._sources.places().in_profile(_Text.model_validate(asked).text))


def _read(line: bytes) -> dict[str, Any]:
    try:
        asked = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise Refused("The line is not UTF-8.") from None
    except (ValueError, RecursionError):
        raise Refused("The line is not JSON.") from None
    if not isinstance(asked, dict):
        raise Refused("The line is JSON, but no object.")
    return asked


def _within(text: str, start: int, end: int) -> tuple[int, int]:
    """The span, cut at the text's end: programs that count a last line break too go a little beyond."""
    if not 0 <= start < min(end, len(text)):
        raise Refused(f"The span [{start}, {end}] is not within the text, which has {len(text)} characters.")
    return start, min(end, len(text))


def _ranked(ranking: TopicRanking) -> dict[str, Any]:
    topics = [
        {"id": one.topic, "score": round(one.score, 6), **({"evidence": one.evidence} if one.evidence else {})}
        for one in ranking.topics
    ]
    return {"topics": topics, "none": round(ranking.none, 6), "by": ranking.by}


def _guessed(guess: Guess) -> dict[str, Any]:
    return {"value": guess.value, "confidence": round(guess.confidence, 3), "evidence": guess.evidence}


def _placed(place: Place | None) -> dict[str, Any]:
    if place is None:
        return {"lat": None, "lon": None}
    return {
        "lat": place.point.latitude,
        "lon": place.point.longitude,
        "name": place.name,
        "confidence": place.confidence,
        "radius_km": place.radius_km,
    }


# --- errors in words -------------------------------------------------------------------------------------------------


def _in_words(error: ValidationError) -> str:
    """The first thing that is wrong, and where."""
    first = error.errors(include_url=False)[0]
    where = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in first["loc"]).lstrip(".")
    if first["type"] == "missing":
        return f"{where} is missing."
    what = first["msg"].split(" should ")[-1].split(" after validation")[0]
    return f"{where} must {what}, not {_shown(first['input'])}."


def _shown(given: Any) -> str:
    told = json.dumps(given, ensure_ascii=False, default=str)
    return told if len(told) <= _TEXTS_SHOWN else f"{told[: _TEXTS_SHOWN - 1]}…"
