"""The answers on a card: the words, how their delivery stands, and what a person can do about it. Pure."""

from bots.slack.elements import Block, actions, button, open_button, section, words
from bots.slack.frames import OPEN_LINK, open_link, who
from bots.slack.text import one_line
from routing.cards import AnswerView, Card

MOST_ANSWERS = 3
POSTED = frozenset({"sent", "by_hand"})
_ON_ITS_WAY = frozenset({"ready", "sending"})
_EVERY_STATE = POSTED | _ON_ITS_WAY | {"unknown", "refused"}
_BY_HAND_ON = frozenset({"x"})  # where a pasted link can be told to be a reply of ours


def posted(card: Card, states: frozenset[str] = _EVERY_STATE) -> list[Block]:
    """The newest answers in these states, oldest first."""
    shown = [answer for answer in card.answers if answer.state in states][-MOST_ANSWERS:]
    return [block for answer in shown for block in _answer(card, answer)]


def _answer(card: Card, answer: AnswerView) -> list[Block]:
    name = who(card, answer.volunteer, answer.volunteer_slack_id)
    return [
        section(_how_it_stands(card, answer, name)),
        *words(answer.text),
        *actions(*_what_can_be_done(card, answer)),
    ]


def _how_it_stands(card: Card, answer: AnswerView, name: str) -> str:
    channel = card.question.channel_name
    if answer.state in POSTED:
        return (
            f"{name} answered by hand on {channel}:" if answer.state == "by_hand" else f"{name} answered on {channel}:"
        )
    if answer.state in _ON_ITS_WAY:
        return f"{name} wrote this; it is on its way to {channel}:"
    if answer.state == "unknown":
        return (
            f"May have been posted: {channel} did not say. Please open the chat and look, before anything is repeated."
        )
    return f"Not posted. {answer.error or f'{channel} refused it.'}"


def _what_can_be_done(card: Card, answer: AnswerView) -> list[Block]:
    delivery = str(answer.delivery_id)
    if answer.state in POSTED:
        return open_button(answer.url, "See the answer", OPEN_LINK)
    if answer.state == "unknown":
        return [
            *open_link(card, "Open the chat"),
            button("It is there", "delivery.there", delivery, "primary"),
            button("Post again", "delivery.again", delivery, "danger"),
        ]
    if answer.state == "refused" and card.question.channel in _BY_HAND_ON:
        return [button(f"Post by hand on {one_line(card.question.channel_name, 40)}", "delivery.by_hand", delivery)]
    return []
