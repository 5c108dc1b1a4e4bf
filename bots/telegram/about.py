"""What the bot's profile says people can expect; set by an operator's command, never by a message to anybody."""

from bots.telegram import words
from bots.telegram.client import Telegram
from routing.ports import DeliveryError, Outcome

__all__ = ["describe", "described", "opening"]

_LONGEST = 512  # shown in the empty chat (setMyDescription)
_LONGEST_SHORT = 120  # shown on the profile (setMyShortDescription)


async def describe(client: Telegram, text: str) -> None:
    """Make `text` what people read before they write, and its first sentences what stands on the profile.

    Raises DeliveryError when it is too long or Telegram does not take it. Commands are left alone: the bot has none
    that a machine would answer.
    """
    size = words.length(text)
    if size > _LONGEST:
        raise DeliveryError(
            Outcome.REFUSED, f"A bot's description may have {_LONGEST} characters on Telegram; this one has {size}."
        )
    await client.describe(text, opening(text))


async def described(client: Telegram) -> str:
    """What people read now before they write."""
    return await client.description()


def opening(text: str) -> str:
    """As many whole sentences, from the first, as fit on the profile; none when the first is too long."""
    kept = ""
    for sentence in text.replace("\n", " ").split(". "):
        longer = f"{kept} {sentence.rstrip('.')}.".strip()
        if words.length(longer) > _LONGEST_SHORT:
            break
        kept = longer
    return kept
