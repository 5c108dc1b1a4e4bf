"""The methods `views.*`."""

from typing import Any

from sandbox.slack.blocks import check_view
from sandbox.slack.call import Call
from sandbox.slack.errors import Refused
from sandbox.slack.views import View


def open_(call: Call) -> dict[str, Any]:
    """Checks the view first, so that a mistake in it does not use up the trigger."""
    trigger, body = call.needed("trigger_id"), _modal(call)
    person = call.world.use_trigger(trigger).person
    return _answer(call, "view_opened", call.world.views.start(person, body))


def push(call: Call) -> dict[str, Any]:
    trigger, body = call.needed("trigger_id"), _modal(call)
    person = call.world.use_trigger(trigger).person
    return _answer(call, "view_pushed", call.world.views.push(person, body))


def update(call: Call) -> dict[str, Any]:
    body = check_view(_view(call))
    if not call.text("view_id") and not call.text("external_id"):
        raise Refused("invalid_arguments", ["missing required field: view_id"])
    view = call.world.views.find(call.text("view_id"), call.text("external_id"))
    return _answer(call, "view_updated", call.world.views.update(view, body, call.text("hash")))


def publish(call: Call) -> dict[str, Any]:
    body = check_view(_view(call))
    if body["type"] != "home":
        raise Refused("invalid_arguments", ["must be of type `home` [json-pointer:/view/type]"])
    person = call.world.person(call.needed("user_id"))
    return _answer(call, "home_published", call.world.views.publish(person.id, body, call.text("hash")))


def _view(call: Call) -> Any:
    call.needed("view")
    return call.data("view", "invalid_arguments")


def _modal(call: Call) -> dict[str, Any]:
    body = check_view(_view(call))
    if body["type"] != "modal":
        raise Refused("invalid_arguments", ["must be of type `modal` [json-pointer:/view/type]"])
    return body


def _answer(call: Call, kind: str, view: View) -> dict[str, Any]:
    call.sandbox.tell("slack", {"kind": kind, "person": view.person, "view": view.id})
    return {"view": view.as_json()}
