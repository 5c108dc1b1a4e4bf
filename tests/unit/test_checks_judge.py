"""What the checks make of what was gathered: where a warning begins, where it is bad, and what is not looked at."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bots.telegram.client import WebhookState
from bots.twitter.probe import Quota, Usage
from commands.checks.installation import Installation, Port
from commands.checks.survey import GROUPS
from commands.checks.verdict import Group, State, Verdict, ok
from routing.looks import Seen
from routing.status import Owed, Questions, Receipts, Spend, Undecided
from tests.unit.checks_samples import (
    COVERAGE,
    MACHINE,
    NOW,
    SOUND,
    finding,
    given,
    installation,
    slack,
    status,
    stored,
    telegram,
    x,
)

GIGABYTE = 1024**3


def test_nothing_is_amiss_where_all_is_well() -> None:
    whole = installation()

    findings = [one for group in GROUPS.values() for one in group.judge(whole)]

    assert [one.id for one in findings if one.is_amiss] == []


def test_every_check_has_an_id_of_its_own_a_reason_and_there_are_at_least_forty() -> None:
    checks = [check for group in GROUPS.values() for check in group.checks]

    assert len({check.id for check in checks}) == len(checks) >= 40
    assert all(check.why for check in checks)


@pytest.mark.parametrize(
    ("name", "changed", "state"),
    [
        ("slack.clock", {"slack": slack(ahead=31.0)}, "warn"),
        ("slack.clock", {"slack": slack(ahead=-300.0)}, "bad"),
        ("slack.clock", {"slack": slack(ahead=None)}, "not looked at"),
        ("slack.scopes", {"slack": slack(scopes=frozenset())}, "not looked at"),
        ("slack.channels", {"slack": slack(channels=Seen(None, "Slack did not answer in time."))}, "not looked at"),
        ("slack.socket", {"slack": slack(socket=None)}, "not looked at"),
        ("slack.auth", {"slack": None}, "not looked at"),
        ("slack.signing", {"given": given(BYHAND_SLACK_SIGNING_SECRET="short")}, "warn"),
        ("slack.signing", {"given": given(BYHAND_SLACK_SIGNING_SECRET="0a" * 16)}, "ok"),
        ("x.clock", {"x": x(ahead=299.0)}, "bad"),
        ("x.may_post", {"x": x(access="")}, "not looked at"),
        ("x.may_post", {"x": x(access="read")}, "bad"),
        ("x.bio", {"x": x(bio="Lamps. People: @lampworks_team")}, "ok"),
        ("x.limits", {"x": x(quota=Seen(Quota(300, 59)))}, "warn"),
        ("x.limits", {"x": x(quota=Seen(Quota(300, 60)))}, "ok"),
        ("x.limits", {"x": x(quota=Seen(Quota(None, None)))}, "not looked at"),
        ("x.usage", {"x": x(usage=Seen(Usage(800, 1000)))}, "warn"),
        ("x.usage", {"x": x(usage=Seen(Usage(1000, 1000)))}, "bad"),
        ("x.usage", {"x": x(usage=None)}, "not looked at"),
        ("x.pace", {"given": given(BYHAND_X_POLL_SECONDS="3.0")}, "ok"),
        ("x.pace", {"given": given(BYHAND_X_POLL_SECONDS="2.9")}, "bad"),
        ("telegram.poller", {"runs": True, "telegram": telegram(alone=None)}, "not looked at"),
        ("telegram.poller", {"telegram": telegram(alone=Seen(None))}, "not looked at"),
        ("telegram.poller", {"telegram": telegram(alone=Seen(False))}, "bad"),
        ("database.journal", {"stored": stored(soundness=replace(SOUND, journal="delete"))}, "bad"),
        ("database.durable", {"stored": stored(soundness=replace(SOUND, synchronous=1))}, "bad"),
        ("database.intact", {"stored": stored(soundness=replace(SOUND, faults=None))}, "not looked at"),
        ("database.references", {"stored": stored(soundness=replace(SOUND, strays=None))}, "not looked at"),
        ("database.audit", {"stored": stored(soundness=replace(SOUND, chain=None))}, "not looked at"),
        ("database.size", {"stored": stored(soundness=replace(SOUND, log_size=GIGABYTE))}, "warn"),
        ("database.size", {"stored": stored(soundness=replace(SOUND, size=30 * GIGABYTE))}, "warn"),
        ("machine.disk", {"machine": replace(MACHINE, free=GIGABYTE // 2)}, "warn"),
        ("machine.disk", {"machine": replace(MACHINE, free=1000)}, "bad"),
        ("machine.disk", {"machine": replace(MACHINE, free=None)}, "not looked at"),
        ("machine.memory", {"machine": replace(MACHINE, memory=GIGABYTE // 5)}, "warn"),
        ("machine.memory", {"machine": replace(MACHINE, memory=1000)}, "bad"),
        ("machine.memory", {"machine": replace(MACHINE, memory=1000), "runs": True}, "ok"),
        ("machine.files", {"machine": replace(MACHINE, open_files=512)}, "warn"),
        ("machine.files", {"machine": replace(MACHINE, open_files=64)}, "bad"),
        ("machine.files", {"machine": replace(MACHINE, open_files=-1)}, "ok"),
        ("machine.python", {"machine": replace(MACHINE, python=(3, 10))}, "bad"),
        ("machine.sqlite", {"machine": replace(MACHINE, sqlite="3.34.0")}, "bad"),
        ("machine.sqlite", {"machine": replace(MACHINE, has_tree=False)}, "bad"),
        ("machine.zones", {"machine": replace(MACHINE, zones=3)}, "bad"),
        ("machine.zones", {"machine": replace(MACHINE, missing_zones=("Mars/Base",))}, "bad"),
        ("machine.clock", {"now": datetime(1970, 1, 1, tzinfo=UTC)}, "bad"),
        ("policy.in_force", {"stored": stored(version=None, policy=None), "file": None}, "bad"),
        ("policy.in_force", {"stored": stored(version=None, policy_trouble="line 1: odd")}, "bad"),
        ("policy.in_force", {"stored": stored(version=None, policy=None)}, "ok"),
        ("policy.topics", {"stored": stored(coverage=replace(COVERAGE, enrolled=0))}, "not looked at"),
        ("settings.listen", {"runs": True, "port": Port(ours=False)}, "warn"),
        ("settings.listen", {"runs": True, "port": Port(ours=True)}, "ok"),
        ("settings.addresses", {"given": given(BYHAND_X_API_URL="http://x.example")}, "bad"),
        ("settings.addresses", {"given": given(BYHAND_X_API_URL="nonsense")}, "bad"),
        ("settings.for_tests", {"given": given(BYHAND_SPEED="20.0")}, "bad"),
        ("settings.webhook_secret", {"given": given(BYHAND_TELEGRAM_WEBHOOK_SECRET="no blanks please")}, "bad"),
    ],
)
def test_judges(name: str, changed: dict[str, object], state: str) -> None:
    found = finding(name, installation(**changed))

    assert found.state.value == state
    assert found.found
    assert found.mend or not found.is_amiss


def hook(**changes: object) -> WebhookState:
    state = WebhookState("https://help.example/telegram/webhook", ip="198.51.100.7")
    return replace(state, **changes)  # type: ignore[arg-type] # the fields' own names


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (hook(pending=3, last_error="Read timeout", last_error_at=NOW - timedelta(minutes=5)), "bad"),
        (hook(pending=3, last_error="Read timeout", last_error_at=NOW - timedelta(days=5)), "ok"),
        (hook(pending=0, last_error="Read timeout", last_error_at=NOW - timedelta(minutes=5)), "ok"),
        (hook(pending=1000), "warn"),
    ],
)
def test_an_old_error_of_a_webhook_that_works_again_is_none(state: WebhookState, expected: str) -> None:
    assert finding("telegram.webhook", installation(telegram=telegram(webhook=Seen(state)))).state.value == expected


def ago(**parts: float) -> datetime:
    return NOW - timedelta(**parts)


@pytest.mark.parametrize(
    ("name", "changed", "state", "words"),
    [
        ("work.unparsed", {"receipts": Receipts(0, None, 3)}, "warn", ": 3"),
        ("work.receipts", {"receipts": Receipts(4, ago(minutes=4), 0)}, "ok", "waiting: 4"),
        ("work.receipts", {"receipts": Receipts(4, ago(minutes=6), 0)}, "warn", "for 6 minutes"),
        ("work.deliveries", {"owed": Owed(7, 0, {"slack": 7}, ago(minutes=14))}, "ok", "owed: 7"),
        ("work.deliveries", {"owed": Owed(7, 0, {"slack": 7}, ago(hours=5))}, "warn", "for 5 hours"),
        ("work.unknown", {"undecided": (Undecided(1, 1, "x", ago(minutes=2), False),)}, "warn", "2 minutes ago"),
        ("work.unknown", {"undecided": (Undecided(1, 1, "x", ago(hours=3), True),)}, "bad", "3 hours ago"),
        ("work.questions", {"questions": Questions(2, 1, 1, 0, 0, ago(hours=9))}, "warn", "late: 1"),
        ("x.budget", {"spend": Spend("2026-11", 160.0, 200.0, 80, {})}, "warn", "160.00 of 200.00"),
        ("x.budget", {"spend": Spend("2026-11", 201.0, 200.0, 100, {})}, "bad", "201.00 of 200.00"),
    ],
)
def test_work_that_waits_too_long_is_told_with_how_long(
    name: str, changed: dict[str, object], state: str, words: str
) -> None:
    found = finding(name, installation(stored=stored(status=status(**changed))))

    assert (found.state.value, words in found.found) == (state, True), found.found


def test_a_vendor_that_does_not_answer_is_said_once_and_the_rest_is_not_looked_at() -> None:
    said = "X did not answer in time."
    look = replace(x(), profile=Seen(trouble=said), quota=Seen(trouble=said), usage=None)

    findings = GROUPS["x"].judge(installation(x=look, given=given(BYHAND_X_API_URL="https://api.x.com")))

    assert [one.id for one in findings if one.is_amiss] == ["x.auth"]
    assert "did not answer" in findings[0].found


def test_a_check_that_fails_itself_is_said_to_and_the_others_go_on() -> None:
    group = Group("odd", "Odd")

    @group.check("broken", "it matters")
    def broken(i: Installation) -> Verdict:  # a mistake of ours
        raise KeyError(i.given["BYHAND_LISTEN"])

    group.check("fine", "it matters")(lambda _: ok("fine"))

    first, second = group.judge(installation())

    assert (first.state, second.state) == (State.WARN, State.OK)
    assert "KeyError" in first.found
    assert "8420" not in first.found


def test_where_a_database_is_absent_it_is_one_reason_for_the_whole_group() -> None:
    absent = stored(absent=True, trouble="there is none yet", soundness=None, coverage=None, path=Path("byhand.db"))

    findings = GROUPS["database"].judge(installation(stored=absent))

    assert {(one.state, one.found) for one in findings} == {(State.NOT_LOOKED_AT, "there is none yet")}
