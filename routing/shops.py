"""The company's own shop, named in words: "your store on Oak Street in Portland"; pure."""

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache

import regex

from policies.document import Place as Shop
from routing.atlas.words import spell, words
from routing.ports import Place, Point

__all__ = ["shop_named"]

_SHOP_RADIUS_KM = 0.5
_CONFIDENCE = 0.95
_NUMBER = regex.compile(r"\b\d\w*\b")
_LEAST_LETTERS = 4  # a shorter rest of a street's name is no evidence
_SHOP_WORDS = frozenset(
    {"store", "shop", "branch", "outlet", "showroom", "filiale", "laden", "geschaft", "markt", "magasin", "boutique"}
    | {"tienda", "sucursal", "negozio", "loja", "winkel", "filiaal"}
)


def shop_named(text: str, shops: Sequence[Shop]) -> Place | None:
    """The one shop that the words fit: by its whole name, or by its city beside its street, its own name or "store"."""
    said = f" {spell(text)} "
    often = _often(tuple(shop.name for shop in shops))
    fitting = [(shop, evidence) for shop in shops if (evidence := next(_evidence(said, text, shop, often), ""))]
    if len(fitting) != 1:
        return None
    shop, evidence = fitting[0]
    point = Point(shop.latitude, shop.longitude)
    return Place(shop.name, point, _SHOP_RADIUS_KM, "shop", _CONFIDENCE, shop.country, shop.time_zone, evidence)


@lru_cache(maxsize=4)
def _often(names: tuple[str, ...]) -> Counter[str]:
    """In how many shops' names each word stands."""
    return Counter(word for name in names for word in set(spell(name).split()))


def _evidence(said: str, text: str, shop: Shop, often: Counter[str]) -> Iterator[str]:
    """The words that name the shop, the surest first."""
    name, city = spell(shop.name), spell(shop.city)
    if " " in name and f" {name} " in said:
        yield shop.name
    if f" {city} " not in said:
        return
    own = " ".join(word for word in name.split() if often[word] == 1 and word not in city.split())
    for part in (_street(shop.address), own):
        if len(part) >= _LEAST_LETTERS and f" {part} " in said:
            yield f"{part}, {shop.city}"
    if _SHOP_WORDS & set(said.split()) and _written_as_name(city, text):
        yield f"{shop.city}, and a shop"


@lru_cache(maxsize=4096)
def _street(address: str) -> str:
    """The street's name without its number: the first part of an address, as "12 Oak Street, Portland"."""
    return spell(_NUMBER.sub(" ", address.partition(",")[0]))


def _written_as_name(city: str, text: str) -> bool:
    """Whether the city begins with a capital somewhere in the text: "Nice shop" apart, that tells names from words."""
    first = city.split(maxsplit=1)[0]
    return any(word.key == first and not word.raw[0].islower() and word.start > 0 for word in words(text))
