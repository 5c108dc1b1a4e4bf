"""What somebody may be expected to know: what he says, then what came of his questions."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.skill import LEVELS, Experience, skill, together

experiences = st.builds(Experience, *(st.integers(0, 100) for _ in range(5)))
levels = st.none() | st.integers(1, 3)


@given(levels, experiences)
def test_skill_is_between_nothing_and_one(level: int | None, came: Experience) -> None:
    assert 0 < skill(level, came) < 1


@given(levels, experiences, st.sampled_from(["answered", "thanked"]))
def test_more_good_never_scores_worse(level: int | None, came: Experience, what: str) -> None:
    assert skill(level, replace(came, **{what: getattr(came, what) + 1})) >= skill(level, came)


@given(levels, experiences, st.sampled_from(["released", "corrected"]))
def test_more_bad_never_scores_better(level: int | None, came: Experience, what: str) -> None:
    assert skill(level, replace(came, **{what: getattr(came, what) + 1})) <= skill(level, came)


@given(experiences)
def test_a_higher_level_never_scores_worse(came: Experience) -> None:
    declared = [skill(level, came) for level in (None, 1, 2, 3)]
    assert declared == sorted(declared)


@pytest.mark.parametrize("level", [1, 2, 3])
def test_at_first_what_he_says_of_himself_counts(level: int) -> None:
    assert skill(level) == pytest.approx(LEVELS[level])


def test_in_the_end_what_came_of_it_counts() -> None:
    assert skill(1, Experience(answered=100)) > skill(3, Experience(corrected=100)) + 0.8


@pytest.mark.parametrize("what", ["answered", "thanked", "released", "corrected"])
def test_everything_that_came_of_it_counts(what: str) -> None:
    assert skill(2, Experience(**{what: 1})) != skill(2)


def test_to_take_a_question_says_nothing_yet() -> None:
    assert skill(2, Experience(claimed=5)) == skill(2)


def test_to_give_a_question_back_weighs_less_than_to_be_corrected() -> None:
    assert skill(2) > skill(2, Experience(released=1)) > skill(2, Experience(corrected=1))


def test_a_level_that_no_form_gives_counts_as_the_next() -> None:
    assert skill(0) == skill(1)
    assert skill(9) == skill(3)


@given(st.floats(0, 1), st.floats(0, 1))
def test_two_topics_are_never_less_than_one(one: float, other: float) -> None:
    best, second = max(one, other), min(one, other)
    assert best <= together(best, second) <= 1


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_better_in_one_of_two_topics_is_never_worse(one: float, other: float, fixed: float) -> None:
    low, high = (together(max(each, fixed), min(each, fixed)) for each in sorted((one, other)))
    assert high >= low - 1e-9


def test_what_is_nothing_is_not_told() -> None:
    assert json.dumps(Experience(claimed=2, thanked=1).to_json()) == '{"claimed": 2, "thanked": 1}'
