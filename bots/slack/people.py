"""Who somebody in Slack is, asked of Slack and remembered for a short while."""

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from typing import Any

from bots.slack import limits
from bots.slack.client import Lookups
from bots.slack.parse import person, quiet
from routing.people import Person, QuietChanged
from routing.ports import DeliveryError, Outcome, Unparsable

log = logging.getLogger(__name__)

FRESH_SECONDS = 600.0
WAIT_SECONDS = 1.5
MOST_REMEMBERED = 20_000
PAGE = 500  # Slack allows up to a thousand


class People:
    """Members of the workspace, by users.info and dnd.*."""

    def __init__(self, lookups: Lookups, team_id: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._lookups = lookups
        self._team_id = team_id
        self._clock = clock
        self._known: dict[str, tuple[float, Person]] = {}
        self._listing: asyncio.Task[None] | None = None
        self.knows_quiet = True  # False once Slack has said that we may not ask about do-not-disturb

    async def get(self, slack_id: str) -> Person:
        """The person as Slack describes them, at most ten minutes old. Raises DeliveryError."""
        turn = limits.method("users.info")
        if self._fresh(slack_id) is None and self._lookups.pace.delay(turn):
            # Many at once, as when a whole company is invited: one list tells what a hundred questions would.
            await self._learn_everybody()
            turn = limits.burst("users.info")
        if (known := self._fresh(slack_id)) is not None:
            return known
        answer = await self._lookups.get("users.info", {"user": slack_id}, "this person", turn)
        try:
            return self._remember(answer.get("user") or {})
        except Unparsable as fault:
            raise DeliveryError(Outcome.REFUSED, "Slack did not say who this person is.") from fault

    def _fresh(self, slack_id: str) -> Person | None:
        known = self._known.get(slack_id)
        return known[1] if known is not None and self._clock() - known[0] < FRESH_SECONDS else None

    def _remember(self, user: Mapping[str, Any]) -> Person:
        """Raises Unparsable."""
        found = person(user, self._team_id)
        self._known.pop(found.slack_id, None)
        self._known[found.slack_id] = (self._clock(), found)
        while len(self._known) > MOST_REMEMBERED:
            del self._known[next(iter(self._known))]
        return found

    async def _learn_everybody(self) -> None:
        """One walk through users.list for all who wait; a walk that may not begin now tells nothing."""
        if self._listing is None or self._listing.done():
            if self._lookups.pace.delay(limits.method("users.list")):
                return
            self._listing = asyncio.create_task(self._walk())
        await asyncio.shield(self._listing)

    async def _walk(self) -> None:
        cursor = ""
        try:
            while True:
                page = await self._lookups.get("users.list", {"limit": PAGE, "cursor": cursor}, "the members")
                for user in page.get("members") or []:
                    self._remember(user)
                cursor = str((page.get("response_metadata") or {}).get("next_cursor") or "")
                if not cursor:
                    return
        except (DeliveryError, Unparsable) as error:
            log.info("slack.members_unlisted", extra={"why": str(error)})

    async def soon(self, slack_id: str) -> Person:
        """The same while somebody waits for an acknowledgement, which Slack wants within three seconds."""
        try:
            async with asyncio.timeout(WAIT_SECONDS):
                return await self.get(slack_id)
        except TimeoutError as late:
            raise DeliveryError(Outcome.UNKNOWN, "Slack did not say in time who this person is.") from late

    def forget(self, slack_id: str) -> None:
        """Ask again the next time: something about this person changed."""
        self._known.pop(slack_id, None)

    async def presence(self, slack_id: str) -> bool | None:
        """Whether the person is active in Slack now; None when it will not say. Raises DeliveryError."""
        try:
            answer = await self._lookups.get("users.getPresence", {"user": slack_id}, "this person")
        except DeliveryError as error:
            if error.outcome is not Outcome.REFUSED:
                raise
            return None
        said = answer.get("presence")
        return said == "active" if said in {"active", "away"} else None

    async def quiet(self, slack_id: str) -> QuietChanged | None:
        """The person's do-not-disturb; None when we may not ask. Raises DeliveryError when asking failed."""
        try:
            answer = await self._lookups.get("dnd.info", {"user": slack_id}, "this person")
        except DeliveryError as error:
            if error.outcome is not Outcome.REFUSED:
                raise
            self.knows_quiet = False
            return None
        self.knows_quiet = True
        return quiet(answer.data if isinstance(answer.data, dict) else {}, self._team_id, slack_id)
