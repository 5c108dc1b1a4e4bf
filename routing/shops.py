"""The company's own shop, named in words: "your store on Oak Street in Portland"; pure."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

import regex

from policies.document import Place as Shop
from policies.document import Policy
from routing.atlas.words import spell, spell_words, words
from routing.ports import Place, Point

__all__ = ["Shops", "shops_of"]

_SHOP_RADIUS_KM = 0.5
_CONFIDENCE = 0.95
_NUMBER = regex.compile(r"\b\d\w*\b")
_LEAST_LETTERS = 4  # a shorter rest of a street's name is no evidence
_SHOP_WORDS = frozenset(
    {"store", "shop", "branch", "outlet", "showroom", "filiale", "laden", "geschaft", "markt", "magasin", "boutique"}
    | {"tienda", "sucursal", "negozio", "loja", "winkel", "filiaal"}
)


@dataclass(frozen=True)
class _Spelt:
    """A shop with the words that name it, each in the spelling under which words are compared."""

    shop: Shop
    name: str
    city: str
    street: str
    own: str  # what its name has that no other shop's has, its city apart


class Shops:
    """A company's shops, spelt once and found by the first word of their names and cities."""

    def __init__(self, shops: Iterable[Shop]) -> None:
        listed = list(shops)
        often = Counter(word for shop in listed for word in set(spell(shop.name).split()))
        self._by_first: defaultdict[str, list[_Spelt]] = defaultdict(list)
        for shop in listed:
            spelt = _spelt(shop, often)
            for first in {spelt.name.partition(" ")[0], spelt.city.partition(" ")[0]} - {""}:
                self._by_first[first].append(spelt)

    def named(self, text: str) -> Place | None:
        """The one shop that the words fit: by its whole name, or by its city beside its street, own name or "store"."""
        said = spell_words(words(text))
        near = {each.shop.id: each for word in set(said.split()) for each in self._by_first.get(word, ())}
        fitting = [(each.shop, found) for each in near.values() if (found := next(_evidence(said, text, each), ""))]
        if len(fitting) != 1:
            return None
        shop, evidence = fitting[0]
        point = Point(shop.latitude, shop.longitude)
        return Place(shop.name, point, _SHOP_RADIUS_KM, "shop", _CONFIDENCE, shop.country, shop.time_zone, evidence)


@lru_cache(maxsize=4)
def shops_of(policy: Policy) -> Shops:
    return Shops(policy.places)


def _spelt(shop: Shop, often: Mapping[str, int]) -> _Spelt:
    name, city = spell(shop.name), spell(shop.city)
    own = " ".join(word for word in name.split() if often[word] == 1 and word not in city.split())
    street = spell(_NUMBER.sub(" ", shop.address.partition(",")[0]))  # without its number: "12 Oak Street, Portland"
    return _Spelt(shop, name, city, street, own)


def _evidence(spelt: str, text: str, each: _Spelt) -> Iterator[str]:
    """The words that name the shop, the surest first."""
    said = f" {spelt} "
    if " " in each.name and f" {each.name} " in said:
        yield each.shop.name
    if f" {each.city} " not in said:
        return
    for part in (each.street, each.own):
        if len(part) >= _LEAST_LETTERS and f" {part} " in said:
            yield f"{part}, {each.shop.city}"
    if _SHOP_WORDS & set(said.split()) and _written_as_name(each.city, text):
        yield f"{each.shop.city}, and a shop"


def _written_as_name(city: str, text: str) -> bool:
    """Whether the city begins with a capital somewhere in the text: "Nice shop" apart, that tells names from words."""
    first = city.split(maxsplit=1)[0]
    return any(word.key == first and not word.raw[0].islower() and word.start > 0 for word in words(text))
