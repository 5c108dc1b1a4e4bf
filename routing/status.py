"""How things stand now, for `byhand status`: what is open, late, claimed and owed, who is there, what it costs.

Reading it waits for nobody and holds nobody up. No name and no word of an asker is in it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from statistics import median

from sqlmodel import Session

from policies import eligibility
from policies.document import Policy
from policies.spend import MICROS
from routing import spend
from routing.kit import Kit
from routing.rulebook import NoPolicy
from routing.views import topic_name
from store import overview
from store import status as store
from store.models import Question

GRACE = timedelta(minutes=1)  # the clocks look every few seconds: what is due for longer was missed
DAY = timedelta(hours=24)
LOOKED_AT = 2000  # of the newest questions; the figures of the day are of these
LONGEST = 8


@dataclass(frozen=True)
class Questions:
    """Open ones. `late`: all rings are over and nobody took it, or a deadline passed and nothing happened."""

    open: int
    offered: int
    late: int
    held: int
    submitted: int
    oldest_asked_at: datetime | None


@dataclass(frozen=True)
class Waiting:
    """A question that waits to be taken, without a word of its asker."""

    question: int
    channel: str
    state: str
    topic: str
    place: str
    ring: str
    asked_at: datetime


@dataclass(frozen=True)
class LastDay:
    """Of 24 hours. `by_hour` has 24 counts of questions, the present hour last; the median is of those answered."""

    asked: int
    answered: int
    median_seconds_to_answer: float | None
    by_hour: tuple[int, ...]


@dataclass(frozen=True)
class Owed:
    """Messages that are to leave Byhand, and since when the oldest of them is."""

    ready: int
    sending: int
    ready_by_channel: dict[str, int]
    oldest_since: datetime | None


@dataclass(frozen=True)
class Undecided:
    """An answer that may have been posted; `asked`: a person was asked to look, nobody else can tell."""

    delivery: int
    question: int
    channel: str
    since: datetime
    asked: bool


@dataclass(frozen=True)
class Receipts:
    """Events from the platforms that wait to be worked through, and those that could not be read."""

    waiting: int
    oldest_since: datetime | None
    unparsed: int


@dataclass(frozen=True)
class People:
    """`on_hand`: within their hours, not paused, not to be left alone, with a hand free."""

    enrolled: int
    on_hand: int


@dataclass(frozen=True)
class Kind:
    calls: int
    usd: float


@dataclass(frozen=True)
class Spend:
    """What X cost this UTC month; without a budget its two fields are None."""

    month: str
    usd: float
    budget_usd: float | None
    percent: int | None
    by_kind: dict[str, Kind]


@dataclass(frozen=True)
class Status:
    """Everything at one moment; `company` and `spend` are empty while there is no policy."""

    at: datetime
    company: str
    questions: Questions
    longest_waiting: tuple[Waiting, ...]
    last_day: LastDay
    owed: Owed
    undecided: tuple[Undecided, ...]
    receipts: Receipts
    volunteers: People
    spend: Spend | None
    gaps: int


def read(kit: Kit) -> Status:
    """How things stand now. Raises StoreDown."""
    policy = _policy(kit)
    at = kit.clock.now()
    with kit.db.read() as session:
        return Status(
            at=at,
            company=policy.company.name if policy else "",
            questions=_questions(session, at),
            longest_waiting=tuple(
                _waiting(kit, question, ring) for question, ring in store.longest_waiting(session, LONGEST)
            ),
            last_day=_last_day(session, at),
            owed=_owed(session),
            undecided=_undecided(session),
            receipts=_receipts(session),
            volunteers=_people(session, policy, at),
            spend=_spend(kit, session, at) if policy else None,
            gaps=sum(gap.since is not None for gap in overview.gaps(session)),
        )


def _policy(kit: Kit) -> Policy | None:
    try:
        return kit.policy()
    except NoPolicy:
        return None


def _questions(session: Session, at: datetime) -> Questions:
    counted, live = store.waiting(session), store.claims(session)
    offered, unanswered = (counted.get(state, store.Counted()) for state in ("offered", "unanswered"))
    oldest = [one.oldest for one in (offered, unanswered) if one.oldest is not None]
    return Questions(
        open=offered.number + unanswered.number + sum(live.values()),
        offered=offered.number,
        late=unanswered.number + store.overdue(session, at - GRACE),
        held=live.get("held", 0),
        submitted=live.get("submitted", 0),
        oldest_asked_at=min(oldest, default=None),
    )


def _waiting(kit: Kit, question: Question, ring: str) -> Waiting:
    return Waiting(
        question=question.id or 0,
        channel=question.channel,
        state=question.state,
        topic=topic_name(kit, question.topic),
        place=question.place_name,
        ring=ring,
        asked_at=question.posted_at,
    )


def _last_day(session: Session, at: datetime) -> LastDay:
    rows = [row for row in store.newest_questions(session, LOOKED_AT) if row.captured_at > at - DAY]
    waits = [(row.answered_at - row.posted_at).total_seconds() for row in rows if row.answered_at is not None]
    by_hour = [0] * 24
    for row in rows:
        by_hour[23 - min(23, int((at - row.captured_at).total_seconds() // 3600))] += 1
    return LastDay(len(rows), len(waits), median(waits) if waits else None, tuple(by_hour))


def _owed(session: Session) -> Owed:
    waiting = store.ready(session)
    return Owed(
        ready=sum(one.number for one in waiting.values()),
        sending=store.sending(session),
        ready_by_channel={channel: one.number for channel, one in sorted(waiting.items())},
        oldest_since=min((one.oldest for one in waiting.values() if one.oldest), default=None),
    )


def _undecided(session: Session) -> tuple[Undecided, ...]:
    return tuple(
        Undecided(
            delivery=row.id or 0,
            question=row.question_id or 0,
            channel=row.channel,
            since=row.started_at or row.created_at,
            asked=bool(row.payload.get("asked")),
        )
        for row in store.unknown_answers(session)
    )


def _receipts(session: Session) -> Receipts:
    kept = store.kept_receipts(session)
    return Receipts(kept.number, kept.oldest, store.unparsed_receipts(session))


def _people(session: Session, policy: Policy | None, at: datetime) -> People:
    if policy is None:
        return People(store.members(session), 0)
    groups = store.reachable(session, at, _with_full_hands(session, policy))
    there = sum(number for zone, hours, number in groups if _are_there(zone, hours, policy, at))
    return People(store.members(session), there)


def _with_full_hands(session: Session, policy: Policy) -> Sequence[int]:
    held = store.live_claims(session)
    own = store.capacities(session, list(held))
    most = policy.capacity.claims_at_once
    return [who for who, number in held.items() if number >= (most if (can := own.get(who)) is None else can)]


def _are_there(zone: str, hours: list[list[str]] | None, policy: Policy, at: datetime) -> bool:
    """Whether people of this time zone with these hours are within them."""
    spans = policy.default_hours
    if hours is not None:
        spans = tuple((time.fromisoformat(start), time.fromisoformat(end)) for start, end in hours)
    somebody = eligibility.Candidate(0, {}, None, None, zone, spans, policy.working_days)
    return eligibility.is_on_hours(somebody, at)


def _spend(kit: Kit, session: Session, at: datetime) -> Spend:
    spent, month = spend.this_month(kit), f"{at:%Y-%m}"
    kinds = overview.spent_by_kind(session, month)
    return Spend(
        month=month,
        usd=spent.micro_usd / MICROS,
        budget_usd=spent.budget_micro_usd / MICROS if spent.budget_micro_usd else None,
        percent=spent.percent,
        by_kind={kind: Kind(calls, micro_usd / MICROS) for kind, (calls, micro_usd) in sorted(kinds.items())},
    )
