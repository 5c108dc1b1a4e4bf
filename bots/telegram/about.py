"""What the bot's profile says people can expect; set by an operator's command, never by a message to anybody."""

from bots.telegram import words
from bots.telegram.client import Telegram

__all__ = ["describe", "described"]

_LONGEST = 512  # shown in the empty chat (setMyDescription)
_LONGEST_SHORT = 120  # shown on the profile (setMyShortDescription)


async def describe(client: Telegram, text: str) -> None:
    """Make `text` what people read before they write, and its first sentences what stands on the profile.

    Raises ValueError when it is too long, DeliveryError when Telegram does not take it. Commands are left alone:
    the bot has none that a machine would answer.
    """
    size = words.length(text)
    if size > _LONGEST:
        raise ValueError(f"The bot's description may have {_LONGEST} characters on Telegram; it has {size}.")
    await client.describe(text, _opening(text))


async def described(client: Telegram) -> str:
    """What people read now before they write."""
    return await client.description()


def _opening(text: str) -> str:
    """As many whole sentences, from the first, as fit on the profile; none when the first is too long."""
    opening = ""
    for sentence in text.replace("\n", " ").split(". "):
        longer = f"{opening} {sentence.rstrip('.')}.".strip()
        if words.length(longer) > _LONGEST_SHORT:
            break
        opening = longer
    return opening
