"""`byhand demo --tour`: one question on X and one on Telegram, played through to the posted answer, with faults."""

import time
from collections.abc import Callable
from typing import Any

from commands.stage import Stage

COLLEAGUES = (
    ("U0ANNA", "laundry,kitchen", "Hamburg"),
    ("U0BEN", "phones,computers", "London"),
    ("U0ELENA", "laundry,tv,audio", "Milan"),
    ("U0GRACE", "gaming,smart-home", "Seattle"),
    ("U0JONAS", "phones,orders", "Berlin"),
)
X_QUESTION = (
    "@brightaisle My washing machine shows E18 and the water stays in the drum. I live in Hamburg. What can I do?"
)
X_ANSWER = (
    "E18 means that the pump is blocked. Open the flap at the bottom right, let the water run into a flat tray,"
    " then turn the filter out: mostly it is a coin."
)
TELEGRAM_QUESTION = (
    "Hello, my phone no longer charges since yesterday, cable and plug are fine. Is there somebody in Berlin?"
)
TELEGRAM_ANSWER = (
    "Please look into the charging socket with a torch: lint is pressed in there more often than one thinks."
    " A wooden toothpick gets it out. If not, come to our shop near you and ask for me; I am there until eight."
)
WAIT_SECONDS = 45.0


class Stuck(Exception):  # noqa: N818 - names the condition
    """Something that should have happened did not; the message says what."""


class _Teller:
    """Says each step in words, and whether it came about."""

    def __init__(self) -> None:
        self._number = 0

    def step(self, text: str) -> None:
        self._number += 1
        print(f"{self._number:2}. {text}", flush=True)

    def quote(self, text: str) -> None:
        for line in text.splitlines():
            print(f"      | {line}", flush=True)


def play(stage: Stage) -> int:
    """The whole tour; 0 only if each answer arrived exactly once and as previewed."""
    teller = _Teller()
    try:
        _enrol(stage, teller)
        _on_x(stage, teller)
        _on_telegram(stage, teller)
    except Stuck as stuck:
        print(f"\nThe tour got stuck: {stuck}\nLogs: {stage.folder}", flush=True)
        return 1
    print("\nBoth answers arrived exactly once, word for word as previewed.", flush=True)
    return 0


def _enrol(stage: Stage, teller: _Teller) -> None:
    names = ", ".join(person.removeprefix("U0").capitalize() for person, _, _ in COLLEAGUES)
    teller.step(f"{names} join in Slack: /byhand join TOPIC near PLACE")
    for person, topics, place in COLLEAGUES:
        heard = stage.act("slack/command", person=person, text=f"join {topics} near {place} hours 00:00-24:00")
        if not heard.get("acknowledged"):
            raise Stuck(f"{person} could not join: {heard}")


# --- X ---------------------------------------------------------------------------------------------------------------


def _on_x(stage: Stage, teller: _Teller) -> None:
    stage.act("faults", platform="slack", method="chat.postMessage", kind="cut_after", times=1)
    stage.act("faults", platform="x", method="POST /2/tweets", kind="cut_after", times=1)
    teller.step("Faults on: the next post to Slack and the next post to X arrive, but the connection breaks at once.")
    stage.act("x/people", handle="maria_h", name="Maria Hansen", location="Hamburg")
    asked = stage.act("x/posts", author="maria_h", text=X_QUESTION)
    teller.step("Maria asks on X:")
    teller.quote(X_QUESTION)
    card = _until("a card in Slack for Anna", lambda: _card_with(stage, "U0ANNA", "E18"))
    teller.step("Byhand shows the question to Anna, who chose laundry and is near. Slack's answer was lost, so Byhand")
    print("      looked in the history, found its card there, and did not post a second one.", flush=True)
    _check_one_card(stage, "E18")
    preview = _claim_and_answer(stage, teller, "U0ANNA", "Anna", card, X_ANSWER)
    teller.step(
        "X took the answer, and the connection broke. Byhand does not post again: it looks at its own timeline."
    )
    replies = _until("Anna's answer on X", lambda: _replies(stage, asked["id"]))
    _until("Anna's card with the answer on it", lambda: _is_settled(stage, "U0ANNA", card, "pump"))
    if len(replies) != 1 or replies[0].removeprefix("@maria_h ") != preview:
        raise Stuck(f"under the question stand {replies!r}, not the previewed text once")
    teller.step("Found: it stands under Maria's question, once, as Anna wrote it:")
    teller.quote(replies[0])


def _replies(stage: Stage, post_id: str) -> list[str]:
    return [post["text"] for post in stage.see("x/timeline") if post["in_reply_to"] == post_id]


# --- Telegram --------------------------------------------------------------------------------------------------------


def _on_telegram(stage: Stage, teller: _Teller) -> None:
    stage.act("faults", platform="telegram", method="sendMessage", kind="cut_after", times=1)
    chat = stage.act("telegram/chats", type="private", title="Tomas")
    stage.act("telegram/messages", chat=chat["id"], **{"from": "Tomas", "text": TELEGRAM_QUESTION})
    teller.step("Tomas asks on Telegram; here, too, the connection will break after the effect:")
    teller.quote(TELEGRAM_QUESTION)
    card = _until("a card in Slack for Jonas", lambda: _card_with(stage, "U0JONAS", "charges"))
    preview = _claim_and_answer(stage, teller, "U0JONAS", "Jonas", card, TELEGRAM_ANSWER)
    notice = _until("the question to Jonas", lambda: _message_with_button(stage, "U0JONAS", "delivery.there"))
    teller.step("Telegram cannot be asked whether it has the message. So Byhand asks Jonas: “May have been posted”.")
    sent = _bot_messages(stage, chat["id"])
    if sent != [preview]:
        raise Stuck(f"in the chat stand {sent!r}, not the previewed text once")
    button = _button(notice, "delivery.there")
    stage.act("slack/click", person="U0JONAS", channel=notice["channel"], ts=notice["ts"], action_id=button)
    teller.step("Jonas looks into the chat, sees his answer there, and says: “It is there”.")
    _until("Jonas's card with the answer on it", lambda: _is_settled(stage, "U0JONAS", card, "torch"))
    time.sleep(1.0)  # long enough for a second copy to appear, if there were one
    if _bot_messages(stage, chat["id"]) != [preview]:
        raise Stuck("the answer stands there more than once")
    teller.step("It stands there once, as Jonas wrote it:")
    teller.quote(preview)


def _bot_messages(stage: Stage, chat: object) -> list[str]:
    return [message["text"] for message in stage.see(f"telegram/chats/{chat}/messages") if message["ours"]]


# --- Slack -----------------------------------------------------------------------------------------------------------


def _claim_and_answer(stage: Stage, teller: _Teller, person: str, name: str, card: Any, text: str) -> str:
    """Three clicks from card to posted; returns the preview, byte for byte."""
    place = {"channel": card["channel"], "ts": card["ts"]}
    opened = stage.act("slack/click", person=person, action_id="question.claim", **place)
    if not opened.get("view"):
        raise Stuck(f"{name}'s claim opened no modal: {opened}")
    teller.step(f"{name} clicks “I'll take it”; the answer's window opens, and {name} writes:")
    teller.quote(text)
    shown = stage.act("slack/submit", person=person, values={"answer": {"text": text}})
    preview = _public_text(shown.get("view"))
    if preview is None:
        raise Stuck(f"there was no preview: {shown}")
    teller.step("The preview shows exactly what will be public, signed:")
    teller.quote(preview)
    posted = stage.act("slack/submit", person=person, values={})
    if not posted.get("acknowledged"):
        raise Stuck(f"the answer was not taken: {posted}")
    teller.step(f"{name} clicks “Post”.")
    return preview


def _public_text(view: Any) -> str | None:
    """The public text of the preview, which stands in plain_text sections of block ids `public…`."""
    if not view or view.get("callback_id") != "answer.post":
        return None
    return "".join(
        block["text"]["text"]
        for block in view["blocks"]
        if block["type"] == "section" and block["text"]["type"] == "plain_text" and block["text"].get("emoji") is False
    )


def _messages(stage: Stage, person: str) -> list[dict[str, Any]]:
    """Every message in the conversations of which this person is a member."""
    return [
        {**message, "channel": channel["id"]}
        for channel in stage.see("slack/state")["channels"]
        if person in channel["members"]
        for message in channel["messages"]
    ]


def _card_with(stage: Stage, person: str, words: str) -> dict[str, Any] | None:
    cards = [message for message in _messages(stage, person) if words in str(message.get("blocks"))]
    return next((card for card in cards if "question.claim" in str(card["blocks"])), None)


def _message_with_button(stage: Stage, person: str, action_id: str) -> dict[str, Any] | None:
    return next((row for row in _messages(stage, person) if _button(row, action_id)), None)


def _button(message: dict[str, Any], action_id: str) -> str | None:
    return action_id if f"'{action_id}'" in str(message.get("blocks")) else None


def _check_one_card(stage: Stage, words: str) -> None:
    rows = [row for row in _messages(stage, "U0ANNA") if words in str(row.get("blocks"))]
    if len(rows) != 1:
        raise Stuck(f"Anna sees {len(rows)} cards for one question")


def _is_settled(stage: Stage, person: str, card: dict[str, Any], words: str) -> bool:
    """Whether the card shows the answer and has nothing more to decide."""
    now = next(row for row in _messages(stage, person) if row["ts"] == card["ts"])
    open_buttons = ("question.claim", "question.answer", "delivery.there", "delivery.again")
    return words in str(now["blocks"]) and not any(_button(now, action_id) for action_id in open_buttons)


def _until(what: str, look: Callable[[], Any]) -> Any:
    deadline = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < deadline:
        found = look()
        if found:
            return found
        time.sleep(0.2)
    raise Stuck(f"{what} did not come within {WAIT_SECONDS:.0f} seconds")
