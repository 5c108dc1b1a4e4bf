"""What a volunteer sees of himself: his profile, what he has taken, and what he could take."""

from dataclasses import dataclass
from datetime import datetime

from policies.values import write_stored_hours
from routing import views
from routing.kit import Kit
from store import overview, volunteers
from store.models import Question

_MOST_OPEN = 20


@dataclass(frozen=True)
class ProfileView:
    """A volunteer's profile as the enrolment shows it again. `topics` are ids; `hours` as typed, or empty.

    `levels`: topics known otherwise than well, with 1 or 3; `languages` are codes.
    """

    topics: tuple[str, ...]
    place: str
    hours: str
    paused: bool
    paused_until: datetime | None = None
    levels: tuple[tuple[str, int], ...] = ()
    languages: tuple[str, ...] = ()


@dataclass(frozen=True)
class QueueLine:
    """One question in a volunteer's list; `link` is where the question stands on its channel."""

    question_id: int
    text: str
    topic: str
    place: str
    state: str
    link: str


@dataclass(frozen=True)
class QueueView:
    """`mine`: taken and not yet answered; `open`: waiting for somebody, longest first."""

    mine: tuple[QueueLine, ...]
    open: tuple[QueueLine, ...]


def profile(kit: Kit, slack_id: str) -> ProfileView | None:
    """The profile to show again in the enrolment; None for somebody who has not joined."""
    with kit.db.read() as session:
        row = volunteers.by_slack_id(session, kit.home.team_id, slack_id)
        if row is None or row.left_at is not None:
            return None
        known = volunteers.levels(session, row.id or 0)
    levels = tuple(sorted((topic, level) for topic, level in known.items() if level != volunteers.WELL))
    return ProfileView(
        topics=tuple(sorted(known)),
        place=row.place_name,
        hours=write_stored_hours(row.hours),
        paused=row.paused,
        paused_until=row.paused_until,
        levels=levels,
        languages=tuple(row.languages or ()),
    )


def queue(kit: Kit, slack_id: str) -> QueueView:
    """The volunteer's own claims, and the questions that wait for somebody."""
    with kit.db.read() as session:
        row = volunteers.by_slack_id(session, kit.home.team_id, slack_id)
        mine = overview.claimed_by(session, row.id or 0) if row is not None else []
        waiting = overview.open_questions(session, _MOST_OPEN)
    return QueueView(
        tuple(_line(kit, question) for question in mine), tuple(_line(kit, question) for question in waiting)
    )


def _line(kit: Kit, question: Question) -> QueueLine:
    topic = views.topic_name(kit, question.topic)
    return QueueLine(question.id or 0, question.text or "", topic, question.place_name, question.state, question.url)
