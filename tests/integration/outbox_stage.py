"""The outbox with the real adapters, before the sandbox: what is owed here arrives, or not, over the wire."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bots.slack.client import make_client, open_session
from bots.slack.desk import SlackDesk
from bots.telegram.channel import TelegramChannel
from bots.telegram.client import Telegram
from bots.twitter.channel import XChannel
from bots.twitter.client import Keys, XClient
from routing.kit import Kit
from routing.outbox import Outbox
from routing.pace import Pace
from routing.ports import Author
from sandbox.serve import RunningSandbox
from tests.contract.standins import Control
from tests.factories import FrozenClock, Walked, answered, claimed, delivery_now, make_volunteer

KEYS = Keys("sandbox-consumer-key", "sandbox-consumer-secret", "1000000001-sandbox-access", "sandbox-access-secret")
NOWHERE = "http://127.0.0.1:9"
PACE_SECONDS = 0.05  # longer than a second of the pace here


@dataclass
class Stage:
    kit: Kit
    outbox: Outbox
    clock: FrozenClock
    control: Control

    async def round(self, times: int = 1) -> None:
        """Send, look up and record until nothing is on its way; as often as said."""
        for _ in range(times):
            delay = await self.outbox.round()
            await self.outbox.settle()
            await asyncio.sleep(min(delay, PACE_SECONDS))  # real time: the pace knows no frozen clock

    def later(self, **parts: float) -> None:
        self.clock.advance(timedelta(**parts))

    def on_x(self, text: str = "My TV flickers", **walk: Any) -> tuple[str, Walked]:
        """A question on X that Anna has answered; its answer is owed."""
        post = self.control.post("x/posts", author="maria_h", text=f"@brightaisle {text}")
        author = Author("77", "Maria", "maria_h")
        walked = claimed(
            self.kit, self.anna(), channel="x", external_id=post["id"], author=author, chat="", private=False
        )
        return post["id"], answered(self.kit, walked, **walk)

    def on_telegram(self, text: str = "My TV flickers", **chat: Any) -> tuple[str, Walked]:
        made = self.control.post("telegram/chats", **{"type": "private", "title": "Tomas", **chat})["id"]
        addressed = text if chat.get("type", "private") == "private" else f"@brightaisle_bot {text}"
        message = self.control.post("telegram/messages", chat=made, text=addressed, **{"from": "Tomas"})["message_id"]
        walked = claimed(self.kit, self.anna(), external_id=f"{made}:{message}", chat=str(made))
        return str(made), answered(self.kit, walked)

    def anna(self) -> Any:
        return make_volunteer(self.kit, "U0ANNA", "Anna Lindqvist", hours=[["00:00", "00:00"]])

    def state(self, walked: Walked) -> str:
        return delivery_now(self.kit, walked.delivery_id).state

    def fault(self, platform: str, method: str, kind: str, **options: Any) -> None:
        self.control.post("faults", platform=platform, method=method, kind=kind, **options)

    def replies(self, post_id: str) -> list[str]:
        return [post["text"] for post in self.control.get("x/timeline") if post["in_reply_to"] == post_id]

    def said(self, chat: str) -> list[str]:
        return [row["text"] for row in self.control.get(f"telegram/chats/{chat}/messages") if row["ours"]]

    def in_slack(self, *words: str) -> list[dict[str, Any]]:
        """Messages of ours, anywhere in Slack, with all these words in them."""
        rows = [row for channel in self.control.get("slack/state")["channels"] for row in channel["messages"]]
        return [row for row in rows if all(word in str(row["blocks"]) for word in words)]


@asynccontextmanager
async def staged(kit: Kit, clock: FrozenClock, sandbox: RunningSandbox) -> AsyncIterator[Stage]:
    """Adapters at the sandbox's addresses; the clock begins at the real time, which X's ids carry."""
    clock.set(datetime.now(UTC))
    session = open_session()
    telegram = Telegram("4200000001:sandbox-telegram-token", f"{sandbox.url}/telegram")
    x = XClient(KEYS, f"{sandbox.url}/x")

    async def count(_kind: str, _quantity: int) -> None:
        """What it costs is another test's matter."""

    own = replace(kit, channels={"x": XChannel(x, clock, count), "telegram": TelegramChannel(telegram)})
    pace = Pace(speed=50)
    desk = SlackDesk(make_client(f"{sandbox.url}/slack/api/", session, "xoxb-sandbox-bot-token"), pace)
    control = Control(sandbox.url)
    try:
        yield Stage(own, Outbox(own, desk, pace), clock, control)
    finally:
        control.http.close()
        await x.close()
        await telegram.close()
        await session.close()
