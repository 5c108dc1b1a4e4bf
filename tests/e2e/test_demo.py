"""`byhand demo` as a process: what people meet on their own machines, and how it ends."""

import contextlib
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest

ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 90.0
READY = "Ctrl-C ends it"
pytestmark = pytest.mark.timeout(240)


class Demo:
    """One demo; what it says goes into a file, as with a pipe."""

    def __init__(self, folder: Path, *words: str) -> None:
        self.said_at = folder / f"said{time.monotonic_ns()}.txt"
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("BYHAND_", "COV_", "PYTEST"))}
        command = [sys.executable, "-c", "import main; main.cli()", "demo", *words]
        with self.said_at.open("wb") as out:
            self.process = subprocess.Popen(
                command, cwd=folder, env={**kept, "PYTHONPATH": str(ROOT)}, stdout=out, stderr=out
            )

    @property
    def said(self) -> str:
        return self.said_at.read_text("utf-8")

    def until(self, words: str) -> "Demo":
        deadline = time.monotonic() + PATIENCE_SECONDS
        while words not in self.said:
            assert self.process.poll() is None, self.said
            assert time.monotonic() < deadline, self.said
            time.sleep(0.1)
        return self

    def ended(self) -> int:
        return self.process.wait(timeout=PATIENCE_SECONDS)

    def end(self, number: int = signal.SIGINT) -> int:
        self.process.send_signal(number)
        return self.ended()

    @property
    def page(self) -> str:
        found = re.search(r"Look here:\s+(http://\S+)/", self.said)
        assert found, self.said
        return found[1]

    def children(self) -> list[psutil.Process]:
        found: list[psutil.Process] = psutil.Process(self.process.pid).children(recursive=True)
        return found

    def act(self, path: str, **body: Any) -> Any:
        answer = httpx.post(f"{self.page}/_control/{path}", json=body, timeout=20, trust_env=False)
        assert answer.is_success, answer.text
        return answer.json()

    def see(self, path: str) -> Any:
        return httpx.get(f"{self.page}/_control/{path}", timeout=20, trust_env=False).json()


Start = Callable[..., Demo]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    started: list[Demo] = []

    def start(*words: str) -> Demo:
        started.append(Demo(tmp_path, *words))
        return started[-1]

    yield start
    for demo in started:
        if demo.process.poll() is None:
            demo.end(signal.SIGTERM)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGHUP])
def test_it_ends_in_order_and_leaves_nothing_behind(start: Start, number: int) -> None:
    demo = start("--port", str(_free_port())).until(READY)
    children = demo.children()
    logs = Path(re.findall(r"database: (\S+)", demo.said)[0])
    assert (logs / "byhand.log").exists()

    assert demo.end(number) == 0

    assert not any(child.is_running() and child.status() != psutil.STATUS_ZOMBIE for child in children)
    assert not logs.exists()


def test_two_at_once_have_each_their_own_page(start: Start) -> None:
    port = str(_free_port())
    first, second = start("--port", port), start("--port", port)
    first.until(READY)
    second.until(READY)

    assert first.page != second.page
    assert f"Port {port} is in use" in first.said + second.said
    assert {httpx.get(demo.page, trust_env=False).status_code for demo in (first, second)} == {200}


def test_one_folder_is_for_one_demo(start: Start, tmp_path: Path) -> None:
    folder = str(tmp_path / "play")
    start("--folder", folder, "--port", str(_free_port())).until(READY)

    second = start("--folder", folder)

    assert second.ended() == 1
    assert second.said == (f"byhand: Another demo plays in {folder}; end it, or name another folder: --folder.\n")


@pytest.mark.parametrize(("name", "why"), [("file/below", "Not a directory"), ("/proc/byhand", "No such file")])
def test_a_folder_that_cannot_be_written_is_one_clear_line(start: Start, tmp_path: Path, name: str, why: str) -> None:
    (tmp_path / "file").touch()

    demo = start("--folder", str(tmp_path / name))

    assert demo.ended() == 1
    assert demo.said.startswith(f"byhand: The demo cannot write into {tmp_path / name}: {why}")
    assert len(demo.said.splitlines()) == 1


def test_a_database_of_a_newer_program_is_refused_in_words(start: Start, tmp_path: Path) -> None:
    folder = tmp_path / "play"
    folder.mkdir()
    with contextlib.closing(sqlite3.connect(folder / "byhand.db")) as database, database:
        database.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
        database.execute("INSERT INTO alembic_version VALUES ('9999')")

    demo = start("--folder", str(folder))

    assert demo.ended() == 1
    assert "Byhand did not start: byhand: The database is of a newer version (9999) than this program" in demo.said


def test_what_is_no_database_is_refused_in_words(start: Start, tmp_path: Path) -> None:
    folder = tmp_path / "play"
    folder.mkdir()
    (folder / "byhand.db").write_text("my diary")

    demo = start("--folder", str(folder))

    assert demo.ended() == 1
    assert "Byhand did not start: byhand: the database cannot be used" in demo.said


def test_an_earlier_demos_folder_is_played_in_again(start: Start, tmp_path: Path) -> None:
    folder = str(tmp_path / "play")
    first = start("--folder", folder, "--port", str(_free_port())).until(READY)
    first.act("telegram/messages", text="My phone shows Chinese since the update", **{"from": "Tomas"})
    _until_card(first, "shows Chinese")
    assert first.end() == 0

    again = start("--folder", folder, "--port", str(_free_port())).until(READY)
    again.act("telegram/messages", text="Which headphones go with glasses?", **{"from": "Elif"})

    card = _until_card(again, "go with glasses")
    assert "From Elif" in card
    assert "shows Chinese" not in card


def _until_card(demo: Demo, words: str) -> str:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        for channel in demo.see("slack/state")["channels"]:
            for message in channel["messages"]:
                if words in str(message.get("blocks")):
                    return str(message["blocks"])
        time.sleep(0.2)
    raise AssertionError(f"no card says {words!r}")


@pytest.mark.parametrize(("which", "name"), [("sandbox", "The sandbox"), ("cli() run", "Byhand")])
def test_when_a_part_dies_it_says_which_and_ends(start: Start, which: str, name: str) -> None:
    demo = start("--port", str(_free_port())).until(READY)
    (victim,) = [child for child in demo.children() if which in " ".join(child.cmdline())]

    victim.kill()

    assert demo.ended() == 1
    last = demo.said.splitlines()[-1]
    assert last.startswith(f"byhand: {name} has ended by itself: ")
    log = Path(re.findall(r"all of it in (\S+)\)", last)[0])
    assert log.exists(), "the log that the message names is still there"


def test_killed_it_leaves_nothing_running(start: Start) -> None:
    demo = start("--port", str(_free_port())).until(READY)
    children = demo.children()
    assert len(children) == 2

    demo.process.kill()

    _, left = psutil.wait_procs(children, timeout=PATIENCE_SECONDS)
    assert not left


def test_settings_of_a_real_installation_do_not_reach_it(start: Start, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("BYHAND_X_POLL_SECONDS=never\nBYHAND_TELEGRAM_TOKEN=1:a-real-one\n")

    demo = start("--port", str(_free_port())).until(READY)

    assert demo.end() == 0


def test_replay_plays_a_file_and_ends_with_its_verdict(start: Start, tmp_path: Path) -> None:
    rows = [
        '{"at": 0, "channel": "x", "author": "maria_h", "text": "@brightaisle my TV flickers", "topic": "tv"}',
        '{"at": 0, "channel": "telegram", "author": "tomas"',
        '{"at": 1, "channel": "telegram", "author": "tomas_k", "text": "When do you open in Berlin?"}',
    ]
    (tmp_path / "mine.jsonl").write_text("\n".join(rows))

    demo = start("--replay", "mine.jsonl", "--fast", "--end", "--port", str(_free_port()), "--speed", "20")

    assert demo.ended() == 0, demo.said
    assert re.search(r"line 2: it is not JSON", demo.said)
    assert re.search(r"asked\s+2 in", demo.said)
    assert re.search(r"Lost: none", demo.said)


def test_a_file_without_replay_is_asked_about(start: Start) -> None:
    demo = start("mine.jsonl")

    assert demo.ended() == 1
    assert demo.said == "byhand: What is to be done with mine.jsonl? To play it: byhand demo --replay mine.jsonl\n"
