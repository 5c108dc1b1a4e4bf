"""Whom to ask: ranking, drawing, and saying why."""

import json
import random
from datetime import UTC, datetime, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.asking import Ring
from policies.document import Policy
from policies.eligibility import Candidate, Reason
from routing.match import Ranking, rank
from routing.ports import Place, Point

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
LISBON = Place("Lisbon", Point(38.7167, -9.1333), 9, "text", 0.9, "PT", "Europe/Lisbon", "Lisbon")
PORTUGAL = Place("Portugal", Point(39.6, -8.0), 230, "text", 0.9, "PT", "Europe/Lisbon", "Portugal")
ALL_DAY = ((time(0), time(0)),)

POLICY = Policy.model_validate(
    {
        "company": {"name": "Brightaisle", "time_zone": "Europe/London"},
        "topics": [{"id": "laptops", "name": "Laptops", "description": "Computers"}],
        "capacity": {"claims_at_once": 3, "offers_a_day": 10},
        "rings": [
            {"name": "near", "ask": "volunteers", "count": 3, "wait": "5m"},
            {"name": "all", "ask": "channel", "wait": "1h"},
            {"name": "leads", "ask": "administrators", "wait": "1h"},
        ],
    }
)


def ring(**values: Any) -> Ring:
    return Ring.model_validate({"name": "near", "ask": "volunteers", "count": 3, "wait": "5m", **values})


def candidate(number: int, **values: Any) -> Candidate:
    columns: dict[str, Any] = {
        "volunteer_id": number,
        "topics": frozenset({"laptops"}),
        "latitude": 38.7,
        "longitude": -9.2,
        "time_zone": "Europe/Lisbon",
        "hours": ALL_DAY,
        "days": frozenset(range(7)),
    }
    return Candidate(**(columns | values))


def ranking(
    people: list[Candidate], place: Place | None = LISBON, topic: str | None = "laptops", seed: int = 1, **of_ring: Any
) -> Ranking:
    return rank(people, place, topic, ring(**of_ring), POLICY, NOON, random.Random(seed))


def chosen(result: Ranking) -> list[int]:
    return [scored.volunteer_id for scored in result.chosen]


people = st.builds(
    candidate,
    st.integers(1, 10_000),
    topics=st.sampled_from([frozenset({"laptops"}), frozenset({"tv"}), frozenset({"tv", "laptops"})]),
    latitude=st.none() | st.floats(-90, 90),
    longitude=st.none() | st.floats(-180, 180),
    live_claims=st.integers(0, 5),
    offers_today=st.integers(0, 12),
    capacity=st.none() | st.integers(0, 4),
    paused=st.booleans(),
    already_asked=st.booleans(),
)
crowds = st.lists(people, max_size=20, unique_by=lambda each: each.volunteer_id)


@given(crowds, st.integers(), st.randoms())
def test_the_order_of_rows_never_changes_who_is_asked(crowd: list[Candidate], seed: int, dice: random.Random) -> None:
    shuffled = dice.sample(crowd, len(crowd))
    assert ranking(crowd, seed=seed) == ranking(shuffled, seed=seed)


@given(st.floats(0, 20_000), st.floats(0, 20_000), st.integers(0, 2))
def test_nearer_never_scores_worse(one: float, other: float, claims: int) -> None:
    near, far = sorted((one, other))
    result = ranking(
        [candidate(1, distance_km=far, live_claims=claims), candidate(2, distance_km=near, live_claims=claims)]
    )
    scores = {scored.volunteer_id: scored.score for scored in result.chosen}
    assert scores[2] >= scores[1]


@given(crowds, st.integers())
def test_nobody_at_capacity_is_ever_asked(crowd: list[Candidate], seed: int) -> None:
    full = {
        each.volunteer_id
        for each in crowd
        if each.live_claims >= (POLICY.capacity.claims_at_once if each.capacity is None else each.capacity)
    }
    result = ranking(crowd, seed=seed, match_topic=False)
    assert not full & {scored.volunteer_id for scored in (*result.chosen, *result.reserve)}


@given(crowds, st.integers(1, 5))
def test_everybody_is_chosen_in_reserve_or_left_out_once(crowd: list[Candidate], count: int) -> None:
    result = ranking(crowd, count=count)
    told = [scored.volunteer_id for scored in (*result.chosen, *result.reserve)]
    told += [left_out.volunteer_id for left_out in result.left_out]
    assert sorted(told) == sorted(each.volunteer_id for each in crowd)
    assert len(result.chosen) == min(count, len(crowd) - len(result.left_out))


def test_the_score_is_the_product_of_its_factors() -> None:
    scored = ranking([candidate(1, distance_km=50.0, live_claims=1, offers_today=5)]).chosen[0]
    assert scored.factors == {"topic": 1.0, "nearness": 0.55, "load": 0.75, "rest": 0.75}
    assert scored.score == pytest.approx(1.0 * 0.55 * 0.75 * 0.75)


def test_who_is_free_is_preferred_to_who_is_busy() -> None:
    result = ranking([candidate(1, live_claims=2), candidate(2)], count=1)
    assert chosen(result) == [2]


def test_only_the_best_are_drawn_from() -> None:
    crowd = [candidate(number, distance_km=float(10 * number)) for number in range(1, 30)]
    drawn = {number for seed in range(50) for number in chosen(ranking(crowd, seed=seed))}
    assert drawn <= set(range(1, 7))
    assert len(drawn) > 3


def test_the_chosen_come_best_first() -> None:
    crowd = [candidate(number, distance_km=float(number)) for number in range(1, 30)]
    scores = [scored.score for scored in ranking(crowd, count=10).chosen]
    assert scores == sorted(scores, reverse=True)


def test_distance_is_worked_out_from_where_both_are() -> None:
    result = ranking([candidate(1, latitude=41.15, longitude=-8.61)], within_km=200)
    assert [(left.volunteer_id, left.reason) for left in result.left_out] == [(1, Reason.TOO_FAR)]


def test_a_country_is_an_area_whose_people_are_all_there() -> None:
    result = ranking([candidate(1, latitude=41.15, longitude=-8.61)], place=PORTUGAL, within_km=1)
    assert result.chosen[0].distance_km == 0


def test_coordinates_that_are_nowhere_count_as_none() -> None:
    scored = ranking([candidate(1, latitude=95.0)]).chosen[0]
    assert scored.factors["nearness"] == 0.1


def test_who_chose_the_topic_comes_first_where_it_does_not_matter() -> None:
    result = ranking([candidate(1, topics=frozenset({"tv"})), candidate(2)], match_topic=False)
    assert chosen(result) == [2, 1]


def test_a_ring_without_a_count_asks_everybody() -> None:
    everybody = Ring.model_validate({"name": "all", "ask": "channel", "wait": "1h"})
    crowd = [candidate(number) for number in range(1, 9)]
    assert len(rank(crowd, None, None, everybody, POLICY, NOON, random.Random(1)).chosen) == 8


def test_nobody_to_ask_is_an_empty_ranking() -> None:
    assert ranking([]) == Ranking((), ())


@pytest.mark.parametrize(
    ("place", "values", "sentence"),
    [
        (LISBON, {"latitude": 38.8, "longitude": -9.2}, "You are 11 km from Lisbon"),
        (LISBON, {"latitude": 38.7167, "longitude": -9.1333}, "You are in Lisbon"),
        (PORTUGAL, {}, "You are in or near Portugal"),
        (PORTUGAL, {"latitude": 48.85, "longitude": 2.35}, "You are about 1,317 km from the middle of Portugal"),
    ],
)
def test_the_card_says_how_near_the_volunteer_is(place: Place, values: dict[str, Any], sentence: str) -> None:
    assert sentence in ranking([candidate(1, **values)], place=place).chosen[0].why


def test_the_card_says_why_in_whole_sentences() -> None:
    why = ranking([candidate(1, time_zone="Asia/Tokyo")], place=None).chosen[0].why
    assert why == ("You chose the topic Laptops", "It is 21:00 where you are")


def test_without_a_topic_the_card_does_not_claim_one() -> None:
    why = ranking([candidate(1, latitude=None)], topic=None).chosen[0].why
    assert why == ("It is 12:00 where you are",)


def test_a_topic_that_the_policy_dropped_is_called_by_its_id() -> None:
    why = ranking([candidate(1, topics=frozenset({"fax"}))], topic="fax", place=None).chosen[0].why
    assert why[0] == "You chose the topic fax"


@given(crowds)
def test_the_decision_can_be_kept_as_json(crowd: list[Candidate]) -> None:
    kept = json.loads(json.dumps(ranking(crowd).to_json()))
    assert set(kept) == {"chosen", "reserve", "left_out"}
    assert all(set(each) == {"volunteer_id", "reason"} for each in kept["left_out"])
