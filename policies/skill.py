"""How well somebody may be expected to answer on a topic: what he says of himself, then what came of his questions."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

# What a level is worth while nothing is known, as the share of questions that go well; and after how many questions
# what came of them weighs as much as what was said.
LEVELS: Mapping[int, float] = MappingProxyType({1: 0.4, 2: 0.6, 3: 0.8})
STRENGTH = 4.0
UNDECLARED = 0.3  # asked all the same, where the ring is open to every topic
RELEASED = 0.5  # to give a question back is no shame; it only says a little
NEWCOMER = 3  # questions that came to something: with fewer of them somebody is new to a topic
_BOTH = 0.5  # so far towards 1 a second topic known perfectly brings somebody


@dataclass(frozen=True, slots=True)
class Experience:
    """What came of one volunteer's questions of one topic, counted: the columns of the table `Evidence`."""

    claimed: int = 0
    answered: int = 0
    released: int = 0
    corrected: int = 0
    thanked: int = 0

    @property
    def finished(self) -> int:
        """Questions of which something came, good or bad."""
        return self.answered + self.released + self.corrected

    def to_json(self) -> dict[str, int]:
        """Only what is not nothing."""
        return {name: number for name in self.__slots__ if (number := getattr(self, name))}


NONE = Experience()


def skill(level: int | None, experience: Experience = NONE) -> float:
    """Between 0 and 1. `level` None: he did not choose the topic. More good never scores worse, more bad never better.

    The mean of a Beta distribution whose prior is the level; answers and thanks speak for, corrections and, half as
    loud, what was given back against.
    """
    prior = UNDECLARED if level is None else LEVELS[min(max(level, 1), 3)]
    good = experience.answered + experience.thanked
    bad = experience.corrected + RELEASED * experience.released
    return (prior * STRENGTH + good) / (STRENGTH + good + bad)


def together(best: float, second: float) -> float:
    """Of two topics: as good as in the better one, and better still who knows the other too."""
    return best + (1 - best) * _BOTH * second
