"""Volunteers: join, change one's profile, pause, leave; and what Slack says of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from policies.document import Policy
from policies.values import write_hours, write_stored_hours
from routing.acts import once
from routing.claims import give_back
from routing.errors import ByhandError
from routing.intake import Taken
from routing.joining import LEVELS, languages_of, levels_of, place_named, refuse_outsiders, standing, topic_ids
from routing.kit import Kit
from routing.language_names import name_of
from routing.offers import acting_volunteer
from routing.people import Act, Person, PersonChanged, Profile, QuietChanged
from routing.personal import ProfileView, QueueLine, QueueView, profile, queue
from routing.rings import escalate_if_nobody_is_left
from store import audit, deliveries, overview, questions, volunteers
from store.models import Volunteer

__all__ = [
    "Enrolled",
    "ProfileView",
    "QueueLine",
    "QueueView",
    "changed",
    "enrolled_ids",
    "leave",
    "pause",
    "profile",
    "queue",
    "refresh",
    "resume",
    "save",
]


@dataclass(frozen=True)
class Enrolled:
    """What holds for the volunteer now, in sentences."""

    volunteer_id: int
    lines: tuple[str, ...]


def save(kit: Kit, act: Act, person: Person, profile: Profile) -> Enrolled:
    """Join, or change one's profile. Raises NotAllowed for guests, bots, strangers; ByhandError for a bad profile."""
    return once(kit, act, Enrolled, lambda session: _save(kit, session, act, person, profile))


def _save(kit: Kit, session: Session, act: Act, person: Person, profile: Profile) -> Enrolled:
    refuse_outsiders(kit, act, person)
    policy = kit.policy()
    topics, levels = topic_ids(profile.topics, policy), levels_of(profile, policy)
    languages = languages_of(profile, policy)
    place = place_named(kit, profile.place, policy)
    row = volunteers.by_slack_id(session, act.team_id, act.slack_id)
    is_new = row is None or row.left_at is not None
    if row is None:
        row = Volunteer(team_id=act.team_id, slack_id=act.slack_id, joined_at=kit.clock.now())
    _describe(row, person)
    if is_new or act.kind.endswith(" join"):  # to change one's topics in the window is no wish to be asked again
        row.left_at, row.paused, row.paused_until = None, False, None
    row.place_name, row.latitude, row.longitude = place.name, place.point.latitude, place.point.longitude
    row.country, row.languages, hours = place.country, languages, profile.hours
    row.hours = None if hours is None else [[f"{start:%H:%M}", f"{end:%H:%M}"] for start, end in hours]
    session.add(row)
    session.flush()
    levels = _levels_before(session, row, act, profile) | levels
    volunteers.set_topics(session, row.id or 0, topics, levels)
    _record(kit, session, row, "volunteer.joined" if is_new else "volunteer.changed", topics=list(topics))
    return Enrolled(row.id or 0, _welcome(kit, row, _topics_told(topics, levels, policy), is_new=is_new))


def _levels_before(session: Session, row: Volunteer, act: Act, profile: Profile) -> dict[str, int]:
    """What was said before and could not be said now: the window asks only what is known like few others."""
    if act.kind.endswith(" join"):
        return {}
    known = volunteers.levels(session, row.id or 0)
    return (
        known if profile.levels is None else {topic: level for topic, level in known.items() if level < volunteers.WELL}
    )


def _describe(row: Volunteer, person: Person) -> None:
    """What Slack says now; of do-not-disturb only when it says something."""
    row.name, row.first_name, row.time_zone = person.name, person.first_name, person.time_zone
    row.standing = standing(person)
    if person.quiet_until is not None:
        row.quiet_from, row.quiet_until = person.quiet_from, person.quiet_until


def _topics_told(topics: Sequence[str], levels: Mapping[str, int], policy: Policy) -> str:
    """By name, in the policy's order, with how well each is known where that is not simply well."""
    known = {topic: level for topic, level in levels.items() if level != volunteers.WELL}
    names = (
        topic.name + (f" ({LEVELS[known[topic.id]]})" if topic.id in known else "")
        for topic in policy.topics
        if topic.id in topics
    )
    return ", ".join(names)


def _welcome(kit: Kit, row: Volunteer, topics: str, *, is_new: bool) -> tuple[str, ...]:
    usual = kit.policy().default_hours
    languages = ", ".join(name_of(code) for code in row.languages or ())
    comes = (
        "Questions that fit will come to you as direct messages. /byhand pause stops them, /byhand help says the rest."
    )
    return (
        f"Welcome, {row.first_name}! You are in." if is_new else "Saved.",
        f"Topics: {topics}.",
        f"Near: {row.place_name}.",
        f"Hours: {write_stored_hours(row.hours) or write_hours(usual)} ({row.time_zone}).",
        *([f"Languages: {languages}. Questions in others do not come to you."] if languages else []),
        _paused(row) if _is_paused(row, kit.clock.now()) else comes,
    )


# --- pause, resume, leave ----------------------------------------------------------------------------------------


def pause(kit: Kit, act: Act, until: datetime | None) -> Enrolled:
    """No more offers until then, or until resumed; open claims stay."""
    return once(kit, act, Enrolled, lambda session: _pause(kit, session, act, until))


def _pause(kit: Kit, session: Session, act: Act, until: datetime | None) -> Enrolled:
    row = acting_volunteer(kit, session, act)
    row.paused, row.paused_until = until is None, until
    _withdraw_offers(kit, session, row)
    _record(kit, session, row, "volunteer.paused")
    return Enrolled(row.id or 0, (_paused(row),))


def _is_paused(row: Volunteer, now: datetime) -> bool:
    return row.paused or (row.paused_until is not None and row.paused_until > now)


def _paused(row: Volunteer) -> str:
    if row.paused_until is None:
        return "You are paused until you type /byhand resume."
    local = row.paused_until.astimezone(ZoneInfo(row.time_zone))
    return f"You are paused until {local:%A, %d %B, %H:%M}. /byhand resume ends it earlier."


def resume(kit: Kit, act: Act) -> Enrolled:
    """Offers come again."""
    return once(kit, act, Enrolled, lambda session: _resume(kit, session, act))


def _resume(kit: Kit, session: Session, act: Act) -> Enrolled:
    row = acting_volunteer(kit, session, act)
    row.paused, row.paused_until = False, None
    _record(kit, session, row, "volunteer.resumed")
    return Enrolled(row.id or 0, ("Welcome back. Questions come to you again.",))


def leave(kit: Kit, act: Act) -> Enrolled:
    """The volunteer is no longer one; open offers go to others, and what he said and showed he knows is forgotten."""
    return once(kit, act, Enrolled, lambda session: _leave(kit, session, act))


def _leave(kit: Kit, session: Session, act: Act) -> Enrolled:
    row = acting_volunteer(kit, session, act)
    if questions.live_claims_of(session, [row.id or 0]):
        raise ByhandError("You still have a question open. Answer it or give it back first, then leave.")
    row.left_at = kit.clock.now()
    row.place_name, row.latitude, row.longitude, row.hours = "", None, None, None
    row.country, row.languages, row.present, row.seen_at = "", None, None, None
    volunteers.set_topics(session, row.id or 0, ())
    volunteers.forget_evidence(session, row.id or 0)
    _withdraw_offers(kit, session, row)
    _record(kit, session, row, "volunteer.left")
    return Enrolled(row.id or 0, ("You have left Byhand. Thank you for every answer. /byhand brings you back.",))


def _record(kit: Kit, session: Session, row: Volunteer, act: str, **detail: object) -> None:
    session.flush()
    audit.record(session, kit.clock.now(), f"volunteer:{row.id}", act, f"volunteer:{row.id}", **detail)


def _withdraw_offers(kit: Kit, session: Session, row: Volunteer) -> None:
    """What was offered to this volunteer alone goes on to others at once."""
    session.flush()
    now = kit.clock.now()
    for offer in overview.pending_offers_of(session, row.id or 0):
        questions.move_offer(session, offer.id or 0, "rescind", now)
        deliveries.owe_renewals(session, offer.question_id, now, only=[offer.id or 0])
        escalate_if_nobody_is_left(kit, session, offer.question_id)


# --- what Slack says of them -------------------------------------------------------------------------------------


def refresh(kit: Kit, person: Person) -> None:
    """Keep what Slack says of a member now."""
    with kit.db.write() as session:
        _refresh(kit, session, person)


def _refresh(kit: Kit, session: Session, person: Person) -> bool:
    row = volunteers.by_slack_id(session, person.team_id, person.slack_id)
    if row is None:
        return False
    before = row.standing
    _describe(row, person)
    session.flush()
    if row.standing != before:
        _record(kit, session, row, f"volunteer.is_{row.standing}")
    if row.standing != "member" and before == "member":
        _let_go(kit, session, row)
    return True


def _let_go(kit: Kit, session: Session, row: Volunteer) -> None:
    """Whoever may no longer answer keeps nothing in hand; what he has submitted is seen through."""
    _withdraw_offers(kit, session, row)
    for held in overview.held_by(session, row.id or 0):
        give_back(kit, session, held, "release")


def changed(kit: Kit, session: Session, event: PersonChanged | QuietChanged) -> Taken:
    """An event of Slack's about a member."""
    if isinstance(event, PersonChanged):
        known = _refresh(kit, session, event.person)
        return Taken("finish", "a member's profile changed") if known else Taken("ignore", "nobody who joined")
    row = volunteers.by_slack_id(session, event.team_id, event.slack_id)
    if row is None:
        return Taken("ignore", "nobody who joined")
    row.quiet_from, row.quiet_until = event.quiet_from, event.quiet_until
    session.flush()
    return Taken("finish", "a member's do-not-disturb changed")


def enrolled_ids(kit: Kit) -> tuple[str, ...]:
    """Slack ids of everybody enrolled, to ask Slack about them again."""
    with kit.db.read() as session:
        return tuple(row.slack_id for row in volunteers.enrolled(session))
