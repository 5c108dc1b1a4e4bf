"""Why just this volunteer was asked, in sentences for the card."""

from dataclasses import dataclass
from datetime import datetime

from policies.document import Policy
from policies.eligibility import Candidate, zone
from routing.factors import About, position_of
from routing.geo import distance_km, exact_km
from routing.ports import Place, Point

WIDE_KM = 60.0  # a place with a wider circle is an area: nobody is "12 km from Portugal"
NEXT_DOOR_KM = 1.0


@dataclass(frozen=True)
class Teller:
    """Says to a volunteer why just they were asked, about one question at one moment."""

    about: About
    policy: Policy
    now: datetime

    def why(self, candidate: Candidate, *, as_newcomer: bool = False) -> tuple[str, ...]:
        sentences = (
            self._topic(candidate, as_newcomer=as_newcomer),
            self._known(candidate),
            self._distance(candidate),
            self._language(candidate),
            self._hour(candidate),
        )
        return tuple(sentence for sentence in sentences if sentence)

    def _topic(self, candidate: Candidate, *, as_newcomer: bool) -> str:
        chosen = [topic for topic in self.about.topics if topic in candidate.levels]
        if not chosen:
            return ""
        names = " and ".join(self._name(topic) for topic in chosen)
        if as_newcomer:
            return f"You are new to {names}, and this may be a good one to begin with"
        return f"You chose the topics {names}" if len(chosen) > 1 else f"You chose the topic {names}"

    def _name(self, topic: str) -> str:
        known = self.policy.topic(topic)
        return known.name if known else topic

    def _known(self, candidate: Candidate) -> str:
        return "You answered this person before" if candidate.volunteer_id in self.about.known else ""

    def _distance(self, candidate: Candidate) -> str:
        place, position = self.about.place, position_of(candidate.latitude, candidate.longitude)
        if place is None or position is None:
            return ""
        if place.radius_km > WIDE_KM:
            return _from_area(place, position)
        exact = exact_km(place.point, position)
        if exact < NEXT_DOOR_KM:
            return f"You are in {place.name}"
        return f"You are {exact:,.0f} km from {place.name}"

    def _language(self, candidate: Candidate) -> str:
        """Said only where it is something: in the company's own first language everybody writes."""
        asked_in = self.about.language
        if asked_in == self.policy.company.languages[0] or asked_in not in (candidate.languages or ()):
            return ""
        return "You speak the language it is written in"

    def _hour(self, candidate: Candidate) -> str:
        return f"It is {self.now.astimezone(zone(candidate.time_zone)):%H:%M} where you are"


def _from_area(area: Place, position: Point) -> str:
    if distance_km(area.point, position) <= area.radius_km:
        return f"You are in or near {area.name}"
    return f"You are about {exact_km(area.point, position):,.0f} km from the middle of {area.name}"
