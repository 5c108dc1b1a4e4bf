"""What is a question for us, what is only listened to, and who wants to be left alone."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.capture import CaptureKind, Seen, verdict
from tests.unit.policy_samples import make_policy

GROUPS = [
    {"chat": -100123, "capture": "questions"},
    {"chat": "@Shop_Talk", "capture": "keywords", "keywords": ["fridge", "washing machine"]},
    {"chat": "@everything", "capture": "all"},
]
POLICY = make_policy(
    capture={
        "telegram": {"groups": GROUPS},
        "listen_only": {"words": ["giveaway", "#ad"], "kinds": ["emoji", "links", "hashtags"]},
        "ignore_authors": ["@NoisyBot", "spammer"],
        "opt_out_words": ["/stop", "stop asking"],
        "opt_in_words": ["/start", "start asking"],
    }
)


def x(text: str = "@brightaisle my telly flickers", **facts: Any) -> Seen:
    return Seen(**{"channel": "x", "text": text, "addressed": True, **facts})


def telegram(text: str = "my telly flickers", **facts: Any) -> Seen:
    return Seen(**{"channel": "telegram", "text": text, "private": True, **facts})


def group(text: str, *keys: str, **facts: Any) -> Seen:
    return telegram(text, private=False, chat_keys=keys, **facts)


def kind(seen: Seen) -> CaptureKind:
    return verdict(seen, POLICY).kind


@pytest.mark.parametrize(
    "seen",
    [
        x(),
        x(addressed=False, quote_of_us=True),
        x(addressed=False, reply_to_us=True),
        telegram(),
        group("@brightaisle_bot are you open?", "-1", addressed=True),
        group("and on Sunday", "-1", reply_to_us=True),
        x("@brightaisle", attachments=True),
        telegram("", attachments=True),
        x("@brightaisle https://example.com/x", attachments=True),
        telegram("/ask when do you open"),
        telegram("/help my fridge leaks"),
        x("@brightaisle ¿a qué hora abrís?"),
        Seen(channel="forum", text="hello", addressed=True),
    ],
)
def test_what_is_written_to_us_is_a_question(seen: Seen) -> None:
    assert kind(seen) is CaptureKind.ASK


@pytest.mark.parametrize(
    ("seen", "reason"),
    [
        (x("@brightaisle"), "nothing beyond our name"),
        (x(" @brightaisle\n@BrightAisle "), "nothing beyond our name"),
        (telegram("\u200b \u2063"), "nothing beyond our name"),
        (telegram("/start"), "only a command"),
        (telegram("/start shop-12"), "only a command"),
        (telegram("/HELP@brightaisle_bot"), "only a command"),
        (x("@brightaisle Giveaway! Win a TV"), "“giveaway”"),
        (x("@brightaisle love it #AD"), "“#ad”"),
        (x("@brightaisle 🎉🎉!!"), "only emoji"),
        (x("@brightaisle https://example.com/a?b=c"), "only links"),
        (x("@brightaisle #tv #sale"), "only hashtags"),
        (x(addressed=False), "not written to us"),
        (Seen(channel="forum", text="hello"), "not written to us"),
    ],
)
def test_what_wants_no_answer_is_only_listened_to_and_says_why(seen: Seen, reason: str) -> None:
    found = verdict(seen, POLICY)

    assert found.kind is CaptureKind.LISTEN
    assert reason in found.reason


@pytest.mark.parametrize(
    "seen",
    [
        x(is_ours=True),
        x(is_machine=True),
        x(is_repost=True),
        x(author="noisybot"),
        telegram(author="@Spammer"),
        x(opted_out=True),
        telegram("/start@brightaisle_bot now", opted_out=True),
        group("is anybody here?", "-1"),
        group("no question here", "-100123"),
        group("the freezer is empty", "@shop_talk"),
    ],
)
def test_what_is_none_of_our_business_is_ignored(seen: Seen) -> None:
    assert kind(seen) is CaptureKind.IGNORE


@pytest.mark.parametrize(
    "seen",
    [
        group("is anybody here?", "-100123"),
        group("wo ist das\uff1f", "@other", "-100123"),
        group("my Fridge died", "shop_talk"),
        group("a washing\n machine!", "-5", "@SHOP_TALK"),
        group("hello", "@everything"),
    ],
)
def test_in_a_group_the_policys_rule_names_more_than_what_is_addressed(seen: Seen) -> None:
    assert kind(seen) is CaptureKind.ASK


def test_a_link_with_a_question_mark_is_no_question() -> None:
    assert kind(group("see https://example.com/?q=1", "-100123")) is CaptureKind.IGNORE


@pytest.mark.parametrize(
    "seen",
    [
        telegram("/stop"),
        telegram("/STOP@brightaisle_bot"),
        telegram("Stop asking!"),
        x("@brightaisle stop   asking."),
        x("@brightaisle stop asking", opted_out=True),
    ],
)
def test_who_asks_us_to_stop_is_left_alone(seen: Seen) -> None:
    assert kind(seen) is CaptureKind.OPT_OUT


def test_to_stop_must_be_said_to_us_and_alone() -> None:
    assert kind(group("stop asking", "@everything")) is CaptureKind.ASK
    assert kind(telegram("my washer does not stop asking for salt")) is CaptureKind.ASK


def test_who_opted_out_can_come_back() -> None:
    assert kind(telegram("/start", opted_out=True)) is CaptureKind.OPT_IN
    assert kind(x("@brightaisle Start asking", opted_out=True)) is CaptureKind.OPT_IN
    assert kind(group("start asking", "@everything", opted_out=True)) is CaptureKind.IGNORE


def test_each_kind_of_post_follows_its_own_rule() -> None:
    policy = make_policy(
        capture={
            "x": {"mentions": "ask", "quotes": "listen", "replies": "ignore"},
            "telegram": {"private": "listen", "addressed": "ignore"},
        }
    )

    assert verdict(x(), policy).kind is CaptureKind.ASK
    assert verdict(x(quote_of_us=True), policy).kind is CaptureKind.ASK
    assert verdict(x(addressed=False, quote_of_us=True), policy).kind is CaptureKind.LISTEN
    assert verdict(x(reply_to_us=True), policy).kind is CaptureKind.IGNORE
    assert verdict(telegram(), policy).kind is CaptureKind.LISTEN
    assert verdict(group("hi", "-1", addressed=True), policy).kind is CaptureKind.IGNORE


def test_without_listen_only_rules_emoji_are_a_question() -> None:
    assert verdict(telegram("🔥"), make_policy()).kind is CaptureKind.ASK


@given(
    st.builds(
        Seen,
        channel=st.sampled_from(["x", "telegram", "forum"]),
        text=st.text(max_size=60),
        author=st.text(max_size=10),
        private=st.booleans(),
        addressed=st.booleans(),
        reply_to_us=st.booleans(),
        quote_of_us=st.booleans(),
        is_ours=st.booleans(),
        is_machine=st.booleans(),
        opted_out=st.booleans(),
    )
)
def test_nobody_who_should_be_left_alone_is_ever_asked_about(seen: Seen) -> None:
    found = verdict(seen, POLICY)

    assert found.reason
    if seen.is_ours or seen.is_machine or seen.opted_out:
        assert found.kind in {CaptureKind.IGNORE, CaptureKind.OPT_OUT, CaptureKind.OPT_IN}
