"""Who may be asked, and who may take a card."""

from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.eligibility import Reason, is_on_hours, may_claim, why_not
from tests.unit.policy_samples import NOW, make_candidate, make_policy

POLICY = make_policy(capacity={"claims_at_once": 3, "offers_a_day": 20})
NEAR, ANYWHERE, CHANNEL = POLICY.rings[:3]


def test_a_volunteer_against_whom_nothing_stands_is_asked() -> None:
    assert why_not(make_candidate(), NEAR, ("tv",), "", POLICY, NOW) is None


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"paused": True}, Reason.PAUSED),
        ({"paused_until": NOW + timedelta(seconds=1)}, Reason.PAUSED),
        ({"do_not_disturb": True}, Reason.DO_NOT_DISTURB),
        ({"already_asked": True}, Reason.ASKED_ALREADY),
        ({"levels": {"audio": 3}}, Reason.WRONG_TOPIC),
        ({"languages": frozenset({"de"})}, Reason.OTHER_LANGUAGE),
        ({"languages": frozenset()}, Reason.OTHER_LANGUAGE),
        ({"on_holiday": True}, Reason.HOLIDAY),
        ({"distance_km": 50.1}, Reason.TOO_FAR),
        ({"distance_km": None, "latitude": None}, Reason.TOO_FAR),
        ({"distance_km": None, "longitude": None}, Reason.TOO_FAR),
        ({"live_claims": 3}, Reason.AT_CAPACITY),
        ({"live_claims": 1, "capacity": 1}, Reason.AT_CAPACITY),
        ({"capacity": 0}, Reason.AT_CAPACITY),
        ({"offers_today": 20}, Reason.ASKED_ENOUGH),
        ({"hours": ((time(14), time(18)),)}, Reason.OFF_HOURS),
        ({"days": frozenset({0, 1, 3})}, Reason.OFF_HOURS),
        ({"hours": ()}, Reason.OFF_HOURS),
    ],
)
def test_each_reason_keeps_a_volunteer_from_being_asked(facts: dict[str, Any], reason: Reason) -> None:
    assert why_not(make_candidate(**facts), NEAR, ("tv",), "en", POLICY, NOW) is reason


@pytest.mark.parametrize(
    "facts",
    [
        {"paused_until": NOW},
        {"distance_km": 50.0},
        {"distance_km": None},
        {"live_claims": 2},
        {"live_claims": 4, "capacity": 5},
        {"offers_today": 19},
        {"languages": frozenset({"en", "de"})},
        {"present": False},
        {"country": "DE"},
    ],
)
def test_at_the_edge_a_volunteer_is_still_asked(facts: dict[str, Any]) -> None:
    assert why_not(make_candidate(**facts), NEAR, ("tv",), "en", POLICY, NOW) is None


def test_a_ring_without_radius_asks_however_far() -> None:
    assert why_not(make_candidate(distance_km=19_000.0), ANYWHERE, ("tv",), "", POLICY, NOW) is None


def test_a_question_without_topic_is_everybodys() -> None:
    assert why_not(make_candidate(), NEAR, (), "", POLICY, NOW) is None


def test_of_a_question_with_two_topics_either_will_do() -> None:
    assert why_not(make_candidate(), NEAR, ("audio", "tv"), "", POLICY, NOW) is None
    assert why_not(make_candidate(), NEAR, ("audio", "fax"), "", POLICY, NOW) is Reason.WRONG_TOPIC


def test_while_nobody_can_tell_the_language_it_does_not_matter() -> None:
    assert why_not(make_candidate(languages=frozenset({"de"})), NEAR, ("tv",), "", POLICY, NOW) is None


def test_where_the_policy_says_so_a_holiday_is_a_day_like_any_other() -> None:
    policy = make_policy(people={"holidays": False})
    assert why_not(make_candidate(on_holiday=True), NEAR, ("tv",), "", policy, NOW) is None


def test_on_a_holiday_a_card_may_still_be_taken() -> None:
    assert may_claim(make_candidate(on_holiday=True), POLICY, NOW) is None


def test_a_ring_that_does_not_match_the_topic_asks_whatever_the_topic() -> None:
    assert why_not(make_candidate(), CHANNEL, ("audio",), "", POLICY, NOW) is None


def test_a_card_may_be_taken_by_anyone_not_paused_with_a_hand_free() -> None:
    volunteer = make_candidate(levels={}, distance_km=9000.0, hours=(), do_not_disturb=True, offers_today=99)

    assert may_claim(volunteer, POLICY, NOW) is None


def test_a_card_may_not_be_taken_while_paused_or_with_full_hands() -> None:
    assert may_claim(make_candidate(paused=True), POLICY, NOW) is Reason.PAUSED
    assert may_claim(make_candidate(live_claims=3), POLICY, NOW) is Reason.AT_CAPACITY


def test_every_reason_has_words() -> None:
    assert len({reason.words for reason in Reason}) == len(Reason)


NIGHT = make_candidate(hours=((time(22), time(6)),), days=frozenset({4}), time_zone="UTC")


@pytest.mark.parametrize(
    ("moment", "on"),
    [
        (datetime(2026, 3, 6, 21, 59, tzinfo=UTC), False),
        (datetime(2026, 3, 6, 22, 0, tzinfo=UTC), True),
        (datetime(2026, 3, 7, 5, 59, tzinfo=UTC), True),
        (datetime(2026, 3, 7, 6, 0, tzinfo=UTC), False),
        (datetime(2026, 3, 7, 22, 0, tzinfo=UTC), False),
        (datetime(2026, 3, 6, 5, 0, tzinfo=UTC), False),
    ],
)
def test_a_night_belongs_to_the_day_on_which_it_begins(moment: datetime, on: bool) -> None:
    assert is_on_hours(NIGHT, moment) is on


def test_hours_follow_the_wall_clock_over_the_change_to_summer_time() -> None:
    berlin = make_candidate(days=frozenset(range(7)))  # 9 to 18; clocks go forward on 2026-03-29

    assert not is_on_hours(berlin, datetime(2026, 3, 28, 7, 30, tzinfo=UTC))
    assert is_on_hours(berlin, datetime(2026, 3, 29, 7, 30, tzinfo=UTC))


def test_an_hour_that_comes_twice_counts_twice() -> None:
    early = make_candidate(hours=((time(2), time(3)),), days=frozenset(range(7)))

    for hour in (0, 1):  # 02:30 in summer time and again in winter time
        assert is_on_hours(early, datetime(2026, 10, 25, hour, 30, tzinfo=UTC))
    assert not is_on_hours(early, datetime(2026, 10, 25, 2, 30, tzinfo=UTC))


_moments = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)).map(lambda moment: moment.replace(tzinfo=UTC))  # noqa: DTZ001 - hypothesis wants naive bounds
_zones = st.sampled_from(["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Apia", "Australia/Lord_Howe"])
_clocks = st.times().map(lambda moment: time(moment.hour, moment.minute))
_days = st.frozensets(st.integers(0, 6))


@given(_moments, _zones, _clocks, _days)
def test_a_span_from_a_clock_to_itself_is_the_whole_day_and_night(
    moment: datetime, zone: str, clock: time, days: frozenset[int]
) -> None:
    always = make_candidate(hours=((clock, clock),), days=frozenset(range(7)), time_zone=zone)

    assert is_on_hours(always, moment)
    assert not is_on_hours(make_candidate(hours=((clock, clock),), days=frozenset(), time_zone=zone), moment)


@given(_moments, _zones, _clocks, _clocks)
def test_with_all_days_a_span_and_its_rest_share_out_the_clock(
    moment: datetime, zone: str, start: time, end: time
) -> None:
    if start == end:
        return
    week = frozenset(range(7))
    there = is_on_hours(make_candidate(hours=((start, end),), days=week, time_zone=zone), moment)
    rest = is_on_hours(make_candidate(hours=((end, start),), days=week, time_zone=zone), moment)

    assert there is not rest


@given(_moments, _zones, _clocks, _clocks, _days)
def test_hours_depend_on_the_wall_clock_alone(
    moment: datetime, zone: str, start: time, end: time, days: frozenset[int]
) -> None:
    volunteer = make_candidate(hours=((start, end),), days=days, time_zone=zone)

    assert is_on_hours(volunteer, moment) is is_on_hours(volunteer, moment.astimezone(ZoneInfo("Asia/Tokyo")))


@given(
    st.builds(
        make_candidate,
        paused=st.booleans(),
        do_not_disturb=st.booleans(),
        already_asked=st.booleans(),
        live_claims=st.integers(0, 5),
        offers_today=st.integers(0, 25),
        distance_km=st.none() | st.floats(0, 20_000),
    )
)
def test_whoever_may_be_asked_may_also_take_the_card(candidate: Any) -> None:
    if why_not(candidate, NEAR, ("tv",), "", POLICY, NOW) is None:
        assert may_claim(candidate, POLICY, NOW) is None
        assert why_not(candidate, ANYWHERE, ("tv",), "", POLICY, NOW) is None
