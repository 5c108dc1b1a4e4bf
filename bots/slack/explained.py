"""The modal of "Why me?": why this topic, this place, this person, in sentences and small bars. Pure."""

from bots.slack.elements import Block, aside, divider, header, modal, plain, section
from bots.slack.text import one_line
from routing.explaining import OfferExplained
from routing.reasons import percent

MOST_LINES, MOST_FACTORS = 30, 20
_STEPS = 10
FIGURE_SPACE = "\u2007"  # as wide as a digit, so that the bars stand below each other


def show(told: OfferExplained) -> Block:
    """Why this card went where it went; the figures are there only for the person whom they are about."""
    lines = [_line(line) for line in told.lines[:MOST_LINES]]
    figures = [divider(), header("What counted for you"), *_figures(told)] if told.factors else []
    footing = f"Question {told.question_id}, by version {told.policy_version} of the policy."
    blocks = [header(told.headline), *lines, *figures, aside(footing)]
    return modal("question.explained", "Why this question?", blocks)


def _line(line: str) -> Block:
    return section(one_line(line, 1000))


def _figures(told: OfferExplained) -> list[Block]:
    return [
        {"type": "section", "fields": [plain(meaning[:1].upper() + meaning[1:], 200), plain(_figure(value), 200)]}
        for _, value, meaning in told.factors[:MOST_FACTORS]
    ]


def _figure(value: float) -> str:
    """A share, and the same as a bar of ten steps behind it, which nobody needs to hear read out."""
    share = min(1.0, max(0.0, value))
    filled = round(share * _STEPS)
    return f"{percent(share).rjust(len('100 %'), FIGURE_SPACE)}  {'█' * filled}{'░' * (_STEPS - filled)}"
