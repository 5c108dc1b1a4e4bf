"""Sixty questions with simulated volunteers while everything goes wrong now and then: none lost, none doubled."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from commands.stage import ROOT, Stage, staged

SPEED = 20
pytestmark = pytest.mark.timeout(300)


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with staged(tmp_path_factory.mktemp("replay"), speed=SPEED) as made:
        yield made


def _play(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "sandbox", "replay", *words]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def _at(stage: Stage) -> list[str]:
    return ["--sandbox", stage.sandbox, "--byhand", stage.byhand, "--limits", str(SPEED), "--fast"]


@pytest.fixture(scope="module")
def played(stage: Stage) -> dict[str, Any]:
    """What came of sixty questions with every fault at 5 %."""
    came = _play(*_at(stage), "--count", "60", "--faults", "5%", "--patience", "150", "--json")
    assert came.returncode == 0, came.stdout + came.stderr
    found: dict[str, Any] = json.loads(came.stdout)
    return found


def test_nothing_is_lost_nothing_doubled_and_nothing_left_undecided(played: dict[str, Any]) -> None:
    assert (played["lost"], played["doubled"], played["undecided"]) == ([], [], [])


def test_everything_offered_is_answered_or_let_be(played: dict[str, Any]) -> None:
    assert (played["unanswered"], played["unsettled"]) == (0, [])
    assert played["answered"] > 40


def test_what_may_have_been_posted_was_decided_by_people(played: dict[str, Any], stage: Stage) -> None:
    """Byhand itself knows of no answer whose fate is open, and people were asked about some."""
    told = httpx.get(f"{stage.byhand}/metrics", trust_env=False).text

    assert re.findall(r'byhand_deliveries\{channel="(?:x|telegram)",state="unknown"\} (\S+)', told) in ([], ["0.0"])
    assert played["unknown_there"] + played["unknown_again"] > 0


def test_the_faults_are_off_afterwards(played: dict[str, Any], stage: Stage) -> None:
    assert stage.see("faults") == []
    assert stage.see("telegram/switches")["reorder"] is False


def test_what_is_posted_is_marked_as_a_rehearsal(played: dict[str, Any], stage: Stage) -> None:
    ours = [post["text"] for post in stage.see("x/timeline") if post["ours"]]

    assert len(ours) > 10
    assert [text for text in ours if "[Rehearsal]" not in text] == []


def test_broken_lines_are_told_and_the_rest_is_played(stage: Stage, tmp_path: Path) -> None:
    path = tmp_path / "mine.jsonl"
    rows = [
        '{"at": 0, "channel": "x", "author": "new_here", "text": "@brightaisle does the mixer come in red?"}',
        '{"at": "later", "channel": "x", "author": "new_here", "text": "@brightaisle or in blue?"}',
    ]
    path.write_text("\n".join(rows))

    came = _play(str(path), *_at(stage))

    assert came.returncode == 0, came.stdout + came.stderr
    assert "line 2: `at` is 'later': input should be a valid number" in came.stdout
    assert re.search(r"asked\s+1 in", came.stdout)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["nowhere.jsonl"], "replay: nowhere.jsonl cannot be read: No such file or directory\n"),
        (["--sandbox", "http://127.0.0.1:9"], "replay: There is no sandbox at http://127.0.0.1:9: "),
    ],
)
def test_what_cannot_be_played_is_one_clear_line(words: list[str], told: str) -> None:
    came = _play(*words)

    assert came.returncode == 2
    assert came.stderr.startswith(told)
    assert len(came.stderr.splitlines()) == 1


@pytest.mark.parametrize("words", [["--faults", "150%"], ["--faults", "some"], ["--speed", "0"], ["--count", "-1"]])
def test_wishes_that_make_no_sense_are_refused(words: list[str]) -> None:
    assert _play(*words).returncode == 2
