"""What came of it all, judged from the outside: what the public sees, what stands in Slack, what was done."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from statistics import median, quantiles
from typing import Any

from sandbox.replay.asked import Asked
from sandbox.replay.askers import Askers
from sandbox.replay.control import Control
from sandbox.replay.limits import Calls, Squeeze
from sandbox.replay.scene import Public, Scene
from sandbox.replay.script import Broken
from sandbox.replay.stage import Stage
from sandbox.replay.volunteers import AGAIN, CLAIM, OPEN

_QUESTIONS = re.compile(r'^byhand_questions\{state="(\w+)"\} (\d+)', re.MULTILINE)
NINETY = 89
MOST_SQUEEZES = 4


@dataclass(frozen=True)
class Summary:
    """Counts of one play. `lost` and `doubled` name what they count; both must be empty."""

    asked: int
    edits: int
    offered: int
    claimed: int
    answered: int
    let_be: int
    listened: int
    too_late: int
    declined: int
    given_back: int
    unknown_there: int
    unknown_again: int
    not_taken: int
    median_seconds: float | None
    p90_seconds: float | None
    lost: tuple[str, ...]
    doubled: tuple[str, ...]
    undecided: tuple[str, ...]
    unanswered: int
    unsettled: tuple[str, ...]
    left_out: int
    refused: tuple[str, ...]
    broken: tuple[Broken, ...]
    seconds: float
    calls: int
    too_many: int
    squeezes: tuple[Squeeze, ...] = field(default=())

    @property
    def is_well(self) -> bool:
        return not (self.lost or self.doubled or self.undecided)

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"well": self.is_well}


async def recorded(control: Control, byhand: str) -> Counter[str]:
    """Byhand's own count of questions by state, where its address is known."""
    return Counter(
        {state: int(n) for state, n in _QUESTIONS.findall(await control.text(f"{byhand}/metrics"))} if byhand else {}
    )


def judge(stage: Stage, askers: Askers, broken: Iterable[Broken], calls: Calls, seconds: float) -> Summary:
    """The summary, but for what only Byhand knows."""
    every, deeds = stage.ledger.every, stage.deeds
    waits = [one.answered_at - one.at for one in every if one.answered_at]
    return Summary(
        asked=len(every),
        edits=askers.edits,
        offered=sum(1 for one in every if one.offered_at),
        claimed=deeds["claimed"],
        answered=len(waits),
        let_be=sum(1 for one in every if one.let_be and not one.answered_at and not one.line.is_part),
        listened=sum(1 for one in every if not one.offered_at and one.line.expect in {"listen", "ignore"}),
        too_late=deeds["too late"],
        declined=deeds["declined"],
        given_back=deeds["given back"],
        unknown_there=deeds["it is there"],
        unknown_again=deeds["post again"],
        not_taken=deeds["not taken by Slack"],
        median_seconds=median(waits) if waits else None,
        p90_seconds=quantiles(waits, n=100, method="inclusive")[NINETY] if len(waits) > 1 else None,
        lost=tuple(_named(one) for one in without_card(stage)),
        doubled=tuple(_doubled(stage, stage.scene)),
        undecided=tuple(_undecided(stage)),
        unanswered=sum(
            1 for one in every if one.offered_at and not one.answered_at and not one.let_be and not one.line.is_part
        ),
        unsettled=tuple(unsettled(stage)),
        left_out=len(askers.left_out),
        refused=tuple(f"{line.author}: {reason}" for line, reason in askers.failed),
        broken=tuple(broken),
        seconds=seconds,
        calls=calls.every,
        too_many=calls.refused,
        squeezes=tuple(calls.squeezes()[:MOST_SQUEEZES]),
    )


def _named(asked: Asked) -> str:
    said = asked.line.text or "a picture or a place"
    return f"{asked.line.channel}, {asked.line.author}: {said[:60]}"


def _doubled(stage: Stage, scene: Scene) -> Iterable[str]:
    """The same words twice under one question; one intent, or one offer, shown twice in Slack."""
    ours = Counter(
        (post.channel, post.chat, post.to, post.text) for post in scene.posts if _is_of_this_play(stage, post)
    )
    yield from (
        f"{count} times on {channel}: {text[:60]}" for (channel, _, _, text), count in ours.items() if count > 1
    )
    marks = Counter(card.mark for card in scene.messages if card.mark)
    offers = Counter((card.channel, card.buttons[CLAIM]) for card in scene.messages if card.buttons.get(CLAIM))
    yield from (f"{count} messages in Slack of one intent {mark}" for mark, count in marks.items() if count > 1)
    yield from (f"{count} cards of offer {offer}" for (_, offer), count in offers.items() if count > 1)


def _waits(asked: Asked) -> bool:
    """Whether it was offered, and nobody has answered it or said that it needs no answer."""
    return bool(asked.offered_at) and not (asked.answered_at or asked.let_be or asked.line.is_part)


def _without_id(post: Public) -> Public:
    return replace(post, id="")


def _is_of_this_play(stage: Stage, post: Public) -> bool:
    return stage.ledger.of(post.channel, post.chat, post.to) is not None


def _undecided(stage: Stage) -> Iterable[str]:
    """Deliveries that may have been posted, of which nobody has said whether they are there."""
    return (card.text[:80] for card in stage.scene.messages if AGAIN in card.buttons and stage.about(card) is not None)


def unsettled(stage: Stage) -> list[str]:
    """What somebody could still do something about, and answers that were posted and have not arrived."""
    cards = [card for card in stage.scene.messages if OPEN & card.buttons.keys() and stage.about(card) is not None]
    public = "\n".join(post.text for post in stage.scene.posts)
    on_their_way = [text for text in stage.posted if text not in public]
    return [f"{card.owner or card.channel}: {card.text[:80]}" for card in cards] + on_their_way


def without_card(stage: Stage) -> list[Asked]:
    return [one for one in stage.ledger.every if one.expects_card and not one.offered_at]


def really_lost(summary: Summary, stage: Stage, decided: Counter[str]) -> tuple[str, ...]:
    """Those without a card, unless Byhand has recorded as many more decisions than were expected; and what it lacks.

    `decided` are the questions that came in meanwhile, by state; empty when nobody could ask Byhand.
    """
    if not decided:
        return summary.lost
    expected = sum(1 for one in stage.ledger.every if not one.offered_at and one.line.expect == "listen")
    surplus = decided["listened"] + decided["declined"] + decided["withdrawn"] - expected
    if surplus < 0:
        return (*summary.lost, f"{-surplus} of which Byhand has no record that it only listened")
    return summary.lost[surplus:]
