"""Who somebody in Slack is, asked of Slack and remembered for a short while."""

import asyncio
import time
from collections.abc import Callable

from bots.slack.client import Lookups
from bots.slack.parse import person, quiet
from routing.people import Person, QuietChanged
from routing.ports import DeliveryError, Outcome, Unparsable

FRESH_SECONDS = 600.0
WAIT_SECONDS = 1.5
MOST_REMEMBERED = 5000


class People:
    """Members of the workspace, by users.info and dnd.*."""

    def __init__(self, lookups: Lookups, team_id: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._lookups = lookups
        self._team_id = team_id
        self._clock = clock
        self._known: dict[str, tuple[float, Person]] = {}
        self.knows_quiet = True  # False once Slack has said that we may not ask about do-not-disturb

    async def get(self, slack_id: str) -> Person:
        """The person as Slack describes them, at most ten minutes old. Raises DeliveryError."""
        known = self._known.get(slack_id)
        if known is not None and self._clock() - known[0] < FRESH_SECONDS:
            return known[1]
        answer = await self._lookups.get("users.info", {"user": slack_id}, "this person")
        try:
            found = person(answer.get("user") or {}, self._team_id)
        except Unparsable as fault:
            raise DeliveryError(Outcome.REFUSED, "Slack did not say who this person is.") from fault
        if len(self._known) >= MOST_REMEMBERED:
            self._known.clear()
        self._known[slack_id] = (self._clock(), found)
        return found

    async def soon(self, slack_id: str) -> Person:
        """The same while somebody waits for an acknowledgement, which Slack wants within three seconds."""
        try:
            return await asyncio.wait_for(self.get(slack_id), WAIT_SECONDS)
        except TimeoutError as late:
            raise DeliveryError(Outcome.UNKNOWN, "Slack did not say in time who this person is.") from late

    def forget(self, slack_id: str) -> None:
        """Ask again the next time: something about this person changed."""
        self._known.pop(slack_id, None)

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
