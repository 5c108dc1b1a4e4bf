"""Gathers what the checks judge: all vendors, the database and the machine at once, each for a few seconds at most."""

import asyncio
import socket
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
from filelock import FileLock, Timeout

from bots.slack import probe as slack
from bots.telegram import probe as telegram
from bots.twitter import probe as x
from commands.checks import machine_look, store_look
from commands.checks.installation import X_KEYS, Given, Installation, Port
from commands.toolbox import Missing, Toolbox
from routing.kit import SystemClock

STORE_SECONDS = 2.0
LONG_STORE_SECONDS = 600.0  # when nothing else was asked for
ANSWER_SECONDS = 1.0


async def gather(toolbox: Toolbox, groups: frozenset[str], patience: float) -> Installation:
    """Everything about this installation; of the vendors, waited for so many seconds, only those that are wanted."""
    given = _given(toolbox)
    runs = await asyncio.to_thread(is_running, toolbox)
    seconds = LONG_STORE_SECONDS if groups == {"database"} else STORE_SECONDS
    (stored, file, machine, wrong), port, slack_look, telegram_look, x_look = await asyncio.gather(
        asyncio.to_thread(_home, toolbox, given, seconds),
        asyncio.to_thread(_port, given["BYHAND_LISTEN"], runs=runs),
        _wanted("slack", groups, _slack(given, patience)),
        _wanted("telegram", groups, _telegram(given, patience, runs=runs)),
        _wanted("x", groups, _x(given, patience)),
    )
    return Installation(
        now=SystemClock().now(),
        given=given,
        runs=runs,
        port=port,
        stored=stored,
        file=file,
        machine=machine,
        wrong_country=wrong,
        slack=slack_look,
        telegram=telegram_look,
        x=x_look,
    )


def _given(toolbox: Toolbox) -> Given:
    file = toolbox.settings_file
    mode = file.stat().st_mode & 0o777 if file.is_file() else None
    return Given({one.name: one for one in toolbox.settings}, toolbox.named, toolbox.unreadable, file, mode)


def is_running(toolbox: Toolbox) -> bool:
    """Whether a `byhand run` holds the database now."""
    try:
        path = Path(f"{toolbox.database().path}.lock")
    except Missing:
        return False
    if not path.exists():
        return False
    try:
        with FileLock(path, timeout=0):
            return False
    except Timeout:
        return True
    except OSError:
        return False


def _home(toolbox: Toolbox, given: Given, seconds: float) -> tuple[Any, ...]:
    stored = store_look.look(toolbox, seconds)
    file = store_look.policy_file(toolbox, stored)
    policy = stored.policy or (file.policy if file else None)
    zones = stored.coverage.zones if stored.coverage else ()
    index = Path(given["BYHAND_PLACE_INDEX"])
    trouble, wrong = machine_look.index(index, policy)
    folder = stored.path.parent if stored.path else Path()
    return stored, file, machine_look.look(folder, zones, index, trouble, given["BYHAND_EMBEDDING"]), wrong


# --- the vendors -----------------------------------------------------------------------------------------------------


async def _wanted(group: str, groups: frozenset[str], looking: Coroutine[Any, Any, Any] | None) -> Any:
    if looking is None:
        return None
    if group not in groups:
        looking.close()
        return None
    return await looking


def _slack(given: Given, seconds: float) -> Coroutine[Any, Any, slack.SlackLook] | None:
    token = given["BYHAND_SLACK_BOT_TOKEN"]
    if not token:
        return None
    return slack.look(given["BYHAND_SLACK_API_URL"], token, given["BYHAND_SLACK_APP_TOKEN"], seconds)


def _telegram(given: Given, seconds: float, *, runs: bool) -> Coroutine[Any, Any, telegram.TelegramLook] | None:
    token = given["BYHAND_TELEGRAM_TOKEN"]
    if not token:
        return None
    polls = not given["BYHAND_TELEGRAM_WEBHOOK_URL"]
    return telegram.look(given["BYHAND_TELEGRAM_API_URL"], token, watch=polls and not runs, seconds=seconds)


def _x(given: Given, seconds: float) -> Coroutine[Any, Any, x.XLook] | None:
    if not given.has_x:
        return None
    keys = x.Keys(*(given[name] for name in (*X_KEYS, "BYHAND_X_BEARER_TOKEN")))
    return x.look(given["BYHAND_X_API_URL"], keys, seconds)


# --- the listening address -------------------------------------------------------------------------------------------


def split_address(listen: str) -> tuple[str, int] | None:
    """Host and port; None when it is no address of that form."""
    host, _, port = listen.rpartition(":")
    if not port.isdecimal() or int(port) > 65_535:  # noqa: PLR2004 - the highest port there is
        return None
    return host.strip("[]") or "127.0.0.1", int(port)


def _port(listen: str, *, runs: bool) -> Port:
    """Whether the address can be had, or is had by our own process already."""
    address = split_address(listen)
    if address is None:
        return Port("no address of the form HOST:PORT")
    if runs:
        return Port(ours=_answers(*address))
    try:
        with _bound(*address):
            return Port()
    except OSError as error:
        return Port((error.strerror or "it cannot be had").lower())


@contextmanager
def _bound(host: str, port: int) -> Iterator[socket.socket]:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as one:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        one.bind((host, port))
        yield one


def _answers(host: str, port: int) -> bool:
    """Whether our own doorway answers there."""
    here = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared with, never bound
    place = f"[{here}]" if ":" in here else here
    try:
        answer = httpx.get(f"http://{place}:{port}/healthz", timeout=ANSWER_SECONDS, trust_env=False)
    except httpx.HTTPError:
        return False
    return answer.is_success
