"""What `main` hands to the commands: settings as they are, and how to build each part when it is needed."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from commands.running import Running
from routing.kit import Kit
from store.db import Database


class Missing(Exception):  # noqa: N818 - names the condition
    """Something essential is not there; the message says what and what to do."""


@dataclass(frozen=True)
class Setting:
    """One setting: its variable, its value (masked when secret), where it comes from, what it is for."""

    name: str
    value: str
    origin: str
    about: str
    secret: str = field(default="", repr=False)


@dataclass(frozen=True)
class Toolbox:
    """`running` must be called on the running loop; `describe_bot(text)` sets and gives the bot's description."""

    settings: tuple[Setting, ...]
    policy_file: Path | None
    database: Callable[[], Database]
    kit: Callable[[Database], Kit]
    running: Callable[[Database], Running]
    describe_bot: Callable[[str | None], Coroutine[Any, Any, str]]

    def secrets(self) -> tuple[str, ...]:
        return tuple(setting.secret for setting in self.settings if setting.secret)
