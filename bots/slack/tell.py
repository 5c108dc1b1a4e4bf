"""What follows an acknowledgement: words for one person only, and modals. Nothing here may fail the act."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from slack_sdk.webhook.async_client import AsyncWebhookClient

from bots.slack import limits
from bots.slack.acts import Where
from bots.slack.client import LOOPBACK, Lookups, call, proxy_for
from bots.slack.elements import Block, section
from bots.slack.text import escape
from routing.ports import DeliveryError, Outcome

log = logging.getLogger(__name__)

HOOKS_OF = {"slack.com": "hooks.slack.com", "slack-gov.com": "hooks.slack-gov.com"}


@dataclass
class Afterwards:
    """Tasks begun after an acknowledgement; they are waited for at the end, for a moment."""

    _running: set[asyncio.Task[None]] = field(default_factory=set)

    def begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def finish(self, seconds: float = 3.0) -> None:
        if self._running:
            _, late = await asyncio.wait(self._running, timeout=seconds)
            for task in late:
                task.cancel()


class Teller:
    """Whispers and modals: best effort, since what counts is stored and stands on the card."""

    def __init__(self, lookups: Lookups) -> None:
        self._lookups = lookups
        self._client = lookups.client

    async def open_view(self, trigger_id: str, draw: Callable[[], Block]) -> None:
        """Open a modal. A card carries the button that opens it again, so a failure is only noted."""
        try:
            await self._lookups.open_view(trigger_id, draw)
        except DeliveryError as error:
            level = logging.INFO if error.outcome is Outcome.NOT_SENT else logging.WARNING
            log.log(level, "slack.view_not_opened", extra={"why": str(error)})

    async def tell(self, where: Where, text: str) -> None:
        """Say something to one person only: where they acted, else in a direct message."""
        for way in (self._by_response, self._in_channel, self._directly):
            try:
                if await way(where, text):
                    return
            except DeliveryError as error:
                log.info("slack.whisper_failed", extra={"way": way.__name__, "why": str(error)})
        log.warning("slack.whisper_lost", extra={"slack_id": where.slack_id})

    async def _by_response(self, where: Where, text: str) -> bool:
        if not self._may_respond(where.response_url):
            return False
        hook = AsyncWebhookClient(where.response_url, session=self._client.session, retry_handlers=[])
        hook.proxy = proxy_for(where.response_url, hook.proxy)
        body = {"response_type": "ephemeral", "replace_original": False, "text": escape(text)}
        try:
            answer = await hook.send_dict({**body, "blocks": [section(text)]})
        except Exception as error:  # noqa: BLE001 - the next way is tried, whatever broke this one
            log.info("slack.response_url_failed", extra={"why": type(error).__name__})
            return False
        return bool(answer.status_code == 200)  # noqa: PLR2004 - HTTP's word for done

    def _may_respond(self, url: str) -> bool:
        """Only to Slack, or to what stands in for it at the address we were given."""
        parts = urlsplit(url)
        home = urlsplit(self._client.base_url).hostname or ""
        if home in HOOKS_OF:
            return parts.scheme == "https" and parts.hostname == HOOKS_OF[home]
        return bool(parts.hostname) and (parts.hostname == home or {parts.hostname, home} <= LOOPBACK)

    async def _in_channel(self, where: Where, text: str) -> bool:
        if not where.channel:
            return False
        thread = {"thread_ts": where.thread} if where.thread else {}
        body = {"channel": where.channel, "user": where.slack_id, **_said(text), **thread}
        await self._lookups.post("chat.postEphemeral", body, "the channel")
        return True

    async def _directly(self, where: Where, text: str) -> bool:
        await self._lookups.pace.wait(limits.post(where.slack_id))
        body = {"channel": where.slack_id, **_said(text), "unfurl_links": False, "unfurl_media": False}
        await call(self._client.api_call("chat.postMessage", json=body), "this person")
        return True


def _said(text: str) -> dict[str, Any]:
    return {"text": escape(text), "blocks": [section(text)], "parse": "none", "link_names": False}
