"""The questions, drawn: when, about what, from where, and how much of it Byhand can tell."""

from dataclasses import dataclass

import numpy as np

from routing.ports import Place, Point
from routing.simulation.assumptions import Assumptions
from routing.simulation.ground import Bools, Floats, Ints, ahead, scattered
from routing.simulation.workforce import World

# How many are asked in each hour of the asker's day, against an even spread; few at night, most late in the afternoon.
HOURS = (3, 2, 1, 1, 1, 2, 4, 7, 10, 12, 13, 13, 13, 13, 13, 14, 14, 14, 13, 12, 11, 10, 8, 5)
DAY = 1440.0
_TOWN_KM = 10.0  # how exactly an asker's place is known


@dataclass(frozen=True)
class Stream:
    """One row a question, by the minute since START at which it was asked; `hour` is that of the asker's clock."""

    minute: Floats
    hour: Ints
    topic: Ints
    topic_known: Bools
    latitude: Floats
    longitude: Floats
    place_known: Bools

    def __len__(self) -> int:
        return len(self.minute)

    def place(self, number: int) -> Place | None:
        """Where Byhand takes the asker to be."""
        if not self.place_known[number]:
            return None
        point = Point(float(self.latitude[number]), float(self.longitude[number]))
        return Place("there", point, _TOWN_KM, "profile", 0.9)


def draw_stream(world: World, assumed: Assumptions, dice: np.random.Generator) -> Stream:
    """Those of the warm-up come first; the clock of each asker decides when he asks."""
    days = assumed.warm_up_days + assumed.days
    many = int(dice.poisson(assumed.questions_a_day * days))
    ground = world.ground
    shop = dice.choice(len(ground.shops), many, p=world.shop_shares)
    hour = dice.choice(len(HOURS), many, p=np.array(HOURS) / sum(HOURS)) + dice.random(many)
    ahead_of_utc = np.array([ahead(name) for name in ground.zones])[ground.zone_of[shop]]
    minute = dice.integers(0, days, many) * DAY + (hour * 60.0 - ahead_of_utc) % DAY
    latitude, longitude = scattered(
        ground.latitude[shop], ground.longitude[shop], dice, assumed.asks_km, assumed.asks_spread
    )
    in_order = np.argsort(minute, kind="stable")
    return Stream(
        minute=minute[in_order],
        hour=hour.astype(np.int64)[in_order],
        topic=dice.choice(len(world.topics), many, p=world.topic_shares),
        topic_known=dice.random(many) < assumed.topic_known,
        latitude=latitude[in_order],
        longitude=longitude[in_order],
        place_known=dice.random(many) < assumed.place_known,
    )
