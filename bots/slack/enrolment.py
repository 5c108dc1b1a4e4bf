"""The enrolment modal, `volunteer.save`: topics, place, hours and languages, prefilled with what is known. Pure."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from bots.slack.elements import OPTIONS_LIMIT, Block, choices, field, modal, option, plain, section
from bots.slack.modals import chosen, typed
from policies.document import Policy
from policies.values import parse_hours, write_hours
from routing.language_names import NAMES, name_of
from routing.people import Profile
from routing.personal import ProfileView

VOLUNTEER_SAVE = "volunteer.save"
TOPICS, EXPERT, PLACE, HOURS, LANGUAGES = "topics", "expert", "place", "hours", "languages"
BEST = 3  # the level of what somebody knows like few others
MOST_TWICE = 100_000  # characters of options that a view may hold twice: Slack takes 250 kB
INTRODUCTION = (
    "Answer the public's questions in your own words, when one is about something you know. "
    "You are asked in a direct message; say no whenever you like."
)
NOBODY = ProfileView((), "", "", paused=False)


def enrol(policy: Policy, known: ProfileView = NOBODY) -> Block:
    """`known` is what was said before."""
    usual = write_hours(policy.default_hours)
    topics = [option(topic.name, topic.id) for topic in policy.topics]
    best = [topic for topic, level in known.levels if level == BEST]
    blocks = [
        section(INTRODUCTION),
        field(TOPICS, "What do you know about?", _several(TOPICS, "Choose topics", topics, known.topics)),
        field(
            PLACE,
            "Where are you?",
            _line(PLACE, "A town, or the name of a shop", known.place, 200),
            hint="So that people near you are asked first.",
        ),
        field(
            HOURS,
            "When may you be asked?",
            _line(HOURS, usual, known.hours, 100),
            hint=_hours_hint(usual),
            optional=True,
        ),
        *_expert(topics, best),
        _languages(policy, known.languages),
    ]
    return modal(VOLUNTEER_SAVE, "Answer by hand", blocks, "", "Save")


def _line(action_id: str, example: str, known: str, limit: int) -> Block:
    part: Block = {
        "type": "plain_text_input",
        "action_id": action_id,
        "max_length": limit,
        "placeholder": plain(example),
    }
    return {**part, "initial_value": known[:limit]} if known else part


def _hours_hint(usual: str) -> str:
    return f"In your Slack time zone, such as 09:00-12:30,13:30-18:00. Left empty: {usual}."


def _several(action_id: str, placeholder: str, options: list[Block], known: Sequence[str]) -> Block:
    select: Block = {"type": "multi_static_select", "action_id": action_id, "placeholder": plain(placeholder)}
    select |= choices(options)
    initial = [part for part in options if part["value"] in set(known)]
    return {**select, "initial_options": initial[:OPTIONS_LIMIT]} if initial else select


def _expert(topics: list[Block], known: Sequence[str]) -> list[Block]:
    """Left out where the list is so long that the view could not hold it twice."""
    if len(json.dumps(topics)) > MOST_TWICE:
        return []
    select = _several(EXPERT, "Choose topics", topics, known)
    hint = "You are asked first about these. Most people leave this empty."
    return [field(EXPERT, "Is there one you know like few others?", select, hint=hint, optional=True)]


def _languages(policy: Policy, known: Sequence[str]) -> Block:
    """The company's languages first, then all others by name."""
    ours = policy.company.languages
    others = sorted((code for code in NAMES if code not in ours), key=name_of)
    options = [option(name_of(code), code) for code in [*ours, *others][:OPTIONS_LIMIT]]
    select = _several(LANGUAGES, "Choose languages", options, known)
    hint = "Then questions in other languages do not come to you. Left empty: all do."
    return field(LANGUAGES, "Which languages do you answer in?", select, hint=hint, optional=True)


def read(view: Mapping[str, Any]) -> tuple[Profile | None, dict[str, str]]:
    """The profile as filled in, or what is wrong, by input block."""
    best = chosen(view, EXPERT, EXPERT)
    topics, place = tuple(dict.fromkeys([*chosen(view, TOPICS, TOPICS), *best])), typed(view, PLACE, PLACE).strip()
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
    if mistakes:
        return None, mistakes
    levels = tuple((topic, BEST) for topic in best) if _was_asked(view) else None
    return Profile(topics, place, spans, levels, chosen(view, LANGUAGES, LANGUAGES) or None), {}


def _was_asked(view: Mapping[str, Any]) -> bool:
    """Whether the view had the choice of what is known best."""
    return EXPERT in ((view.get("state") or {}).get("values") or {})
