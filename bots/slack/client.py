"""The one way to Slack's Web API: address, timeouts and session, and no repeated call that we did not decide on."""

import contextlib
import math
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from urllib.request import proxy_bypass

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bots.slack import limits
from bots.slack.elements import Block
from bots.slack.errors import delivery_error
from routing.pace import Pace
from routing.ports import DeliveryError, Limit, Outcome

SLACK_API = "https://slack.com/api/"
# Waiting for a free connection counts as connecting: what waited too long was surely not sent.
QUEUE_SECONDS, CONNECT_SECONDS, READ_SECONDS, TOTAL_SECONDS = 8.0, 5.0, 15.0, 25.0
MOST_CONNECTIONS = 50
# Less than any server keeps an idle connection: a post on one that was just closed has an unknown fate.
KEEP_ALIVE_SECONDS = 2.0
TRIGGER_SECONDS = 2.5  # docs.slack.dev/interactivity/handling-user-interaction: it expires after three
LOOPBACK = {"127.0.0.1", "::1", "localhost"}


@dataclass(frozen=True)
class Identity:
    """Who we are in which workspace, as auth.test says. `scopes` is empty when Slack did not list them."""

    team_id: str
    bot_id: str = ""
    bot_user_id: str = ""
    scopes: frozenset[str] = frozenset()


def open_session() -> aiohttp.ClientSession:
    """Connections for calls of one kind; to be opened on the running loop."""
    timeout = aiohttp.ClientTimeout(
        total=TOTAL_SECONDS, connect=QUEUE_SECONDS, sock_connect=CONNECT_SECONDS, sock_read=READ_SECONDS
    )
    connector = aiohttp.TCPConnector(limit=MOST_CONNECTIONS, keepalive_timeout=KEEP_ALIVE_SECONDS)
    return aiohttp.ClientSession(timeout=timeout, connector=connector)


def make_client(api_url: str, session: aiohttp.ClientSession, token: str | None = None) -> AsyncWebClient:
    """A client that calls once: what a failure means is for the outbox to decide."""
    client = AsyncWebClient(token=token, base_url=api_url, session=session, retry_handlers=[])
    client.proxy = proxy_for(api_url, client.proxy)
    return client


def proxy_for(url: str, proxy: str | None) -> str | None:
    """The proxy of the environment, unless the address is this machine or the environment leaves it out."""
    host = urlsplit(url).hostname or ""
    return None if host in LOOPBACK or proxy_bypass(host) else proxy


async def who_are_we(client: AsyncWebClient) -> Identity:
    """One auth.test. Raises DeliveryError."""
    return identity_of(await call(client.auth_test(), "the workspace"))


def identity_of(answer: AsyncSlackResponse) -> Identity:
    """What the answer to auth.test says. Raises DeliveryError."""
    team_id = str(answer.get("team_id") or "")
    if not team_id:
        raise DeliveryError(Outcome.REFUSED, "Slack did not say which workspace the bot token belongs to.")
    return Identity(team_id, str(answer.get("bot_id") or ""), str(answer.get("user_id") or ""), _scopes(answer))


async def call(calling: Awaitable[AsyncSlackResponse], where: str) -> AsyncSlackResponse:
    """The answer of one call. Raises DeliveryError, and nothing else."""
    try:
        return await calling
    except Exception as error:  # whatever breaks on the way has one of three meanings
        raise delivery_error(error, where) from error


@dataclass(frozen=True)
class Lookups:
    """Calls that only ask, or may be repeated; each waits for its turn under its method's limit."""

    client: AsyncWebClient
    pace: Pace

    async def get(
        self, name: str, params: Mapping[str, Any], where: str, limit: tuple[Limit, ...] = ()
    ) -> AsyncSlackResponse:
        """`limit` stands in for the method's own. Raises DeliveryError."""
        async with self._turn(limit or limits.method(name)):
            return await call(self.client.api_call(name, http_verb="GET", params=dict(params)), where)

    async def post(self, name: str, body: Mapping[str, Any], where: str) -> AsyncSlackResponse:
        """Raises DeliveryError."""
        async with self._turn(limits.method(name)):
            return await call(self.client.api_call(name, json=dict(body)), where)

    async def open_view(self, trigger_id: str, draw: Callable[[], Block]) -> AsyncSlackResponse:
        """A modal, drawn when its turn has come in time: a trigger serves three seconds. Raises DeliveryError."""
        async with self._turn(limits.method("views.open"), TRIGGER_SECONDS):
            body = {"trigger_id": trigger_id, "view": draw()}
            return await call(self.client.api_call("views.open", json=body), "this person")

    @contextlib.asynccontextmanager
    async def _turn(self, limit: tuple[Limit, ...], patience: float = math.inf) -> AsyncIterator[None]:
        """When it comes; whoever is told to wait makes the others wait too."""
        if not await self.pace.wait(limit, patience):
            raise DeliveryError(Outcome.NOT_SENT, "Slack takes no more of these just now.")
        try:
            yield
        except DeliveryError as error:
            if error.retry_after is not None:
                self.pace.block(limit, error.retry_after)
            raise


def _scopes(answer: AsyncSlackResponse) -> frozenset[str]:
    headers = {key.lower(): value for key, value in dict(answer.headers or {}).items()}
    listed = str(headers.get("x-oauth-scopes") or "")
    return frozenset(scope.strip() for scope in listed.split(",") if scope.strip())
