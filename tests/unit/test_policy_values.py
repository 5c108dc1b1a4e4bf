"""Durations, hours, days, money and names, as written and as read."""

from datetime import time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from policies.values import (
    ChatName,
    Days,
    Dollars,
    Duration,
    Hours,
    SlackChannel,
    TimeZone,
    Wait,
    XHandle,
    known_zone,
    parse_days,
    parse_duration,
    parse_hours,
    repeated,
    write_days,
    write_duration,
    write_hours,
    write_stored_hours,
)


@pytest.mark.parametrize(
    ("text", "seconds"), [("90s", 90), ("15m", 900), ("2h", 7200), ("7d", 604800), ("2w", 1209600), (" 5m ", 300)]
)
def test_a_duration_is_a_number_and_a_unit(text: str, seconds: int) -> None:
    assert parse_duration(text) == timedelta(seconds=seconds)


@pytest.mark.parametrize("text", ["", "5", "m", "-5m", "1.5h", "5 minutes", "1h30m", "٣m", "999999999w", 45, None])
def test_anything_else_is_no_duration(text: Any) -> None:
    with pytest.raises(ValueError, match="duration"):
        parse_duration(text)


@pytest.mark.parametrize(
    ("seconds", "written"),
    [(0, "0s"), (90, "90s"), (3600, "1h"), (86400, "24h"), (172800, "2d"), (2700, "45m"), (3601, "3601s")],
)
def test_a_duration_is_written_in_the_largest_unit_that_holds_it(seconds: int, written: str) -> None:
    assert write_duration(timedelta(seconds=seconds)) == written


@settings(deadline=None)
@given(st.integers(0, 10**8))
def test_a_duration_is_read_as_it_was_written(seconds: int) -> None:
    value = timedelta(seconds=seconds)

    assert parse_duration(write_duration(value)) == value


def test_a_wait_is_longer_than_nothing() -> None:
    assert TypeAdapter(Duration).validate_python("0s") == timedelta(0)
    with pytest.raises(ValidationError, match="longer than nothing"):
        TypeAdapter(Wait).validate_python("0s")


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("09:00-18:00", ((time(9), time(18)),)),
        ("9-17", ((time(9), time(17)),)),
        ("9:30 \u2013 12", ((time(9, 30), time(12)),)),
        ("22:00-06:00", ((time(22), time(6)),)),
        ("00:00-24:00", ((time(0), time(0)),)),
        ("09:00-12:00, 13:00-18:00", ((time(9), time(12)), (time(13), time(18)))),
    ],
)
def test_hours_are_spans_of_the_clock(text: str, spans: Any) -> None:
    assert parse_hours(text) == spans


@pytest.mark.parametrize("text", ["", "9", "25:00-26:00", "09:00-", "09:60-10:00", "9am-5pm", "24:00-09:00", None])
def test_anything_else_is_no_hours(text: Any) -> None:
    with pytest.raises(ValueError, match="09:00-18:00"):
        parse_hours(text)


def test_a_day_has_at_most_six_spans() -> None:
    with pytest.raises(ValueError, match="six"):
        parse_hours(",".join(["9-10"] * 7))


_clocks = st.times().map(lambda moment: time(moment.hour, moment.minute))


@settings(deadline=None)
@given(st.lists(st.tuples(_clocks, _clocks), min_size=1, max_size=6))
def test_hours_are_read_as_they_were_written(spans: list[tuple[time, time]]) -> None:
    adapter = TypeAdapter[Any](Hours)
    assert parse_hours(write_hours(tuple(spans))) == tuple(spans)
    assert adapter.validate_python(adapter.dump_python(tuple(spans))) == tuple(spans)


@pytest.mark.parametrize("text", ["00:00-24:00", "09:00-12:30,22:00-24:00", "22:00-06:00"])
def test_an_end_at_midnight_is_written_as_24(text: str) -> None:
    assert write_hours(parse_hours(text)) == text


def test_a_volunteers_stored_hours_are_written_as_they_were_typed() -> None:
    assert write_stored_hours([["00:00", "00:00"]]) == "00:00-24:00"
    assert write_stored_hours([["09:00", "12:30"], ["13:30", "18:00"]]) == "09:00-12:30,13:30-18:00"
    assert write_stored_hours(None) == ""


def test_days_are_names_of_the_week() -> None:
    assert parse_days(["mon", "Tuesday", "SUN"]) == {0, 1, 6}
    assert write_days({6, 0}) == ["mon", "sun"]


@pytest.mark.parametrize("names", [[], "mon", None, ["someday"], [1]])
def test_anything_else_is_no_days(names: Any) -> None:
    with pytest.raises(ValueError, match="days are"):
        parse_days(names)


@settings(deadline=None)
@given(st.frozensets(st.integers(0, 6), min_size=1))
def test_days_are_read_as_they_were_written(days: frozenset[int]) -> None:
    adapter = TypeAdapter[Any](Days)

    assert adapter.validate_python(adapter.dump_python(days)) == days == adapter.validate_python(days)


def test_values_already_read_are_taken_as_they_are() -> None:
    assert parse_duration(timedelta(minutes=3)) == timedelta(minutes=3)
    assert parse_hours(((time(1), time(2)),)) == ((time(1), time(2)),)


def test_dollars_are_exactly_what_was_written() -> None:
    adapter = TypeAdapter(Dollars)

    assert adapter.validate_python(0.005) == Decimal("0.005")
    assert adapter.dump_python(Decimal("0.005"), mode="json") == pytest.approx(0.005)


@pytest.mark.parametrize("amount", [-1, 0.0000001, "much", 10_000_001, float("inf"), float("nan")])
def test_an_impossible_amount_is_refused(amount: Any) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Dollars).validate_python(amount)


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/Argentina/Ushuaia", "UTC"])
def test_a_zone_of_the_iana_database_is_known(zone: str) -> None:
    assert known_zone(zone) == zone


def test_an_unknown_zone_is_refused_with_what_was_meant() -> None:
    with pytest.raises(ValueError, match="did you mean Europe/Berlin"):
        known_zone("Europe/Berlim")
    with pytest.raises(ValidationError, match="they look like Europe/Berlin"):
        TypeAdapter(TimeZone).validate_python("Moon")


def test_signs_before_a_name_are_left_out() -> None:
    assert TypeAdapter(XHandle).validate_python(" @brightaisle") == "brightaisle"
    assert TypeAdapter(SlackChannel).validate_python("#byhand-queue") == "byhand-queue"
    assert TypeAdapter(ChatName).validate_python(-100123) == "-100123"
    assert TypeAdapter(ChatName).validate_python("@shop_talk") == "@shop_talk"
    with pytest.raises(ValidationError):
        TypeAdapter(XHandle).validate_python(5)


def test_repeated_names_are_found_with_their_position() -> None:
    assert list(repeated(["a", "b", "a", "a"])) == [(2, "a"), (3, "a")]
