"""Slack's limits as we keep them: docs.slack.dev/apis/web-api/rate-limits."""

from routing.ports import Limit

TEAM = "slack"
_MINUTE = 60.0
# Calls a minute, per method and workspace.
_TIERS = {
    "apps.connections.open": 1,
    "chat.postEphemeral": 100,
    "chat.update": 50,
    "conversations.history": 50,
    "conversations.list": 20,
    "conversations.open": 50,
    "conversations.replies": 50,
    "dnd.info": 50,
    "users.getPresence": 50,
    "users.info": 100,
    "users.list": 20,
    "views.open": 100,
    "views.update": 100,
}


def post(to: str) -> tuple[Limit, ...]:
    """A message: about one a second in a channel, and a cap for the workspace."""
    return (Limit(f"{TEAM}:post:{to.removeprefix('#')}", 1, 1.0), Limit(f"{TEAM}:post", 5, 1.0))


def method(name: str) -> tuple[Limit, ...]:
    """Any other call, by its tier."""
    return (Limit(f"{TEAM}:{name}", _TIERS[name], _MINUTE),)


def burst(name: str) -> tuple[Limit, ...]:
    """A call for which somebody waits, beyond its tier: Slack grants tier 4 "generous burst behavior"."""
    return (Limit(f"{TEAM}:{name}:burst", 5 * _TIERS[name], _MINUTE),)
