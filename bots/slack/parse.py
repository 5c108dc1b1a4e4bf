"""What Slack tells us, in our words: its Events API and its user objects. Pure."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import available_timezones

from bots.slack.text import read_markup
from routing.people import HomeOpened, Person, PersonChanged, QuietChanged, Written
from routing.ports import Nothing, RawEvent, Unparsable

Heard = Written | PersonChanged | QuietChanged | HomeOpened | Nothing
_HOUR = 3600


def parse(event: RawEvent) -> Heard:
    """One kept event of the Events API (its whole outer payload). Raises Unparsable."""
    inner = event.payload.get("event")
    if not isinstance(inner, Mapping):
        raise Unparsable("a Slack event without `event`")
    team_id = _text(event.payload, "team_id")
    kind = _text(inner, "type")
    if kind == "message":
        return _message(inner, team_id)
    if kind == "user_change":
        return PersonChanged(person(_mapping(inner, "user"), team_id))
    if kind in {"dnd_updated_user", "dnd_updated"}:
        return quiet(_mapping(inner, "dnd_status"), team_id, _text(inner, "user"))
    if kind == "app_home_opened":
        return HomeOpened(team_id, _text(inner, "user"))
    return Nothing(f"{kind} asks nothing of us")


def _message(inner: Mapping[str, Any], team_id: str) -> Written | Nothing:
    """Only what a person wrote in a thread; edits, joins and every app's messages are Nothing."""
    if inner.get("subtype"):
        return Nothing(f"a message of the kind {inner['subtype']}")
    if inner.get("bot_id") or inner.get("bot_profile") or inner.get("app_id") or not inner.get("user"):
        return Nothing("written by an app")
    if not inner.get("thread_ts"):
        return Nothing("not in a thread")
    return Written(
        _text(inner, "user_team", default=_text(inner, "team", default=team_id)),
        _text(inner, "user"),
        _text(inner, "channel"),
        _text(inner, "thread_ts"),
        _text(inner, "ts"),
        read_markup(_text(inner, "text", default="")),
    )


def person(user: Mapping[str, Any], our_team: str) -> Person:
    """A user object of users.info or user_change; `our_team` is the workspace this installation serves."""
    slack_id = _text(user, "id")
    given = user.get("profile")
    profile: Mapping[str, Any] = given if isinstance(given, Mapping) else {}
    full_name = _first(profile.get("real_name"), user.get("real_name"), user.get("name"), slack_id)
    name = _first(profile.get("display_name"), full_name)
    team = _first(user.get("team_id"), our_team)
    return Person(
        team_id=team,
        slack_id=slack_id,
        name=name,
        first_name=_first(profile.get("first_name"), full_name.split()[0]),
        time_zone=_zone(user),
        is_bot=bool(user.get("is_bot")) or slack_id == "USLACKBOT",
        is_guest=bool(user.get("is_restricted") or user.get("is_ultra_restricted")),
        is_stranger=bool(user.get("is_stranger")) or (bool(our_team) and team != our_team),
        is_deleted=bool(user.get("deleted")),
        is_admin=bool(user.get("is_admin") or user.get("is_owner")),
    )


def quiet(status: Mapping[str, Any], team_id: str, slack_id: str) -> QuietChanged:
    """A do-not-disturb status, of dnd.info, dnd.teamInfo or an event. A snooze counts before the schedule."""
    if status.get("snooze_enabled") and status.get("snooze_endtime"):
        return QuietChanged(team_id, slack_id, datetime.fromtimestamp(0, UTC), _moment(status["snooze_endtime"]))
    start, end = status.get("next_dnd_start_ts"), status.get("next_dnd_end_ts")
    # Slack writes 1 for "never".
    if not status.get("dnd_enabled") or not start or not end or int(end) <= 1:
        return QuietChanged(team_id, slack_id, None, None)
    return QuietChanged(team_id, slack_id, _moment(start), _moment(end))


def _moment(seconds: Any) -> datetime:
    try:
        return datetime.fromtimestamp(float(seconds), UTC)
    except (TypeError, ValueError, OverflowError, OSError) as fault:
        raise Unparsable(f"{seconds!r} is no time") from fault


def _zone(user: Mapping[str, Any]) -> str:
    """The IANA zone Slack names, else a fixed one of the same offset, else UTC."""
    name = user.get("tz")
    if isinstance(name, str) and name in available_timezones():
        return name
    offset = user.get("tz_offset")
    if not isinstance(offset, int) or not -12 * _HOUR <= offset <= 14 * _HOUR or offset == 0:
        return "UTC"
    # POSIX turned round: Etc/GMT-2 is two hours east of Greenwich.
    return f"Etc/GMT{-round(offset / _HOUR):+d}"


def _first(*names: Any) -> str:
    return next((name.strip() for name in names if isinstance(name, str) and name.strip()), "Somebody")


def _mapping(values: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = values.get(key)
    if not isinstance(value, Mapping):
        raise Unparsable(f"a Slack event without `{key}`")
    return value


def _text(values: Mapping[str, Any], key: str, default: str | None = None) -> str:
    value = values.get(key, default)
    if value is None and default is not None:
        return default
    if not isinstance(value, str):
        raise Unparsable(f"a Slack event without `{key}`")
    return value
