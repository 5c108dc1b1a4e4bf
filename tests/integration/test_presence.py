"""Who is active in Slack: asked about while the policy wants it, of those who may be asked a question soon."""

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import select

from bots.slack.upkeep import Upkeep
from routing import presence
from routing.kit import Kit
from routing.ports import DeliveryError
from sandbox.serve import running
from store.models import Volunteer
from tests.factories import FrozenClock, make_volunteer
from tests.integration.scenery import repolicy
from tests.integration.slack_stage import SPEED, Stage, byhand, until

# --- whom to ask about -------------------------------------------------------------------------------------------


def seen(kit: Kit, slack_id: str) -> tuple[bool | None, datetime | None]:
    with kit.db.read() as session:
        row = session.exec(select(Volunteer).where(Volunteer.slack_id == slack_id)).one()
        return row.present, row.seen_at


@pytest.fixture
def watchful(kit: Kit) -> Kit:
    repolicy(kit, people={"presence": True})
    return kit


def test_nobody_is_asked_about_unless_the_policy_says_so(kit: Kit) -> None:
    make_volunteer(kit)

    assert presence.to_ask(kit, 10) == ()


@pytest.mark.parametrize(
    "values",
    [
        {"paused": True},
        {"quiet_until": datetime(2026, 11, 23, 13, 0, tzinfo=UTC)},
        {"standing": "guest"},
        {"left_at": datetime(2026, 11, 23, 11, 0, tzinfo=UTC)},
        {"hours": [["06:00", "07:00"]]},
        {"time_zone": "America/Los_Angeles"},
        {"seen_at": datetime(2026, 11, 23, 11, 51, tzinfo=UTC)},
    ],
)
def test_who_would_not_be_asked_a_question_is_not_asked_about(watchful: Kit, values: dict[str, Any]) -> None:
    make_volunteer(watchful, **values)

    assert presence.to_ask(watchful, 10) == ()


def test_nor_who_has_a_holiday(watchful: Kit, clock: FrozenClock) -> None:
    clock.set(datetime(2026, 12, 25, 12, 0, tzinfo=UTC))
    make_volunteer(watchful, "UHOME", country="GB")
    make_volunteer(watchful, "UHERE", country="AE")

    assert presence.to_ask(watchful, 10) == ("UHERE",)


def test_those_not_looked_at_for_longest_come_first(watchful: Kit, clock: FrozenClock) -> None:
    now = clock.now()
    make_volunteer(watchful, "ULATER", seen_at=now - timedelta(minutes=11))
    make_volunteer(watchful, "UNEVER")
    make_volunteer(watchful, "ULONG", seen_at=now - timedelta(minutes=30))

    assert presence.to_ask(watchful, 10) == ("UNEVER", "ULONG", "ULATER")
    assert presence.to_ask(watchful, 2) == ("UNEVER", "ULONG")


def test_what_was_said_is_kept_with_the_moment(watchful: Kit, clock: FrozenClock) -> None:
    for slack_id in ("UHERE", "UAWAY", "USILENT"):
        make_volunteer(watchful, slack_id)
    presence.keep(watchful, {"UHERE": True, "UAWAY": False, "USILENT": None, "UNOBODY": True})

    assert seen(watchful, "UHERE") == (True, clock.now())
    assert seen(watchful, "UAWAY") == (False, clock.now())
    assert seen(watchful, "USILENT") == (None, clock.now())
    assert presence.to_ask(watchful, 10) == ()


# --- with Slack --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with running(speed=SPEED) as sandbox:
        yield sandbox.url


@pytest.fixture
async def stage(address: str, kit: Kit) -> AsyncIterator[Stage]:
    async with byhand(address, kit, socket=False) as stage:
        await stage.join("U0ANNA", "U0BEN")
        yield stage


def watching(stage: Stage) -> Upkeep:
    return Upkeep(stage.kit, stage.doorway._upkeep._people, between=0)


def present(stage: Stage) -> dict[str, bool | None]:
    return {row.slack_id: row.present for row in stage.rows(Volunteer)}


async def test_slack_is_asked_about_nobody_by_default(stage: Stage) -> None:
    await watching(stage).look_around()

    assert await stage.calls("users.getPresence") == []


async def test_slack_says_who_is_active(stage: Stage) -> None:
    repolicy(stage.kit, people={"presence": True, "holidays": False})
    await stage.play("people", id="U0BEN", presence="away")
    await watching(stage).look_around()
    await watching(stage).look_around()  # too soon for anything new

    assert present(stage) == {"U0ANNA": True, "U0BEN": False}
    assert len(await stage.calls("users.getPresence")) == 2


async def test_without_the_scope_nobody_is_known_to_be_away(stage: Stage) -> None:
    repolicy(stage.kit, people={"presence": True, "holidays": False})
    await stage.play("app", scopes=["chat:write"])
    await watching(stage).look_around()

    assert present(stage) == {"U0ANNA": None, "U0BEN": None}


async def test_when_slack_fails_the_next_round_asks_again(stage: Stage) -> None:
    repolicy(stage.kit, people={"presence": True, "holidays": False})
    await stage.fault("users.getPresence", "5xx")
    with pytest.raises(DeliveryError):
        await watching(stage).look_around()
    await watching(stage).look_around()

    assert present(stage) == {"U0ANNA": True, "U0BEN": True}


async def test_byhand_looks_around_by_itself(address: str, kit: Kit) -> None:
    repolicy(kit, people={"presence": True, "holidays": False})
    make_volunteer(kit, "U0ANNA", team_id="T0SANDBOX", hours=[["00:00", "23:59"]])
    async with byhand(address, kit, socket=False) as stage:
        await until(lambda: present(stage) == {"U0ANNA": True})
