"""The Slack doorway whole: what `main` builds, runs and closes."""

import asyncio
import contextlib
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bots.slack.app import UNAVAILABLE, Gate, build, is_odd
from bots.slack.client import SLACK_API, Identity, Lookups, make_client, open_session, who_are_we
from bots.slack.desk import SlackDesk
from bots.slack.endpoint import SignedEndpoint
from bots.slack.listeners import Listeners
from bots.slack.manifest import SCOPES
from bots.slack.people import People
from bots.slack.socket import DOWN, UP, Patience, Socket
from bots.slack.tell import Afterwards, Teller
from bots.slack.upkeep import Upkeep
from routing.inbox import Inbox
from routing.kit import Kit
from routing.pace import Pace
from routing.ports import DeliveryError

log = logging.getLogger(__name__)

LONGEST_PAUSE = 60.0
LIMITED = "limited"


@dataclass(frozen=True)
class SlackSettings:
    """With an app token Socket Mode, with a signing secret signed HTTP; with both, both."""

    bot_token: str
    app_token: str = ""
    signing_secret: str = ""
    api_url: str = SLACK_API
    patience: Patience = field(default_factory=Patience)


class SlackDoorway:
    """Made on the running loop; `desk` and `endpoint` are there at once.

    Until Slack has said which workspace we are in, nothing that comes in is acknowledged.
    """

    def __init__(
        self, settings: SlackSettings, kit: Kit, inbox: Inbox, pace: Pace, on_health: Callable[[str, str], None]
    ) -> None:
        self._settings = settings
        self._kit = kit
        self._inbox = inbox
        self._on_health = on_health
        # Cards have connections of their own: a thousand whispers must not stand before them.
        self._cards, self._session = open_session(), open_session()
        self._lookups = Lookups(make_client(settings.api_url, self._session, settings.bot_token), pace)
        self._afterwards = Afterwards()
        self._app: AsyncApp | None = None
        self._gate: Gate | None = None
        self.identity: Identity | None = None
        self.desk = SlackDesk(make_client(settings.api_url, self._cards, settings.bot_token), pace)
        self.endpoint = self._signed(settings.signing_secret) if settings.signing_secret else None

    async def connect(self) -> Identity:
        """Learn who we are and open for what comes in. Raises DeliveryError."""
        identity = await who_are_we(self._lookups.client)
        self._kit.home.team_id = identity.team_id
        people = People(self._lookups, identity.team_id)
        teller = Teller(self._lookups)
        gate = self._gate = Gate(self._inbox, identity, teller, self._afterwards, people.forget)
        self._upkeep = Upkeep(self._kit, people)
        listeners = Listeners(self._kit, people, teller, self._afterwards, self._upkeep.after_joining)
        without_token = make_client(self._settings.api_url, self._session)
        self._app = build(without_token, self._settings.bot_token, identity, gate, listeners)
        self.identity = identity
        return identity

    async def run(self) -> None:
        """Until cancelled: connect however long it takes, then listen, and look after what we know of people."""
        await self._connect_patiently()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._upkeep.run())
            tasks.create_task(self._upkeep.watch())
            if self._settings.app_token:
                web = make_client(self._settings.api_url, self._session)
                socket = Socket(
                    self._dispatch, web, self._settings.app_token, self._tell, self._settings.patience, self._unreadable
                )
                tasks.create_task(socket.run())
            else:
                self._tell(UP, "waiting for signed requests")

    def _tell(self, state: str, detail: str) -> None:
        """How we fare; what the app may not do is said with it."""
        lacking = sorted(set(SCOPES) - self.identity.scopes) if self.identity and self.identity.scopes else []
        if state == UP and lacking:
            state, detail = LIMITED, f"{detail}; the Slack app lacks {', '.join(lacking)}"
        self._on_health(state, detail)

    async def _connect_patiently(self) -> None:
        pause = 1.0
        while self.identity is None:
            try:
                await self.connect()
            except DeliveryError as error:
                self._on_health(DOWN, error.for_person)
                log.warning("slack.unknown_workspace", extra={"why": error.for_person})
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)

    async def close(self) -> None:
        """What was begun after an acknowledgement is finished first."""
        await self._afterwards.finish()
        for session in (self._cards, self._session):
            with contextlib.suppress(Exception):  # it ends anyway: nothing of it is needed any more
                await session.close()

    def _signed(self, secret: str) -> SignedEndpoint:
        return SignedEndpoint(secret, self._dispatch, unreadable=self._unreadable)

    async def _unreadable(self, body: Any) -> BoltResponse:
        return await self._gate.unreadable(body) if self._gate else BoltResponse(status=UNAVAILABLE, body="")

    async def _dispatch(self, request: AsyncBoltRequest) -> BoltResponse:
        if self._app is None:
            return BoltResponse(status=UNAVAILABLE, body="")
        if is_odd(request.body):
            return await self._unreadable(request.body)
        return await self._app.async_dispatch(request)
