"""What Slack does with the app's answer to a submitted modal."""

from typing import Any

from sandbox.slack.blocks import check_view
from sandbox.slack.errors import Refused
from sandbox.slack.views import View
from sandbox.slack.wire import Outcome
from sandbox.slack.world import World

TROUBLE = "We had some trouble connecting. Try again?"


def obey(world: World, view: View, outcome: Outcome) -> str | None:
    """Do as the app answered; else the words that the person sees in the modal, which stays open."""
    if not outcome.acknowledged:
        return TROUBLE
    answer = outcome.response if isinstance(outcome.response, dict) else {}
    try:
        _act(world, view, answer)
    except Refused:
        return TROUBLE
    return None


def _act(world: World, view: View, answer: dict[str, Any]) -> None:
    action = answer.get("response_action")
    if not action:
        world.views.pop(view)
    elif action == "clear":
        world.views.clear(view.person)
    elif action == "errors":
        view.errors = _errors(view, answer.get("errors"))
    elif action == "update":
        world.views.update(view, _modal(answer.get("view")), None)
    elif action == "push":
        world.views.push(view.person, _modal(answer.get("view")))
    else:
        raise Refused("invalid_response_action")


def _modal(view: Any) -> dict[str, Any]:
    body = check_view(view)
    if body["type"] != "modal":
        raise Refused("invalid_arguments")
    return body


def _errors(view: View, errors: Any) -> dict[str, str]:
    """The complaints by block id; only input blocks can show one."""
    inputs = {block["block_id"] for block in view.body["blocks"] if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors or set(errors) - inputs:
        raise Refused("invalid_errors")
    if not all(isinstance(text, str) and text for text in errors.values()):
        raise Refused("invalid_errors")
    return errors
