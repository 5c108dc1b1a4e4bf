"""Servers in processes of their own: started, found ready, looked at, ended; none outlives us."""

import os
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

ROOT = Path(__file__).parent.parent
LOOPBACK = "127.0.0.1"
START_SECONDS = 60.0
TICKS = os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(
    command: Sequence[str], is_ready: Callable[[], bool], log: Path, settings: Mapping[str, str] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """A process of ours that is ready; ended when the block ends. Raises RuntimeError when it does not start."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("BYHAND_")}
    paths = os.pathsep.join(path for path in (str(ROOT), os.environ.get("PYTHONPATH")) if path)
    environment = {**kept, **(settings or {}), "PYTHONPATH": paths}
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, *command], cwd=log.parent, env=environment, stdin=subprocess.PIPE, stdout=out, stderr=out
        )
    try:
        _wait(process, is_ready, log)
        yield process
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=15)
        if process.poll() is None:
            process.kill()
        process.communicate()


def _wait(process: subprocess.Popen[bytes], is_ready: Callable[[], bool], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        if is_ready():
            return
        time.sleep(0.02)
    raise RuntimeError(f"it did not start: {log.read_text('utf-8', 'replace')[-2000:]}")


def listens(port: int) -> Callable[[], bool]:
    """Whether somebody takes connections there."""

    def is_ready() -> bool:
        with socket.socket() as probe:
            return probe.connect_ex((LOOPBACK, port)) == 0

    return is_ready


def answers(url: str) -> Callable[[], bool]:
    """Whether it answers 200 there."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def is_ready() -> bool:
        try:
            with opener.open(url, timeout=5) as response:
                return bool(response.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    return is_ready


def leave_with_parent() -> None:
    """For a server's process: end when whoever started us is gone, which closes our standard input."""

    def wait() -> None:
        sys.stdin.read()
        os._exit(0)

    threading.Thread(target=wait, daemon=True).start()


def cpu_seconds(process_id: int) -> float | None:
    """Processor time that a process has used so far; None where /proc does not tell."""
    try:
        fields = Path(f"/proc/{process_id}/stat").read_text("ascii").rpartition(")")[2].split()
    except OSError:
        return None
    return (int(fields[11]) + int(fields[12])) / TICKS


def resident_megabytes(process_id: int) -> float | None:
    """Memory of a process that is in use now; None where /proc does not tell."""
    try:
        lines = Path(f"/proc/{process_id}/status").read_text("ascii").splitlines()
    except OSError:
        return None
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS:")), None)
