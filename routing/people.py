"""Who acts in Slack, as values: every human act that reaches a use case carries one of these."""

from dataclasses import dataclass
from datetime import datetime, time


@dataclass(frozen=True)
class Person:
    """A member of the workspace as Slack describes them (users.info)."""

    team_id: str
    slack_id: str
    name: str  # display name, else real name
    first_name: str
    time_zone: str  # IANA
    is_bot: bool = False
    is_guest: bool = False  # restricted or ultra-restricted
    is_stranger: bool = False  # of another workspace
    is_deleted: bool = False
    is_admin: bool = False
    quiet_from: datetime | None = None  # do-not-disturb, as far as known
    quiet_until: datetime | None = None


@dataclass(frozen=True)
class Act:
    """One verified human act in Slack: a click, a command, a submission.

    `key` is the payload's trigger_id, unique per act; `team_id` and `slack_id` come from the verified payload.
    `view_id` is set for submissions. `kind` names the act ("question.claim", "answer.post", "/byhand pause").
    """

    key: str
    kind: str
    team_id: str
    slack_id: str
    view_id: str = ""
    payload: str = "{}"  # the payload as JSON, without tokens and response addresses


@dataclass(frozen=True)
class Profile:
    """What a volunteer says of himself at enrolment. `place` is as typed; `hours` None means the policy's.

    `levels`: how well he knows a topic, by the name it has in `topics`: 1 a little, 2 well, 3 like few others; well
    where nothing is said, and None for who was not asked. `languages`: ISO 639-1 codes; None for who names none.
    """

    topics: tuple[str, ...]
    place: str
    hours: tuple[tuple[time, time], ...] | None = None
    levels: tuple[tuple[str, int], ...] | None = ()
    languages: tuple[str, ...] | None = None


# --- what Slack tells us by itself (its Events API), in our words ------------------------------------------------


@dataclass(frozen=True)
class Written:
    """A colleague wrote in a thread. `text` is what was meant, without Slack's markup; ids are Slack's."""

    team_id: str
    slack_id: str
    channel: str
    thread_ts: str
    ts: str
    text: str


@dataclass(frozen=True)
class PersonChanged:
    """Something about a member changed: name, time zone, role, or the account was closed."""

    person: Person


@dataclass(frozen=True)
class QuietChanged:
    """A member's do-not-disturb: its next or present period, or None for none."""

    team_id: str
    slack_id: str
    quiet_from: datetime | None
    quiet_until: datetime | None


@dataclass(frozen=True)
class HomeOpened:
    """A member looked at the app's Home tab."""

    team_id: str
    slack_id: str
