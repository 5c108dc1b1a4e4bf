"""Intent, call, receipt: what is owed arrives once, or a person is told (P3, P5)."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace

import pytest
from sqlalchemy import text

from policies.retries import LOOKS
from routing import decisions, outcomes
from routing.kit import Kit
from routing.outbox import Outbox
from routing.pace import Pace
from sandbox.serve import RunningSandbox, running
from tests.factories import (
    FrozenClock,
    act,
    claim_now,
    delivery_now,
    make_offer,
    make_question,
    make_volunteer,
    offers_of,
    question_now,
    taken,
)
from tests.integration.outbox_stage import Stage, staged


@pytest.fixture(scope="module")
def sandbox() -> Iterator[RunningSandbox]:
    with running(speed=50) as stand_ins:
        yield stand_ins


@pytest.fixture
async def stage(kit: Kit, clock: FrozenClock, sandbox: RunningSandbox) -> AsyncIterator[Stage]:
    async with staged(kit, clock, sandbox) as made:
        made.control.post("reset")
        yield made


# --- answers -----------------------------------------------------------------------------------------------------


async def test_an_answer_is_posted_once_and_ends_the_claim(stage: Stage) -> None:
    post, walked = stage.on_x()

    await stage.round(3)

    assert stage.replies(post) == [f"@maria_h {walked.public_text}"]
    assert stage.state(walked) == "sent"
    assert claim_now(stage.kit, walked.claim_id).state == "done"
    assert question_now(stage.kit, walked.question_id).state == "answered"


async def test_an_answer_whose_connection_broke_after_the_effect_is_found_and_not_posted_again(stage: Stage) -> None:
    post, walked = stage.on_x()
    stage.fault("x", "POST /2/tweets", "cut_after")

    await stage.round()
    assert stage.state(walked) == "unknown"
    await stage.round(2)

    assert stage.state(walked) == "sent"
    assert len(stage.replies(post)) == 1
    assert delivery_now(stage.kit, walked.delivery_id).url.startswith("https://x.com/brightaisle/status/")


async def test_an_answer_that_is_not_found_is_posted_again_only_when_a_person_says_so(stage: Stage) -> None:
    post, walked = stage.on_x()
    stage.fault("x", "POST /2/tweets", "cut_before")

    await stage.round()
    for wait in LOOKS:
        await stage.round()
        stage.later(seconds=wait.total_seconds() + 1)
    stage.later(minutes=3)
    await stage.round(3)
    assert stage.state(walked) == "unknown"
    assert stage.replies(post) == []
    assert stage.in_slack("May have been posted", "'delivery.again'")

    decisions.post_again(stage.kit, act("U0ANNA"), walked.delivery_id)
    await stage.round(3)

    assert stage.state(walked) == "sent"
    assert len(stage.replies(post)) == 1


async def test_a_look_that_fails_finds_nothing_out_and_is_repeated_until_a_person_is_asked(stage: Stage) -> None:
    post, walked = stage.on_x()
    stage.fault("x", "POST /2/tweets", "cut_after")
    stage.fault("x", "GET /2/users/:id/tweets", "down", times=3)

    for _ in range(4):
        await stage.round()
        stage.later(seconds=20)
    assert stage.state(walked) == "unknown"
    assert not stage.in_slack("Please look at the conversation")
    await stage.round(2)

    assert stage.state(walked) == "sent"
    assert len(stage.replies(post)) == 1


async def test_when_nobody_can_look_for_long_the_volunteer_is_asked(stage: Stage) -> None:
    _, walked = stage.on_x()
    stage.fault("x", "POST /2/tweets", "cut_after")
    stage.fault("x", "GET /2/users/:id/tweets", "down", times=None)

    for _ in range(3):
        await stage.round()
        stage.later(minutes=6)
    await stage.round(2)

    assert stage.state(walked) == "unknown"
    assert stage.in_slack("Please look at the conversation")


async def test_on_telegram_nobody_can_look_so_the_volunteer_is_asked_at_once(stage: Stage) -> None:
    chat, walked = stage.on_telegram()
    stage.fault("telegram", "sendMessage", "cut_after")

    await stage.round(4)
    assert stage.state(walked) == "unknown"
    (notice,) = [row for row in stage.in_slack("'delivery.there'") if "Question on" not in str(row["blocks"])]
    decisions.it_is_there(stage.kit, act("U0ANNA"), walked.delivery_id)
    await stage.round(3)

    assert stage.state(walked) == "sent"
    assert stage.said(chat) == [walked.public_text]
    (settled,) = [row for row in stage.in_slack("saw it there") if row["ts"] == notice["ts"]]
    assert "'delivery.there'" not in str(settled["blocks"])


async def test_an_undecided_answer_is_told_to_the_leads_after_an_hour(stage: Stage) -> None:
    _, walked = stage.on_telegram()
    stage.fault("telegram", "sendMessage", "cut_after")
    await stage.round(4)
    assert not stage.in_slack("nobody has looked")

    stage.later(hours=1, minutes=1)
    await stage.round(3)
    assert len(stage.in_slack("nobody has looked")) == 1

    stage.later(days=2)
    await stage.round(3)
    assert len(stage.in_slack("nobody has looked")) == 1
    assert stage.state(walked) == "unknown"


async def test_a_refusal_gives_the_claim_back_and_says_why(stage: Stage) -> None:
    chat, walked = stage.on_telegram()
    stage.control.post("telegram/block", chat=int(chat))

    await stage.round(4)

    assert stage.state(walked) == "refused"
    assert claim_now(stage.kit, walked.claim_id).state == "held"
    assert stage.in_slack("Not posted on Telegram", "blocked")


async def test_a_chat_that_moved_is_followed(stage: Stage) -> None:
    chat, walked = stage.on_telegram(type="group", title="Fans")
    moved = stage.control.post("telegram/migrate", chat=int(chat))

    await stage.round(3)

    new = str(moved["chat_id"])
    assert stage.state(walked) == "sent"
    assert stage.said(new) == [walked.public_text]


async def test_what_was_surely_not_sent_is_sent_again_later(stage: Stage) -> None:
    post, walked = stage.on_x()
    stage.fault("x", "POST /2/tweets", "429", seconds=0)

    await stage.round()
    assert stage.state(walked) == "ready"
    assert stage.replies(post) == []
    await _until_sent(stage, walked.delivery_id)

    assert len(stage.replies(post)) == 1


async def _until_sent(stage: Stage, delivery_id: int) -> None:
    for _ in range(200):  # the limit's own wait is on the machine's clock
        stage.later(seconds=30)
        await asyncio.sleep(0.05)
        await stage.round()
        if delivery_now(stage.kit, delivery_id).state == "sent":
            return
    raise AssertionError(delivery_now(stage.kit, delivery_id))


async def test_a_text_that_is_not_what_was_previewed_is_not_published(stage: Stage) -> None:
    """Even a database that somebody changed below its triggers publishes nothing else."""
    post, walked = stage.on_x()
    with stage.kit.db.write() as session:
        session.execute(text("DROP TRIGGER answer_is_never_changed"))
        session.execute(text("UPDATE answer SET text = 'Buy now' WHERE id = :id"), {"id": walked.answer_id})

    await stage.round(3)

    assert stage.replies(post) == []
    assert stage.state(walked) == "refused"


async def test_what_an_earlier_process_left_on_its_way_is_looked_up(stage: Stage) -> None:
    post, walked = stage.on_x()
    taken(stage.kit, walked.delivery_id, "an earlier process")

    await stage.round(2)

    assert stage.state(walked) == "unknown"
    assert stage.replies(post) == []


async def test_without_its_channel_an_answer_waits(stage: Stage) -> None:
    _, walked = stage.on_x()
    without = Outbox(replace(stage.kit, channels={}), None, Pace())

    await without.round()
    await without.settle()

    assert stage.state(walked) == "ready"


# --- cards ---------------------------------------------------------------------------------------------------------


async def test_a_card_whose_answer_was_lost_is_found_in_the_history(stage: Stage) -> None:
    stage.anna()
    stage.fault("slack", "chat.postMessage", "cut_after")
    question = make_question(stage.kit)

    await stage.round(4)

    assert len(stage.in_slack("flickers")) == 1
    assert offers_of(stage.kit, question.id or 0)[0].shown_ts


async def test_a_card_that_did_not_arrive_is_posted_again(stage: Stage) -> None:
    stage.anna()
    stage.fault("slack", "chat.postMessage", "cut_before")
    make_question(stage.kit)

    await stage.round(5)

    assert len(stage.in_slack("flickers")) == 1


async def test_a_card_nobody_can_be_shown_goes_to_the_next_ring_and_the_leads_are_told(stage: Stage) -> None:
    make_volunteer(stage.kit, "U0NOBODY", "Nobody There", hours=[["00:00", "00:00"]])
    question = make_question(stage.kit)

    await stage.round(4)

    assert offers_of(stage.kit, question.id or 0)[0].state == "expired"
    assert stage.in_slack("could not be shown")
    assert len(offers_of(stage.kit, question.id or 0)) > 1


async def test_a_card_that_was_overtaken_is_not_shown(stage: Stage) -> None:
    stage.anna()
    question = make_question(stage.kit)
    offer = offers_of(stage.kit, question.id or 0)[0]
    with stage.kit.db.write() as session:
        session.execute(text("UPDATE offer SET state = 'rescinded' WHERE id = :id"), {"id": offer.id})

    await stage.round(2)

    assert stage.in_slack("flickers") == []


async def test_a_renewal_waits_for_its_card_and_shows_what_holds_then(stage: Stage) -> None:
    stage.on_x()

    for _ in range(4):
        stage.later(seconds=2)
        await stage.round()

    (card,) = stage.in_slack("flickers")
    assert "Try another cable" in str(card["blocks"])
    assert "'question.claim'" not in str(card["blocks"])


async def test_slack_off_means_that_cards_wait(stage: Stage) -> None:
    stage.anna()
    question = make_question(stage.kit)
    without = Outbox(stage.kit, None, Pace())

    await without.round()
    await without.settle()

    assert offers_of(stage.kit, question.id or 0)[0].shown_ts == ""
    assert stage.in_slack("flickers") == []


async def test_the_most_urgent_goes_first_where_only_one_may_go(stage: Stage) -> None:
    """One lane, several cards: the limiter lets one a moment through, the most urgent first."""
    questions = [make_question(stage.kit, text=f"My TV in Leeds flickers, number {number}") for number in range(3)]
    for question in questions:
        make_offer(stage.kit, question)
    with stage.kit.db.write() as session:
        session.execute(text("UPDATE delivery SET lane = 'post:byhand-queue' WHERE kind = 'card'"))
        last = questions[-1].id
        session.execute(text("UPDATE delivery SET priority = 1 WHERE question_id = :id"), {"id": last})

    await stage.round()

    (first,) = stage.in_slack("flickers")
    assert "number 2" in str(first["blocks"])


async def test_recovering_puts_updates_back_to_work(stage: Stage) -> None:
    stage.on_x()
    with stage.kit.db.write() as session:
        session.execute(text("UPDATE delivery SET state = 'sending', owner = 'gone' WHERE kind = 'renew_card'"))

    assert outcomes.recover(stage.kit, "me") > 0

    with stage.kit.db.read() as session:
        states = session.execute(text("SELECT DISTINCT state FROM delivery WHERE kind = 'renew_card'")).scalars().all()
    assert states == ["ready"]
