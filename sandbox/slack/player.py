"""Plays a person in Slack: clicks, fills in and submits modals, gives commands, writes."""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any

from sandbox.control import Mistake
from sandbox.core import Sandbox
from sandbox.slack import payloads, response_urls
from sandbox.slack.call import Call
from sandbox.slack.channels import Channel, Message
from sandbox.slack.errors import Refused
from sandbox.slack.inputs import NotOfferedError, chosen, unfit
from sandbox.slack.markup import escape
from sandbox.slack.payloads import Surface
from sandbox.slack.people import Person
from sandbox.slack.submissions import obey
from sandbox.slack.views import View
from sandbox.slack.wire import Outcome, Wire
from sandbox.slack.world import ResponseUrl, World

VIEW_SECONDS = 1.0
Answer = dict[str, Any]


@dataclass
class Player:
    """One person's hands; `data` is what a control call says they do."""

    sandbox: Sandbox
    world: World
    data: dict[str, Any]

    @property
    def wire(self) -> Wire:
        return Wire(self.sandbox, self.world)

    def person(self) -> Person:
        who = str(self.data.get("person", ""))
        if who in self.world.people:
            return self.world.people[who]
        for person in self.world.people.values():
            if who == person.name:
                return person
        raise Mistake(f"Nobody here is {who!r}")

    def channel(self, default: str = "") -> Channel:
        name = str(self.data.get("channel") or default)
        try:
            return self.world.channel(name)
        except Refused as refused:
            raise Mistake(f"There is no channel {name!r}") from refused

    async def click(self) -> Answer:
        """Use a button or menu of a message, of the open modal (`view`) or of the Home tab (`home`).

        In a view, what has been typed so far goes along: `values`, as in `submit`.
        """
        person = self.person()
        surface = self._surface(person)
        if surface.view is not None:
            self.enter(surface.view)
        action_id = str(self.data.get("action_id", ""))
        found = surface.find(action_id, self.data.get("value"))
        if found is None:
            raise Mistake(f"There is no {action_id!r} here")
        action = payloads.action(*found, self._select(surface, *found))
        trigger = self.world.new_trigger(person.id)
        url = self._response_url(person, surface)
        payload = payloads.block_actions(person, surface, action, trigger, url)
        return await self._watched(person, self.send("interactive", payload))

    def _select(self, surface: Surface, block: Any, element: Any) -> dict[str, Any] | None:
        if "selected" not in self.data:
            return None
        try:
            state = chosen(element, self.data["selected"])
        except NotOfferedError as fault:
            raise Mistake(str(fault)) from fault
        surface.values[block["block_id"], element["action_id"]] = state
        return state

    def _surface(self, person: Person) -> Surface:
        if self.data.get("view"):
            view = self._top(person)
            return Surface(view.body["blocks"], view=view, values=view.values)
        if self.data.get("home"):
            home = self.world.views.homes.get(person.id)
            if home is None:
                raise Mistake("The app has published no Home tab for this person")
            return Surface(home.body["blocks"], view=home, values=home.values)
        return self._message(person)

    def _message(self, person: Person) -> Surface:
        """The message as this person sees it; `force` looks where the person cannot."""
        channel, ts = self.channel(), str(self.data.get("ts", ""))
        message: Message | None = channel.messages.get(ts)
        if message is None:
            whispers = self.world.ephemerals.get(person.id, [])
            message = next((one for one in whispers if one["ts"] == ts), None)
        if message is None:
            raise Mistake(f"There is no message {ts!r} in {channel.name or channel.id}")
        if person.id not in channel.members and not self.data.get("force"):
            raise Mistake(f"{person.name} is not in {channel.name or channel.id} and does not see this message")
        values = self.world.entered.setdefault((person.id, ts), {})
        return Surface(message.get("blocks", []), channel, message, values=values)

    def _response_url(self, person: Person, surface: Surface) -> str:
        if surface.channel is None or surface.message is None:
            return ""
        response = ResponseUrl(person.id, surface.channel.id, surface.message["ts"])
        return self.world.new_response_url(self.sandbox.base_url, response)

    def _top(self, person: Person) -> View:
        view = self.world.views.top(person.id)
        if view is None:
            raise Mistake(f"{person.name} has no modal open")
        return view

    def enter(self, view: View) -> None:
        """Type and choose: `values` by block id and action id."""
        values = self.data.get("values") or {}
        for block_id, fields in values.items():
            for action_id, value in fields.items():
                surface = Surface([b for b in view.body["blocks"] if b["block_id"] == block_id])
                found = surface.find(action_id)
                if found is None:
                    raise Mistake(f"The modal has no {block_id!r} with {action_id!r}")
                try:
                    view.values[block_id, action_id] = chosen(found[1], value)
                except NotOfferedError as fault:
                    raise Mistake(str(fault)) from fault

    async def submit(self) -> Answer:
        """Fill in the open modal and submit it, unless Slack's client would not."""
        person = self.person()
        view = self._top(person)
        if not view.body.get("submit"):
            raise Mistake("The modal has nothing to submit")
        self.enter(view)
        blocked = unfit(view.body["blocks"], view.values)
        if blocked:
            return {"blocked": blocked, "acknowledged": False, "view": view.as_json()}
        payload = payloads.view_submission(person, view, self.world.new_trigger(person.id))
        outcome = await self.send("interactive", payload)
        error = obey(self.world, view, outcome)
        self._tell_view(person)
        answer = self._answer(person, outcome)
        return answer | {"error": error, "errors": view.errors}

    async def close(self) -> Answer:
        """Close the open modal; `all` closes those beneath it too."""
        person = self.person()
        view = self._top(person)
        every = bool(self.data.get("all")) or view.body.get("clear_on_close", False)
        stack = [self.world.views.open[one] for one in self.world.views.stacks[person.id]]
        closed = stack[::-1] if every else [view]
        if every:
            self.world.views.clear(person.id)
        else:
            self.world.views.pop(view)
        self._tell_view(person)
        answer: Answer = {"acknowledged": True, "error": None, "view": self._shown(person)}
        for one in closed:
            if one.body.get("notify_on_close"):
                outcome = await self.wire.send("interactive", payloads.view_closed(person, one, cleared=every))
                answer = self._answer(person, outcome)
        return answer

    async def command(self) -> Answer:
        """Give a slash command; what the app answers is shown to the person or to the channel."""
        person, channel = self.person(), self.channel("C0GENERAL")
        name = str(self.data.get("command", "/byhand"))
        if name not in self.world.settings.commands:
            raise Mistake(f"{name} is not a valid command")
        url = self.world.new_response_url(self.sandbox.base_url, ResponseUrl(person.id, channel.id))
        keys = self.world.new_trigger(person.id), url
        payload = payloads.command(person, channel, name, escape(str(self.data.get("text", ""))), keys)
        answer = await self._watched(person, self.send("slash_commands", payload))
        if answer["error"]:
            late = answer["error"] in {"timeout", "http_timeout"}
            answer["error"] = "operation_timeout" if late else "dispatch_failed"
        elif answer["response"]:
            answer["shown"] = self._say(channel, person, answer["response"])
        return answer

    def _say(self, channel: Channel, person: Person, response: Any) -> Any:
        args = response if isinstance(response, dict) else {"text": str(response)}
        call = Call(self.sandbox, self.world, "response", args)
        try:
            return response_urls.say(call, channel, person.id)
        except Refused as refused:
            return refused.answer()

    async def suggest(self) -> Answer:
        """Type `query` into a menu whose options the app gives."""
        person = self.person()
        surface = self._surface(person)
        found = surface.find(str(self.data.get("action_id", "")))
        if found is None:
            raise Mistake("There is no such menu here")
        payload = payloads.block_suggestion(person, surface, found[1], str(self.data.get("query", "")))
        return self._answer(person, await self.send("interactive", payload))

    async def send(self, kind: str, payload: dict[str, Any]) -> Outcome:
        """Send it, `duplicate` times at once if a bad network is to be played; the first outcome counts."""
        first = self.wire.keep(kind, payload)
        copies = range(int(self.data.get("duplicate", 1)))
        outcomes = await asyncio.gather(*(self.wire.again(first) for _ in copies))
        return outcomes[0]

    async def _watched(self, person: Person, sending: Coroutine[Any, Any, Outcome]) -> Answer:
        """The answer once the app has acknowledged and, if it does so soon, shown the person another modal."""
        change = self.world.views.next_change(person.id)
        outcome = await sending
        if outcome.acknowledged:
            await self.world.views.wait(change, float(self.data.get("wait", VIEW_SECONDS)))
        return self._answer(person, outcome)

    def _answer(self, person: Person, outcome: Outcome) -> Answer:
        return {
            "number": outcome.number,
            "acknowledged": outcome.acknowledged,
            "milliseconds": outcome.milliseconds,
            "response": outcome.response,
            "view": self._shown(person),
            "error": outcome.error,
        }

    def _tell_view(self, person: Person) -> None:
        """Other open pages of this person show another modal now, or none."""
        self.world.touch("views", person.id)
        self.sandbox.tell("slack", {"kind": "view", "person": person.id})

    def _shown(self, person: Person) -> Answer | None:
        view = self.world.views.top(person.id)
        return None if view is None else view.as_json()
