"""The Bolt app: who may speak to it, what is stored before it is acknowledged, and what happens when we fail."""

import hashlib
import json
import logging
import re
import uuid
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bots.slack.acts import Malformed, actor_of, team_of, where_of
from bots.slack.client import Identity
from bots.slack.listeners import Listeners
from bots.slack.tell import Afterwards, Teller
from policies.privacy import redact
from routing.errors import ByhandError, StoreDown
from routing.inbox import Inbox
from routing.ports import RawEvent

log = logging.getLogger(__name__)

Body = Mapping[str, Any]
Next = Callable[[], Awaitable[BoltResponse]]
OK, BAD_REQUEST, FORBIDDEN, FAILED, UNAVAILABLE = 200, 400, 403, 500, 503
OTHER_TEAM = "Only members of the workspace that Byhand belongs to can do this."
WENT_WRONG = (
    "Something went wrong, and nothing was published. Please try again; if it goes on, tell your lead: {number}."
)
NOT_KEPT = "This could not be stored just now, so it did not count. Please try again in a minute."


class Gate(AsyncMiddleware):
    """Bolt's middleware and error handler: the workspace is ours, events are kept, no failure is answered 200."""

    def __init__(  # `on_change` hears whose profile Slack says has changed
        self,
        inbox: Inbox,
        identity: Identity,
        teller: Teller,
        afterwards: Afterwards,
        on_change: Callable[[str], None],
    ) -> None:
        self._on_change = on_change
        self._inbox = inbox
        self._identity = identity
        self._teller = teller
        self._afterwards = afterwards

    async def async_process(
        self,
        *,
        req: AsyncBoltRequest,
        resp: BoltResponse,
        next: Next,  # noqa: A002 - Bolt's name for it
    ) -> BoltResponse | None:
        """Events are stored here and acknowledged at once; whatever a person did goes on to its listener."""
        body = req.body
        kind = body.get("type")
        if not team_of(body):
            body["team_id"] = self._identity.team_id  # what Slack sent to this app and names no other is ours
        if kind == "event_callback":
            return await self._keep(body)
        if kind == "app_rate_limited":
            return await self._record_gap(body)
        if team_of(body) != self._identity.team_id:
            return self._refuse(body)
        await next()
        return resp

    async def _keep(self, body: Body) -> BoltResponse:
        """The event is committed when this returns; a StoreDown goes to the error handler instead."""
        if body.get("team_id") != self._identity.team_id:
            log.warning("slack.other_team", extra={"team_id": str(body.get("team_id"))[:20]})
            return BoltResponse(status=FORBIDDEN, body="")
        given = body.get("event")
        event = given if isinstance(given, Mapping) else {}
        await self._inbox.keep(RawEvent("slack", _key(body), str(event.get("type") or ""), redact(dict(body))))
        if event.get("type") == "user_change" and isinstance(event.get("user"), Mapping):
            self._on_change(str(event["user"].get("id") or ""))
        return BoltResponse(status=OK, body="")

    async def unreadable(self, body: Any) -> BoltResponse:
        """What Bolt itself cannot read: an event is kept, to be shown as unparsed; anything else is refused."""
        if not isinstance(body, Mapping) or body.get("type") != "event_callback":
            return BoltResponse(status=BAD_REQUEST, body="")
        try:
            return await self._keep(body)
        except StoreDown as error:
            return await self.fail(error, body)

    async def _record_gap(self, body: Body) -> BoltResponse:
        """Slack held events back for a minute: docs.slack.dev/reference/events/app_rate_limited."""
        since = datetime.fromtimestamp(int(body.get("minute_rate_limited") or 0), UTC)
        reason = "Slack held back events for a minute: more than 30,000 in an hour"
        await self._inbox.record_gap("slack", since, since + timedelta(minutes=1), reason)
        return BoltResponse(status=OK, body="")

    def _refuse(self, body: Body) -> BoltResponse:
        """Nothing is stored of another workspace's people; whoever it was is told why."""
        if not actor_of(body):
            return BoltResponse(status=FORBIDDEN, body="")
        if body.get("command"):
            return BoltResponse(status=OK, body={"response_type": "ephemeral", "text": OTHER_TEAM})
        where = where_of(body)
        if where.response_url or where.channel:
            self._afterwards.begin(self._teller.tell(where, OTHER_TEAM))
        return BoltResponse(status=OK, body="")

    async def fail(self, error: Exception, body: Body) -> BoltResponse:
        """What no listener caught. Never 200: nobody may believe that it was carried out."""
        if isinstance(error, Malformed):
            log.warning("slack.malformed", extra={"why": str(error)})
            return BoltResponse(status=BAD_REQUEST, body="")
        if isinstance(error, StoreDown):
            log.error("slack.not_stored", extra={"why": str(error)})
            self._say(body, NOT_KEPT)
            return BoltResponse(status=UNAVAILABLE, body="")
        number = uuid.uuid4().hex[:8]
        log.error("slack.failed", extra={"number": number}, exc_info=error)
        said = str(error) if isinstance(error, ByhandError) else WENT_WRONG.format(number=number)
        self._say(body, said)
        return BoltResponse(status=FAILED, body="")

    def _say(self, body: Body, text: str) -> None:
        where = where_of(body)
        if where.slack_id and body.get("type") != "event_callback":
            self._afterwards.begin(self._teller.tell(where, text))


def is_odd(body: Body) -> bool:
    """An event that Bolt would stumble over."""
    event = body.get("event")
    is_whole = isinstance(event, Mapping) and isinstance(event.get("type"), str)
    return body.get("type") == "event_callback" and not is_whole


def _key(body: Body) -> str:
    """The event's id, or a digest of the whole when it has none: every event is kept, however odd."""
    event_id = body.get("event_id")
    if isinstance(event_id, str) and event_id:
        return event_id
    return "sha256:" + hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()


def build(client: AsyncWebClient, bot_token: str, identity: Identity, gate: Gate, listeners: Listeners) -> AsyncApp:
    """The app. `client` has no token: Bolt takes it from the fixed result below and asks Slack nothing.

    Signatures are verified before Bolt, by the endpoint. A listener runs to its end before the response is sent:
    what it committed is what is acknowledged.
    """

    async def authorize(context: AsyncBoltContext) -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=context.enterprise_id,
            team_id=identity.team_id,
            bot_token=bot_token,
            bot_id=identity.bot_id or None,
            bot_user_id=identity.bot_user_id or None,
        )

    app = AsyncApp(
        name="byhand",
        client=client,
        authorize=authorize,
        process_before_response=True,
        request_verification_enabled=False,
        attaching_function_token_enabled=False,
    )
    app.use(gate)
    app.error(gate.fail)
    everything = re.compile(".*", re.DOTALL)
    app.action(everything)(listeners.click)
    app.view(everything)(listeners.submit)
    app.command(re.compile(r"/.*"))(listeners.command)
    return app
