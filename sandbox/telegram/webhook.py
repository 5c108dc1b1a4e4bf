"""Updates pushed to the bot's own address: several at a time, in no sure order, again until they are taken."""

import asyncio
import ipaddress
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import httpx
import regex

from sandbox.telegram.errors import bad_request
from sandbox.telegram.updates import Update, Updates

PORTS = {80, 88, 443, 8443}
ANSWER_SECONDS = 30.0
FIRST_RETRY_SECONDS = 0.5
LONGEST_RETRY_SECONDS = 60.0
SECRET = regex.compile(r"[A-Za-z0-9_-]{1,256}")
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - a header's name
MOST_CONNECTIONS = 100


@dataclass(frozen=True)
class Hook:
    url: str
    secret: str = ""
    max_connections: int = 40


@dataclass
class Webhook:
    """Delivers while a hook is set; `speed` divides the pauses between attempts."""

    updates: Updates
    speed: float = 1.0
    hook: Hook | None = None
    last_error: tuple[int, str] | None = None
    _runner: asyncio.Task[None] | None = None
    _queue: asyncio.Queue[Update] = field(default_factory=asyncio.Queue)

    def set(self, hook: Hook) -> None:
        self.clear()
        self.hook, self._queue = hook, asyncio.Queue()
        for update in self.updates.pending():
            self._queue.put_nowait(update)
        self.updates.push = self._queue.put_nowait
        self._runner = asyncio.get_running_loop().create_task(self._run(hook))

    def clear(self) -> None:
        self.hook, self.last_error, self.updates.push = None, None, None
        if self._runner is not None:
            self._runner.cancel()
            self._runner = None

    def info(self) -> dict[str, Any]:
        info: dict[str, Any] = {
            "url": self.hook.url if self.hook else "",
            "has_custom_certificate": False,
            "pending_update_count": len(self.updates.pending()),
        }
        if self.hook is not None:
            info |= {"max_connections": self.hook.max_connections, "ip_address": "127.0.0.1"}
        if self.last_error is not None:
            info |= {"last_error_date": self.last_error[0], "last_error_message": self.last_error[1]}
        if self.updates.allowed is not None:
            info["allowed_updates"] = sorted(self.updates.allowed)
        return info

    async def _run(self, hook: Hook) -> None:
        """As many deliveries at once as the hook allows, until the hook is taken away."""
        limits = httpx.Limits(max_connections=hook.max_connections)
        client = httpx.AsyncClient(limits=limits, timeout=ANSWER_SECONDS, trust_env=False)
        async with client, asyncio.TaskGroup() as group:
            for _ in range(hook.max_connections):
                group.create_task(self._work(client, hook))

    async def _work(self, client: httpx.AsyncClient, hook: Hook) -> None:
        while True:
            update = await self._queue.get()
            if self.updates.delivery.reorder:
                await asyncio.sleep(self.updates.chance.random() * 0.05)
            await self._deliver(client, hook, update)

    async def _deliver(self, client: httpx.AsyncClient, hook: Hook, update: Update) -> None:
        headers = {SECRET_HEADER: hook.secret} if hook.secret else {}
        pause = FIRST_RETRY_SECONDS
        while self.updates.waits(update):
            try:
                answer = await client.post(hook.url, json=update.body(), headers=headers)
            except httpx.HTTPError as error:
                self._fail(_explain(error))
            else:
                if answer.is_success:
                    self.updates.done(update)
                    return
                self._fail(f"Wrong response from the webhook: {answer.status_code} {answer.reason_phrase}")
            await asyncio.sleep(pause / self.speed)
            pause = min(2 * pause, LONGEST_RETRY_SECONDS)

    def _fail(self, text: str) -> None:
        self.last_error = (int(time.time()), text)


def check_hook(url: str, secret: str, max_connections: int) -> Hook:
    """A hook that Telegram would take, or one on this machine; the sandbox never calls anybody else."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if not _is_loopback(host):
        if parts.scheme != "https":
            raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
        if (parts.port or 443) not in PORTS:
            raise bad_request("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
        raise bad_request("bad webhook: Failed to resolve host: the sandbox calls this machine only")
    if secret and SECRET.fullmatch(secret) is None:
        raise bad_request("secret token contains unallowed characters")
    if not 1 <= max_connections <= MOST_CONNECTIONS:
        raise bad_request("max_connections must be between 1 and 100")
    return Hook(url, secret, max_connections)


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _explain(error: httpx.HTTPError) -> str:
    if isinstance(error, httpx.ConnectError):
        return "Connection refused"
    if isinstance(error, httpx.TimeoutException):
        return "Read timeout expired"
    return "Connection reset by peer"
