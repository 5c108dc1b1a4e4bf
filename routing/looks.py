"""What a doorway saw when it only looked at its vendor: the thing itself, or in one sentence why there is nothing."""

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Generic, TypeVar

from routing.ports import DeliveryError, Outcome

__all__ = ["Seen", "ahead", "seen"]

Thing = TypeVar("Thing")


@dataclass(frozen=True)
class Seen(Generic[Thing]):
    """`thing` is None when nothing was seen; `trouble` then says why. `refused`: the vendor answered, and said no."""

    thing: Thing | None = None
    trouble: str = ""
    refused: bool = False
    error: DeliveryError | None = None


async def seen(looking: Awaitable[Thing], vendor: str, deadline: float) -> Seen[Thing]:
    """The end of one look, waited for until `deadline` on the loop's clock."""
    try:
        async with asyncio.timeout_at(deadline):
            return Seen(await looking)
    except TimeoutError:
        return Seen(trouble=f"{vendor} did not answer in time.")
    except DeliveryError as error:
        return Seen(trouble=error.for_person, refused=error.outcome is Outcome.REFUSED, error=error)


def ahead(date: str | None) -> float | None:
    """Seconds by which this machine's clock is ahead of the server that sent this `Date` header; None without one."""
    try:
        theirs = parsedate_to_datetime(date or "")
    except ValueError:
        return None
    aware = theirs if theirs.tzinfo else theirs.replace(tzinfo=UTC)
    return (datetime.now(UTC) - aware).total_seconds()
