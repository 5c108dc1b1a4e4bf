"""An offer and the person who acts on it: who may, and declining."""

from sqlmodel import Session

from routing import threads
from routing.acts import Done, once
from routing.errors import NotAllowed, OfferExpired
from routing.kit import Kit
from routing.people import Act
from routing.rings import escalate_if_nobody_is_left
from store import audit, deliveries, questions, volunteers
from store.models import Offer, Volunteer


def decline(kit: Kit, act: Act, offer_id: int) -> Done:
    """The volunteer does not want this one; when nobody else is asked, the next ring begins at once."""
    return once(kit, act, Done, lambda session: _decline(kit, session, act, offer_id))


def _decline(kit: Kit, session: Session, act: Act, offer_id: int) -> Done:
    person = acting_volunteer(kit, session, act)
    offer = own_offer(kit, session, offer_id, person)
    if offer.volunteer_id is None:
        raise NotAllowed("A channel's card is nobody's to decline; leave it to the others.")
    if not questions.move_offer(session, offer_id, "decline", kit.clock.now()):
        raise OfferExpired("This offer is over already.")
    audit.record(session, kit.clock.now(), f"volunteer:{person.id}", "offer.declined", f"offer:{offer_id}")
    deliveries.owe_renewals(session, offer.question_id, kit.clock.now(), only=[offer_id])
    escalate_if_nobody_is_left(kit, session, offer.question_id)
    return Done("All right, somebody else will be asked.")


def acting_volunteer(kit: Kit, session: Session, act: Act) -> Volunteer:
    """The enrolled member who acts. Raises NotAllowed for everybody else: strangers, guests, machines."""
    return member(kit, act, volunteers.by_slack_id(session, act.team_id, act.slack_id))


def member(kit: Kit, act: Act, person: Volunteer | None) -> Volunteer:
    """The same of whoever was found under the act's id."""
    if kit.home.team_id and act.team_id != kit.home.team_id:
        raise NotAllowed("Byhand answers only to members of its own workspace.")
    if person is None or person.left_at is not None:
        raise NotAllowed("You have not joined Byhand yet. Type /byhand to choose your topics and your place.")
    if person.standing != "member":
        raise NotAllowed("Only full members of this workspace can answer; guests, bots and other workspaces cannot.")
    return person


def own_offer(kit: Kit, session: Session, offer_id: int, person: Volunteer) -> Offer:
    """The offer, if it is this volunteer's or a channel's. Raises OfferExpired, NotAllowed."""
    return open_to(kit, session, person, questions.offer(session, offer_id))


def open_to(kit: Kit, session: Session, person: Volunteer, offer: Offer | None) -> Offer:
    """The same of an offer that was looked for; of one that is anybody's by now, the offer that took its place."""
    if offer is None:
        raise OfferExpired("This offer does not exist any more.")
    own = offer.volunteer_id in {None, person.id}
    if own and (offer.volunteer_id is None or offer.state == "pending"):
        return offer
    following = threads.opened(session, offer.question_id)
    if following is None and not own:
        _refuse_others(kit, session, person, offer.id or 0)
    return following or offer


def _refuse_others(kit: Kit, session: Session, person: Volunteer, offer_id: int) -> None:
    """What was offered to one person is not for others; what is over in a channel's thread is said to be by the act."""
    offer = session.get_one(Offer, offer_id)
    if not threads.channel_of(session, offer.thread_of):
        raise NotAllowed("This question was offered to somebody else.")
    first = threads.waiting_for(session, offer)
    if first is not None:
        zone = session.get_one(Volunteer, person.id).time_zone
        raise NotAllowed(threads.waits_for(first, offer.deadline, zone, kit.clock.now()))
