"""Block Kit as a person reads it: the words, the buttons, the fields to fill in."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

Block = dict[str, Any]
_MENTION = re.compile(r"@\w+")
_LINK = re.compile(r"https?://\S+")
_TEXTS = ("text", "title", "label", "hint")


def words(blocks: Iterable[Block]) -> str:
    """Everything that stands there to be read, in order, outside buttons and fields."""
    return "\n".join(found for block in blocks for found in _words(block))


def _words(block: Block) -> Iterator[str]:
    for name in _TEXTS:
        part = block.get(name)
        if isinstance(part, dict):
            yield str(part.get("text", ""))
        elif isinstance(part, str) and name == "text":
            yield part
    if block.get("type") in {"context", "section"}:
        for part in (*block.get("elements", ()), *block.get("fields", ())):
            yield from _words({"text": part.get("text", "")})


def buttons(blocks: Iterable[Block]) -> dict[str, str]:
    """The buttons that do something, as action id and value."""
    found: dict[str, str] = {}
    for block in blocks:
        for element in (*block.get("elements", ()), *([block["accessory"]] if block.get("accessory") else ())):
            if element.get("type") == "button" and not element.get("url"):
                found.setdefault(str(element.get("action_id")), str(element.get("value", "")))
    return found


def fields(view: Block) -> list[tuple[str, Block]]:
    """The fields of a modal, as block id and element."""
    return [(str(block["block_id"]), block["element"]) for block in view["blocks"] if block.get("type") == "input"]


def plainly(text: str) -> str:
    """Words to compare: without names, links and the difference of blanks, which every platform shows in its way."""
    return " ".join(_LINK.sub(" ", _MENTION.sub(" ", text)).split()).casefold()


@dataclass(frozen=True)
class Shown:
    """A message of the app's in Slack as it stands now; `owner` is whose direct messages, empty in a channel."""

    channel: str
    ts: str
    owner: str
    members: frozenset[str]
    text: str
    buttons: dict[str, str] = field(hash=False)
    mark: str = ""

    @property
    def key(self) -> tuple[str, str]:
        return self.channel, self.ts


def shown(channel: dict[str, Any], message: dict[str, Any]) -> Shown:
    blocks = message.get("blocks") or []
    payload = (message.get("metadata") or {}).get("event_payload") or {}
    return Shown(
        channel["id"],
        message["ts"],
        channel.get("owner") or "",
        frozenset(channel["members"]),
        words(blocks),
        buttons(blocks),
        str(payload.get("intent_id", "")),
    )
