"""Questions from a file of JSON lines, each an object with at least a text, as posts that were written to us."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from routing.ports import Author, Post
from routing.rehearsal.faults import Fault, Unusable

__all__ = ["MOST", "Asked", "read_questions"]

MOST = 5000
_LONGEST_TEXT = 20_000
_MILLISECONDS = 1e11  # a larger number of seconds would be after the year 5000
_NAMES: Mapping[str, tuple[str, ...]] = {
    "text": ("text", "question", "message", "body", "full_text", "content"),
    "author": ("author", "name", "from", "user", "asker"),
    "place": ("place", "location", "city", "profile", "where"),
    "time": ("time", "created_at", "at", "date", "timestamp", "posted_at"),
    "language": ("language", "lang"),
}
_LIKE = 'one JSON object a line, such as {"text": "My TV flickers. Is it the cable?", "place": "Leeds"}'


@dataclass(frozen=True)
class Asked:
    """One question of the past. `timed`: when it was asked is known; else a moment was assumed."""

    number: int
    post: Post
    timed: bool = True


def read_questions(data: bytes, assumed: datetime) -> tuple[tuple[Asked, ...], tuple[Fault, ...]]:
    """The questions in order, and every line that is none. `assumed`: the moment of those that name none.

    Raises Unusable when there is no question at all.
    """
    faults: list[Fault] = []
    asked: list[Asked] = []
    for line, found in _objects(data, faults):
        if len(asked) == MOST:
            faults.append(Fault(line, f"more than {MOST:,} questions; what follows was not read", skipped=True))
            break
        text = _word(found, "text")
        if not text.strip():
            faults.append(Fault(line, "there is no “text” in it", skipped=True))
            continue
        moment = _moment(found, line, faults)
        asked.append(Asked(len(asked) + 1, _post(found, text, line, moment or assumed), timed=moment is not None))
    if not asked:
        first = f" Line {faults[0].line}: {faults[0].words}." if faults else ""
        raise Unusable(f"There is no question in it; it should be {_LIKE}.{first}")
    return tuple(asked), tuple(faults)


def _objects(data: bytes, faults: list[Fault]) -> Iterator[tuple[int, Mapping[str, Any]]]:
    for line, raw in enumerate(data.removeprefix(b"\xef\xbb\xbf").split(b"\n"), start=1):
        if not raw.strip():
            continue
        try:
            found = json.loads(raw)
        except (ValueError, RecursionError) as error:
            faults.append(Fault(line, f"it is no JSON ({_short(error)})", skipped=True))
            continue
        if isinstance(found, dict):
            yield line, found
        else:
            faults.append(Fault(line, f"it is no object; this file is {_LIKE}", skipped=True))


def _short(error: Exception) -> str:
    if isinstance(error, UnicodeDecodeError):
        return "its letters are not UTF-8"
    return str(getattr(error, "msg", error)).partition(":")[0]


def _value(found: Mapping[str, Any], what: str) -> Any:
    return next((found[name] for name in _NAMES[what] if found.get(name) not in (None, "")), None)


def _word(found: Mapping[str, Any], what: str) -> str:
    value = _value(found, what)
    return value[:_LONGEST_TEXT] if isinstance(value, str) else ""


def _post(found: Mapping[str, Any], text: str, line: int, posted_at: datetime) -> Post:
    author = _word(found, "author") or "somebody"
    return Post(
        channel="rehearsal",
        external_id=f"line-{line}",
        first_id=f"line-{line}",
        conversation_id=f"line-{line}",
        author=Author(f"line-{line}", author, author.removeprefix("@"), _word(found, "place")),
        text=text.encode("utf-8", "replace").decode(),
        posted_at=posted_at,
        addressed=True,
        language=_word(found, "language"),
    )


def _moment(found: Mapping[str, Any], line: int, faults: list[Fault]) -> datetime | None:
    value = _value(found, "time")
    if value is None:
        return None
    for read in (_from_number, datetime.fromisoformat, parsedate_to_datetime, _from_old_x):
        try:
            moment = read(str(value))
        except (TypeError, ValueError, IndexError, OverflowError, OSError):
            continue
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    faults.append(Fault(line, f"“{str(value)[:40]}” is no time; it looks like 2026-11-23T09:30:00Z"))
    return None


def _from_number(value: str) -> datetime:
    """Seconds, or milliseconds, since 1970."""
    number = float(value)
    return datetime.fromtimestamp(number / 1000 if number > _MILLISECONDS else number, UTC)


def _from_old_x(value: str) -> datetime:
    """As X's exports write it: "Wed Oct 10 20:19:24 +0000 2018"."""
    return datetime.strptime(value, "%a %b %d %H:%M:%S %z %Y")


def numbered(posts: Iterable[Post]) -> tuple[Asked, ...]:
    """Posts as a platform gave them."""
    return tuple(Asked(number, post) for number, post in enumerate(posts, start=1))
