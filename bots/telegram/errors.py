"""Telegram's errors as the three ways a send can end, with one sentence for the volunteer."""

from datetime import timedelta

import httpx
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from routing.ports import DeliveryError, Outcome

__all__ = ["ConflictingError", "FloodError", "MissingError", "UnknownCallError", "delivery_error"]

# Raised before the first byte of the request left us.
_NEVER_SENT = (
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ConnectError,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    httpx.InvalidURL,
)

_BLOCKED = "The asker has blocked the bot, or it was removed from the group."
_DELETED = "The question was deleted on Telegram."
_SILENCED = "The bot may not write in this group."
_TOPIC_GONE = "The topic in which the question stood is gone."

# What Telegram's 400 descriptions contain (their wording is not documented) and what it means to a volunteer.
_SENTENCES = (
    ("message to be replied not found", _DELETED),
    ("message to reply not found", _DELETED),
    ("replied message not found", _DELETED),
    ("reply message not found", _DELETED),
    ("message thread not found", _TOPIC_GONE),
    ("topic_deleted", _TOPIC_GONE),
    ("topic_closed", "The topic is closed: nobody can write in it any more."),
    ("chat not found", "Telegram no longer knows this chat."),
    ("user_is_blocked", _BLOCKED),
    ("not enough rights", _SILENCED),
    ("have no rights", _SILENCED),
    ("chat_write_forbidden", _SILENCED),
    ("chat_restricted", _SILENCED),
    ("message is too long", "The answer is longer than Telegram allows."),
    ("message text is empty", "Telegram took the answer for empty."),
    ("message can't be deleted", "Telegram lets a bot delete a message only within 48 hours."),
)
_GONE = ("message to delete not found", "message_id_invalid")


class FloodError(TelegramError):
    """Telegram asks us to wait. PTB's own `RetryAfter` warns of a coming change whenever it is made."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"Too Many Requests: retry after {seconds:g} s")
        self.seconds = seconds


class ConflictingError(DeliveryError):
    """409: somebody else polls with our token, or a webhook is set."""


class UnknownCallError(DeliveryError):
    """404: this server does not know the call (Telegram itself also says so of a malformed token)."""


class MissingError(DeliveryError):
    """The message we meant is not there."""


def delivery_error(error: Exception) -> DeliveryError:
    """What the error means for the send. Whatever is not surely one of the others is unknown."""
    return _surely_not_done(error) or DeliveryError(Outcome.UNKNOWN, "Telegram did not say whether it was done.")


def _surely_not_done(error: Exception) -> DeliveryError | None:
    said: DeliveryError | None = None
    match error:
        case FloodError() | RetryAfter():
            said = DeliveryError(Outcome.NOT_SENT, "Telegram asks us to wait.", retry_after=_wait(error))
        case ChatMigrated():
            moved = str(error.new_chat_id)
            said = DeliveryError(Outcome.NOT_SENT, "The group has moved to a new address.", moved_to=moved)
        case Forbidden():
            said = DeliveryError(Outcome.REFUSED, _BLOCKED)
        case InvalidToken():
            said = _not_known(error.message)
        case Conflict():
            said = ConflictingError(Outcome.NOT_SENT, "Another poller or a webhook is active for this bot.")
        case BadRequest():
            said = _refused(error.message)
        case NetworkError() if isinstance(error.__cause__, _NEVER_SENT):
            said = DeliveryError(Outcome.NOT_SENT, "Telegram could not be reached.")
    return said


def _wait(error: FloodError | RetryAfter) -> float:
    if isinstance(error, FloodError):
        return error.seconds
    asked = error.retry_after
    return asked.total_seconds() if isinstance(asked, timedelta) else float(asked)


def _not_known(description: str) -> DeliveryError:
    if "not found" in description.lower():
        return UnknownCallError(Outcome.REFUSED, "Telegram does not know this bot's token, or not this call.")
    return DeliveryError(Outcome.REFUSED, "Telegram does not accept the bot's token.")


def _refused(description: str) -> DeliveryError:
    said = description.lower()
    if any(words in said for words in _GONE):
        return MissingError(Outcome.REFUSED, "The message is not there any more.")
    for words, sentence in _SENTENCES:
        if words in said:
            return DeliveryError(Outcome.REFUSED, sentence)
    return DeliveryError(Outcome.REFUSED, f"Telegram refused it: {description.rstrip('.')}.")
