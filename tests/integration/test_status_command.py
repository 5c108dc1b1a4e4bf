"""`byhand status` from the outside: beside a database that nobody runs, in a pipe, in a terminal, as JSON."""

import http.server
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pexpect
import pyte
import pytest
import typer
from typer.testing import CliRunner, Result

from commands import readyz, status
from commands.status import KEYS, seconds_of
from main import Settings, toolbox

ROOT = Path(__file__).parents[2]
COMMAND = ["-c", "import main; main.cli()", "status"]
NOBODY = "127.0.0.1:9"  # the port for discarding: nobody listens there


@pytest.fixture
def house(tmp_path: Path, template_with_policy: Path) -> Path:
    """A folder with a database that has a policy and nothing else."""
    shutil.copy(template_with_policy, tmp_path / "byhand.db")
    return tmp_path


def surroundings(listen: str = NOBODY) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("BYHAND_", "COV_"))}
    return {**kept, "BYHAND_LISTEN": listen, "PYTHONPATH": str(ROOT), "TERM": "xterm-256color"}


def run(folder: Path, *words: str) -> Result:
    """The command in this process, as it is in a pipe."""
    settings = Settings(database_url=f"sqlite:///{folder / 'byhand.db'}", listen=NOBODY)
    app = typer.Typer()

    @app.callback()
    def _start(context: typer.Context) -> None:
        context.obj = toolbox(settings)

    status.register(app)
    return CliRunner().invoke(app, ["status", *words])


class Terminal:
    """80 columns and 24 lines, with the command in it; `shown` is what somebody would see."""

    def __init__(self, folder: Path, *words: str) -> None:
        self.screen = pyte.Screen(80, 24)
        self._stream = pyte.Stream(self.screen)
        self.child: pexpect.spawn[str] = pexpect.spawn(
            sys.executable,
            [*COMMAND, *words],
            cwd=str(folder),
            env=surroundings(),
            dimensions=(24, 80),
            timeout=60,
            encoding="utf-8",
        )

    def until(self, words: str) -> list[str]:
        while not any(words in line for line in self.screen.display):
            self._stream.feed(self.child.read_nonblocking(4096, timeout=60))
        return [line.rstrip() for line in self.screen.display]

    def end(self) -> int | None:
        self.child.expect(pexpect.EOF)
        self.child.close()
        return self.child.exitstatus


# --- once ----------------------------------------------------------------------------------------------------------


def test_without_a_database_it_is_one_clear_line_and_no_success(tmp_path: Path) -> None:
    command = [sys.executable, *COMMAND]
    came = subprocess.run(command, cwd=tmp_path, env=surroundings(), capture_output=True, text=True, check=False)

    assert came.returncode == 1
    assert came.stderr.startswith("byhand: There is no database at byhand.db yet")
    assert len(came.stderr.splitlines()) == 1


def test_a_pipe_gets_words(house: Path) -> None:
    came = run(house)

    assert came.exit_code == 0
    assert "Brightaisle" in came.stdout
    assert "not running" in came.stdout
    assert "\x1b" not in came.stdout


def test_json_has_exactly_the_documented_keys(house: Path) -> None:
    came = run(house, "--json")

    document = json.loads(came.stdout)
    assert documented(document) == set(KEYS)
    assert document["running"] == {
        "address": NOBODY,
        "answers": False,
        "ready": False,
        "why": "not running",
        "parts": {},
    }


def documented(document: dict[str, Any]) -> set[str]:
    """Paths of the document as `--help` names them: into an object, unless it is named as a whole."""
    paths = set()
    for name, value in document.items():
        inner = value if isinstance(value, dict) and name not in KEYS else {}
        paths |= {f"{name}.{key}" for key in inner} or {name}
    return paths


def test_every_key_stands_in_the_help(house: Path) -> None:
    told = run(house, "--help").output
    assert [name for name in KEYS if f"{name}: " not in told] == []


def test_a_length_of_time_that_is_none_is_refused_in_words(house: Path) -> None:
    came = run(house, "--every=soon")

    assert came.exit_code == 2
    assert "500ms, 2s or 1m" in came.output


@pytest.mark.parametrize("text", ["0s", "50ms", "-1s", "xms", "", "1e3ms"])
def test_what_is_too_short_or_no_length_of_time_is_refused(text: str) -> None:
    with pytest.raises(typer.BadParameter):
        seconds_of(text)


@pytest.mark.parametrize(("text", "seconds"), [("500ms", 0.5), ("2s", 2.0), ("1m", 60.0)])
def test_a_length_of_time_is_read(text: str, seconds: float) -> None:
    assert seconds_of(text) == seconds


def test_a_writer_at_work_holds_nothing_up_and_nothing_is_written(house: Path) -> None:
    holder = sqlite3.connect(house / "byhand.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")

    came = run(house)

    holder.execute("ROLLBACK")
    holder.close()
    assert came.exit_code == 0
    assert "Brightaisle" in came.stdout


# --- live ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("end", ["q", "\x03"])
def test_a_terminal_shows_it_live_until_q_or_ctrl_c(house: Path, end: str) -> None:
    terminal = Terminal(house, "--every=100ms")
    lines = terminal.until("q ends")

    assert any(line.startswith(" Questions") for line in lines)
    assert lines[23].strip() == "every 0.1 s · q ends"
    with sqlite3.connect(house / "byhand.db") as connection:
        columns = "(channel, key, kind, payload, state, reason, album, attempts, result, received_at, not_before)"
        moment = "'2026-11-22 00:00:00.000000'"
        values = f"('telegram', '1', 'post', '{{}}', 'unparsed', 'why', '', 1, 'null', {moment}, {moment})"
        connection.execute(f"INSERT INTO receipt {columns} VALUES {values}")
    connection.close()
    terminal.until("1 could not be read")
    terminal.child.send(end)

    assert terminal.end() == 0


def test_a_terminal_gets_one_picture_with_once(house: Path) -> None:
    terminal = Terminal(house, "--once")

    terminal.until("Channels")

    assert terminal.end() == 0


# --- who answers at /readyz ------------------------------------------------------------------------------------------


@contextmanager
def somebody(status: int, said: str) -> Iterator[str]:
    """A server that says this to whoever asks."""

    class Says(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.end_headers()
            self.wfile.write(said.encode())

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Says)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"0.0.0.0:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_what_is_not_ready_is_heard_with_its_reason() -> None:
    part = {"state": "down", "detail": "it cannot be written to"}
    with somebody(503, json.dumps({"ready": False, "parts": {"database": part}})) as listen:
        heard = readyz.ask(listen)

    assert (heard.answers, heard.ready, heard.parts) == (True, False, {"database": part})


@pytest.mark.parametrize("said", ["hello", "[]", '{"ready": true}', '{"parts": []}', ""])
def test_somebody_else_at_our_address_is_not_taken_for_byhand(said: str) -> None:
    with somebody(200, said) as listen:
        heard = readyz.ask(listen)

    assert not heard.answers
    assert "something else" in heard.why


@pytest.mark.parametrize("listen", ["nowhere", "", "127.0.0.1:", "[::1]:9"])
def test_an_address_at_which_nobody_can_be_asked_is_told_and_not_raised(listen: str) -> None:
    assert not readyz.ask(listen).answers
