"""What each submitted modal does: one use case, and the response that Slack shows in its place."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bots.slack import enrolment, modals, wrong_topic
from bots.slack.acts import Interaction
from bots.slack.elements import Block
from bots.slack.people import People
from routing import answers, decisions, lessons, questions, volunteers
from routing.errors import AnswerRefused, ByhandError, NotAllowed
from routing.kit import Kit
from routing.ports import DeliveryError


@dataclass(frozen=True)
class Response:
    """What the acknowledgement carries, and words for the person afterwards."""

    body: Mapping[str, Any] = field(default_factory=dict)
    text: str = ""


CLOSE = Response()


def _errors(**by_block: str) -> Response:
    """The modal stays, with what was typed, and says what is wrong beside the input."""
    return Response({"response_action": "errors", "errors": by_block})


def _view(action: str, view: Block) -> Response:
    return Response({"response_action": action, "view": view})


async def draft(kit: Kit, submission: Interaction) -> Response:
    """`answer.submit`: show exactly what would become public."""
    typed = modals.typed(submission.view, modals.ANSWER, modals.TEXT)
    try:
        shown = await kit.run(answers.draft, submission.act, submission.number(), typed)
    except AnswerRefused as refused:
        return _errors(**{modals.ANSWER: "\n".join(refused.problems)})
    except ByhandError as error:
        return _errors(**{modals.ANSWER: str(error)})
    view = modals.preview(shown.draft_id, shown.public_text, shown.channel_name, shown.warnings, shown.cost)
    return _view("push", view)


async def post(kit: Kit, submission: Interaction) -> Response:
    """`answer.post`: publish what the preview showed."""
    answers_it = modals.typed(submission.view, modals.OUTCOME, modals.CHOICE) != modals.COME_BACK
    try:
        done = await kit.run(answers.submit, submission.act, submission.number(), answers_it)
    except ByhandError as error:
        return _view("update", modals.not_posted(str(error), modals.public_text(submission.view)))
    return Response({"response_action": "clear"}, done.text)


async def dismiss(kit: Kit, submission: Interaction) -> Response:
    reason = modals.typed(submission.view, modals.REASON, modals.REASON)
    if not reason:
        return _errors(**{modals.REASON: "Choose a reason."})
    try:
        done = await kit.run(questions.dismiss, submission.act, submission.number(), reason)
    except ByhandError as error:
        return _errors(**{modals.REASON: str(error)})
    return Response(text=done.text)


async def correct(kit: Kit, submission: Interaction) -> Response:
    """`topic.save`: the thanks come in a message of their own, with the way back."""
    topic = wrong_topic.chosen(submission.view)
    if topic is None:
        return _errors(**{wrong_topic.TOPIC: "Choose a topic."})
    try:
        done = await kit.run(lessons.correct, submission.act, submission.number(), topic)
    except ByhandError as error:
        return _errors(**{wrong_topic.TOPIC: str(error)})
    return Response(text=done.text)


async def by_hand(kit: Kit, submission: Interaction) -> Response:
    link = modals.typed(submission.view, modals.LINK, modals.LINK).strip()
    try:
        done = await kit.run(decisions.by_hand, submission.act, submission.number(), link)
    except ByhandError as error:
        return _errors(**{modals.LINK: str(error)})
    return Response(text=done.text)


async def enrol(kit: Kit, submission: Interaction, people: People) -> Response:
    """`volunteer.save`: the modal gives way to what was understood."""
    profile, mistakes = enrolment.read(submission.view)
    if profile is None:
        return _errors(**mistakes)
    try:
        person = await people.soon(submission.act.slack_id)
        saved = await kit.run(volunteers.save, submission.act, person, profile)
    except DeliveryError:
        return _errors(**{enrolment.PLACE: "Slack did not tell us who you are. Please try once more."})
    except NotAllowed as refused:
        return _view("update", modals.sentence("Not possible", str(refused)))
    except ByhandError as error:
        return _errors(**{enrolment.PLACE: str(error)})
    return _view("update", modals.sentence("You are in", "\n".join(saved.lines)))


Submission = Callable[[Kit, Interaction], Awaitable[Response]]
SUBMISSIONS: Mapping[str, Submission] = {
    modals.ANSWER_SUBMIT: draft,
    modals.ANSWER_POST: post,
    modals.DISMISS_SUBMIT: dismiss,
    modals.BY_HAND_SUBMIT: by_hand,
    wrong_topic.TOPIC_SAVE: correct,
}
