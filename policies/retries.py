"""What follows an attempt to send: again later, look it up, ask a person, or give up."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from policies.document import DeliveryTuning


class Outcome(StrEnum):
    """How an attempt failed: surely not sent, refused for good, or nobody knows."""

    NOT_SENT = "not_sent"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Again:
    """Send once more after the delay: the message is surely not there."""

    delay: timedelta


@dataclass(frozen=True)
class LookUp:
    """Look on the platform after the delay whether the message is there."""

    delay: timedelta


@dataclass(frozen=True)
class AskPerson:
    """Show it to a person, who decides."""

    reason: str


@dataclass(frozen=True)
class GiveUp:
    """The platform has said no; the volunteer is told."""

    reason: str


Next = Again | LookUp | AskPerson | GiveUp

# A post is not always readable at once where it was made, so one look is not enough (X's read lag).
LOOKS = (timedelta(0), timedelta(seconds=5), timedelta(seconds=30), timedelta(seconds=120))
_MOST_DOUBLINGS = 30


def after(  # noqa: PLR0913 - one decision out of these facts; a bundle would only hide them
    outcome: Outcome,
    attempt: int,
    retry_after: timedelta | None,
    public: bool,
    *,
    jitter: float = 0.0,
    tuning: DeliveryTuning | None = None,
    findable: bool = True,
) -> Next:
    """What follows attempt number `attempt` (from 1). `jitter` is 0…1, `findable`: the platform can be searched.

    A public message whose fate is unknown is never sent again from here.
    """
    tuning = tuning or DeliveryTuning()
    if outcome is Outcome.REFUSED:
        return GiveUp("the platform refused it")
    if outcome is Outcome.UNKNOWN:
        return LookUp(LOOKS[0]) if findable else _not_findable(attempt, tuning, jitter, public=public)
    if attempt >= tuning.attempts:
        return AskPerson(f"it could not be sent in {attempt} attempts")
    return Again(max(backoff(attempt, jitter, tuning), _told_to_wait(retry_after, jitter)))


def _told_to_wait(retry_after: timedelta | None, jitter: float) -> timedelta:
    """What the platform asked for, and up to a second more, so that not everybody comes back at once."""
    return timedelta(0) if retry_after is None else retry_after + timedelta(seconds=jitter)


def _not_findable(attempt: int, tuning: DeliveryTuning, jitter: float, *, public: bool) -> Next:
    if public or attempt >= tuning.attempts:
        return AskPerson("it may have been posted, and the platform cannot be asked")
    return Again(backoff(attempt, jitter, tuning))


def after_look(looks: int, attempt: int, *, public: bool, tuning: DeliveryTuning | None = None) -> Next:
    """What follows look number `looks` (from 1) that did not find the message of attempt `attempt`."""
    tuning = tuning or DeliveryTuning()
    if public and looks < len(LOOKS):
        return LookUp(LOOKS[looks])
    if public:
        return AskPerson("it may have been posted, and it was not found")
    if attempt >= tuning.attempts:
        return AskPerson(f"it could not be sent in {attempt} attempts")
    return Again(timedelta(0))


def backoff(attempt: int, jitter: float, tuning: DeliveryTuning) -> timedelta:
    """Doubling from the first wait up to the longest, plus up to a quarter by jitter."""
    doubled: timedelta = tuning.backoff * 2 ** min(max(attempt - 1, 0), _MOST_DOUBLINGS)
    return min(doubled, tuning.longest_backoff) * (1 + 0.25 * jitter)
