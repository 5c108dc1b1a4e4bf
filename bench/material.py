"""What is measured with: a fresh database, volunteers in every shop, questions that people might ask."""

import json
import shutil
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from bots.telegram import event
from bots.telegram.client import Us
from bots.telegram.parse import parse
from policies.document import Policy, Topic
from policies.file import read
from routing import mind
from routing.atlas.gazetteer import DEFAULT_PATH, Gazetteer
from routing.inbox import Inbox
from routing.kinds import Kinds
from routing.kit import Home, Kit
from routing.places import Places
from routing.ports import Clock, RawEvent, TopicModel
from routing.reader import Reader
from routing.rulebook import Rulebook, apply
from routing.topics.model import Example, Topics
from store import receipts, volunteers
from store.db import Database
from store.migrate import upgrade
from store.models import Volunteer

TEAM = "T0BENCH"
US = Us(4_200_000_001, "brightaisle_bot", reads_groups=True)
POLICY = Path(__file__).parent.parent / "policies" / "default.yaml"
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)

_ASKED = (
    "My new {thing} near {town} does not start any more {detail}. Is there something I can try first?",
    "Hello, does the shop in {town} have a {thing} in stock? I would come by this afternoon {detail}.",
    "The {thing} that I bought last week in {town} makes a strange noise {detail}, should I bring it back?",
    "Which {thing} would you take for a small flat in {town}? I do not want to spend too much {detail}.",
    "How do I reset my {thing}? The manual says nothing about it {detail}. Greetings from {town}!",
)
_THINGS = ("washing machine", "phone", "laptop", "router", "espresso machine", "television", "camera", "headphones")
_DETAILS = (
    "since the update of last night",
    "and the receipt has number {number}",
    "whatever I press, {number} times by now",
    "which is a present for my sister",
    "as soon as it rains",
    "with the serial number {number}",
    "although it is only {number} days old",
)

_kinds = cache(Kinds)
_learnt = lru_cache(maxsize=2)(Topics)


class DayByDay:
    """Noon of one day after the other: nobody is asked more often in a day than the policy allows."""

    def __init__(self) -> None:
        self._now = NOON

    def now(self) -> datetime:
        return self._now

    def next_day(self) -> None:
        self._now += timedelta(days=1)


@cache
def policy() -> Policy:
    """The policy that Byhand comes with."""
    return read(POLICY.read_text("utf-8"))


@cache
def _finder() -> Places:
    return Places(Gazetteer(DEFAULT_PATH))


def make_kit(path: Path, clock: Clock, team: str = TEAM) -> Kit:
    """Everything a use case needs, as `byhand run` builds it."""
    db = Database(f"sqlite:///{path}")
    return Kit(db, clock, Rulebook(db), {}, _finder(), Reader(db, _learn, _kinds), Home(team))


def by_meaning(kit: Kit) -> Kit:
    """The same, which reads with the embedding."""
    return replace(kit, reader=mind.reader("minilm", kit.db, kit.clock))


def _learn(topics: Sequence[Topic], _lessons: Sequence[Example]) -> TopicModel:
    """By words alone, once for every kit."""
    return _learnt(tuple(topics))


def make_inbox(kit: Kit) -> Inbox:
    return Inbox(kit, {event.CHANNEL: lambda raw: parse(raw.payload, US.username)})


def fresh(folder: Path, name: str, clock: Clock) -> Kit:
    """A kit on a migrated database with the policy in force and nothing else; made once, then copied."""
    template = folder / "template.db"
    if not template.exists():
        made = make_kit(template, clock)
        upgrade(made.db)
        apply(made.db, clock, POLICY.read_text("utf-8"), "bench")
        close(made)
    path = folder / f"{name}.db"
    for left in folder.glob(f"{path.name}*"):
        left.unlink()
    shutil.copy(template, path)
    return make_kit(path, clock)


def close(kit: Kit) -> None:
    kit.writer.shutdown()
    kit.db.close()


def enrol(kit: Kit, count: int) -> list[str]:
    """Volunteers spread over the policy's shops and topics, there at any hour; returns their Slack ids."""
    shops, topics = policy().places, [topic.id for topic in policy().topics]
    people = [_volunteer(kit, number, shops[number % len(shops)]) for number in range(count)]
    with kit.db.write() as session:
        session.add_all(people)
        session.flush()
        for number, person in enumerate(people):
            chosen = [topics[(number + step) % len(topics)] for step in (0, 2, 3)]
            volunteers.set_topics(session, person.id or 0, chosen)
    return [person.slack_id for person in people]


def _volunteer(kit: Kit, number: int, shop: Any) -> Volunteer:
    return Volunteer(
        team_id=kit.home.team_id,
        slack_id=f"U{number:08}",
        name=f"Vera Volunteer {number}",
        first_name="Vera",
        time_zone=shop.time_zone,
        place_name=shop.name,
        latitude=shop.latitude,
        longitude=shop.longitude,
        hours=[["00:00", "23:59"]],
        joined_at=kit.clock.now(),
    )


def update(number: int, when: datetime = NOON) -> dict[str, Any]:
    """A private message to the bot as Telegram brings it, each from an asker of its own."""
    person = {"id": 5_000_000 + number, "first_name": "Ada", "last_name": f"Asker {number}", "username": f"ada{number}"}
    return {
        "update_id": 700_000_000 + number,
        "message": {
            "message_id": 10 + number,
            "from": {**person, "is_bot": False, "language_code": "en"},
            "chat": {**person, "type": "private"},
            "date": int(when.timestamp()),
            "text": _text(number),
        },
    }


def _text(number: int) -> str:
    """No two are alike: what is remembered of one text is of no use for the next."""
    towns = [shop.city for shop in policy().places]
    detail = _DETAILS[number % len(_DETAILS)].format(number=1000 + number)
    thing, town = _THINGS[number % len(_THINGS)], towns[number % len(towns)]
    return _ASKED[number % len(_ASKED)].format(thing=thing, town=town, detail=f"{detail} ({number})")


def updates(count: int, first: int = 0) -> list[RawEvent]:
    return [event.of_update(update(first + number), US) for number in range(count)]


def keep(kit: Kit, events: Sequence[RawEvent]) -> None:
    """Receipts of these events, kept and not worked through yet."""
    now = kit.clock.now()
    rows = [
        {
            "channel": one.channel,
            "key": one.key,
            "kind": one.kind,
            "payload": json.dumps(one.payload, separators=(",", ":")),
            "state": "kept",
            "reason": "",
            "album": "",
            "attempts": 0,
            "result": None,
            "received_at": now,
            "not_before": now,
        }
        for one in events
    ]
    with kit.db.write() as session:
        receipts.keep(session, rows)


def post(path: str, body: bytes, headers: dict[str, str]) -> bytes:
    """An HTTP/1.1 request, whole."""
    lines = {"Host": "127.0.0.1", "Content-Length": str(len(body)), **headers}
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"POST {path} HTTP/1.1\r\n{head}\r\n".encode() + body
