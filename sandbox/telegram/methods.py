"""The Bot API's methods that the stand-in knows, by name."""

from collections.abc import Awaitable, Callable
from typing import Any

from sandbox.telegram.chats import Chat
from sandbox.telegram.errors import bad_request, conflict
from sandbox.telegram.params import Params
from sandbox.telegram.sending import Sending
from sandbox.telegram.updates import LONGEST_POLL_SECONDS, MOST_AT_ONCE
from sandbox.telegram.webhook import check_hook
from sandbox.telegram.world import World

WEBHOOK_ACTIVE = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
LONGEST_DESCRIPTION = 512
LONGEST_SHORT_DESCRIPTION = 120
MOST_COMMANDS = 100
ADMINISTRATOR_RIGHTS = (
    "can_be_edited is_anonymous can_manage_chat can_delete_messages can_manage_video_chats can_restrict_members "
    "can_promote_members can_change_info can_invite_users can_post_stories can_edit_stories can_delete_stories"
)
Method = Callable[[Params], Awaitable[Any]]


class Methods:
    def __init__(self, world: World) -> None:
        self.world = world
        sending = self.sending = Sending(world)
        self.table: dict[str, Method] = {
            "getUpdates": self.get_updates,
            "sendMessage": _now(sending.send_message),
            "editMessageText": _now(sending.edit_message_text),
            "deleteMessage": _now(sending.delete_message),
            "getMe": _now(self.get_me),
            "setWebhook": _now(self.set_webhook),
            "deleteWebhook": _now(self.delete_webhook),
            "getWebhookInfo": _now(lambda _params: world.webhook.info()),
            "getChat": _now(self.get_chat),
            "getChatMember": _now(self.get_chat_member),
            "getFile": _now(self.get_file),
            "setMyDescription": _now(self._setter("description", LONGEST_DESCRIPTION)),
            "getMyDescription": _now(self._getter("description")),
            "setMyShortDescription": _now(self._setter("short_description", LONGEST_SHORT_DESCRIPTION)),
            "getMyShortDescription": _now(self._getter("short_description")),
            "setMyCommands": _now(self.set_my_commands),
            "getMyCommands": _now(self.get_my_commands),
            "deleteMyCommands": _now(self.delete_my_commands),
        }
        self.by_lower_name = {name.lower(): name for name in self.table}

    async def get_updates(self, params: Params) -> list[dict[str, Any]]:
        if self.world.webhook.hook is not None:
            raise conflict(WEBHOOK_ACTIVE)
        if params.has("allowed_updates"):
            self.world.updates.allow(params.array("allowed_updates"))
        limit = min(max(params.integer("limit", MOST_AT_ONCE), 1), MOST_AT_ONCE)
        seconds = min(max(params.integer("timeout"), 0), LONGEST_POLL_SECONDS)
        return await self.world.updates.poll(params.integer("offset"), limit, seconds)

    def get_me(self, _params: Params) -> dict[str, Any]:
        rights = {"supports_inline_queries": False, "can_connect_to_business": False, "has_main_web_app": False}
        switches = self.world.switches
        seeing = {
            "can_join_groups": switches.can_join_groups,
            "can_read_all_group_messages": not switches.privacy,
        }
        return self.world.bot.shape() | seeing | rights

    def set_webhook(self, params: Params) -> bool:
        url = params.text("url")
        if not url:
            return self.delete_webhook(params)
        hook = check_hook(url, params.text("secret_token"), params.integer("max_connections", 40))
        if params.has("allowed_updates"):
            self.world.updates.allow(params.array("allowed_updates"))
        if params.boolean("drop_pending_updates"):
            self.world.updates.drop()
        self.world.updates.interrupt()
        self.world.webhook.set(hook)
        return True

    def delete_webhook(self, params: Params) -> bool:
        if params.boolean("drop_pending_updates"):
            self.world.updates.drop()
        self.world.webhook.clear()
        return True

    def get_chat(self, params: Params) -> dict[str, Any]:
        chat = self.sending.find_chat(params)
        gifts = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")
        full: dict[str, Any] = {"accent_color_id": 0, "max_reaction_count": 11}
        full["accepted_gift_types"] = dict.fromkeys(gifts, False)
        if chat.linked is not None:
            full["linked_chat_id"] = chat.linked
        return chat.shape() | full

    def get_chat_member(self, params: Params) -> dict[str, Any]:
        chat, number = self.sending.reach(params), params.integer("user_id")
        if number == self.world.bot.id:
            return bot_member(self.world, chat)
        person = next((one for one in self.world.people.values() if one.id == number), None)
        if person is None:
            raise bad_request("PARTICIPANT_ID_INVALID")
        seen = chat.person is person or any(message.sender is person for message in chat.messages.values())
        return {"status": "member" if seen else "left", "user": person.shape()}

    def get_file(self, params: Params) -> dict[str, Any]:
        number = params.text("file_id")
        if number not in self.world.files:
            raise bad_request("wrong file_id or the file is temporarily unavailable")
        return {"file_id": number, "file_unique_id": f"u{number}", "file_path": self.world.files[number]}

    def set_my_commands(self, params: Params) -> bool:
        commands = params.array("commands")
        if len(commands) > MOST_COMMANDS or not all(
            isinstance(one, dict) and {"command", "description"} <= set(one) for one in commands
        ):
            raise bad_request("can't parse BotCommand: expected at most 100 objects with command and description")
        self.world.profile["commands", _scope(params)] = commands
        return True

    def get_my_commands(self, params: Params) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.world.profile.get(("commands", _scope(params)), [])
        return found

    def delete_my_commands(self, params: Params) -> bool:
        self.world.profile.pop(("commands", _scope(params)), None)
        return True

    def _setter(self, name: str, longest: int) -> Callable[[Params], bool]:
        def set_text(params: Params) -> bool:
            text = params.text(name)
            if len(text) > longest:
                raise bad_request(f"{name.replace('_', ' ')} is too long")
            self.world.profile[name, params.text("language_code")] = text
            return True

        return set_text

    def _getter(self, name: str) -> Callable[[Params], dict[str, str]]:
        def get_text(params: Params) -> dict[str, str]:
            default = self.world.profile.get((name, ""), "")
            return {name: self.world.profile.get((name, params.text("language_code")), default)}

        return get_text


def bot_member(world: World, chat: Chat) -> dict[str, Any]:
    """How the bot stands in the chat, as a ChatMember."""
    member: dict[str, Any] = {"status": chat.bot, "user": world.bot.shape()}
    if chat.bot == "administrator":
        member |= dict.fromkeys(ADMINISTRATOR_RIGHTS.split(), False) | {
            "can_manage_chat": True,
            "can_delete_messages": True,
        }
    if chat.bot == "kicked":
        member["until_date"] = 0
    return member


def _scope(params: Params) -> str:
    scope = params.mapping("scope")
    return f"{scope.get('type', 'default')} {params.text('language_code')}".strip()


def _now(call: Callable[[Params], Any]) -> Method:
    async def method(params: Params) -> Any:
        return call(params)

    return method
