"""The company of the demo: a file that an administrator could start from."""

import json
from pathlib import Path

import jsonschema
import pytest
from ruamel.yaml import YAML

from policies.document import Policy
from policies.file import read, schema
from policies.wording import first_word_in

FILE = Path(__file__).parents[2] / "policies" / "default.yaml"


@pytest.fixture(scope="module")
def policy() -> Policy:
    return read(FILE.read_text(encoding="utf-8"))


def test_it_has_twelve_topics_described_with_keywords_and_examples(policy: Policy) -> None:
    assert len(policy.topics) == 12
    for topic in policy.topics:
        assert 10 <= len(topic.keywords) <= 20, topic.id
        assert len(set(topic.keywords)) == len(topic.keywords), topic.id
        assert 3 <= len(topic.examples) <= 5, topic.id
        assert len(topic.description) > 60, topic.id


def test_it_has_forty_shops_in_at_least_six_countries(policy: Policy) -> None:
    assert len(policy.places) == 40
    assert len({place.country for place in policy.places}) >= 6
    assert len({(place.latitude, place.longitude) for place in policy.places}) == 40


def test_people_are_asked_near_first_then_wider_then_the_channel_then_the_leads(policy: Policy) -> None:
    rings = [(ring.ask, ring.count, ring.within_km, ring.wait.total_seconds()) for ring in policy.rings]

    assert rings == [
        ("volunteers", 5, 50, 180),
        ("volunteers", 5, 400, 180),
        ("volunteers", 5, None, 180),
        ("volunteers", 5, None, 600),
        ("channel", None, None, 7200),
        ("administrators", None, None, 14400),
    ]


def test_only_the_two_channels_are_used(policy: Policy) -> None:
    used = {policy.channel_of(ring) for ring in policy.rings} | {topic.slack_channel for topic in policy.topics}

    assert used == {None, "byhand-queue", "byhand-leads"}


def test_a_volunteer_holds_at_least_three(policy: Policy) -> None:
    assert policy.capacity.claims_at_once >= 3


def test_the_bots_page_fits_and_the_accounts_are_named(policy: Policy) -> None:
    assert (policy.company.x_handle, policy.company.telegram_bot) == ("brightaisle", "brightaisle_bot")
    assert 0 < len(policy.company.description) <= 512


def test_most_examples_hold_a_keyword_of_their_own_topic(policy: Policy) -> None:
    pairs = [(topic, example) for topic in policy.topics for example in topic.examples]
    found = [topic.id for topic, example in pairs if first_word_in(example, topic.keywords)]

    assert len(found) >= 0.7 * len(pairs)


def test_it_prints_as_json_and_is_read_back_the_same(policy: Policy) -> None:
    assert read(json.dumps(policy.to_json())) == policy


def test_editors_accept_it_as_it_is_written() -> None:
    jsonschema.Draft202012Validator(schema()).validate(YAML(typ="safe").load(FILE.read_text(encoding="utf-8")))
