"""The workspace in pieces, as open pages keep up with it: each has a key, and only what changed is sent.

The keys: `app`; `people` (all of them); `channels ID`; `messages CHANNEL TS`; `ephemerals PERSON`; `views PERSON` (the
stack of modals, lowest first); `homes PERSON`. A crowd would drown the rest, so that nothing of it has a key.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sandbox.slack.channels import Channel
from sandbox.slack.people import CROWD

if TYPE_CHECKING:
    from sandbox.slack.world import World

Key = tuple[str, ...]


def piece(world: "World", key: Key) -> Any:
    """The present value of a key; None means gone."""
    kind, *names = key
    return _PIECES[kind](world, *names)


def is_shown(channel: Channel) -> bool:
    return not (channel.owner or "").startswith(CROWD)


def every(world: "World") -> list[Key]:
    """All keys there are."""
    shown = [channel for channel in world.channels.values() if is_shown(channel)]
    return [
        ("app",),
        ("people",),
        *(("channels", channel.id) for channel in shown),
        *(("messages", channel.id, ts) for channel in shown for ts in channel.messages),
        *(("ephemerals", person) for person in world.ephemerals),
        *(("views", person) for person in world.views.stacks),
        *(("homes", person) for person in world.views.homes),
    ]


def _app(world: "World") -> Any:
    return world.settings.as_json() | {"connections": len(world.connections)}


def _people(world: "World") -> Any:
    return [{**one.as_json(locale=True), "kind": one.kind} for one in world.people.values() if not one.is_crowd]


def _channel(world: "World", channel_id: str) -> Any:
    channel = world.channels.get(channel_id)
    return channel and {
        "id": channel.id,
        "name": channel.name,
        "owner": channel.owner,
        "between": channel.between,
        "members": sorted(one for one in channel.members if not one.startswith(CROWD)),
        "members_count": len(channel.members),
    }


def _message(world: "World", channel_id: str, ts: str) -> Any:
    channel = world.channels.get(channel_id)
    return channel and channel.messages.get(ts)


def _ephemerals(world: "World", person: str) -> Any:
    return world.ephemerals.get(person)


def _views(world: "World", person: str) -> Any:
    stack = [world.views.open[one] for one in world.views.stacks.get(person, [])]
    return [{**view.as_json(), "errors": view.errors} for view in stack] or None


def _home(world: "World", person: str) -> Any:
    home = world.views.homes.get(person)
    return home and home.as_json()


_PIECES: dict[str, Callable[..., Any]] = {
    "app": _app,
    "people": _people,
    "channels": _channel,
    "messages": _message,
    "ephemerals": _ephemerals,
    "views": _views,
    "homes": _home,
}
