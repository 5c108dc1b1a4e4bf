"""The demo's stage: the sandbox and Byhand itself, two processes on this machine that know each other by address."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from commands.toolbox import Missing

ROOT = Path(__file__).parent.parent
START_SECONDS = 120.0  # long enough for a machine that is busy with other things
LOOPBACK = "127.0.0.1"


@dataclass(frozen=True)
class Stage:
    """Where everything is. `control` speaks to the sandbox as the people in it."""

    sandbox: str
    byhand: str
    folder: Path
    control: httpx.Client

    def act(self, path: str, **body: Any) -> Any:
        """Play somebody: POST to the sandbox's control API."""
        answer = self.control.post(f"/_control/{path}", json=body)
        answer.raise_for_status()
        return answer.json()

    def see(self, path: str, **query: Any) -> Any:
        answer = self.control.get(f"/_control/{path}", params=query)
        answer.raise_for_status()
        return answer.json()


@contextmanager
def staged(folder: Path, port: int = 0, speed: float = 1.0) -> Iterator[Stage]:
    """Start both, wait until they answer, and end both afterwards. Raises Missing when one does not start."""
    folder.mkdir(parents=True, exist_ok=True)
    sandbox_port, byhand_port = port if port and _is_free(port) else _free_port(), _free_port()
    sandbox_url, byhand_url = f"http://{LOOPBACK}:{sandbox_port}", f"http://{LOOPBACK}:{byhand_port}"
    sandbox = [sys.executable, "-m", "sandbox", "--port", str(sandbox_port), "--speed", str(speed)]
    byhand = [sys.executable, "-c", "import main; main.cli()", "run"]
    settings = _settings(sandbox_url, f"{LOOPBACK}:{byhand_port}", folder)
    with (
        httpx.Client(timeout=15.0, trust_env=False, verify=False) as client,  # noqa: S501 - loopback, without TLS
        _process(sandbox, {}, folder / "sandbox.log") as first,
        _process(byhand, settings, folder / "byhand.log") as second,
    ):
        _wait(client, first, f"{sandbox_url}/_control/state", "the sandbox", folder / "sandbox.log")
        _wait(client, second, f"{byhand_url}/readyz", "Byhand", folder / "byhand.log")
        client.base_url = sandbox_url
        yield Stage(sandbox_url, byhand_url, folder, client)


def _settings(sandbox: str, listen: str, folder: Path) -> dict[str, str]:
    """Made-up keys that only the sandbox takes."""
    return {
        "BYHAND_DATABASE_URL": f"sqlite:///{folder / 'byhand.db'}",
        "BYHAND_POLICY": str(ROOT / "policies" / "default.yaml"),
        "BYHAND_LISTEN": listen,
        "BYHAND_SLACK_API_URL": f"{sandbox}/slack/api/",
        "BYHAND_SLACK_BOT_TOKEN": "xoxb-sandbox-bot-token",
        "BYHAND_SLACK_APP_TOKEN": "xapp-sandbox-app-token",
        "BYHAND_TELEGRAM_API_URL": f"{sandbox}/telegram",
        "BYHAND_TELEGRAM_TOKEN": "4200000001:sandbox-telegram-token",
        "BYHAND_X_API_URL": f"{sandbox}/x",
        "BYHAND_X_CONSUMER_KEY": "sandbox-consumer-key",
        "BYHAND_X_CONSUMER_SECRET": "sandbox-consumer-secret",
        "BYHAND_X_ACCESS_TOKEN": "1000000001-sandbox-access",
        "BYHAND_X_ACCESS_TOKEN_SECRET": "sandbox-access-secret",
        "BYHAND_X_POLL_SECONDS": "1",
    }


@contextmanager
def _process(command: list[str], settings: Mapping[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("BYHAND_")}
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=ROOT, env={**kept, **settings}, stdout=out, stderr=out)  # noqa: S603 - our own two programs
        try:
            yield process
        finally:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=15)
            if process.poll() is None:
                process.kill()
                process.wait()


def _wait(client: httpx.Client, process: subprocess.Popen[bytes], url: str, name: str, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        with suppress(httpx.HTTPError):
            if client.get(url).status_code == httpx.codes.OK:
                return
        time.sleep(0.1)
    lines = log.read_text("utf-8", "replace").strip().splitlines()
    last = lines[-1] if lines else "it said nothing"
    raise Missing(f"{name} did not start: {last} (all of it in {log})")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        return probe.connect_ex((LOOPBACK, port)) != 0
