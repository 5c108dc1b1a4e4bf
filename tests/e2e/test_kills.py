"""kill -9 at every named failpoint of the walk, then a restart: nothing is lost, nothing is doubled (P2, P3)."""

from pathlib import Path

import pytest

from routing.failpoints import NAMES
from tests.e2e.house import House
from tests.e2e.walk import ANSWER, QUESTION, Walk


@pytest.mark.timeout(240)
@pytest.mark.parametrize("channel", ["x", "telegram"])
@pytest.mark.parametrize("failpoint", sorted(NAMES - {"clock.before_commit"}))
def test_a_kill_at_any_point_loses_and_doubles_nothing(joined: House, failpoint: str, channel: str) -> None:
    house, walk = joined, Walk(joined)
    asked = house.ask_on_x(QUESTION) if channel == "x" else house.ask_on_telegram(QUESTION)
    house.start(BYHAND_FAILPOINT=failpoint)

    walk.answer("E18")

    walk.died()
    said = walk.public(asked, channel)
    assert len(said) == 1, said
    assert ANSWER in said[0]
    cards = [row for row in house.messages("U0ANNA") if QUESTION in str(row.get("blocks"))]
    assert len(cards) == 1


@pytest.mark.timeout(240)
@pytest.mark.parametrize("passing", [2, 3])
def test_a_kill_between_the_public_call_and_its_record_is_found_out(joined: House, passing: int) -> None:
    """The card passes the failpoint first; the public answer is second, or third after the claimed card's update."""
    house, walk = joined, Walk(joined)
    asked = house.ask_on_x(QUESTION)
    house.start(BYHAND_FAILPOINT=f"outbox.called:{passing}")

    walk.answer("E18")

    walk.died()
    assert len(walk.public(asked, "x")) == 1


@pytest.mark.timeout(240)
def test_a_kill_while_a_deadline_is_acted_on_only_delays_it(joined: House) -> None:
    house, walk = joined, Walk(joined)
    policy = house.folder / "policy.yaml"
    hurried = Path(house.settings["BYHAND_POLICY"]).read_text("utf-8").replace("wait: 3m", "wait: 2s")
    policy.write_text(hurried, "utf-8")
    house.byhand("policy", "apply", str(policy))
    house.ask_on_x(QUESTION)
    house.start(BYHAND_FAILPOINT="clock.before_commit")

    def is_with_everybody() -> bool:
        walk.alive()
        return '"everybody"' in house.byhand("explain", "1", "--json").stdout

    house.until("the first ring to be over", is_with_everybody)

    walk.died()
    told = house.byhand("explain", "1", "--json").stdout
    assert told.count('"name": "near"') == 1
