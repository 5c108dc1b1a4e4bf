"""`response_url`: the address that comes with an interaction, for five answers within half an hour."""

import copy
import time
from typing import Any

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from sandbox.core import Sandbox
from sandbox.slack import chat, events, messages
from sandbox.slack.call import Call, read_arguments
from sandbox.slack.channels import Channel, from_bot
from sandbox.slack.errors import Refused
from sandbox.slack.world import RESPONSE_SECONDS, RESPONSE_USES, ResponseUrl, World


async def answer(sandbox: Sandbox, world: World, request: Request) -> Response:
    """Slack says `ok` in plain text, else 404 with the error's name."""
    try:
        args, _ = read_arguments("", request.headers.get("content-type", ""), await request.body())
        use(Call(sandbox, world, "response_url", args), request.path_params["name"])
    except Refused as refused:
        return PlainTextResponse(refused.error, 404 if refused.error in GONE else 400)
    return PlainTextResponse("ok")


GONE = {"expired_url", "used_url", "no_such_url"}


def use(call: Call, name: str) -> None:
    response = _usable(call, name)
    response.uses += 1
    _obey(call, response)


def _usable(call: Call, name: str) -> ResponseUrl:
    response = call.world.responses.get(name)
    if response is None:
        raise Refused("no_such_url")
    if time.monotonic() - response.made > RESPONSE_SECONDS / call.sandbox.speed:
        raise Refused("expired_url")
    if response.uses >= RESPONSE_USES:
        raise Refused("used_url")
    return response


def _obey(call: Call, response: ResponseUrl) -> None:
    channel = call.world.channels[response.channel]
    if call.flag("delete_original"):
        _delete(call, channel, response)
    elif call.flag("replace_original"):
        _replace(call, channel, response)
    else:
        say(call, channel, response.person)


def _delete(call: Call, channel: Channel, response: ResponseUrl) -> None:
    message = channel.messages.get(response.ts or "")
    if message is not None:
        chat.remove(call, channel, message)
        return
    shown = call.world.ephemerals.get(response.person, [])
    shown[:] = [one for one in shown if one["ts"] != response.ts]
    call.world.touch("ephemerals", response.person)


def _replace(call: Call, channel: Channel, response: ResponseUrl) -> None:
    after = messages.content(call, messages.POST_CHARACTERS)
    message = channel.messages.get(response.ts or "")
    if message is not None:
        chat.replace(call, channel, message, after)
        return
    for one in call.world.ephemerals.get(response.person, []):
        if one["ts"] == response.ts:
            one.update(after)
            call.world.touch("ephemerals", response.person)
            return
    raise Refused("message_not_found")


def say(call: Call, channel: Channel, person: str) -> dict[str, Any]:
    """Answer in the channel, or (as Slack does unless told otherwise) only to the person."""
    message = {**from_bot(""), **messages.content(call, messages.POST_CHARACTERS), "ts": call.world.next_ts()}
    if call.text("thread_ts"):
        message["thread_ts"] = messages.thread_of(channel, call.text("thread_ts"))
    if call.text("response_type") == "in_channel":
        messages.add(channel, message)
        events.posted(call.wire, channel, message)
    else:
        call.world.whisper(person, {**message, "channel": channel.id, "is_ephemeral": True})
    call.sandbox.tell("slack", {"kind": "response", "channel": channel.id, "person": person})
    return copy.deepcopy(message)
