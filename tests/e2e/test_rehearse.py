"""`byhand rehearse` as people run it: from files, and from mentions on X once the cost was agreed to."""

import os
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pexpect
import pytest
from typer.testing import CliRunner, Result

from commands.cli import application
from commands.toolbox import Missing
from main import Settings, toolbox
from policies.file import PolicyError
from sandbox.serve import RunningSandbox, running
from tests.e2e.house import ROOT, House

pytestmark = [
    pytest.mark.timeout(180),
    pytest.mark.filterwarnings("ignore:.*forkpty.*:DeprecationWarning"),  # the sandbox's thread needs nothing there
]
QUESTIONS = '{"text": "My TV in Leeds flickers. Is it the cable?", "time": "2026-11-23T12:00:00Z"}\nbroken\n'
COLLEAGUES = "name,topics,place\nVera Hardy,tv,Leeds\nOtto,kitchn,Leeds\n"
Rehearse = Callable[..., Result]


@pytest.fixture(scope="module")
def stand_ins() -> Iterator[RunningSandbox]:
    with running(speed=1000) as one:
        yield one


@pytest.fixture
def house(stand_ins: RunningSandbox, tmp_path: Path) -> Iterator[House]:
    """An installation with X's keys that was never started: it has no database."""
    made = House(stand_ins, tmp_path)
    made.act("reset")
    yield made
    made.web.close()


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Rehearse:
    """The command in a folder, in this process, with no setting at all."""
    monkeypatch.chdir(tmp_path)
    app = application(lambda: toolbox(Settings(embedding="off")))

    def rehearse(*words: str) -> Result:
        return CliRunner().invoke(app, ["rehearse", *words])

    return rehearse


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    (tmp_path / "questions.jsonl").write_text(QUESTIONS, "utf-8")
    (tmp_path / "colleagues.csv").write_text(COLLEAGUES, "utf-8")
    return ["--questions", "questions.jsonl", "--colleagues", "colleagues.csv"]


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


# --- from files ------------------------------------------------------------------------------------------------------


def test_two_files_become_one_page_and_nothing_else(bare: Rehearse, files: list[str], tmp_path: Path) -> None:
    ran = bare(*files)

    assert ran.exit_code == 0, ran.output
    first, second, third = ran.stdout.splitlines()
    assert first.replace("\xa0", " ").startswith("1 of 1 question would have reached somebody who knows it, 1 of them")
    assert "Vera Hardy" in second
    assert third == f"Nothing was posted; it is a model. The page: {tmp_path / 'rehearsal.html'}"
    assert "questions.jsonl, line 2: it is no JSON" in ran.stderr
    assert "colleagues.csv, line 3: there is no topic “kitchn”; did you mean kitchen?" in ran.stderr
    assert names(tmp_path) == {"questions.jsonl", "colleagues.csv", "rehearsal.html"}
    assert "Vera Hardy" in (tmp_path / "rehearsal.html").read_text("utf-8")


def test_the_example_writes_its_files_and_shows_itself(bare: Rehearse, tmp_path: Path) -> None:
    ran = bare("--example", "--out", "example.html")

    assert ran.exit_code == 0, ran.output
    assert names(tmp_path) == {"questions.jsonl", "colleagues.csv", "example.html"}
    reached, of = map(int, re.findall(r"^(\d+) of (\d+)", ran.stdout, re.MULTILINE)[0])
    assert 0 < reached < of
    again = bare("--example")
    assert isinstance(again.exception, Missing)
    assert str(again.exception).startswith("There is a questions.jsonl here already")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "Name --colleagues FILE, and either --questions FILE or --mentions N; or try --example."),
        (["--questions", "questions.jsonl"], "Name --colleagues FILE"),
        (["--questions", "nix", "--colleagues", "colleagues.csv"], "There is no file nix."),
        (["--questions", ".", "--colleagues", "colleagues.csv"], ". cannot be read: Is a directory."),
        (["--questions", "colleagues.csv", "--colleagues", "colleagues.csv"], "There is no question in it"),
        (["--questions", "questions.jsonl", "--colleagues", "questions.jsonl"], "It has no column name"),
        (["--mentions", "5", "--colleagues", "colleagues.csv"], "X needs all four of its keys"),
    ],
)
def test_what_is_missing_or_wrong_is_one_clear_line(
    bare: Rehearse, files: list[str], words: list[str], said: str, tmp_path: Path
) -> None:
    ran = bare(*words)

    assert isinstance(ran.exception, Missing)
    assert said in str(ran.exception)
    assert "\n" not in str(ran.exception)
    assert "rehearsal.html" not in names(tmp_path)


@pytest.mark.parametrize(
    ("out", "said"),
    [("colleagues.csv", "it ends in .html"), ("nowhere/page.html", "Nothing can be written to")],
)
def test_a_page_is_written_only_where_one_can_be(bare: Rehearse, files: list[str], out: str, said: str) -> None:
    ran = bare(*files, "--out", out)

    assert isinstance(ran.exception, Missing)
    assert said in str(ran.exception)


def test_a_policy_with_mistakes_is_refused_with_its_lines(bare: Rehearse, files: list[str], tmp_path: Path) -> None:
    (tmp_path / "policy.yaml").write_text("company: {name: X}\n", "utf-8")
    ran = bare(*files, "--policy", "policy.yaml")

    assert isinstance(ran.exception, PolicyError)
    assert "line 1" in str(ran.exception)


# --- from one's own mentions -----------------------------------------------------------------------------------------


def posts(house: House) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = house.see("x/timeline")
    return found


def test_mentions_are_read_once_the_cost_is_agreed_to_and_nothing_is_posted(house: House, files: list[str]) -> None:
    for number in range(3):
        house.ask_on_x(f"my TV number {number} flickers in Leeds")
    before = len(posts(house))
    ran = house.byhand("rehearse", "--mentions", "2", *files[2:], "--yes")

    assert ran.returncode == 0, ran.stderr
    assert "Reading 100 posts on X costs up to $0.11, by the policy's prices." in ran.stderr
    assert ran.stdout.replace("\xa0", " ").splitlines()[0].split(" would")[0].endswith("of 2 questions")
    page = (house.folder / "rehearsal.html").read_text("utf-8")
    assert "my TV number 2 flickers" in page
    assert "my TV number 0 flickers" not in page
    assert len(posts(house)) == before
    assert not house.database.exists()


def test_without_a_yes_nothing_is_read(house: House, files: list[str]) -> None:
    ran = house.byhand("rehearse", "--mentions", "800", *files[2:])

    assert ran.returncode == 1
    assert ran.stderr == (
        "byhand: Reading 800 posts on X costs up to $0.81, by the policy's prices. --yes agrees to it.\n"
    )
    assert house.see("requests") == []


@pytest.mark.parametrize(("answer", "read"), [("n", False), ("y", True)])
def test_a_person_is_asked_and_the_answer_counts(house: House, files: list[str], answer: str, *, read: bool) -> None:
    house.ask_on_x("my TV flickers in Leeds")
    words = ["-c", "import main; main.cli()", "rehearse", "--mentions", "1", *files[2:]]
    environment = {**os.environ, **house.settings, "PYTHONPATH": str(ROOT), "TERM": "xterm"}
    with pexpect.spawn(
        sys.executable, words, cwd=str(house.folder), env=environment, encoding="utf-8", dimensions=(24, 200)
    ) as child:
        child.expect_exact("Read them?", timeout=90)
        child.sendline(answer)
        child.expect(pexpect.EOF, timeout=90)

    assert (house.folder / "rehearsal.html").exists() is read
    assert ("Nothing was read." in (child.before or "")) is not read


def test_when_x_does_not_answer_it_is_one_clear_line(house: House, files: list[str]) -> None:
    house.act("faults", platform="x", kind="down")
    ran = house.byhand("rehearse", "--mentions", "1", *files[2:], "--yes")

    assert ran.returncode == 1
    assert "byhand: X was not read: " in ran.stderr
    assert "Traceback" not in ran.stderr
