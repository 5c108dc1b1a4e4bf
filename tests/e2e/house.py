"""Byhand as it runs for a company: a process of its own, against the sandbox, killed and started again at will."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol, TypeVar

import httpx

ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 60.0
Found = TypeVar("Found")


class Sandbox(Protocol):
    """Stand-ins that run already, in this process or in one of their own."""

    url: str


class House:
    """One installation: its database and log in a folder, its process, and the people around it."""

    def __init__(self, sandbox: Sandbox, folder: Path, **settings: str) -> None:
        self.sandbox = sandbox
        self.folder = folder
        self.listen = f"127.0.0.1:{_free_port()}"
        self.settings = {**self._defaults(), **settings}
        self.process: subprocess.Popen[bytes] | None = None
        self.codes: list[int] = []
        self.web = httpx.Client(timeout=20.0, trust_env=False)

    def _defaults(self) -> dict[str, str]:
        url = self.sandbox.url
        return {
            "BYHAND_DATABASE_URL": f"sqlite:///{self.folder / 'byhand.db'}",
            "BYHAND_POLICY": str(ROOT / "policies" / "default.yaml"),
            "BYHAND_LISTEN": self.listen,
            "BYHAND_SLACK_API_URL": f"{url}/slack/api/",
            "BYHAND_SLACK_BOT_TOKEN": "xoxb-sandbox-bot-token",
            "BYHAND_SLACK_APP_TOKEN": "xapp-sandbox-app-token",
            "BYHAND_TELEGRAM_API_URL": f"{url}/telegram",
            "BYHAND_TELEGRAM_TOKEN": "4200000001:sandbox-telegram-token",
            "BYHAND_X_API_URL": f"{url}/x",
            "BYHAND_X_CONSUMER_KEY": "sandbox-consumer-key",
            "BYHAND_X_CONSUMER_SECRET": "sandbox-consumer-secret",
            "BYHAND_X_ACCESS_TOKEN": "1000000001-sandbox-access",
            "BYHAND_X_ACCESS_TOKEN_SECRET": "sandbox-access-secret",
            "BYHAND_X_POLL_SECONDS": "1",
        }

    # --- the process -------------------------------------------------------------------------------------------------

    @property
    def log(self) -> str:
        path = self.folder / "byhand.log"
        return path.read_text("utf-8", "replace") if path.exists() else ""

    @property
    def database(self) -> Path:
        return self.folder / "byhand.db"

    def spawn(self, **extra: str) -> None:
        """Start `byhand run`, without waiting for it."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("BYHAND_", "COV_", "PYTEST"))}
        environment = {**kept, **self.settings, **extra}
        with (self.folder / "byhand.log").open("ab") as out:
            command = [sys.executable, "-c", "import main; main.cli()", "run"]
            self.process = subprocess.Popen(
                command, cwd=self.folder, env={**environment, "PYTHONPATH": str(ROOT)}, stdout=out, stderr=out
            )

    def start(self, **extra: str) -> None:
        """Start `byhand run` and wait until it is ready, or until it died at a failpoint."""
        self.spawn(**extra)
        self.until("Byhand to be ready", lambda: self.is_ready() or not self.is_alive())

    def byhand(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Another command on the same installation."""
        return subprocess.run(
            [sys.executable, "-c", "import main; main.cli()", *words],
            cwd=self.folder,
            env={**os.environ, **self.settings, "PYTHONPATH": str(ROOT), "COLUMNS": "200"},
            capture_output=True,
            text=True,
            check=False,
        )

    def is_alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def is_ready(self) -> bool:
        try:
            return self.web.get(f"http://{self.listen}/readyz").status_code == httpx.codes.OK
        except httpx.HTTPError:
            return False

    def revive(self) -> bool:
        """Start again if the process died; whether it had."""
        if self.is_alive():
            return False
        self.reap()
        self.start()
        return True

    def reap(self) -> None:
        if self.process is not None:
            self.codes.append(self.process.wait())

    def stop(self) -> int:
        """End it in order, by SIGTERM; its exit code."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=PATIENCE_SECONDS)

    def kill(self) -> None:
        if self.process is not None and self.is_alive():
            self.process.kill()
            self.process.wait()
        self.web.close()

    # --- people ------------------------------------------------------------------------------------------------------

    def act(self, path: str, **body: Any) -> Any:
        answer = self.web.post(f"{self.sandbox.url}/_control/{path}", json=body)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None

    def see(self, path: str) -> Any:
        return self.web.get(f"{self.sandbox.url}/_control/{path}").json()

    def join(self, person: str, topics: str = "laundry,phones", place: str = "Hamburg") -> None:
        def joined() -> bool:
            heard = self.act("slack/command", person=person, text=f"join {topics} near {place} hours 00:00-24:00")
            return bool(heard["acknowledged"])

        self.until(f"{person} to have joined", joined)

    def messages(self, person: str) -> list[dict[str, Any]]:
        return [
            {**message, "channel": channel["id"]}
            for channel in self.see("slack/state")["channels"]
            if person in channel["members"]
            for message in channel["messages"]
        ]

    def message(self, person: str, *words: str) -> dict[str, Any] | None:
        """The newest message to this person with all these words (or action ids) in it."""
        found = [row for row in self.messages(person) if all(word in str(row.get("blocks")) for word in words)]
        return found[-1] if found else None

    def click(self, person: str, message: dict[str, Any], action_id: str) -> Any:
        return self.act("slack/click", person=person, channel=message["channel"], ts=message["ts"], action_id=action_id)

    def view(self, person: str) -> dict[str, Any] | None:
        stack = self.see("slack/state")["views"].get(person) or []
        return stack[-1] if stack else None

    def submit(self, person: str, values: dict[str, Any]) -> Any:
        return self.act("slack/submit", person=person, values=values)

    def ask_on_x(self, text: str, handle: str = "maria_h") -> str:
        return str(self.act("x/posts", author=handle, text=f"@brightaisle {text}")["id"])

    def replies_on_x(self, post_id: str) -> list[str]:
        return [post["text"] for post in self.see("x/timeline") if post["in_reply_to"] == post_id]

    def ask_on_telegram(self, text: str, name: str = "Tomas") -> str:
        chat = self.act("telegram/chats", type="private", title=name)["id"]
        self.act("telegram/messages", chat=chat, text=text, **{"from": name})
        return str(chat)

    def said_on_telegram(self, chat: str) -> list[str]:
        return [row["text"] for row in self.see(f"telegram/chats/{chat}/messages") if row["ours"]]

    # --- waiting -----------------------------------------------------------------------------------------------------

    def until(self, what: str, look: Callable[[], Found | None]) -> Found:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            found = look()
            if found:
                return found
            time.sleep(0.1)
        raise AssertionError(f"waited in vain for {what}; the log ends:\n{self.log[-3000:]}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
