"""Shops named in words: by name, by street and town however written, and never when two fit."""

import pytest

from policies.document import Place as Shop
from routing.ports import Point
from routing.shops import Shops


def shop(name: str, address: str, city: str, at: tuple[float, float] = (53.8, -1.55)) -> Shop:
    return Shop(
        id=name.lower().replace(" ", "-"),
        name=name,
        address=address,
        city=city,
        country="GB",
        latitude=at[0],
        longitude=at[1],
        time_zone="Europe/London",
    )


OAK = shop("Brightaisle Oak", "12 Oak Street, Portland", "Portland")
HARBOUR = shop("Brightaisle Harbour", "9 Larkspur Avenue", "Portland")
LEEDS = shop("Brightaisle Leeds", "33 Weaver's Yard", "Leeds")
LEEDS_EAST = shop("Brightaisle Leeds East", "4 Loom Road", "Leeds")
BERLIN = shop("Brightaisle Berlin", "Lampenstraße 21", "Berlin", (52.52, 13.41))
EVERY = (OAK, HARBOUR, LEEDS, BERLIN)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Your store on Oak St in Portland was closed", "Brightaisle Oak"),
        ("your store on OAK STREET, Portland", "Brightaisle Oak"),
        ("The Larkspur Ave. shop in Portland has none left", "Brightaisle Harbour"),
        ("the Larkspur store, Portland", "Brightaisle Harbour"),
        ("Is the Leeds branch open?", "Brightaisle Leeds"),
        ("at your shop in Weaver's Yard, Leeds", "Brightaisle Leeds"),
        ("Laden in der Lampenstr. in Berlin", "Brightaisle Berlin"),
        ("Bin im Laden in der Lampenstrasse, Berlin", "Brightaisle Berlin"),
        ("is the Oak Street store closed today?", "Brightaisle Oak"),
        ("I was at Brightaisle Harbour", "Brightaisle Harbour"),
    ],
)
def test_a_shop_is_found_however_its_street_is_written(text: str, expected: str) -> None:
    found = Shops(EVERY).named(text)

    assert found is not None
    assert (found.name, found.source) == (expected, "shop")
    assert found.evidence


@pytest.mark.parametrize(
    "text",
    [
        "Is your Portland store open?",  # there are two
        "your store on Elm Street in Portland",  # and neither is there
        "I live on Oak Street",  # and speaks of no shop
        "I live in Leeds",
        "your store on Oak Street in Leeds",  # the street of one, the city of the other
        "Great shop, great people",
        "",
    ],
)
def test_no_shop_is_guessed(text: str) -> None:
    assert Shops(EVERY).named(text) is None


def test_a_street_tells_two_shops_of_one_city_apart() -> None:
    found = Shops((OAK, HARBOUR)).named("Which store in Portland is bigger, I am at the one on Oak Street")

    assert found is not None
    assert found.name == "Brightaisle Oak"


def test_of_two_names_of_which_one_holds_the_other_the_longer_is_meant() -> None:
    shops = Shops((LEEDS, LEEDS_EAST))

    assert [
        found.name for text in ("at Brightaisle Leeds East", "at Brightaisle Leeds") if (found := shops.named(text))
    ] == [
        "Brightaisle Leeds East",
        "Brightaisle Leeds",
    ]


def test_the_surer_the_words_the_surer_the_shop() -> None:
    by_street = Shops(EVERY).named("the store on Oak Street, Portland")
    by_city = Shops(EVERY).named("Is the Leeds branch open?")

    assert by_street
    assert by_city
    assert by_street.confidence > by_city.confidence


def test_the_nearest_shop_is_told_with_its_distance() -> None:
    potsdam = Point(52.4, 13.06)
    found = Shops(EVERY).nearest(potsdam)

    assert found is not None
    assert found[0] is BERLIN
    assert found[1] == pytest.approx(27, abs=3)
    assert Shops(()).nearest(potsdam) is None
