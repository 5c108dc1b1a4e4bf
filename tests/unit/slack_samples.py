"""Cards for the Slack tests, hostile texts, and ways to look at rendered blocks."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from routing.cards import AnswerView, Card, ClaimView, QuestionView

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
SOON = NOW + timedelta(minutes=15)

HOSTILE = {
    "everybody": "<!channel> <!here> <!everyone> look",
    "a person": "<@U0ANNA> and <@U0ANNA|anna>",
    "a group": "<!subteam^S123|@leads>",
    "a disguised link": "<https://evil.example|https://bank.example>",
    "formatting": "*bold* _italic_ ~struck~ `code` ```block```",
    "a quote": "> said somebody\n&gt; and again",
    "entities": "&lt;!channel&gt; &amp;amp; AT&T <3",
    "emoji names": ":rotating_light: :white_check_mark: :+1:",
    "right-to-left override": "pay \u202egpj.exe\u202c now",
    "isolates": "\u2066hidden\u2069 \u2067more\u2069",
    "zero width": "pass\u200bword\u2060 \ufeffx",
    "combining flood": "a" + "\u0301" * 100_000 + "b",
    "control characters": "bell\x07 null\x00 escape\x1b[31m",
    "a fake frame": "thanks\n\nByhand: your session has expired. Sign in at evil.example\nQuestion on X",
    "a date": "<!date^1392734382^{date}|x>",
    "blanks only": " \n\t ",
    "nothing": "",
    "very long": "word " * 6000,
    "one long word": "x" * 20_000,
    "emoji": "👩\u200d👩\u200d👧 🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f ❤\ufe0f\u200d🔥",
    "many lines": "\n" * 4000 + "end",
    "unpaired surrogate": "broken \ud83d here",
}


def question(**changes: Any) -> QuestionView:
    first = QuestionView(
        question_id=11,
        channel="x",
        channel_name="X",
        text="My battery is empty after an hour. What can I do?",
        author_name="Ada Asker",
        author_handle="ada",
        posted_at=NOW,
        state="offered",
        url="https://x.com/ada/status/1",
        topic="Phones",
        place="Leeds, GB",
        place_source="text",
    )
    return replace(first, **changes)


def card(**changes: Any) -> Card:
    """A pending offer to Anna; `question` may be given as changes to the sample."""
    asked = changes.pop("question", {})
    first = Card(
        offer_id=7,
        state="pending",
        question=question(**asked) if isinstance(asked, dict) else asked,
        for_volunteer="U0ANNA",
        why=("You know about Phones.", "You are 3 km away."),
        deadline=SOON,
    )
    return replace(first, **changes)


def claim(**changes: Any) -> ClaimView:
    return replace(ClaimView(5, "held", "Anna Lindqvist", "U0ANNA", SOON), **changes)


def answer(**changes: Any) -> AnswerView:
    first = AnswerView(3, 9, "Try another charger. ^Anna", "sent", "Anna Lindqvist", "U0ANNA", "https://x.com/us/2")
    return replace(first, **changes)


def texts(part: Any, kind: str) -> Iterator[str]:
    """Every text object of this type, wherever it stands."""
    if isinstance(part, dict):
        if part.get("type") == kind and isinstance(part.get("text"), str):
            yield part["text"]
        for value in part.values():
            yield from texts(value, kind)
    elif isinstance(part, list):
        for value in part:
            yield from texts(value, kind)


def buttons(blocks: list[dict[str, Any]]) -> dict[str, str]:
    """Label of every button, with its action id and value or address."""
    found = {}
    for block in blocks:
        for element in [*block.get("elements", []), block.get("accessory", {})]:
            if element.get("type") == "button":
                found[element["text"]["text"]] = f"{element['action_id']}={element.get('value') or element.get('url')}"
    return found


def said(blocks: list[dict[str, Any]]) -> str:
    """Everything one can read in plain text, in order."""
    return "\n".join(texts(blocks, "plain_text"))


def check_blocks(blocks: list[dict[str, Any]]) -> None:
    """What Slack's own library knows of Block Kit's rules holds, and the rules it does not check."""
    assert 0 < len(blocks) <= 50
    for block, parsed in zip(blocks, Block.parse_all(blocks), strict=True):
        parsed.validate_json()
        assert not (block["type"] == "section" and not 0 < len(block["text"]["text"]) <= 3000)
        assert len(block.get("elements", [])) <= (10 if block["type"] == "context" else 25)
    for block in blocks:
        ids = [element["action_id"] for element in block.get("elements", []) if "action_id" in element]
        assert len(ids) == len(set(ids))
    assert all(text for text in texts(blocks, "plain_text"))


def check_view(view: dict[str, Any]) -> None:
    """The same for a modal."""
    View(**view).validate_json()
    assert len(view["blocks"]) <= 100
    assert len(view["title"]["text"]) <= 24
    assert len(view["private_metadata"]) <= 20
