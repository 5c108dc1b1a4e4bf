"""Clicks on "I'll take it" as Slack sends them: the card as it stands in the channel, signed."""

import json
import time
from collections.abc import Sequence
from urllib.parse import urlencode

from slack_sdk.signature import SignatureVerifier
from sqlmodel import func, select

from bench.material import post
from bench.serve_doorway import SIGNING_SECRET
from bots.slack import blocks
from bots.slack.elements import Block
from routing import views
from routing.kit import Kit
from store.models import Claim, Offer

CHANNEL = {"id": "C0QUEUE", "name": "byhand-queue"}
FIRST_TS = 1_790_000_000


def card_of(kit: Kit, offer_id: int) -> list[Block]:
    """The card of this offer as Slack gives it back with a click."""
    with kit.db.read() as session:
        return blocks.card(views.card(kit, session, session.get_one(Offer, offer_id))).blocks


def claims_in(kit: Kit) -> int:
    with kit.db.read() as session:
        return int(session.execute(select(func.count()).select_from(Claim)).scalar_one())


def requests(offers: Sequence[int], card: list[Block]) -> list[bytes]:
    """One click on each card, each by another volunteer."""
    return [_request(f"U{number:08}", offer, card) for number, offer in enumerate(offers)]


def _request(slack_id: str, offer_id: int, card: list[Block]) -> bytes:
    body = urlencode({"payload": json.dumps(_payload(slack_id, offer_id, card))})
    timestamp = str(int(time.time()))
    signature = SignatureVerifier(SIGNING_SECRET).generate_signature(timestamp=timestamp, body=body)
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Slack-Request-Timestamp": timestamp,
        "X-Slack-Signature": signature or "",
    }
    return post("/slack/events", body.encode(), headers)


def _payload(slack_id: str, offer_id: int, card: list[Block]) -> dict[str, object]:
    ts = f"{FIRST_TS + offer_id}.000100"
    return {
        "type": "block_actions",
        "user": {"id": slack_id, "username": "vera", "name": "vera", "team_id": "T0SANDBOX"},
        "api_app_id": "A0BENCH",
        "token": "bench",
        "container": {"type": "message", "message_ts": ts, "channel_id": CHANNEL["id"], "is_ephemeral": False},
        "trigger_id": f"{offer_id}.{slack_id}.bench",
        "team": {"id": "T0SANDBOX", "domain": "bench"},
        "enterprise": None,
        "is_enterprise_install": False,
        "channel": CHANNEL,
        "message": {"type": "message", "bot_id": "B0BENCH", "text": "Question", "ts": ts, "blocks": card},
        "state": {"values": {}},
        "actions": [
            {
                "action_id": "question.claim",
                "block_id": "offer",
                "type": "button",
                "value": str(offer_id),
                "text": {"type": "plain_text", "text": "I'll take it", "emoji": False},
                "action_ts": ts,
            }
        ],
    }
