"""Failpoints end a process at a named place, at the passing that was asked for, and only there."""

import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from routing import failpoints

ROOT = Path(__file__).parents[2]
WALK = """
from routing import failpoints
failpoints.arm({setting!r})
for number in range(3):
    failpoints.reach("outbox.taken")
    failpoints.reach("outbox.called")
    print("passed", number, flush=True)
"""


def walk(setting: str) -> tuple[int, list[str]]:
    """How the process ended, and how far it came."""
    code = WALK.format(setting=setting)
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout.split("\n")[:-1]


@pytest.mark.parametrize(
    ("setting", "came"),
    [("outbox.taken", 0), ("outbox.called:1", 0), ("outbox.called:3", 2)],
)
def test_an_armed_process_ends_as_by_kill_9(setting: str, came: int) -> None:
    assert walk(setting) == (-signal.SIGKILL, [f"passed {number}" for number in range(came)])


@pytest.mark.parametrize("setting", ["inbox.kept", "outbox.taken:4"])
def test_a_place_that_is_not_reached_ends_nothing(setting: str) -> None:
    assert walk(setting) == (0, ["passed 0", "passed 1", "passed 2"])


def test_a_passing_that_is_far_off_is_counted_down_to() -> None:
    failpoints.arm("outbox.called:1000000000")
    failpoints.reach("outbox.called")
    failpoints.reach("outbox.taken")


def test_an_unarmed_process_passes_everywhere() -> None:
    for name in failpoints.NAMES:
        failpoints.reach(name)


@pytest.mark.parametrize("setting", ["nowhere", "outbox", ""])
def test_a_name_that_is_none_is_refused_with_those_there_are(setting: str) -> None:
    with pytest.raises(ValueError, match=r"outbox\.called, outbox\.recorded, outbox\.taken"):
        failpoints.arm(setting)


def test_every_failpoint_is_reached_somewhere_in_the_code() -> None:
    code = "".join(path.read_text("utf-8") for path in (ROOT / "routing").glob("*.py") if path.stem != "failpoints")
    reached = set(re.findall(r'\breach(?:\(|, )"([a-z_.]+)"', code))
    assert reached == failpoints.NAMES
