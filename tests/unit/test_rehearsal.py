"""A rehearsal: files as people have them, the real ranking, and a page that nobody breaks out of."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.document import Policy
from policies.file import read
from routing import rehearsal
from routing.places import Places
from routing.ports import Guess, Place, Point, TopicRanking, TopicScore
from routing.reader import Said
from routing.rehearsal import page, worldmap
from routing.rehearsal.asked import Asked, read_questions
from routing.rehearsal.colleagues import Colleague, read_colleagues
from routing.rehearsal.faults import Fault, Unusable
from routing.rehearsal.figures import figures
from routing.rehearsal.markup import Html, document, join, tag
from routing.rehearsal.numbers import counted, kilometres, share
from routing.rehearsal.play import Outcome, Played, Rehearsal, play
from routing.rehearsal.router import Router

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)  # a Monday
EXAMPLE = Path(rehearsal.__file__).parent / "example"
HEAD = b"name,topics,place\n"
WORDS = {"tv": "tv", "fridge": "kitchen", "lens": "cameras", "kettle": "kitchen"}


@pytest.fixture(scope="module")
def policy(policy_text: str) -> Policy:
    return read(policy_text)


@pytest.fixture
def router(policy: Policy, finder: Places) -> Router:
    """The real ranking and places; topics by one word each, so that a test can say what it means."""
    return Router(policy, read_by_word, finder)


def read_by_word(text: str, language: str) -> Said:
    topic = next((topic for word, topic in WORDS.items() if word in text.lower()), "")
    ranked = (TopicScore(topic, 0.9, (f"keyword: {topic}",)),) if topic else (TopicScore("audio", 0.1),)
    kind = "praise" if "love" in text else "question"
    return Said(TopicRanking(ranked, 0.1, "words alone"), Guess(kind, 0.9), Guess(language or "en", 0.9))


def lines(*objects: dict[str, Any] | str) -> bytes:
    return "\n".join(one if isinstance(one, str) else json.dumps(one) for one in objects).encode()


def ask(*objects: dict[str, Any] | str) -> tuple[Asked, ...]:
    return read_questions(lines(*objects), NOON)[0]


def at_noon(text: str, place: str = "", **more: Any) -> dict[str, Any]:
    return {"text": text, "place": place, "time": NOON.isoformat(), **more}


def people(router: Router, *rows: str, head: bytes = b"name,topics,place,hours,languages\n") -> tuple[Colleague, ...]:
    return read_colleagues(head + "\n".join(rows).encode(), router.policy, router.finder)[0]


def outcomes(found: Rehearsal) -> list[Outcome]:
    return [one.outcome for one in found.questions]


def only(found: Rehearsal) -> Played:
    (one,) = found.questions
    return one


# --- questions as people have them ----------------------------------------------------------------------------------


def test_a_line_needs_only_a_text() -> None:
    (asked,) = ask({"text": "My TV hums"})

    assert (asked.number, asked.post.text, asked.timed) == (1, "My TV hums", False)
    assert asked.post.posted_at == NOON
    assert asked.post.addressed


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2026-11-20T09:30:00Z", datetime(2026, 11, 20, 9, 30, tzinfo=UTC)),
        ("2026-11-20T09:30:00+01:00", datetime(2026, 11, 20, 8, 30, tzinfo=UTC)),
        ("2026-11-20 09:30", datetime(2026, 11, 20, 9, 30, tzinfo=UTC)),
        ("2026-11-20", datetime(2026, 11, 20, tzinfo=UTC)),
        (1_795_000_000, datetime.fromtimestamp(1_795_000_000, UTC)),
        (1_795_000_000_000, datetime.fromtimestamp(1_795_000_000, UTC)),
        ("Wed Oct 10 20:19:24 +0000 2018", datetime(2018, 10, 10, 20, 19, 24, tzinfo=UTC)),
        ("Fri, 20 Nov 2026 09:30:00 +0000", datetime(2026, 11, 20, 9, 30, tzinfo=UTC)),
    ],
)
def test_a_time_is_read_as_exports_write_it(written: str | int, meant: datetime) -> None:
    (asked,) = ask({"text": "x", "created_at": written})

    assert (asked.post.posted_at, asked.timed) == (meant, True)


@pytest.mark.parametrize("written", ["yesterday", "99999999999999999999", [1], True, "2026-13-01", {"a": 1}])
def test_a_time_that_is_none_is_named_and_the_question_counts(written: object) -> None:
    asked, faults = read_questions(lines({"text": "x", "time": written}), NOON)

    assert [one.timed for one in asked] == [False]
    assert [(fault.line, fault.skipped) for fault in faults] == [(1, False)]


def test_names_of_keys_are_forgiving() -> None:
    (asked,) = ask({"message": "Hola", "user": "@ada", "city": "Madrid", "lang": "es"})

    assert (asked.post.text, asked.post.author.handle, asked.post.author.profile_location) == ("Hola", "ada", "Madrid")
    assert asked.post.language == "es"


def test_broken_lines_are_named_and_left_out() -> None:
    data = b'{"text": "one"}\nnot json\n[1]\n\n{"text": 5}\n{"text": "\xff"}\n' + b"[" * 100_000 + b'\n{"text": "two"}'
    asked, faults = read_questions(data, NOON)

    assert [(one.number, one.post.text) for one in asked] == [(1, "one"), (2, "two")]
    assert [(fault.line, fault.skipped) for fault in faults] == [(line, True) for line in (2, 3, 5, 6, 7)]


@pytest.mark.parametrize("data", [b"", b"\n\n", b"name,topics,place\nVera,tv,Leeds", b"{}", b"\x00\x01", b"[]"])
def test_a_file_without_a_question_is_refused_in_words(data: bytes) -> None:
    with pytest.raises(Unusable, match="There is no question in it; it should be one JSON object a line"):
        read_questions(data, NOON)


@given(st.binary(max_size=400))
def test_any_file_at_all_is_questions_or_refused(data: bytes) -> None:
    try:
        asked, _ = read_questions(data, NOON)
    except Unusable:
        return
    assert asked


# --- colleagues as people have them ---------------------------------------------------------------------------------


def test_topics_are_known_by_id_name_or_keyword_each_with_a_level(router: Router) -> None:
    (vera,) = people(router, 'Vera,"tv:3; Audio; espresso; Kitchen appliances:1",Leeds')

    assert dict(vera.levels) == {"tv": 3, "audio": 2, "kitchen": 1}


def test_a_place_is_a_shop_or_any_town(router: Router) -> None:
    shop, by_name, town = people(router, "A,tv,leeds", "B,tv,Brightaisle Wien", 'C,tv,"Bradford, UK"')

    assert shop.place
    assert by_name.place
    assert town.place
    assert (shop.place.name, shop.time_zone) == ("Brightaisle Leeds", "Europe/London")
    assert (by_name.place.country, by_name.time_zone) == ("AT", "Europe/Vienna")
    assert town.place.name.startswith("Bradford")


@pytest.mark.parametrize(
    "head",
    [
        b"Name;Knows;City",
        b"EMPLOYEE\tSkills\tOffice",
        b"\xef\xbb\xbfColleague,Subjects,Town",
        b"place,NAME,topics ",
    ],
)
def test_columns_are_known_under_many_names_and_separators(router: Router, head: bytes) -> None:
    separator = max(b",;\t", key=lambda sign: head.count(bytes([sign])))
    order = b"place" in head
    cells = [b"Leeds", b"Vera", b"tv"] if order else [b"Vera", b"tv", b"Leeds"]
    row = bytes([separator]).join(cells)
    ((vera,), faults) = read_colleagues(head + b"\r\n" + row, router.policy, router.finder)

    assert (vera.name, list(vera.levels), faults) == ("Vera", ["tv"], ())


def test_hours_languages_and_zone_are_read(router: Router) -> None:
    head = b"name,topics,place,hours,languages,time zone\n"
    (vera,) = people(router, 'Vera,tv,Leeds,"08:00-12:00,13:00-17:00","en; DE fr",Europe/Berlin', head=head)

    assert vera.hours is not None
    assert len(vera.hours) == 2
    assert vera.languages == frozenset({"en", "de", "fr"})
    assert vera.time_zone == "Europe/Berlin"


def test_whatever_nobody_knows_is_listed_with_its_line(router: Router) -> None:
    head = b"name,topics,place,hours,time zone\n"
    rows = b"Vera,kitchn,Leeds,late,Mars\n,tv,Leeds,,\nBen,tv,Qwxyzville,,\nCleo,,,,"
    found, faults = read_colleagues(head + rows, router.policy, router.finder)

    assert [one.name for one in found] == ["Vera", "Ben", "Cleo"]
    told = {(fault.line, fault.words.partition(" ")[0]) for fault in faults}
    assert {(2, "there"), (2, "“late”:"), (2, "“Mars”:"), (3, "there"), (4, "the"), (5, "no")} <= told
    assert any("did you mean kitchen?" in fault.words for fault in faults)
    assert str(Fault(3, "there is no name in it", skipped=True)) == "line 3: there is no name in it (left out)"


@pytest.mark.parametrize("data", [b"", b"\n", b"name,topics,place", b"{}", b"a,b\n1,2", b"name,topics\nVera,tv"])
def test_a_file_without_colleagues_is_refused_in_words(router: Router, data: bytes) -> None:
    with pytest.raises(Unusable, match="It has no column|There is no colleague"):  # noqa: RUF043 - two sentences
        read_colleagues(data, router.policy, router.finder)


@given(data=st.binary(max_size=200))
def test_any_table_at_all_is_colleagues_or_refused(policy: Policy, finder: Places, data: bytes) -> None:
    try:
        found, _ = read_colleagues(HEAD + data, policy, finder)
    except Unusable:
        return
    assert found


def test_what_a_spreadsheet_on_windows_saves_is_read(router: Router) -> None:
    (one,), _ = read_colleagues(HEAD + "Zoë,tv,München".encode("cp1252"), router.policy, router.finder)

    assert one.name == "Zoë"
    assert one.place
    assert one.place.country == "DE"


# --- the play --------------------------------------------------------------------------------------------------------


def test_somebody_near_who_knows_it_is_reached(router: Router) -> None:
    found = only(play(router, ask(at_noon("My TV hums", "Bradford, UK")), people(router, "Vera,tv,Leeds")))

    assert (found.outcome, found.topics) == (Outcome.NEAR, ("tv",))
    assert [one.person.name for one in found.reached] == ["Vera"]
    assert found.ring is not None
    assert found.ring.name == "near"
    assert found.reached[0].scored.why[0] == "You chose the topic TVs and home cinema"


def test_somebody_far_who_knows_it_is_reached_by_a_wider_ring(router: Router) -> None:
    found = only(play(router, ask(at_noon("My TV hums", "London")), people(router, "Vera,tv,Leeds")))

    assert found.outcome is Outcome.ELSEWHERE
    assert found.skipped == ("near",)
    assert found.nearest_km is not None
    assert 200 < found.nearest_km < 300


def test_a_topic_that_nobody_knows_reaches_nobody_though_people_are_near(router: Router) -> None:
    found = play(router, ask(at_noon("Which lens?", "Leeds")), people(router, "Vera,tv,Leeds"))

    assert only(found).outcome is Outcome.NOBODY
    assert only(found).knowing == 0
    assert [(gap.topic, gap.unreached, gap.knowing) for gap in figures(found).gaps] == [("cameras", 1, 0)]


def test_who_knows_it_and_is_away_is_counted_as_away(router: Router) -> None:
    night = (NOON + timedelta(hours=11)).isoformat()
    found = only(play(router, ask({"text": "My TV hums", "time": night}), people(router, "Vera,tv,Leeds")))

    assert (found.outcome, found.knowing) == (Outcome.NOBODY, 1)
    assert {reason.value: number for reason, number in found.left_out.items()} == {"off_hours": 1}


def test_a_question_without_a_topic_is_open_to_everybody(router: Router) -> None:
    found = only(play(router, ask(at_noon("It is broken", "Leeds")), people(router, "Vera,tv,Leeds")))

    assert (found.outcome, found.topics) == (Outcome.OPEN, ())
    assert found.ring is not None
    assert found.ring.channel == "byhand-queue"


def test_a_language_that_is_not_spoken_is_not_asked_for(router: Router) -> None:
    asked = ask(at_noon("TV", "Leeds", language="fr"))
    found = only(play(router, asked, people(router, "Vera,tv,Leeds,,en", "Zoe,tv,London,,fr")))

    assert [one.person.name for one in found.reached] == ["Zoe"]


def test_what_the_policy_only_listens_to_reaches_nobody(router: Router) -> None:
    found = play(router, ask(at_noon("❤️❤️"), at_noon("giveaway! win a TV")), people(router, "Vera,tv,Leeds"))

    assert outcomes(found) == [Outcome.LISTENED, Outcome.LISTENED]
    assert all(one.reason for one in found.questions)
    assert figures(found).asked == 0


def test_a_policy_that_only_listens_to_praise_is_obeyed(router: Router) -> None:
    document = router.policy.to_json()
    document["capture"]["listen_only"]["kinds"] = ["praise"]
    strict = Router(Policy.model_validate(document), router.read, router.finder)
    found = only(play(strict, ask(at_noon("I love my TV")), people(router, "Vera,tv,Leeds")))

    assert found.outcome is Outcome.LISTENED


def test_a_question_without_a_time_is_asked_at_noon_where_it_is_asked(router: Router) -> None:
    asked, _ = read_questions(lines({"text": "My TV hums", "place": "Los Angeles"}), NOON)
    found = only(play(router, asked, people(router, "Ann,tv,Los Angeles,11:30-12:30")))

    assert found.outcome is Outcome.NEAR


def test_who_was_asked_before_is_asked_less(router: Router) -> None:
    """The policy's limit of offers a day holds in a rehearsal too, by the time of the questions."""
    document = {**router.policy.to_json(), "capacity": {"offers_a_day": 2}}
    strict = Router(Policy.model_validate(document), router.read, router.finder)
    moments = [NOON + timedelta(minutes=number) for number in range(4)] + [NOON + timedelta(days=1, minutes=10)]
    asked = ask(*({"text": "TV", "place": "Leeds", "time": moment.isoformat()} for moment in moments))
    found = play(strict, asked, people(router, "Vera,tv,Leeds"))

    assert [len(one.reached) for one in found.questions] == [1, 1, 0, 0, 1]
    (load,) = figures(found).loads
    assert (load.asked, load.most_a_day) == (3, 2)


def test_questions_are_played_in_the_order_of_time_and_told_in_that_of_the_file(router: Router) -> None:
    document = {**router.policy.to_json(), "capacity": {"offers_a_day": 1}}
    strict = Router(Policy.model_validate(document), router.read, router.finder)
    later, earlier = NOON + timedelta(hours=1), NOON
    asked = ask({"text": "TV", "time": later.isoformat()}, {"text": "TV", "time": earlier.isoformat()})
    found = play(strict, asked, people(router, "Vera,tv,Leeds"))

    assert [len(one.reached) for one in found.questions] == [0, 1]


def test_the_same_rehearsal_comes_to_the_same(router: Router) -> None:
    asked = ask(*(at_noon(text, place) for text in ("tv", "fridge") for place in ("Leeds", "London", "Paris")))
    everybody = people(router, *(f"P{number},tv; kitchen,Leeds" for number in range(12)))
    first, second = (
        [[one.person.name for one in each.reached] for each in play(router, asked, everybody).questions]
        for _ in range(2)
    )

    assert first == second


def test_progress_is_told_question_by_question(router: Router) -> None:
    heard: list[int] = []
    play(router, ask(at_noon("tv"), at_noon("tv")), people(router, "Vera,tv,Leeds"), heard.append)

    assert heard == [1, 2]


def test_an_address_is_looked_up_where_a_server_is_named(router: Router) -> None:
    home = Place(
        "Oak Street 12, Leeds", Point(53.8, -1.55), 0.1, "address", 0.95, "GB", "Europe/London", "12 Oak Street"
    )
    with_server = Router(router.policy, router.read, router.finder, lambda _: home)
    found = only(play(with_server, ask(at_noon("TV at 12 Oak Street hums")), people(router, "Vera,tv,Leeds")))

    assert found.place == home


# --- the figures -----------------------------------------------------------------------------------------------------


def test_where_nobody_is_names_the_place_the_nearest_colleague_and_the_shop_there(router: Router) -> None:
    asked = ask(at_noon("TV", "Dublin, Ireland"), at_noon("TV", "Dublin, Ireland"), at_noon("TV", "Paris"))
    told = figures(play(router, asked, people(router, "Vera,tv,Leeds")))

    dublin, paris = told.lonely
    assert (dublin.place.country, dublin.asked, dublin.nearest) == ("IE", 2, "Brightaisle Leeds")
    assert dublin.nearest_km is not None
    assert 250 < dublin.nearest_km < 320
    assert paris.shop == "Brightaisle Paris"


def test_shares_are_of_what_was_to_be_answered(router: Router) -> None:
    asked = ask(at_noon("TV", "Leeds"), at_noon("lens"), at_noon("❤️"), at_noon("it"), at_noon("TV", "London"))
    told = figures(play(router, asked, people(router, "Vera,tv,Leeds")))

    assert (told.total, told.asked) == (5, 4)
    assert [told.counts[each] for each in Outcome] == [1, 1, 1, 1, 1]
    assert sum(told.share(each) for each in Outcome if each is not Outcome.LISTENED) == pytest.approx(1)
    assert (told.never_asked, told.without_topic) == (0, 1)


@pytest.mark.parametrize(("part", "said"), [(0, "0"), (0.001, "1"), (0.5, "50"), (0.9999, "99"), (1.0, "100")])
def test_a_little_is_not_nothing_and_nearly_all_is_not_all(part: float, said: str) -> None:
    assert share(part) == f"{said}\N{NARROW NO-BREAK SPACE}%"


def test_numbers_are_written_as_people_read_them() -> None:
    space = "\N{NO-BREAK SPACE}"
    assert [kilometres(each) for each in (0, 1.5, 3, 12.4, 13600)] == [
        f"less than 1{space}km",
        f"1.5{space}km",
        f"3{space}km",
        f"12{space}km",
        f"13,600{space}km",
    ]
    assert [counted(each, "question") for each in (0, 1, 1200)] == [
        f"0{space}questions",
        f"1{space}question",
        f"1,200{space}questions",
    ]


# --- the page --------------------------------------------------------------------------------------------------------

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>\"' \u202e\x00\ud800 & </style></title>"


class Seen(HTMLParser):
    """What a browser would make of a page: its elements, their attributes, its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        self.text += data


@given(st.text())
def test_any_text_stands_in_a_page_as_it_is_and_makes_no_element(text: str) -> None:
    seen = Seen(tag("p", text, title=text))

    kept = "".join(one for one in text if one >= " " or one in "\n\t").encode("utf-8", "replace").decode()
    assert seen.elements == ["p"]
    assert [name for name, _ in seen.attributes] == ["title"]
    assert seen.text.replace("\r", "") == kept.replace("\r", "")


def test_what_is_html_already_is_not_escaped_twice_and_lists_and_nothing_are_children() -> None:
    assert tag("p", tag("b", "a<b"), ["x", None, [1]], hidden=True, id=None, class_="c") == (
        '<p hidden class="c"><b>a&lt;b</b>x1</p>'
    )
    assert tag("br") == "<br>"
    assert isinstance(join("a", None), Html)


def test_a_page_lets_nothing_in_and_nothing_out() -> None:
    attributes = Seen(document("T", "p{}", tag("p", "x"))).attributes
    (allowed,) = [value for name, value in attributes if name == "content" and "default-src" in value]

    assert allowed.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in allowed


def rendered(router: Router, found: Rehearsal, **more: Any) -> str:
    sources = page.Sources("questions.jsonl", "colleagues.csv", NOON, **more)
    return page.render(found, sources, router.finder.settlements())


def test_the_page_tells_everything_and_runs_nothing(router: Router) -> None:
    asked = ask(
        at_noon("My TV hums", "Leeds"), at_noon("Which lens?", "Dublin, Ireland"), at_noon("❤️"), at_noon("it", "Paris")
    )
    found = play(router, asked, people(router, "Vera,tv,Leeds", "Otto,audio,Leeds"))
    seen = Seen(rendered(router, found, question_faults=(Fault(7, "it is no JSON", skipped=True),)))

    for words in (
        "This is a model, not a result.",
        "What nobody knows",
        "Cameras and drones",
        "Where nobody is",
        "Dublin",
        "What Byhand would only listen to",
        "What could not be used of ",
        "line 7: it is no JSON (left out)",
        "Vera",
        "You chose the topic TVs and home cinema",
        "keyword: tv",
    ):
        assert words in seen.text
    assert not {"script", "iframe", "form", "img", "object", "base"} & set(seen.elements)
    assert not [name for name, _ in seen.attributes if name.startswith("on") or name == "style"]
    assert {value for name, value in seen.attributes if name == "href"} <= {
        "#content",
        *(f"#q{n}" for n in range(1, 5)),
    }


def test_whatever_strangers_write_is_only_text(router: Router) -> None:
    asked = ask(at_noon(f"TV {HOSTILE}".replace("\ud800", ""), "Leeds", author="<b>Ada</b>"))
    (vera,) = people(router, '"<script>Vera",tv,Leeds')
    faults = (Fault(1, "<script>alert(3)</script>"),)
    seen = Seen(rendered(router, play(router, asked, (vera,)), question_faults=faults, colleague_faults=faults))

    assert not {"script", "img", "b>ada"} & set(seen.elements)
    assert "<script>alert(1)</script>" in seen.text
    assert "<script>Vera" in seen.text


def test_every_id_is_used_once_and_every_link_leads_somewhere(router: Router) -> None:
    found = play(router, ask(at_noon("TV", "Leeds"), at_noon("❤️")), people(router, "Vera,tv,Leeds"))
    attributes = Seen(rendered(router, found)).attributes
    ids = [value for name, value in attributes if name == "id"]

    assert len(ids) == len(set(ids))
    assert {value.removeprefix("#") for name, value in attributes if name == "href"} <= set(ids)
    assert {value for name, value in attributes if name == "aria-labelledby"} <= set(ids)


def test_a_page_without_any_place_or_reached_person_is_a_page(router: Router) -> None:
    found = play(router, ask({"text": "it"}, {"text": "❤️"}), people(router, "Vera,,"))

    assert "No question said, or let one guess, where it came from." in Seen(rendered(router, found)).text


def test_the_summary_is_two_lines_of_plain_numbers(router: Router) -> None:
    found = play(router, ask(at_noon("TV", "Leeds"), at_noon("lens")), people(router, "Vera,tv,Leeds", "Ben,tv,Paris"))
    first, second = page.summary(found)

    assert first.startswith(
        "1 of 2\N{NO-BREAK SPACE}questions would have reached somebody who knows it, 1 of them within"
    )
    assert second == "1\N{NO-BREAK SPACE}colleague of 2 would have been asked; Vera most often, once."


# --- the maps --------------------------------------------------------------------------------------------------------


@given(
    st.lists(st.builds(Point, st.floats(-90, 90), st.floats(-180, 180)), max_size=30),
    st.sampled_from([0.0, 0.85]),
)
def test_a_frame_shows_every_point_it_was_made_for(points: list[Point], ratio: float) -> None:
    frame = worldmap.frame_of(points, 720, ratio)

    assert frame.is_world or all(frame.west <= point.longitude <= frame.east for point in points)
    assert frame.east > frame.west
    assert frame.north > frame.south
    assert 0 < frame.height < 5 * frame.width


def test_a_continent_fills_its_map_and_two_get_one_each() -> None:
    europe = [Point(53.8, -1.5), Point(52.5, 13.4), Point(48.9, 2.3), Point(45.5, 9.2), Point(40.4, -3.7)]
    america = [Point(40.7, -74.0), Point(41.9, -87.6), Point(44.9, -93.3), Point(33.7, -84.4)]

    assert not worldmap.frame_of(europe, 720).is_world
    assert [len(region) for region in worldmap.regions([*america, *europe, Point(-33.9, 151.2)])] == [5, 4]
    assert worldmap.regions([]) == []


# --- the example -----------------------------------------------------------------------------------------------------


def test_the_example_fits_the_default_policy_without_a_fault(router: Router) -> None:
    asked, faults = read_questions((EXAMPLE / "questions.jsonl").read_bytes(), NOON)
    found, more = read_colleagues((EXAMPLE / "colleagues.csv").read_bytes(), router.policy, router.finder)

    assert (faults, more) == ((), ())
    assert len(asked) >= 40
    assert len(found) >= 20
    assert all(one.timed for one in asked)


def test_no_question_of_the_example_is_one_that_the_policy_has_learnt(router: Router) -> None:
    asked, _ = read_questions((EXAMPLE / "questions.jsonl").read_bytes(), NOON)
    learnt = {example.casefold() for topic in router.policy.topics for example in topic.examples}

    assert not learnt & {one.post.text.casefold() for one in asked}
