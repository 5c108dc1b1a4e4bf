"""Whom to ask: ranking, drawing, and saying why."""

import json
import random
from collections import Counter
from datetime import UTC, datetime, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.asking import Ring
from policies.document import Policy
from policies.eligibility import Candidate, Reason
from policies.finding import People
from policies.skill import Experience
from routing.factors import UNKNOWN_NEARNESS
from routing.match import MOST_TOLD, About, Ranking, rank
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
        "levels": {"laptops": 2},
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
    about = About((topic,) if topic else (), place)
    return rank(people, about, ring(**of_ring), POLICY, NOON, random.Random(seed))


def chosen(result: Ranking) -> list[int]:
    return [scored.volunteer_id for scored in result.chosen]


experiences = st.builds(Experience, *(st.integers(0, 6) for _ in range(5)))
people = st.builds(
    candidate,
    st.integers(1, 10_000),
    levels=st.sampled_from([{"laptops": 2}, {"tv": 3}, {"tv": 1, "laptops": 3}]),
    latitude=st.none() | st.floats(-90, 90),
    longitude=st.none() | st.floats(-180, 180),
    live_claims=st.integers(0, 5),
    offers_today=st.integers(0, 12),
    capacity=st.none() | st.integers(0, 4),
    paused=st.booleans(),
    already_asked=st.booleans(),
    evidence=st.dictionaries(st.sampled_from(["laptops", "tv"]), experiences),
    languages=st.none() | st.frozensets(st.sampled_from(["en", "de"])),
    present=st.none() | st.booleans(),
    on_holiday=st.booleans(),
    asked_at=st.none() | st.datetimes(datetime(2026, 11, 22), datetime(2026, 11, 23, 12), timezones=st.just(UTC)),  # noqa: DTZ001 - hypothesis wants naive bounds
)
crowds = st.lists(people, max_size=20, unique_by=lambda each: each.volunteer_id)


@given(crowds, st.integers(), st.randoms())
def test_the_order_of_rows_never_changes_who_is_asked(crowd: list[Candidate], seed: int, dice: random.Random) -> None:
    shuffled = dice.sample(crowd, len(crowd))
    assert ranking(crowd, seed=seed) == ranking(shuffled, seed=seed)


@given(crowds, st.integers())
def test_nobody_against_whom_anything_stands_is_ever_asked(crowd: list[Candidate], seed: int) -> None:
    about = About(("laptops",), LISBON, "en")
    result = rank(crowd, about, ring(within_km=500), POLICY, NOON, random.Random(seed))
    by_id = {each.volunteer_id: each for each in crowd}
    for scored in (*result.chosen, *result.reserve):
        asked = by_id[scored.volunteer_id]
        assert "laptops" in asked.levels
        assert not any((asked.paused, asked.already_asked, asked.on_holiday))
        assert asked.languages is None or "en" in asked.languages
        assert asked.offers_today < 10
        assert scored.distance_km is not None
        assert scored.distance_km <= 500


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
    expected = {
        "skill": 0.6,
        "nearness": 0.5,
        "availability": 1.0,
        "willingness": 0.04,
        "language": 1.0,
        "load": 0.75,
        "rest": 0.75,
        "continuity": 1.0,
    }
    assert dict(scored.factors) == pytest.approx(expected)
    assert scored.score == pytest.approx(0.6 * 0.5 * 0.04 * 0.75 * 0.75)


def test_who_is_free_is_preferred_to_who_is_busy() -> None:
    result = ranking([candidate(1, live_claims=2), candidate(2)], count=1)
    assert chosen(result) == [2]


def test_only_the_best_are_drawn_from() -> None:
    crowd = [candidate(number, distance_km=float(number)) for number in range(1, 30)]
    drawn = {number for seed in range(50) for number in chosen(ranking(crowd, seed=seed))}
    assert drawn <= set(range(1, 7))
    assert len(drawn) > 3


def test_who_is_far_worse_is_not_drawn_however_idle() -> None:
    crowd = [candidate(number, distance_km=1.0, live_claims=1) for number in range(1, 4)]
    crowd += [candidate(number, distance_km=400.0) for number in range(4, 7)]
    drawn = {number for seed in range(50) for number in chosen(ranking(crowd, seed=seed))}
    assert drawn == {1, 2, 3}


def test_among_equals_the_idler_of_two_is_drawn() -> None:
    crowd = [candidate(number, offers_today=2 * (number % 2)) for number in range(1, 7)]
    drawn = Counter(number for seed in range(200) for number in chosen(ranking(crowd, seed=seed)))
    assert sum(drawn[number] for number in (2, 4, 6)) > 1.3 * sum(drawn[number] for number in (1, 3, 5))


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
    assert scored.factors["nearness"] == UNKNOWN_NEARNESS


def test_who_answered_this_asker_before_comes_first_among_equals() -> None:
    about = About(("laptops",), LISBON, known=frozenset({2}))
    result = rank([candidate(1), candidate(2), candidate(3)], about, ring(count=3), POLICY, NOON, random.Random(1))
    assert result.chosen[0].volunteer_id == 2
    assert "You answered this person before" in result.chosen[0].why


def test_of_a_question_with_two_topics_who_knows_either_is_asked_and_who_knows_both_first() -> None:
    about = About(("laptops", "tv"))
    crowd = [candidate(1), candidate(2, levels={"tv": 2}), candidate(3, levels={"tv": 2, "laptops": 2})]
    crowd.append(candidate(4, levels={"fax": 3}))
    result = rank(crowd, about, ring(), POLICY, NOON, random.Random(1))
    assert [scored.volunteer_id for scored in result.chosen] == [3, 1, 2]
    assert result.chosen[0].why[0] == "You chose the topics Laptops and tv"
    assert [left.reason for left in result.left_out] == [Reason.WRONG_TOPIC]


def test_a_topic_known_well_may_outweigh_a_shorter_way() -> None:
    result = ranking([candidate(1, levels={"laptops": 1}), candidate(2, levels={"laptops": 3}, distance_km=20.0)])
    assert chosen(result)[0] == 2


def test_who_named_languages_and_not_this_one_is_left_out() -> None:
    about = About(("laptops",), language="pt")
    crowd = [candidate(1, languages=frozenset({"en"})), candidate(2, languages=frozenset({"pt"})), candidate(3)]
    result = rank(crowd, about, ring(), POLICY, NOON, random.Random(1))
    assert [(left.volunteer_id, left.reason) for left in result.left_out] == [(1, Reason.OTHER_LANGUAGE)]
    assert [scored.volunteer_id for scored in result.chosen] == [2, 3]
    assert "You speak the language it is written in" in result.chosen[0].why


# --- newcomers ---------------------------------------------------------------------------------------------------

WELL_KNOWN = {"laptops": Experience(claimed=20, answered=20)}


def with_a_newcomer(seed: int, share: float = 1.0, **values: Any) -> Ranking:
    """Six who showed what they know, and one newcomer, who is number 7."""
    policy = POLICY.model_copy(update={"people": People(newcomer_share=share)})
    crowd = [candidate(number, evidence=WELL_KNOWN) for number in range(1, 7)]
    crowd.append(candidate(7, **{"levels": {"laptops": 1}, **values}))
    return rank(crowd, About(("laptops",)), ring(), policy, NOON, random.Random(seed))


def test_a_newcomer_takes_the_place_of_the_last_and_is_told_so() -> None:
    result = with_a_newcomer(seed=1)
    assert [scored.newcomer for scored in result.chosen] == [False, False, True]
    assert result.chosen[2].volunteer_id == 7
    assert result.chosen[2].why[0] == "You are new to Laptops, and this may be a good one to begin with"
    assert result.chosen[2].to_json()["newcomer"] is True
    assert len(result.reserve) == 4


def test_newcomers_have_their_share_of_the_rings() -> None:
    turns = sum(any(scored.newcomer for scored in with_a_newcomer(seed, 0.2).chosen) for seed in range(1000))
    assert 150 < turns < 250


@pytest.mark.parametrize(
    "values",
    [
        {"live_claims": 3},
        {"paused": True},
        {"offers_today": 10},
        {"on_holiday": True},
        {"levels": {"tv": 3}},
        {"already_asked": True},
    ],
)
def test_a_newcomer_who_cannot_be_asked_is_not_asked(values: dict[str, Any]) -> None:
    assert 7 not in chosen(with_a_newcomer(seed=1, **values))


def test_without_a_share_nobody_is_asked_for_being_new() -> None:
    assert 7 not in {number for seed in range(50) for number in chosen(with_a_newcomer(seed, share=0.0))}


def test_where_all_are_new_nothing_is_said_of_it() -> None:
    policy = POLICY.model_copy(update={"people": People(newcomer_share=1.0)})
    crowd = [candidate(number) for number in range(1, 7)]
    result = rank(crowd, About(("laptops",)), ring(), policy, NOON, random.Random(1))
    assert not any(scored.newcomer for scored in result.chosen)


def test_where_the_level_alone_counts_there_is_nothing_to_earn() -> None:
    policy = POLICY.model_copy(update={"people": People(newcomer_share=1.0, evidence="declared")})
    crowd = [candidate(number, evidence=WELL_KNOWN) for number in range(1, 7)] + [candidate(7, levels={"laptops": 1})]
    result = rank(crowd, About(("laptops",)), ring(), policy, NOON, random.Random(1))
    assert 7 not in [scored.volunteer_id for scored in result.chosen]


def test_the_numbers_behind_the_factors_are_kept_with_the_decision() -> None:
    came = {"laptops": Experience(claimed=3, answered=2, released=1), "tv": Experience(claimed=9)}
    busy = candidate(1, evidence=came, live_claims=1, offers_today=4, offered_lately=9, taken_lately=2)
    kept = ranking([busy]).chosen[0].to_json()
    assert kept["facts"] == {
        "topics": {"laptops": {"level": 2, "claimed": 3, "answered": 2, "released": 1}},
        "live_claims": 1,
        "offers_today": 4,
        "offered_lately": 9,
        "taken_lately": 2,
    }


def test_who_chose_the_topic_comes_first_where_it_does_not_matter() -> None:
    result = ranking([candidate(1, levels={"tv": 2}), candidate(2)], match_topic=False)
    assert chosen(result) == [2, 1]


def test_a_ring_without_a_count_asks_everybody() -> None:
    everybody = Ring.model_validate({"name": "all", "ask": "channel", "wait": "1h"})
    crowd = [candidate(number) for number in range(1, 9)]
    assert len(rank(crowd, About(), everybody, POLICY, NOON, random.Random(1)).chosen) == 8


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


def test_of_a_crowd_the_first_who_were_not_asked_are_told_of_with_their_numbers() -> None:
    crowd = [candidate(number, live_claims=1) for number in range(1, 40)]
    reserve = ranking(crowd).reserve
    assert len(reserve) == 36
    assert [bool(scored.facts) for scored in reserve] == [True] * MOST_TOLD + [False] * (36 - MOST_TOLD)


def test_the_card_says_why_in_whole_sentences() -> None:
    why = ranking([candidate(1, time_zone="Asia/Tokyo")], place=None).chosen[0].why
    assert why == ("You chose the topic Laptops", "It is 21:00 where you are")


def test_without_a_topic_the_card_does_not_claim_one() -> None:
    why = ranking([candidate(1, latitude=None)], topic=None).chosen[0].why
    assert why == ("It is 12:00 where you are",)


def test_a_topic_that_the_policy_dropped_is_called_by_its_id() -> None:
    why = ranking([candidate(1, levels={"fax": 2})], topic="fax", place=None).chosen[0].why
    assert why[0] == "You chose the topic fax"


@given(crowds)
def test_the_decision_can_be_kept_as_json(crowd: list[Candidate]) -> None:
    kept = json.loads(json.dumps(ranking(crowd).to_json()))
    assert set(kept) == {"chosen", "reserve", "left_out"}
    assert all(set(each) == {"volunteer_id", "reason"} for each in kept["left_out"])
