"""Volunteers: join, change one's profile, pause, leave; and what Slack says of them."""

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from policies.document import Place as Shop
from policies.document import Policy
from policies.values import write_hours
from routing import views
from routing.acts import once
from routing.errors import ByhandError, NotAllowed
from routing.intake import Taken
from routing.kit import Kit
from routing.offers import acting_volunteer, escalate_if_nobody_is_left
from routing.people import Act, Person, PersonChanged, Profile, QuietChanged
from routing.ports import Place, Point
from store import audit, deliveries, overview, questions, volunteers
from store.models import Question, Volunteer


@dataclass(frozen=True)
class Enrolled:
    """What holds for the volunteer now, in sentences."""

    volunteer_id: int
    lines: tuple[str, ...]


@dataclass(frozen=True)
class ProfileView:
    """A volunteer's profile as the enrolment shows it again. `topics` are ids; `hours` as typed, or empty."""

    topics: tuple[str, ...]
    place: str
    hours: str
    paused: bool
    paused_until: datetime | None = None


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
    mine: tuple[QueueLine, ...]
    open: tuple[QueueLine, ...]


def save(kit: Kit, act: Act, person: Person, profile: Profile) -> Enrolled:
    """Join, or change one's profile. Raises NotAllowed for guests, bots and strangers, ByhandError for a bad profile."""
    return once(kit, act, Enrolled, lambda session: _save(kit, session, act, person, profile))


def _save(kit: Kit, session: Session, act: Act, person: Person, profile: Profile) -> Enrolled:
    _refuse_outsiders(kit, act, person)
    policy = kit.policy()
    topics = tuple(_topic_id(name, policy) for name in profile.topics)
    if not topics:
        raise ByhandError("Choose at least one topic.")
    place = _place(kit, profile.place, policy)
    row = volunteers.by_slack_id(session, act.team_id, act.slack_id)
    is_new = row is None or row.left_at is not None
    if row is None:
        row = Volunteer(team_id=act.team_id, slack_id=act.slack_id, joined_at=kit.clock.now())
    _describe(row, person)
    row.left_at, row.paused, row.paused_until = None, False, None
    row.place_name, row.latitude, row.longitude = place.name, place.point.latitude, place.point.longitude
    hours = profile.hours
    row.hours = None if hours is None else [[f"{start:%H:%M}", f"{end:%H:%M}"] for start, end in hours]
    session.add(row)
    session.flush()
    volunteers.set_topics(session, row.id or 0, topics)
    verb = "volunteer.joined" if is_new else "volunteer.changed"
    audit.record(session, kit.clock.now(), f"volunteer:{row.id}", verb, f"volunteer:{row.id}", topics=list(topics))
    return Enrolled(row.id or 0, _welcome(row, topics, policy, is_new=is_new))


def _refuse_outsiders(kit: Kit, act: Act, person: Person) -> None:
    if person.is_bot:
        raise NotAllowed("Only people can join; this is a bot's account.")
    if person.is_stranger or person.team_id != act.team_id or (kit.home.team_id and act.team_id != kit.home.team_id):
        raise NotAllowed("Only members of this workspace can join.")
    if person.is_guest:
        raise NotAllowed("Only full members of this workspace can join; guests cannot answer in the company's name.")
    if person.is_deleted:
        raise NotAllowed("This account is closed.")


def _describe(row: Volunteer, person: Person) -> None:
    row.name, row.first_name, row.time_zone = person.name, person.first_name, person.time_zone
    row.standing = _standing(person)
    row.quiet_from, row.quiet_until = person.quiet_from, person.quiet_until


def _standing(person: Person) -> str:
    marks = (
        (person.is_deleted, "gone"),
        (person.is_bot, "bot"),
        (person.is_stranger, "stranger"),
        (person.is_guest, "guest"),
    )
    return next((standing for holds, standing in marks if holds), "member")


def _topic_id(name: str, policy: Policy) -> str:
    wanted = name.strip().casefold()
    known = {key.casefold(): topic.id for topic in policy.topics for key in (topic.id, topic.name)}
    if wanted in known:
        return known[wanted]
    near = difflib.get_close_matches(wanted, known, n=1)
    hint = f" Did you mean {known[near[0]]}?" if near else ""
    raise ByhandError(
        f"There is no topic “{name.strip()}”.{hint} Topics are: {', '.join(t.id for t in policy.topics)}."
    )


def _place(kit: Kit, typed: str, policy: Policy) -> Place:
    """A shop by its name, else any place on Earth by the place index."""
    wanted = typed.strip().casefold()
    if not wanted:
        raise ByhandError("Say where you are, for example a town, so that questions from near you reach you.")
    for shop in policy.places:
        if wanted in {shop.id.casefold(), shop.name.casefold()}:
            return as_place(shop)
    found = kit.finder.in_profile(typed)
    if found is None:
        raise ByhandError(
            f"I do not know the place “{typed.strip()}”. Try the nearest town, with its country: “Porto, PT”."
        )
    return found


def as_place(shop: Shop) -> Place:
    """A shop of the policy as a place."""
    return Place(shop.name, Point(shop.latitude, shop.longitude), 0.1, "shop", 1.0, shop.country, shop.time_zone)


def _welcome(row: Volunteer, topics: Sequence[str], policy: Policy, *, is_new: bool) -> tuple[str, ...]:
    names = ", ".join(topic.name for topic in policy.topics if topic.id in topics)
    hours = _hours_in_words(row, policy)
    return (
        f"Welcome, {row.first_name}! You are in." if is_new else "Saved.",
        f"Topics: {names}.",
        f"Near: {row.place_name}.",
        f"Hours: {hours} ({row.time_zone}).",
        "Questions that fit will come to you as direct messages. /byhand pause stops them, /byhand help says the rest.",
    )


def _hours_in_words(row: Volunteer, policy: Policy) -> str:
    if row.hours is None:
        return write_hours(policy.default_hours)
    return ",".join("-".join(span) for span in row.hours)


# --- pause, resume, leave ------------------------------------------------------------------------------------------------


def pause(kit: Kit, act: Act, until: datetime | None) -> Enrolled:
    """No more offers until then, or until resumed; open claims stay."""
    return once(kit, act, Enrolled, lambda session: _pause(kit, session, act, until))


def _pause(kit: Kit, session: Session, act: Act, until: datetime | None) -> Enrolled:
    row = acting_volunteer(kit, session, act)
    row.paused, row.paused_until = until is None, until
    session.add(row)
    _withdraw_offers(kit, session, row)
    _record(kit, session, row, "volunteer.paused")
    text = "You are paused until you type /byhand resume." if until is None else _paused_until(row, until)
    return Enrolled(row.id or 0, (text,))


def _paused_until(row: Volunteer, until: datetime) -> str:
    local = until.astimezone(ZoneInfo(row.time_zone))
    return f"You are paused until {local:%A, %d %B, %H:%M}. /byhand resume ends it earlier."


def resume(kit: Kit, act: Act) -> Enrolled:
    """Offers come again."""
    return once(kit, act, Enrolled, lambda session: _resume(kit, session, act))


def _resume(kit: Kit, session: Session, act: Act) -> Enrolled:
    row = acting_volunteer(kit, session, act)
    row.paused, row.paused_until = False, None
    session.add(row)
    _record(kit, session, row, "volunteer.resumed")
    return Enrolled(row.id or 0, ("Welcome back. Questions come to you again.",))


def leave(kit: Kit, act: Act) -> Enrolled:
    """The volunteer is no longer one; open offers go to others."""
    return once(kit, act, Enrolled, lambda session: _leave(kit, session, act))


def _leave(kit: Kit, session: Session, act: Act) -> Enrolled:
    row = acting_volunteer(kit, session, act)
    if questions.live_claims_of(session, [row.id or 0]):
        raise ByhandError("You still have a question open. Answer it or give it back first, then leave.")
    row.left_at = kit.clock.now()
    session.add(row)
    _withdraw_offers(kit, session, row)
    _record(kit, session, row, "volunteer.left")
    return Enrolled(row.id or 0, ("You have left Byhand. Thank you for every answer. /byhand brings you back.",))


def _record(kit: Kit, session: Session, row: Volunteer, act: str) -> None:
    session.flush()
    audit.record(session, kit.clock.now(), f"volunteer:{row.id}", act, f"volunteer:{row.id}")


def _withdraw_offers(kit: Kit, session: Session, row: Volunteer) -> None:
    """What was offered to this volunteer alone goes on to others at once."""
    session.flush()
    now = kit.clock.now()
    for offer in overview.pending_offers_of(session, row.id or 0):
        questions.move_offer(session, offer.id or 0, "rescind", now)
        deliveries.owe_renewals(session, offer.question_id, now)
        escalate_if_nobody_is_left(kit, session, offer.question_id)


# --- what Slack says of them ------------------------------------------------------------------------------------------------


def refresh(kit: Kit, person: Person) -> None:
    """Keep what Slack says of a member now."""
    with kit.db.write() as session:
        _refresh(kit, session, person)


def _refresh(kit: Kit, session: Session, person: Person) -> bool:
    row = volunteers.by_slack_id(session, person.team_id, person.slack_id)
    if row is None:
        return False
    before = row.standing
    quiet = row.quiet_from, row.quiet_until
    _describe(row, person)
    if person.quiet_until is None:
        row.quiet_from, row.quiet_until = quiet
    session.add(row)
    if row.standing != "member" and before == "member":
        _withdraw_offers(kit, session, row)
        _record(kit, session, row, f"volunteer.is_{row.standing}")
    session.flush()
    return True


def changed(kit: Kit, session: Session, event: PersonChanged | QuietChanged) -> Taken:
    """An event of Slack's about a member."""
    if isinstance(event, PersonChanged):
        known = _refresh(kit, session, event.person)
        return Taken("finish" if known else "ignore", "a member's profile changed")
    row = volunteers.by_slack_id(session, event.team_id, event.slack_id)
    if row is None:
        return Taken("ignore", "nobody who joined")
    row.quiet_from, row.quiet_until = event.quiet_from, event.quiet_until
    session.add(row)
    session.flush()
    return Taken("finish", "a member's do-not-disturb changed")


def enrolled_ids(kit: Kit) -> tuple[str, ...]:
    """Slack ids of everybody enrolled, to ask Slack about them again."""
    with kit.db.read() as session:
        return tuple(row.slack_id for row in volunteers.enrolled(session))


# --- what a volunteer sees of himself ----------------------------------------------------------------------------------------


def profile(kit: Kit, slack_id: str) -> ProfileView | None:
    """The profile to show again in the enrolment; None for somebody who has not joined."""
    with kit.db.read() as session:
        row = volunteers.by_slack_id(session, kit.home.team_id, slack_id)
        if row is None or row.left_at is not None:
            return None
        topics = volunteers.topics(session, [row.id or 0]).get(row.id or 0, frozenset())
    hours = "" if row.hours is None else ",".join("-".join(span) for span in row.hours)
    return ProfileView(tuple(sorted(topics)), row.place_name, hours, row.paused, row.paused_until)


def queue(kit: Kit, slack_id: str) -> QueueView:
    """The volunteer's own claims, and open questions that anybody may take from the channel."""
    with kit.db.read() as session:
        row = volunteers.by_slack_id(session, kit.home.team_id, slack_id)
        mine = overview.claimed_by(session, row.id or 0) if row is not None else []
        waiting = overview.open_questions(session, 20)
        return QueueView(
            tuple(_line(kit, question) for question in mine), tuple(_line(kit, question) for question in waiting)
        )


def _line(kit: Kit, question: Question) -> QueueLine:
    topic = views.topic_name(kit, question.topic)
    return QueueLine(question.id or 0, question.text or "", topic, question.place_name, question.state, question.url)
