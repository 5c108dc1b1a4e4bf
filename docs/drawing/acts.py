"""The page of names that Slack and other programs call: action ids, callback ids, inputs, the command's words."""

from collections.abc import Iterator, Mapping

from bots.slack import command, enrolment, modals, wrong_topic
from bots.slack.clicks import CLICKS
from bots.slack.manifest import EVENTS, NEEDED, SCOPES
from bots.slack.submissions import SUBMISSIONS
from docs.drawing.page import code, head, table

_INTRO = """\
These names are stable: other programs press Byhand's buttons and fill in its modals by them, and the recordings of one
version can be played to the next.
"""
BUTTONS = {
    "question.claim": "“I'll take it”: claims the question and opens the answer's modal",
    "question.decline": "“Not me”: declines the offer",
    "question.dismiss": "“Let it be”: asks for a reason; “Nothing more needed” gives its own",
    "question.undo": "“Undo”: takes a “let it be” back",
    "question.topic": "“Wrong topic?”: asks which one it is about",
    "question.why": "“Why me?”: opens a modal that says why this topic, this place and this person",
    "question.answer": "“Answer”: opens the modal of a question that is claimed",
    "question.release": "“Give it back”: releases the claim",
    "delivery.there": "“It is there”: the answer of unknown fate was posted",
    "delivery.again": "“Post again”: it was not, and is to be posted",
    "delivery.by_hand": "“Post by hand”: asks for the link to what a person posted",
    "note.answer": "“Make it the answer”: opens the modal with a note's own words",
    "lesson.forget": "“Undo” under the thanks for a topic put right: takes that back",
}
VIEWS = {
    "answer.submit": "the answer's modal; submitting it shows the preview",
    "answer.post": "the preview; submitting it posts",
    "volunteer.save": "joining, or changing what one knows, where one is and when",
    "dismiss.submit": "the reason of “let it be”",
    "topic.save": "which topic a question is about; submitting it asks those who know that one",
    "delivery.by_hand.submit": "the link to what was posted by hand",
}
INPUTS = (
    (modals.ANSWER_SUBMIT, modals.ANSWER, modals.TEXT, "the answer"),
    (
        modals.ANSWER_POST,
        modals.OUTCOME,
        modals.CHOICE,
        f"`{modals.ANSWERS_IT}` (also when absent) or `{modals.COME_BACK}`",
    ),
    (enrolment.VOLUNTEER_SAVE, enrolment.TOPICS, enrolment.TOPICS, "ids of topics"),
    (enrolment.VOLUNTEER_SAVE, enrolment.PLACE, enrolment.PLACE, "a town, or a shop's name or id"),
    (enrolment.VOLUNTEER_SAVE, enrolment.HOURS, enrolment.HOURS, "such as `09:00-17:00`; may be empty"),
    (
        enrolment.VOLUNTEER_SAVE,
        enrolment.EXPERT,
        enrolment.EXPERT,
        "ids of topics known like few others; may be empty, and is left out where the list of topics is very long",
    ),
    (enrolment.VOLUNTEER_SAVE, enrolment.LANGUAGES, enrolment.LANGUAGES, "codes of languages; may be empty"),
    (
        wrong_topic.TOPIC_SAVE,
        wrong_topic.TOPIC,
        wrong_topic.TOPIC,
        f"a topic's id, or `{wrong_topic.NONE}` for none of them",
    ),
    (modals.DISMISS_SUBMIT, modals.REASON, modals.REASON, "one of the reasons"),
    (modals.BY_HAND_SUBMIT, modals.LINK, modals.LINK, "an address"),
)
WORDS = {
    "": "opens the modal of joining",
    "join TOPIC[,TOPIC] near PLACE [hours 09:00-17:00] [speaks en,de]": "the same in one line",
    "join TOPIC=LEVEL near PLACE": "the same, with how well: 1 (a little), 2 (well), 3 (like few others)",
    "pause [2h, 3d, until 18:00, until monday]": "not to be asked for a while, or until resumed",
    "resume": "to be asked again",
    "leave": "to stop; what is stored about one as a volunteer goes",
    "queue": "what one has taken, and what is open",
    "help": "all this, with the topics",
}


def page() -> str:
    """Every name, with what it does."""
    return "\n".join([head("Slack: buttons, modals, commands", "bots/slack/", _INTRO), *_parts()])


def submissions() -> set[str]:
    """Every modal's callback id that does something when it is submitted."""
    return {*SUBMISSIONS, enrolment.VOLUNTEER_SAVE}


def _parts() -> Iterator[str]:
    typed = ((code(f"/byhand {word}".strip()), does) for word, does in WORDS.items())
    yield f"## `/byhand`\n\n{table(('typed', 'does'), typed)}"
    yield f"## Buttons\n\n{_named('action id', BUTTONS, CLICKS)}"
    yield f"## Modals\n\n{_named('callback id', VIEWS, submissions())}"
    rows = ((code(view), code(block), code(element), says) for view, block, element, says in INPUTS)
    yield f"### Inputs\n\n{table(('modal', 'block', 'element', 'value'), rows)}"
    scopes = ((code(scope), "" if scope in NEEDED else "may be left out") for scope in SCOPES)
    yield f"## What the Slack app asks for\n\n{table(('scope', ''), scopes)}"
    yield f"### Events\n\n{table(('event',), ((code(event),) for event in EVENTS))}"


def _named(title: str, words: Mapping[str, str], there: object) -> str:
    assert set(words) == set(there)  # type: ignore[call-overload] # noqa: S101 - a name without words would go missing
    return table((title, ""), ((code(name), does) for name, does in words.items()))


def typed_words() -> set[str]:
    """The first words that `/byhand` knows."""
    return set(command.WORDS)
