"""What people and tests use to play askers on Telegram."""

from dataclasses import asdict
from typing import Any, get_args

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.control import Mistake, check_names, read_json, told, turn
from sandbox.core import Sandbox
from sandbox.telegram import play
from sandbox.telegram.chats import Chat, ChatType, Message, Person
from sandbox.telegram.updates import Delivery
from sandbox.telegram.world import Switches, World


def routes(sandbox: Sandbox, world: World) -> list[Route]:
    """The control calls, mounted under `/_control/telegram`."""
    calls = _Calls(sandbox, world)
    return [
        Route("/chats", told(calls.new_chat), methods=["POST"]),
        Route("/chats", told(calls.chats), methods=["GET"]),
        Route("/chats/{id}/messages", told(calls.chat_messages), methods=["GET"]),
        Route("/chats/{id}/messages/{message:int}", told(calls.delete), methods=["DELETE"]),
        Route("/messages", told(calls.message), methods=["POST"]),
        Route("/messages/edit", told(calls.edit), methods=["POST"]),
        Route("/messages/delete", told(calls.delete), methods=["POST"]),
        Route("/reactions", told(calls.react), methods=["POST"]),
        Route("/topics", told(calls.topic), methods=["POST"]),
        Route("/block", told(calls.block), methods=["POST"]),
        Route("/migrate", told(calls.migrate), methods=["POST"]),
        Route("/renumber", told(calls.renumber), methods=["POST"]),
        Route("/switches", told(calls.switches), methods=["GET", "POST"]),
    ]


class _Calls:
    def __init__(self, sandbox: Sandbox, world: World) -> None:
        self.sandbox, self.world = sandbox, world

    async def new_chat(self, request: Request) -> Response:
        data = await read_json(request)
        kind, title = data.get("type", "private"), data.get("title")
        if kind not in get_args(ChatType) or not isinstance(title, str) or not title:
            raise Mistake(f"A chat needs a `title` and a `type` of {', '.join(get_args(ChatType))}")
        if kind == "private":
            chat = self.world.private_chat(self.world.person(title))
            chat.started = bool(data.get("started", True))
            self.world.changed(chat)
        else:
            linked = self._chat(data["linked_channel"]).id if data.get("linked_channel") else None
            chat = self.world.new_chat(kind, title, forum=bool(data.get("forum")), linked=linked)
            chat.username = data.get("username")
            chat.bot = data.get("bot", chat.bot)
            self.world.changed(chat)
        return JSONResponse(self.world.show(chat), status_code=201)

    async def chats(self, _request: Request) -> Response:
        return JSONResponse([self.world.show(chat) for chat in self.world.chats.values()])

    async def chat_messages(self, request: Request) -> Response:
        """Everything in the chat, the bot's messages and deleted ones included."""
        return JSONResponse(self.world.show_messages(self._chat(request.path_params["id"])))

    async def message(self, request: Request) -> Response:
        data = await read_json(request)
        sender = self._sender(data)
        chat = self._chat(data["chat"]) if data.get("chat") else self._private(sender)
        given = play.Given(chat, sender, data, self._answered(chat, data))
        if data.get("sender_chat"):
            given.sender_chat = self._chat(data["sender_chat"])
        message, number = play.say(self.world, given)
        shown = {"message_id": message.id, "chat_id": chat.id, "update_id": number}
        return JSONResponse(shown, status_code=201)

    async def edit(self, request: Request) -> Response:
        data = await read_json(request)
        message = self._message(data)
        number = play.edit(self.world, message, data)
        return JSONResponse({"message_id": message.id, "update_id": number})

    async def delete(self, request: Request) -> Response:
        """Telegram tells the bot nothing of it."""
        data = await read_json(request)
        path = request.path_params
        message = self._message({"chat": path["id"], "message_id": path["message"]} if path else data)
        message.deleted = True
        self.world.tell("delete", message)
        return Response(status_code=204)

    async def react(self, request: Request) -> Response:
        """A person's reaction: one `emoji`, or none any more."""
        data = await read_json(request)
        person, emoji = self._sender(data), data.get("emoji")
        if person is None:
            raise Mistake("A reaction needs a `from`")
        number = play.react(self.world, self._message(data), person, str(emoji) if emoji else None)
        return JSONResponse({"update_id": number})

    async def topic(self, request: Request) -> Response:
        data = await read_json(request)
        chat = self._chat(data.get("chat"))
        if not chat.forum:
            raise Mistake("Only a forum has topics")
        sender = self._sender(data) or self.world.person("admin")
        return JSONResponse(
            {"message_thread_id": play.open_topic(self.world, chat, sender, str(data.get("name")))}, status_code=201
        )

    async def block(self, request: Request) -> Response:
        """A person blocks the bot, or a group removes it; `unblock` takes it back."""
        data = await read_json(request)
        chat = self._chat(data.get("chat"))
        status: Any = data.get("status") or ("member" if data.get("unblock") else "kicked")
        number = play.change_member(self.world, chat, self._sender(data) or chat.person, status)
        return JSONResponse({"update_id": number})

    async def migrate(self, request: Request) -> Response:
        chat = self._chat((await read_json(request)).get("chat"))
        if chat.type != "group":
            raise Mistake("Only a group becomes a supergroup")
        return JSONResponse({"chat_id": play.migrate(self.world, chat).id})

    async def renumber(self, _request: Request) -> Response:
        self.world.updates.renumber()
        return Response(status_code=204)

    async def switches(self, request: Request) -> Response:
        data = await read_json(request)
        delivery = self.world.updates.delivery
        check_names(data, Switches, Delivery)
        for name, value in data.items():
            turn(delivery if hasattr(delivery, name) else self.world.switches, {name: value})
        return JSONResponse(asdict(self.world.switches) | asdict(delivery))

    def _sender(self, data: dict[str, Any]) -> Person | None:
        given = data.get("from")
        if given is None:
            return None
        if not isinstance(given, dict):
            return self.world.person(str(given))
        person = self.world.person(str(given.get("username") or given.get("first_name")))
        person.first_name = str(given.get("first_name", person.first_name))
        person.language_code = given.get("language_code", person.language_code)
        return person

    def _private(self, sender: Person | None) -> Chat:
        if sender is None:
            raise Mistake("A message needs a `chat`, or `from` for a private one")
        return self.world.private_chat(sender)

    def _chat(self, wanted: Any) -> Chat:
        """By id, or by title or username."""
        for chat in self.world.chats.values():
            if str(wanted) in {str(chat.id), chat.title, chat.username}:
                return chat
        raise Mistake(f"There is no chat {wanted}")

    def _message(self, data: dict[str, Any]) -> Message:
        message = self._chat(data.get("chat")).messages.get(int(data.get("message_id") or 0))
        if message is None or message.deleted:
            raise Mistake(f"There is no message {data.get('message_id')}")
        return message

    def _answered(self, chat: Chat, data: dict[str, Any]) -> Message | None:
        return self._message({"chat": chat.id, "message_id": data["reply_to"]}) if data.get("reply_to") else None
