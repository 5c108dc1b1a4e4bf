"""Slack's events and user objects in our words."""

from datetime import UTC, datetime
from typing import Any

import pytest

from bots.slack.parse import parse, person, quiet
from routing.people import HomeOpened, PersonChanged, QuietChanged, Written
from routing.ports import Nothing, RawEvent, Unparsable

USER = {
    "id": "U0ANNA",
    "team_id": "T1",
    "name": "anna",
    "tz": "Europe/Stockholm",
    "tz_offset": 3600,
    "profile": {"display_name": "Anna L", "real_name": "Anna Lindqvist", "first_name": "Anna"},
}
WRITTEN = {"type": "message", "user": "U0ANNA", "channel": "D1", "thread_ts": "1.1", "ts": "2.2", "text": "a &amp; b"}


def event(inner: Any, **outer: Any) -> RawEvent:
    return RawEvent("slack", "Ev1", "message", {"team_id": "T1", "event": inner, **outer})


def test_a_persons_message_in_a_thread_is_what_was_meant() -> None:
    assert parse(event(WRITTEN)) == Written("T1", "U0ANNA", "D1", "1.1", "2.2", "a & b")


@pytest.mark.parametrize(
    "changes",
    [
        {"subtype": "message_changed"},
        {"subtype": "bot_message"},
        {"bot_id": "B1"},
        {"bot_profile": {"id": "B1"}},
        {"app_id": "A1"},
        {"user": None},
        {"thread_ts": None},
    ],
)
def test_what_no_person_wrote_in_a_thread_is_nothing(changes: dict[str, Any]) -> None:
    assert isinstance(parse(event(WRITTEN | changes)), Nothing)


def test_a_strangers_message_keeps_his_own_workspace() -> None:
    heard = parse(event(WRITTEN | {"user_team": "T9"}))

    assert isinstance(heard, Written)
    assert heard.team_id == "T9"


def test_other_events_ask_nothing() -> None:
    assert parse(event({"type": "member_joined_channel"})) == Nothing("member_joined_channel asks nothing of us")
    assert parse(event({"type": "app_home_opened", "user": "U0ANNA"})) == HomeOpened("T1", "U0ANNA")


@pytest.mark.parametrize(
    "inner", [None, "text", {"type": "user_change"}, {"type": "message", "user": "U1", "thread_ts": "1"}]
)
def test_an_event_of_another_shape_cannot_be_parsed(inner: Any) -> None:
    with pytest.raises(Unparsable):
        parse(event(inner))


def test_a_changed_member_is_told_whole() -> None:
    heard = parse(event({"type": "user_change", "user": USER}))

    assert isinstance(heard, PersonChanged)
    assert heard.person == person(USER, "T1")


def test_a_person_has_display_name_first_name_and_zone() -> None:
    found = person(USER, "T1")

    assert (found.name, found.first_name, found.time_zone) == ("Anna L", "Anna", "Europe/Stockholm")
    marks = (found.is_bot, found.is_guest, found.is_stranger, found.is_deleted, found.is_admin)
    assert not any(marks)


def test_what_slack_leaves_out_is_filled_in() -> None:
    bare = person({"id": "U1", "name": "greta", "profile": {"display_name": "", "real_name": "Greta Gone"}}, "T1")

    assert (bare.name, bare.first_name, bare.time_zone) == ("Greta Gone", "Greta", "UTC")
    assert person({"id": "U1"}, "T1").name == "U1"


@pytest.mark.parametrize(
    ("changes", "mark"),
    [
        ({"is_bot": True}, "is_bot"),
        ({"id": "USLACKBOT"}, "is_bot"),
        ({"is_restricted": True}, "is_guest"),
        ({"is_ultra_restricted": True}, "is_guest"),
        ({"is_stranger": True}, "is_stranger"),
        ({"team_id": "T9"}, "is_stranger"),
        ({"deleted": True}, "is_deleted"),
        ({"is_admin": True}, "is_admin"),
        ({"is_owner": True}, "is_admin"),
    ],
)
def test_who_is_no_ordinary_member_is_marked(changes: dict[str, Any], mark: str) -> None:
    assert getattr(person(USER | changes, "T1"), mark) is True


@pytest.mark.parametrize(
    ("zone", "offset", "name"),
    [
        ("Europe/Stockholm", 3600, "Europe/Stockholm"),
        ("Moon/Base", 7200, "Etc/GMT-2"),
        (None, -18000, "Etc/GMT+5"),
        (None, None, "UTC"),
        (None, 10**9, "UTC"),
    ],
)
def test_a_zone_that_is_not_known_becomes_one_of_the_same_offset(zone: Any, offset: Any, name: str) -> None:
    assert person(USER | {"tz": zone, "tz_offset": offset}, "T1").time_zone == name


def at(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


@pytest.mark.parametrize(
    ("status", "start", "end"),
    [
        ({"dnd_enabled": False, "next_dnd_start_ts": 1, "next_dnd_end_ts": 1}, None, None),
        ({"dnd_enabled": True, "next_dnd_start_ts": 1, "next_dnd_end_ts": 1}, None, None),
        ({"dnd_enabled": True, "next_dnd_start_ts": 5000, "next_dnd_end_ts": 9000}, at(5000), at(9000)),
        ({"dnd_enabled": True, "snooze_enabled": True, "snooze_endtime": 7000}, at(0), at(7000)),
        ({}, None, None),
    ],
)
def test_do_not_disturb_is_a_period_or_none(status: dict[str, Any], start: Any, end: Any) -> None:
    assert quiet(status, "T1", "U0ANNA") == QuietChanged("T1", "U0ANNA", start, end)


def test_an_event_tells_of_do_not_disturb() -> None:
    status = {"dnd_enabled": True, "next_dnd_start_ts": 5000, "next_dnd_end_ts": 9000}

    heard = parse(event({"type": "dnd_updated_user", "user": "U0ANNA", "dnd_status": status}))

    assert heard == QuietChanged("T1", "U0ANNA", at(5000), at(9000))


def test_a_time_that_is_none_cannot_be_parsed() -> None:
    status = {"dnd_enabled": True, "snooze_enabled": True, "snooze_endtime": "soon"}

    with pytest.raises(Unparsable):
        quiet(status, "T1", "U0ANNA")
