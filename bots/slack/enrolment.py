"""The enrolment modal, `volunteer.save`: topics, place and hours, prefilled with what is known. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from bots.slack.elements import Block, field, modal, option, plain, section
from bots.slack.modals import chosen, typed
from policies.document import Policy, Topic
from policies.values import parse_hours, write_hours
from routing.people import Profile

VOLUNTEER_SAVE = "volunteer.save"
TOPICS, PLACE, HOURS = "topics", "place", "hours"
OPTIONS_LIMIT = 100
INTRODUCTION = (
    "Answer the public's questions in your own words, when one is about something you know. "
    "You are asked in a direct message; say no whenever you like."
)


def enrol(policy: Policy, topics: Sequence[str] = (), place: str = "", hours: str = "") -> Block:
    """`topics` are ids; `hours` empty means the policy's."""
    usual = write_hours(policy.default_hours)
    place_input: Block = {
        "type": "plain_text_input",
        "action_id": PLACE,
        "max_length": 200,
        "placeholder": plain("A town, or the name of a shop"),
        **({"initial_value": place[:200]} if place else {}),
    }
    hours_input: Block = {
        "type": "plain_text_input",
        "action_id": HOURS,
        "max_length": 100,
        "placeholder": plain(usual),
        **({"initial_value": hours[:100]} if hours else {}),
    }
    blocks = [
        section(INTRODUCTION),
        field(TOPICS, "What do you know about?", _topic_select(policy.topics, topics)),
        field(PLACE, "Where are you?", place_input, hint="So that people near you are asked first."),
        field(HOURS, "When may you be asked?", hours_input, hint=_hours_hint(usual), optional=True),
    ]
    return modal(VOLUNTEER_SAVE, "Answer by hand", blocks, "", "Save")


def _hours_hint(usual: str) -> str:
    return f"In your Slack time zone, such as 09:00-12:30,13:30-18:00. Left empty: {usual}."


def _topic_select(topics: Sequence[Topic], known: Sequence[str]) -> Block:
    options = {topic.id: option(topic.name, topic.id) for topic in topics}
    select: Block = {"type": "multi_static_select", "action_id": TOPICS, "placeholder": plain("Choose topics")}
    select |= _choices(list(options.values()))
    initial = [options[topic] for topic in known if topic in options]
    return {**select, "initial_options": initial[:OPTIONS_LIMIT]} if initial else select


def _choices(options: list[Block]) -> Block:
    if len(options) <= OPTIONS_LIMIT:
        return {"options": options}
    groups = [options[start : start + OPTIONS_LIMIT] for start in range(0, len(options), OPTIONS_LIMIT)]
    return {"option_groups": [{"label": plain(_span(group)), "options": group} for group in groups]}


def _span(group: list[Block]) -> str:
    return f"{group[0]['text']['text'][:30]} to {group[-1]['text']['text'][:30]}"


def read(view: Mapping[str, Any]) -> tuple[Profile | None, dict[str, str]]:
    """The profile as filled in, or what is wrong, by input block."""
    topics, place = chosen(view, TOPICS, TOPICS), typed(view, PLACE, PLACE).strip()
    hours, mistakes = typed(view, HOURS, HOURS).strip(), {}
    if not topics:
        mistakes[TOPICS] = "Choose at least one topic."
    if not place:
        mistakes[PLACE] = "Say where you are: a town, or the name of a shop."
    spans = None
    if hours:
        try:
            spans = parse_hours(hours)
        except ValueError as mistake:
            mistakes[HOURS] = f"{mistake}."
    return (None, mistakes) if mistakes else (Profile(topics, place, spans), {})
