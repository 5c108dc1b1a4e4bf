"""The company's own shop, named in words: "your store on Oak Street in Portland"; pure."""

import re
from collections import Counter
from collections.abc import Sequence

from policies.document import Place as Shop
from routing.ports import Place, Point
from routing.words import spell

__all__ = ["shop_named"]

_SHOP_RADIUS_KM = 0.5
_NUMBER = re.compile(r"\d\w*")
_LEAST_LETTERS = 4  # a shorter rest of a street's name is no evidence


def shop_named(text: str, shops: Sequence[Shop]) -> Place | None:
    """The one shop that the words fit: its whole name, or its city beside its street or the name's own part."""
    said = f" {spell(text)} "
    often = Counter(word for shop in shops for word in set(spell(shop.name).split()))
    fitting = [(shop, evidence) for shop in shops if (evidence := _evidence(said, shop, often))]
    if len(fitting) != 1:
        return None
    shop, evidence = fitting[0]
    point = Point(shop.latitude, shop.longitude)
    return Place(shop.name, point, _SHOP_RADIUS_KM, "shop", 0.95, shop.country, shop.time_zone, evidence)


def _evidence(said: str, shop: Shop, often: Counter[str]) -> str:
    name, city = spell(shop.name), spell(shop.city)
    if " " in name and f" {name} " in said:
        return shop.name
    if f" {city} " not in said:
        return ""
    own = " ".join(word for word in name.split() if often[word] == 1 and word not in city.split())
    for part in (_street(shop.address), own):
        if len(part) >= _LEAST_LETTERS and f" {part} " in said:
            return f"{part}, {shop.city}"
    return ""


def _street(address: str) -> str:
    """The street's name without its number: the first part of an address, as "12 Oak Street, Portland"."""
    return spell(_NUMBER.sub(" ", address.partition(",")[0]))
