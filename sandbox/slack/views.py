"""Open modals and Home tabs: each person has one stack of modals and one Home."""

import asyncio
import contextlib
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sandbox.slack.errors import Refused
from sandbox.slack.inputs import Values, state_of, stateful
from sandbox.slack.people import APP, BOT, TEAM

DEEPEST = 3


def new_hash() -> str:
    return f"{int(time.time())}.{secrets.token_hex(4)}"


@dataclass
class View:
    """One modal or Home; `values` is what the person entered, `errors` what the app complained of."""

    person: str
    body: dict[str, Any]
    id: str = field(default_factory=lambda: f"V{secrets.token_hex(5).upper()}")
    hash: str = field(default_factory=new_hash)
    root: str = ""
    previous: str | None = None
    values: Values = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    def replace(self, body: dict[str, Any]) -> None:
        """Show something else in its place; what was entered stays where the same input still stands."""
        self.body, self.hash, self.errors = body, new_hash(), {}
        kept = {(block["block_id"], element["action_id"]) for block, element in stateful(body["blocks"])}
        self.values = {key: value for key, value in self.values.items() if key in kept}

    def as_json(self) -> dict[str, Any]:
        """The view as it stands in answers and payloads."""
        body = self.body
        return {
            "id": self.id,
            "team_id": TEAM,
            "type": body["type"],
            "blocks": body["blocks"],
            "private_metadata": body.get("private_metadata", ""),
            "callback_id": body.get("callback_id", ""),
            "state": {"values": state_of(body["blocks"], self.values)},
            "hash": self.hash,
            "title": _titled(body.get("title") or {"type": "plain_text", "text": "View Title", "emoji": True}),
            "clear_on_close": body.get("clear_on_close", False),
            "notify_on_close": body.get("notify_on_close", False),
            "close": _titled(body.get("close")),
            "submit": _titled(body.get("submit")),
            "previous_view_id": self.previous,
            "root_view_id": self.root or self.id,
            "app_id": APP,
            "external_id": body.get("external_id", ""),
            "app_installed_team_id": TEAM,
            "bot_id": BOT,
        }


def _titled(text: dict[str, Any] | None) -> dict[str, Any] | None:
    return text and {"emoji": True, **text}


class Views:
    """All that is open; whoever waits for a change of a person's view is woken."""

    def __init__(self, told: Callable[[str, str], None] = lambda _kind, _person: None) -> None:
        """`told` hears of each person whose modals (`views`) or Home tab (`homes`) are different now."""
        self._told = told
        self.open: dict[str, View] = {}
        self.stacks: dict[str, list[str]] = {}
        self.homes: dict[str, View] = {}
        self._waiting: dict[str, list[asyncio.Future[None]]] = {}

    def top(self, person: str) -> View | None:
        stack = self.stacks.get(person)
        return self.open[stack[-1]] if stack else None

    def find(self, view_id: str | None, external_id: str | None) -> View:
        for view in [*self.open.values(), *self.homes.values()]:
            if view.id == view_id or (external_id and view.body.get("external_id") == external_id):
                return view
        raise Refused("not_found")

    def start(self, person: str, body: dict[str, Any]) -> View:
        """Open a first modal; an older stack gives way to it."""
        self.clear(person)
        return self._put(View(person, body))

    def push(self, person: str, body: dict[str, Any]) -> View:
        stack = self.stacks.get(person, [])
        if not stack:
            raise Refused("not_found")
        if len(stack) >= DEEPEST:
            raise Refused("push_limit_reached")
        return self._put(View(person, body, root=stack[0], previous=stack[-1]))

    def _put(self, view: View) -> View:
        self.check_external_id(view.body, view)
        self.open[view.id] = view
        self.stacks.setdefault(view.person, []).append(view.id)
        self.changed(view.person)
        return view

    def check_external_id(self, body: dict[str, Any], own: View | None) -> None:
        name = body.get("external_id")
        if not name:
            return
        if any(v.body.get("external_id") == name for v in (*self.open.values(), *self.homes.values()) if v is not own):
            raise Refused("duplicate_external_id")

    def update(self, view: View, body: dict[str, Any], expected_hash: str | None) -> View:
        if expected_hash and expected_hash != view.hash:
            raise Refused("hash_conflict")
        if body["type"] != view.body["type"]:
            raise Refused("invalid_arguments", ["cannot change the type of a view [json-pointer:/view/type]"])
        self.check_external_id(body, view)
        view.replace(body)
        self.changed(view.person, "homes" if body["type"] == "home" else "views")
        return view

    def publish(self, person: str, body: dict[str, Any], expected_hash: str | None) -> View:
        home = self.homes.get(person)
        if home is None:
            self.check_external_id(body, None)
            home = self.homes[person] = View(person, body)
            self._told("homes", person)
            return home
        return self.update(home, body, expected_hash)

    def pop(self, view: View) -> None:
        """Close one modal; the one beneath it shows again."""
        stack = self.stacks.get(view.person, [])
        if view.id in stack:
            stack.remove(view.id)
        self.open.pop(view.id, None)
        self.changed(view.person)

    def clear(self, person: str) -> None:
        for view_id in self.stacks.pop(person, []):
            self.open.pop(view_id, None)
        self.changed(person)

    def changed(self, person: str, kind: str = "views") -> None:
        self._told(kind, person)
        for waiting in self._waiting.pop(person, []):
            if not waiting.done():
                waiting.set_result(None)

    def next_change(self, person: str) -> "asyncio.Future[None]":
        """Done with the next change of what this person sees in modals."""
        waiting = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(person, []).append(waiting)
        return waiting

    @staticmethod
    async def wait(change: "asyncio.Future[None]", seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await change
