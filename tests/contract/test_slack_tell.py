"""Words for one person only reach that person by one way or another, and never an address that is not Slack's."""

import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from functools import partial

import pytest

from bots.slack.acts import Where
from bots.slack.client import Lookups, make_client, open_session
from bots.slack.modals import sentence
from bots.slack.tell import Afterwards, Teller
from routing.pace import Pace
from sandbox.serve import running
from tests.contract.standins import Control, control_of

SPEED = 200.0
WORDS = "Ben was quicker <!channel> *really*."


@dataclass
class Stage:
    teller: Teller
    control: Control

    def heard(self, person: str) -> str:
        """What this person sees of it, whispered or written to them."""
        state = self.control.get("slack/state")
        direct = [one["messages"] for one in state["channels"] if one["owner"] == person]
        return json.dumps([state["ephemerals"].get(person), direct])

    def calls(self) -> list[str]:
        return [call["method"] for call in self.control.requests(platform="slack")]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with running(speed=SPEED) as sandbox:
        yield sandbox.url


@pytest.fixture
async def stage(address: str) -> AsyncIterator[Stage]:
    with control_of(address) as control:
        async with open_session() as session:
            client = make_client(f"{address}/slack/api/", session, "xoxb-sandbox-bot-token")
            yield Stage(Teller(Lookups(client, Pace(SPEED))), control)


async def test_where_they_acted_they_alone_are_told(stage: Stage) -> None:
    await stage.teller.tell(Where("U0ANNA", "C0QUEUE"), WORDS)

    assert WORDS in stage.heard("U0ANNA")
    assert WORDS not in stage.heard("U0BEN")
    assert stage.calls() == ["chat.postEphemeral"]


async def test_without_a_place_they_are_written_to(stage: Stage) -> None:
    await stage.teller.tell(Where("U0ANNA"), WORDS)

    assert WORDS in stage.heard("U0ANNA")
    assert stage.calls() == ["chat.postMessage"]


async def test_when_one_way_fails_the_next_is_tried(stage: Stage) -> None:
    await stage.teller.tell(Where("U0ANNA", "C0NOWHERE"), WORDS)

    assert WORDS in stage.heard("U0ANNA")
    assert stage.calls() == ["chat.postEphemeral", "chat.postMessage"]


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/hook",
        "https://hooks.slack.com/actions/1",
        "http://hooks.slack.com/actions/1",
        "https://hooks.slack.com.evil.example/1",
        "https://hooks.slack.com@evil.example/1",
        "file:///etc/passwd",
        "http://169.254.169.254/latest",
        "not an address",
    ],
)
async def test_an_address_that_is_not_slacks_is_not_used(stage: Stage, url: str) -> None:
    await stage.teller.tell(Where("U0ANNA", "C0QUEUE", response_url=url), WORDS)

    assert stage.calls() == ["chat.postEphemeral"]


@pytest.mark.parametrize(
    ("url", "used"),
    [
        ("https://hooks.slack.com/actions/1", True),
        ("http://hooks.slack.com/actions/1", False),
        ("https://hooks.slack.com.evil.example/1", False),
        ("https://hooks.slack-gov.com/actions/1", False),
        ("", False),
    ],
)
async def test_slack_itself_is_answered_at_its_own_address_only(stage: Stage, url: str, used: bool) -> None:
    async with open_session() as session:
        teller = Teller(Lookups(make_client("https://slack.com/api/", session), Pace()))

        assert teller._may_respond(url) is used


async def test_a_response_address_that_fails_is_followed_by_the_next_way(stage: Stage, address: str) -> None:
    gone = f"{address}/slack/response/none"
    await stage.teller.tell(Where("U0ANNA", "C0QUEUE", response_url=gone), WORDS)

    assert WORDS in stage.heard("U0ANNA")
    assert stage.calls()[-1] == "chat.postEphemeral"


async def test_when_nothing_helps_it_is_only_noted(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    stage.control.fault("slack", "*", "5xx", times=9)
    await stage.teller.tell(Where("U0ANNA", "C0QUEUE"), WORDS)

    assert "slack.whisper_lost" in caplog.messages


async def test_a_modal_that_does_not_open_is_only_noted(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    await stage.teller.open_view("1.1", partial(sentence, "Title", "Words"))

    assert "slack.view_not_opened" in caplog.messages


async def test_what_was_begun_is_finished_or_given_up(stage: Stage) -> None:
    afterwards = Afterwards()
    afterwards.begin(stage.teller.tell(Where("U0ANNA", "C0QUEUE"), WORDS))
    await afterwards.finish()
    assert WORDS in stage.heard("U0ANNA")

    stage.control.fault("slack", "*", "latency", seconds=30)
    afterwards.begin(stage.teller.tell(Where("U0BEN", "C0QUEUE"), WORDS))
    await afterwards.finish(0.05)
    assert WORDS not in stage.heard("U0BEN")
