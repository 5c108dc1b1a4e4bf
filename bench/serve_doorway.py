"""Byhand's Slack doorway over signed HTTP in a process of its own: `DATABASE PORT SLACK_API_URL [alone]`.

What follows an acknowledgement, modals and the cards that change, goes to the stand-in at the pace that Slack allows,
as in `byhand run`; `alone` leaves the outbox out, which changes the cards.
"""

import asyncio
import sys
from pathlib import Path

import uvloop

from bench.material import make_inbox, make_kit
from bench.processes import LOOPBACK, leave_with_parent
from bots.slack.doorway import SlackDoorway, SlackSettings
from commands.running import Part, Running
from console import app as console
from routing.health import Health
from routing.kit import SystemClock
from routing.outbox import Outbox
from routing.pace import Pace

BOT_TOKEN = "xoxb-sandbox-bot-token"
SIGNING_SECRET = "sandbox-signing-secret"


async def _for_ever() -> None:
    """What the doorway does beside is no part of a click: it would ask Slack for every volunteer's name."""
    await asyncio.Event().wait()


async def serve(database: Path, port: int, slack: str, *, alone: bool) -> None:
    kit = make_kit(database, SystemClock())
    health = Health(kit.clock)
    settings = SlackSettings(BOT_TOKEN, signing_secret=SIGNING_SECRET, api_url=slack)
    pace = Pace()
    doorway = SlackDoorway(settings, kit, make_inbox(kit), pace, health.teller("slack"))
    await doorway.connect()
    running = Running(kit, health, f"{LOOPBACK}:{port}", ticks=())
    running.parts.append(Part("slack", _for_ever, doorway.close))
    if not alone:
        running.outbox = Outbox(kit, doorway.desk, pace)
        kit.db.on_commit = running.outbox.wake
        running.parts.append(Part("outbox", running.outbox.run))
    assert doorway.endpoint is not None
    running.web = console.build(kit, health, {"/slack/events": doorway.endpoint})
    await running.run()


if __name__ == "__main__":
    leave_with_parent()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(serve(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3], alone="alone" in sys.argv))
