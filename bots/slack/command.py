"""What people type after /byhand, read strictly, every mistake named. Pure."""

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bots.slack.text import read_markup
from policies.document import Policy
from policies.values import parse_duration, parse_hours, write_hours
from routing.language_names import code_of
from routing.people import Profile

_JOIN = re.compile(
    r"(?P<topics>.+?)\s+near\s+(?P<place>.+?)(?:\s+hours\s+(?P<hours>.+?))?"
    r"(?:\s+speaks\s+(?P<languages>.+?)(?:\s+hours\s+(?P<hours_after>.+))?)?",
    re.IGNORECASE | re.DOTALL,
)
_FORM = "/byhand join TOPIC[,TOPIC] near PLACE [hours 09:00-17:00] [speaks en,de]"
_LEVELS = {"1": 1, "little": 1, "a little": 1, "2": 2, "well": 2, "3": 3, "expert": 3, "like few others": 3}
_MOMENT = re.compile(r"(?P<day>\S*?)\s*(?P<clock>\d{1,2}:\d{2})?")
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SHORTEST_DAY = 3
WORDS = ("join", "pause", "resume", "leave", "queue", "help")
_LONGEST_PAUSE = timedelta(days=366)


@dataclass(frozen=True)
class Enrol:
    """Open the modal."""


@dataclass(frozen=True)
class Join:
    profile: Profile


@dataclass(frozen=True)
class Pause:
    """Until then, or until resumed."""

    until: datetime | None


@dataclass(frozen=True)
class Plain:
    """resume, leave, queue or help."""

    word: str


@dataclass(frozen=True)
class Mistake:
    """What was wrong, in words."""

    text: str


Command = Enrol | Join | Pause | Plain | Mistake


def read(text: str, policy: Policy, now: datetime, time_zone: str) -> Command:
    """One command. `time_zone` is the person's, for "until 18:00"."""
    word, _, rest = read_markup(text).strip().partition(" ")
    word, rest = word.lower(), rest.strip()
    if not word:
        return Enrol()
    if word == "join":
        return _join(rest, policy)
    if word == "pause":
        return _pause(rest, now, time_zone)
    if word in WORDS:
        return Plain(word)
    close = difflib.get_close_matches(word, WORDS, 1)
    meant = f" Did you mean `{close[0]}`?" if close else ""
    return Mistake(f"I don't know “{word[:40]}”.{meant}")


def _join(rest: str, policy: Policy) -> Join | Mistake:
    found = _JOIN.fullmatch(rest)
    if found is None:
        return Mistake(f"To join, write: {_FORM}.")
    topics, levels, mistakes = _known(found["topics"], policy)
    languages, unknown = _languages(found["languages"] or "", policy)
    mistakes += unknown
    typed = found["hours"] or found["hours_after"]
    try:
        hours = parse_hours(typed.strip()) if typed else None
    except ValueError as mistake:
        mistakes.append(f"The hours “{typed[:40]}”: {mistake}.")
    if mistakes:
        return Mistake(" ".join(mistakes[:5]))
    return Join(Profile(tuple(topics), found["place"].strip(), hours, tuple(levels.items()), languages))


def _known(typed: str, policy: Policy) -> tuple[list[str], dict[str, int], list[str]]:
    """The topics, each once, with the level of those that have one; and what was wrong."""
    topics: dict[str, None] = {}
    levels: dict[str, int] = {}
    mistakes: list[str] = []
    for part in (part.strip() for part in typed.split(",")):
        name, level = (part, "") if _topic(part, policy) else _with_level(part)
        identifier = _topic(name, policy)
        if identifier is None:
            mistakes.append(_no_such_topic(name, policy))
        elif level and level not in _LEVELS:
            mistakes.append(
                f"“{level[:40]}” does not say how well; write {identifier}=1 (a little), =2 (well) or =3 (expert)."
            )
        else:
            topics[identifier] = None
            levels |= {identifier: _LEVELS[level]} if level else {}
    return list(topics), levels, mistakes


def _with_level(part: str) -> tuple[str, str]:
    name, _, level = part.rpartition("=") if "=" in part else (part, "", "")
    return name.strip(), " ".join(level.split()).casefold()


def _languages(typed: str, policy: Policy) -> tuple[tuple[str, ...] | None, list[str]]:
    """Codes of the languages that were named by code or name, None when none was; and what was wrong."""
    words = [word for word in re.split(r"[,\s]+", typed.strip()) if word and word.casefold() != "and"]
    found = {word: word.casefold() if word.casefold() in policy.company.languages else code_of(word) for word in words}
    unknown = [
        f"I don't know the language “{word[:40]}”. Write en, de, fr …" for word, code in found.items() if not code
    ]
    return tuple(dict.fromkeys(found.values())) or None, unknown


def _topic(name: str, policy: Policy) -> str | None:
    """A topic's id, given its id or its name."""
    compared = _compared(name)
    return next((topic.id for topic in policy.topics if compared in {topic.id, _compared(topic.name)}), None)


def _compared(name: str) -> str:
    return " ".join(name.strip("“”\"'").split()).casefold()


def _no_such_topic(name: str, policy: Policy) -> str:
    names = {_compared(topic.name): topic for topic in policy.topics} | {topic.id: topic for topic in policy.topics}
    close = difflib.get_close_matches(_compared(name), names, 1, cutoff=0.5)
    if close:
        topic = names[close[0]]
        return f"There is no topic “{name[:40]}”. Did you mean {topic.id} ({topic.name})?"
    return f"There is no topic “{name[:40]}”. There are: {_listed(topic.id for topic in policy.topics)}."


def _listed(names: Iterable[str], most: int = 40) -> str:
    every = list(names)
    return ", ".join(every[:most]) + (f" and {len(every) - most} more" if len(every) > most else "")


def _pause(rest: str, now: datetime, time_zone: str) -> Pause | Mistake:
    if not rest:
        return Pause(None)
    word, _, moment = rest.partition(" ")
    if word.lower() == "until" and moment.strip():
        return _until(moment.strip(), now, time_zone)
    try:
        length = parse_duration(rest.removeprefix("for ").strip())
    except ValueError:
        return Mistake("To pause, write: /byhand pause, or pause 2h, pause 3d, pause until 18:00, pause until monday.")
    return _bounded(now + min(length, 2 * _LONGEST_PAUSE), now)


def _until(moment: str, now: datetime, time_zone: str) -> Pause | Mistake:
    """A time in the person's own zone: "18:00", "tomorrow", "monday 09:00", "2026-12-24 12:00"."""
    local = now.astimezone(ZoneInfo(time_zone))
    found = _MOMENT.fullmatch(moment)
    try:
        clock = time.fromisoformat(found["clock"].zfill(5)) if found and found["clock"] else None
        day = _day(found["day"].lower(), local) if found and found["day"] else None
    except ValueError:
        return _no_moment(moment)
    if found is None or (day is None and clock is None):
        return _no_moment(moment)
    until = datetime.combine(day or local.date(), clock or time(0), local.tzinfo)
    if day is None and until <= local:
        until += timedelta(days=1)
    return _bounded(until.astimezone(UTC), now)


def _no_moment(moment: str) -> Mistake:
    return Mistake(
        f"I don't understand “{moment[:40]}”. Write a time such as 18:00, tomorrow, monday, 2026-12-24 12:00."
    )


def _day(name: str, local: datetime) -> datetime:
    if name in {"today", "tomorrow"}:
        return local + timedelta(days=name == "tomorrow")
    matching = [day for day in _DAYS if len(name) >= _SHORTEST_DAY and day.startswith(name)]
    if matching:
        ahead = (_DAYS.index(matching[0]) - local.weekday() - 1) % 7 + 1
        return local + timedelta(days=ahead)
    return datetime.fromisoformat(name)


def _bounded(until: datetime, now: datetime) -> Pause | Mistake:
    if until <= now:
        return Mistake("That time has passed already.")
    if until > now + _LONGEST_PAUSE:
        return Mistake(
            "That is more than a year away. Write /byhand pause to pause until you resume, or /byhand leave."
        )
    return Pause(until)


def help_lines(policy: Policy) -> tuple[str, ...]:
    """What /byhand help says."""
    return (
        "/byhand: say what you know and where you are, or change it",
        f"{_FORM}: the same in one line; TOPIC=3 for what you know like few others, TOPIC=1 for what you know a little",
        "/byhand pause, pause 2h, pause 3d, pause until monday: not to be asked for a while",
        "/byhand resume: to be asked again",
        "/byhand leave: to stop; what is stored about you as a volunteer goes",
        "/byhand queue: what you have taken, and what is open",
        f"Usual hours: {write_hours(policy.default_hours)} in your time zone.",
        f"Topics: {_listed(topic.id for topic in policy.topics)}.",
    )
