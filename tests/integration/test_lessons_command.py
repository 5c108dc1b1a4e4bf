"""`byhand lessons` from the outside: what was learnt, and forgetting one of it."""

import json
import shutil
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from commands import lessons
from main import Settings, toolbox
from routing import lessons as teaching
from routing.kit import Kit
from tests.factories import act, claimed, make_question, make_volunteer


@pytest.fixture
def folder(kit: Kit, tmp_path: Path) -> Path:
    """A database in which Vera put one topic right and answered another question."""
    walked = claimed(kit)
    teaching.correct(kit, act(), walked.offer_id, "printers")
    other = make_question(kit, "The screen of my TV is black.")
    with kit.db.write() as session:
        teaching.confirm(session, other, walked.volunteer.id or 0, kit.clock.now())
    kit.db.close()
    shutil.copy(kit.db.path, tmp_path / "byhand.db")
    return tmp_path


def run(folder: Path, *words: str) -> Result:
    """The command in this process, as it is in a pipe."""
    settings = Settings(database_url=f"sqlite:///{folder / 'byhand.db'}")
    app = typer.Typer()

    @app.callback()
    def _start(context: typer.Context) -> None:
        context.obj = toolbox(settings)

    app.add_typer(lessons.app, name="lessons")
    return CliRunner().invoke(app, ["lessons", *words])


def test_what_was_learnt_is_listed_with_who_said_it(folder: Path) -> None:
    first, second = run(folder).stdout.splitlines()

    assert first.startswith("1  question 1 “My new TV in Leeds flickers. Is it the cable?”: ")
    assert first.endswith("TVs and home cinema → Printers and scanners (Vera Volunteer, 2026-11-23)")
    assert second.endswith("TVs and home cinema, confirmed by the answer (Vera Volunteer, 2026-11-23)")


def test_a_forgotten_lesson_stays_in_the_list_and_is_marked(folder: Path) -> None:
    said = run(folder, "forget", "1")
    assert (said.exit_code, said.stdout) == (0, "Taken back. It stands under TVs and home cinema again.\n")

    assert run(folder).stdout.splitlines()[0].endswith("; forgotten)")
    first, second = (json.loads(line) for line in run(folder, "--json").stdout.splitlines())
    assert first["forgotten_at"] is not None
    assert second.keys() == first.keys()
    assert (second["lesson"], second["kind"], second["topic"], second["forgotten_at"]) == (2, "confirmed", "tv", None)
    assert "taken back already" in str(run(folder, "forget", "1").exception)
    assert "There is no lesson 9" in str(run(folder, "forget", "9").exception)


def test_where_nothing_was_learnt_that_is_said(kit: Kit, tmp_path: Path) -> None:
    make_volunteer(kit)
    kit.db.close()
    shutil.copy(kit.db.path, tmp_path / "byhand.db")

    assert run(tmp_path).stdout == "Nothing was learnt so far.\n"
    assert run(tmp_path, "--json").stdout == ""
