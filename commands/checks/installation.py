"""Everything that was gathered about one installation, as values: what the checks judge."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bots.slack.probe import SlackLook
from bots.telegram.probe import TelegramLook
from bots.twitter.probe import XLook
from commands.toolbox import Named, Setting
from policies.document import Policy
from routing.coverage import Coverage
from routing.status import Status
from store.soundness import Soundness

X_KEYS = ("BYHAND_X_CONSUMER_KEY", "BYHAND_X_CONSUMER_SECRET", "BYHAND_X_ACCESS_TOKEN", "BYHAND_X_ACCESS_TOKEN_SECRET")


@dataclass(frozen=True)
class Given:
    """The settings as they are, and whatever else stands where settings stand."""

    settings: Mapping[str, Setting]
    named: tuple[Named, ...]  # every name with our prefix, in the environment and in the file
    unreadable: tuple[str, ...]  # in a sentence each, without their values
    file: Path
    file_mode: int | None  # None: there is no such file

    def __getitem__(self, variable: str) -> str:
        """The value itself, secrets too; empty when it is not set."""
        setting = self.settings[variable]
        return setting.secret or setting.value

    @property
    def has_x(self) -> bool:
        return all(self[name] for name in X_KEYS)


@dataclass(frozen=True)
class Stored:
    """The database. `trouble` says why nothing could be read; the rest is then empty."""

    path: Path | None
    trouble: str = ""
    absent: bool = False
    behind: bool = False
    newer: str = ""
    lacking: frozenset[str] = frozenset()
    soundness: Soundness | None = None
    status: Status | None = None
    coverage: Coverage | None = None
    fresh_gaps: int = 0  # noted in the last seven days
    version: int | None = None  # of the policy in force
    policy: Policy | None = None
    policy_trouble: str = ""


@dataclass(frozen=True)
class PolicyFile:
    """What BYHAND_POLICY names; `same` says whether it is the policy in force, None when that cannot be told."""

    path: Path
    problems: tuple[str, ...] = ()
    policy: Policy | None = None
    same: bool | None = None


@dataclass(frozen=True)
class Port:
    """The listening address: who answers there, or why it cannot be had."""

    trouble: str = ""
    ours: bool = False


@dataclass(frozen=True)
class Machine:
    """Sizes in bytes; None where this machine does not tell."""

    free: int | None
    memory: int | None
    open_files: int | None
    python: tuple[int, int]
    sqlite: str
    has_tree: bool
    zones: int
    missing_zones: tuple[str, ...]
    index_trouble: str
    index_size: int
    embedding: str  # what the setting says
    embedding_trouble: str
    reads_others: bool  # whether the multilingual extra is there


@dataclass(frozen=True)
class Installation:
    """`policy` is the one in force, or the file's while the database holds none. A look of None was not taken."""

    now: datetime
    given: Given
    runs: bool
    port: Port
    stored: Stored
    file: PolicyFile | None
    machine: Machine
    wrong_country: tuple[tuple[str, str, str], ...]  # shops: name, country by the policy, by the map
    slack: SlackLook | None = None
    telegram: TelegramLook | None = None
    x: XLook | None = None

    @property
    def policy(self) -> Policy | None:
        return self.stored.policy or (self.file.policy if self.file else None)
