"""Street addresses: what looks like one, and what a Nominatim server of one's own says of it, or does not."""

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.addresses import Addresses, Limits, place_of_answers
from routing.ports import Place, Point
from routing.streets import address_in

Answer = dict[str, Any]
# As nominatim.org documents an answer of /search with format=json and addressdetails=1.
HOUSE: Answer = {
    "place_id": 17,
    "licence": "Data © OpenStreetMap contributors, ODbL 1.0. http://osm.org/copyright",
    "osm_type": "way",
    "osm_id": 280940520,
    "lat": "52.5067614",
    "lon": "13.3846206",
    "class": "building",
    "type": "yes",
    "importance": 0.00009,
    "display_name": "21, Lampenstraße, Kreuzberg, Berlin, 10969, Deutschland",
    "address": {
        "house_number": "21",
        "road": "Lampenstraße",
        "suburb": "Kreuzberg",
        "city": "Berlin",
        "postcode": "10969",
        "country": "Deutschland",
        "country_code": "de",
    },
    "boundingbox": ["52.5066614", "52.5068614", "13.3845206", "13.3847206"],
}
ELSEWHERE: Answer = {**HOUSE, "lat": "48.1", "lon": "11.5"}
BERLIN: Answer = {**HOUSE, "address": {"city": "Berlin"}, "boundingbox": ["52.33", "52.67", "13.08", "13.76"]}


class StandIn(ThreadingHTTPServer):
    """A server that answers /search as told, and remembers how it was asked."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answering)
        self.answer: bytes = json.dumps([HOUSE]).encode()
        self.status = 200
        self.delay = 0.0
        self.asked: list[dict[str, str]] = []
        self.paths: list[str] = []
        self.agents: list[str] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def says(self, *answers: Answer) -> None:
        self.answer = json.dumps(answers).encode()

    def handle_error(self, *_: Any) -> None:
        """Who asked has gone meanwhile; that is what is tested."""


class _Answering(BaseHTTPRequestHandler):
    server: StandIn

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        self.server.paths.append(parts.path)
        self.server.asked.append({name: values[0] for name, values in parse_qs(parts.query).items()})
        self.server.agents.append(self.headers["User-Agent"])
        time.sleep(self.server.delay)
        self.send_response(self.server.status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.end_headers()
        self.wfile.write(self.server.answer)

    def log_message(self, format: str, *_: Any) -> None:  # noqa: A002 - as the library names it
        """Nothing is printed."""


@pytest.fixture
def server() -> Iterator[StandIn]:
    with StandIn() as made:
        thread = threading.Thread(target=made.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield made
        made.shutdown()
        thread.join()


def at(server: StandIn, path: str = "", **limits: Any) -> Addresses:
    """Asks this server, with more patience than the product has: a test machine may be busy."""
    return Addresses(f"{server.url}{path}", limits=Limits(**{"patience": 30.0, **limits}))


# --- what looks like one -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("I live at 12 Oak Street in Portland, is there a shop?", "12 Oak Street in Portland"),
        ("221B Baker St, London please", "221B Baker St, London"),
        ("bring it to 26 rue des Lampistes, 75011 Paris ?", "26 rue des Lampistes, 75011 Paris"),
        ("bin in der Lampenstraße 21, 10969 Berlin", "Lampenstraße 21, 10969 Berlin"),
        ("Hauptstr. 12a, Köln", "Hauptstr. 12a, Köln"),
        ("Karl-Marx-Allee 40 steht sie", "Karl-Marx-Allee 40"),
        ("Vivo en la Calle de los Faroleros 31, Madrid", "Calle de los Faroleros 31, Madrid"),
        ("Via dei Lampionai, 15 Milano", "Via dei Lampionai, 15 Milano"),
        ("Lantaarngracht 130, Amsterdam", "Lantaarngracht 130, Amsterdam"),
        ("Rua Augusta 100 Lisboa", "Rua Augusta 100 Lisboa"),
    ],
)
def test_an_address_is_seen_with_its_town(text: str, address: str) -> None:
    assert address_in(text) == address


@pytest.mark.parametrize(
    "text",
    [
        "I waited 20 minutes down the street",
        "I paid $20 Main Street prices",
        "Oak Street",
        "order 12345 Way too late",
        "Treffen am Hauptweg 5 Uhr",
        "My TV has 3 ports",
        "",
        "🙂" * 4096,
    ],
)
def test_what_is_no_address_is_left_alone(text: str) -> None:
    assert address_in(text) == ""


@given(st.text(max_size=300))
def test_any_text_at_all_is_read(text: str) -> None:
    assert isinstance(address_in(text), str)


@pytest.mark.parametrize("text", ["1 " * 3000, "Aaaa " * 3000 + "Street", "1 " + "A-" * 3000, "Calle " * 1500])
def test_a_text_made_to_take_long_is_given_up(text: str) -> None:
    assert address_in(text) == ""


# --- what the server says -------------------------------------------------------------------------------------------


def test_an_address_becomes_a_place_with_its_radius_and_country(server: StandIn) -> None:
    place = at(server)("Es steht in der Lampenstraße 21, 10969 Berlin und brummt")

    assert place is not None
    assert (place.name, place.source, place.country) == ("Lampenstraße 21, Berlin", "address", "DE")
    assert place.point == Point(52.5067614, 13.3846206)
    assert place.radius_km == 0.1
    assert place.confidence == 0.95
    assert place.evidence == "Lampenstraße 21, 10969 Berlin"


def test_only_the_address_leaves_the_house_and_the_server_is_told_who_asks(server: StandIn) -> None:
    at(server)("My name is Ada Lovelace, I live at 12 Oak Street in Portland and my TV is broken")

    assert [asked["q"] for asked in server.asked] == ["12 Oak Street in Portland"]
    assert server.paths == ["/search"]
    assert server.agents[0].startswith("Byhand")


def test_a_server_may_stand_under_a_path(server: StandIn) -> None:
    assert at(server, "/maps/")("221B Baker St, London") is not None
    assert server.paths == ["/maps/search"]


def test_a_text_without_an_address_asks_nobody(server: StandIn) -> None:
    assert at(server)("My TV in Leeds flickers") is None
    assert server.asked == []


def test_the_same_address_is_asked_for_once(server: StandIn) -> None:
    find = at(server)
    first = find("I am at 221B Baker St, London")
    again = find("221B Baker St, London is where I am")

    assert first == again
    assert len(server.asked) == 1


def test_that_there_is_no_such_address_is_remembered_too(server: StandIn) -> None:
    server.says()
    find = at(server)

    assert [find("221B Baker St, London") for _ in range(3)] == [None, None, None]
    assert len(server.asked) == 1


def test_only_so_many_addresses_are_remembered(server: StandIn) -> None:
    find = at(server, between=0.0, remembered=2)
    for number in (1, 2, 3, 1):
        find(f"{number} Baker Street, London")

    assert [asked["q"][0] for asked in server.asked] == ["1", "2", "3", "1"]


def test_an_address_has_the_time_zone_of_its_town(server: StandIn) -> None:
    town = Place("Berlin", Point(52.52, 13.4), 10, "near", 1.0, "DE", "Europe/Berlin")
    place = Addresses(server.url, lambda _: town, Limits(patience=30.0))("Lampenstraße 21, Berlin")

    assert place is not None
    assert place.time_zone == "Europe/Berlin"


# --- what it does not say -------------------------------------------------------------------------------------------


def test_two_addresses_far_apart_are_none() -> None:
    assert place_of_answers([HOUSE, ELSEWHERE], "Lampenstraße 21") is None
    assert place_of_answers([HOUSE, {**HOUSE, "lat": "52.51"}], "Lampenstraße 21") is not None


def test_a_town_is_no_address() -> None:
    assert place_of_answers([BERLIN], "Berlin") is None


def test_a_street_without_its_number_is_less_sure() -> None:
    street = {**HOUSE, "address": {"road": "Lampenstraße", "city": "Berlin"}}
    place = place_of_answers([street], "Lampenstraße 21")

    assert place is not None
    assert place.confidence == 0.8


@pytest.mark.parametrize(
    "change",
    [
        {"lat": "north"},
        {"lat": None},
        {"lat": "95"},
        {"lat": "nan"},
        {"boundingbox": ["1", "2"]},
        {"boundingbox": ["nan", "1", "2", "3"]},
        {"boundingbox": 7},
    ],
)
def test_an_answer_of_another_shape_is_no_place(change: Answer) -> None:
    assert place_of_answers([{**HOUSE, **change}], "Lampenstraße 21") is None


def test_an_answer_that_lacks_its_address_is_still_a_place() -> None:
    place = place_of_answers([{"lat": "52.5", "lon": "13.4", "address": "odd"}], "Lampenstraße 21")

    assert place is not None
    assert (place.name, place.country) == ("Lampenstraße 21", "")


@pytest.mark.parametrize("status", [403, 404, 429, 500, 503])
def test_a_server_that_refuses_is_no_place_and_is_left_alone_for_a_while(server: StandIn, status: int) -> None:
    server.status = status
    find = at(server)

    assert find("221B Baker St, London") is None
    assert find("12 Oak Street, Portland") is None
    assert len(server.asked) == 1


@pytest.mark.parametrize("answer", [b"<html>", b"", b"null", b"[1, 2]", b'{"error": "no"}', b"[[]]", b"\xff"])
def test_an_answer_that_is_none_is_no_place(server: StandIn, answer: bytes) -> None:
    server.answer = answer

    assert at(server)("221B Baker St, London") is None


def test_a_server_that_is_not_there_is_no_place() -> None:
    assert Addresses("http://127.0.0.1:9")("221B Baker St, London") is None


def test_a_slow_server_holds_no_question_up(server: StandIn) -> None:
    server.delay = 2.0
    find = Addresses(server.url, limits=Limits(patience=0.2))

    assert find("221B Baker St, London") is None
    assert find("12 Oak Street, Portland") is None
    assert len(server.asked) == 1


def test_one_after_the_other_they_are_not_held_up_either(server: StandIn) -> None:
    find = at(server, between=60.0)

    assert [find(f"{number} Baker Street, London") is not None for number in (1, 2, 3)] == [True, False, False]
    assert len(server.asked) == 1


def test_a_server_that_takes_long_is_left_alone_for_a_while(server: StandIn) -> None:
    server.delay = 0.6
    find = Addresses(server.url, limits=Limits(patience=1.0, between=0.0))

    assert [find(f"{number} Baker Street, London") is None for number in (1, 2)][1]
    assert len(server.asked) == 1


def test_a_crowd_does_not_queue_for_the_server(server: StandIn) -> None:
    """Of twenty that come at once one is answered; the others go on without."""
    find = at(server, between=60.0)
    found: list[Place | None] = []
    threads = [
        threading.Thread(target=lambda n=number: found.append(find(f"{n} Baker Street, London")))
        for number in range(1, 21)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(found) == 20
    assert len(server.asked) == 1
    assert sum(place is not None for place in found) == 1


@pytest.mark.parametrize(
    "url", ["", "nominatim.example.com", "ftp://nominatim.example.com", "https://", "http://x/?q=1", "http://[::1"]
)
def test_what_is_no_servers_address_is_refused_in_words(url: str) -> None:
    with pytest.raises(ValueError, match="looks like"):
        Addresses(url)
