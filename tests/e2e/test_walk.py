"""One question from the asker to the posted answer, over the wire, by both ways into Slack and Telegram."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.e2e.house import House

ANSWER = "Please pull the plug for ten minutes; then it asks for the language again. <b>&</b> *that* is all: 5 > 3"
pytestmark = pytest.mark.timeout(180)


def _answer(house: House, person: str, words: str, text: str = ANSWER) -> str:
    """Claim, write, preview, post; returns the preview."""
    card = house.until(f"a card for {person}", lambda: house.message(person, words, "'question.claim'"))
    house.click(person, card, "question.claim")
    house.until("the answer's window", lambda: house.view(person))
    shown = house.submit(person, {"answer": {"text": text}})
    preview = shown["view"]
    assert preview["callback_id"] == "answer.post"
    texts = [
        block["text"]["text"]
        for block in preview["blocks"]
        if block["type"] == "section" and block["text"]["type"] == "plain_text" and block["text"].get("emoji") is False
    ]
    assert house.submit(person, {})["acknowledged"]
    return "".join(texts)


def test_over_socket_mode_and_polling(joined: House) -> None:
    house = joined
    house.start()
    asked = house.ask_on_x("My phone shows Chinese since the update & I cannot read it :-(")

    preview = _answer(house, "U0ANNA", "shows Chinese")

    said = house.until("the answer on X", lambda: house.replies_on_x(asked))
    assert [text.removeprefix("@maria_h ") for text in said] == [preview]
    house.until("the answer on the card", lambda: house.message("U0ANNA", "shows Chinese", "pull the plug"))


def test_over_signed_http_and_webhook(make_house: Callable[..., House]) -> None:
    house = make_house(
        BYHAND_SLACK_APP_TOKEN="",
        BYHAND_SLACK_SIGNING_SECRET="sandbox-signing-secret",
        BYHAND_TELEGRAM_WEBHOOK_SECRET="a-secret-of-ours",
    )
    house.settings["BYHAND_TELEGRAM_WEBHOOK_URL"] = f"http://{house.listen}/telegram/webhook"
    house.start()
    house.act("slack/app", request_url=f"http://{house.listen}/slack/events")
    house.join("U0ANNA")
    chat = house.ask_on_telegram("My phone shows Chinese since the update")

    preview = _answer(house, "U0ANNA", "shows Chinese")

    assert house.until("the answer on Telegram", lambda: house.said_on_telegram(chat)) == [preview]


def test_the_askers_reply_goes_to_the_same_person_in_the_same_thread(joined: House) -> None:
    house = joined
    house.start()
    asked = house.ask_on_x("My phone shows Chinese since the update")
    _answer(house, "U0ANNA", "shows Chinese")
    house.until("the answer on X", lambda: house.replies_on_x(asked))
    first = house.until("the answered card", lambda: house.message("U0ANNA", "shows Chinese", "pull the plug"))
    ours = next(post for post in house.see("x/timeline") if post["in_reply_to"] == asked)

    house.act("x/posts", author="maria_h", text="@brightaisle It still does, what now?", reply_to=ours["id"])

    card = house.until("the follow-up", lambda: house.message("U0ANNA", "what now?", "'question.claim'"))
    assert card["thread_ts"] == first["ts"]
    assert card["channel"] == first["channel"]
    assert "Nothing more needed" in str(card["blocks"])
    assert "pull the plug" in str(card["blocks"]), "the conversation before it is on the card"


def _card(house: House, person: str) -> dict[str, Any]:
    return house.until(f"a card for {person}", lambda: house.message(person, "E18"))


def test_who_lost_is_told_by_whom_and_nobody_else(joined: House) -> None:
    house = joined
    house.start()
    for person in ("U0BEN", "U0ELENA"):
        house.join(person, "laundry", "Hamburg")
    house.ask_on_x("My washing machine shows E18")
    cards = {person: _card(house, person) for person in ("U0ANNA", "U0BEN", "U0ELENA")}
    house.act("faults", platform="slack", method="chat.update", kind="latency", times=3, seconds=2)
    house.click("U0BEN", cards["U0BEN"], "question.claim")

    house.click("U0ANNA", cards["U0ANNA"], "question.claim")

    house.until("the others' cards to say who took it", lambda: house.message("U0ELENA", "E18", "took it"))
    told = house.until("what Anna is told", lambda: house.see("slack/state")["ephemerals"].get("U0ANNA"))
    assert "ben" in str(told[-1]).lower()
    assert "ben" in str(house.message("U0ELENA", "E18")).lower()
    assert "quicker" not in str(house.see("slack/state")["ephemerals"].get("U0ELENA"))


def test_x_refuses_and_a_person_posts_by_hand(joined: House) -> None:
    """An answer that X does not take is posted there by a person, who gives the link."""
    house = joined
    house.start()
    asked = house.ask_on_x("My washing machine shows E18")
    house.until("a card for Anna", lambda: house.message("U0ANNA", "E18", "'question.claim'"))
    house.act("x/people", handle="maria_h", blocks_us=True)
    _answer(house, "U0ANNA", "E18")
    notice = house.until("why it was refused", lambda: house.message("U0ANNA", "'delivery.by_hand'"))

    link = house.act("x/posts", author="brightaisle", text="E18 is the pump.", reply_to=asked)["url"]
    house.click("U0ANNA", notice, "delivery.by_hand")
    view = house.until("the window for the link", lambda: house.view("U0ANNA"))
    block = next(part for part in view["blocks"] if part["type"] == "input")
    house.submit("U0ANNA", {block["block_id"]: {block["element"]["action_id"]: link}})

    house.until("the card with the link", lambda: house.message("U0ANNA", "E18", link))
    assert house.byhand("explain", "1", "--json").stdout.count('"by_hand"') == 1


def test_a_note_in_the_thread_stays_there_until_its_writer_makes_it_the_answer(joined: House) -> None:
    house = joined
    house.start()
    asked = house.ask_on_x("My washing machine shows E18")
    card = house.until("a card for Anna", lambda: house.message("U0ANNA", "E18", "'question.claim'"))
    house.click("U0ANNA", card, "question.claim")
    house.act("slack/close", person="U0ANNA")

    house.act(
        "slack/message", person="U0ANNA", channel=card["channel"], thread_ts=card["ts"], text="It is the pump & hose"
    )

    def whisper() -> object:
        state = house.see("slack/state")
        rows = [*state["ephemerals"].get("U0ANNA", []), *house.messages("U0ANNA")]
        return next((row for row in rows if "'note.answer'" in str(row.get("blocks"))), None)

    notice = house.until("the whisper to Anna", whisper)
    house.click("U0ANNA", {"channel": card["channel"], **notice}, "note.answer")  # type: ignore[dict-item]
    view = house.until("the window with her words", lambda: house.view("U0ANNA"))
    assert "It is the pump & hose" in str(view)
    assert house.replies_on_x(asked) == []
