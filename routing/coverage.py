"""Whom the policy can find: topics, shops and rings for which there is nobody."""

from collections.abc import Iterable
from dataclasses import dataclass

from policies.asking import Ring
from policies.document import Policy
from routing.geo import distance_km
from routing.kit import Kit
from routing.ports import Point
from store import coverage

__all__ = ["Coverage", "look"]


@dataclass(frozen=True)
class Coverage:
    """Of those enrolled `away` have paused. Topics, shops, countries and rings, by name, where nobody is.

    `stray_topics` were chosen by volunteers and are no longer in the policy; `teams` are the Slack workspaces that
    the volunteers belong to, `zones` their time zones.
    """

    enrolled: int
    away: int
    without_topic: tuple[str, ...]
    stray_topics: tuple[str, ...]
    lonely_shops: tuple[str, ...]
    empty_countries: tuple[str, ...]
    empty_rings: tuple[tuple[str, str], ...]  # name of the ring, and why it can find nobody
    teams: tuple[str, ...]
    zones: tuple[str, ...]


def look(kit: Kit) -> Coverage:
    """How the people who are enrolled fit the policy in force. Raises NoPolicy, StoreDown."""
    policy = kit.policy()
    with kit.db.read() as session:
        enrolled, away = coverage.members(session), coverage.paused(session, kit.clock.now())
        chosen, teams, zones = coverage.topics(session), coverage.teams(session), coverage.zones(session)
        points = {Point(north, east) for north, east in coverage.positions(session)}
    radii = [ring.within_km for ring in _asking(policy) if ring.within_km is not None]
    return Coverage(
        enrolled=enrolled,
        away=away,
        without_topic=tuple(topic.name for topic in policy.topics if not chosen.get(topic.id)),
        stray_topics=tuple(sorted(chosen.keys() - {topic.id for topic in policy.topics})),
        lonely_shops=_lonely_shops(policy, points, min(radii, default=None)),
        empty_countries=_empty_countries(policy, points, max(radii, default=None)),
        empty_rings=tuple(_empty_rings(policy, placed=bool(points), anybody=bool(enrolled))),
        teams=teams,
        zones=zones,
    )


def _asking(policy: Policy) -> list[Ring]:
    return [ring for ring in policy.rings if ring.ask == "volunteers"]


def _lonely_shops(policy: Policy, points: set[Point], km: float | None) -> tuple[str, ...]:
    """Shops with nobody within so many kilometres."""
    if km is None:
        return ()
    return tuple(shop.name for shop in policy.places if not _is_near(Point(shop.latitude, shop.longitude), points, km))


def _empty_countries(policy: Policy, points: set[Point], km: float | None) -> tuple[str, ...]:
    """Countries with shops, and nobody within so many kilometres of any of them."""
    lonely = set(_lonely_shops(policy, points, km))
    kept = {shop.country for shop in policy.places if shop.name not in lonely}
    return tuple(sorted({shop.country for shop in policy.places} - kept))


def _is_near(here: Point, points: set[Point], km: float) -> bool:
    return any(distance_km(here, point) <= km for point in points)


def _empty_rings(policy: Policy, *, placed: bool, anybody: bool) -> Iterable[tuple[str, str]]:
    """Rings that find nobody, or nobody new, whoever asks. That nobody has joined at all is said elsewhere."""
    reached: float | None = 0.0  # how far the rings before went; None: everywhere
    for ring in policy.rings:
        if ring.ask != "volunteers":
            if policy.channel_of(ring) is None and not any(topic.slack_channel for topic in policy.topics):
                yield ring.name, "no topic has a Slack channel of its own"
            continue
        if ring.within_km is not None and anybody and not placed:
            yield ring.name, "no volunteer has said where they are"
        elif ring.within_km is not None and (reached is None or ring.within_km < reached):
            yield ring.name, "it reaches less far than a ring before it"
        reached = None if ring.within_km is None or reached is None else max(reached, ring.within_km)
