"""The numbers on the page about routing are those of the code."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from policies.eligibility import Candidate
from policies.file import read
from policies.finding import Finding
from policies.skill import LEVELS, Experience, skill
from routing import factors
from routing.factors import About
from tests.docs.collected import ROOT

PAGE = (ROOT / "docs" / "explanation" / "routing.md").read_text("utf-8")
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
EXPERIENCES = {
    "nothing known yet": Experience(),
    "three answers": Experience(answered=3),
    "eight answers, two thanks": Experience(answered=8, thanked=2),
    "two questions given back": Experience(released=2),
}


def _row(name: str) -> str:
    found = re.search(rf"^\| `?{re.escape(name)}`? \|(.+)\|$", PAGE, re.MULTILINE)
    assert found, name
    return found[1]


def _numbers(text: str) -> list[float]:
    return [float(number) for number in re.findall(r"\d\.\d\d\b", text)]


def _somebody(**values: Any) -> Candidate:
    return Candidate(1, {"tv": 2}, None, None, "UTC", (), frozenset(), **values)


@pytest.mark.parametrize("name", EXPERIENCES)
def test_the_table_of_skill_is_what_skill_says(name: str) -> None:
    assert _numbers(_row(name)) == [round(skill(level, EXPERIENCES[name]), 2) for level in LEVELS]


def test_the_thresholds_are_the_policys_defaults() -> None:
    usual = Finding()

    assert f"| {usual.topic_at_least} |" in f"|{_row('topic_at_least')}"
    assert f"| {usual.second_topic_at_least} |" in f"|{_row('second_topic_at_least')}"


def test_the_examples_of_factors_are_what_each_says() -> None:
    policy = read((ROOT / "policies" / "default.yaml").read_text("utf-8"))
    seen = policy.model_copy(update={"people": policy.people.model_copy(update={"presence": True})})
    half = policy.people.half_worth_km
    told = {
        "skill": [factors.skilled(_somebody(), ("tv",), policy)],
        "nearness": [factors.nearness(km, half, known=True) for km in (10, 50, 200)],
        "availability": [factors.availability(_somebody(present=present), seen) for present in (False, None)],
        "willingness": [
            factors.willingness(_somebody(offered_lately=offered, taken_lately=taken), policy)
            for offered, taken in ((0, 0), (5, 3))
        ],
        "language": [factors.language(_somebody(), asked_in, policy) for asked_in in ("en", "cy")],
        "load": [
            *(factors.lightness(_somebody(live_claims=claims), policy) for claims in range(3)),
            factors.lightness(_somebody(taken_lately=2), policy),
        ],
        "rest": [factors.rest(_somebody(asked_at=NOW - timedelta(minutes=ago)), policy, NOW) for ago in (0, 30)],
        "continuity": [factors.continuity(_somebody(), frozenset({2}))],
    }

    assert {name: _numbers(_row(name)) for name in told} == {
        name: [round(value, 2) for value in values] for name, values in told.items()
    }
    assert set(factors.NAMES) == set(told)
    assert set(factors.factors(_somebody(), About(), policy, NOW)) == set(told)
