"""One call of the Web API: its arguments, whatever way they came, and who makes it."""

from dataclasses import dataclass, field
from email.message import Message as Header
from typing import Any
from urllib.parse import parse_qsl

from sandbox.core import Sandbox
from sandbox.reading import loads
from sandbox.slack.errors import Refused
from sandbox.slack.settings import TokenKind
from sandbox.slack.wire import Wire
from sandbox.slack.world import World

# Slack takes multipart bodies too; only uploads need them, and there are none here.
FORM, JSON = "application/x-www-form-urlencoded", "application/json"
TRUE = {"1", "true", "True", "yes"}


@dataclass
class Call:
    """What a method sees of its call."""

    sandbox: Sandbox
    world: World
    method: str
    args: dict[str, Any]
    caller: TokenKind | None = None
    warnings: list[str] = field(default_factory=list)

    @property
    def wire(self) -> Wire:
        return Wire(self.sandbox, self.world)

    def text(self, name: str) -> str:
        value = self.args.get(name)
        return "" if value is None else str(value)

    def needed(self, name: str) -> str:
        if not self.text(name):
            raise Refused("invalid_arguments", [f"missing required field: {name}"])
        return self.text(name)

    def flag(self, name: str) -> bool:
        value = self.args.get(name)
        return value if isinstance(value, bool) else str(value) in TRUE

    def number(self, name: str, default: int) -> int:
        try:
            return int(self.args.get(name) or default)
        except (TypeError, ValueError) as fault:
            raise Refused("invalid_arguments", [f"{name} must be a number"]) from fault

    def data(self, name: str, error: str) -> Any:
        """A structured argument, which forms carry as JSON text."""
        value = self.args.get(name)
        if not isinstance(value, str):
            return value
        try:
            return loads(value) if value else None
        except ValueError as fault:
            raise Refused(error) from fault


def read_arguments(query: str, content_type: str, body: bytes) -> tuple[dict[str, Any], list[str]]:
    """The arguments and Slack's warnings about the way they were sent."""
    args: dict[str, Any] = dict(parse_qsl(query, keep_blank_values=True))
    if not body:
        return args, []
    header = Header()
    header["content-type"] = content_type
    kind, charset = header.get_content_type(), header.get_param("charset")
    if kind == JSON:
        return args | _json(body), [] if charset else ["missing_charset"]
    if kind == FORM:
        form = dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
        return args | form, ["superfluous_charset"] if charset else []
    raise Refused("invalid_post_type" if content_type else "missing_post_type")


def _json(body: bytes) -> dict[str, Any]:
    try:
        data = loads(body)
    except ValueError as fault:
        raise Refused("invalid_json") from fault
    if not isinstance(data, dict):
        raise Refused("json_not_object")
    return data
