"""Each factor of the score: between 0 and 1, and never the wrong way round."""

import random
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.eligibility import Candidate
from policies.skill import Experience
from routing import factors
from routing.factors import About
from routing.match import rank
from routing.ports import Place, Point
from tests.unit.policy_samples import make_candidate, make_policy

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
LISBON = Place("Lisbon", Point(38.7167, -9.1333), 9, "text", 0.9, "PT", "Europe/Lisbon", "Lisbon")
POLICY = make_policy(capacity={"claims_at_once": 3, "offers_a_day": 10})
WATCHFUL = make_policy(people={"presence": True})
ABOUT = About(("tv",), LISBON, "en", frozenset({7}))


def factor(name: str, about: About = ABOUT, policy: Any = POLICY, **facts: Any) -> float:
    return factors.factors(make_candidate(**facts), about, policy, NOON)[name]


experiences = st.builds(Experience, *(st.integers(0, 50) for _ in range(5)))
levels = st.integers(1, 3)
somebody = st.builds(
    make_candidate,
    levels=st.dictionaries(st.sampled_from(["tv", "audio"]), levels),
    evidence=st.dictionaries(st.sampled_from(["tv", "audio"]), experiences),
    distance_km=st.none() | st.floats(0, 20_040),
    live_claims=st.integers(0, 9),
    capacity=st.none() | st.integers(0, 9),
    offers_today=st.integers(0, 30),
    offered_lately=st.integers(0, 99),
    taken_lately=st.integers(0, 99),
    languages=st.none() | st.frozensets(st.sampled_from(["en", "de"])),
    present=st.none() | st.booleans(),
    asked_at=st.none() | st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - hypothesis wants naive bounds
)
abouts = st.builds(
    About,
    st.sampled_from([(), ("tv",), ("tv", "audio")]),
    st.none() | st.just(LISBON),
    st.sampled_from(["", "en", "fr"]),
    st.frozensets(st.integers(1, 3)),
)


@given(somebody, abouts)
def test_every_factor_is_named_and_between_nothing_and_one(candidate: Candidate, about: About) -> None:
    found = factors.factors(candidate, about, WATCHFUL, NOON)
    assert tuple(found) == factors.NAMES
    assert all(0 <= value <= 1 for value in found.values())


# --- nearness ------------------------------------------------------------------------------------------------------


@given(st.floats(0, 20_040), st.floats(0, 20_040), st.floats(1, 5_000))
def test_nearer_never_counts_less(one: float, other: float, half: float) -> None:
    near, far = sorted((one, other))
    assert factors.nearness(near, half, known=True) >= factors.nearness(far, half, known=True)


def test_half_as_much_at_the_policys_distance() -> None:
    policy = make_policy(people={"half_worth_km": 120})
    assert factor("nearness", policy=policy, distance_km=120.0) == pytest.approx(0.5)
    assert factor("nearness", policy=policy, distance_km=0.0) == 1.0


def test_the_end_of_the_world_still_counts_and_less_than_who_told_no_place() -> None:
    assert 0.1 < factor("nearness", distance_km=20_000.0) < factor("nearness", distance_km=None) < 0.3


def test_without_a_place_in_the_question_nobody_is_nearer() -> None:
    assert factor("nearness", About(("tv",)), distance_km=None) == 1.0


# --- skill ---------------------------------------------------------------------------------------------------------


def test_a_second_topic_counts_only_for_who_chose_it() -> None:
    both = About(("tv", "audio"))
    one = factor("skill", both, levels={"tv": 2})
    assert one == factor("skill", About(("tv",)), levels={"tv": 2})
    assert factor("skill", both, levels={"tv": 2, "audio": 1}) > one
    assert factor("skill", both, levels={"audio": 2}) == one


@given(levels, levels, experiences)
def test_the_order_of_topics_does_not_matter(tv: int, audio: int, came: Experience) -> None:
    known = {"levels": {"tv": tv, "audio": audio}, "evidence": {"tv": came}}
    assert factor("skill", About(("tv", "audio")), **known) == factor("skill", About(("audio", "tv")), **known)


def test_what_came_of_questions_counts_unless_the_policy_says_that_the_level_alone_does() -> None:
    came = {"tv": Experience(claimed=10, answered=10)}
    declared = make_policy(people={"evidence": "declared"})
    assert factor("skill", evidence=came) > factor("skill")
    assert factor("skill", policy=declared, evidence=came) == factor("skill", policy=declared)


def test_what_came_of_another_topics_questions_does_not_count() -> None:
    assert factor("skill", evidence={"audio": Experience(answered=10)}) == factor("skill")


def test_without_a_topic_everybody_is_as_good() -> None:
    assert factor("skill", About(), levels={}) == 1.0


def test_who_did_not_choose_the_topic_is_less_good_than_the_least_who_did() -> None:
    assert factor("skill", levels={}) < factor("skill", levels={"tv": 1})


# --- availability and language -------------------------------------------------------------------------------------


def test_who_is_active_comes_before_who_was_not_seen_and_he_before_who_is_away() -> None:
    active, unseen, away = (factor("availability", policy=WATCHFUL, present=one) for one in (True, None, False))
    assert 1.0 == active > unseen > away > 0


def test_presence_counts_only_where_slack_is_asked_about_it() -> None:
    assert factor("availability", present=False) == 1.0


@pytest.mark.parametrize(
    ("languages", "asked_in", "least", "most"),
    [
        (frozenset({"en"}), "en", 1.0, 1.0),
        (frozenset({"de"}), "en", 0.0, 0.0),
        (None, "en", 0.8, 0.95),  # a company that names no languages speaks English
        (None, "fr", 0.1, 0.5),
        (frozenset({"de"}), "", 1.0, 1.0),
        (None, "", 1.0, 1.0),
    ],
)
def test_who_speaks_the_language_comes_first(
    languages: frozenset[str] | None, asked_in: str, least: float, most: float
) -> None:
    assert least <= factor("language", About(language=asked_in), languages=languages) <= most


# --- willingness ---------------------------------------------------------------------------------------------------


@given(st.integers(0, 99), st.integers(0, 99), st.integers(0, 99))
def test_who_lets_more_offers_pass_never_counts_more(taken: int, one: int, other: int) -> None:
    less, more = sorted((one, other))
    passed = [factor("willingness", offered_lately=taken + each, taken_lately=taken) for each in (less, more)]
    assert passed[0] >= passed[1]


@given(st.integers(1, 99), st.integers(0, 99), st.integers(0, 99))
def test_who_takes_more_of_what_he_is_offered_never_counts_less(offered: int, one: int, other: int) -> None:
    less, more = (min(offered, each) for each in sorted((one, other)))
    taken = [factor("willingness", offered_lately=offered, taken_lately=each) for each in (less, more)]
    assert taken[0] <= taken[1]


def test_of_whom_nothing_is_known_is_between_who_takes_and_who_lets_pass() -> None:
    takes = factor("willingness", offered_lately=4, taken_lately=2)
    lets_pass = factor("willingness", offered_lately=4)
    assert takes > factor("willingness") > lets_pass > 0


# --- load, rest, continuity ----------------------------------------------------------------------------------------


@given(st.integers(0, 9), st.integers(0, 9), st.none() | st.integers(0, 9))
def test_more_in_hand_never_counts_more(one: int, other: int, capacity: int | None) -> None:
    less, more = sorted((one, other))
    assert factor("load", live_claims=less, capacity=capacity) >= factor("load", live_claims=more, capacity=capacity)


def test_who_took_questions_of_late_counts_less() -> None:
    taken = [factor("load", taken_lately=number) for number in range(4)]
    assert taken == sorted(set(taken), reverse=True)


def test_each_open_question_counts() -> None:
    assert factor("load") == 1.0 > factor("load", live_claims=1) > factor("load", live_claims=2) > 0


@given(st.integers(0, 30), st.integers(0, 30))
def test_who_was_asked_more_often_today_never_counts_more(one: int, other: int) -> None:
    less, more = sorted((one, other))
    assert factor("rest", offers_today=less) >= factor("rest", offers_today=more)


def test_who_was_asked_just_now_is_left_in_peace_for_a_while() -> None:
    ago = [factor("rest", asked_at=NOON - timedelta(minutes=minutes)) for minutes in (0, 30, 120, 1440)]
    assert ago[0] == 0.5
    assert ago[1] == 0.75
    assert ago == sorted(ago)
    assert ago[-1] == pytest.approx(1.0)
    assert factor("rest", asked_at=NOON + timedelta(minutes=1)) == 0.5


def test_who_answered_this_asker_before_counts_more_than_others() -> None:
    assert factor("continuity", volunteer_id=7) == 1.0 > factor("continuity", volunteer_id=8)
    assert factor("continuity", About(), volunteer_id=8) == 1.0


# --- newcomers -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "about", "new"),
    [
        ({}, ABOUT, True),
        ({"evidence": {"tv": Experience(claimed=9)}}, ABOUT, True),
        ({"evidence": {"tv": Experience(answered=2)}}, ABOUT, True),
        ({"evidence": {"tv": Experience(answered=1, released=1, corrected=1)}}, ABOUT, False),
        ({"evidence": {"audio": Experience(answered=9)}}, ABOUT, True),
        ({"levels": {}}, ABOUT, False),
        ({}, About(), False),
    ],
)
def test_new_is_of_whose_questions_little_came(facts: dict[str, Any], about: About, new: bool) -> None:
    assert factors.is_newcomer(make_candidate(**facts), about.topics) is new


# --- the whole score -----------------------------------------------------------------------------------------------

BETTER: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "skill": ({"levels": {"tv": 3}}, {"levels": {"tv": 2}}),
    "nearness": ({"distance_km": 5.0}, {"distance_km": 6.0}),
    "availability": ({"present": True}, {"present": None}),
    "willingness": ({"offered_lately": 3}, {"offered_lately": 4}),
    "language": ({"languages": frozenset({"en"})}, {"languages": None}),
    "load": ({"live_claims": 0}, {"live_claims": 1}),
    "rest": ({"offers_today": 0}, {"offers_today": 1}),
    "continuity": ({"volunteer_id": 7}, {"volunteer_id": 8}),
}


@pytest.mark.parametrize("name", factors.NAMES)
def test_each_factor_alone_decides_between_two_who_are_otherwise_alike(
    name: str,
) -> None:
    better, worse = ({"volunteer_id": 8, **facts} for facts in BETTER[name])
    assert score(**better) > score(**worse)


def score(**facts: Any) -> float:
    """As the ranking works it out."""
    always = {"hours": ((time(0), time(0)),), "days": frozenset(range(7))}
    crowd = [make_candidate(**{**always, **facts})]
    return rank(crowd, ABOUT, WATCHFUL.rings[0], WATCHFUL, NOON, random.Random(1)).chosen[0].score
