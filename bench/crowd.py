"""A policy of a thousand topics and as many volunteers as one likes, and questions that are about both."""

import itertools
import json
import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from functools import cache
from pathlib import Path

from bench.material import NOON, TEAM, policy
from routing.ports import Author, Post

TOPICS = 1_000
TOPICS_EACH = 3
_NEAR_A_SHOP = 0.15  # degrees, the standard deviation of where people live around their shop
_KINDS = """
    portable folding wireless wired compact built-in freestanding outdoor waterproof rechargeable solar digital analogue
    smart curved ultrawide ergonomic mechanical handheld wall-mounted ceiling magnetic induction ceramic cordless
    adjustable modular refurbished vintage professional travel kitchen garden office gaming nursery bathroom garage
    bedroom camping
""".split()
_THINGS = """
    kettle toaster speaker keyboard monitor printer scanner projector blender grinder heater fan lamp vacuum freezer
    oven router tablet charger camera drone radio clock scale dishwasher
""".split()


@cache
def subjects() -> tuple[str, ...]:
    """What the topics are about: a kind of thing each."""
    return tuple(f"{kind} {thing}" for kind, thing in itertools.product(_KINDS, _THINGS))[:TOPICS]


@cache
def source() -> str:
    """The policy that Byhand comes with, with a thousand topics instead of its own."""
    topics = [
        {
            "id": subject.replace(" ", "-"),
            "name": f"{subject.capitalize()}s",
            "description": f"Buying, setting up and mending a {subject}.",
            "keywords": [subject, f"{subject} warranty", f"model {1000 + number}"],
        }
        for number, subject in enumerate(subjects())
    ]
    return json.dumps({**policy().to_json(), "topics": topics})


def enrol(database: Path, count: int, topics_each: int = TOPICS_EACH) -> None:
    """Volunteers around the policy's shops, there at any hour, with some topics each; written in one go."""
    dice = random.Random(count)
    with closing(sqlite3.connect(database)) as connection:
        connection.executemany(
            "INSERT INTO volunteer (id, team_id, slack_id, name, first_name, time_zone, standing, place_name, latitude,"
            " longitude, hours, paused, joined_at) VALUES (?, ?, ?, ?, 'Vera', ?, 'member', ?, ?, ?, ?, 0, ?)",
            _people(count, dice),
        )
        names = [subject.replace(" ", "-") for subject in subjects()]
        chosen = ((number, topic) for number in range(1, count + 1) for topic in dice.sample(names, topics_each))
        connection.executemany("INSERT INTO volunteertopic (volunteer_id, topic) VALUES (?, ?)", chosen)
        connection.execute("ANALYZE")
        connection.commit()


def _people(count: int, dice: random.Random) -> Iterator[tuple[object, ...]]:
    hours, joined = json.dumps([["00:00", "23:59"]]), f"{NOON:%Y-%m-%d %H:%M:%S.%f}"
    shops = policy().places
    for number in range(1, count + 1):
        shop = dice.choice(shops)
        latitude, longitude = (dice.gauss(degrees, _NEAR_A_SHOP) for degrees in (shop.latitude, shop.longitude))
        name = f"Vera Volunteer {number}"
        yield number, TEAM, f"U{number:08}", name, shop.time_zone, shop.name, latitude, longitude, hours, joined


def posts(count: int) -> Iterator[Post]:
    """Questions about one topic each, from a town with a shop, no two alike."""
    dice = random.Random(7)
    for number in range(count):
        subject, town = dice.choice(subjects()), dice.choice(policy().places).city
        text = f"Hello from {town}! My {subject} stopped after {number + 2} weeks, is there somebody who can help me?"
        yield Post(
            channel="telegram",
            external_id=f"{number}:1",
            first_id=f"{number}:1",
            conversation_id=str(number),
            author=Author(str(number), "Ada Asker", "ada"),
            text=text,
            posted_at=NOON,
            url="",
            addressed=True,
            private=True,
            chat=str(number),
        )
