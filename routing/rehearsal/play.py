"""Plays questions of the past through the real router: who would have been asked, how near, and why. Pure."""

import random
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from functools import cache, partial

from policies import escalation
from policies.asking import Ring
from policies.capture import CaptureKind, Seen, verdict
from policies.eligibility import Candidate, Reason, local_day, zone
from routing import holidays, match
from routing.places import place_of
from routing.ports import Place
from routing.reader import Said, named
from routing.rehearsal.asked import Asked
from routing.rehearsal.colleagues import Colleague
from routing.rehearsal.router import Router
from routing.shops import shops_of

__all__ = ["NEAR_KM", "Outcome", "Played", "Reached", "Rehearsal", "play"]

NEAR_KM = 100.0  # what the page calls nearby, where the policy's first ring names no distance of its own
_DAY = timedelta(hours=24)


class Outcome(StrEnum):
    """What would have become of a question at the first ring that finds somebody by name."""

    NEAR = "near"
    ELSEWHERE = "elsewhere"
    OPEN = "open"
    NOBODY = "nobody"
    LISTENED = "listened"


@dataclass(frozen=True)
class Reached:
    """One colleague who would have been asked."""

    person: Colleague
    scored: match.Scored

    @property
    def distance_km(self) -> float | None:
        return self.scored.distance_km


@dataclass(frozen=True)
class Played:
    """One question and what would have become of it.

    `ring` is the ring that found somebody, or the channel that would have shown it. `left_out` counts, over the rings
    that were tried, why those who know the topic were not asked; `knowing` how many know it at all.
    """

    asked: Asked
    said: Said
    topics: tuple[str, ...]
    place: Place | None
    outcome: Outcome
    reason: str = ""
    ring: Ring | None = None
    skipped: tuple[str, ...] = ()
    reached: tuple[Reached, ...] = ()
    left_out: Mapping[Reason, int] = field(default_factory=dict)
    knowing: int = 0

    @property
    def nearest_km(self) -> float | None:
        return min((one.distance_km for one in self.reached if one.distance_km is not None), default=None)


@dataclass(frozen=True)
class Rehearsal:
    """All questions in the order of the file, and everybody with the number of times he would have been asked."""

    router: Router
    questions: tuple[Played, ...]
    people: tuple[Colleague, ...]
    asked: Mapping[int, int]
    near_km: float


def play(
    router: Router,
    questions: Sequence[Asked],
    people: Sequence[Colleague],
    tell: Callable[[int], None] = lambda _: None,
) -> Rehearsal:
    """Each question at its own time, the earliest first, so that who was asked before counts as asked.

    `tell` hears how many are done.
    """
    stage = _Stage(router, people)
    played: dict[int, Played] = {}
    for done, asked in enumerate(sorted(questions, key=lambda one: (one.post.posted_at, one.number)), start=1):
        played[asked.number] = stage.play(asked)
        tell(done)
    return Rehearsal(
        router, tuple(played[asked.number] for asked in questions), tuple(people), stage.asked, stage.near_km
    )


class _Stage:
    """The colleagues while time goes by: what changes is how often each was asked within the last day."""

    def __init__(self, router: Router, people: Sequence[Colleague]) -> None:
        self.router, self.policy = router, router.policy
        self.people = {one.number: one for one in people}
        self.asked: Counter[int] = Counter()
        self.near_km = next((ring.within_km for ring in self.policy.rings if ring.within_km), NEAR_KM)
        self._by_topic: defaultdict[str, list[int]] = defaultdict(list)
        for one in people:
            for topic in one.levels:
                self._by_topic[topic].append(one.number)
        self._recent: defaultdict[int, deque[datetime]] = defaultdict(deque)

    def play(self, asked: Asked) -> Played:
        post = asked.post
        said = self.router.read(post.text, post.language)
        topics = named(said.topics, self.policy)
        finding = self.policy.finding
        place = place_of(post, self.router.finder, shops_of(self.policy), self.router.addresses, finding.place_at_least)
        judged = verdict(_seen(asked, said), self.policy)
        if judged.kind is not CaptureKind.ASK:
            return Played(asked, said, topics, place, Outcome.LISTENED, judged.reason)
        return self._ask(asked, said, match.About(topics, place, said.language.value))

    def _ask(self, asked: Asked, said: Said, about: match.About) -> Played:
        now = moment_of(asked, about.place)
        after = None if about.topics else escalation.before_unsorted(self.policy)
        skipped: list[str] = []
        left_out = Counter[Reason]()
        candidate_of = cache(partial(self._candidate, now, cache(partial(_distance, about.place))))
        while (following := escalation.next_ring(self.policy, after)) is not None:
            after, ring = following
            if ring.ask != "volunteers":
                return self._played(asked, said, about, ring, skipped, left_out, ())
            dice = random.Random(asked.number)  # noqa: S311 - a fair draw, the same each time
            candidates = (candidate_of(person) for person in self._in_question(about, ring))
            ranking = match.rank(candidates, about, ring, self.policy, now, dice)
            if ranking.chosen:
                self._note(ranking.chosen, now)
                return self._played(asked, said, about, ring, skipped, left_out, ranking.chosen)
            skipped.append(ring.name)
            left_out = Counter(one.reason for one in ranking.left_out)
        raise AssertionError("the last ring is always the administrators'")

    def _played(  # noqa: PLR0913 - what there is to know of one question
        self,
        asked: Asked,
        said: Said,
        about: match.About,
        ring: Ring,
        skipped: Iterable[str],
        left_out: Mapping[Reason, int],
        chosen: Sequence[match.Scored],
    ) -> Played:
        reached = tuple(Reached(self.people[one.volunteer_id], one) for one in chosen)
        outcome = self._outcome(about, reached)
        return Played(
            asked,
            said,
            about.topics,
            about.place,
            outcome,
            ring=ring,
            skipped=tuple(skipped),
            reached=reached,
            left_out=left_out,
            knowing=len(self._knowing(about.topics)) if about.topics else 0,
        )

    def _in_question(self, about: match.About, ring: Ring) -> Iterable[Colleague]:
        return self._knowing(about.topics) if about.topics and ring.match_topic else self.people.values()

    def _knowing(self, topics: Iterable[str]) -> Sequence[Colleague]:
        """Everybody who knows at least one of these topics."""
        numbers = sorted({number for topic in topics for number in self._by_topic[topic]})
        return [self.people[number] for number in numbers]

    def _outcome(self, about: match.About, reached: Sequence[Reached]) -> Outcome:
        if not about.topics:
            return Outcome.OPEN
        knowing = [one for one in reached if set(about.topics) & one.person.levels.keys()]
        if not knowing:
            return Outcome.NOBODY
        near = [one for one in knowing if one.distance_km is not None and one.distance_km <= self.near_km]
        return Outcome.NEAR if near else Outcome.ELSEWHERE

    def _note(self, chosen: Iterable[match.Scored], now: datetime) -> None:
        for one in chosen:
            self.asked[one.volunteer_id] += 1
            self._recent[one.volunteer_id].append(now)

    def _candidate(
        self, now: datetime, distance_of: Callable[[Place | None], float | None], person: Colleague
    ) -> Candidate:
        recent = self._recent[person.number]
        while recent and now - recent[0] >= _DAY:
            recent.popleft()
        place = person.place
        country = place.country if place else ""
        return Candidate(
            volunteer_id=person.number,
            levels=person.levels,
            latitude=place.point.latitude if place else None,
            longitude=place.point.longitude if place else None,
            time_zone=person.time_zone,
            hours=person.hours or self.policy.default_hours,
            days=self.policy.working_days,
            offers_today=len(recent),
            languages=person.languages,
            country=country,
            on_holiday=bool(country) and holidays.is_holiday(country, local_day(now, person.time_zone)),
            asked_at=recent[-1] if recent else None,
            distance_km=distance_of(place),
        )


def _distance(asked_from: Place | None, home: Place | None) -> float | None:
    return None if home is None else match.distance(asked_from, home.point.latitude, home.point.longitude)


def moment_of(asked: Asked, place: Place | None) -> datetime:
    """When it was asked; of a question that names no time, noon where it was asked, on the day that was assumed."""
    posted_at = asked.post.posted_at
    if asked.timed or place is None or not place.time_zone:
        return posted_at
    noon = datetime.combine(posted_at.date(), time(12), zone(place.time_zone))
    return noon.astimezone(UTC)


def _seen(asked: Asked, said: Said) -> Seen:
    """As intake sees it; a line of a file was written to us, or it would not stand there."""
    post = asked.post
    return Seen(
        channel=post.channel,
        text=post.text,
        author=post.author.handle,
        addressed=post.addressed,
        reply_to_us=post.reply_to_us,
        quote_of_us=post.quote_of_us,
        is_ours=post.author.is_us,
        is_repost=post.is_repost,
        attachments=bool(post.media),
        kind=said.kind.value,
        kind_confidence=said.kind.confidence,
    )
