"""What the model takes for granted, each with its number: a model is worth what its assumptions are worth."""

from dataclasses import dataclass, fields, replace
from difflib import get_close_matches
from typing import Any, Self

from routing.errors import ByhandError

Number = int | float


class Unthinkable(ByhandError):  # noqa: N818 - names what the assumption is
    """An assumption that nothing can be drawn from; the message says which and what would do."""


@dataclass(frozen=True)
class Assumptions:
    """The whole model in numbers. Minutes are minutes, shares are of 1; `spread` is a log-normal's sigma.

    A level is what somebody says he knows (1 a little, 2 well, 3 like few others), `skill` what he truly knows, 0 to 1.
    """

    days: int = 28
    warm_up_days: int = 28
    volunteers: int = 2500
    questions_a_day: float = 90.0
    time_zones: int = 6

    place_skew: float = 0.8
    topic_skew: float = 0.7
    topics_each: tuple[float, ...] = (0.3, 0.35, 0.2, 0.15)
    early_shift: float = 0.25
    late_shift: float = 0.25
    lives_km: float = 12.0
    lives_spread: float = 0.8
    asks_km: float = 20.0
    asks_spread: float = 1.1
    topic_known: float = 1.0
    place_known: float = 1.0

    levels: tuple[float, ...] = (0.25, 0.5, 0.25)
    skill_by_level: tuple[float, ...] = (0.35, 0.5, 0.65)
    skill_elsewhere: float = 0.12
    skill_firmness: float = 4.0
    willingness: tuple[float, ...] = (1.0, 4.0)

    click_minutes: float = 4.0
    click_spread: float = 1.0
    pace_spread: float = 0.5
    says_no: float = 0.5
    glance_minutes: float = 120.0
    glance_spread: float = 1.0
    writing_minutes: float = 3.0
    writing_spread: float = 0.6
    gives_back: float = 0.3
    corrected: float = 0.15
    thanked: tuple[float, ...] = (0.1, 0.4)

    def __post_init__(self) -> None:
        for field in fields(self):
            _check(field.name, getattr(self, field.name))
        if self.early_shift + self.late_shift > 1:
            raise Unthinkable("early_shift and late_shift are more than everybody together.")

    def changed(self, name: str, text: str) -> Self:
        """The same with one assumption as somebody typed it. Raises Unthinkable."""
        known = {field.name: getattr(self, field.name) for field in fields(self)}
        if name not in known:
            close = get_close_matches(name, known, 1)
            hint = f"did you mean {close[0]}?" if close else f"there are {', '.join(known)}."
            raise Unthinkable(f"There is no assumption {name}; {hint}")
        return replace(self, **{name: _typed(name, text, known[name])})

    def to_json(self) -> dict[str, Any]:
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}


_SHARES = (
    "early_shift",
    "late_shift",
    "topic_known",
    "place_known",
    "skill_elsewhere",
    "says_no",
    "gives_back",
    "corrected",
)
_SHARES_TOGETHER = ("topics_each", "levels")
_OPEN_SHARES = ("skill_by_level", "skill_elsewhere")
_MOST = {"volunteers": 100_000, "days": 366, "warm_up_days": 366, "questions_a_day": 10_000, "time_zones": 40}
_MAY_BE_NOTHING = {"warm_up_days", "place_skew", "topic_skew"}
_NEARLY = 1e-6


def _check(name: str, value: Number | tuple[Number, ...]) -> None:
    """Raises Unthinkable when nothing could be drawn with this."""
    numbers = value if isinstance(value, tuple) else (value,)
    told = ", ".join(f"{number:g}" for number in numbers)
    if not all(_is_thinkable(name, number) for number in numbers):
        raise Unthinkable(f"{name} cannot be {told}; {_wanted(name)}.")
    if name in _SHARES_TOGETHER and abs(sum(numbers) - 1) > _NEARLY:
        raise Unthinkable(f"{name} are shares of 1; {told} are {sum(numbers):g} together.")
    if name == "thanked" and sum(numbers) > 1:
        raise Unthinkable(f"thanked cannot be {told}: that is more than always for who knows everything.")


def _is_thinkable(name: str, number: Number) -> bool:
    if name in _OPEN_SHARES:
        return 0 < number < 1
    if name in _SHARES or name in _SHARES_TOGETHER or name == "thanked":
        return 0 <= number <= 1
    if name in _MAY_BE_NOTHING or name.endswith("_spread"):
        return 0 <= number <= _MOST.get(name, 10)
    return 0 < number <= _MOST.get(name, 100_000)


def _wanted(name: str) -> str:
    if name in _OPEN_SHARES:
        return "it is a share between 0 and 1, without both"
    if name in _SHARES or name in _SHARES_TOGETHER or name == "thanked":
        return "it is a share from 0 to 1"
    least = "from 0" if name in _MAY_BE_NOTHING or name.endswith("_spread") else "more than 0, at most"
    most = _MOST.get(name, 10 if least == "from 0" else 100_000)
    return f"it is a number {least}{' to' if least == 'from 0' else ''} {most:,}"


def _typed(name: str, text: str, was: Any) -> Any:
    try:
        if isinstance(was, tuple):
            given = tuple(float(part) for part in text.split(","))
            return given if name == "topics_each" or len(given) == len(was) else _wrong(name, text, was)
        return int(text) if isinstance(was, int) else float(text)
    except ValueError:
        return _wrong(name, text, was)


def _wrong(name: str, text: str, was: Any) -> Any:
    like = ",".join(f"{number:g}" for number in was) if isinstance(was, tuple) else f"{was:g}"
    raise Unthinkable(f"{name} cannot be “{text}”; it is written as in {name}={like}.")
