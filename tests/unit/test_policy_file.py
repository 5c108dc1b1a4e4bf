"""Reading a policy file, and what an administrator is told about every mistake in it."""

import json
from pathlib import Path
from textwrap import dedent
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.editors import schema_text
from policies.file import LARGEST, PolicyError, Problem, read, schema
from tests.unit.policy_samples import DOCUMENT, RINGS, TEXT, make_policy

FOLDER = Path(__file__).parents[2] / "policies"


def problems(text: str) -> tuple[Problem, ...]:
    with pytest.raises(PolicyError) as caught:
        read(text)
    return caught.value.problems


def mistakes(text: str) -> tuple[Problem, ...] | None:
    """None when the text is a policy."""
    try:
        read(text)
    except PolicyError as error:
        return error.problems
    return None


def only(text: str) -> Problem:
    found = problems(text)
    assert len(found) == 1, found
    return found[0]


def test_a_small_file_is_a_policy_with_all_defaults() -> None:
    policy = read(TEXT)

    assert policy.company.name == "Brightaisle"
    assert policy.capacity.claims_at_once == 3
    assert policy.to_json()["answering"]["claim_wait"] == "45m"
    assert policy.to_json()["default_hours"] == "09:00-18:00"


def test_what_is_printed_is_the_same_policy_again() -> None:
    policy = make_policy(working_days=["mon", "fri"], default_hours="22:00-06:00")

    assert read(json.dumps(policy.to_json())) == policy


def test_an_unknown_key_is_told_with_line_column_and_what_was_meant() -> None:
    problem = only(TEXT + "answering:\n  claim_wate: 45m\n")

    assert (problem.line, problem.column, problem.path) == (7, 3, "answering.claim_wate")
    assert problem.hint == "did you mean claim_wait?"


def test_a_key_like_nothing_known_is_told_what_is_known() -> None:
    assert only(TEXT + "capacity: {zzz: 1}\n").hint == "known here: claims_at_once, offers_a_day"


def test_every_mistake_is_listed_at_once_in_the_order_of_the_lines() -> None:
    text = dedent("""\
        company:
          name: Brightaisle
          time_zone: Europe/Berlim
          languages: [EN]
        topics:
          - {id: TV, name: 5, description: ""}
          - {id: audio, name: Audio, description: Sound.}
          - {id: audio, name: More, description: Sound.}
        places:
          - {id: b, name: B, address: A, city: C, country: de, latitude: 91, longitude: x, time_zone: UTC}
        rings:
          - {name: leads, ask: administrator, wait: 5}
        working_days: [someday]
        """)

    found = problems(text)

    assert [(problem.line, problem.path) for problem in found] == [
        (3, "company.time_zone"),
        (4, "company.languages[0]"),
        (6, "topics[0].id"),
        (6, "topics[0].name"),
        (6, "topics[0].description"),
        (8, "topics[2].id"),
        (10, "places[0].country"),
        (10, "places[0].latitude"),
        (10, "places[0].longitude"),
        (12, "rings[0].ask"),
        (12, "rings[0].wait"),
        (13, "working_days"),
    ]


def test_an_error_says_every_mistake_a_line_each() -> None:
    with pytest.raises(PolicyError) as caught:
        read(TEXT + "capacity: {claims_at_once: 0, offers_a_day: many}\n")

    assert str(caught.value).splitlines() == [
        "line 6, column 28: capacity.claims_at_once: must be at least 1",
        "line 6, column 45: capacity.offers_a_day: must be a whole number",
    ]


def test_a_missing_part_is_told_at_the_thing_that_lacks_it() -> None:
    found = problems("company: {name: B, time_zone: UTC}\nrings:\n  - {name: leads, ask: administrators, wait: 4h}\n")

    assert [(problem.path, problem.message) for problem in found] == [("topics", "is missing")]


@pytest.mark.parametrize(
    ("more", "path", "message", "hint"),
    [
        ("capacity:", "capacity", "is empty", "fill it in or remove the line"),
        ("capacity: 3", "capacity", "must be a group of keys", ""),
        ("places: berlin", "places", "must be a list", ""),
        ("company2: {}", "company2", "is not known here", "did you mean company?"),
        ("answering: {links: warm}", "answering.links", "must be one of 'allow', 'warn'", "mean warn?"),
        ("answering: {links: xyz}", "answering.links", "must be one of 'allow', 'warn' or 'refuse'", ""),
        ("answering: {claim_wait: 0m}", "answering.claim_wait", "must be longer than nothing", ""),
        ("channels: {queue: by hand}", "channels.queue", "is not written as expected", "a Slack channel's name or id"),
        ("channels: {queue: [a]}", "channels.queue", "must be a text", ""),
        ("channels: {queue: 12}", "channels.queue", "must be a text", 'write it in quotes: "12"'),
        ("default_hours: 9am", "default_hours", 'hours are written "09:00-18:00"', ""),
        ("signature: {x: {template: Hi}}", "signature.x.template", "a signature names the person", ""),
        ('signature: {x: {template: "{first}"}}', "signature.x.template", "a signature knows {first_name}", ""),
        ('signature: {x: {template: "{name} }"}}', "signature.x.template", "a signature knows {first_name}", ""),
        ('signature: {x: {template: "{name}", separator: "-"}}', "signature.x.separator", "not written", "one to"),
        ("capture: {spend: {monthly_budget_usd: -1}}", "capture.spend.monthly_budget_usd", "must be at least 0", ""),
        ("capture: {spend: {alarm_at: [0]}}", "capture.spend.alarm_at[0]", "must be at least 1", ""),
        ("capture: {x: {mentions: reply}}", "capture.x.mentions", "must be one of", ""),
        (
            "capture: {telegram: {groups: [{chat: -1001, capture: keywords}]}}",
            "capture.telegram.groups[0].keywords",
            "is missing",
            "capture: keywords needs a list of them",
        ),
    ],
)  # fmt: skip
def test_a_mistake_in_a_section_is_told_in_words(more: str, path: str, message: str, hint: str) -> None:
    problem = only(TEXT + more + "\n")

    assert (problem.line, problem.path) == (6, path)
    assert message in problem.message
    assert hint in problem.hint


def _with_rings(*rings: dict[str, Any]) -> str:
    return json.dumps({**DOCUMENT, "rings": list(rings)})


NEAR, ANYWHERE, CHANNEL, LEADS = RINGS


@pytest.mark.parametrize(
    ("rings", "path", "words"),
    [
        ([CHANNEL], "rings[0].ask", "the last ring asks the administrators"),
        ([LEADS, CHANNEL, {**LEADS, "name": "more"}], "rings[0].ask", "only the last ring"),
        ([NEAR, LEADS], "rings[0].ask", "the last ring but one asks the channel"),
        ([{**CHANNEL, "match_topic": True}, LEADS], "rings[0].match_topic", "open to every topic"),
        ([NEAR, {**ANYWHERE, "name": "near"}, CHANNEL, LEADS], "rings[1].name", "used twice"),
        ([{**NEAR, "count": None}, CHANNEL, LEADS], "rings[0].count", "is missing"),
        ([{**NEAR, "count": 0}, CHANNEL, LEADS], "rings[0].count", "at least 1"),
        ([{**NEAR, "channel": "c"}, CHANNEL, LEADS], "rings[0].channel", "is not for volunteers"),
        ([{**CHANNEL, "count": 3}, LEADS], "rings[0].count", "is only for volunteers"),
        ([{**CHANNEL, "within_km": 3}, LEADS], "rings[0].within_km", "is only for volunteers"),
        ([{**NEAR, "within_km": 0}, CHANNEL, LEADS], "rings[0].within_km", "more than 0"),
        ([{**NEAR, "wait": "0s"}, CHANNEL, LEADS], "rings[0].wait", "longer than nothing"),
        ([], "rings", "needs at least 1"),
    ],
)
def test_rings_that_could_let_a_question_wait_for_ever_are_refused(rings: Any, path: str, words: str) -> None:
    problem = only(_with_rings(*rings))

    assert problem.path == path
    assert words in problem.message


def test_the_administrators_alone_are_enough() -> None:
    assert len(read(_with_rings(LEADS)).rings) == 1


def test_a_channel_ring_that_is_not_the_last_may_match_the_topic() -> None:
    topical = {"name": "those who know", "ask": "channel", "match_topic": True, "wait": "30m"}

    policy = read(_with_rings(NEAR, topical, CHANNEL, LEADS))

    assert [policy.channel_of(ring, "tv") for ring in policy.rings] == [
        None,
        "tv-people",
        "byhand-queue",
        "byhand-leads",
    ]
    assert policy.channel_of(policy.rings[1], "audio") is None
    assert policy.channel_of(policy.rings[1]) is None
    assert policy.channel_of(policy.rings[1], "gone") is None


def test_a_ring_may_name_a_channel_of_its_own() -> None:
    policy = read(_with_rings({**CHANNEL, "channel": "#everybody"}, LEADS))

    assert policy.channel_of(policy.rings[0]) == "everybody"


def test_places_and_topics_are_found_by_id() -> None:
    policy = make_policy(
        places=[
            {"id": "berlin", "name": "B", "address": "A", "city": "Berlin", "country": "DE", "latitude": 52.5,
             "longitude": 13.4, "time_zone": "Europe/Berlin"},
        ]
    )  # fmt: skip

    assert policy.place("berlin") is policy.places[0]
    assert policy.topic("audio") is policy.topics[1]
    assert policy.place("rome") is None


def test_a_key_given_twice_is_told_at_the_second_with_the_line_of_the_first() -> None:
    problem = only(TEXT + "capacity: {claims_at_once: 3}\ncapacity: {claims_at_once: 4}\n")

    assert (problem.line, problem.column, problem.message) == (7, 1, "capacity is given twice")
    assert "line 6" in problem.hint


def test_a_keyword_may_stand_under_two_topics() -> None:
    topics = [{**topic, "keywords": ["bluetooth"]} for topic in DOCUMENT["topics"]]

    assert len(make_policy(topics=topics).topics) == 2


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        ("company:\n\tname: B\n", 2, 1, "not with tabs"),
        ("company: {name: @b}\n", 1, 17, "double quotes"),
        ("company: a: b\n", 1, 11, "colon"),
        ("company: {\nb\n", 3, 1, "indentation and quotes"),
        ("a: 1\nb\nc: 2\n", 3, 1, "followed by a colon"),
        ("a: 1\nb: \x07\n", 2, 4, "delete it"),
        ("a: &x 1\n", 1, 4, "write each part out"),
        ("a: !!python/object:os.system ls\n", 1, 4, "begins with !"),
        ("a: 1\n---\nb: 1\n", 2, 1, "remove the line ---"),
        ("[" * 30, 1, 21, "bracket"),
    ],
)
def test_what_is_no_plain_yaml_is_refused_where_it_stands(text: str, line: int, column: int, words: str) -> None:
    problem = only(text)

    assert (problem.line, problem.column) == (line, column)
    assert words in problem.hint


def test_an_alias_bomb_is_refused_before_it_grows() -> None:
    bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"{name}: &{name} [{','.join(['*' + before] * 9)}]\n"
        for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    )

    assert any("*a refers to another part" in problem.message for problem in problems(bomb))


@pytest.mark.parametrize("text", ["", "# nothing\n", "---\n"])
def test_an_empty_file_is_told_where_to_start(text: str) -> None:
    assert only(text) == Problem(1, 1, "", "the file is empty", "start from policies/default.yaml")


@pytest.mark.parametrize("text", ["- a\n", "just words\n", "5\n"])
def test_a_file_that_is_no_group_of_keys_is_refused(text: str) -> None:
    assert only(text).message == "must be a group of keys"


def test_a_key_that_is_no_word_is_refused() -> None:
    assert only(TEXT + "? [a]\n: 1\n").message == "a key is one word"


def test_a_file_too_large_is_not_read() -> None:
    assert "larger than 1 MiB" in only("#" * (LARGEST + 1)).message


def test_topics_that_are_no_list_are_told_once() -> None:
    assert [p.path for p in problems("topics: {id: a}\n")] == ["company", "rings", "topics"]


def test_a_topic_that_is_no_group_is_told() -> None:
    text = TEXT.replace("  - {id: tv", "  - hello\n  - {id: tv")

    assert only(text).path == "topics[0]"


def test_ids_given_twice_are_told_once() -> None:
    text = TEXT.replace("rings:", "  - {id: tv, name: B, description: C}\nrings:")

    assert only(text) == Problem(4, 10, "topics[1].id", "the id tv is used twice", "each id stands for one thing")


def test_numbers_truth_dates_and_nothing_are_read_as_yaml_1_2_has_them() -> None:
    text = TEXT + (
        "answering: {disclosure: 2026-01-01, sensitive_words: [no, yes]}\n"
        "capture: {spend: {monthly_budget_usd: ~, prices: {post_read: 5e-3}}}\n"
    )

    policy = read(text)

    assert policy.answering.disclosure == "2026-01-01"
    assert policy.answering.sensitive_words == ("no", "yes")
    assert policy.capture.spend.monthly_budget_usd is None
    assert str(policy.capture.spend.prices.post_read) == "0.005"


def test_true_is_true_and_a_number_that_is_none_stays_text() -> None:
    rings = TEXT + "  - {name: more, ask: administrators, wait: 4h, match_topic: true, count: 0x1_}\n"

    assert {p.path for p in problems(rings)} == {"rings[1].count"}


def test_alarms_are_sorted_and_named_once() -> None:
    assert make_policy(capture={"spend": {"alarm_at": [95, 50, 50]}}).capture.spend.alarm_at == (50, 95)


@given(st.text(max_size=300))
def test_no_text_is_anything_but_a_policy_or_told_mistakes(text: str) -> None:
    found = mistakes(text)

    assert found is None or found
    assert all(problem.line >= 1 and problem.column >= 1 for problem in found or ())


_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=40)  # each reads a whole file
@given(st.sampled_from(sorted(make_policy().to_json())), _values)
def test_no_value_in_any_section_is_anything_but_a_policy_or_told_mistakes(section: str, value: Any) -> None:
    found = mistakes(json.dumps({**make_policy().to_json(), section: value}))

    assert found is None or found
    assert all(str(problem).startswith("line ") for problem in found or ())


@pytest.mark.parametrize(("written", "read_as"), [("\\ud83e\\uddfa", "🧺"), ("\\ud83e basket", "\ufffd basket")])
def test_characters_that_json_writes_in_halves_are_whole(written: str, read_as: str) -> None:
    document = json.dumps(make_policy().to_json()).replace("Brightaisle", f"Brightaisle {written}")

    assert read(document).company.name == f"Brightaisle {read_as}"


def test_the_schema_for_editors_is_current() -> None:
    assert (FOLDER / "policy.schema.json").read_text(encoding="utf-8") == schema_text()


def test_the_schema_accepts_what_is_printed_and_refuses_what_is_unknown() -> None:
    validator = jsonschema.Draft202012Validator(schema())

    validator.validate(make_policy().to_json())
    assert not validator.is_valid({**make_policy().to_json(), "colour": "red"})


def test_the_schema_shows_defaults_as_they_are_written() -> None:
    properties = schema()["properties"]

    assert properties["default_hours"]["default"] == "09:00-18:00"
    assert properties["working_days"]["default"] == ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    assert schema()["$defs"]["Answering"]["properties"]["claim_wait"]["default"] == "45m"
    assert schema()["$defs"]["Prices"]["properties"]["post_read"]["default"] == pytest.approx(0.005)
