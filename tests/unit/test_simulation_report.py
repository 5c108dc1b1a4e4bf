"""Runs side by side: means with intervals, what is sure and what is noise, and how it is told."""

import io
from collections.abc import Sequence

import pytest
from rich.console import Console

from commands import simulate_picture
from docs import simulation as page
from routing.simulation import told
from routing.simulation.assumptions import Assumptions
from routing.simulation.comparison import MEASURES, Comparison, Measure, compared, interval_of, to_json
from routing.simulation.measures import WAITS, Outcome

MEDIAN = next(measure for measure in MEASURES if measure.name == "median")
NEAR = next(measure for measure in MEASURES if measure.name == "near")
CURVES = {"waits": (0.0,) * len(WAITS), "load": (0.0,) * 101, "hours": (0.0,) * 24}


def runs(**medians: Sequence[float | None]) -> Comparison:
    """One run for each figure, by strategy; nothing but the median differs."""
    other = {measure.name: 0.5 for measure in MEASURES} | {"questions": 100.0}
    outcomes = [
        Outcome(name, seed, {**other, "median": value}, CURVES)
        for name, values in medians.items()
        for seed, value in enumerate(values)
    ]
    return compared(list(medians), outcomes[::-1])


def test_an_interval_is_students_over_the_seeds() -> None:
    found = interval_of([9.0, 10.0, 11.0])

    assert found is not None
    assert found.mean == pytest.approx(10)
    assert found.high == pytest.approx(10 + 4.303 / 3**0.5, abs=0.001)
    assert found.low == pytest.approx(10 - 4.303 / 3**0.5, abs=0.001)


def test_one_seed_has_a_figure_and_no_interval() -> None:
    found = interval_of([9.0])

    assert found is not None
    assert (found.mean, found.low, found.high) == (9.0, None, None)


def test_a_mean_that_one_seed_has_no_figure_for_is_none() -> None:
    assert interval_of([9.0, None]) is None


@pytest.mark.parametrize(
    ("ours", "theirs", "verdict"),
    [
        ((9, 9.1, 9.2), (12, 12.2, 12.1), "better"),
        ((12, 12.2, 12.1), (9, 9.1, 9.2), "worse"),
        ((1, 9), (9, 1), "noise"),
    ],
)
def test_a_difference_is_sure_when_its_interval_leaves_nothing_out(
    ours: Sequence[float], theirs: Sequence[float], verdict: str
) -> None:
    found = runs(ours=ours, theirs=theirs).difference("theirs", MEDIAN)

    assert found is not None
    assert found.verdict == verdict


def test_seeds_are_compared_pair_by_pair() -> None:
    """Worlds differ more than strategies do; in each of them the second is a minute slower."""
    found = runs(ours=(5.0, 50.0, 500.0), theirs=(6.0, 51.0, 501.0)).difference("theirs", MEDIAN)

    assert found is not None
    assert (found.interval.low, found.interval.high) == (-1.0, -1.0)


def test_more_is_better_where_it_is() -> None:
    assert NEAR.more_is_better
    assert Measure("x", "x", more_is_better=True, goal=0.5).reaches(0.6)
    assert not Measure("x", "x", goal=0.5).reaches(0.6)


def test_the_table_says_what_is_missing_and_whether_goals_are_reached() -> None:
    said = Console(file=io.StringIO(), width=400)
    simulate_picture.show(said, runs(ours=(9.0, 9.5), theirs=(8.0, None)), Assumptions(), "the example policy")
    words = said.file.getvalue() if isinstance(said.file, io.StringIO) else ""

    assert "The example policy: 2 worlds of 28 days" in words
    assert "never, for some" in words
    assert "at most 10.0: reached" in words
    assert "at most 4.00: reached" in words
    assert "within the noise" in words
    assert all(sentence in words for sentence in told.told(Assumptions()))


def test_the_json_has_every_figure_of_every_strategy() -> None:
    found = to_json(runs(ours=(9.0, 9.5), theirs=(8.0, None)))

    assert found["figures"]["ours"]["median"]["by_seed"] == [9.0, 9.5]
    assert found["figures"]["theirs"]["median"]["mean"] is None
    assert found["differences"]["theirs"]["median"] is None
    assert found["goals"]["median"] == {"goal": 10.0, "reached": True}
    assert len(found["wait_minutes"]) == len(found["curves"]["ours"]["waits"])


def test_the_page_is_drawn_from_the_same_figures() -> None:
    found = runs(**{"this policy": (9.0, 9.5), "broadcast": (4.0, 4.5), "round robin": (50.0, 60.0)})
    drawn = "\n".join(page._sections(found, {"half as willing": found}))

    assert "| median wait, min | 9.2 ± 3.2 | 4.2 ± 3.2 |" in drawn
    assert "| half as willing | 9.2 (4.2) |" in drawn
    assert all(sentence in drawn for sentence in told.told(Assumptions()))


def test_the_page_has_its_place_for_what_is_drawn() -> None:
    text = page.PAGE.read_text("utf-8")

    assert text.count(page.BEGIN) == text.count(page.END) == 1
    assert text.index(page.BEGIN) < text.index(page.END)


def test_the_words_of_the_assumptions_follow_their_numbers() -> None:
    default, other = told.told(Assumptions()), told.told(Assumptions(volunteers=7, willingness=(2.0, 6.0), days=3))

    assert any("Beta(2, 6)" in sentence for sentence in other)
    assert sum(one != two for one, two in zip(default, other, strict=True)) == 2
