"""What Slack knows of volunteers, asked again now and then: roles, time zones and do-not-disturb change unannounced."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import replace

from bots.slack.people import People
from routing import presence, volunteers
from routing.errors import ByhandError, StoreDown
from routing.kit import Kit
from routing.ports import DeliveryError

log = logging.getLogger(__name__)

EVERY_SECONDS = 6 * 3600.0
# users.info may be called a hundred times a minute, dnd.info fifty; most of it is left for people who enrol.
BETWEEN_SECONDS = 2.0
# users.getPresence may be called fifty times a minute.
WATCH_SECONDS, WATCHED = 60.0, 40


class Upkeep:
    """Runs beside the doorway; each pass asks about everybody who is enrolled."""

    def __init__(
        self, kit: Kit, people: People, between: float = BETWEEN_SECONDS, every: float = EVERY_SECONDS
    ) -> None:
        self._kit = kit
        self._people = people
        self._between = between
        self._every = every

    async def run(self) -> None:
        """Until cancelled. A failed pass is only delayed to the next."""
        while True:
            try:
                await self.once(await self._kit.run(volunteers.enrolled_ids))
            except (DeliveryError, StoreDown) as error:
                log.warning("slack.upkeep_failed", extra={"why": str(error)})
            await asyncio.sleep(self._every)

    async def watch(self) -> None:
        """Until cancelled: ask who of those that may be asked soon is active; of nobody if the policy says so."""
        while True:
            try:
                await self.look_around()
            except (DeliveryError, StoreDown, ByhandError) as error:
                log.warning("slack.presence_failed", extra={"why": str(error)})
            await asyncio.sleep(WATCH_SECONDS)

    async def look_around(self) -> None:
        """One round of asking; what was said before a failure is kept. Raises DeliveryError, StoreDown."""
        seen: dict[str, bool | None] = {}
        try:
            for slack_id in await self._kit.look(presence.to_ask, WATCHED):
                seen[slack_id] = await self._people.presence(slack_id)
        finally:
            if seen:
                await self._kit.run(presence.keep, seen)

    async def once(self, slack_ids: Sequence[str]) -> None:
        """Ask about these people and keep what is said. Raises DeliveryError, StoreDown."""
        for slack_id in slack_ids:
            self._people.forget(slack_id)
            await self._refresh(slack_id)
            await asyncio.sleep(self._between)

    async def _refresh(self, slack_id: str) -> None:
        person, quiet = await self._people.get(slack_id), await self._people.quiet(slack_id)
        if quiet is not None:
            person = replace(person, quiet_from=quiet.quiet_from, quiet_until=quiet.quiet_until)
        await self._kit.run(volunteers.refresh, person)

    async def after_joining(self, slack_id: str) -> None:
        """The do-not-disturb of somebody who has just enrolled; without it they may be asked too early, once."""
        try:
            await self._refresh(slack_id)
        except (DeliveryError, StoreDown) as error:
            log.info("slack.quiet_unknown", extra={"why": str(error)})
