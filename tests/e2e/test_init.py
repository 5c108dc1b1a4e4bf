"""`byhand init` through a terminal, against the sandbox: what a person types, and what is on disk afterwards."""

import os
import re
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pexpect
import pytest
from dotenv import dotenv_values

from sandbox.serve import RunningSandbox, running
from tests.e2e.house import ROOT

pytestmark = [
    pytest.mark.timeout(180),
    pytest.mark.filterwarnings("ignore:.*forkpty.*:DeprecationWarning"),  # the sandbox's thread needs nothing there
]
BOT, APP = "xoxb-sandbox-bot-token", "xapp-sandbox-app-token"
TELEGRAM = "4200000001:sandbox-telegram-token"
X = ["sandbox-consumer-key", "sandbox-consumer-secret", "1000000001-sandbox-access", "sandbox-access-secret"]
TITLES = ["Consumer key: $", "Consumer secret: $", "Access token: $", "Access token secret: $"]
COLOURS = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


@pytest.fixture(scope="module")
def stand_ins() -> Iterator[RunningSandbox]:
    with running(speed=1000) as one:
        yield one


class Terminal:
    """A person at a terminal of 100 columns in a folder, with the vendors' addresses set."""

    def __init__(self, sandbox: RunningSandbox, folder: Path, **settings: str) -> None:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("BYHAND_", "COV_"))}
        kept |= {
            "BYHAND_SLACK_API_URL": f"{sandbox.url}/slack/api/",
            "BYHAND_TELEGRAM_API_URL": f"{sandbox.url}/telegram",
            "BYHAND_X_API_URL": f"{sandbox.url}/x",
            "PYTHONPATH": str(ROOT),
            "TERM": "xterm-256color",
        }
        self.child = pexpect.spawn(
            sys.executable,
            ["-c", "import main; main.cli()", "init"],
            cwd=str(folder),
            env=kept | settings,
            encoding="utf-8",
            timeout=60,
            dimensions=(40, 100),
        )
        self.read: list[str] = []

    def asked(self, prompt: str) -> None:
        """Wait until this stands at the end of what is shown."""
        self.child.expect(prompt)
        self.read.append(f"{self.child.before}{self.child.after}")

    def answer(self, prompt: str, text: str) -> None:
        self.asked(prompt)
        self.child.sendline(text)

    def end(self) -> int:
        self.child.expect(pexpect.EOF)
        self.read.append(str(self.child.before))
        self.child.close()
        return int(self.child.exitstatus if self.child.exitstatus is not None else -1)

    @property
    def text(self) -> str:
        """Everything that was shown, without colours, each run of blanks as one."""
        return " ".join(COLOURS.sub("", "".join(self.read)).split())


@pytest.fixture
def sit_down(stand_ins: RunningSandbox, tmp_path: Path) -> Iterator[Callable[..., Terminal]]:
    seated: list[Terminal] = []

    def sit(**settings: str) -> Terminal:
        seated.append(Terminal(stand_ins, tmp_path, **settings))
        return seated[-1]

    yield sit
    for one in seated:
        one.child.close(force=True)


def test_a_newcomer_is_led_to_a_file_that_works_past_every_slip(
    sit_down: Callable[..., Terminal], tmp_path: Path
) -> None:
    terminal = sit_down()

    terminal.answer("Bot token: $", TELEGRAM)
    terminal.answer("Bot token: $", APP)
    terminal.answer("Bot token: $", "xoxb-of-somebody-else")
    terminal.answer("Bot token: $", BOT)
    terminal.answer("App-level token: $", APP)
    terminal.answer("Token: $", "")
    for title, key in zip(TITLES, X, strict=True):
        terminal.answer(title, key)
    terminal.answer("no policy yet\\): $", "Lamps: and # more")
    terminal.answer("no policy yet\\): $", "Lampworks")
    code = terminal.end()

    said = terminal.text
    assert "https://api.slack.com/apps?new_app=1&manifest_json=%7B%22display_information%22" in said
    assert "This is a Telegram bot token; it belongs in BYHAND_TELEGRAM_TOKEN" in said
    assert "This is a Slack app-level token; it belongs in BYHAND_SLACK_APP_TOKEN" in said
    assert "Slack does not know the bot token" in said
    assert "It works in the workspace Brightaisle." in said
    assert "Socket Mode works." in said
    assert "They are @brightaisle's." in said
    assert "cannot stand in the file" in said
    assert "checks:" in said
    assert code == 0
    kept = dotenv_values(tmp_path / ".env")
    assert kept["BYHAND_SLACK_BOT_TOKEN"] == BOT
    assert kept["BYHAND_X_ACCESS_TOKEN_SECRET"] == X[3]
    assert "BYHAND_TELEGRAM_TOKEN" not in kept
    assert stat.S_IMODE((tmp_path / ".env").stat().st_mode) == 0o600
    assert "Lampworks" in (tmp_path / "policy.yaml").read_text("utf-8")


def test_no_secret_is_ever_shown(sit_down: Callable[..., Terminal]) -> None:
    terminal = sit_down()

    terminal.answer("Bot token: $", BOT)
    terminal.answer("App-level token: $", APP)
    terminal.answer("Token: $", TELEGRAM)
    for title, key in zip(TITLES, X, strict=True):
        terminal.answer(title, key)
    terminal.answer("no policy yet\\): $", "")
    terminal.end()

    assert not [secret for secret in (BOT, APP, TELEGRAM, *X) if secret in terminal.text]


def test_what_is_there_is_kept_and_the_rest_of_the_file_too(sit_down: Callable[..., Terminal], tmp_path: Path) -> None:
    before = f"# ours\nOTHER=1\n\nBYHAND_SLACK_BOT_TOKEN={BOT}  # of the help app\nexport BYHAND_SPEED=1\nnot a line\n"
    (tmp_path / ".env").write_text(before, "utf-8")
    (tmp_path / ".env").chmod(0o644)
    terminal = sit_down()

    terminal.answer("App-level token: $", APP)
    terminal.answer("Token: $", TELEGRAM)
    terminal.answer("Consumer key: $", "")
    terminal.answer("no policy yet\\): $", "")
    terminal.end()

    after = f"{before}BYHAND_SLACK_APP_TOKEN={APP}\nBYHAND_TELEGRAM_TOKEN={TELEGRAM}\n"
    assert (tmp_path / ".env").read_text("utf-8") == after
    assert stat.S_IMODE((tmp_path / ".env").stat().st_mode) == 0o600


def test_ctrl_c_in_the_middle_leaves_everything_as_it_was(sit_down: Callable[..., Terminal], tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("OTHER=1\n", "utf-8")
    terminal = sit_down()

    terminal.answer("Bot token: $", BOT)
    terminal.asked("App-level token: $")
    terminal.child.sendintr()
    code = terminal.end()

    assert code == 1
    assert "Nothing was written." in terminal.text
    assert "Traceback" not in terminal.text
    assert [file.name for file in tmp_path.iterdir()] == [".env"]
    assert (tmp_path / ".env").read_text("utf-8") == "OTHER=1\n"


def test_a_token_that_no_longer_works_is_asked_for_again(sit_down: Callable[..., Terminal], tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("BYHAND_SLACK_BOT_TOKEN=xoxb-old\n", "utf-8")
    terminal = sit_down()

    terminal.answer("Bot token: $", BOT)
    terminal.answer("App-level token: $", "")
    terminal.answer("Token: $", "")
    terminal.answer("Consumer key: $", "")
    terminal.answer("no policy yet\\): $", "")

    assert terminal.end() == 0
    assert (tmp_path / ".env").read_text("utf-8") == f"BYHAND_SLACK_BOT_TOKEN={BOT}\n"


def test_what_could_not_be_kept_in_the_end_is_said_at_the_beginning(
    sit_down: Callable[..., Terminal], tmp_path: Path
) -> None:
    (tmp_path / ".env").write_bytes(b"A=\xff\n")
    terminal = sit_down()

    assert terminal.end() == 1
    assert ".env cannot be read" in terminal.text
    assert (tmp_path / ".env").read_bytes() == b"A=\xff\n"


def test_without_a_terminal_it_says_so_and_asks_nothing(tmp_path: Path) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("BYHAND_", "COV_"))}
    ended = subprocess.run(
        [sys.executable, "-c", "import main; main.cli()", "init"],
        cwd=tmp_path,
        env=kept | {"PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )

    assert ended.returncode == 1
    assert ended.stdout == ""
    assert ended.stderr.startswith("byhand: `byhand init` asks questions, so it needs a terminal.")


def test_a_vendor_that_cannot_be_reached_may_be_believed(sit_down: Callable[..., Terminal], tmp_path: Path) -> None:
    terminal = sit_down(BYHAND_TELEGRAM_API_URL="http://127.0.0.1:9")

    terminal.answer("Bot token: $", "")
    terminal.answer("Token: $", TELEGRAM)
    terminal.answer("all the same\\? \\[y/N\\]: $", "y")
    terminal.answer("Consumer key: $", "")
    terminal.answer("no policy yet\\): $", "")
    terminal.end()

    assert dotenv_values(tmp_path / ".env") == {"BYHAND_TELEGRAM_TOKEN": TELEGRAM}
