"""What one seed draws, the same for every strategy: the world, its people, their questions."""

from dataclasses import dataclass

import numpy as np

from policies.document import Policy
from routing.simulation.assumptions import Assumptions
from routing.simulation.stream import Stream, draw_stream
from routing.simulation.workforce import Workforce, World, draw_workforce, draw_world


@dataclass(frozen=True)
class Scene:
    """Drawn from the shops and topics of one policy; others may be tried in it."""

    seed: int
    assumed: Assumptions
    world: World
    force: Workforce
    stream: Stream


def scene_of(policy: Policy, assumed: Assumptions, seed: int) -> Scene:
    world = draw_world(policy, assumed, np.random.default_rng((seed, 0)))
    force = draw_workforce(world, assumed, np.random.default_rng((seed, 1)))
    stream = draw_stream(world, assumed, np.random.default_rng((seed, 2)))
    return Scene(seed, assumed, world, force, stream)
