"""Named places in the walk of a question at which a test may kill the process: every boundary of a promise."""

import os
import signal

NAMES = frozenset(
    {
        "inbox.before_keep",  # a raw event arrived, nothing is stored
        "inbox.kept",  # it is stored, nothing is acknowledged
        "intake.before_commit",  # the question is written, not committed
        "intake.committed",
        "act.before_commit",  # a human act is carried out, not committed
        "act.committed",  # committed, Slack not acknowledged
        "outbox.taken",  # the intent is committed, the call not made
        "outbox.called",  # the call came back, nothing recorded
        "outbox.recorded",
        "clock.before_commit",  # a deadline was acted on, not committed
    }
)


class _Armed:
    name = ""
    left = 0


def arm(setting: str) -> None:
    """Arm one failpoint: "NAME" or "NAME:N" for its Nth passing. Raises ValueError for an unknown name."""
    name, _, count = setting.partition(":")
    if name not in NAMES:
        raise ValueError(f"there is no failpoint {name}; there are: {', '.join(sorted(NAMES))}")
    _Armed.name, _Armed.left = name, int(count or 1)


def reach(name: str) -> None:
    """The walk passes here; an armed process ends at once, as by kill -9."""
    if _Armed.name != name:
        return
    _Armed.left -= 1
    if _Armed.left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
