"""What a rehearsal comes to, in numbers: how many would have been reached, what nobody knows, where nobody is. Pure."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import median

from routing.factors import distance
from routing.ports import Place
from routing.rehearsal.colleagues import Colleague
from routing.rehearsal.play import Outcome, Played, Rehearsal
from routing.shops import shops_of

__all__ = ["Figures", "Gap", "Load", "Lonely", "figures"]

_CELL = 1.0  # degrees: questions so near each other are from one place


@dataclass(frozen=True)
class Gap:
    """A topic that is asked about: how often, how often nobody who knows it could be asked, and who knows it at all."""

    topic: str
    name: str
    asked: int
    unreached: int
    knowing: int


@dataclass(frozen=True)
class Lonely:
    """A place that is asked from with no colleague within reach: how often, and how far the nearest one is.

    `shop` is one of the company's own that is near, though nobody of it has joined; else empty.
    """

    place: Place
    asked: int
    nearest: str
    nearest_km: float | None
    shop: str = ""


@dataclass(frozen=True)
class Load:
    """How often one colleague would have been asked, and on his busiest day."""

    person: Colleague
    asked: int
    most_a_day: int


@dataclass(frozen=True)
class Figures:
    total: int
    counts: Mapping[Outcome, int]
    gaps: tuple[Gap, ...]
    lonely: tuple[Lonely, ...]
    loads: tuple[Load, ...]
    never_asked: int
    median_km: float | None
    without_place: int
    without_topic: int
    untimed: int

    @property
    def asked(self) -> int:
        """Those that somebody would have been asked about at all."""
        return self.total - self.counts[Outcome.LISTENED]

    def share(self, outcome: Outcome) -> float:
        """Of the questions that were to be answered."""
        return self.counts[outcome] / self.asked if self.asked else 0.0


def figures(found: Rehearsal) -> Figures:
    asked = [one for one in found.questions if one.outcome is not Outcome.LISTENED]
    distances = [one.nearest_km for one in asked if one.nearest_km is not None]
    loads = _loads(found)
    return Figures(
        total=len(found.questions),
        counts=Counter(one.outcome for one in found.questions),
        gaps=_gaps(found, asked),
        lonely=_lonely(found, asked),
        loads=loads,
        never_asked=len(found.people) - len(loads),
        median_km=median(distances) if distances else None,
        without_place=sum(one.place is None for one in asked),
        without_topic=sum(not one.topics for one in asked),
        untimed=sum(not one.asked.timed for one in found.questions),
    )


def _gaps(found: Rehearsal, asked: Iterable[Played]) -> tuple[Gap, ...]:
    """Every topic that was asked about, the one that most often found nobody first."""
    often, missed = Counter[str](), Counter[str]()
    for one in asked:
        if one.topics:
            often[one.topics[0]] += 1
            missed[one.topics[0]] += one.outcome is Outcome.NOBODY
    knowing = Counter(topic for person in found.people for topic in person.levels)
    names = {topic.id: topic.name for topic in found.router.policy.topics}
    gaps = (
        Gap(topic, names.get(topic, topic), number, missed[topic], knowing[topic]) for topic, number in often.items()
    )
    return tuple(sorted(gaps, key=lambda gap: (-gap.unreached, -gap.asked, gap.name)))


def _lonely(found: Rehearsal, asked: Iterable[Played]) -> tuple[Lonely, ...]:
    """Places with nobody near, whatever anybody knows; those asked from most first."""
    by_place: defaultdict[tuple[int, int], list[Place]] = defaultdict(list)
    for one in asked:
        if one.place is not None:
            point = one.place.point
            by_place[round(point.latitude / _CELL), round(point.longitude / _CELL)].append(one.place)
    homes = {person.place for person in found.people if person.place is not None}
    lonely = []
    for places in by_place.values():
        place = Counter(places).most_common(1)[0][0]
        nearest, km = _nearest(place, homes)
        if km is None or km > found.near_km:
            lonely.append(Lonely(place, len(places), nearest, km, _shop_near(found, place)))
    return tuple(sorted(lonely, key=lambda one: (-one.asked, -(one.nearest_km or 0), one.place.name)))


def _shop_near(found: Rehearsal, place: Place) -> str:
    nearest = shops_of(found.router.policy).nearest(place.point)
    return nearest[0].name if nearest and nearest[1] <= found.near_km else ""


def _nearest(place: Place, homes: Iterable[Place]) -> tuple[str, float | None]:
    far = ((distance(place, home.point.latitude, home.point.longitude), home.name) for home in homes)
    km, name = min(((km, name) for km, name in far if km is not None), default=(None, ""))
    return name, km


def _loads(found: Rehearsal) -> tuple[Load, ...]:
    days: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for one in found.questions:
        for reached in one.reached:
            days[reached.person.number][f"{one.asked.post.posted_at:%Y-%m-%d}"] += 1
    loads = (
        Load(person, found.asked[person.number], max(days[person.number].values()))
        for person in found.people
        if found.asked.get(person.number)
    )
    return tuple(sorted(loads, key=lambda load: (-load.asked, load.person.name)))
