"""`byhand run` against the stand-ins: how soon it is ready, and what it costs while nothing happens."""

import time
from pathlib import Path
from subprocess import Popen

import httpx

from bench.figures import Figure, at_most, middle, spread
from bench.material import POLICY
from bench.processes import LOOPBACK, answers, cpu_seconds, free_port, resident_megabytes, running
from bench.scale import Bench, Scale

NAME = "start"
_RUN = ["-c", "import main; main.cli()", "run"]


def measure(bench: Bench) -> list[Figure]:
    port = free_port()
    url = f"http://{LOOPBACK}:{port}"
    with running(["-m", "sandbox", "--port", str(port)], answers(f"{url}/_control/state"), bench.folder / "stand.log"):
        bench.step("start: the first time")
        first, _ = _start(bench, url)
        again = []
        for _ in range(bench.scale.starts):
            bench.step("start: again")
            again.append(_start(bench, url)[0])
        bench.step("start: idle")
        _, idle = _start(bench, url, idle=True)
    return [
        Figure(NAME, "start to ready", middle(again), "s", at_most(3), spread(again)),
        Figure(NAME, "the first start, which makes the database", first, "s"),
        *idle,
    ]


def steps(bench: Bench) -> int:
    return 2 + bench.scale.starts


def _start(bench: Bench, url: str, *, idle: bool = False) -> tuple[float, list[Figure]]:
    """Seconds until `/readyz` answers 200; then, if asked, what it costs to be there."""
    listen = f"{LOOPBACK}:{free_port()}"
    log = bench.folder / "byhand-run.log"
    began = time.perf_counter()
    with running(_RUN, answers(f"http://{listen}/readyz"), log, settings(bench.folder, url, listen)) as process:
        seconds = time.perf_counter() - began
        return seconds, _idle(process, url, bench.scale) if idle else []


def _idle(process: Popen[bytes], url: str, scale: Scale) -> list[Figure]:
    """One question first, so that everything that routing needs is in memory."""
    asked = {"from": "Ada", "text": "My phone is broken, what can I do? Greetings from Leeds"}
    httpx.post(f"{url}/_control/telegram/messages", json=asked, trust_env=False).raise_for_status()
    time.sleep(scale.settle_seconds)
    before, began = cpu_seconds(process.pid), time.perf_counter()
    time.sleep(scale.idle_seconds)
    after, passed = cpu_seconds(process.pid), time.perf_counter() - began
    resident = resident_megabytes(process.pid)
    if before is None or after is None or resident is None:
        return []  # no /proc on this system
    told = f"over {passed:.0f} s, polling Telegram and X, Slack by Socket Mode"
    return [
        Figure(NAME, "idle, share of a core", 100 * (after - before) / passed, "%", at_most(1), told),
        Figure(NAME, "resident", resident, "MB", at_most(300), "with the place index and the topics in use"),
    ]


def settings(folder: Path, url: str, listen: str) -> dict[str, str]:
    """Made-up keys that only the stand-ins take."""
    return {
        "BYHAND_DATABASE_URL": f"sqlite:///{folder / 'byhand-run.db'}",
        "BYHAND_POLICY": str(POLICY),
        "BYHAND_LISTEN": listen,
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
    }
