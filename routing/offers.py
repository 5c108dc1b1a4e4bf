"""An offer and the person who acts on it: who may, and declining."""

from sqlmodel import Session

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
    offer = own_offer(session, offer_id, person)
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


def own_offer(session: Session, offer_id: int, person: Volunteer) -> Offer:
    """The offer, if it is this volunteer's or a channel's. Raises OfferExpired, NotAllowed."""
    return open_to(person, questions.offer(session, offer_id))


def open_to(person: Volunteer, offer: Offer | None) -> Offer:
    """The same of an offer that was looked for."""
    if offer is None:
        raise OfferExpired("This offer does not exist any more.")
    if offer.volunteer_id is not None and offer.volunteer_id != person.id:
        raise NotAllowed("This question was offered to somebody else.")
    return offer
