"""What is typed after /byhand, and what is said about mistakes."""

# ruff: noqa: RUF001 - dashes and apostrophes as people type them

from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

from bots.slack.command import Enrol, Join, Mistake, Pause, Plain, help_lines, read
from policies.document import Policy
from policies.file import read as read_policy
from routing.people import Profile

POLICY: Policy = read_policy((Path(__file__).parents[2] / "policies" / "default.yaml").read_text())
NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)  # a Saturday, 13:00 in Stockholm
ZONE = "Europe/Stockholm"


def command(text: str) -> object:
    return read(text, POLICY, NOW, ZONE)


def mistake(text: str) -> str:
    found = command(text)
    assert isinstance(found, Mistake), found
    return found.text


def test_nothing_typed_opens_the_modal() -> None:
    assert command("") == command("   ") == Enrol()


@pytest.mark.parametrize("word", ["resume", "leave", "queue", "help", "HELP"])
def test_a_plain_word_is_itself(word: str) -> None:
    assert command(word) == Plain(word.lower())


@pytest.mark.parametrize(
    ("text", "profile"),
    [
        ("join tv near Leeds", Profile(("tv",), "Leeds")),
        ("JOIN tv, phones NEAR  Porto, PT ", Profile(("tv", "phones"), "Porto, PT")),
        ("join tv,tv near Leeds", Profile(("tv",), "Leeds")),
        (f"join {POLICY.topics[0].name.upper()} near Leeds", Profile((POLICY.topics[0].id,), "Leeds")),
        ("join tv near Leeds hours 09:00-17:00", Profile(("tv",), "Leeds", ((time(9), time(17)),))),
        (
            "join tv near St. John’s hours 09:00-12:30,13:30–18:00",
            Profile(("tv",), "St. John’s", ((time(9), time(12, 30)), (time(13, 30), time(18)))),
        ),
        ("join tv near Marks &amp; Spencer", Profile(("tv",), "Marks & Spencer")),
        ("join tv=3, phones near Leeds", Profile(("tv", "phones"), "Leeds", levels=(("tv", 3),))),
        (
            "join tv = A little,phones=expert,audio=well near Leeds",
            Profile(("tv", "phones", "audio"), "Leeds", levels=(("tv", 1), ("phones", 3), ("audio", 2))),
        ),
        ("join tv near Leeds speaks en,de", Profile(("tv",), "Leeds", languages=("en", "de"))),
        ("join tv near Leeds SPEAKS German and Swedish, de", Profile(("tv",), "Leeds", languages=("de", "sv"))),
        (
            "join tv near Leeds hours 09:00-17:00 speaks en",
            Profile(("tv",), "Leeds", ((time(9), time(17)),), languages=("en",)),
        ),
        (
            "join tv near Leeds speaks en hours 09:00-17:00",
            Profile(("tv",), "Leeds", ((time(9), time(17)),), languages=("en",)),
        ),
    ],
)
def test_join_in_one_line(text: str, profile: Profile) -> None:
    assert command(text) == Join(profile)


@pytest.mark.parametrize("text", ["join", "join tv", "join near Leeds", "join tv near", "join tv in Leeds"])
def test_an_incomplete_join_is_told_its_form(text: str) -> None:
    assert "join TOPIC[,TOPIC] near PLACE [hours 09:00-17:00]" in mistake(text)


def test_an_unknown_topic_gets_the_nearest_one() -> None:
    assert "Did you mean phones" in mistake("join phnes near Leeds")


def test_a_topic_like_none_gets_the_list() -> None:
    assert "There are: tv, audio" in mistake("join zzzzzz near Leeds")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("join tv=9 near Leeds", "“9” does not say how well; write tv=1"),
        ("join tv=guru near Leeds", "“guru” does not say how well"),
        ("join phnes=3 near Leeds", "Did you mean phones"),
        ("join tv near Leeds speaks klingon", "I don't know the language “klingon”"),
        ("join xyzzyq=1 near Leeds speaks klingon hours nine", "There is no topic “xyzzyq”"),
    ],
)
def test_levels_and_languages_that_are_none_are_told(text: str, said: str) -> None:
    assert said in mistake(text)


def test_hours_that_are_none_are_told() -> None:
    assert 'hours are written "09:00-18:00"' in mistake("join tv near Leeds hours nine to five")


@pytest.mark.parametrize(
    ("text", "until"),
    [
        ("pause", None),
        ("pause 2h", NOW + timedelta(hours=2)),
        ("pause for 3d", NOW + timedelta(days=3)),
        ("pause until 18:00", datetime(2026, 11, 21, 17, 0, tzinfo=UTC)),
        ("pause until 9:00", datetime(2026, 11, 22, 8, 0, tzinfo=UTC)),
        ("pause until tomorrow", datetime(2026, 11, 21, 23, 0, tzinfo=UTC)),
        ("pause until Monday", datetime(2026, 11, 22, 23, 0, tzinfo=UTC)),
        ("pause until sat 10:00", datetime(2026, 11, 28, 9, 0, tzinfo=UTC)),
        ("pause until 2026-12-24 12:00", datetime(2026, 12, 24, 11, 0, tzinfo=UTC)),
    ],
)
def test_a_pause_ends_when_it_was_said_in_ones_own_zone(text: str, until: datetime | None) -> None:
    assert command(text) == Pause(until)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("pause sometime", "To pause, write"),
        ("pause until", "To pause, write"),
        ("pause until whenever", "I don't understand “whenever”"),
        ("pause until 25:00", "I don't understand “25:00”"),
        ("pause until 2020-01-01", "passed already"),
        ("pause until today 09:00", "passed already"),
        ("pause 99999999d", "more than a year"),
        ("pause until 2036-01-01", "more than a year"),
    ],
)
def test_a_pause_that_makes_no_sense_is_told_why(text: str, words: str) -> None:
    assert words in mistake(text)


def test_any_other_word_is_named_with_the_nearest_known() -> None:
    assert mistake("puase 2h") == "I don't know “puase”. Did you mean `pause`?"
    assert mistake("xyzzy") == "I don't know “xyzzy”."


def test_help_tells_every_word_topics_and_hours() -> None:
    lines = "\n".join(help_lines(POLICY))

    assert all(word in lines for word in ("join", "pause", "resume", "leave", "queue", "tv", "09:00-18:00"))
