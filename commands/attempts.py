"""Tries keys at their vendor as they come, and says in words what came of it."""

import asyncio
from typing import TypeVar

from bots.slack import probe as slack_probe
from bots.slack.manifest import SCOPES
from bots.telegram import probe as telegram_probe
from bots.telegram.client import Us
from bots.twitter import probe as x_probe
from commands.checks.installation import X_KEYS
from commands.interview import Interview, Tried
from commands.toolbox import Missing, Toolbox
from routing.looks import Seen
from routing.rulebook import NoPolicy, Rulebook
from store.db import StoreDown

SECONDS = 10.0  # somebody sits before it and waits
Thing = TypeVar("Thing")


def slack(talk: Interview) -> Tried:
    """The bot token."""
    looked = asyncio.run(_slack(talk, "")).workspace
    if looked.thing is None:
        return _failed(looked)
    lacking = sorted(set(SCOPES) - looked.thing.identity.scopes) if looked.thing.identity.scopes else []
    more = f"; the app still lacks {', '.join(lacking)}" if lacking else ""
    return Tried(works=True, words=f"It works in the workspace {looked.thing.name}{more}.")


def socket(talk: Interview) -> Tried:
    """The app-level token."""
    looked = asyncio.run(_slack(talk, talk.value("BYHAND_SLACK_APP_TOKEN"))).socket
    if looked is None or not looked.thing:
        return _failed(looked or Seen(trouble="Slack gave no address for Socket Mode."))
    return Tried(works=True, words="Socket Mode works.")


async def _slack(talk: Interview, app_token: str) -> slack_probe.SlackLook:
    bot = talk.value("BYHAND_SLACK_BOT_TOKEN")
    return await slack_probe.look(talk.value("BYHAND_SLACK_API_URL"), bot, app_token, SECONDS)


def telegram(talk: Interview) -> Tried:
    looked = _bot(talk)
    if looked.thing is None:
        return _failed(looked)
    return Tried(works=True, words=f"It is @{looked.thing.username}'s.")


def bot(talk: Interview) -> str:
    """The bot's name, when there is one."""
    looked = _bot(talk) if talk.value("BYHAND_TELEGRAM_TOKEN") else None
    return looked.thing.username if looked and looked.thing else ""


def _bot(talk: Interview) -> Seen[Us]:
    address, token = talk.value("BYHAND_TELEGRAM_API_URL"), talk.value("BYHAND_TELEGRAM_TOKEN")
    return asyncio.run(telegram_probe.look(address, token, seconds=SECONDS)).us


def x(talk: Interview) -> Tried:
    """All four keys together: X signs with them all."""
    looked = _account(talk)
    if looked.thing is None:
        return _failed(looked)
    if looked.thing.access and "write" not in looked.thing.access:
        words = "These keys may only read: give the app “Read and write”, then make the access token anew."
        return Tried(works=False, words=words)
    return Tried(works=True, words=f"They are @{looked.thing.handle}'s.")


def handle(talk: Interview) -> str:
    """The account's name, when there is one."""
    looked = _account(talk) if all(talk.value(name) for name in X_KEYS) else None
    return looked.thing.handle if looked and looked.thing else ""


def _account(talk: Interview) -> Seen[x_probe.Profile]:
    keys = x_probe.Keys(*(talk.value(name) for name in X_KEYS))
    return asyncio.run(x_probe.look(talk.value("BYHAND_X_API_URL"), keys, SECONDS)).profile


def _failed(looked: Seen[Thing]) -> Tried:
    return Tried(works=False, words=looked.trouble or "It does not work.", reached=looked.refused)


def has_policy(toolbox: Toolbox) -> bool:
    """Whether the database holds one already."""
    try:
        db = toolbox.database()
        if not db.path.exists():
            return False
        try:
            Rulebook(db).current()
        finally:
            db.close()
    except (Missing, NoPolicy, StoreDown):
        return False
    return True
