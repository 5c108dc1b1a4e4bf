"""What the names of a text have in common: countries, regions and spots, by how surely they are meant; pure."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from routing.atlas.gazetteer import NOWHERE, Bearer, Kind

__all__ = ["NOTHING", "Context", "Sum"]


@dataclass(frozen=True)
class Sum:
    """By country, region and square degree: how much the names of a text speak for each."""

    countries: dict[int, float]
    regions: dict[int, float]
    cells: dict[tuple[int, int], float]

    @classmethod
    def empty(cls) -> "Sum":
        return cls(defaultdict(float), defaultdict(float), defaultdict(float))

    def add(self, bearer: Bearer, weight: float) -> None:
        self.countries[bearer.country] += weight
        self.regions[bearer.region] += weight
        if bearer.kind <= Kind.DISTRICT:
            self.cells[_cell(bearer)] += weight

    def spread(self) -> dict[tuple[int, int], float]:
        """For each square degree what lies in it and around it."""
        near: dict[tuple[int, int], float] = defaultdict(float)
        for (row, column), weight in self.cells.items():
            for down in (-1, 0, 1):
                for right in (-1, 0, 1):
                    near[row + down, column + right] += weight
        return near


@dataclass(frozen=True)
class Context:
    """What the other names of a text have in common, by how surely they are meant."""

    everything: Sum
    spread: Mapping[tuple[int, int], float]
    own: Sum
    total: float

    def of_country(self, bearer: Bearer) -> float:
        if bearer.country == NOWHERE:
            return 0.0
        return self.everything.countries.get(bearer.country, 0.0) - self.own.countries.get(bearer.country, 0.0)

    def of_region(self, bearer: Bearer) -> float:
        if bearer.region == NOWHERE:
            return 0.0
        return self.everything.regions.get(bearer.region, 0.0) - self.own.regions.get(bearer.region, 0.0)

    def near(self, bearer: Bearer) -> float:
        """Of other settlements within about 150 km; nothing is near a large area."""
        if bearer.kind > Kind.DISTRICT:
            return 0.0
        row, column = _cell(bearer)
        around = self.spread.get((row, column), 0.0)
        if not around:
            return 0.0
        own = self.own.cells.items()
        return max(0.0, around - sum(weight for (y, x), weight in own if -2 < y - row < 2 and -2 < x - column < 2))  # noqa: PLR2004 - the cells beside it


NOTHING = Context(Sum.empty(), {}, Sum.empty(), 0.0)


def _cell(bearer: Bearer) -> tuple[int, int]:
    return round(bearer.latitude), round(bearer.longitude)
