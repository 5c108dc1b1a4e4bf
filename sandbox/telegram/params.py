"""A call's parameters, however they were sent: form, JSON or query; all texts or real values alike."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from sandbox.reading import loads
from sandbox.telegram.errors import bad_request


def parse(query: bytes, body: bytes, content_type: str) -> dict[str, Any]:
    """What was sent; texts that hold JSON objects or lists are read."""
    found: dict[str, Any] = dict(parse_qsl(query.decode("ascii", "replace"), keep_blank_values=True))
    if content_type.startswith("application/json") and body:
        try:
            data = loads(body)
        except ValueError as error:
            raise bad_request("can't parse JSON object") from error
        found |= data if isinstance(data, dict) else {}
    elif content_type.startswith("application/x-www-form-urlencoded"):
        found |= dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
    return {name: _read(name, value) for name, value in found.items()}


class Params:
    """The parameters of one call, read with the Bot API's types."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.values = values

    def text(self, name: str, default: str = "") -> str:
        value = self.values.get(name, default)
        if not isinstance(value, str):
            raise bad_request(f'Field "{name}" must be of type String')
        return value

    def integer(self, name: str, default: int = 0) -> int:
        try:
            return int(self.values.get(name, default))
        except (TypeError, ValueError) as error:
            raise bad_request(f'invalid value of parameter "{name}": must be Integer') from error

    def boolean(self, name: str, *, default: bool = False) -> bool:
        return str(self.values.get(name, default)).lower() in {"true", "1", "yes"}

    def array(self, name: str) -> list[Any]:
        found: list[Any] = self._typed(name, list, [])
        return found

    def mapping(self, name: str) -> dict[str, Any]:
        found: dict[str, Any] = self._typed(name, dict, {})
        return found

    def has(self, name: str) -> bool:
        return name in self.values

    def _typed(self, name: str, kind: type, default: Any) -> Any:
        value = self.values.get(name, default)
        if not isinstance(value, kind):
            raise bad_request(f"can't parse {name}: it must be {'an array' if kind is list else 'an object'}")
        return value


# A person's words may look like JSON and stay what they are.
PLAIN = {"text", "caption", "description", "short_description", "url", "secret_token"}


def _read(name: str, value: Any) -> Any:
    if name in PLAIN or not isinstance(value, str) or value[:1] not in {"{", "["}:
        return value
    try:
        return loads(value)
    except ValueError:
        return value
