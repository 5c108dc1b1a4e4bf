"""The company's own shop, named in words: "your store on Oak Street in Portland"; pure. Abstains when two fit."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

import regex

from policies.document import Place as Shop
from policies.document import Policy
from routing.atlas.words import spell, spell_words, words
from routing.geo import distance_km
from routing.ports import Place, Point

__all__ = ["Shops", "shops_of"]

_SHOP_RADIUS_KM = 0.5
_NUMBER = regex.compile(r"\b\d\w*\b")
_LEAST_LETTERS = 4  # a shorter rest of a street's name is no evidence
_SHOP_WORDS = frozenset(
    {"store", "shop", "branch", "outlet", "showroom", "filiale", "laden", "geschaft", "markt", "magasin", "boutique"}
    | {"tienda", "sucursal", "negozio", "loja", "winkel", "filiaal", "butik", "sklep"}
)
# One way to write each kind of street, whichever way somebody wrote it.
_STREETS: Mapping[str, str] = {
    "st": "street", "str": "strasse", "ave": "avenue", "av": "avenue", "rd": "road", "blvd": "boulevard",
    "bd": "boulevard", "ln": "lane", "dr": "drive", "sq": "square", "pl": "place", "ct": "court", "hwy": "highway",
    "pkwy": "parkway", "avda": "avenida",
}  # fmt: skip
_KINDS = frozenset(_STREETS.values()) | {"way", "row", "yard", "wharf", "rue", "quai", "calle", "via", "rua", "carrer"}


class _Fit(IntEnum):
    """How words can name a shop, the surest first; a surer one of one shop counts before a weaker one of another."""

    NAME = 0
    STREET = 1  # in its city
    OWN = 2  # what only its name has, or its street's name beside "store", in its city
    HALF = 3  # its city beside "store", or its street beside "store"


_CONFIDENCE = {_Fit.NAME: 0.97, _Fit.STREET: 0.97, _Fit.OWN: 0.95, _Fit.HALF: 0.9}


@dataclass(frozen=True)
class _Spelt:
    """A shop with the words that name it, each in the spelling under which words are compared."""

    shop: Shop
    name: str
    city: str
    street: str
    street_name: str  # without "street" or "road"
    own: str  # what its name has that no other shop's has, its city apart


class Shops:
    """A company's shops, spelt once and found by the first words of their names, cities and streets."""

    def __init__(self, shops: Iterable[Shop]) -> None:
        self._shops = list(shops)
        often = Counter(word for shop in self._shops for word in set(spell(shop.name).split()))
        self._by_first: defaultdict[str, list[_Spelt]] = defaultdict(list)
        for shop in self._shops:
            spelt = _spelt(shop, often)
            firsts = {part.partition(" ")[0] for part in (spelt.name, spelt.city, spelt.street)}
            for first in firsts - {""}:
                self._by_first[first].append(spelt)

    def named(self, text: str) -> Place | None:
        """The one shop that the words fit best, or None: by name, by street and city, by either beside "store"."""
        said = _Said(text)
        near = {each.shop.id: each for word in said.every for each in self._by_first.get(word, ())}
        fitting = [(*fit, each) for each in near.values() if (fit := next(_fits(said, each), None)) is not None]
        if not fitting:
            return None
        surest = min(how for how, _, _ in fitting)
        best = _longest_names([one for one in fitting if one[0] is surest])
        return _as_place(*best[0]) if len(best) == 1 else None

    def nearest(self, point: Point) -> tuple[Shop, float] | None:
        """The shop nearest to a position, with the kilometres between them; None when there is no shop."""
        far = ((distance_km(point, Point(shop.latitude, shop.longitude)), shop.id, shop) for shop in self._shops)
        found = min(far, default=None)
        return None if found is None else (found[2], found[0])


@lru_cache(maxsize=4)
def shops_of(policy: Policy) -> Shops:
    return Shops(policy.places)


class _Said:
    """A text as it is compared: its words as they are, and with every kind of street written one way."""

    def __init__(self, text: str) -> None:
        self.words = words(text)
        plain = spell_words(self.words)
        self.plain, self.streets = f" {plain} ", f" {_one_way(plain)} "
        self.every = set(plain.split()) | set(self.streets.split())
        self.of_shop = bool(_SHOP_WORDS & self.every)

    def beside_shop(self, name: str) -> bool:
        """Whether "store", or a word like it, follows at once: "the Larkspur store"."""
        return any(f" {name} {word} " in self.streets for word in _SHOP_WORDS & self.every)

    def has_as_name(self, city: str) -> bool:
        """Whether the city begins with a capital in the text: "Nice shop" apart, that tells names from words."""
        first = city.split(maxsplit=1)[0]
        return any(word.key == first and not word.raw[0].islower() and word.start > 0 for word in self.words)


def _one_way(spelt: str) -> str:
    """Words with each kind of street in full: "oak st" is "oak street", "lampenstr" is "lampenstrasse"."""
    return " ".join(_STREETS.get(word) or (f"{word}asse" if _is_cut(word) else word) for word in spelt.split())


def _is_cut(word: str) -> bool:
    return len(word) > len("str") + 2 and word.endswith("str")


def _spelt(shop: Shop, often: Mapping[str, int]) -> _Spelt:
    name, city = spell(shop.name), spell(shop.city)
    own = " ".join(word for word in name.split() if often[word] == 1 and word not in city.split())
    street = _one_way(spell(_NUMBER.sub(" ", shop.address.partition(",")[0])))  # "12 Oak Street, Portland"
    street_name = " ".join(word for word in street.split() if word not in _KINDS)
    return _Spelt(shop, name, city, street, street_name, own)


def _fits(said: _Said, each: _Spelt) -> Iterator[tuple[_Fit, str]]:
    """How the words fit the shop, with those that do, the surest first."""
    if " " in each.name and f" {each.name} " in said.plain:
        yield _Fit.NAME, each.shop.name
    street_said = len(each.street) >= _LEAST_LETTERS and f" {each.street} " in said.streets
    if f" {each.city} " not in said.plain:
        if street_said and " " in each.street and said.of_shop:
            yield _Fit.HALF, f"{each.street}, and a shop"
        return
    if street_said:
        yield _Fit.STREET, f"{each.street}, {each.shop.city}"
    if len(each.own) >= _LEAST_LETTERS and f" {each.own} " in said.plain:
        yield _Fit.OWN, f"{each.own}, {each.shop.city}"
    if len(each.street_name) >= _LEAST_LETTERS and said.beside_shop(each.street_name):
        yield _Fit.OWN, f"{each.street_name}, {each.shop.city}"
    if said.of_shop and said.has_as_name(each.city):
        yield _Fit.HALF, f"{each.shop.city}, and a shop"


def _longest_names(fitting: list[tuple[_Fit, str, _Spelt]]) -> list[tuple[_Fit, str, _Spelt]]:
    """Without shops whose name is a part of another's that fits as well: "Leeds" within "Leeds East"."""
    if fitting[0][0] is not _Fit.NAME:
        return fitting
    names = [each.name for _, _, each in fitting]
    return [
        one for one in fitting if not any(f" {one[2].name} " in f" {name} " for name in names if name != one[2].name)
    ]


def _as_place(how: _Fit, evidence: str, each: _Spelt) -> Place:
    shop = each.shop
    point = Point(shop.latitude, shop.longitude)
    confidence = _CONFIDENCE[how]
    return Place(shop.name, point, _SHOP_RADIUS_KM, "shop", confidence, shop.country, shop.time_zone, evidence)
