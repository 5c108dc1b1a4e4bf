"""The model: who is there when, what it draws, how questions end, and that its people obey the real rules."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.document import Policy
from policies.eligibility import Candidate, is_on_hours
from policies.skill import Experience
from routing.factors import About
from routing.simulation import strategies
from routing.simulation.assumptions import Assumptions, Unthinkable
from routing.simulation.ground import START, NothingToSimulate, ground_of
from routing.simulation.hours import SHIFTS, Hours
from routing.simulation.measures import Outcome, gini, lorenz, outcome_of
from routing.simulation.play import Case, Fate, Play
from routing.simulation.room import Room
from routing.simulation.scene import scene_of
from routing.simulation.strategies import Broadcast, ByPolicy, RoundRobin, Strategy

SMALL = Assumptions(days=2, warm_up_days=1, volunteers=60, questions_a_day=30, time_zones=2)
ZONES = ("Europe/London", "America/Chicago")


def shop(identifier: str, latitude: float, longitude: float, time_zone: str) -> dict[str, Any]:
    where = {"latitude": latitude, "longitude": longitude, "time_zone": time_zone}
    return {"id": identifier, "name": identifier, "address": "1 Road", "city": identifier, "country": "GB", **where}


SHOPS = [
    shop("leeds", 53.8, -1.55, ZONES[0]),
    shop("hull", 53.74, -0.33, ZONES[0]),
    shop("chicago", 41.9, -87.6, ZONES[1]),
]
DOCUMENT: Mapping[str, Any] = {
    "company": {"name": "Brightaisle", "time_zone": "Europe/London"},
    "topics": [{"id": name, "name": name, "description": name} for name in ("tv", "audio", "phones")],
    "places": SHOPS,
    "rings": [
        {"name": "near", "ask": "volunteers", "count": 2, "within_km": 50, "wait": "5m"},
        {"name": "anywhere", "ask": "volunteers", "count": 3, "wait": "10m"},
        {"name": "all", "ask": "channel", "wait": "1h"},
        {"name": "leads", "ask": "administrators", "wait": "1h"},
    ],
}


def policy(**changes: Any) -> Policy:
    return Policy.model_validate({**DOCUMENT, **changes})


def fates(strategy: Strategy, assumed: Assumptions = SMALL, seed: int = 1, **changes: Any) -> list[Fate]:
    deciding = policy(**changes)
    return Play(scene_of(deciding, assumed, seed), deciding, strategy).run()


def outcome(strategy: Strategy, assumed: Assumptions = SMALL, seed: int = 1, **changes: Any) -> Outcome:
    deciding = policy(**changes)
    scene = scene_of(deciding, assumed, seed)
    return outcome_of(scene, strategy.name, Play(scene, deciding, strategy).run())


# --- hours -----------------------------------------------------------------------------------------------------------


@given(st.integers(0, 7 * 1440 - 1), st.integers(0, 2), st.integers(0, 1))
def test_who_is_there_is_what_the_real_rule_says(minute: int, shift: int, zone: int) -> None:
    rules = policy(working_days=["mon", "wed", "sat"])
    spans = SHIFTS[shift] or rules.default_hours
    person = Candidate(1, {}, None, None, ZONES[zone], spans, rules.working_days)

    there = Hours(rules, ZONES).there(minute)[zone * len(SHIFTS) + shift]

    assert there == is_on_hours(person, START + timedelta(minutes=minute))


@given(st.floats(0, 20_000), st.floats(0, 3000))
def test_minutes_within_hours_pass_only_within_hours(now: float, spent: float) -> None:
    hours = Hours(policy(), ZONES)

    then = float(hours.after(now, np.array([0]), np.array([spent]))[0])

    quarters = np.arange(now, then, 0.25)
    within = 0.25 * sum(bool(hours.there(quarter)[0]) for quarter in quarters)
    assert within == pytest.approx(spent, abs=1)
    assert then >= now
    assert spent == 0 or then > now or now + spent == now


def test_nobody_looks_in_the_very_moment_in_which_a_card_is_put_out() -> None:
    hours, everybody = Hours(policy(), ZONES), np.zeros(1000, dtype=int)
    noon = 12 * 60 + 0.6

    assert (hours.after(noon, everybody, np.linspace(0.01, 5, 1000)) - noon) == pytest.approx(
        np.linspace(0.01, 5, 1000)
    )


# --- what is drawn ---------------------------------------------------------------------------------------------------


def test_a_seed_draws_one_world_and_another_seed_another() -> None:
    one, same, other = (scene_of(policy(), SMALL, seed) for seed in (1, 1, 2))

    assert np.array_equal(one.force.willingness, same.force.willingness)
    assert np.array_equal(one.stream.minute, same.stream.minute)
    assert not np.array_equal(one.force.willingness, other.force.willingness)


def test_people_are_drawn_as_is_stated() -> None:
    many = Assumptions(volunteers=20_000, days=1, warm_up_days=0)
    force = scene_of(policy(), many, 1).force

    assert force.willingness.mean() == pytest.approx(1 / 5, abs=0.01)
    assert np.median(force.pace) == pytest.approx(1, abs=0.03)
    assert np.mean(force.shift == 0) == pytest.approx(0.5, abs=0.02)
    for level, mean in enumerate(many.skill_by_level, 1):
        assert force.skill[force.level == level].mean() == pytest.approx(mean, abs=0.01)
    assert Counter((force.level > 0).sum(axis=1).tolist())[1] == pytest.approx(20_000 * 0.3, rel=0.05)


def test_only_the_time_zones_with_most_shops_count() -> None:
    assert [each.id for each in ground_of(policy(), 1).shops] == ["leeds", "hull"]


def test_a_policy_without_places_says_what_it_lacks() -> None:
    with pytest.raises(NothingToSimulate, match="has no places"):
        scene_of(policy(places=[]), SMALL, 1)


# --- how questions end -----------------------------------------------------------------------------------------------


class Watched(Play):
    """Looks at every claim and every offer as it happens."""

    def _claim(self, case: Case, person: int) -> None:
        super()._claim(case, person)
        assert self.room.hands.max() <= self.policy.capacity.claims_at_once
        assert self.room.hands.min() >= 0

    def _put_out(self, case: Case, turn: strategies.Turn) -> None:
        there = self.room.there()
        assert not set(turn.people) & set(case.offers), "nobody is asked twice"
        assert all(there[person] for person in turn.people), "nobody is asked outside of his hours"
        super()._put_out(case, turn)
        assert self.room.offered.max() <= self.policy.capacity.offers_a_day


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("strategy", [ByPolicy(), Broadcast(), RoundRobin(policy())], ids=lambda one: one.name)
def test_every_question_ends_once_and_nobody_is_overburdened(strategy: Strategy, seed: int) -> None:
    tight = policy(capacity={"claims_at_once": 1, "offers_a_day": 4})
    scene = scene_of(tight, SMALL, seed)
    play = Watched(scene, tight, strategy)

    ended = play.run()

    assert [fate.number for fate in ended] == list(range(len(scene.stream)))
    assert play.room.hands.sum() == 0
    for fate in ended:
        assert (fate.claimant >= 0) == (fate.minutes < math.inf)
        assert len(set(fate.asked)) == len(fate.asked)
        assert not set(fate.asked) & set(fate.seen.tolist())
        assert fate.claimant < 0 or fate.claimant in {*fate.asked, *fate.seen.tolist()}


def test_where_nobody_ever_takes_anything_everything_stays_unanswered() -> None:
    unwilling = Assumptions(days=1, warm_up_days=0, volunteers=40, questions_a_day=20, willingness=(1e-6, 1e5))
    found = outcome(ByPolicy(), unwilling)

    assert found.figures["answered"] == 0
    assert found.figures["median"] is None
    assert found.figures["offers"] is None
    assert found.figures["gini_answers"] is None


def test_where_everybody_takes_everything_nobody_waits_for_a_wider_ring() -> None:
    eager = replace(SMALL, willingness=(1e5, 1e-6), skill_by_level=(0.9, 0.9, 0.9), click_spread=0.0, gives_back=0.0)
    all_day = replace(eager, early_shift=0.0, late_shift=0.0)
    found = fates(ByPolicy(), all_day, default_hours="00:00-24:00")

    assert found
    assert all(fate.ring in {0, 1} and len(fate.asked) <= 5 for fate in found)


def test_a_question_of_unknown_topic_begins_where_the_policy_says() -> None:
    blind = replace(SMALL, topic_known=0.0)
    found = fates(ByPolicy(), blind, finding={"unsorted": "all"})

    assert all(not fate.asked for fate in found)


# --- strategies ------------------------------------------------------------------------------------------------------


def test_the_policy_asks_people_nearer_than_the_plain_strategies_do() -> None:
    everywhere = Assumptions(days=4, warm_up_days=0, volunteers=300, questions_a_day=40, time_zones=2)
    near = [outcome(one, everywhere).figures["near"] or 0 for one in (ByPolicy(), Broadcast(), RoundRobin(policy()))]

    assert near[0] > 1.2 * max(near[1:])


def test_a_broadcast_sends_nobody_a_message_and_is_looked_at_until_somebody_takes_it() -> None:
    found = fates(Broadcast())

    assert all(not fate.asked for fate in found)
    assert all(fate.claimant in fate.seen for fate in found if fate.claimant >= 0)


def test_a_round_robin_asks_one_after_the_other_and_all_as_often() -> None:
    unwilling = Assumptions(days=1, warm_up_days=0, volunteers=12, questions_a_day=8, willingness=(1e-6, 1e5))
    found = fates(RoundRobin(policy()), unwilling, default_hours="00:00-24:00")
    asked = Counter(person for fate in found for person in fate.asked)

    assert max(asked.values()) - min(asked.values()) <= 1


def test_all_strategies_meet_the_same_people_with_the_same_questions() -> None:
    taken: list[set[int]] = []
    for strategy in (ByPolicy(), Broadcast()):
        found = fates(strategy)
        taken.append({fate.number for fate in found})

    assert taken[0] == taken[1]


def test_what_came_of_questions_is_known_when_the_next_one_is_asked() -> None:
    deciding = policy()
    scene = scene_of(deciding, SMALL, 1)
    room = Room(deciding, scene.world, scene.force)
    who = int(np.flatnonzero(scene.force.level[:, 0])[0])
    room.at(12 * 60.0)
    room.count_offers([who])
    room.count(who, ("tv",), "answered")
    room.offer_ended(who, room.minute, taken=True)

    def seen() -> Candidate:
        everybody = (one for page in room.in_reach(deciding.rings[1], About(("tv",)), ()) for one in page)
        return next(one for one in everybody if one.volunteer_id == who)

    now = seen()
    room.at((1 + 12 / 24) * 1440 + 1)
    later = seen()
    room.at((28 + 12 / 24) * 1440 + 1)

    assert now.evidence["tv"] == Experience(answered=1)
    assert (now.offers_today, now.offered_lately, now.taken_lately) == (1, 1, 1)
    assert (later.offers_today, later.offered_lately, later.asked_at) == (0, 1, START + timedelta(hours=12))
    assert seen().taken_lately == 0


# --- measures --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("loads", "expected"),
    [([1, 1, 1, 1], 0.0), ([0, 0, 0, 4], 0.75), ([1, 3], 0.25), ([0, 0], None)],
)
def test_gini_is_nothing_when_all_carry_the_same(loads: Sequence[int], expected: float | None) -> None:
    assert gini(np.array(loads)) == (None if expected is None else pytest.approx(expected))


@given(st.lists(st.integers(0, 50), min_size=1, max_size=40).filter(any))
def test_a_lorenz_curve_rises_from_nothing_to_all_and_never_lies_above_evenness(loads: list[int]) -> None:
    curve = lorenz(np.array(loads))

    assert curve[0] == 0.0
    assert curve[-1] == pytest.approx(1.0)
    assert list(curve) == sorted(curve)
    assert all(share <= at / 100 + 1e-9 for at, share in enumerate(curve))


def test_an_unanswered_question_counts_as_one_that_took_for_ever() -> None:
    slow = Assumptions(days=1, warm_up_days=0, volunteers=3, questions_a_day=40, willingness=(1e-3, 1.0))
    found = outcome(ByPolicy(), slow)

    assert (found.figures["answered"] or 0) < 0.5
    assert found.figures["median"] is None


# --- assumptions -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("wilingness", "1,2", "did you mean willingness"),
        ("willingness", "1", "written as in willingness=1,4"),
        ("willingness", "-1,4", "willingness cannot be -1, 4; it is a number more than 0"),
        ("topic_known", "1.5", "it is a share from 0 to 1"),
        ("volunteers", "many", "volunteers cannot be “many”"),
        ("volunteers", "0", "more than 0, at most 100,000"),
        ("levels", "0.5,0.5,0.5", "levels are shares of 1"),
        ("click_spread", "nan", "click_spread cannot be nan"),
        ("late_shift", "0.9", "more than everybody"),
    ],
)
def test_an_assumption_that_cannot_be_is_refused_in_one_sentence(name: str, text: str, told: str) -> None:
    with pytest.raises(Unthinkable, match=r"\A[^\n]*\Z") as refused:
        Assumptions().changed(name, text)

    assert told in str(refused.value)


def test_an_assumption_is_changed_as_it_is_written() -> None:
    changed = Assumptions().changed("willingness", "2, 6").changed("volunteers", "100").changed("topic_known", ".8")

    assert (changed.willingness, changed.volunteers, changed.topic_known) == ((2.0, 6.0), 100, 0.8)
