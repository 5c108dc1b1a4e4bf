"""The Slack doorway: what people do in Slack, through Bolt, into the store, and back."""

import json
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta

import pytest

from bots.slack.upkeep import Upkeep
from routing.kit import Kit
from routing.ports import DeliveryError, Outcome
from sandbox.serve import running
from store.models import Claim, Gap, Offer, Question, Receipt, Volunteer
from tests.integration.slack_stage import SPEED, Stage, byhand, until


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with running(speed=SPEED) as sandbox:
        yield sandbox.url


@pytest.fixture
async def stage(address: str, kit: Kit) -> AsyncIterator[Stage]:
    """Over signed HTTP."""
    async with byhand(address, kit, socket=False) as stage:
        yield stage


@pytest.fixture(params=["socket", "http"])
async def either(address: str, kit: Kit, request: pytest.FixtureRequest) -> AsyncIterator[Stage]:
    """Over each of Slack's two ways."""
    async with byhand(address, kit, socket=request.param == "socket") as stage:
        yield stage


async def test_joining_in_one_line_says_what_was_understood(either: Stage) -> None:
    said = await either.play("command", person="U0ANNA", text="join phones near Leeds hours 09:00-17:00", wait=0)

    assert "Welcome, Anna! You are in." in json.dumps(said)
    anna = either.rows(Volunteer)[0]
    assert (anna.slack_id, anna.time_zone, anna.hours) == ("U0ANNA", "Europe/Stockholm", [["09:00", "17:00"]])


async def test_a_question_is_claimed_answered_previewed_and_posted(either: Stage) -> None:
    await either.join("U0ANNA")
    await either.ask()

    _, opened = await either.claim("U0ANNA")
    assert opened["view"]["callback_id"] == "answer.submit"
    preview = await either.write("U0ANNA", "Charge it with another cable.")
    assert preview["view"]["callback_id"] == "answer.post"
    posted = await either.play("submit", person="U0ANNA")

    assert posted["view"] is None
    await either.settle()
    public = [reply.text for reply in either.board.published]
    assert public == ["Charge it with another cable.\n\n— Anna, Brightaisle"]
    assert any(block.get("text", {}).get("text") == public[0] for block in preview["view"]["blocks"])
    card = await either.card("U0ANNA", "You answered on Telegram:")
    assert public[0] in [block.get("text", {}).get("text") for block in card["blocks"]]


# --- joining -----------------------------------------------------------------------------------------------------


async def test_the_modal_enrols_and_is_prefilled_the_next_time(stage: Stage) -> None:
    opened = await stage.play("command", person="U0BEN", text="")
    assert opened["view"]["callback_id"] == "volunteer.save"
    values = {"topics": {"topics": ["tv", "audio"]}, "place": {"place": "Leeds"}, "hours": {"hours": "08:00-12:00"}}
    saved = await stage.play("submit", person="U0BEN", values=values)

    assert "Welcome, Ben! You are in." in json.dumps(saved["view"])
    await stage.play("close", person="U0BEN")
    again = json.dumps((await stage.play("command", person="U0BEN", text=""))["view"])
    assert all(f'"initial_{what}' in again for what in ("options", "value"))
    assert "08:00-12:00" in again


async def test_a_modal_with_mistakes_stays_and_names_them(stage: Stage) -> None:
    await stage.play("command", person="U0BEN", text="")
    values = {"topics": {"topics": ["tv"]}, "place": {"place": "Nowhere at all"}, "hours": {"hours": "nine"}}
    first = await stage.play("submit", person="U0BEN", values=values)
    second = await stage.play("submit", person="U0BEN", values={"hours": {"hours": ""}})

    assert "hours are written" in first["errors"]["hours"]
    assert "I do not know the place" in second["errors"]["place"]
    assert stage.rows(Volunteer) == []


@pytest.mark.parametrize("person", ["U0GUEST", "U0ULTRA", "U0PARTNER", "U0ROBOT"])
async def test_nobody_but_members_can_join(stage: Stage, person: str) -> None:
    said = await stage.play("command", person=person, text="join phones near Leeds", wait=0)

    assert "nly " in json.dumps(said["shown"])
    assert stage.rows(Volunteer) == []


async def test_every_word_of_the_command_is_answered(stage: Stage) -> None:
    await stage.join("U0ANNA")
    words = {
        "pause until tomorrow": "You are paused until",
        "resume": "Welcome back",
        "queue": "You have taken 0; 0 are open.",
        "help": "join TOPIC[,TOPIC] near PLACE",
        "join phnes near Leeds": "Did you mean phones",
        "dance": "I don't know “dance”",
        "leave": "You have left Byhand",
    }
    for typed, answer in words.items():
        said = await stage.play("command", person="U0ANNA", text=typed, wait=0)
        assert answer in json.dumps(said["shown"], ensure_ascii=False), typed


async def test_the_queue_lists_what_one_has_taken(stage: Stage) -> None:
    await stage.join("U0ANNA")
    await stage.ask("My phone says <!channel> *help* in Leeds?")
    await stage.claim("U0ANNA")

    said = await stage.play("command", person="U0ANNA", text="queue", wait=0)

    shown = [block["text"] for block in said["shown"]["blocks"] if "text" in block]
    assert any("My phone says <!channel> *help* in Leeds?" in part["text"] for part in shown)
    assert {part["type"] for part in shown} == {"plain_text"}


# --- claiming ----------------------------------------------------------------------------------------------------


async def test_who_lost_the_race_is_told_who_won_and_nobody_else_is(either: Stage) -> None:
    await either.join("U0ANNA", "U0BEN")
    await either.ask()
    cards = {person: await either.card(person, "question.claim") for person in ("U0ANNA", "U0BEN")}
    await either.click("U0ANNA", cards["U0ANNA"], "question.claim")
    lost = await either.click("U0BEN", cards["U0BEN"], "question.claim")
    await either.settle()

    assert lost["view"] is None
    assert "Anna Lindqvist was quicker" in " ".join(await either.whispers("U0BEN"))
    assert await either.whispers("U0ANNA") == []
    assert "Anna Lindqvist took it." in json.dumps(await either.card("U0BEN"))


async def test_a_repeated_click_is_one_claim_and_gets_the_same_response(either: Stage) -> None:
    await either.join("U0ANNA")
    await either.ask()
    card = await either.card("U0ANNA", "question.claim")
    await either.click("U0ANNA", card, "question.claim", duplicate=3)
    await either.play("replay")

    assert len(either.rows(Claim)) == 1
    await either.settle()
    assert await either.whispers("U0ANNA") == []
    assert len(await either.calls("views.open")) == 1


async def test_a_modal_that_could_not_be_opened_is_opened_by_the_card(stage: Stage) -> None:
    await stage.join("U0ANNA")
    await stage.ask()
    await stage.fault("views.open", "5xx")
    card, opened = await stage.claim("U0ANNA")
    assert opened["view"] is None

    renewed = await stage.card("U0ANNA", "question.answer")
    assert renewed["ts"] == card["ts"]
    again = await stage.click("U0ANNA", renewed, "question.answer")
    assert again["view"]["callback_id"] == "answer.submit"


async def test_a_question_given_back_is_offered_again(stage: Stage) -> None:
    await stage.join("U0ANNA")
    await stage.ask()
    await stage.claim("U0ANNA")
    await stage.play("close", person="U0ANNA")
    await stage.click("U0ANNA", await stage.card("U0ANNA", "question.release"), "question.release")

    assert [claim.state for claim in stage.rows(Claim)] == ["released"]
    assert "Given back." in " ".join(await stage.whispers("U0ANNA"))
    await stage.card("C0QUEUE", "question.claim")


async def test_not_me_is_said_on_the_card(stage: Stage) -> None:
    await stage.join("U0ANNA")
    await stage.ask()
    await stage.click("U0ANNA", await stage.card("U0ANNA", "question.decline"), "question.decline")

    assert "You said: not me." in json.dumps(await stage.card("U0ANNA"))


async def test_letting_be_asks_the_reason_and_can_be_undone(stage: Stage) -> None:
    await stage.join("U0ANNA")
    await stage.ask()
    await stage.click("U0ANNA", await stage.card("U0ANNA", "question.dismiss"), "question.dismiss")
    await stage.play("submit", person="U0ANNA", values={"reason": {"reason": "It asks nothing"}})
    dismissed = await stage.card("U0ANNA", "let it be: It asks nothing")
    assert [question.state for question in stage.rows(Question)] == ["dismissed"]

    await stage.click("U0ANNA", dismissed, "question.undo")
    assert [question.state for question in stage.rows(Question)] == ["offered"]


async def test_a_channels_card_is_claimed_by_any_volunteer_and_by_nobody_else(stage: Stage) -> None:
    await stage.join("U0ANNA", topics="tv")
    await stage.ask()
    card = await stage.card("C0QUEUE", "question.claim")
    await stage.click("U0CARLA", card, "question.claim", force=True)
    await stage.settle()
    assert stage.rows(Claim) == []
    assert "/byhand" in " ".join(await stage.whispers("U0CARLA"))

    taken = await stage.click("U0ANNA", card, "question.claim", force=True)
    assert taken["view"]["callback_id"] == "answer.submit"
    assert "Anna Lindqvist took it." in json.dumps(await stage.card("C0QUEUE"))


# --- answering ---------------------------------------------------------------------------------------------------


async def test_a_refused_text_stays_in_the_modal_with_the_reason(either: Stage) -> None:
    await either.join("U0ANNA")
    await either.ask()
    await either.claim("U0ANNA")
    refused = await either.write("U0ANNA", "Tell me your password.")
    corrected = await either.write("U0ANNA", "Charge it, please.")

    assert "password" in refused["errors"]["answer"]
    assert refused["view"]["callback_id"] == "answer.submit"
    assert corrected["view"]["callback_id"] == "answer.post"


async def test_a_claim_that_expired_over_the_preview_says_so_and_keeps_the_text(stage: Stage) -> None:
    await stage.join("U0ANNA")
    await stage.ask()
    await stage.claim("U0ANNA")
    await stage.write("U0ANNA", "Charge it.")
    await stage.tick(timedelta(hours=2))
    late = await stage.play("submit", person="U0ANNA")

    shown = json.dumps(late["view"], ensure_ascii=False)
    assert "Nothing was posted" in shown
    assert "Charge it." in shown
    assert stage.board.published == []


async def test_coming_back_keeps_the_claim(stage: Stage) -> None:
    await stage.join("U0ANNA")
    await stage.ask()
    await stage.claim("U0ANNA")
    await stage.write("U0ANNA", "I will ask a colleague.")
    await stage.play("submit", person="U0ANNA", values={"outcome": {"choice": "come_back"}})
    card = await stage.card("U0ANNA", "You took it.")

    assert len(stage.board.published) == 1
    again = await stage.click("U0ANNA", card, "question.answer")
    assert again["view"]["callback_id"] == "answer.submit"


async def test_a_repeated_submission_posts_once(either: Stage) -> None:
    await either.join("U0ANNA")
    await either.ask()
    await either.claim("U0ANNA")
    await either.write("U0ANNA", "Charge it.")
    await either.play("submit", person="U0ANNA", duplicate=3)
    await either.play("replay")
    await either.settle()

    assert len(either.board.published) == 1


async def test_an_unknown_outcome_is_decided_by_the_volunteer(stage: Stage) -> None:
    await stage.join("U0ANNA")
    await stage.ask()
    await stage.claim("U0ANNA")
    await stage.write("U0ANNA", "Charge it.")
    stage.board.fails = DeliveryError(Outcome.UNKNOWN, "The connection broke.")
    await stage.play("submit", person="U0ANNA")
    card = await stage.card("U0ANNA", "May have been posted: Telegram")
    await stage.click("U0ANNA", card, "delivery.there")

    assert "You answered on Telegram:" in json.dumps(await stage.card("U0ANNA", "Question on Telegram"))
    assert len(stage.board.published) == 1


async def test_what_a_claimant_writes_in_the_thread_is_offered_to_him_as_the_answer(either: Stage) -> None:
    await either.join("U0ANNA")
    await either.ask()
    card, _ = await either.claim("U0ANNA")
    await either.play("close", person="U0ANNA")
    channel = await either._channel_of(card)
    await either.play("message", person="U0ANNA", channel=channel, thread_ts=card["ts"], text="Cables & <chargers>")
    await either.settle()

    whisper = json.loads((await either.whispers("U0ANNA"))[-1])
    opened = await either.click("U0ANNA", {**whisper, "channel": channel}, "note.answer")
    assert "This stays here. Make it the answer?" in json.dumps(whisper)
    assert '"initial_value": "Cables & <chargers>"' in json.dumps(opened["view"])
    assert either.board.published == []


# --- what is not ours, and what fails ------------------------------------------------------------------------------


async def test_an_event_is_stored_once_however_often_it_comes(either: Stage) -> None:
    await either.join("U0ANNA")
    await either.ask()
    card = await either.card("U0ANNA", "question.claim")
    sent = await either.play(
        "message",
        person="U0ANNA",
        channel=await either._channel_of(card),
        thread_ts=card["ts"],
        text="hello",
        duplicate=3,
    )

    assert sent["acknowledged"] is True
    kept = [row for row in either.rows(Receipt) if row.kind == "message" and row.channel == "slack"]
    assert len(kept) == 1
    assert "sandbox-verification-token" not in kept[0].payload


async def test_while_the_store_is_down_nothing_is_acknowledged_and_then_it_recovers(either: Stage) -> None:
    await either.join("U0ANNA")
    await either.ask()
    card = await either.card("U0ANNA", "question.claim")
    channel = await either._channel_of(card)
    with either.locked():
        lost = await either.click("U0ANNA", card, "question.claim")
        unkept = await either.play("message", person="U0ANNA", channel=channel, thread_ts=card["ts"], text="hello")
    assert not lost["acknowledged"]
    assert not unkept["acknowledged"]
    assert either.rows(Claim) == []

    taken = await either.click("U0ANNA", card, "question.claim")
    assert taken["view"]["callback_id"] == "answer.submit"
    assert "could not be stored" in " ".join(await either.whispers("U0ANNA"))


async def test_another_workspaces_people_are_refused_and_nothing_of_them_is_stored(either: Stage) -> None:
    await either.join("U0ANNA")
    before = len(either.rows(Receipt))
    user = {"id": "U0ANNA", "team_id": "T0OTHER"}
    action = {"action_id": "question.claim", "value": "1", "type": "button"}
    click = {"type": "block_actions", "team": {"id": "T0OTHER"}, "user": user, "actions": [action], "trigger_id": "1.2"}
    command = {"command": "/byhand", "text": "leave", "team_id": "T0OTHER", "user_id": "U0ANNA", "trigger_id": "1.3"}
    event = {"type": "event_callback", "team_id": "T0OTHER", "event_id": "Ev9", "event": {"type": "user_change"}}
    await either.play("payload", kind="interactive", payload=click)
    await either.play("payload", kind="slash_commands", payload=command)
    heard = await either.play("payload", kind="events_api", payload=event)

    assert not heard["acknowledged"]
    assert len(either.rows(Receipt)) == before
    assert either.rows(Volunteer)[0].left_at is None


@pytest.mark.parametrize("value", ["", "x", "-1", "1e3", "9" * 30])
async def test_a_button_that_is_not_ours_is_refused(stage: Stage, value: str) -> None:
    user = {"id": "U0ANNA", "team_id": "T0SANDBOX"}
    action = {"action_id": "question.claim", "value": value, "type": "button"}
    click = {"type": "block_actions", "team": {"id": "T0SANDBOX"}, "user": user, "actions": [action], "trigger_id": "1"}

    assert not (await stage.play("payload", kind="interactive", payload=click))["acknowledged"]


async def test_a_link_button_is_only_acknowledged(stage: Stage) -> None:
    await stage.join("U0ANNA")
    await stage.ask()
    card = await stage.card("U0ANNA", "question.open")

    assert (await stage.click("U0ANNA", card, "question.open"))["acknowledged"]


async def test_a_fault_of_ours_is_told_with_its_number_and_never_taken_for_done(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    await stage.join("U0ANNA")
    await stage.ask()
    card = await stage.card("U0ANNA", "question.claim")
    stage.spoil("UPDATE volunteer SET paused_until = 'no moment'")
    failed = await stage.click("U0ANNA", card, "question.claim")
    await stage.doorway._afterwards.finish()

    assert not failed["acknowledged"]
    assert "Something went wrong, and nothing was published." in " ".join(await stage.whispers("U0ANNA"))
    number = next(record.__dict__["number"] for record in caplog.records if record.message == "slack.failed")
    assert number in " ".join(await stage.whispers("U0ANNA"))


async def test_no_token_and_no_response_address_is_ever_stored(stage: Stage) -> None:
    await stage.join("U0ANNA")
    await stage.ask()
    await stage.claim("U0ANNA")
    await stage.write("U0ANNA", "Charge it.")

    kept = " ".join(row.payload for row in stage.rows(Receipt))
    assert "response_url" in kept
    for secret in ("verification-token", "/slack/response", "hooks.slack.com", "xoxb-", "xapp-"):
        assert secret not in kept


async def test_events_that_slack_held_back_are_a_gap(stage: Stage) -> None:
    told = {
        "type": "app_rate_limited",
        "team_id": "T0SANDBOX",
        "minute_rate_limited": 1_795_000_020,
        "api_app_id": "A1",
    }
    await stage.play("payload", kind="events_api", payload=told)
    await stage.play("payload", kind="events_api", payload=told)

    gaps = {(gap.channel, gap.since, gap.until - gap.since) for gap in stage.rows(Gap)}
    assert gaps == {("slack", datetime.fromtimestamp(1_795_000_020, UTC), timedelta(minutes=1))}


ODD = [
    {"event_id": None},
    {"event_id": 7},
    {"event": "text"},
    {"event": None},
    {"event": {}},
    {"event": {"type": "message", "user": "U0ANNA", "channel": 7, "thread_ts": "1.1", "text": ["x"]}},
]


@pytest.mark.parametrize("changes", ODD)
async def test_an_event_that_cannot_be_read_stays_as_a_receipt(either: Stage, changes: dict[str, object]) -> None:
    event = {"type": "event_callback", "team_id": "T0SANDBOX", "event_id": "Ev1", "event": {"type": "user_change"}}

    played = await either.play("payload", kind="events_api", payload=event | changes)
    await either.settle()

    assert played["acknowledged"]
    (receipt,) = either.rows(Receipt)
    assert receipt.state == "unparsed"
    assert receipt.reason


async def test_a_member_who_becomes_a_guest_is_asked_no_more(stage: Stage) -> None:
    await stage.join("U0ANNA")
    await stage.play("people", id="U0ANNA", kind="guest")
    await until(lambda: any(receipt.kind == "user_change" for receipt in stage.rows(Receipt)))
    await stage.settle()
    assert [volunteer.standing for volunteer in stage.rows(Volunteer)] == ["guest"]
    await stage.ask()

    assert {offer.volunteer_id for offer in stage.rows(Offer)} == {None}


async def test_what_slack_knows_of_volunteers_is_asked_again(stage: Stage) -> None:
    await stage.join("U0ANNA")
    await stage.play("app", events=[])  # Slack does not tell us of the changes
    await stage.play("app", scopes=["users:read", "dnd:read"])
    await stage.play("people", id="U0ANNA", tz="Asia/Tokyo", snoozed=True)
    await Upkeep(stage.kit, stage.doorway._upkeep._people, between=0).once(["U0ANNA"])

    (anna,) = stage.rows(Volunteer)
    assert anna.time_zone == "Asia/Tokyo"
    assert anna.quiet_until > stage.clock.now()
