"""Every command on a page works: run in the order of its page, in a folder set up as the pages say."""

import io
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

import main
from sandbox.replay.command import _options as replay_options
from sandbox.serve import RunningSandbox, running
from tests.docs.collected import PAGES, ROOT, Command, commands, name_of
from tests.factories import make_question, make_volunteer

# What a test cannot do, and why; what does it instead stands behind it. The options of byhand's commands are checked
# all the same.
NOT_RUN_HERE = {
    "byhand run": "runs until it is told to stop: tests/e2e/test_operation.py",
    "byhand demo": "stays, or takes its time: tests/e2e/test_demo.py, and `make tour` in .ci/run",
    "byhand init": "asks a person: tests/e2e/test_init.py does so through a terminal",
    "byhand doctor --only": "`byhand doctor` is run whole, and takes long enough",
    "byhand rehearse --mentions": "reads mentions on X, of which there are none here: tests/contract reads some",
    "byhand simulate": "plays weeks with thousands of people: tests/unit plays less",
    "byhand lessons forget": "nobody taught anything here: tests/integration/test_lessons.py",
    "python -m sandbox": "stays: tests/contract starts it",
    "python -m routing.atlas.build": "takes half a minute: `make` does it",
    "python -m pytest": "this is one",
    "python -m pip": "needs the network",
    "python -m docs.generate": "would write into the tree: tests/unit/test_docs.py says whether it must",
    "systemctl": "needs a machine of its own",
    "journalctl": "needs a machine of its own",
    "useradd": "needs a machine of its own",
    "install": "needs a machine of its own",
    "sudo": "needs a machine of its own",
    "git": "needs the network, and another repository",
    "cd": "a folder of the reader's",
    "cp deploy/byhand.service": "needs a machine of its own",
}
SHELL = {"cp", "sqlite3"}
REPLAYS = (("python", "-m", "sandbox", "replay"), ("python", "-m", "sandbox.replay"))
QUESTIONS = 17  # as many as the pages speak of
EVERY = [command for page in PAGES for command in commands(page)]
FIRST_ON = {command: name_of(page) for page in reversed(PAGES) for command in commands(page)}
ASKED = "My laptop no. {} makes a noise"
TEXTS = '{"op": "route", "id": 1, "text": "My telly stays dark since the update"}\n'


_LACKS = re.compile(r"Missing argument|^byhand: Name --", re.MULTILINE)


def _reason(command: Command) -> str:
    return next((why for line, why in NOT_RUN_HERE.items() if f"{command.line} ".startswith(f"{line} ")), "")


@pytest.fixture(scope="module")
def sandbox() -> Iterator[RunningSandbox]:
    with running(speed=20) as stand_ins:
        yield stand_ins


@pytest.fixture(scope="module")
def settings(sandbox: RunningSandbox) -> dict[str, str]:
    return {
        "BYHAND_LISTEN": "127.0.0.1:1",
        "BYHAND_SLACK_API_URL": f"{sandbox.url}/slack/api/",
        "BYHAND_SLACK_BOT_TOKEN": "xoxb-sandbox-bot-token",
        "BYHAND_SLACK_APP_TOKEN": "xapp-sandbox-app-token",
        "BYHAND_TELEGRAM_API_URL": f"{sandbox.url}/telegram",
        "BYHAND_TELEGRAM_TOKEN": "4200000001:sandbox-telegram-token",
        "BYHAND_X_API_URL": f"{sandbox.url}/x",
        "BYHAND_X_CONSUMER_KEY": "sandbox-consumer-key",
        "BYHAND_X_CONSUMER_SECRET": "sandbox-consumer-secret",
        "BYHAND_X_ACCESS_TOKEN": "1000000001-sandbox-access",
        "BYHAND_X_ACCESS_TOKEN_SECRET": "sandbox-access-secret",
    }


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory, settings: dict[str, str]) -> Path:
    """A folder as a reader has it after the first hour: a policy of their own in force, and some questions asked."""
    folder = tmp_path_factory.mktemp("installed")
    shutil.copytree(ROOT / "policies", folder / "policies", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    shutil.copy(ROOT / "policies" / "default.yaml", folder / "policy.yaml")
    (folder / "texts.jsonl").write_text(TEXTS, "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        _at(patch, folder, settings)
        code, said = _byhand(["policy", "apply", "policy.yaml"])
        assert code == 0, said
        tools = main.toolbox(*main.read_settings())
        database = tools.database()
        kit = tools.kit(database)
        make_volunteer(kit)
        for number in range(QUESTIONS):
            make_question(kit, ASKED.format(number), external_id=str(100 + number))
        database.close()
    (folder / "played").mkdir()
    shutil.copy(folder / "byhand.db", folder / "played" / "byhand.db")
    return folder


@pytest.fixture
def folder(installed: Path, tmp_path: Path, settings: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of one's own for one page."""
    own = tmp_path / "reader"
    shutil.copytree(installed, own)
    _at(monkeypatch, own, settings)
    return own


def _at(patch: pytest.MonkeyPatch, folder: Path, settings: dict[str, str]) -> None:
    patch.chdir(folder)
    for name, value in settings.items():
        patch.setenv(name, value)


def _byhand(words: list[str], out_of: str = "") -> tuple[int, str]:
    """The command line in this process: its exit code and all that it said."""
    written = io.BytesIO()
    said = io.TextIOWrapper(written, "utf-8", write_through=True)
    given = io.TextIOWrapper(io.BytesIO(Path(out_of).read_bytes() if out_of else b""), "utf-8")
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(said), redirect_stderr(said):
        patch.setattr(sys, "argv", ["byhand", *words])
        patch.setattr(sys, "stdin", given)
        try:
            main.cli()
        except SystemExit as end:
            told = written.getvalue().decode()
            return (1, told + end.code) if isinstance(end.code, str) else (end.code or 0, told)
    return 0, written.getvalue().decode()


@pytest.mark.timeout(600)  # a page with a dozen commands, some of which read hundreds of texts
@pytest.mark.parametrize("page", sorted({*FIRST_ON.values()}))
def test_every_command_of_a_page_works_in_its_order(page: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each on the first page that has it."""
    for command in dict.fromkeys(commands(ROOT / page)):
        if FIRST_ON[command] == page or command.words[0] in SHELL:
            _try(command, folder, monkeypatch)


def _try(command: Command, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = command.words[0]
    if program == "byhand":
        _try_byhand(command, monkeypatch)
    elif program == "make":
        _try_make(command)
    elif replay := next((start for start in REPLAYS if command.words[: len(start)] == start), None):
        replay_options(command.words[len(replay) :])  # the play itself: tests/e2e/test_replay.py
    elif not _reason(command):
        assert program in SHELL, f"nobody knows how to run {command.line}"
        done = subprocess.run(command.words, cwd=folder, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{command.line}: {done.stderr}"


def _try_byhand(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """For real; with --help, which still checks names and options, when it cannot be."""
    words = [*command.words[1:], *(["--help"] if _reason(command) else [])]
    with monkeypatch.context() as patch:
        for name, value in command.settings:
            patch.setenv(name, value)
        code, said = _byhand(words, command.out_of)
        if command.is_mentioned and _LACKS.search(said):
            code, said = _byhand([*words, "--help"])
    assert code in _good(command), f"{command.line} ended with {code}: {said}"
    if command.into:
        Path(command.into).write_text(said, "utf-8")


def _good(command: Command) -> set[int]:
    """`byhand doctor` ends with 1 when it finds something; what it finds is its own tests' matter."""
    return {0, 1} if command.words[1:2] == ("doctor",) else {0}


def _try_make(command: Command) -> None:
    """Whether there is such a target: what it does, CI does."""
    tried = subprocess.run(["make", "-n", *command.words[1:]], cwd=ROOT, capture_output=True, text=True, check=False)

    assert tried.returncode == 0, f"{command.line}: {tried.stderr}"


def test_the_pages_hold_commands_in_plenty() -> None:
    assert len(EVERY) > 80  # a pattern that no longer fits anything would let everything pass
    assert {command.words[0] for command in EVERY} >= {"byhand", "make", "python", "sqlite3"}


def test_nothing_on_the_list_of_what_is_not_run_has_gone_from_the_pages() -> None:
    assert {line for line in NOT_RUN_HERE if not any(f"{c.line} ".startswith(f"{line} ") for c in EVERY)} == set()


def test_a_command_that_is_not_there_would_be_noticed(folder: Path) -> None:
    assert _byhand(["assign", "17"])[0] != 0
    assert _byhand(["run", "--fast", "--help"])[0] != 0
    with pytest.raises(AssertionError):
        _try_make(Command(("make", "coffee")))


def test_a_wrong_policy_shown_on_a_page_would_be_noticed(folder: Path) -> None:
    Path("policy.yaml").write_text("company: {}\n", "utf-8")

    assert _byhand(["policy", "check", "policy.yaml"])[0] == 1
