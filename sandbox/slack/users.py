"""The methods about people, the workspace and the app itself."""

import time
from typing import Any

from sandbox.slack.call import Call
from sandbox.slack.errors import Refused
from sandbox.slack.messages import reachable
from sandbox.slack.paging import page
from sandbox.slack.people import APP, AVATAR, BOT, BOT_PERSON, TEAM, TEAM_DOMAIN, TEAM_NAME


def api_test(call: Call) -> dict[str, Any]:
    args = {name: value for name, value in call.args.items() if name != "token"}
    if "error" in args:
        raise Refused(str(args["error"]), args=args)
    return {"args": args} if args else {}


def auth_test(call: Call) -> dict[str, Any]:
    found = {"url": f"https://{TEAM_DOMAIN}.slack.com/", "team": TEAM_NAME, "team_id": TEAM}
    if call.caller == "app":
        return {"app_name": "Byhand", "app_id": APP}
    return found | {"user": "byhand", "user_id": BOT_PERSON, "bot_id": BOT, "is_enterprise_install": False}


def team_info(_call: Call) -> dict[str, Any]:
    icon = {f"image_{size}": AVATAR.format(size=size) for size in (34, 44, 68, 88, 102, 132, 230)}
    team = {
        "id": TEAM,
        "name": TEAM_NAME,
        "url": f"https://{TEAM_DOMAIN}.slack.com/",
        "domain": TEAM_DOMAIN,
        "email_domain": "",
        "icon": {**icon, "image_default": True},
        "avatar_base_url": "https://avatars.example/",
        "is_verified": False,
    }
    return {"team": team}


def users_info(call: Call) -> dict[str, Any]:
    person = call.world.person(call.needed("user"))
    return {"user": person.as_json(locale=call.flag("include_locale"))}


def users_list(call: Call) -> dict[str, Any]:
    rows, more = page(call, list(call.world.people.values()), lambda person: person.id, default=1000)
    locale = call.flag("include_locale")
    return {"members": [person.as_json(locale=locale) for person in rows], "cache_ts": int(time.time()), **more}


def get_presence(call: Call) -> dict[str, Any]:
    """Of others Slack says only whether they are there."""
    return {"presence": call.world.person(call.text("user") or BOT_PERSON).presence}


def dnd_info(call: Call) -> dict[str, Any]:
    return call.world.person(call.text("user") or BOT_PERSON).dnd()


def add_reaction(call: Call) -> dict[str, Any]:
    channel, ts, name = reachable(call), call.needed("timestamp"), call.needed("name").strip(":")
    message = channel.messages.get(ts)
    if message is None:
        raise Refused("message_not_found")
    reactions = message.setdefault("reactions", [])
    same = next((reaction for reaction in reactions if reaction["name"] == name), None)
    if same and BOT_PERSON in same["users"]:
        raise Refused("already_reacted")
    if same:
        same["users"].append(BOT_PERSON)
        same["count"] += 1
    else:
        reactions.append({"name": name, "users": [BOT_PERSON], "count": 1})
    channel.changed(ts)
    return {}
