"""What X sees in a text: links, mentions, hashtags, and its weighted length.

Facts: docs.x.com "Counting characters" and twitter-text's configuration v3.
"""

import functools
import unicodedata
from dataclasses import dataclass

import regex

URL_WEIGHT = 23
EMOJI_WEIGHT = 2
MAX_WEIGHT = 280
LIGHT_RANGES = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))
GENERIC_ENDINGS = (
    "com|net|org|info|biz|edu|gov|mil|int|name|pro|mobi|app|dev|shop|store|online|site|blog|cloud|tech|news|"
    "live|help|support|page|link|click|club|design|email|media|agency|company|museum|travel|jobs|xyz|top|aero|coop"
)
COUNTRY_ENDINGS = (
    "ac|ad|ae|af|ag|ai|al|am|ao|aq|ar|as|at|au|aw|ax|az|ba|bb|bd|be|bf|bg|bh|bi|bj|bm|bn|bo|br|bs|bt|bw|by|bz|ca|"
    "cc|cd|cf|cg|ch|ci|ck|cl|cm|cn|co|cr|cu|cv|cw|cx|cy|cz|de|dj|dk|dm|do|dz|ec|ee|eg|er|es|et|eu|fi|fj|fk|fm|"
    "fo|"  # codespell:ignore fo
    "fr|ga|gb|gd|ge|gf|gg|gh|gi|gl|gm|gn|gp|gq|gr|gs|gt|gu|gw|gy|hk|hm|hn|hr|ht|hu|id|ie|il|im|in|io|iq|ir|is|it|"
    "je|jm|jo|jp|ke|kg|kh|ki|km|kn|kp|kr|kw|ky|kz|la|lb|lc|li|lk|lr|ls|lt|lu|lv|ly|ma|mc|md|me|mg|mh|mk|ml|mm|mn|"
    "mo|mp|mq|mr|ms|mt|mu|mv|mw|mx|my|mz|na|nc|ne|nf|ng|ni|nl|no|np|nr|nu|nz|om|pa|pe|pf|pg|ph|pk|pl|pm|pn|pr|ps|"
    "pt|pw|py|qa|re|ro|rs|ru|rw|sa|sb|sc|sd|se|sg|sh|si|sk|sl|sm|sn|so|sr|ss|st|su|sv|sx|sy|sz|tc|td|tf|tg|th|tj|"
    "tk|tl|tm|tn|to|tr|tt|tv|tw|tz|ua|ug|uk|us|uy|uz|va|vc|ve|vg|vi|vn|vu|wf|ws|ye|yt|za|zm|zw"
)
_LETTER = r"a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0400-\u04ff"
_SUBDOMAIN = r"[\p{L}\p{N}](?:[\p{L}\p{N}_-]*[\p{L}\p{N}])?\."
_DOMAIN = r"[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?\."
_ASCII_DOMAIN = r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\."
_SIGNS = r"!*';:=+,.$%\[\]_~&|@/#-"
_BALANCED = rf"\([{_LETTER}0-9{_SIGNS}]+\)"
_PATH = rf"(?:/(?:(?:[{_LETTER}0-9{_SIGNS}]|{_BALANCED})*(?:[{_LETTER}0-9=_#/+&@-]|{_BALANCED}))?)?"
_QUERY = r"(?:\?[a-z0-9!?*'();:&=+$/%#\[\]_.,~|@-]*[a-z0-9_&=#/-])?"
URL = regex.compile(
    rf"(?<![a-z0-9@\uff20$#\uff03])"
    rf"(?:https?://(?:{_SUBDOMAIN})*{_DOMAIN}\p{{L}}{{2,}}"
    rf"|(?<![\p{{L}}\p{{N}}_./-])(?:{_ASCII_DOMAIN})+(?:{GENERIC_ENDINGS}|{COUNTRY_ENDINGS})(?![\p{{L}}\p{{N}}@_]))"
    rf"(?::\d{{1,5}})?{_PATH}{_QUERY}",
    regex.IGNORECASE,
)
MENTION = regex.compile(
    r"(?<![\p{L}\p{N}_!#$%&*@\uff20])[@\uff20]([A-Za-z0-9_]{1,15})(?![A-Za-z0-9_@\uff20\u00c0-\u024f]|://|/[A-Za-z])"
)
HASHTAG = regex.compile(
    r"(?<![\p{L}\p{N}_&/])[#\uff03]([\p{L}\p{M}\p{N}_]*[\p{L}\p{M}][\p{L}\p{M}\p{N}_]*+)(?![#\uff03]|://)"
)
CASHTAG = regex.compile(r"(?<!\S)\$([A-Za-z]{1,6}(?:[._][A-Za-z]{1,2})?)(?![\p{L}\p{N}_$])")
# What looks like an emoji by itself, or is made to by what follows it.
EMOJI = regex.compile(
    r"\p{Emoji_Presentation}|\p{Extended_Pictographic}(?:\ufe0f|\u200d|\p{Emoji_Modifier})|\p{Regional_Indicator}{2}"
    r"|[0-9#*]\ufe0f?\u20e3"
)


@dataclass(frozen=True)
class Span:
    """One thing found in a text, in code points; `value` is without the sign in front."""

    start: int
    end: int
    value: str


@functools.lru_cache(maxsize=10_000)
def find_urls(text: str) -> tuple[Span, ...]:
    return tuple(Span(match.start(), match.end(), match.group()) for match in URL.finditer(text))


def find_mentions(text: str) -> list[Span]:
    return _outside_urls(text, MENTION)


def find_hashtags(text: str) -> list[Span]:
    return _outside_urls(text, HASHTAG)


def find_cashtags(text: str) -> list[Span]:
    return _outside_urls(text, CASHTAG)


def leading_mentions(text: str) -> tuple[list[str], str]:
    """The handles at the very start, in order, and the text after them."""
    match = regex.match(r"(?:[@\uff20][A-Za-z0-9_]{1,15}\s+)*", text)
    lead = match.group() if match else ""
    return [word[1:] for word in lead.split()], text[len(lead) :]


def weigh(text: str) -> int:
    """The weighted length of a text; 280 is the most for an ordinary account."""
    text = unicodedata.normalize("NFC", text)
    total, position = 0, 0
    for url in find_urls(text):
        total += _weigh_plain(text[position : url.start]) + URL_WEIGHT
        position = url.end
    return total + _weigh_plain(text[position:])


def _weigh_plain(text: str) -> int:
    return sum(_weigh_cluster(cluster) for cluster in regex.findall(r"\X", text))


def _weigh_cluster(cluster: str) -> int:
    if EMOJI.match(cluster) and not cluster.endswith("\ufe0e"):
        return EMOJI_WEIGHT
    return sum(1 if any(low <= ord(sign) <= high for low, high in LIGHT_RANGES) else 2 for sign in cluster)


def _outside_urls(text: str, pattern: regex.Pattern[str]) -> list[Span]:
    urls = find_urls(text)
    found = [Span(match.start(), match.end(), match.group(1)) for match in pattern.finditer(text)]
    return [one for one in found if not any(url.start <= one.start < url.end for url in urls)]
