"""`apps.manifest.validate`: the parts of a manifest that an app like ours uses, as one table."""

from typing import Any

from sandbox.slack.call import Call
from sandbox.slack.errors import Refused
from sandbox.slack.schema import Flag, Int, Items, Shape, Str

COMMAND = Shape(
    {"command": Str(32, pattern=r"/[a-z0-9_-]+"), "description": Str(2000)},
    {"url": Str(), "usage_hint": Str(1000), "should_escape": Flag()},
)
HOME = Shape(
    {},
    {
        "home_tab_enabled": Flag(),
        "messages_tab_enabled": Flag(),
        "messages_tab_read_only_enabled": Flag(),
    },
)
FEATURES = Shape(
    {},
    {
        "app_home": HOME,
        "bot_user": Shape({"display_name": Str(80)}, {"always_online": Flag()}),
        "slash_commands": Items(COMMAND, 50),
    },
)
SCOPES = Items(Str(pattern=r"[a-z_]+(\.[a-z_]+)?(:[a-z_]+(\.[a-z_]+)*)?"), 255)
SETTINGS = Shape(
    {},
    {
        "event_subscriptions": Shape({}, {"request_url": Str(), "bot_events": Items(Str(), 100)}),
        "interactivity": Shape({"is_enabled": Flag()}, {"request_url": Str(), "message_menu_options_url": Str()}),
        "org_deploy_enabled": Flag(),
        "socket_mode_enabled": Flag(),
        "token_rotation_enabled": Flag(),
        "is_hosted": Flag(),
    },
)
MANIFEST = Shape(
    {
        "display_information": Shape(
            {"name": Str(35)},
            {
                "description": Str(140),
                "long_description": Str(4000, least=174),
                "background_color": Str(pattern=r"#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})"),
            },
        )
    },
    {
        "_metadata": Shape({}, {"major_version": Int(1, 2), "minor_version": Int(0, 1)}),
        "features": FEATURES,
        "oauth_config": Shape(
            {}, {"scopes": Shape({}, {"bot": SCOPES, "user": SCOPES}), "redirect_urls": Items(Str(), 1000)}
        ),
        "settings": SETTINGS,
    },
)


def validate(call: Call) -> dict[str, Any]:
    call.needed("manifest")
    problems = list(MANIFEST.check(call.data("manifest", "invalid_manifest"), ""))
    if problems:
        errors = [{"message": message, "pointer": at or "/"} for message, at in problems]
        raise Refused("invalid_manifest", errors=errors)
    return {"errors": []}
