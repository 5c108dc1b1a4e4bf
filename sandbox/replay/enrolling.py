"""Who plays a volunteer: the employees of the sandbox, who join as they would, unless they have already."""

import asyncio
from dataclasses import dataclass
from random import Random

from sandbox.replay.blocks import fields
from sandbox.replay.control import Control, Stuck

HOURS = "00:00-24:00"  # a replay may be played at any hour
AT_ONCE = 4
TRIES = 20
# Each knows some of the twelve topics, so that each topic has several people in several countries.
COLLEAGUES = (
    ("U0ANNA", "laundry,kitchen,smart-home", "Hamburg"),
    ("U0BEN", "phones,computers,stores", "London"),
    ("U0CARLA", "orders,audio,cameras", "Madrid"),
    ("U0DEV", "computers,printers,smart-home", "Toronto"),
    ("U0ELENA", "laundry,tv,audio", "Milan"),
    ("U0FAROUK", "phones,stores,orders", "Dubai"),
    ("U0GRACE", "gaming,smart-home,cameras", "Seattle"),
    ("U0HUGO", "kitchen,tv,printers", "Lyon"),
    ("U0IRENE", "phones,orders,laundry", "Barcelona"),
    ("U0JONAS", "phones,orders,gaming", "Berlin"),
    ("U0KEIKO", "cameras,audio,computers", "Amsterdam"),
    ("U0LUCAS", "gaming,tv,printers", "Miami"),
    ("U0MAYA", "stores,kitchen,orders", "New York"),
    ("U0NOAH", "printers,tv,stores", "Chicago"),
)
_PLACES = (
    "Hamburg", "London", "Madrid", "Toronto", "Milan", "Dubai", "Seattle", "Lyon", "Barcelona", "Berlin", "Vienna",
    "Amsterdam", "Miami", "New York", "Chicago", "Paris", "Munich", "Manchester", "Dublin", "Brussels",
)  # fmt: skip
_TOPICS = (
    "tv", "audio", "computers", "printers", "phones", "cameras", "gaming", "kitchen", "laundry", "smart-home",
    "orders", "stores",
)  # fmt: skip


@dataclass(frozen=True)
class Colleague:
    """Somebody of the company, and how they take to being asked: shares of one, and seconds."""

    id: str
    willing: float
    declines: float
    gives_back: float
    thinks: float
    writes: float


def temper(person: str, chance: Random) -> Colleague:
    """Nobody is like another."""
    return Colleague(
        person,
        willing=chance.uniform(0.6, 0.9),
        declines=chance.uniform(0.05, 0.2),
        gives_back=chance.uniform(0.02, 0.1),
        thinks=chance.uniform(5, 40),
        writes=chance.uniform(20, 90),
    )


async def enrol(control: Control, crowd: int, chance: Random) -> list[Colleague]:
    """Everybody who plays has joined. `crowd` more employees are made up for a large run."""
    wanted = list(COLLEAGUES)
    if crowd:
        more = await control.act("slack/people", count=crowd)
        wanted += [(person, ",".join(chance.sample(_TOPICS, 3)), chance.choice(_PLACES)) for person in more]
    room = asyncio.Semaphore(AT_ONCE)

    async def join(person: str, topics: str, place: str) -> None:
        async with room:
            await _join(control, person, f"join {topics} near {place} hours {HOURS}")

    await asyncio.gather(*(join(*row) for row in wanted))
    return [temper(person, chance) for person, _, _ in wanted]


async def _join(control: Control, person: str, words: str) -> None:
    if not person.startswith("U1") and await _has_joined(control, person):
        return
    heard: dict[str, object] = {}
    for _ in range(TRIES):
        heard = await control.act("slack/command", person=person, text=words, wait=0)
        if heard["acknowledged"] and "try once more" not in str(heard.get("response")):
            return
        await asyncio.sleep(0.5)
    raise Stuck(f"{person} could not join: {heard.get('error') or heard.get('response')}. Does Byhand run there?")


async def _has_joined(control: Control, person: str) -> bool:
    """Whether the enrolment's window, which `/byhand` opens, is filled in already."""
    heard = await control.act("slack/command", person=person, text="")
    view = heard.get("view")
    if not view:
        return False
    filled = any("initial_options" in element or "initial_value" in element for _, element in fields(view))
    await control.act("slack/close", person=person, all=True)
    return filled
