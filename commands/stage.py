"""The demo's stage: the sandbox and Byhand itself, two processes on this machine that know each other by address."""

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from filelock import FileLock, Timeout

from commands.toolbox import Missing

ROOT = Path(__file__).parent.parent
START_SECONDS = 120.0  # long enough for a machine that is busy with other things
END_SECONDS = 15.0
X_READ_EVERY_SECONDS = 3.2  # X lets 300 through in a quarter of an hour
LOOPBACK = "127.0.0.1"
_ADDRESS = re.compile(r"The sandbox listens on (http://\S+)")
Say = Callable[[str], None]
ALONGSIDE = "from commands.alongside import end_with_input; end_with_input()"
SANDBOX = "import runpy; runpy.run_module('sandbox', run_name='__main__')"


@dataclass(frozen=True)
class Child:
    """One of the two processes, by the name that people read, with its log."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path

    def is_alive(self) -> bool:
        return self.process.poll() is None

    def last_words(self) -> str:
        lines = self.log.read_text("utf-8", "replace").strip().splitlines()
        return f"{lines[-1] if lines else 'it said nothing'} (all of it in {self.log})"


@dataclass(frozen=True)
class Stage:
    """Where everything is. `control` speaks to the sandbox as the people in it."""

    sandbox: str
    byhand: str
    folder: Path
    control: httpx.Client
    children: tuple[Child, ...] = ()

    def act(self, path: str, **body: Any) -> Any:
        """Play somebody: POST to the sandbox's control API."""
        answer = self.control.post(f"/_control/{path}", json=body)
        answer.raise_for_status()
        return answer.json()

    def see(self, path: str, **query: Any) -> Any:
        answer = self.control.get(f"/_control/{path}", params=query)
        answer.raise_for_status()
        return answer.json()

    def check(self) -> None:
        """Both still run. Raises Missing with the last that the other one said."""
        for child in self.children:
            if not child.is_alive():
                raise Missing(f"{child.name} has ended by itself: {child.last_words()}")


@contextlib.contextmanager
def in_folder(folder: Path | None) -> Iterator[Path]:
    """A folder that is ours alone. One that nobody named goes afterwards, unless something went wrong in it."""
    if folder is None:
        fresh = Path(tempfile.mkdtemp(prefix="byhand-"))
        try:
            yield fresh
        except Exception:
            raise  # the logs in it are what the message names
        except BaseException:
            shutil.rmtree(fresh, ignore_errors=True)
            raise
        shutil.rmtree(fresh, ignore_errors=True)
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / "demo.lock", timeout=0)
        lock.acquire()
    except Timeout as error:
        raise Missing(f"Another demo plays in {folder}; end it, or name another folder: --folder.") from error
    except OSError as error:
        told = error.strerror or type(error).__name__
        raise Missing(f"The demo cannot write into {folder}: {told}. Name another one: --folder.") from error
    with lock:
        yield folder.resolve()


@contextlib.contextmanager
def staged(folder: Path, port: int = 0, speed: float = 1.0, say: Say = lambda _: None) -> Iterator[Stage]:
    """Start both, wait until they answer, and end both afterwards. Raises Missing when one does not start.

    The sandbox takes another port when `port` is in use. `speed` is how much faster the platforms' limits pass.
    """
    with contextlib.ExitStack() as stack:
        client = stack.enter_context(httpx.Client(timeout=15.0, trust_env=False, verify=False))  # noqa: S501 - loopback, without TLS
        say("Starting the sandbox: X, Telegram and Slack in small")
        sandbox, url = _sandbox(stack, client, folder, port, speed)
        if port and not url.endswith(f":{port}"):
            say(f"Port {port} is in use, so the page is at {url}")
        say("Starting Byhand")
        listen = f"{LOOPBACK}:{_free_port()}"
        settings = _settings(url, listen, folder, speed)
        command = [sys.executable, "-c", f"{ALONGSIDE}; import main; main.cli()", "run"]
        byhand = stack.enter_context(_child("Byhand", command, settings, folder / "byhand.log"))
        _wait(byhand, lambda: _answers(client, f"http://{listen}/readyz"))
        client.base_url = url
        yield Stage(url, f"http://{listen}", folder, client, (sandbox, byhand))


def _sandbox(
    stack: contextlib.ExitStack, client: httpx.Client, folder: Path, port: int, speed: float
) -> tuple[Child, str]:
    """On the port, if nobody has it or takes it in this very moment; else on a free one."""
    wanted = [port] if port and _is_free(port) else []
    for number in (*wanted, 0):
        command = [sys.executable, "-c", f"{ALONGSIDE}; {SANDBOX}", "--port", str(number), "--speed", str(speed)]
        child = stack.enter_context(_child("The sandbox", command, {}, folder / "sandbox.log"))
        try:
            url = _wait(child, lambda child=child: _address(child))  # type: ignore[misc] # a default binds it now
        except Missing:
            if number == 0:
                raise
            continue
        _wait(child, lambda url=url: _answers(client, f"{url}/_control/state"))  # type: ignore[misc] # the same
        return child, url
    raise AssertionError


def _settings(sandbox: str, listen: str, folder: Path, speed: float) -> dict[str, str]:
    """Made-up keys that only the sandbox takes; and no more looks at X than it allows in the long run."""
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
        "BYHAND_X_POLL_SECONDS": str(max(1.0, X_READ_EVERY_SECONDS / speed)),
        "BYHAND_SPEED": str(speed),
    }


@contextlib.contextmanager
def _child(name: str, command: list[str], settings: Mapping[str, str], log: Path) -> Iterator[Child]:
    """A process with a group of its own, so that Ctrl-C reaches us alone, and we end it in order.

    It runs in its log's folder, where no `.env` of a real installation adds to its settings.
    """
    kept = {key: value for key, value in os.environ.items() if not key.startswith("BYHAND_")}
    kept["PYTHONPATH"] = os.pathsep.join(path for path in (str(ROOT), kept.get("PYTHONPATH")) if path)
    try:
        out = log.open("wb")
    except OSError as error:
        raise Missing(f"The demo cannot write {log}: {error.strerror}. Name another folder: --folder.") from error
    with out:
        process = subprocess.Popen(  # noqa: S603 - our own two programs
            command,
            cwd=log.parent,
            env={**kept, **settings},
            stdin=subprocess.PIPE,
            stdout=out,
            stderr=out,
            start_new_session=True,
        )
    try:
        yield Child(name, process, log)
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Asked first, made to when it does not; who is impatient meanwhile must not leave it behind."""
    process.terminate()
    deadline = time.monotonic() + END_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        with contextlib.suppress(KeyboardInterrupt):
            time.sleep(0.05)
    if process.poll() is None:
        process.kill()
        process.wait()
    if process.stdin is not None:
        process.stdin.close()


def _wait(child: Child, look: Callable[[], Any]) -> Any:
    """What the look finds, once it finds something. Raises Missing when the process ends or time does."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        found = look()
        if found:
            return found
        if not child.is_alive():
            break
        time.sleep(0.05)
    raise Missing(f"{child.name} did not start: {child.last_words()}")


def _address(child: Child) -> str:
    found = _ADDRESS.search(child.log.read_text("utf-8", "replace"))
    return found[1] if found else ""


def _answers(client: httpx.Client, url: str) -> bool:
    try:
        return client.get(url).status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        return probe.connect_ex((LOOPBACK, port)) != 0


def ends_on_signals() -> None:
    """SIGTERM and a closed terminal end us as Ctrl-C does: in order, and both children with us."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), interrupt)
    signal.signal(signal.SIGINT, interrupt)  # also where we were started in the background, deaf to it
