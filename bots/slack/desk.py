"""Implements Desk: cards and notices in Slack, renewed in place, found again by the mark they carry."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bots.slack import blocks, limits
from bots.slack.blocks import Message
from bots.slack.client import Lookups, call
from bots.slack.errors import error_name
from bots.slack.places import Directory, in_words, is_person
from routing.cards import Card, Notice, Shown, Spot
from routing.pace import Pace
from routing.ports import DeliveryError, Limit, Outcome

EVENT_TYPE = "byhand_card"
CLOCKS_APART_SECONDS = 10
_PAGE = 200
_MOST_PAGES = 20
# Nothing in a message is guessed to be a link, a name or a formatting mark.
_PLAINLY = {"parse": "none", "link_names": False}
_NO_PREVIEWS = {"unfurl_links": False, "unfurl_media": False}


class SlackDesk:
    """Each method makes one call that shows something; looking up an address comes before it and may be repeated."""

    def __init__(self, client: AsyncWebClient, pace: Pace) -> None:
        self._client = client
        self._lookups = Lookups(client, pace)
        self._directory = Directory(self._lookups)

    async def show_card(self, card: Card, spot: Spot, mark: str) -> Shown:
        return await self._show(blocks.card(card), spot, mark)

    async def renew_card(self, card: Card, shown: Shown) -> None:
        await self._renew(blocks.card(card), shown)

    async def show_notice(self, notice: Notice, spot: Spot, mark: str) -> Shown:
        if _is_whisper(spot):
            return await self._whisper(blocks.notice(notice, quiet=True), spot)
        return await self._show(blocks.notice(notice, quiet=bool(spot.thread)), spot, mark)

    async def renew_notice(self, notice: Notice, shown: Shown) -> None:
        await self._renew(blocks.notice(notice), shown)

    async def find(self, spot: Spot, mark: str, since: datetime) -> Shown | None:
        """The message with this mark; whispers cannot be read back and are never found."""
        if _is_whisper(spot):
            return None
        try:
            return await self._search(spot, mark, since)
        except DeliveryError as error:
            if not _is_unknown_place(error):
                raise
            self._directory.forget(spot.to)
            return await self._search(spot, mark, since)

    async def _search(self, spot: Spot, mark: str, since: datetime) -> Shown | None:
        channel = await self._directory.conversation(spot.to)
        oldest = f"{since.timestamp() - CLOCKS_APART_SECONDS:.6f}"
        asked: dict[str, Any] = {"channel": channel, "oldest": oldest, "limit": _PAGE, "include_all_metadata": True}
        method = "conversations.replies" if spot.thread else "conversations.history"
        asked |= {"ts": spot.thread} if spot.thread else {}
        for _ in range(_MOST_PAGES):
            answer = await self._lookups.get(method, asked, in_words(spot.to))
            for message in answer.get("messages") or []:
                if _carries(message, mark):
                    return Shown(channel, str(message["ts"]))
            cursor = (answer.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return None
            asked["cursor"] = cursor
        return None

    def limits(self, method: str, spot: Spot) -> tuple[Limit, ...]:
        if method == "renew":
            return limits.method("chat.update")
        if method == "whisper" or _is_whisper(spot):
            return limits.method("chat.postEphemeral")
        return limits.post(spot.to)

    async def _show(self, message: Message, spot: Spot, mark: str) -> Shown:
        """Post it; where Slack does not know the place, surely nothing was posted, and its other address is tried."""
        body = _post(message, spot, mark)
        channel = await self._directory.to_post(spot.to)
        try:
            return await self._post(body, channel, spot)
        except DeliveryError as error:
            if not _is_unknown_place(error):
                raise
            self._directory.forget(spot.to)
            other = await self._directory.otherwise(spot.to)
            if other is None or other == channel:
                raise
            return await self._post(body, other, spot)

    async def _post(self, body: Mapping[str, Any], channel: str, spot: Spot) -> Shown:
        calling = self._client.api_call("chat.postMessage", json={"channel": channel, **body})
        return _shown(await call(calling, in_words(spot.to)), "ts", channel)

    async def _whisper(self, message: Message, spot: Spot) -> Shown:
        channel = await self._directory.conversation(spot.to)
        body = {
            "channel": channel,
            "user": spot.only_to,
            "text": message.text,
            "blocks": message.blocks,
            **_PLAINLY,
            **({"thread_ts": spot.thread} if spot.thread else {}),
        }
        answer = await call(self._client.api_call("chat.postEphemeral", json=body), in_words(spot.to))
        return _shown(answer, "message_ts", channel)

    async def _renew(self, message: Message, shown: Shown) -> None:
        body = {
            "channel": shown.channel,
            "ts": shown.ts,
            "text": message.text,
            "blocks": message.blocks,
            **_PLAINLY,
        }
        await call(self._client.api_call("chat.update", json=body), in_words(shown.channel))


def _post(message: Message, spot: Spot, mark: str) -> dict[str, Any]:
    return {
        "text": message.text,
        "blocks": _marked(message.blocks, mark),
        "metadata": {"event_type": EVENT_TYPE, "event_payload": {"intent_id": mark}},
        "mrkdwn": False,
        **_PLAINLY,
        **_NO_PREVIEWS,
        **({"thread_ts": spot.thread} if spot.thread else {}),
    }


def _is_unknown_place(error: DeliveryError) -> bool:
    return isinstance(error.__cause__, SlackApiError) and error_name(error.__cause__) == "channel_not_found"


def _is_whisper(spot: Spot) -> bool:
    """In a person's own direct messages nobody else reads, so there an ordinary message does."""
    return bool(spot.only_to) and not is_person(spot.to)


def _marked(parts: list[dict[str, Any]], mark: str) -> list[dict[str, Any]]:
    """The mark on the first block too, for a Slack that does not give metadata back."""
    return [{**parts[0], "block_id": _block_mark(mark)}, *parts[1:]]


def _block_mark(mark: str) -> str:
    return f"byhand.{mark}"[:255]


def _carries(message: Mapping[str, Any], mark: str) -> bool:
    metadata = message.get("metadata") or {}
    if (metadata.get("event_payload") or {}).get("intent_id") == mark:
        return True
    return any(part.get("block_id") == _block_mark(mark) for part in message.get("blocks") or [])


def _shown(answer: Any, ts: str, channel: str) -> Shown:
    """Where Slack says it stands. It did post, so an answer without the ts is one whose fate we must look up."""
    if not answer.get(ts):
        raise DeliveryError(Outcome.UNKNOWN, "Slack did not say where it posted this.")
    return Shown(str(answer.get("channel") or channel), str(answer[ts]))
