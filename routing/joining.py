"""Joining: who may, and what they typed turned into topics and a place. Raises ByhandError in words for people."""

import difflib

from policies.document import Place as Shop
from policies.document import Policy
from routing.errors import ByhandError, NotAllowed
from routing.kit import Kit
from routing.language_names import NAMES
from routing.people import Act, Person, Profile
from routing.ports import Place, Point

LEVELS = {1: "a little", 2: "well", 3: "like few others"}
_SHOP_RADIUS_KM = 0.1
_MOST_TOPICS_LISTED = 40


def refuse_outsiders(kit: Kit, act: Act, person: Person) -> None:
    """Only full members of the one workspace may join. Raises NotAllowed."""
    if person.is_bot:
        raise NotAllowed("Only people can join; this is a bot's account.")
    if person.is_stranger or person.team_id != act.team_id or (kit.home.team_id and act.team_id != kit.home.team_id):
        raise NotAllowed("Only members of this workspace can join.")
    if person.is_guest:
        raise NotAllowed("Only full members of this workspace can join; guests cannot answer in the company's name.")
    if person.is_deleted:
        raise NotAllowed("This account is closed.")


def standing(person: Person) -> str:
    """What Slack says somebody is, in the words of the volunteer's row."""
    marks = (
        (person.is_deleted, "gone"),
        (person.is_bot, "bot"),
        (person.is_stranger, "stranger"),
        (person.is_guest, "guest"),
    )
    return next((word for holds, word in marks if holds), "member")


def topic_ids(names: tuple[str, ...], policy: Policy) -> tuple[str, ...]:
    """Ids of the topics that these ids or names mean, each once. Raises ByhandError."""
    if not names:
        raise ByhandError("Choose at least one topic.")
    return tuple(dict.fromkeys(_topic_id(name, policy) for name in names))


def _topic_id(name: str, policy: Policy) -> str:
    wanted = name.strip().casefold()
    known = {key.casefold(): topic.id for topic in policy.topics for key in (topic.id, topic.name)}
    if wanted in known:
        return known[wanted]
    near = difflib.get_close_matches(wanted, known, n=1)
    hint = f" Did you mean {known[near[0]]}?" if near else ""
    listed = ", ".join(topic.id for topic in policy.topics[:_MOST_TOPICS_LISTED])
    raise ByhandError(f"There is no topic “{name.strip()}”.{hint} Topics are: {listed}.")


def levels_of(profile: Profile, policy: Policy) -> dict[str, int]:
    """How well each topic is known, by its id, where anything was said of it. Raises ByhandError."""
    found = {_topic_id(name, policy): level for name, level in profile.levels or ()}
    if not set(found.values()) <= set(LEVELS):
        raise ByhandError("How well you know a topic is 1 (a little), 2 (well) or 3 (like few others).")
    return found


def languages_of(profile: Profile, policy: Policy) -> list[str] | None:
    """The languages that were named, each once. Raises ByhandError."""
    unknown = [code for code in profile.languages or () if code not in {*NAMES, *policy.company.languages}]
    if unknown:
        raise ByhandError(f"I do not know the language “{unknown[0]}”. Write codes such as en, de, fr.")
    return list(dict.fromkeys(profile.languages or ())) or None


def place_named(kit: Kit, typed: str, policy: Policy) -> Place:
    """A shop by its id or name, else any place on Earth by the place index. Raises ByhandError."""
    wanted = typed.strip().casefold()
    if not wanted:
        raise ByhandError("Say where you are, for example a town, so that questions from near you reach you.")
    for shop in policy.places:
        if wanted in {shop.id.casefold(), shop.name.casefold()}:
            return _as_place(shop)
    found = kit.finder.in_profile(typed)
    if found is None:
        raise ByhandError(
            f"I do not know the place “{typed.strip()}”. Try the nearest town, with its country: “Porto, PT”."
        )
    return found


def _as_place(shop: Shop) -> Place:
    point = Point(shop.latitude, shop.longitude)
    return Place(shop.name, point, _SHOP_RADIUS_KM, "shop", 1.0, shop.country, shop.time_zone)
