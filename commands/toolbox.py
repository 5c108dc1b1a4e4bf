"""What `main` hands to the commands: settings as they are, and how to build each part when it is needed."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from bots.twitter.client import XClient
from commands.running import Running
from policies.document import Policy
from routing.kit import Kit
from routing.mind import Mind
from routing.places import Places
from routing.rehearsal.router import Router
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
class Named:
    """A name with our prefix as it stands in the environment or in the file, set or not; `value` is kept to compare."""

    name: str
    origin: str
    value: str = field(repr=False)


@dataclass(frozen=True)
class Toolbox:
    """`running` must be called on the running loop; `database`, `kit`, `finder`, `router` and `x_client` raise Missing.

    `unreadable` holds a sentence for each setting that could not be read; its default stands in for it.
    """

    settings: tuple[Setting, ...]
    policy_file: Path | None
    database: Callable[[], Database]
    kit: Callable[[Database], Kit]
    mind: Callable[[], Mind]
    finder: Callable[[], Places]
    router: Callable[[Policy], Router]
    x_client: Callable[[], XClient]
    running: Callable[[Database], Running]
    settings_file: Path = Path(".env")
    named: tuple[Named, ...] = ()
    unreadable: tuple[str, ...] = ()
    again: Callable[[], "Toolbox"] | None = None  # the same from the settings as they are by then

    def secrets(self) -> tuple[str, ...]:
        return tuple(setting.secret for setting in self.settings if setting.secret)
