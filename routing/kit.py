"""What every use case stands on, handed to it as its first argument, and how a doorway runs one."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property, partial
from typing import Concatenate, ParamSpec, TypeVar

from policies.document import Policy
from routing.ports import Channel, Clock, Place, PlaceFinder
from routing.reader import Reader
from routing.rulebook import Rulebook
from routing.writer import Writer
from store.db import Database

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


class SystemClock:
    """The machine's time, in UTC."""

    def now(self) -> datetime:
        return datetime.now(UTC)


@dataclass
class Home:
    """The one Slack workspace of this installation; empty until Slack has said which."""

    team_id: str = ""


@dataclass(frozen=True)
class Kit:
    """The store, the time, the policy, the channels; who finds places, and who reads what a text says."""

    db: Database
    clock: Clock
    rulebook: Rulebook
    channels: Mapping[str, Channel]
    finder: PlaceFinder
    reader: Reader
    home: Home = field(default_factory=Home)
    addresses: Callable[[str], Place | None] | None = None  # finds a street's address in a text

    @cached_property
    def writer(self) -> Writer:
        return Writer(self.db)

    def policy(self) -> Policy:
        """The policy in force."""
        return self.rulebook.current()[1]

    async def run(
        self,
        use_case: Callable[Concatenate["Kit", Arguments], Result],
        *args: Arguments.args,
        **kwargs: Arguments.kwargs,
    ) -> Result:
        """Run a use case on the one writer thread; it is committed when this returns, what it raises is raised here."""
        return await self.writer.run(partial(use_case, self, *args, **kwargs))

    async def look(
        self,
        use_case: Callable[Concatenate["Kit", Arguments], Result],
        *args: Arguments.args,
        **kwargs: Arguments.kwargs,
    ) -> Result:
        """Run a use case that only reads; it waits for no writer."""
        return await asyncio.to_thread(partial(use_case, self, *args, **kwargs))
