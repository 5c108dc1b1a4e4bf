"""The Slack app's manifest: what `byhand manifest` prints. Pure.

Its form: docs.slack.dev/reference/app-manifest
"""

import io
from typing import Any

from ruamel.yaml import YAML

SCOPES = (
    "channels:history",  # messages in the threads of our cards
    "channels:read",  # finding #byhand-queue by its name
    "chat:write",
    "commands",
    "dnd:read",  # nobody is asked while they do not want to be disturbed
    "im:history",
    "im:write",
    "users:read",  # names, time zones, who is a guest
)
EVENTS = ("app_home_opened", "dnd_updated_user", "message.channels", "message.im", "user_change")
NEEDED = frozenset(SCOPES) - {"dnd:read"}
DESCRIPTION = "Questions from the public, answered by colleagues in their own words"
COLOUR = "#1d3d5c"


def manifest(url: str = "") -> dict[str, Any]:
    """The app as Slack is to create it: over Socket Mode, or over HTTP when the public address is given."""
    request_url = f"{url.rstrip('/')}/slack/events" if url else ""
    where = {"request_url": request_url} if request_url else {}
    return {
        "display_information": {"name": "Byhand", "description": DESCRIPTION, "background_color": COLOUR},
        "features": {
            "app_home": {
                "home_tab_enabled": False,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "byhand", "always_online": True},
            "slash_commands": [
                {
                    "command": "/byhand",
                    "description": "Say what you know and where you are",
                    "usage_hint": "join TOPIC near PLACE | pause | resume | leave | queue | help",
                    "should_escape": False,
                    **({"url": request_url} if request_url else {}),
                }
            ],
        },
        "oauth_config": {"scopes": {"bot": list(SCOPES)}},
        "settings": {
            "event_subscriptions": {"bot_events": list(EVENTS), **where},
            "interactivity": {"is_enabled": True, **where},
            "org_deploy_enabled": False,
            "socket_mode_enabled": not request_url,
            "token_rotation_enabled": False,
        },
    }


def as_yaml(document: dict[str, Any]) -> str:
    """The manifest as it is pasted into api.slack.com/apps."""
    out = io.StringIO()
    yaml = YAML()
    yaml.width = 4096  # no line is broken: people paste it
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.dump(document, out)
    return out.getvalue()
