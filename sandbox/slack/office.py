"""What administrators of the workspace and the app's owner do, and what a test does to the wire."""

import asyncio
import json
import secrets
from dataclasses import fields
from typing import Any

import aiohttp

from sandbox.control import Mistake
from sandbox.core import Sandbox
from sandbox.slack import events, signed_http
from sandbox.slack.channels import Channel
from sandbox.slack.manifest import MANIFEST
from sandbox.slack.people import BOT_PERSON, Person
from sandbox.slack.schema import render
from sandbox.slack.settings import BOT_TOKEN, VERIFICATION_TOKEN, Settings
from sandbox.slack.wire import Outcome, Wire
from sandbox.slack.world import Sent, World

KINDS = ("events_api", "interactive", "slash_commands")
DISCONNECTS = ("warning", "refresh_requested", "link_disabled")
# The WebSocket code of a service that goes down without having announced it.
RESTARTING = 1012
EDITABLE = ("scopes", "events", "commands")
NUMBERS = ("deadline", "events_an_hour")
CHALLENGE_SECONDS = 3.0  # to answer url_verification, whatever `deadline` a player sets for the rest


class Office:
    """The calls that are nobody's in particular."""

    def __init__(self, sandbox: Sandbox, world: World) -> None:
        self.sandbox, self.world = sandbox, world
        self.wire = Wire(sandbox, world)

    async def people(self, data: dict[str, Any]) -> Any:
        """Add `count` employees, or add or change one person by `id`."""
        if "count" in data:
            return [person.id for person in self.world.add_crowd(int(data["count"]))]
        known = {one.name for one in fields(Person)}
        if "id" not in data or set(data) - known:
            raise Mistake(f"A person has an id and any of {', '.join(sorted(known))}")
        old = self.world.people.get(data["id"])
        if old is None:
            person = Person(**{"name": data["id"].lower(), "real_name": data["id"], **data})
            self.world.add_person(person)
            self.world.touch("people")
            return person.as_json(locale=True)
        for name, value in data.items():
            setattr(old, name, value)
        self.world.touch("people")
        self._tell("user_change", user=old.as_json(locale=True), cache_ts=0)
        if "snoozed" in data:
            self._tell("dnd_updated_user", user=old.id, dnd_status=old.dnd())
        return old.as_json(locale=True)

    def _tell(self, kind: str, **more: Any) -> None:
        """Tell the app, if it listens."""
        if self.world.settings.hears(kind):
            self.wire.start_event(events.envelope({"type": kind, **more, "event_ts": self.world.next_ts()}))

    async def app(self, data: dict[str, Any]) -> Any:
        """Set scopes, events and commands, and the `request_url`, which must answer Slack's challenge."""
        if set(data) - {*EDITABLE, *NUMBERS, "manifest", "request_url"}:
            raise Mistake(f"Only {', '.join((*EDITABLE, *NUMBERS))}, manifest and request_url can be set")
        settings: Settings = self.world.settings
        if "manifest" in data:
            settings.install(_checked(data["manifest"]))
        for name in EDITABLE:
            if name in data:
                setattr(settings, name, list(data[name]))
        settings.deadline = float(data.get("deadline", settings.deadline))
        settings.events_an_hour = int(data.get("events_an_hour", settings.events_an_hour))
        answer: dict[str, Any] = {}
        if data.get("request_url"):
            answer["verified"] = await self._challenge(data["request_url"])
        if "request_url" in data:
            settings.request_url = data["request_url"] or None
        self.world.touch("app")
        return answer | settings.as_json()

    async def _challenge(self, url: str) -> bool:
        challenge = secrets.token_urlsafe(30)
        payload = {"token": VERIFICATION_TOKEN, "challenge": challenge, "type": "url_verification"}
        body = json.dumps(payload)
        try:
            head = signed_http.headers("events_api", body)
            answered = await self.world.sender.post(url, body, head, CHALLENGE_SECONDS)
        except (OSError, aiohttp.ClientError) as fault:
            raise Mistake(f"Your URL didn't respond: {str(fault) or 'no answer in time'}") from fault
        found = answered.data.get("challenge") if isinstance(answered.data, dict) else answered.data
        if not answered.ok or found != challenge:
            raise Mistake("Your URL didn't respond with the value of the challenge parameter")
        return True

    async def replay(self, data: dict[str, Any]) -> Any:
        """Send an earlier payload again, byte for byte, `duplicate` times at once."""
        sent = self._earlier(data.get("number", "last"))
        copies = range(int(data.get("duplicate", 1)))
        outcomes = await asyncio.gather(*(self.wire.again(sent, data.get("tamper")) for _ in copies))
        return {**_shown(outcomes[0]), "outcomes": [_shown(one) for one in outcomes]}

    def _earlier(self, number: Any) -> Sent:
        every = self.world.sent
        if number == "last" and every:
            return every[-1]
        if isinstance(number, int) and 1 <= number <= len(every):
            return every[number - 1]
        raise Mistake(f"No payload {number!r} was sent")

    async def payload(self, data: dict[str, Any]) -> Any:
        """Send a payload made up by the caller: what the real Slack never would."""
        if data.get("kind") not in KINDS or not isinstance(data.get("payload"), dict):
            raise Mistake(f"A payload has a kind ({', '.join(KINDS)}) and is an object")
        return _shown(await self.wire.send(data["kind"], data["payload"], data.get("tamper")))

    async def disconnect(self, data: dict[str, Any]) -> Any:
        """Announce the end of every connection, `cut` them without a word, or make them `silent`.

        A silent one stays open and answers pings, but nothing comes through it any more (bolt-python #1529).
        """
        reason = data.get("reason", "refresh_requested")
        if reason not in DISCONNECTS:
            raise Mistake(f"The reason is one of {', '.join(DISCONNECTS)}")
        connections = list(self.world.connections)
        for connection in connections:
            if data.get("silent"):
                connection.silent = True
            elif data.get("cut"):
                await connection.cut(RESTARTING)
            else:
                await connection.dismiss(reason)
        return {"connections": len(connections)}

    async def revoke(self, _data: dict[str, Any]) -> Any:
        """Take the app's token away, and tell it."""
        self.world.settings.revoked.add(BOT_TOKEN)
        self._tell("tokens_revoked", tokens={"oauth": [], "bot": [BOT_PERSON]})
        return {"revoked": True}

    async def channel(self, data: dict[str, Any]) -> Any:
        """Open a public channel by a new `name`, or `archive` one."""
        name = str(data.get("name", "")).removeprefix("#")
        known = next((one for one in self.world.channels.values() if not one.is_im and one.name == name), None)
        if not name or (known is None and "archive" in data):
            raise Mistake("A channel has a `name`; only one that is there can be archived")
        if known is None:
            known = Channel(f"C{secrets.token_hex(5).upper()}", name, set())
            self.world.channels[known.id] = known
        known.archived = bool(data.get("archive", known.archived))
        return known.as_json()

    async def ssl_check(self, _data: dict[str, Any]) -> Any:
        """Slack's occasional look at a command's certificate."""
        return _shown(await self.wire.send("slash_commands", {"ssl_check": "1", "token": VERIFICATION_TOKEN}))

    def sent(self, after: int) -> list[dict[str, Any]]:
        """What went to the app, oldest first."""
        return [one.as_json() for one in self.world.sent[after:]]


def _shown(outcome: Outcome) -> dict[str, Any]:
    return {
        "number": outcome.number,
        "acknowledged": outcome.acknowledged,
        "milliseconds": outcome.milliseconds,
        "response": outcome.response,
        "error": outcome.error,
    }


def _checked(manifest: Any) -> dict[str, Any]:
    """The manifest, if Slack would create an app from it."""
    problems = render(list(MANIFEST.check(manifest, "")))
    if problems:
        raise Mistake(f"This manifest is refused: {'; '.join(problems)}")
    return dict(manifest)
