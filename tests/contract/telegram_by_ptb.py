"""What the contract tests of the Telegram stand-in do through python-telegram-bot, and the check of each answer."""

from typing import Any

import httpx
from telegram import Bot
from telegram.request import HTTPXRequest

from tests.contract import specs
from tests.contract.standins import Control

TOKEN = "4200000001:sandbox-telegram-token"


def bot_for(url: str, token: str = TOKEN) -> Bot:
    quick = HTTPXRequest(connection_pool_size=8, httpx_kwargs={"trust_env": False})
    polls = HTTPXRequest(connection_pool_size=8, httpx_kwargs={"trust_env": False})
    return Bot(token, f"{url}/telegram/bot", f"{url}/telegram/file/bot", request=quick, get_updates_request=polls)


def say(control: Control, text: str | None = "my fridge hums", name: str | None = "ann", **more: Any) -> dict[str, Any]:
    said: dict[str, Any] = control.post("telegram/messages", **{"from": name, "text": text} | more)
    return said


def group(control: Control, kind: str = "supergroup", **more: Any) -> int:
    return int(control.post("telegram/chats", type=kind, title=f"Our {kind}", **more)["id"])


async def call(bot: Bot, method: str, **params: Any) -> Any:
    """A method's raw result, which must fit the Bot API's description, as must what was sent."""
    url = f"{bot.base_url}/{method}"
    async with httpx.AsyncClient(trust_env=False) as http:
        answer = (await http.post(url, json=params)).json()
    assert answer["ok"], answer
    assert specs.telegram_result_faults(method, answer["result"]) == []
    assert specs.telegram_call_faults(method, params) == []
    return answer["result"]


async def updates(bot: Bot, **more: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = await call(bot, "getUpdates", **more)
    return found


async def confirm(bot: Bot) -> None:
    found = await updates(bot)
    if found:
        await updates(bot, offset=found[-1]["update_id"] + 1)
