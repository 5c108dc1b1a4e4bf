"""What is played: one line of JSON a message, each checked by itself, so that a broken one spoils no other."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

OWN_FILE = Path(__file__).parent / "questions.jsonl"
MOST_SHOWN = 60
Handle = Annotated[str, Field(pattern=r"^[A-Za-z0-9_]{1,30}$")]
Kind = Literal["question", "complaint", "praise", "chatter", "spam"]
Expected = Literal["ask", "join", "listen", "ignore"]


class Unreadable(Exception):  # noqa: N818 - names the condition
    """The file cannot be played at all; the message says why."""


class Place(BaseModel):
    """The place that an author put on a post on X; `bbox` is west, south, east, north."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    name: str = Field(min_length=1)
    country: str = Field(min_length=2, max_length=2)
    bbox: tuple[float, float, float, float]


class Line(BaseModel):
    """One message of an asker; the README beside this folder says what each name means."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    channel: Literal["x", "telegram"]
    author: Handle
    at: float = Field(ge=0)
    id: str = ""
    text: str = ""
    name: str = ""
    profile: str = ""
    place: Place | None = None
    location: tuple[float, float] | None = None
    photo: bool = False
    album: str = ""
    chat: str = ""
    edit_of: str = ""
    adds_to: str = ""
    follows: str = ""
    quotes: str = ""
    kind: Kind = "question"
    expect: Expected = "ask"
    topic: str = ""
    language: str = ""
    country: str = ""

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        if not self.text and self.location is None and not self.photo:
            raise ValueError("it says nothing: give a text, a location or a photo")
        if sum(map(bool, (self.edit_of, self.adds_to, self.follows, self.quotes))) > 1:
            raise ValueError("it can be only one of edit_of, adds_to, follows and quotes")
        wrong = [name for name in _ONLY_ON.get(self.channel, ()) if getattr(self, name)]
        if wrong:
            raise ValueError(f"{', '.join(wrong)} does not exist on {self.channel}")
        return self

    @property
    def refers_to(self) -> str:
        return self.edit_of or self.adds_to or self.follows or self.quotes

    @property
    def is_part(self) -> bool:
        """Whether it belongs to a question that was there before it, and is none of its own."""
        return bool(self.edit_of) or self.expect == "join"


# What the other platform does not have.
_ONLY_ON = {"x": ("location", "photo", "album", "chat"), "telegram": ("place", "profile", "quotes")}


@dataclass(frozen=True)
class Broken:
    """A line that is not played, by its number in the file, and what is wrong with it."""

    number: int
    reason: str


@dataclass(frozen=True)
class Script:
    """The lines to play in order of their time, and those that cannot be."""

    lines: tuple[Line, ...]
    broken: tuple[Broken, ...] = ()


def read(path: Path = OWN_FILE) -> Script:
    """Every line that makes sense. Raises Unreadable when there is no such file, or nothing in it to play."""
    try:
        rows = path.read_bytes().split(b"\n")
    except OSError as error:
        raise Unreadable(f"{path} cannot be read: {error.strerror}") from error
    read_lines: dict[int, Line] = {}
    broken: list[Broken] = []
    for number, row in enumerate(rows, start=1):
        if not row.strip():
            continue
        found = _line(row)
        if isinstance(found, str):
            broken.append(Broken(number, found))
        else:
            read_lines[number] = found
    broken += _without_ground(read_lines)
    if not read_lines:
        told = f"; line {broken[0].number}: {broken[0].reason}" if broken else ""
        raise Unreadable(f"{path} has no line that can be played{told}")
    ordered = sorted(read_lines.values(), key=lambda line: line.at)
    return Script(tuple(ordered), tuple(sorted(broken, key=lambda one: one.number)))


def _line(row: bytes) -> Line | str:
    """The line, or what is wrong with it."""
    try:
        data = json.loads(row.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return "it is not UTF-8"
    except json.JSONDecodeError as error:
        return f"it is not JSON: {error.msg} at character {error.pos + 1}"
    if not isinstance(data, dict):
        return "it is not a JSON object"
    try:
        return Line.model_validate(data)
    except ValidationError as error:
        return "; ".join(_in_words(one["loc"], one["msg"], one.get("input")) for one in error.errors())


def _in_words(where: Iterable[int | str], message: str, given: object) -> str:
    name = ".".join(str(part) for part in where)
    if not name:
        return message.removeprefix("Value error, ")
    if message == "Extra inputs are not permitted":
        return f"there is no `{name}`"
    if message == "Field required":
        return f"`{name}` is missing"
    return f"`{name}` is {str(given)[:MOST_SHOWN]!r}: {message[0].lower()}{message[1:]}"


def _without_ground(lines: dict[int, Line]) -> list[Broken]:
    """Takes out the lines that use an id twice or refer to a line that is not there, and theirs in turn."""
    broken: list[Broken] = []
    seen: dict[str, int] = {}
    for number, line in sorted(lines.items()):
        if line.id in seen:
            broken.append(Broken(number, f"`id` {line.id!r} is line {seen[line.id]}'s already"))
            del lines[number]
        elif line.id:
            seen[line.id] = number
    while True:
        lost = [(number, line.refers_to) for number, line in lines.items() if not _has_ground(line, lines.values())]
        if not lost:
            return broken
        for number, name in lost:
            broken.append(Broken(number, f"it refers to {name!r}, which no line of the same channel that is played is"))
            del lines[number]


def _has_ground(line: Line, lines: Iterable[Line]) -> bool:
    if not line.refers_to:
        return True
    return any(one.id == line.refers_to and one.channel == line.channel and one is not line for one in lines)


def groups(lines: Sequence[Line]) -> list[list[Line]]:
    """Lines that belong together: a first one, with all that refers to it and with the rest of its album."""
    by_id: dict[str, list[Line]] = {}
    albums: dict[str, list[Line]] = {}
    found: list[list[Line]] = []
    for line in lines:
        group = by_id.get(line.refers_to) or albums.get(line.album) if line.refers_to or line.album else None
        if group is None:
            group = []
            found.append(group)
        group.append(line)
        if line.id:
            by_id[line.id] = group
        if line.album:
            albums[line.album] = group
    return found
