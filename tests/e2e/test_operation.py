"""Running it: starting, refusing to start, stopping, saying how it fares, keeping secrets."""

import json
import sqlite3
from collections.abc import Callable

import pytest

from tests.e2e.house import House

pytestmark = pytest.mark.timeout(180)


def test_says_which_channels_are_on_and_which_are_off(make_house: Callable[..., House]) -> None:
    house = make_house(BYHAND_X_CONSUMER_KEY="", BYHAND_X_CONSUMER_SECRET="", BYHAND_X_ACCESS_TOKEN="")
    house.settings["BYHAND_X_ACCESS_TOKEN_SECRET"] = ""

    house.start()

    assert "with slack, telegram; off, because not set up: x" in house.log


@pytest.mark.parametrize(
    ("absent", "sentence"),
    [
        ("BYHAND_SLACK_BOT_TOKEN", "BYHAND_SLACK_BOT_TOKEN is not set"),
        ("BYHAND_SLACK_APP_TOKEN", "BYHAND_SLACK_APP_TOKEN (Socket Mode) or BYHAND_SLACK_SIGNING_SECRET"),
        ("BYHAND_X_ACCESS_TOKEN", "these are not set: BYHAND_X_ACCESS_TOKEN"),
        ("BYHAND_POLICY", "There is no policy yet"),
    ],
)
def test_refuses_to_start_without_what_is_essential(
    make_house: Callable[..., House], absent: str, sentence: str
) -> None:
    house = make_house(**{absent: ""})

    house.spawn()
    house.reap()

    assert house.codes == [1]
    assert sentence in house.log
    assert "Traceback" not in house.log


def test_a_second_process_on_the_same_database_is_refused(joined: House) -> None:
    joined.start()

    second = joined.byhand("run")

    assert second.returncode == 1
    assert "one process at a time" in second.stderr


def test_a_policy_with_mistakes_is_refused_as_a_whole_and_the_old_one_stays(joined: House) -> None:
    bad = joined.folder / "bad.yaml"
    bad.write_text("company: {nam: X}\ntopics: []\n", "utf-8")

    refused = joined.byhand("policy", "apply", str(bad))

    assert refused.returncode == 1
    assert "line 1" in refused.stderr
    assert "name" in refused.stderr
    shown = joined.byhand("policy", "show", "--json")
    assert json.loads(shown.stdout)["company"]["name"] == "Brightaisle"


def test_while_the_database_is_locked_nothing_is_acknowledged_and_it_recovers_by_itself(joined: House) -> None:
    house = joined
    house.start()
    holder = sqlite3.connect(house.database, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    chat = house.ask_on_telegram("My phone does not charge")

    house.until("readyz to fail", lambda: not house.is_ready())
    assert house.message("U0ANNA", "does not charge") is None
    holder.execute("ROLLBACK")
    holder.close()

    house.until("readyz to recover", house.is_ready)
    house.until("the card", lambda: house.message("U0ANNA", "does not charge"))
    assert house.said_on_telegram(chat) == []


def test_ends_in_order_on_sigterm_and_goes_on_where_it_stopped(joined: House) -> None:
    house = joined
    house.start()
    house.ask_on_x("My washing machine shows E18")
    house.until("the card", lambda: house.message("U0ANNA", "E18"))

    assert house.stop() == 0

    house.reap()
    house.start()
    assert len([row for row in house.messages("U0ANNA") if "E18" in str(row["blocks"])]) == 1
    assert house.byhand("audit", "verify").returncode == 0


def test_logs_are_json_and_hold_no_secret(joined: House) -> None:
    house = joined
    house.spawn(BYHAND_LOG_LEVEL="DEBUG")
    house.until("it to be ready", house.is_ready)
    house.ask_on_x("My washing machine shows E18")
    house.until("the card", lambda: house.message("U0ANNA", "E18"))
    house.stop()

    secrets = [value for name, value in house.settings.items() if name.endswith(("_TOKEN", "_SECRET", "_KEY"))]
    assert secrets
    assert not [secret for secret in secrets if secret in house.log]
    for line in house.log.splitlines():
        if not line.startswith("byhand runs"):
            json.loads(line)


def test_metrics_count_and_name_nobody(joined: House) -> None:
    house = joined
    house.start()
    house.ask_on_x("My washing machine shows E18")
    house.until("the card", lambda: house.message("U0ANNA", "E18"))

    text = house.web.get(f"http://{house.listen}/metrics").text

    assert 'byhand_questions{state="offered"} 1.0' in text
    assert "Maria" not in text
    assert house.web.get(f"http://{house.listen}/healthz").text == "ok\n"
