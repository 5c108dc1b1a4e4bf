"""A Card as Block Kit: one frame of our own around the asker's words, and what can be done in this state. Pure."""

from collections.abc import Callable
from dataclasses import dataclass

from bots.slack.elements import Block, actions, aside, button, divider, header, mrkdwn, own_words, section, words
from bots.slack.frames import asked_by, conversation, heading, open_link, who, why_asked
from bots.slack.places import is_person
from bots.slack.posted import POSTED, posted
from bots.slack.text import as_date, fallback, one_line
from routing.cards import Card, ClaimView

NOTHING_MORE = "nothing more needed"


@dataclass(frozen=True)
class Message:
    """What a chat.* call carries."""

    text: str
    blocks: list[Block]


def render(card: Card) -> Message:
    """The card as it stands now."""
    state, ending = _ending(card)
    blocks = [
        header(heading(card)),
        *asked_by(card),
        *conversation(card.question),
        *words(card.question.text, rest=f"The rest is on {card.question.channel_name}."),
        *_attachments(card),
        *why_asked(card, is_open=_is_open(card)),
        divider(),
        *ending,
    ]
    spoken = f"{fallback(heading(card), 150)}. {state} They wrote: {fallback(card.question.text, 300)}"
    return Message(spoken, blocks)


def _ending(card: Card) -> tuple[str, list[Block]]:
    """How the card stands, in words for the top-level text, and the blocks that say it and offer what can be done."""
    for applies, show in _STAGES:
        if applies(card):
            blocks = show(card)
            return fallback(_first_words(card, blocks), 200), blocks
    return "", []


def _first_words(card: Card, blocks: list[Block]) -> str:
    first = blocks[0]
    text = first["text"] if "text" in first else first["elements"][0]
    return str(text["text"]) if text.get("type") == "plain_text" else _invitation(card)


def _attachments(card: Card) -> list[Block]:
    said = [f"With it: {', '.join(card.question.media)}."] if card.question.media else []
    said += ["The asker has edited this."] if card.question.edited else []
    return [aside(" ".join(said))] if said else []


def _is_open(card: Card) -> bool:
    """Whether whoever sees this card has a say in what the question is about: it is offered here, or taken by him."""
    claim = _live(card)
    if card.closing_note:
        return _can_still_be_taken(card)
    if claim is not None:
        return claim.state == "held" and _is_mine(card, claim)
    return not card.dismissed_by and card.state == "pending"


def _can_still_be_taken(card: Card) -> bool:
    return card.question.state == "unanswered" and not card.for_volunteer


def _live(card: Card) -> ClaimView | None:
    claim = card.claim
    return claim if claim and claim.state in {"held", "submitted"} else None


def _is_mine(card: Card, claim: ClaimView) -> bool:
    """Whether whoever sees this card may act on the claim: its holder in person, or anybody in a channel may try."""
    return card.for_volunteer in {"", claim.volunteer_slack_id}


# --- the states, the first that applies ---------------------------------------------------------------------


def _closed(card: Card) -> list[Block]:
    """Over, for one reason or another; what nobody took in time can still be taken from a channel."""
    still_open = _can_still_be_taken(card) and card.question.may_reply != "no"
    claim = [_claim_button(card)] if still_open else []
    return [section(card.closing_note), *posted(card), *actions(*claim, *open_link(card))]


def _dismissed(card: Card) -> list[Block]:
    reason = f": {card.dismissed_reason}" if card.dismissed_reason else ""
    blocks = [section(f"{one_line(card.dismissed_by, 80)} let it be{reason}.")]
    if card.undo_until is None:
        return blocks
    until = own_words(f"This can be undone until {as_date(card.undo_until)}.")
    return [*blocks, until, *actions(button("Undo", "question.undo", str(card.offer_id)), *open_link(card))]


def _taken(card: Card) -> list[Block]:
    """Held or submitted: who took it, the answer as far as there is one, and what the claimant can do."""
    claim = _live(card)
    if claim is None:  # only reached with a live claim
        return []
    if not _is_mine(card, claim):
        return [section(f"{one_line(claim.volunteer, 80)} took it."), *posted(card, POSTED), *actions(*open_link(card))]
    if claim.state == "submitted":
        name = who(card, claim.volunteer, claim.volunteer_slack_id)
        return posted(card) or [section(f"{name} wrote the answer."), *actions(*open_link(card))]
    return [*posted(card), section(_took(card, claim)), *_claim_deadline(claim), *_claimant_actions(card, claim)]


def _took(card: Card, claim: ClaimView) -> str:
    if card.for_volunteer:
        return "You took it. Answer it in your own words, or give it back."
    name = who(card, claim.volunteer, claim.volunteer_slack_id)
    return f"{name} took it. Only {name} can answer it or give it back."


def _claim_deadline(claim: ClaimView) -> list[Block]:
    if claim.deadline is None:
        return []
    return [own_words(f"Kept until {as_date(claim.deadline)}; then it goes back to the others.")]


def _claimant_actions(card: Card, claim: ClaimView) -> list[Block]:
    give_back = button("Give it back", "question.release", str(claim.claim_id))
    if card.question.may_reply == "no":
        return [_why_not(card), *actions(*open_link(card, f"Post by hand on {card.question.channel_name}"), give_back)]
    answer = button("Answer", "question.answer", str(claim.claim_id), "primary")
    return actions(answer, give_back, *open_link(card))


def _why_not(card: Card) -> Block:
    name = card.question.channel_name
    return section(
        f"{name} does not let Byhand answer here, because the asker did not mention us. "
        f"Whoever wants to answer does it by hand on {name}."
    )


def _answered(card: Card) -> list[Block]:
    return [*posted(card), *actions(*open_link(card, "Open the question"))]


def _declined(card: Card) -> list[Block]:
    return [section("You said: not me. Others are asked."), *actions(*open_link(card))]


def _expired(card: Card) -> list[Block]:
    return [section("The time for this offer has passed; others are asked now."), *actions(*open_link(card))]


def _corrected(card: Card) -> list[Block]:
    return [section(card.corrected), *actions(*open_link(card))]


def _rescinded(card: Card) -> list[Block]:
    claim = card.claim
    if claim and claim.state in {"held", "submitted", "done", "handed_over"}:
        return [section(f"{who(card, claim.volunteer, claim.volunteer_slack_id)} took it."), *actions(*open_link(card))]
    return [section("This is no longer offered here."), *actions(*open_link(card))]


def _pending(card: Card) -> list[Block]:
    if card.question.may_reply == "no":
        by_hand = open_link(card, f"Post by hand on {card.question.channel_name}")
        until = [] if card.waits_for else _offer_deadline(card)  # nobody is kept waiting for what is done by hand
        return [_why_not(card), *until, *actions(*by_hand, *_refusals(card))]
    return [
        _call(card),
        *_offer_deadline(card),
        *actions(_claim_button(card), *_refusals(card), *open_link(card)),
    ]


def _claim_button(card: Card) -> Block:
    return button("I'll take it", "question.claim", str(card.offer_id), "primary")


def _call(card: Card) -> Block:
    """The invitation; in a thread that all read, Slack tells the one whom it is for, who wrote nothing there."""
    if card.waits_for and is_person(card.waits_for_slack_id):
        return {"type": "section", "text": mrkdwn(f"For <@{card.waits_for_slack_id}> first, who answered before.")}
    return section(_invitation(card))


def _invitation(card: Card) -> str:
    if card.waits_for:
        return f"For {one_line(card.waits_for, 80)} first, who answered before."
    if card.is_follow_up and card.for_volunteer:
        return "They wrote again, under your answer. Would you go on?"
    if card.is_follow_up:
        return "They wrote again, under an answer of ours. Who would go on?"
    return "Would you answer this?" if card.for_volunteer else "Who would answer this?"


def _offer_deadline(card: Card) -> list[Block]:
    if card.deadline is None:
        return []
    if card.waits_for:
        return [own_words(f"From {as_date(card.deadline)} anybody may take it.")]
    if card.others_asked:
        return [own_words("Others are asked too by now; whoever takes it first answers it.")]
    then = "others are asked" if card.for_volunteer else "it goes on to the next"
    return [own_words(f"Until {as_date(card.deadline)}; then {then}.")]


def _refusals(card: Card) -> list[Block]:
    if card.is_follow_up:
        return [button("Nothing more needed", "question.dismiss", f"{card.offer_id}:{NOTHING_MORE}")]
    not_me = [button("Not me", "question.decline", str(card.offer_id))] if card.for_volunteer else []
    return [*not_me, button("Let it be", "question.dismiss", str(card.offer_id))]


def _has_answer_without_claim(card: Card) -> bool:
    return bool(card.answers) and _live(card) is None and card.claim is not None  # else it is offered again


_STAGES: tuple[tuple[Callable[[Card], bool], Callable[[Card], list[Block]]], ...] = (
    (lambda card: bool(card.closing_note), _closed),
    (lambda card: bool(card.dismissed_by), _dismissed),
    (lambda card: _live(card) is not None, _taken),
    (_has_answer_without_claim, _answered),
    (lambda card: card.state == "declined", _declined),
    (lambda card: card.state == "expired", _expired),
    (lambda card: bool(card.corrected) and card.claim is None, _corrected),
    (lambda card: card.state != "pending", _rescinded),
    (lambda _card: True, _pending),
)
