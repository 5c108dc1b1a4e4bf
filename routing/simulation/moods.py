"""What each volunteer would do with one question: drawn once for it, so that all strategies meet the same people."""

from dataclasses import dataclass

import numpy as np

from routing.simulation.assumptions import Assumptions
from routing.simulation.ground import Bools, Floats
from routing.simulation.workforce import Workforce


@dataclass(frozen=True)
class Moods:
    """One row a volunteer. `click` and `write` are minutes, `glance` those of his hours until he looks at a channel."""

    takes: Bools
    says_no: Bools
    click: Floats
    glance: Floats
    write: Floats
    gives_back: Bools
    thanked: Bools
    corrected: Bools


def draw_moods(force: Workforce, topic: int, assumed: Assumptions, dice: np.random.Generator) -> Moods:
    """`topic` is the question's true one, whether Byhand knows it or not."""
    chances = dice.random((5, len(force)), dtype=np.float32)
    noise = dice.standard_normal((2, len(force)), dtype=np.float32)
    skill, clueless = force.skill[:, topic], 1.0 - force.skill[:, topic]
    own = np.sqrt(max(0.0, assumed.click_spread**2 - assumed.pace_spread**2))
    least, most = assumed.thanked
    return Moods(
        takes=chances[0] < force.willingness * 2.0 * skill,
        says_no=chances[1] < assumed.says_no,
        click=assumed.click_minutes * force.pace * np.exp(own * noise[0]),
        glance=dice.standard_exponential(len(force), dtype=np.float32) * assumed.glance_minutes * force.glances,
        write=assumed.writing_minutes * np.exp(assumed.writing_spread * noise[1]),
        gives_back=chances[2] < assumed.gives_back * clueless,
        thanked=chances[3] < least + most * skill,
        corrected=chances[4] < assumed.corrected * clueless,
    )
