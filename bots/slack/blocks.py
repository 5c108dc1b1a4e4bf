"""Byhand's values as Block Kit, in one place to import from. Pure."""

from bots.slack.cards import Message
from bots.slack.cards import render as card
from bots.slack.notices import render as notice

__all__ = ["Message", "card", "notice"]
