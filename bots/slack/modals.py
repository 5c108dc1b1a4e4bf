"""The modals of answering: writing, the preview of exactly what becomes public, and what went wrong. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from bots.slack.elements import Block, aside, divider, exactly, field, modal, option, plain, section
from bots.slack.frames import quoted
from bots.slack.text import visible
from routing.cards import QuestionView

ANSWER_SUBMIT, ANSWER_POST = "answer.submit", "answer.post"
DISMISS_SUBMIT, BY_HAND_SUBMIT = "dismiss.submit", "delivery.by_hand.submit"
ANSWER, TEXT = "answer", "text"  # block and element that other programs type into
OUTCOME, CHOICE, ANSWERS_IT, COME_BACK = "outcome", "choice", "answers_it", "come_back"
REASON, LINK = "reason", "link"
INPUT_LIMIT = 3000  # docs.slack.dev/reference/block-kit/block-elements/plain-text-input-element
PUBLIC = "public"
REASONS = (
    "It asks nothing",
    "Somebody has answered it already",
    "It is not about us",
    "It is a joke or small talk",
    "It is spam or abuse",
    "Another reason",
)


def answer(claim_id: int, question: QuestionView, text: str, signature: str, limit: int) -> Block:
    """Where the claimant writes, the question above. `limit` is the channel's, signature included."""
    kept = text[:INPUT_LIMIT]
    element: Block = {
        "type": "plain_text_input",
        "action_id": TEXT,
        "multiline": True,
        "max_length": INPUT_LIMIT,
        "focus_on_load": True,
        **({"initial_value": kept} if kept else {}),
    }
    name = question.channel_name
    hint = (
        f"{name} takes {limit:,} characters, the signature counted. You see exactly what becomes public before it is."
    )
    blocks = [
        *quoted(question),
        divider(),
        field(ANSWER, "Your answer, in your own words", element, hint=hint),
        aside(f"Signed: {visible(signature)}"),
    ]
    blocks += [aside(f"Only the first {INPUT_LIMIT:,} characters of your note fit here.")] if text != kept else []
    return modal(ANSWER_SUBMIT, f"Answer on {name}", blocks, str(claim_id), "Preview")


def preview(draft_id: int, public_text: str, channel_name: str, warnings: Sequence[str], cost: str) -> Block:
    """Exactly what will be posted, and a sentence on its cost. The view carries the draft's id and nothing else."""
    shown = [{**block, "block_id": f"{PUBLIC}.{number}"} for number, block in enumerate(exactly(public_text))]
    blocks = [
        aside(f"This, exactly as it stands here, becomes public on {channel_name} under your name:"),
        *shown,
        divider(),
        # Small print, so that the sections of a preview are the public text and nothing else.
        *(aside(f"Please look again: {warning}") for warning in warnings[:10]),
        _outcome(),
    ]
    blocks += [aside(cost)] if cost else []
    return modal(ANSWER_POST, "This becomes public", blocks, str(draft_id), "Post it")


def _outcome() -> Block:
    done, later = option("This answers it", ANSWERS_IT), option("I'll come back to this", COME_BACK)
    radio = {"type": "radio_buttons", "action_id": CHOICE, "options": [done, later], "initial_option": done}
    return field(OUTCOME, "And then?", radio)


def not_posted(reason: str, public_text: str) -> Block:
    """Instead of the preview when it could not be accepted; the text stands there to be copied."""
    kept = [aside("Your text, so that nothing of it is lost:"), *exactly(public_text)] if public_text else []
    return modal("answer.not_posted", "Nothing was posted", [section(reason), *kept])


def sentence(title: str, text: str) -> Block:
    """A modal that only says something."""
    return modal("sentence", title, [section(text)])


def dismiss(offer_id: int) -> Block:
    options = [option(reason, reason) for reason in REASONS]
    select = {"type": "static_select", "action_id": REASON, "options": options, "placeholder": plain("Choose one")}
    blocks = [
        section("Nobody will be asked to answer this any more. It can be undone for a while."),
        field(REASON, "Why is this to be let be?", select),
    ]
    return modal(DISMISS_SUBMIT, "Let it be", blocks, str(offer_id), "Let it be")


def by_hand(delivery_id: int) -> Block:
    element = {"type": "url_text_input", "action_id": LINK, "placeholder": plain("https://…")}
    blocks = [
        section("Post your answer there yourself, then paste the link to your post here, so that everybody sees it."),
        field(LINK, "Link to your post", element),
    ]
    return modal(BY_HAND_SUBMIT, "Posted by hand", blocks, str(delivery_id), "Save")


def typed(view: Mapping[str, Any], block: str, element: str) -> str:
    """What a person typed or chose in one input of a submitted view; empty when it is absent."""
    given = _given(view, block, element)
    chosen = given.get("selected_option")
    return str((chosen.get("value") if isinstance(chosen, Mapping) else given.get("value")) or "")


def chosen(view: Mapping[str, Any], block: str, element: str) -> tuple[str, ...]:
    """The values of a choice of several."""
    options = _given(view, block, element).get("selected_options") or []
    return tuple(str(part["value"]) for part in options if isinstance(part, Mapping) and part.get("value"))


def _given(view: Mapping[str, Any], block: str, element: str) -> Mapping[str, Any]:
    values = (view.get("state") or {}).get("values") or {}
    given = (values.get(block) or {}).get(element)
    return given if isinstance(given, Mapping) else {}


def public_text(view: Mapping[str, Any]) -> str:
    """The text a preview showed, read back from the submitted view when Slack sent its blocks along."""
    blocks = view.get("blocks") or []
    shown = [block for block in blocks if str(block.get("block_id", "")).startswith(f"{PUBLIC}.")]
    return "".join(str((block.get("text") or {}).get("text", "")) for block in shown)
