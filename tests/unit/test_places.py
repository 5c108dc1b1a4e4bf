"""Places in texts, profiles and positions, by the index that set-up builds; and which source counts first."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies import document
from routing.places import Places, place_of
from routing.ports import Author, Place, PlaceHint, Point, Post
from routing.shops import Shops


def names(places: Places, text: str) -> list[str]:
    return [place.name for place in places.in_text(text)]


# --- running text ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "name", "country"),
    [
        ("My new TV in Leeds flickers. Is it the cable?", "Leeds", "GB"),
        ("I bought a fridge in Vienna last week", "Vienna", "AT"),
        ("anyone near berlin who knows dishwashers?", "Berlin", "DE"),
        ("Ich wohne in München und mein Fernseher flackert", "Munich", "DE"),
        ("J'habite à Lyon et mon imprimante ne marche pas", "Lyon", "FR"),
        ("東京で新しいノートパソコンを買いたい", "Tokyo", "JP"),
        ("أنا في دبي وأحتاج مساعدة", "Dubai", "AE"),
        ("Ολα καλά στην Αθήνα;", "Athens, Greece", "GR"),
        ("서울", "Seoul", "KR"),
        ("กรุงเทพ", "Bangkok", "TH"),
        ("Do you ship to Portugal?", "Portugal", "PT"),
        ("Which shops in the UK have it?", "United Kingdom", "GB"),
        ("#London: any store open today?", "London", "GB"),
        ("WHERE IS MY PARCEL IN CHICAGO?", "Chicago", "US"),
    ],
)
def test_a_place_is_found_by_its_name_in_many_languages(finder: Places, text: str, name: str, country: str) -> None:
    best = finder.in_text(text)[0]
    assert (best.name, best.country, best.source) == (name, country, "text")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Is there a shop in Paris, Texas?", "Paris, Texas"),
        ("I moved to Springfield, Illinois", "Springfield, Illinois"),
        ("Help needed in Cambridge, MA", "Cambridge, Massachusetts"),
        ("Hi, I live in Dublin (Ireland)", "Dublin, Ireland"),
        ("Anyone in Portland OR?", "Portland, Oregon"),
        ("I'm in Columbia, Mo.", "Columbia, Missouri"),
        ("I live in Nice, France", "Nice"),
        ("Any shop in Mobile, AL?", "Mobile"),
    ],
)
def test_the_larger_place_beside_a_name_decides_between_namesakes(finder: Places, text: str, name: str) -> None:
    assert names(finder, text)[0] == name


def test_other_names_of_the_text_decide_between_namesakes(finder: Places) -> None:
    alone = finder.in_text("I'm near Vancouver")[0]
    beside = finder.in_text("I live in Portland, Oregon but my shop is in Vancouver, Washington")
    assert alone.country == "CA"
    assert any(place.country == "US" and place.evidence == "Vancouver" for place in beside)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "Which headphones are best for me?",
        "Of course! Nice one.",
        "Is a mobile plan worth it, or is reading enough?",
        "Paris Hilton bought an iPad",
        "Mr London said no",
        "my friend Chelsea told me",
        "hurricane",
        "12345 67890",
        "@london @paris https://berlin.example/rome",
    ],
)
def test_everyday_words_and_people_are_no_places(finder: Places, text: str) -> None:
    assert finder.in_text(text) == ()


def test_a_country_is_an_area_and_not_a_point(finder: Places) -> None:
    country, city = finder.in_text("Germany")[0], finder.in_text("I am in Hamburg now")[0]
    assert country.radius_km > 200
    assert city.radius_km < 40


def test_a_town_comes_before_the_country_it_lies_in(finder: Places) -> None:
    assert names(finder, "Greetings from Germany, to be exact from Hamburg") == ["Hamburg", "Germany"]


def test_each_place_is_named_once_with_a_confidence_and_a_time_zone(finder: Places) -> None:
    found = finder.in_text("From Hamburg to Hamburg: in Hamburg")
    assert [place.name for place in found] == ["Hamburg"]
    assert found[0].time_zone == "Europe/Berlin"
    assert 0.5 <= found[0].confidence <= 1


@pytest.mark.parametrize(
    "text",
    [
        "I bought a turkey and some china",
        "Hurricane Florence is coming. #Florence",
        "157 km NE of the coast",
        "Mr. Sydney says hi",
        "it costs US$ 50",
    ],
)
def test_a_storm_a_direction_and_a_bird_are_no_places(finder: Places, text: str) -> None:
    assert finder.in_text(text) == ()


def test_what_is_less_sure_than_asked_for_is_not_named(finder: Places) -> None:
    text = "anyone near berlin who knows dishwashers?"
    sure = finder.in_text(text)[0].confidence
    assert finder.in_text(text, at_least=sure)
    assert finder.in_text(text, at_least=sure + 0.01) == ()


def test_a_capital_is_meant_before_a_state_of_its_name(finder: Places) -> None:
    assert names(finder, "I'm in Washington for the week") == ["Washington, United States"]


def test_a_landscape_has_the_time_zone_of_its_middle(finder: Places) -> None:
    zones = {place.name: place.time_zone for place in finder.in_text("From Heathrow to Lake Tahoe and to Siberia")}
    assert zones == {"Heathrow": "Europe/London", "Lake Tahoe": "America/Los_Angeles", "Siberia": ""}


def test_spans_say_where_the_names_stand(finder: Places) -> None:
    text = "From Hamburg's harbour to St. Louis, Missouri"
    assert [span.text for span in finder.find_spans(text)] == ["Hamburg", "St. Louis", "Missouri"]
    assert all(text[span.start : span.end] == span.text for span in finder.find_spans(text))


@pytest.mark.parametrize(
    "text",
    [
        "😀" * 4096,
        "Берлин 東京 لندن Paris " * 50,
        "\u202e\u05d1\u05e8\u05dc\u05d9\u05df\u202c \u05d0\u05d1\u05d2",
        "\x00\ud7ff\uffff",
        "#" * 500,
        "." * 5000,
        "a" * 20_000,
        "St. " * 500,
        "New York " * 500,
    ],
)
def test_strange_text_gets_an_answer(finder: Places, text: str) -> None:
    assert len(finder.in_text(text)) <= 10
    finder.in_profile(text)


def test_a_hundred_names_are_all_found(finder: Places) -> None:
    cities = ["Berlin", "Hamburg", "Munich", "Madrid", "Lisbon", "Vienna", "Prague", "Warsaw", "Oslo", "Helsinki"] * 10
    found = finder.find_spans("Offices in " + ", ".join(cities) + ".")
    assert len(found) == 100
    assert {span.place.name for span in found if span.place} >= {"Berlin", "Lisbon", "Oslo"}


@given(st.text(max_size=120))
def test_any_text_gets_an_answer(finder: Places, text: str) -> None:
    for span in finder.find_spans(f"in Berlin {text}"):
        assert span.place is None or 0 <= span.place.confidence <= 1


# --- profiles ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Berlin, DE", "Berlin"),
        ("NYC", "New York City"),
        ("Paris, Texas", "Paris, Texas"),
        ("london, uk", "London"),
        ("toronto", "Toronto"),
        ("lexington ky", "Lexington, Kentucky"),
        ("São Paulo", "São Paulo"),
        ("Cape Town, South Africa 🇿🇦", "Cape Town"),
        ("Texas, USA", "Texas"),
        ("東京", "Tokyo"),
        ("living in Leeds", "Leeds"),
    ],
)
def test_a_profile_names_its_place_in_any_case(finder: Places, line: str, name: str) -> None:
    found = finder.in_profile(line)
    assert found
    assert (found.name, found.source, found.evidence) == (name, "profile", line)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "somewhere over the rainbow",
        "they/them",
        "Your mom's house",
        "the internet",
        "Worldwide",
        "Planet Earth",
        "🌍",
    ],
)
def test_a_profile_that_names_no_place_gives_none(finder: Places, line: str) -> None:
    assert finder.in_profile(line) is None


def test_coordinates_in_a_profile_are_a_position(finder: Places) -> None:
    found = finder.in_profile("ÜT: 38.7223,-9.1393")
    assert found
    assert (found.point, found.name, found.time_zone) == (Point(38.7223, -9.1393), "Lisbon", "Europe/Lisbon")


@pytest.mark.parametrize("line", ["ÜT: 98.72,-9.14", "ÜT: 0.00,-150.00"])
def test_coordinates_that_are_nowhere_give_none(finder: Places, line: str) -> None:
    assert finder.in_profile(line) is None


# --- positions -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("point", "name", "zone"),
    [
        (Point(52.52, 13.40), "Berlin", "Europe/Berlin"),
        (Point(-17.8, -179.9), None, "Pacific/Fiji"),
        (Point(-17.8, 180.1), None, "Pacific/Fiji"),
        (Point(78.2, 15.6), "Longyearbyen", "Arctic/Longyearbyen"),
    ],
)
def test_the_nearest_settlement_gives_a_name_and_a_zone(
    finder: Places, point: Point, name: str | None, zone: str
) -> None:
    found = finder.near(point)
    assert found
    assert name in {None, found.name}
    assert found.time_zone == zone


@pytest.mark.parametrize("point", [Point(90, 0), Point(-90, 12), Point(0, -150), Point(91, 0), Point(float("nan"), 0)])
def test_in_the_middle_of_nowhere_there_is_none(finder: Places, point: Point) -> None:
    assert finder.near(point) is None


# --- which source counts ----------------------------------------------------------------------------------------------

POST = Post(
    channel="x",
    external_id="1",
    first_id="1",
    conversation_id="1",
    author=Author("2", "Ada", "ada", profile_location="Vienna, Austria"),
    text="My fridge in Hamburg hums",
    posted_at=datetime(2026, 11, 23, tzinfo=UTC),
)
HERE = PlaceHint("telegram_location", Point(52.52, 13.40), 0.05)
SHOP = document.Place(
    id="portland",
    name="Brightaisle Portland",
    address="12 Oak Street, Portland",
    city="Portland",
    country="US",
    latitude=45.52,
    longitude=-122.67,
    time_zone="America/Los_Angeles",
)
OTHER = SHOP.model_copy(update={"id": "salem", "name": "Brightaisle Salem", "city": "Salem", "address": "9 Elm Road"})
SECOND = SHOP.model_copy(update={"id": "pearl", "name": "Brightaisle Pearl District", "address": "7 Fir Lane"})


def test_the_platforms_own_place_counts_before_everything(finder: Places) -> None:
    place = place_of(replace(POST, hint=HERE), finder, Shops([SHOP]))
    assert place
    assert (place.name, place.source, place.country, place.time_zone) == (
        "Berlin",
        "telegram_location",
        "DE",
        "Europe/Berlin",
    )
    assert place.point == HERE.point


def test_a_place_that_the_platform_names_keeps_its_name(finder: Places) -> None:
    hint = PlaceHint("x_place", Point(52.52, 13.40), 20, name="Berlin, Germany", country="DE")
    place = place_of(replace(POST, hint=hint), finder, Shops([]))
    assert place
    assert (place.name, place.source, place.radius_km) == ("Berlin, Germany", "x_place", 20)


def test_a_hint_in_the_ocean_is_kept_without_a_name(finder: Places) -> None:
    place = place_of(replace(POST, hint=PlaceHint("telegram_location", Point(0, -150), 1)), finder, Shops([]))
    assert place
    assert (place.name, place.country, place.time_zone) == ("", "", "")


def test_a_hint_that_is_nowhere_is_passed_over(finder: Places) -> None:
    place = place_of(replace(POST, hint=PlaceHint("telegram_location", Point(95, 0), 1)), finder, Shops([]))
    assert place
    assert place.name == "Hamburg"


def test_the_text_counts_before_the_profile(finder: Places) -> None:
    in_text = place_of(POST, finder, Shops([]))
    in_profile = place_of(replace(POST, text="My fridge hums"), finder, Shops([]))
    assert in_text
    assert in_profile
    assert (in_text.name, in_text.source) == ("Hamburg", "text")
    assert (in_profile.name, in_profile.source) == ("Vienna", "profile")


def test_nothing_said_anywhere_is_no_place(finder: Places) -> None:
    assert place_of(replace(POST, text="It hums", author=Author("2", "Ada")), finder, Shops([SHOP])) is None


def test_a_shop_named_in_words_counts_before_the_town(finder: Places) -> None:
    shops = Shops([SHOP, OTHER])
    place = place_of(replace(POST, text="Your store on Oak Street in Portland was closed"), finder, shops)
    assert place
    assert (place.name, place.source, place.time_zone) == ("Brightaisle Portland", "shop", "America/Los_Angeles")


def test_an_address_counts_after_a_shop_and_before_the_town(finder: Places) -> None:
    address = Place("12 Elm Road", Point(53.5, 10.0), 0.1, "address", 0.9, "DE", "Europe/Berlin", "12 Elm Road")
    post = replace(POST, text="Is your Portland store better than the one at 12 Elm Road in Hamburg?")
    assert place_of(post, finder, Shops([]), lambda _: address) == address
    assert place_of(post, finder, Shops([SHOP]), lambda _: address) != address
    in_town = place_of(post, finder, Shops([]), lambda _: None)
    assert in_town
    assert in_town.source == "text"


def test_what_the_text_hardly_says_leaves_the_profile(finder: Places) -> None:
    place = place_of(POST, finder, Shops([]), at_least=1.01)
    assert place
    assert place.name == "Vienna"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("I was at Brightaisle Portland today", "Brightaisle Portland"),
        ("on oak street, portland, they said no", "Brightaisle Portland"),
        ("Is your Portland store open?", "Brightaisle Portland"),
        ("the Pearl District one in Portland", "Brightaisle Pearl District"),
        ("I live in Portland", None),
        ("is the portland store open?", None),
        ("Oak Street is closed", None),
        ("", None),
    ],
)
def test_a_shop_is_known_by_its_name_or_by_its_town_and_something_more(text: str, name: str | None) -> None:
    shops = [SHOP, OTHER, SECOND] if name and "Pearl" in name else [SHOP, OTHER]
    found = Shops(shops).named(text)
    assert (found.name if found else None) == name


def test_two_shops_that_the_words_fit_are_none() -> None:
    assert Shops([SHOP, SECOND]).named("Is your Portland store open?") is None
