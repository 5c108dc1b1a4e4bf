"""A text and its marked stretches: who is called in it, and whether anything else is said. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from bots.telegram.shapes import Entity, Us

_CALLS = {"mention", "text_mention", "bot_command"}


@dataclass(frozen=True)
class Calls:
    """`us`: we are mentioned, or a command is for us. `another`: a command names another bot."""

    us: bool = False
    another: bool = False


def length(text: str) -> int:
    """In UTF-16 code units, as Telegram's entities count."""
    return len(_units(text)) // 2


def calls(text: str, entities: tuple[Entity, ...], us: Us) -> Calls:
    named = another = False
    for entity, words in _marked(text, entities):
        if entity.type == "bot_command":
            bot = words.partition("@")[2].lower()
            named |= bot in {"", us.username.lower()}
            another |= bot not in {"", us.username.lower()}
        elif entity.type == "text_mention":
            named |= entity.user is not None and entity.user.id == us.id
        else:
            named |= bool(us.username) and words.lower() == f"@{us.username.lower()}"
    return Calls(named, another)


def only_calls(text: str, entities: tuple[Entity, ...]) -> bool:
    """Whether nothing but mentions, commands and blanks is in it."""
    rest = bytearray(_units(text))
    for entity, _ in _marked(text, entities):
        start, end = 2 * entity.offset, 2 * (entity.offset + entity.length)
        rest[start:end] = b" \x00" * (len(rest[start:end]) // 2)
    return not rest.decode("utf-16-le", "replace").strip()


def _marked(text: str, entities: tuple[Entity, ...]) -> Iterator[tuple[Entity, str]]:
    units = _units(text)
    for entity in entities:
        if entity.type in _CALLS:
            stretch = units[2 * entity.offset : 2 * (entity.offset + entity.length)]
            yield entity, stretch.decode("utf-16-le", "replace")


def _units(text: str) -> bytes:
    return text.encode("utf-16-le", "surrogatepass")
