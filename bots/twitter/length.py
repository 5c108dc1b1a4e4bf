"""How long X counts a text to be: docs.x.com "Counting characters", twitter-text configuration v3.

In NFC, most letters of the alphabets weigh 1, everything else 2, every emoji 2 however it is put together, and every
web address 23. Which sequences are emoji is read from Unicode's properties, so that new ones count as X shows them; a
sequence that no font draws as one sign (X may count its parts) is taken for an emoji too.
"""

import unicodedata

import regex

from bots.twitter.links import find_links

MOST = 280
LINK_WEIGHT = 23
EMOJI_WEIGHT = 2
_LIGHT = r"[\u0000-\u10FF\u2000-\u200D\u2010-\u201F\u2032-\u2037]"
# FE0F makes an emoji of a sign that is none by itself, and FE0E takes the emoji away again.
_NEEDS_STYLE = r"[\p{Extended_Pictographic}--[\p{Emoji_Presentation}&&[\U00010000-\U0010FFFF]]]"
_SIGN = rf"(?:{_NEEDS_STYLE}\uFE0F|[\p{{Extended_Pictographic}}--[©®]](?!\uFE0E))"
_TINTED = r"\p{Emoji_Modifier_Base}\uFE0F?\p{Emoji_Modifier}"
_ELEMENT = rf"(?:{_TINTED}|{_SIGN}(?:[\U000E0020-\U000E007E]+\U000E007F)?)"
_EMOJI = rf"(?:\p{{RI}}{{2}}|[0-9#*]\uFE0F?\u20E3|{_ELEMENT}(?:\u200D{_ELEMENT})*+)"
_WEIGHED = regex.compile(rf"(?P<emoji>{_EMOJI})|(?P<light>{_LIGHT})|(?P<heavy>.)", regex.VERSION1 | regex.DOTALL)
_WEIGHTS = {"emoji": EMOJI_WEIGHT, "light": 1, "heavy": 2}


def length(text: str) -> int:
    """X's weighted length of the text."""
    text = unicodedata.normalize("NFC", text)
    total, position = 0, 0
    for link in find_links(text):
        total += _weigh(text[position : link.start]) + LINK_WEIGHT
        position = link.end
    return total + _weigh(text[position:])


def _weigh(text: str) -> int:
    return sum(_WEIGHTS[match.lastgroup or "heavy"] for match in _WEIGHED.finditer(text))
