"""Everything that may go wrong on the way, at one rate: calls, connections, deliveries."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from random import Random

from sandbox.replay.control import Control, Stuck

KINDS = ("latency", "429", "5xx", "5xx_after", "cut_before", "cut_after")
FAULT_SECONDS = 1.0
DROP_EVERY_SECONDS = 1.0


@contextlib.asynccontextmanager
async def troubled(control: Control, rate: float, chance: Random) -> AsyncIterator[None]:
    """While it lasts, each kind of fault meets this share of all calls, and connections break; then all is well."""
    if not rate:
        yield
        return
    switches = await control.see("telegram/switches")
    faults = [
        await control.act("faults", platform="*", method="*", kind=kind, rate=rate, times=None, seconds=FAULT_SECONDS)
        for kind in KINDS
    ]
    await control.act("telegram/switches", reorder=True)
    drops = asyncio.create_task(_drop(control, rate, chance), name="drops")
    try:
        yield
    finally:
        drops.cancel()
        await asyncio.gather(drops, return_exceptions=True)
        with contextlib.suppress(Stuck):  # where there is no sandbox any more, there are no faults
            for fault in faults:
                await control.undo(f"faults/{fault['id']}")
            await control.act("telegram/switches", reorder=switches["reorder"])


async def _drop(control: Control, rate: float, chance: Random) -> None:
    """Now and then every connection of the app to Slack ends without a word."""
    while True:
        await asyncio.sleep(DROP_EVERY_SECONDS)
        if chance.random() < rate:
            with contextlib.suppress(Stuck):  # there is nothing to drop: so much the better
                await control.act("slack/disconnect", cut=True)
