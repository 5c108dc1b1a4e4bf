"""`python -m sandbox replay`: questions played through a sandbox and a Byhand that run already."""

import argparse
import asyncio
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from sandbox.replay import show
from sandbox.replay.control import Control, Stuck
from sandbox.replay.play import Play, Wishes
from sandbox.replay.script import OWN_FILE, Unreadable, read
from sandbox.replay.tally import Summary

SANDBOX = "http://127.0.0.1:8500"
ALL_WELL, NOT_WELL, NOT_PLAYED = 0, 1, 2
_WORDS = """
Plays a file of questions as askers on X and Telegram, with simulated volunteers in Slack who take and answer them;
what they write begins with [Rehearsal]. The exit code is 0 when nothing was lost, nothing doubled and nothing left
undecided, 1 when something was, and 2 when it could not be played.
"""


def main(arguments: Sequence[str]) -> int:
    """One play. What people read goes to standard error when --json is asked for."""
    options = _options(arguments)
    console = Console(stderr=options.json, soft_wrap=True)
    try:
        found = _play(options, console)
    except (Unreadable, Stuck) as error:
        print(f"replay: {error}", file=sys.stderr)  # noqa: T201 - a command prints
        return NOT_PLAYED
    except KeyboardInterrupt:
        print("replay: ended before it was over", file=sys.stderr)  # noqa: T201 - a command prints
        return NOT_PLAYED
    show.summary(console, found)
    if options.json:
        print(json.dumps(found.as_json(), ensure_ascii=False))  # noqa: T201 - a command prints
    return ALL_WELL if found.is_well else NOT_WELL


def _play(options: argparse.Namespace, console: Console) -> Summary:
    script = read(options.file)
    for broken in script.broken:
        console.print(f"{options.file}, line {broken.number}: {broken.reason}", style="yellow", markup=False)
    wishes = Wishes(
        speed=options.speed,
        fast=options.fast,
        count=options.count,
        crowd=options.crowd,
        faults=options.faults,
        seed=options.seed,
        patience=options.patience,
        answers=not options.only_ask,
        limits=options.limits,
        byhand=options.byhand,
    )

    async def play() -> Summary:
        control = Control(options.sandbox)
        try:
            with show.following(console) as tell:
                return await Play(control, script, wishes, tell).run()
        finally:
            await control.close()

    return asyncio.run(play())


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m sandbox replay", description=_WORDS)
    add = parser.add_argument
    add("file", nargs="?", type=Path, default=OWN_FILE, help="JSON lines (default: the 200 questions that come along)")
    add("--sandbox", default=SANDBOX, metavar="URL", help=f"where the sandbox is (default: {SANDBOX})")
    add("--byhand", default="", metavar="URL", help="where Byhand is, to hold its own record against what is seen")
    pace = parser.add_mutually_exclusive_group()
    pace.add_argument(
        "--speed", type=_positive, default=1.0, metavar="N", help="N times as fast as in life (default: 1)"
    )
    pace.add_argument("--fast", action="store_true", help="as fast as the platforms' limits allow")
    add("--count", type=_whole, metavar="N", help="so many of them; more than there are come in other words again")
    add("--crowd", type=_whole, default=0, metavar="N", help="so many volunteers more than the fourteen")
    add("--faults", type=_share, default=0.0, metavar="5%", help="let this share of all calls and deliveries go wrong")
    add("--seed", type=int, default=1, metavar="N", help="another number is another play (default: 1)")
    add("--patience", type=_positive, default=300.0, metavar="SECONDS", help="give up when nothing moves for so long")
    add("--only-ask", action="store_true", help="nobody answers: for the load alone")
    add("--limits", type=_positive, default=1.0, metavar="N", help="the sandbox's own --speed, to reckon its limits")
    add("--json", action="store_true", help="the summary as JSON on standard output")
    return parser.parse_args(arguments)


def _positive(text: str) -> float:
    value = _number(text)
    if value <= 0:
        raise argparse.ArgumentTypeError("it must be more than 0")
    return value


def _whole(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is no number of questions or people")
    return int(text)


def _share(text: str) -> float:
    """`5%` or `0.05`."""
    value = _number(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    if not 0 <= value < 1:
        raise argparse.ArgumentTypeError("it must be a share between 0 and 100 %")
    return value


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no number") from None
