"""The last posts that mention us on X, read once for a rehearsal: the cost is known before, and nothing is kept."""

import asyncio
import math
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from bots.twitter.client import PAGE_SIZE, XClient
from bots.twitter.gather import raw_events
from bots.twitter.parse import parse
from commands.toolbox import Missing
from policies import spend
from policies.document import Policy
from routing.ports import DeliveryError, Post, RawEvent, Unparsable

__all__ = ["MOST", "Cost", "cost_of", "read_mentions"]

MOST = 800  # X keeps no more of them


@dataclass(frozen=True)
class Cost:
    """What reading so many mentions costs at most, by the policy's prices."""

    reads: int
    dollars: Decimal

    def __str__(self) -> str:
        return f"${self.dollars:.2f}" if self.dollars >= Decimal("0.01") else f"${self.dollars:f}"


def cost_of(number: int, policy: Policy) -> Cost:
    """X gives mentions by the hundred, and our own account's name is asked for once."""
    reads = math.ceil(number / PAGE_SIZE) * PAGE_SIZE
    micros = spend.cost(spend.Call.OWNED_READ, policy, reads) + spend.cost(spend.Call.USER_READ, policy)
    return Cost(reads, Decimal(micros) / spend.MICROS)


def read_mentions(client: XClient, number: int, tell: Callable[[int], None]) -> list[Post]:
    """The newest so many, oldest first; `tell` hears how many there are so far. Raises Missing in X's own words."""
    try:
        return asyncio.run(_read(client, number, tell))
    except DeliveryError as error:
        raise Missing(f"X was not read: {error.for_person}") from error


async def _read(client: XClient, number: int, tell: Callable[[int], None]) -> list[Post]:
    account, token = await client.me(), None
    posts: list[Post] = []
    try:
        while len(posts) < number:
            page = await client.mentions(pagination_token=token)
            newest_first = reversed(raw_events(page, account, "mention"))
            posts += [post for event in newest_first if (post := _post(event)) is not None]
            tell(min(len(posts), number))
            if page.next_token in {None, token}:
                break
            token = page.next_token
            await asyncio.sleep(page.pause)
    finally:
        await client.close()
    return posts[:number][::-1]


def _post(event: RawEvent) -> Post | None:
    """What cannot be read, or is by somebody whose posts are protected, is left out."""
    try:
        parsed = parse(event)
    except Unparsable:
        return None
    return parsed if isinstance(parsed, Post) else None
