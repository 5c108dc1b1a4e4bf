"""Why a question went to whom it went: from what was stored, whatever has changed since, and `byhand explain`."""

import json
import shutil
import sys
from pathlib import Path
from typing import Any

import pexpect
import pytest
import typer
from sqlmodel import col, update
from typer.testing import CliRunner, Result

from commands import explain
from main import Settings, toolbox
from routing import explaining, whynot
from routing.errors import ByhandError
from routing.kit import Kit
from store.models import Lesson, Question, Volunteer
from tests.factories import FrozenClock, claimed, make_question, make_volunteer, offers_of
from tests.integration.scenery import LEADS, QUEUE, next_ring, repolicy, volunteers_ring
from tests.integration.test_status_command import ROOT, surroundings

FAR = (51.5, -0.13)  # London
NEARBY = (53.79, -1.75)  # Bradford


def of_first(kit: Kit, question: Question, slack_id: str) -> explaining.OfferExplained:
    return explaining.of_offer(kit, offers_of(kit, question.id or 0)[0].id or 0, slack_id)


def change(kit: Kit, table: type[Question | Volunteer], **values: Any) -> None:
    with kit.db.write() as session:
        session.execute(update(table).values(**values))


# --- the question --------------------------------------------------------------------------------------------------


def test_topic_kind_language_and_place_are_told_with_their_evidence(kit: Kit) -> None:
    told = explaining.explain(kit, make_question(kit).id or 0)

    assert (told["topic"], told["topics"][0]["name"]) == ("TVs and home cinema", "TVs and home cinema")
    assert told["topics"][0]["evidence"]
    assert told["by"]
    assert 0 <= told["none"] < 1
    assert told["kind"]["value"] == "question"
    assert told["language"]["value"] == "en"
    assert (told["place"]["name"], told["place"]["source"]) == ("Leeds", "text")
    assert told["place"]["radius_km"] > 0


def test_everybody_who_came_into_question_is_told_with_every_factor(kit: Kit) -> None:
    repolicy(kit, people={"newcomer_share": 0}, rings=[volunteers_ring(count=3), QUEUE, LEADS])
    for number in range(5):
        make_volunteer(kit, f"U{number}", f"Person {number}", near=(53.8, -1.55 + number / 100))
    make_volunteer(kit, "UPAUSED", "Paula Paused", paused=True)
    near = explaining.explain(kit, make_question(kit).id or 0)["rings"][0]

    assert len(near["chosen"]) == 3
    assert len(near["reserve"]) == 2
    assert {one["name"] for one in (*near["chosen"], *near["reserve"])} == {f"Person {number}" for number in range(5)}
    for one in (*near["chosen"], *near["reserve"]):
        assert set(one["factors"]) >= {"skill", "nearness", "load", "rest"}
    assert [(one["name"], one["reason"]) for one in near["left_out"]] == [("Paula Paused", "has paused Byhand")]


def test_a_topic_keeps_the_name_it_had_though_the_policy_has_changed_since(kit: Kit) -> None:
    question = make_question(kit)
    topics = [{**topic, "name": f"New {topic['name']}"[:80]} for topic in kit.policy().to_json()["topics"]]
    repolicy(kit, topics=topics)
    told = explaining.explain(kit, question.id or 0)

    assert told["topic"] == "TVs and home cinema"
    assert [(one["version"], one["in_force"]) for one in told["policies"]] == [(1, False)]


def test_a_topic_that_is_gone_by_now_still_has_its_name(kit: Kit) -> None:
    question = make_question(kit)
    repolicy(kit, topics=[topic for topic in kit.policy().to_json()["topics"] if topic["id"] != "tv"])

    assert explaining.explain(kit, question.id or 0)["topic"] == "TVs and home cinema"


def test_who_has_left_since_is_still_named(kit: Kit, clock: FrozenClock) -> None:
    make_volunteer(kit)
    question = make_question(kit)
    change(kit, Volunteer, left_at=clock.advance(days=300), standing="gone")

    assert explaining.explain(kit, question.id or 0)["rings"][0]["chosen"][0]["name"] == "Vera Volunteer"


def test_a_question_whose_text_was_erased_is_explained_all_the_same(kit: Kit) -> None:
    make_volunteer(kit)
    question = make_question(kit)
    change(kit, Question, text=None)
    told = explaining.explain(kit, question.id or 0)

    assert told["text"] is None
    assert told["topic"] == "TVs and home cinema"
    assert told["rings"][0]["chosen"]


def test_a_decision_from_before_kinds_and_languages_is_explained(kit: Kit) -> None:
    question = make_question(kit)
    old = {"topics": [{"topic": "tv", "score": 0.8, "evidence": ["tv"]}], "place": None, "rings": []}
    change(kit, Question, decision=old, kind="")
    told = explaining.explain(kit, question.id or 0)

    assert (told["kind"], told["none"], told["by"]) == (None, None, "")
    assert told["language"] == {"value": "en", "confidence": None, "evidence": []}


def test_a_question_of_which_nothing_is_stored_is_explained_with_nothing(kit: Kit) -> None:
    question = make_question(kit)
    change(kit, Question, decision={}, policy_version=None)
    told = explaining.explain(kit, question.id or 0)

    assert (told["topics"], told["rings"], told["place"], told["policies"]) == ([], [], None, [])
    assert told["kept"] is False


def test_what_is_only_listened_to_is_explained_with_the_reason(kit: Kit) -> None:
    told = explaining.explain(kit, make_question(kit, "❤️❤️").id or 0)

    assert (told["state"], told["kept"], told["rings"]) == ("listened", True, [])
    assert told["reason"] == "it is only emoji"


def test_lessons_on_the_topic_are_told_with_who_gave_them(kit: Kit) -> None:
    walked = claimed(kit)
    lesson: dict[str, Any] = {
        "question_id": walked.question_id,
        "volunteer_id": walked.volunteer.id,
        "given_at": kit.clock.now(),
    }
    with kit.db.write() as session:
        session.add(Lesson(kind="corrected", topic="audio", was="tv", **lesson))
    told = explaining.explain(kit, walked.question_id)

    assert [(one["by"], one["was"], one["topic"], one["forgotten"]) for one in told["lessons"]] == [
        ("Vera Volunteer", "TVs and home cinema", "Audio", False)
    ]


def test_a_follow_up_says_which_question_it_goes_on_from(kit: Kit) -> None:
    make_volunteer(kit)
    first = make_question(kit)
    second = make_question(
        kit,
        "And the remote?",
        external_id=f"{first.external_id.partition(':')[0]}:2",
        reply_to=first.external_id,
        chat=first.external_id.partition(":")[0],
    )

    assert explaining.explain(kit, second.id or 0)["follow_up_of"] == first.id


# --- why me, why not her -------------------------------------------------------------------------------------------


def test_the_volunteer_is_told_why_with_his_own_factors(kit: Kit) -> None:
    make_volunteer(kit)
    told = of_first(kit, make_question(kit), "UVERA")

    assert told.headline == "Why you were asked"
    assert told.lines[0] == "You chose the topic TVs and home cinema."
    assert any(line.startswith("Place: Leeds, by the words “Leeds”") for line in told.lines)
    assert {name for name, _, _ in told.factors} >= {"skill", "nearness"}
    assert all(0 <= value <= 1 and words for _, value, words in told.factors)
    assert told.policy_version == 1


def test_nobody_else_is_told_a_persons_factors_and_nobody_any_name(kit: Kit) -> None:
    make_volunteer(kit)
    make_volunteer(kit, "UPAUSED", "Paula Paused", paused=True)
    question = make_question(kit)
    others = of_first(kit, question, "USOMEBODY")
    own = of_first(kit, question, "UVERA")

    assert others.factors == ()
    assert not any("Counted of you" in line for line in others.lines)
    assert "1 left out: 1 has paused Byhand." in own.lines
    assert not any("Paula" in line for line in own.lines)


def test_a_channels_card_is_explained_to_whoever_reads_it(kit: Kit) -> None:
    told = of_first(kit, make_question(kit), "UVERA")

    assert told.headline == "Why this stands in #byhand-queue"
    assert told.factors == ()


def test_a_card_of_a_decision_that_was_erased_says_so(kit: Kit) -> None:
    make_volunteer(kit)
    question = make_question(kit)
    change(kit, Question, decision={})

    assert of_first(kit, question, "UVERA").lines[-1] == "What was found out about this question is no longer kept."


def test_a_card_that_is_not_there_is_one_sentence(kit: Kit) -> None:
    with pytest.raises(ByhandError, match="is not there any more"):
        explaining.of_offer(kit, 77, "UVERA")


def test_why_a_colleague_was_not_asked_is_told_ring_by_ring(kit: Kit, clock: FrozenClock) -> None:
    make_volunteer(kit)
    make_volunteer(kit, "UFAR", "Fay Far", near=FAR)
    question = make_question(kit)
    next_ring(kit, clock, question.id or 0)
    found = whynot.of_person(kit, question.id or 0, "fay far")

    assert found.asked
    assert [(step.ring, step.asked) for step in found.steps] == [("near", False), ("wider", True)]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Paula", "was left out: has paused Byhand"),
        ("@UPAUSED", "was left out: has paused Byhand"),
        ("Vera Volunteer", "was asked: You chose the topic"),
        ("Olga", "did not come into question"),
        ("Nora", "had not joined by then"),
    ],
)
def test_each_reason_not_to_be_asked_has_words(kit: Kit, clock: FrozenClock, name: str, said: str) -> None:
    make_volunteer(kit)
    make_volunteer(kit, "UPAUSED", "Paula Paused", paused=True)
    make_volunteer(kit, "UOTHER", "Olga Other", topics=["kitchen"])
    question = make_question(kit)
    make_volunteer(kit, "UNEW", "Nora New", joined_at=clock.advance(hours=1))

    assert whynot.of_person(kit, question.id or 0, name).steps[0].said.startswith(said)


def test_who_could_have_been_asked_sees_by_how_much_others_were_before(kit: Kit) -> None:
    repolicy(kit, people={"newcomer_share": 0}, rings=[volunteers_ring(count=3), QUEUE, LEADS])
    for number in range(3):
        make_volunteer(kit, f"U{number}", f"Person {number}")
    make_volunteer(kit, "UBRAD", "Brad Bradford", near=NEARBY)
    found = whynot.of_person(kit, make_question(kit).id or 0, "Brad")

    assert not found.asked
    assert found.steps[0].said.startswith("could have been asked, with a score of 0.")
    assert "3 others were" in found.steps[0].said


@pytest.mark.parametrize(
    ("name", "said"), [("Vero", "did you mean Vera Volunteer"), ("X", "Nobody called X"), ("twin", "Several people")]
)
def test_whom_nobody_knows_or_two_are_is_one_sentence(kit: Kit, name: str, said: str) -> None:
    make_volunteer(kit)
    make_volunteer(kit, "UT1", "Twin One")
    make_volunteer(kit, "UT2", "Twin Two")
    question = make_question(kit)

    with pytest.raises(ByhandError, match=said):
        whynot.of_person(kit, question.id or 0, "Vera Volunter" if name == "Vero" else name)


# --- the command ---------------------------------------------------------------------------------------------------


@pytest.fixture
def folder(kit: Kit, tmp_path: Path) -> Path:
    """A database with a question that one was asked, one could have been and one could not."""
    make_volunteer(kit)
    make_volunteer(kit, "UPAUSED", "Paula Paused", paused=True)
    make_question(kit)
    kit.db.close()
    for part in kit.db.path.parent.glob(f"{kit.db.path.name}*"):
        shutil.copy(part, tmp_path / part.name.replace(kit.db.path.name, "byhand.db"))
    return tmp_path


def run(folder: Path, *words: str) -> Result:
    """The command in this process, as it is in a pipe."""
    app = typer.Typer()

    @app.callback()
    def _start(context: typer.Context) -> None:
        context.obj = toolbox(Settings(database_url=f"sqlite:///{folder / 'byhand.db'}"))

    explain.register(app)
    return CliRunner().invoke(app, ["explain", *words])


def test_in_a_pipe_every_line_is_plain_words(folder: Path) -> None:
    out = run(folder, "1").stdout

    assert "\x1b" not in out
    assert "█" not in out
    for words in (
        "Question 1 on telegram",
        "TVs and home cinema",
        "Leeds, by the words",
        "Vera Volunteer",
        "Ring near",
    ):
        assert words in out
    assert "Paula Paused: has paused Byhand" in out


def test_as_json_it_is_everything_that_explain_tells(folder: Path) -> None:
    told = json.loads(run(folder, "#1", "--json").stdout)

    assert told["question"] == 1
    assert told["rings"][0]["chosen"][0]["factors"]["skill"] > 0


def test_one_colleague_is_told_apart(folder: Path) -> None:
    assert "Paula Paused was not asked question 1." in run(folder, "1", "--person", "Paula").stdout
    assert json.loads(run(folder, "1", "--person", "Vera", "--json").stdout)["asked"] is True


def test_in_a_terminal_factors_are_bars_and_distances_a_line(folder: Path) -> None:
    environment = surroundings() | {"BYHAND_DATABASE_URL": f"sqlite:///{folder / 'byhand.db'}"}
    with pexpect.spawn(
        sys.executable,
        ["-c", "import main; main.cli()", "explain", "1"],
        cwd=str(ROOT),
        env=environment,
        dimensions=(60, 100),
        encoding="utf-8",
    ) as child:
        child.expect(pexpect.EOF, timeout=60)
        shown = child.before or ""

    assert "█" in shown
    assert "⌂" in shown
    assert "Traceback" not in shown


@pytest.mark.parametrize("number", ["abc", "1.5", "", "\uff19", "1" * 30])
def test_what_is_no_number_is_one_clear_line(folder: Path, number: str) -> None:
    found = run(folder, number)

    assert isinstance(found.exception, ByhandError)
    assert "is no question's number" in str(found.exception)


def test_a_question_that_is_not_there_is_one_clear_line(folder: Path) -> None:
    assert str(run(folder, "12").exception) == "There is no question 12."


def test_a_question_of_which_nothing_is_kept_says_so(kit: Kit, folder: Path) -> None:
    with kit.db.write() as session:
        session.execute(
            update(Question).where(col(Question.id) == 1).values(decision={}, text=None, policy_version=None)
        )
    kit.db.close()
    shutil.copy(kit.db.path, folder / "byhand.db")
    out = run(folder, "1").stdout

    assert "its text was erased" in out
    assert "is not kept" in out
