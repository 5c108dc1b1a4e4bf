"""What each button does: one use case, and then a modal or a few words for whoever clicked."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial

from bots.slack import explained, modals, wrong_topic
from bots.slack.acts import Interaction
from bots.slack.elements import Block
from routing import claims, decisions, explaining, lessons, offers, questions
from routing.acts import Done
from routing.kit import Kit


@dataclass(frozen=True)
class Follow:
    """What happens after the acknowledgement: open this modal, say these words; either may be empty."""

    view: Callable[[], Block] | None = None  # drawn only when it can be opened
    text: str = ""


Click = Callable[[Kit, Interaction], Awaitable[Follow]]


def _write(writing: claims.Writing) -> Follow:
    return Follow(
        lambda: modals.answer(writing.claim_id, writing.question, writing.text, writing.signature, writing.limit)
    )


def _said(done: Done) -> Follow:
    return Follow(text=done.text)


async def _claim(kit: Kit, click: Interaction) -> Follow:
    return _write(await kit.run(claims.claim, click.act, click.number()))


async def _answer(kit: Kit, click: Interaction) -> Follow:
    return _write(await kit.run(claims.writing, click.act, click.number()))


async def _note(kit: Kit, click: Interaction) -> Follow:
    """The note names its claim."""
    return _write(await kit.run(claims.writing, click.act, 0, click.number()))


async def _release(kit: Kit, click: Interaction) -> Follow:
    return _said(await kit.run(claims.release, click.act, click.number()))


async def _decline(kit: Kit, click: Interaction) -> Follow:
    return _said(await kit.run(offers.decline, click.act, click.number()))


async def _dismiss(kit: Kit, click: Interaction) -> Follow:
    """A button that carries its reason acts at once; else the reason is asked."""
    reason = click.value.partition(":")[2]
    if not reason:
        return Follow(partial(modals.dismiss, click.number()))
    return _said(await kit.run(questions.dismiss, click.act, click.number(), reason))


async def _wrong_topic(kit: Kit, click: Interaction) -> Follow:
    """Only asks; the choice is refused again when it comes too late."""
    return Follow(partial(wrong_topic.ask, await kit.look(lessons.choice, click.act, click.number())))


async def _why(kit: Kit, click: Interaction) -> Follow:
    told = await kit.look(explaining.of_offer, click.number(), click.act.slack_id)
    return Follow(partial(explained.show, told))


async def _forget(kit: Kit, click: Interaction) -> Follow:
    return _said(await kit.run(lessons.forget, click.act, click.number()))


async def _undo(kit: Kit, click: Interaction) -> Follow:
    return _said(await kit.run(questions.undo_dismiss, click.act, click.number()))


async def _there(kit: Kit, click: Interaction) -> Follow:
    return _said(await kit.run(decisions.it_is_there, click.act, click.number()))


async def _again(kit: Kit, click: Interaction) -> Follow:
    return _said(await kit.run(decisions.post_again, click.act, click.number()))


async def _by_hand(_kit: Kit, click: Interaction) -> Follow:
    return Follow(partial(modals.by_hand, click.number()))


CLICKS: Mapping[str, Click] = {
    "question.claim": _claim,
    "question.decline": _decline,
    "question.dismiss": _dismiss,
    "question.undo": _undo,
    "question.topic": _wrong_topic,
    "question.why": _why,
    "question.answer": _answer,
    "question.release": _release,
    "delivery.there": _there,
    "delivery.again": _again,
    "delivery.by_hand": _by_hand,
    "note.answer": _note,
    lessons.FORGET: _forget,
}
