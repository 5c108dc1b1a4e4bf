"""`byhand route`: topics, kind, language and places of texts, line by line, for other programs."""

import json
import os
import sys
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import BinaryIO

import typer

import policies
from commands.lines import Answering
from commands.opening import opened
from commands.toolbox import Missing, Toolbox
from policies.document import Topic
from policies.file import read
from routing.languages import detect
from routing.mind import Mind
from routing.places import Places
from routing.ports import Guess, KindModel, TopicModel
from routing.rulebook import NoPolicy, Rulebook
from routing.topics.model import Example

DEFAULT_POLICY = Path(policies.__file__).parent / "default.yaml"
_STOPPED = 130
_WAITING = "byhand route: waiting for JSON lines on standard input (Ctrl-D ends; `byhand route --help` shows examples)"


EXAMPLES = """\b
For example:
  {"op": "configure", "topics": [{"id": "tv", "name": "TVs",
      "description": "Televisions", "keywords": ["hdmi"],
      "examples": ["My TV flickers"]}]}
  {"op": "learn", "items": [{"text": "The remote is dead", "topic": "tv"}]}
  {"op": "route", "id": 1, "text": "Why does my screen flicker?"}
  {"op": "geoparse", "id": 2, "text": "A shop in Paris, Texas"}
  {"op": "resolve", "id": 3, "text": "To Boston", "spans": [[3, 9]]}
  {"op": "profile", "id": 4, "text": "Berlin / Hamburg"}

\b
  echo '{"op": "route", "id": 1, "text": "My TV is dead"}' | byhand route
"""


def register(app: typer.Typer) -> None:
    app.command("route", epilog=EXAMPLES)(route)


def route(context: typer.Context) -> None:
    """Read JSON objects, one a line, and answer each with one line: topics, kind, language and places of a text.

    Nothing is stored and nothing is sent. The topics are those of the policy in force (the database's, else the one
    BYHAND_POLICY names, else the one Byhand comes with), unless a line configures others.

    `route` gives every topic with its probability, best first, and the probability that none fits. Spans count
    characters (Unicode code points) from 0. A line that cannot be answered gives {"id": …, "error": "…"}, and the next
    one is read.
    """
    if sys.stdin.isatty():
        print(_WAITING, file=sys.stderr)
    try:
        _answer_all(sys.stdin.buffer, sys.stdout.buffer, Answering(_Made(context.obj)))
    except KeyboardInterrupt:
        raise typer.Exit(_STOPPED) from None
    except BrokenPipeError:  # whoever read the answers has gone
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _answer_all(lines: BinaryIO, out: BinaryIO, answering: Answering) -> None:
    for line in lines:
        if line.strip():
            told = json.dumps(answering.answer(line), ensure_ascii=False)
            out.write(told.encode("utf-8", "backslashreplace") + b"\n")  # half a surrogate pair stays as it was
            out.flush()


class _Made:
    """What answers come from, made when it is first needed: whoever asks for places alone loads no embedding."""

    def __init__(self, toolbox: Toolbox) -> None:
        self._toolbox = toolbox

    def topics_in_force(self) -> Sequence[Topic]:
        return _in_force(self._toolbox)

    def sorter(self, topics: Sequence[Topic], lessons: Sequence[Example]) -> TopicModel:
        return self._mind.build(topics, lessons)

    def kinds(self) -> KindModel:
        return self._mind.kinds

    def language(self, text: str, said: str) -> Guess:
        return detect(text, said)

    def places(self) -> Places:
        return self._places

    @cached_property
    def _mind(self) -> Mind:
        return self._toolbox.mind()

    @cached_property
    def _places(self) -> Places:
        return self._toolbox.finder()


def _in_force(toolbox: Toolbox) -> Sequence[Topic]:
    """The policy's topics: the database's, else the named file's, else Byhand's own. Raises Missing."""
    if toolbox.database().path.exists():
        with opened(toolbox) as db:
            try:
                return Rulebook(db).current()[1].topics
            except NoPolicy:
                pass
    file = toolbox.policy_file or DEFAULT_POLICY
    if not file.is_file():
        raise Missing(f"BYHAND_POLICY names {file}, which is not there.")
    return read(file.read_text("utf-8")).topics
