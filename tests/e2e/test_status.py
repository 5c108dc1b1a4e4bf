"""`byhand status` beside a running Byhand: what it reads, and how the channels fare."""

import json

import pytest

from tests.e2e.house import House

pytestmark = pytest.mark.timeout(180)


def test_status_beside_a_running_byhand_tells_of_its_channels(joined: House) -> None:
    house = joined
    house.start()
    house.ask_on_x("My washing machine shows E18")
    house.until("the card", lambda: house.message("U0ANNA", "E18"))

    told = json.loads(house.byhand("status", "--json").stdout)

    assert told["questions"]["offered"] == 1
    assert told["longest_waiting"][0]["channel"] == "x"
    assert told["spend"]["by_kind"]
    assert told["running"]["ready"]
    assert {name: part["state"] for name, part in told["running"]["parts"].items()} == dict.fromkeys(
        ("slack", "telegram", "x", "database"), "up"
    )
    assert told["running"]["parts"]["slack"]["since"]
    house.stop()
    assert "not running" in house.byhand("status").stdout
