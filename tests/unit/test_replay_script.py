"""What can be played: our own 200 questions, and a file of one's own with whatever is wrong in it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.document import Policy
from policies.file import read as read_policy
from sandbox.replay.script import Line, Script, Unreadable, groups, read
from sandbox.replay.variations import choose
from sandbox.twitter.text import weigh

LINE = {"channel": "x", "author": "maria_h", "at": 0, "text": "@brightaisle hello?"}
WRITE = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> WRITE:
    def write(*rows: Any) -> Path:
        path = tmp_path / "mine.jsonl"
        path.write_text("\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows), "utf-8")
        return path

    return write


@pytest.fixture(scope="module")
def own() -> Script:
    return read()


# --- the questions that come along ----------------------------------------------------------------------------------


def test_two_hundred_come_along_and_none_is_broken(own: Script) -> None:
    assert len(own.lines) == 200
    assert own.broken == ()


def test_they_are_about_every_topic_of_the_default_policy(own: Script) -> None:
    policy: Policy = read_policy(Path("policies/default.yaml").read_text("utf-8"))

    assert {topic.id for topic in policy.topics} == {line.topic for line in own.lines} - {""}


def test_they_come_from_many_countries_in_many_languages(own: Script) -> None:
    assert len({line.country for line in own.lines} - {""}) >= 6
    assert len({line.language for line in own.lines} - {""}) >= 8


@pytest.mark.parametrize("kind", ["question", "complaint", "praise", "chatter", "spam"])
def test_there_is_every_kind(own: Script, kind: str) -> None:
    assert sum(line.kind == kind for line in own.lines) >= 4


@pytest.mark.parametrize("name", ["edit_of", "adds_to", "follows", "quotes", "location", "photo", "album", "chat"])
def test_there_is_everything_that_people_do(own: Script, name: str) -> None:
    assert sum(bool(getattr(line, name)) for line in own.lines) >= 2


def test_nobody_says_the_same_twice(own: Script) -> None:
    texts = [line.text for line in own.lines if line.text]

    assert len(texts) == len(set(texts))


def test_everything_on_x_fits_into_a_post_and_names_us(own: Script) -> None:
    on_x = [line for line in own.lines if line.channel == "x"]

    assert [line.text for line in on_x if weigh(line.text) > 280 or "@brightaisle" not in line.text] == []


# --- a file of one's own --------------------------------------------------------------------------------------------


def test_broken_lines_are_named_and_the_rest_is_played(write: WRITE) -> None:
    script = read(write(LINE, "{", LINE | {"colour": "red"}, "", "[1]", LINE | {"at": -1}, LINE | {"text": "more"}))

    assert [(one.number, one.reason) for one in script.broken] == [
        (2, "it is not JSON: Expecting property name enclosed in double quotes at character 2"),
        (3, "there is no `colour`"),
        (5, "it is not a JSON object"),
        (6, "`at` is '-1': input should be greater than or equal to 0"),
    ]
    assert [line.text for line in script.lines] == ["@brightaisle hello?", "more"]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"author": None}, "`author` is 'None': input should be a valid string"),
        ({"text": ""}, "it says nothing: give a text, a location or a photo"),
        ({"chat": "A group"}, "chat does not exist on x"),
        ({"channel": "fax"}, "`channel` is 'fax': input should be 'x' or 'telegram'"),
        ({"follows": "a", "edit_of": "a"}, "it can be only one of edit_of, adds_to, follows and quotes"),
        ({"follows": "nobody"}, "it refers to 'nobody', which no line of the same channel that is played is"),
        ({"author": "two words"}, "`author` is 'two words': string should match pattern '^[A-Za-z0-9_]{1,30}$'"),
    ],
)
def test_what_is_wrong_is_said_in_words(write: WRITE, change: dict[str, Any], told: str) -> None:
    script = read(write(LINE, LINE | change))

    assert [(one.number, one.reason) for one in script.broken] == [(2, told)]


def test_what_is_missing_is_named(write: WRITE) -> None:
    script = read(write(LINE, {"channel": "x", "author": "maria_h"}))

    assert script.broken[0].reason == "`at` is missing"


def test_what_refers_to_a_broken_line_is_broken_too(write: WRITE) -> None:
    rows = [LINE, LINE | {"id": "a", "at": "soon"}, LINE | {"id": "b", "follows": "a"}, LINE | {"follows": "b"}]

    script = read(write(*rows))

    assert [one.number for one in script.broken] == [2, 3, 4]
    assert len(script.lines) == 1


def test_an_id_serves_once(write: WRITE) -> None:
    script = read(write(LINE | {"id": "a"}, LINE | {"id": "a"}))

    assert [(one.number, one.reason) for one in script.broken] == [(2, "`id` 'a' is line 1's already")]


def test_bytes_that_are_no_text_break_one_line_only(tmp_path: Path) -> None:
    path = tmp_path / "mine.jsonl"
    path.write_bytes(json.dumps(LINE).encode() + b"\n\xff\xfe\n")

    script = read(path)

    assert [(one.number, one.reason) for one in script.broken] == [(2, "it is not UTF-8")]


def test_a_file_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="cannot be read: No such file"):
        read(tmp_path / "nowhere.jsonl")


def test_a_file_without_a_line_to_play_is_said_so(write: WRITE) -> None:
    with pytest.raises(Unreadable, match="no line that can be played; line 1: it is not JSON"):
        read(write("nonsense"))


# --- as many as are wanted ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 60, 200, 201, 777])
def test_exactly_so_many_are_played(own: Script, count: int) -> None:
    assert len(choose(own.lines, count, seed=1)) == count


def test_without_a_count_all_are_played_as_they_are(own: Script) -> None:
    assert choose(own.lines, None, seed=9) == own.lines


def test_the_same_seed_is_the_same_play(own: Script) -> None:
    assert choose(own.lines, 500, seed=4) == choose(own.lines, 500, seed=4)
    assert choose(own.lines, 500, seed=4) != choose(own.lines, 500, seed=5)


def test_variations_are_by_other_people_under_names_of_their_own(own: Script) -> None:
    chosen = choose(own.lines, 600, seed=1)

    names = [line.id for line in chosen if line.id]
    assert len(names) == len(set(names))
    assert len({line.author for line in chosen}) > 2.5 * len({line.author for line in own.lines})


@given(st.integers(1, 450), st.integers(0, 50))
def test_whatever_is_played_has_what_it_refers_to(count: int, seed: int) -> None:
    chosen = choose(OWN.lines, count, seed)

    names = {line.id for line in chosen}
    assert [line for line in chosen if line.refers_to and line.refers_to not in names] == []


OWN = read()


def test_what_belongs_together_is_one_group() -> None:
    def line(**more: Any) -> Line:
        return Line.model_validate({**LINE, **more})

    first, other, reply, again = line(id="a"), line(), line(id="b", follows="a"), line(follows="b")

    assert groups([first, other, reply, again]) == [[first, reply, again], [other]]
