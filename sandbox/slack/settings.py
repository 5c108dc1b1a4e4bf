"""What an administrator of the workspace and the owner of the app have set."""

from dataclasses import dataclass, field
from typing import Any, Literal

BOT_TOKEN, APP_TOKEN = "xoxb-sandbox-bot-token", "xapp-sandbox-app-token"
CONFIG_TOKEN = "xoxe.xoxp-sandbox-config-token"  # noqa: S105 - made up
SIGNING_SECRET = "sandbox-signing-secret"  # noqa: S105 - made up
VERIFICATION_TOKEN = "sandbox-verification-token"  # noqa: S105 - made up
TokenKind = Literal["bot", "app", "config"]
# What the app was granted when it was installed: as in its manifest.
SCOPES = (
    "channels:history",
    "channels:read",
    "chat:write",
    "commands",
    "dnd:read",
    "im:history",
    "im:write",
    "users:read",
)
# Each event the app may hear of, and the scope without which Slack does not send it.
EVENT_SCOPES = {
    "message.channels": "channels:history",
    "message.im": "im:history",
    "app_mention": "app_mentions:read",
    "app_home_opened": "",
    "member_joined_channel": "channels:read",
    "user_change": "users:read",
    "dnd_updated_user": "dnd:read",
    "tokens_revoked": "",
}


def _tokens() -> dict[str, TokenKind]:
    return {BOT_TOKEN: "bot", APP_TOKEN: "app", CONFIG_TOKEN: "config"}


@dataclass
class Settings:
    """The app's configuration; with `request_url` payloads go there, signed, instead of over Socket Mode."""

    scopes: list[str] = field(default_factory=lambda: list(SCOPES))
    events: list[str] = field(default_factory=lambda: list(EVENT_SCOPES))
    commands: list[str] = field(default_factory=lambda: ["/byhand"])
    request_url: str | None = None
    # Seconds in which the app must acknowledge. Slack gives three; a machine that is both sides at once may need more.
    deadline: float = 3.0
    # Beyond so many, events are left out and the app is told that they were.
    events_an_hour: int = 30_000
    tokens: dict[str, TokenKind] = field(default_factory=_tokens)
    revoked: set[str] = field(default_factory=set)

    def install(self, manifest: dict[str, Any]) -> None:
        """Be what a (checked) manifest asks for: its scopes, events and commands, and no others."""
        asked, features = manifest.get("oauth_config", {}), manifest.get("features", {})
        subscribed = manifest.get("settings", {}).get("event_subscriptions", {})
        self.scopes = list(asked.get("scopes", {}).get("bot", []))
        self.events = list(subscribed.get("bot_events", []))
        self.commands = [one["command"] for one in features.get("slash_commands", [])]

    def hears(self, event: str) -> bool:
        scope = EVENT_SCOPES.get(event, "")
        return event in self.events and (not scope or scope in self.scopes)

    def as_json(self) -> dict[str, Any]:
        return {
            "scopes": self.scopes,
            "events": self.events,
            "commands": self.commands,
            "request_url": self.request_url,
            "deadline": self.deadline,
            "events_an_hour": self.events_an_hour,
        }
