"""The volunteers, drawn: where they are, what they know and say that they know, how willing and how quick they are."""

from dataclasses import dataclass

import numpy as np

from policies.document import Policy
from routing.simulation.assumptions import Assumptions
from routing.simulation.ground import Bools, Floats, Ground, Ints, ground_of, scattered, zipf


@dataclass(frozen=True)
class World:
    """What a seed draws once for all strategies: the ground, and how places and topics are skewed."""

    ground: Ground
    shop_shares: Floats
    topic_shares: Floats
    topics: tuple[str, ...]


@dataclass(frozen=True)
class Workforce:
    """One row a volunteer. `shift` is a number of `hours.SHIFTS`; `level` 0 says that he did not choose the topic.

    `pace` and `glances` are his own factors of the delay to a click and of the time between two looks at a channel.
    """

    latitude: Floats
    longitude: Floats
    zone_of: Ints
    shift: Ints
    level: Ints
    skill: Floats
    willingness: Floats
    pace: Floats
    glances: Floats

    def __len__(self) -> int:
        return len(self.willingness)


def draw_world(policy: Policy, assumed: Assumptions, dice: np.random.Generator) -> World:
    ground = ground_of(policy, assumed.time_zones)
    topics = tuple(topic.id for topic in policy.topics)
    return World(
        ground,
        zipf(len(ground.shops), assumed.place_skew, dice),
        zipf(len(topics), assumed.topic_skew, dice),
        topics,
    )


def draw_workforce(world: World, assumed: Assumptions, dice: np.random.Generator) -> Workforce:
    many, ground = assumed.volunteers, world.ground
    shop = dice.choice(len(ground.shops), many, p=world.shop_shares)
    latitude, longitude = scattered(
        ground.latitude[shop], ground.longitude[shop], dice, assumed.lives_km, assumed.lives_spread
    )
    level = _levels(world, assumed, dice)
    return Workforce(
        latitude,
        longitude,
        ground.zone_of[shop],
        dice.choice(3, many, p=(1 - assumed.early_shift - assumed.late_shift, assumed.early_shift, assumed.late_shift)),
        level,
        _skills(level, assumed, dice),
        dice.beta(assumed.willingness[0], assumed.willingness[1], many),
        np.exp(dice.normal(0.0, min(assumed.pace_spread, assumed.click_spread), many)),
        np.exp(dice.normal(0.0, assumed.glance_spread, many)),
    )


def _levels(world: World, assumed: Assumptions, dice: np.random.Generator) -> Ints:
    """Which topics each chose, and how well he says that he knows them."""
    many, topics = assumed.volunteers, len(world.topics)
    how_many = np.minimum(dice.choice(len(assumed.topics_each), many, p=assumed.topics_each) + 1, topics)
    # The first so many of a weighted order without repeats: the largest of u^(1/weight).
    order = np.argsort(np.log(dice.random((many, topics))) / world.topic_shares, axis=1)[:, ::-1]
    chosen: Bools = np.zeros((many, topics), dtype=bool)
    chosen[np.arange(many)[:, None], order] = np.arange(topics) < how_many[:, None]
    level = dice.choice(3, (many, topics), p=assumed.levels) + 1
    return np.where(chosen, level, 0).astype(np.int64)


def _skills(level: Ints, assumed: Assumptions, dice: np.random.Generator) -> Floats:
    mean = np.array((assumed.skill_elsewhere, *assumed.skill_by_level))[level]
    return dice.beta(mean * assumed.skill_firmness, (1 - mean) * assumed.skill_firmness)
