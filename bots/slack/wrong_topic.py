"""The modal of "wrong topic": which one is it about, then? Pure."""

from collections.abc import Mapping
from typing import Any

from bots.slack.elements import Block, aside, choices, field, modal, option, plain, section, words
from bots.slack.modals import typed
from routing.lessons import Choice

TOPIC_SAVE = "topic.save"
TOPIC = "topic"
NONE = "-"  # an option needs a value; no topic is called so
QUOTED = 1000
ASKS_OTHERS = "People who know that are asked instead, and Byhand learns from it. You can undo it."
STAYS = "You keep the question, and Byhand learns from it. You can undo it."


def ask(choice: Choice) -> Block:
    """The question's words, and the topics to choose from; what it stands under now is not among them."""
    now = next((name for topic, name in choice.topics if topic == choice.topic), choice.topic)
    others = [option(name, topic) for topic, name in choice.topics if topic != choice.topic]
    none = [option("None of these", NONE)] if choice.topic else []
    select: Block = {"type": "static_select", "action_id": TOPIC, "placeholder": plain("Choose a topic")}
    stands = f"It stands under {now} now." if now else "Nobody could tell its topic so far."
    blocks = [
        section(stands),
        aside("They wrote:"),
        *words(choice.text, QUOTED, "The rest is on the card."),
        field(
            TOPIC,
            "What is it about?",
            {**select, **choices([*none, *others])},
            hint=STAYS if choice.is_taken else ASKS_OTHERS,
        ),
    ]
    return modal(TOPIC_SAVE, "Which topic is it?", blocks, str(choice.offer_id), "Save")


def chosen(view: Mapping[str, Any]) -> str | None:
    """The topic's id, empty for none of them; None when nothing was chosen."""
    value = typed(view, TOPIC, TOPIC)
    return None if not value else ("" if value == NONE else value)
