"""What kind of secret a text is, told by its shape alone; pure, and it never repeats the text."""

import base64
import binascii
import re
from dataclasses import dataclass

__all__ = ["BELONGS", "Kind", "kind_of", "mistaken"]


@dataclass(frozen=True)
class Kind:
    """`belongs` is the setting that wants it, empty when Byhand has no use for it; then `instead` says what to take."""

    name: str
    belongs: str = ""
    instead: str = ""


_SLACK_APPS = "take it from api.slack.com/apps, your app"
SLACK_BOT = Kind("a Slack bot token", "BYHAND_SLACK_BOT_TOKEN")
SLACK_APP = Kind("a Slack app-level token", "BYHAND_SLACK_APP_TOKEN")
SLACK_SIGNING = Kind("a Slack signing secret", "BYHAND_SLACK_SIGNING_SECRET")
TELEGRAM = Kind("a Telegram bot token", "BYHAND_TELEGRAM_TOKEN")
X_BEARER = Kind("an X bearer token", "BYHAND_X_BEARER_TOKEN")
X_ACCESS = Kind("an X access token", "BYHAND_X_ACCESS_TOKEN")
X_KEY = Kind("an X consumer key (API key)", "BYHAND_X_CONSUMER_KEY")
X_SECRET = Kind("an X consumer secret (API key secret)", "BYHAND_X_CONSUMER_SECRET")
X_ACCESS_SECRET = Kind("an X access token secret", "BYHAND_X_ACCESS_TOKEN_SECRET")

# The surest shapes first, as in docs.slack.dev/authentication/tokens and core.telegram.org/bots/api (Authorizing your
# bot). X does not document the lengths of its keys: these are what it has given out for years, so they only suggest.
_SHAPES: tuple[tuple[re.Pattern[str], Kind], ...] = (
    (re.compile(r"xoxb-\S+"), SLACK_BOT),
    (re.compile(r"xapp-\S+"), SLACK_APP),
    (re.compile(r"xoxp-\S+"), Kind("a Slack user token", instead="the bot token (xoxb-…) is wanted; " + _SLACK_APPS)),
    (re.compile(r"xoxe[.-]\S+"), Kind("a Slack configuration or refresh token", instead=_SLACK_APPS)),
    (re.compile(r"xox[a-z]-\S+"), Kind("a Slack token of a kind that Byhand does not use", instead=_SLACK_APPS)),
    (re.compile(r"https://hooks\.slack\.com/\S+"), Kind("a Slack webhook address", instead="a token is wanted")),
    (re.compile(r"https?://\S+"), Kind("an address", instead="a token is wanted")),
    (re.compile(r"\d{5,}:[A-Za-z0-9_-]{20,}"), TELEGRAM),
    (re.compile(r"A{10,}\S{60,}"), X_BEARER),
    (re.compile(r"\d{5,}-[A-Za-z0-9-]{10,}"), X_ACCESS),
    (re.compile(r"[0-9a-f]{32}"), SLACK_SIGNING),
)
# Of these the length is all there is.
_LENGTHS = ((re.compile(r"[A-Za-z0-9]{25}"), X_KEY), (re.compile(r"[A-Za-z0-9]{50}"), X_SECRET),
            (re.compile(r"[A-Za-z0-9]{45}"), X_ACCESS_SECRET))  # fmt: skip
X_CLIENT = Kind("an X OAuth 2.0 client id", instead="Byhand signs with OAuth 1.0a: take the consumer key (API key)")

BELONGS = {kind.belongs: kind for kind in (
    SLACK_BOT, SLACK_APP, SLACK_SIGNING, TELEGRAM, X_BEARER, X_ACCESS, X_KEY, X_SECRET, X_ACCESS_SECRET,
)}  # fmt: skip
# Their shapes are always the same, so anything else in their place is a mistake.
_SURE = {
    SLACK_BOT.belongs: "it begins with xoxb-",
    SLACK_APP.belongs: "it begins with xapp-",
    TELEGRAM.belongs: "it is a number, a colon and some 35 letters, digits, - and _",
    X_ACCESS.belongs: "it begins with the account's number and a hyphen",
}


def kind_of(text: str) -> Kind | None:
    """What it looks like; None when no shape fits."""
    if _is_client_id(text):
        return X_CLIENT
    for shape, kind in (*_SHAPES, *_LENGTHS):
        if shape.fullmatch(text):
            return kind
    return None


def mistaken(setting: str, text: str) -> str:
    """In a sentence without the text: that it is of another kind than the setting wants; empty when it may be right."""
    wanted, kind = BELONGS.get(setting), kind_of(text)
    if wanted is None or kind is wanted:
        return ""
    if kind is None:
        return f"This does not look like {wanted.name}: {_SURE[setting]}." if setting in _SURE else ""
    if kind.instead:
        return f"This is {kind.name}, not {wanted.name}: {kind.instead}."
    return f"This is {kind.name}; it belongs in {kind.belongs}, and here {wanted.name} is wanted."


def _is_client_id(text: str) -> bool:
    """X's OAuth 2.0 client ids are base64 of "…:1:ci"."""
    try:
        plain = base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError):
        return False
    return plain.endswith(b":1:ci")
