"""The Web API's methods as one table: what runs, the scope it needs, its tier of limits, the kind of token."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from sandbox.slack import chat, conversations, manifest, modals, users
from sandbox.slack.call import Call
from sandbox.slack.people import APP
from sandbox.slack.settings import TokenKind

Scope = str | Callable[[Call], str]


@dataclass(frozen=True)
class Method:
    """`tier` 0 is what Slack calls special; `token` None takes anything, also nothing."""

    run: Callable[[Call], dict[str, Any]]
    scope: Scope = ""
    tier: int = 3
    token: tuple[TokenKind, ...] = ("bot",)


def connections_open(call: Call) -> dict[str, Any]:
    """A fresh address for one Socket Mode connection."""
    ticket = secrets.token_hex(16)
    call.world.tickets.add(ticket)
    base = call.sandbox.base_url.replace("http", "ws", 1)
    return {"url": f"{base}/slack/socket/link/?{urlencode({'ticket': ticket, 'app_id': APP})}"}


METHODS: dict[str, Method] = {
    "api.test": Method(users.api_test, tier=4, token=()),
    "auth.test": Method(users.auth_test, tier=0, token=("bot", "app")),
    # Slack's tier 1, which it hardly ever enforces here: an app that comes back often would else stay out.
    "apps.connections.open": Method(connections_open, tier=0, token=("app",)),
    "apps.manifest.validate": Method(manifest.validate, token=("config",)),
    "team.info": Method(users.team_info, "team:read"),
    "chat.postMessage": Method(chat.post_message, "chat:write", 0),
    "chat.update": Method(chat.update, "chat:write"),
    "chat.delete": Method(chat.delete, "chat:write"),
    "chat.postEphemeral": Method(chat.post_ephemeral, "chat:write", 4),
    "chat.getPermalink": Method(chat.get_permalink, tier=0),
    "conversations.list": Method(conversations.list_, conversations.list_scope, 2),
    "conversations.info": Method(conversations.info, conversations.read_scope),
    "conversations.open": Method(conversations.open_, "im:write"),
    "conversations.join": Method(conversations.join, "channels:join"),
    "conversations.members": Method(conversations.members, conversations.read_scope, 4),
    "conversations.history": Method(conversations.history, conversations.history_scope),
    "conversations.replies": Method(conversations.replies, conversations.history_scope),
    "users.info": Method(users.users_info, "users:read", 4),
    "users.list": Method(users.users_list, "users:read", 2),
    "users.getPresence": Method(users.get_presence, "users:read"),
    "dnd.info": Method(users.dnd_info, "dnd:read"),
    "reactions.add": Method(users.add_reaction, "reactions:write"),
    "views.open": Method(modals.open_, tier=4),
    "views.push": Method(modals.push, tier=4),
    "views.update": Method(modals.update, tier=4),
    "views.publish": Method(modals.publish, tier=4),
}
