"""`byhand route` as other programs use it: lines in, lines out."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pexpect
import pytest

from tests.factories import DEFAULT_POLICY

ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, "-c", "import main; main.cli()", "route"]
TOPICS = [
    {
        "id": "Late Flight",
        "name": "Late flight",
        "description": "A flight is delayed",
        "keywords": ["delay"],
        "examples": [],
    },
    {
        "id": "bags",
        "name": "Lost luggage",
        "description": None,
        "keywords": None,
        "examples": ["Where is my suitcase?"],
    },
    {"id": "food"},
]

pytestmark = pytest.mark.timeout(180)


def _environment(**settings: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("BYHAND_", "COV_", "PYTEST"))}
    return {**kept, **settings, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}


class Program:
    """`byhand route` with its pipes."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self._said = folder / "stderr"
        with self._said.open("wb") as said:
            self.process = subprocess.Popen(
                COMMAND, cwd=folder, env=_environment(**settings), stdin=-1, stdout=-1, stderr=said
            )
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.asking, self.answers = self.process.stdin, self.process.stdout

    def line(self, line: bytes) -> Any:
        self.asking.write(line + b"\n")
        self.asking.flush()
        return json.loads(self.answers.readline())

    def ask(self, **asked: Any) -> Any:
        return self.line(json.dumps(asked).encode())

    @property
    def said(self) -> str:
        return self._said.read_text("utf-8")

    def end(self) -> int:
        self.asking.close()
        code = self.process.wait(60)
        self.answers.close()
        return code


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    one = Program(tmp_path_factory.mktemp("route"))
    yield one
    code = one.end()
    assert (code, one.said) == (0, "")


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Program]]:
    started: list[Program] = []

    def run(**settings: str) -> Program:
        started.append(Program(tmp_path, **settings))
        return started[-1]

    yield run
    for one in started:
        one.process.kill()
        one.process.wait(20)
        one.answers.close()
        with suppress(BrokenPipeError):  # what was still to be asked
            one.asking.close()


# --- topics ----------------------------------------------------------------------------------------------------------


def test_topics_are_those_that_byhand_comes_with_until_others_are_configured(start: Callable[..., Program]) -> None:
    program = start()

    told = program.ask(op="route", id=1, text="My television flickers when the console is on HDMI 2")

    assert told["id"] == 1
    assert told["topics"][0]["id"] == "tv"
    assert told["topics"][0]["evidence"]
    assert program.end() == 0
    assert program.said == ""


def test_configured_topics_are_ranked_with_probabilities(program: Program) -> None:
    assert program.ask(op="configure", topics=TOPICS) == {"ok": True}

    told = program.ask(op="route", id="q1", text="My flight has a delay of three hours, what now?")

    assert told["topics"][0]["id"] == "Late Flight"
    assert {topic["id"] for topic in told["topics"]} == {"Late Flight", "bags", "food"}
    assert sum(topic["score"] for topic in told["topics"]) + told["none"] == pytest.approx(1, abs=1e-4)
    assert told["by"] == "meaning and words"
    assert told["kind"]["value"] == "question"
    assert told["language"]["value"] == "en"


def test_what_is_learned_adds_to_what_was_configured(program: Program) -> None:
    program.ask(op="configure", topics=TOPICS)
    text = "The zorble was cold and the blimp was dry"
    before = _score(program.ask(op="route", id=1, text=text), "food")

    for taught in ("zorble with a blimp", "my zorble was cold", "who makes the blimp so dry"):
        assert program.ask(op="learn", id=7, items=[{"text": taught, "topic": "food"}]) == {"id": 7, "ok": True}

    after = program.ask(op="route", id=2, text=text)
    assert _score(after, "food") > before
    assert after["topics"][0]["id"] == "food"


def test_configuring_anew_forgets_what_was_learned(program: Program) -> None:
    program.ask(op="configure", topics=TOPICS)
    text = "The zorble was cold"
    before = program.ask(op="route", id=1, text=text)
    program.ask(op="learn", items=[{"text": text, "topic": "food"}])

    program.ask(op="configure", topics=TOPICS)

    assert program.ask(op="route", id=1, text=text) == before


def test_an_arabic_question_finds_an_english_topic(program: Program) -> None:
    program.ask(op="configure", topics=TOPICS)

    told = program.ask(op="route", id=1, text="أين حقيبتي التي ضاعت في المطار؟")

    assert told["topics"][0]["id"] == "bags"
    assert told["language"]["value"] == "ar"


def test_the_policy_that_the_settings_name_is_used(tmp_path: Path, start: Callable[..., Program]) -> None:
    policy = tmp_path / "mine.yaml"
    policy.write_text(DEFAULT_POLICY.read_text("utf-8").replace("  - id: tv\n", "  - id: screens\n"), "utf-8")

    told = start(BYHAND_POLICY=str(policy), BYHAND_EMBEDDING="off").ask(op="route", id=1, text="television")

    assert told["topics"][0]["id"] == "screens"


def test_a_policy_file_that_is_not_there_is_one_sentence(start: Callable[..., Program]) -> None:
    program = start(BYHAND_POLICY="nowhere.yaml", BYHAND_EMBEDDING="off")

    told = program.ask(op="route", id=1, text="television")

    assert told == {"id": 1, "error": "BYHAND_POLICY names nowhere.yaml, which is not there."}
    assert program.ask(op="configure", topics=TOPICS) == {"ok": True}
    assert program.ask(op="route", id=2, text="my suitcase")["by"] == "words alone"


def test_the_databases_policy_goes_before_the_settings(
    tmp_path: Path, template_with_policy: Path, start: Callable[..., Program]
) -> None:
    shutil.copy(template_with_policy, tmp_path / "byhand.db")

    told = start(BYHAND_POLICY="nowhere.yaml", BYHAND_EMBEDDING="off").ask(op="route", id=1, text="television")

    assert told["topics"][0]["id"] == "tv"


def test_without_an_embedding_the_words_alone_decide_and_it_says_so_once(start: Callable[..., Program]) -> None:
    program = start(BYHAND_EMBEDDING="/nowhere/at/all")

    told = [program.ask(op="route", id=number, text="television remote") for number in range(2)]

    assert [one["by"] for one in told] == ["words alone", "words alone"]
    assert told[0]["topics"][0]["id"] == "tv"
    assert program.end() == 0
    assert program.said.count("\n") == 1
    assert "words alone" in program.said


def _score(told: Any, topic: str) -> float:
    return next(float(one["score"]) for one in told["topics"] if one["id"] == topic)


# --- places ----------------------------------------------------------------------------------------------------------


def test_places_are_found_where_they_are_named(program: Program) -> None:
    text = "😀 Is your shop in Paris, Texas open?"

    told = program.ask(op="geoparse", id=2, text=text)

    first = told["places"][0]
    assert text[first["start"] : first["end"]].startswith("Paris")
    assert (first["lat"], first["lon"]) == pytest.approx((33.66, -95.56), abs=0.1)
    assert 0 < first["confidence"] <= 1
    assert first["radius_km"] > 0
    assert "Texas" in first["name"]


def test_given_names_are_resolved_in_their_order(program: Program) -> None:
    told = program.ask(op="resolve", id=3, text="From Boston to Chicago", spans=[[15, 23], [5, 11]])

    assert [(one["start"], one["end"]) for one in told["places"]] == [(15, 22), (5, 11)]
    positions = [(one["lat"], one["lon"]) for one in told["places"]]
    assert positions[0] == pytest.approx((41.88, -87.63), abs=0.1)
    assert positions[1] == pytest.approx((42.36, -71.06), abs=0.1)


def test_a_name_that_nobody_knows_is_placed_nowhere(program: Program) -> None:
    told = program.ask(op="resolve", id=3, text="To Xyzzyqua", spans=[[3, 11]])

    assert told["places"] == [{"start": 3, "end": 11, "lat": None, "lon": None}]


def test_a_profile_line_is_placed_or_left_alone(program: Program) -> None:
    placed = program.ask(op="profile", id=4, text="Berlin, Germany")

    assert (placed["lat"], placed["lon"]) == pytest.approx((52.52, 13.41), abs=0.1)
    assert program.ask(op="profile", id=5, text="somewhere over the rainbow") == {"id": 5, "lat": None, "lon": None}


# --- bad input -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "error"),
    [
        (b"nonsense", "The line is not JSON."),
        (b"\xff\xfe", "The line is not UTF-8."),
        (b"[1, 2]", "The line is JSON, but no object."),
        (b"[" * 100_000, "The line is not JSON."),
        (b'{"id": 1}', "op is missing: it is one of configure, learn, route, geoparse, resolve, profile."),
        (b'{"op": "dance", "id": 1}', 'op "dance" is not known: it is one of configure, learn, route, geoparse,'),
        (b'{"op": ["route"], "id": 1}', 'op ["route"] is not known: it is one of'),
        (b'{"op": "route", "id": 1}', "text is missing."),
        (b'{"op": "route", "id": 1, "text": 5}', "text must be a valid string, not 5."),
        (b'{"op": "configure", "id": 1, "topics": {}}', "topics must be a valid list, not {}."),
        (b'{"op": "configure", "id": 1, "topics": []}', "topics is empty: at least one is needed."),
        (b'{"op": "configure", "id": 1, "topics": [{}]}', "topics[0].id is missing."),
        (b'{"op": "configure", "id": 1, "topics": [{"id": ""}]}', "topics[0].id must have at least 1 character"),
        (b'{"op": "configure", "id": 1, "topics": [{"id": "a"}, {"id": "a"}]}', 'topics has the id "a" twice.'),
        (b'{"op": "learn", "id": 1, "items": [{"text": "a"}]}', "items[0].topic is missing."),
        (b'{"op": "learn", "id": 1, "items": [{"text": "a", "topic": "no"}]}', 'items names the topic "no", which is'),
        (b'{"op": "resolve", "id": 1, "text": "ab", "spans": [[0]]}', "spans[0] must have at least 2 items"),
        (b'{"op": "resolve", "id": 1, "text": "ab", "spans": [[0, 1.5]]}', "spans[0][1] must be a valid integer"),
        (b'{"op": "resolve", "id": 1, "text": "ab", "spans": [[2, 3]]}', "The span [2, 3] is not within the text"),
        (b'{"op": "resolve", "id": 1, "text": "ab", "spans": [[-1, 1]]}', "The span [-1, 1] is not within the text"),
        (b'{"op": "resolve", "id": 1, "text": "ab", "spans": [[1, 1]]}', "The span [1, 1] is not within the text"),
    ],
)
def test_a_line_that_cannot_be_answered_gives_one_sentence_and_the_next_is_answered(
    line: bytes, error: str, program: Program
) -> None:
    told = program.line(line)

    assert set(told) == {"id", "error"}
    assert told["id"] == (1 if b'"id"' in line else None)
    assert told["error"].startswith(error)
    assert "\n" not in told["error"]
    assert program.ask(op="profile", id=2, text="Berlin")["lat"] is not None


def test_a_bad_item_teaches_nothing_of_its_line(program: Program) -> None:
    program.ask(op="configure", topics=TOPICS)
    before = program.ask(op="route", id=1, text="zorble")

    program.ask(op="learn", items=[{"text": "zorble", "topic": "food"}, {"text": "zorble", "topic": "nobody's"}])

    assert program.ask(op="route", id=1, text="zorble") == before


ODD = ["", " ", "\0", "\ud800", "😀" * 4096, "\u202eשמח abc", "Paris London Rome " * 40, "a" * 50_000, "ﷺ" * 300]


@pytest.mark.parametrize("text", ODD, ids=range(len(ODD)))
def test_odd_texts_have_an_answer(text: str, program: Program) -> None:
    assert program.ask(op="route", id=1, text=text)["topics"]
    assert "places" in program.ask(op="geoparse", id=1, text=text)
    assert "lat" in program.ask(op="profile", id=1, text=text)


def test_a_missing_index_of_places_is_one_sentence_and_topics_go_on(start: Callable[..., Program]) -> None:
    program = start(BYHAND_PLACE_INDEX="/nowhere/places.sqlite", BYHAND_EMBEDDING="off")

    told = program.ask(op="geoparse", id=1, text="Paris")

    assert set(told) == {"id", "error"}
    assert "\n" not in told["error"]
    assert program.ask(op="route", id=2, text="television")["topics"][0]["id"] == "tv"


# --- as a program ----------------------------------------------------------------------------------------------------


def test_empty_lines_are_passed_over_and_the_last_needs_no_end(tmp_path: Path) -> None:
    asked = (
        b'\xef\xbb\xbf\n\n{"op": "profile", "id": 1, "text": "Berlin"}\r\n  \n{"op": "profile", "id": 2, "text": ""}'
    )

    done = subprocess.run(COMMAND, cwd=tmp_path, env=_environment(), input=asked, capture_output=True, check=False)

    assert (done.returncode, done.stderr) == (0, b"")
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert [one["id"] for one in told if "error" not in one] == [1, 2]
    assert list(tmp_path.iterdir()) == []


def test_ctrl_c_ends_it_quietly(start: Callable[..., Program]) -> None:
    program = start()
    program.ask(op="profile", id=1, text="")

    program.process.send_signal(signal.SIGINT)

    assert program.process.wait(30) == 130
    assert program.said == ""


def test_it_ends_quietly_when_nobody_reads_the_answers_any_more(start: Callable[..., Program]) -> None:
    program = start()
    program.ask(op="profile", id=1, text="")
    program.answers.close()

    deadline = time.monotonic() + 30
    while program.process.poll() is None and time.monotonic() < deadline:
        try:
            program.asking.write(b'{"op": "profile", "id": 1, "text": ""}\n')
            program.asking.flush()
        except BrokenPipeError:
            break
        time.sleep(0.01)

    assert program.process.wait(30) == 0
    assert program.said == ""


def test_on_a_terminal_it_says_what_it_waits_for(tmp_path: Path) -> None:
    terminal = pexpect.spawn(COMMAND[0], COMMAND[1:], cwd=str(tmp_path), env=_environment(), timeout=60)

    terminal.expect("waiting for JSON lines on standard input")
    terminal.sendeof()
    terminal.expect(pexpect.EOF)
    terminal.close()

    assert terminal.exitstatus == 0


def test_its_help_shows_a_line_of_each_kind(tmp_path: Path) -> None:
    done = subprocess.run([*COMMAND, "--help"], cwd=tmp_path, env=_environment(), capture_output=True, check=True)

    for act in ("configure", "learn", "route", "geoparse", "resolve", "profile"):
        assert f'{{"op": "{act}"' in done.stdout.decode()
