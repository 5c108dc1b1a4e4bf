"""What /byhand does: one use case a word, answered in the acknowledgement."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from bots.slack import command, enrolment
from bots.slack.acts import Interaction
from bots.slack.clicks import Follow
from bots.slack.elements import Block, aside, open_button, section
from bots.slack.frames import OPEN_LINK
from bots.slack.people import People
from bots.slack.text import one_line, shorten, visible
from routing import volunteers
from routing.errors import ByhandError
from routing.kit import Kit
from routing.ports import DeliveryError

MOST_LINES = 12


class Orders:
    """The slash command. What it says goes to whoever typed it, and to nobody else."""

    def __init__(self, kit: Kit, people: People) -> None:
        self._kit = kit
        self._people = people

    async def carry_out(self, order: Interaction) -> tuple[Follow, list[Block]]:
        """A modal to open or words to answer with, and blocks for a longer answer."""
        try:
            zone = await self._time_zone(order)
            wanted = command.read(order.value, self._kit.policy(), self._kit.clock.now(), zone)
            return await self._do(order, wanted)
        except DeliveryError:
            return Follow(text="Slack did not tell us who you are. Please try once more."), []
        except ByhandError as error:
            return Follow(text=str(error)), []

    async def _time_zone(self, order: Interaction) -> str:
        """Only a pause until some hour needs it."""
        if "until" not in order.value.lower():
            return "UTC"
        return (await self._people.soon(order.act.slack_id)).time_zone

    async def _do(self, order: Interaction, wanted: command.Command) -> tuple[Follow, list[Block]]:
        if isinstance(wanted, command.Enrol):
            return Follow(await self._enrolment(order.act.slack_id)), []
        if isinstance(wanted, command.Mistake):
            return self._help(wanted.text)
        if isinstance(wanted, command.Plain) and wanted.word == "help":
            return self._help("")
        if isinstance(wanted, command.Plain) and wanted.word == "queue":
            return await self._queue(order.act.slack_id)
        return Follow(text="\n".join(await self._change(order, wanted))), []

    async def _change(self, order: Interaction, wanted: command.Command) -> tuple[str, ...]:
        """What is stored about the volunteer changes; in words what it is now."""
        if isinstance(wanted, command.Join):
            act = replace(order.act, kind=f"{order.act.kind} join")
            person = await self._people.soon(act.slack_id)
            return (await self._kit.run(volunteers.save, act, person, wanted.profile)).lines
        if isinstance(wanted, command.Pause):
            act = replace(order.act, kind=f"{order.act.kind} pause")
            return (await self._kit.run(volunteers.pause, act, wanted.until)).lines
        word = wanted.word if isinstance(wanted, command.Plain) else ""
        act = replace(order.act, kind=f"{order.act.kind} {word}")
        return (await self._kit.run(volunteers.resume if word == "resume" else volunteers.leave, act)).lines

    async def _enrolment(self, slack_id: str) -> Callable[[], Block]:
        known = await self._kit.run(volunteers.profile, slack_id)
        if known is None:
            return partial(enrolment.enrol, self._kit.policy())
        return partial(enrolment.enrol, self._kit.policy(), known)

    def _help(self, mistake: str) -> tuple[Follow, list[Block]]:
        lines = command.help_lines(self._kit.policy())
        said = [section(mistake)] if mistake else []
        return Follow(text=mistake or "What /byhand understands"), [*said, section("\n".join(lines))]

    async def _queue(self, slack_id: str) -> tuple[Follow, list[Block]]:
        view = await self._kit.run(volunteers.queue, slack_id)
        blocks = [*_listed("You have taken:", view.mine), *_listed("Open:", view.open)]
        counted = f"You have taken {len(view.mine)}; {len(view.open)} are open."
        return Follow(text=counted), [section(counted), *blocks]


def _listed(title: str, lines: tuple[volunteers.QueueLine, ...]) -> list[Block]:
    if not lines:
        return []
    left_out = [aside(f"… and {len(lines) - MOST_LINES} more")] if len(lines) > MOST_LINES else []
    return [section(title), *(_line(line) for line in lines[:MOST_LINES]), *left_out]


def _line(line: volunteers.QueueLine) -> Block:
    facts = " · ".join(part for part in (one_line(line.topic, 60), one_line(line.place, 80), line.state) if part)
    block = section(f"{shorten(visible(line.text), 500)}\n{facts}")
    button = open_button(line.link, "Open", OPEN_LINK)
    return {**block, "accessory": button[0]} if button else block
