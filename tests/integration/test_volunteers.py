"""Volunteers: who may join and with what, how one pauses and leaves, and what Slack says of them meanwhile."""

from dataclasses import replace
from datetime import UTC, datetime, time
from typing import Any

import pytest
from sqlmodel import select

from routing import claims, volunteers
from routing.errors import ByhandError, NotAllowed
from routing.kit import Kit
from routing.people import Profile
from store import evidence
from store.models import Evidence, VolunteerTopic
from tests.factories import (
    FrozenClock,
    act,
    answered,
    claim_now,
    claimed,
    make_question,
    make_volunteer,
    offers_of,
    published,
    question_now,
)
from tests.integration.scenery import TV_IN_LEEDS, VERA, acts, asked, join, renewed, row, show_cards

# --- joining -----------------------------------------------------------------------------------------------------


def test_who_joins_is_welcomed_with_what_was_understood(kit: Kit) -> None:
    enrolled = join(kit, Profile(("tv", "Kitchen appliances", "tv"), "leeds", ((time(9), time(12, 30)),)))

    stored = row(kit)
    assert enrolled.volunteer_id == stored.id
    assert enrolled.lines[0] == "Welcome, Vera! You are in."
    assert enrolled.lines[2] == "Near: Brightaisle Leeds."
    assert enrolled.lines[3] == "Hours: 09:00-12:30 (Europe/London)."
    assert stored.hours == [["09:00", "12:30"]]
    assert (stored.place_name, stored.latitude) == ("Brightaisle Leeds", 53.7965)
    assert volunteers.profile(kit, "UVERA") == volunteers.ProfileView(
        ("kitchen", "tv"), "Brightaisle Leeds", "09:00-12:30", paused=False
    )
    assert acts(kit) == ["volunteer.joined"]


def test_all_hours_are_told_as_they_were_typed(kit: Kit) -> None:
    enrolled = join(kit, Profile(("tv",), "leeds", ((time(0), time(0)),)))

    assert enrolled.lines[3] == "Hours: 00:00-24:00 (Europe/London)."
    profile = volunteers.profile(kit, "UVERA")
    assert profile is not None
    assert profile.hours == "00:00-24:00"


def test_without_hours_the_policys_hold_in_the_volunteers_own_zone(kit: Kit, clock: FrozenClock) -> None:
    enrolled = join(kit, person=replace(VERA, time_zone="America/New_York"))  # noon in London is seven there

    assert enrolled.lines[3] == "Hours: 09:00-18:00 (America/New_York)."
    assert asked(kit, make_question(kit).id or 0) == [("everybody", None)]
    clock.advance(hours=2)
    assert asked(kit, make_question(kit).id or 0) == [("near", enrolled.volunteer_id)]


def test_a_place_is_a_shop_by_id_or_name_or_any_town(kit: Kit) -> None:
    named = [join(kit, replace(TV_IN_LEEDS, place=place)).lines[2] for place in ("LEEDS", "brightaisle leeds", "Porto")]

    assert named[:2] == ["Near: Brightaisle Leeds."] * 2
    assert named[2].startswith("Near: Porto")


@pytest.mark.parametrize(
    ("profile", "said"),
    [
        (Profile((), "Leeds"), "Choose at least one topic."),
        (Profile(("tvs",), "Leeds"), "There is no topic “tvs”. Did you mean tv? Topics are: tv,"),
        (Profile(("quantum physics",), "Leeds"), "There is no topic “quantum physics”."),
        (Profile(("tv",), "  "), "Say where you are"),
        (Profile(("tv",), "Xyzzyqwfp"), "I do not know the place “Xyzzyqwfp”"),
    ],
)
def test_a_profile_that_cannot_be_understood_is_refused_in_words(kit: Kit, profile: Profile, said: str) -> None:
    with pytest.raises(ByhandError) as refused:
        join(kit, profile)

    assert said in str(refused.value)
    assert volunteers.profile(kit, "UVERA") is None


@pytest.mark.parametrize(
    ("who", "said"),
    [
        ({"is_bot": True}, "Only people can join"),
        ({"is_guest": True}, "guests cannot answer"),
        ({"is_stranger": True}, "Only members of this workspace"),
        ({"is_deleted": True}, "closed"),
        ({"team_id": "T2"}, "Only members of this workspace"),
    ],
)
def test_only_full_members_of_this_workspace_can_join(kit: Kit, who: dict[str, Any], said: str) -> None:
    with pytest.raises(NotAllowed, match=said):
        join(kit, person=replace(VERA, **who))


def test_another_workspaces_act_is_refused_even_when_it_says_so_of_everybody(kit: Kit) -> None:
    stranger = replace(VERA, team_id="T2")
    with pytest.raises(NotAllowed, match="Only members"):
        volunteers.save(kit, act(team_id="T2"), stranger, TV_IN_LEEDS)
    make_volunteer(kit)
    with pytest.raises(NotAllowed, match="its own workspace"):
        volunteers.pause(kit, act(team_id="T2"), None)


def test_who_has_not_joined_can_do_nothing(kit: Kit) -> None:
    for deed in (volunteers.resume, volunteers.leave):
        with pytest.raises(NotAllowed, match="You have not joined"):
            deed(kit, act())


def test_who_was_a_member_and_is_none_any_more_can_do_nothing(kit: Kit) -> None:
    make_volunteer(kit, standing="guest")

    with pytest.raises(NotAllowed, match="Only full members"):
        volunteers.resume(kit, act())


def test_a_changed_profile_replaces_the_old_one(kit: Kit) -> None:
    join(kit, Profile(("tv", "audio"), "Leeds", ((time(9), time(10)),)))
    lines = join(kit, Profile(("kitchen",), "Hamburg"), kind="volunteer.save").lines

    with kit.db.read() as session:
        topics = [each.topic for each in session.exec(select(VolunteerTopic))]
    assert (lines[0], topics, row(kit).hours) == ("Saved.", ["kitchen"], None)
    assert acts(kit) == ["volunteer.joined", "volunteer.changed"]


def topics_of(kit: Kit) -> dict[str, int]:
    with kit.db.read() as session:
        return {each.topic: each.level for each in session.exec(select(VolunteerTopic))}


def test_levels_languages_and_country_are_kept_and_told(kit: Kit) -> None:
    levels = (("TV", 3), ("audio", 1))
    known = Profile(("tv", "audio", "phones"), "Porto", levels=levels, languages=("en", "pt", "en"))
    lines = join(kit, known).lines

    assert topics_of(kit) == {"tv": 3, "audio": 1, "phones": 2}
    assert (row(kit).languages, row(kit).country) == (["en", "pt"], "PT")
    assert "TVs and home cinema (like few others)" in lines[1]
    assert "(a little)" in lines[1]
    assert lines[4] == "Languages: English, Portuguese. Questions in others do not come to you."
    profile = volunteers.profile(kit, "UVERA")
    assert profile is not None
    assert (profile.levels, profile.languages) == ((("audio", 1), ("tv", 3)), ("en", "pt"))


def test_the_window_forgets_no_level_that_it_does_not_ask(kit: Kit) -> None:
    join(kit, Profile(("tv", "audio", "phones"), "Leeds", levels=(("tv", 3), ("audio", 1))))
    join(kit, Profile(("tv", "audio", "phones"), "Leeds", levels=(("phones", 3),)), kind="volunteer.save")
    assert topics_of(kit) == {"tv": 2, "audio": 1, "phones": 3}
    join(kit, Profile(("phones", "audio"), "Leeds", levels=None), kind="volunteer.save")
    assert topics_of(kit) == {"audio": 1, "phones": 3}
    join(kit, Profile(("phones", "audio"), "Leeds"))
    assert topics_of(kit) == {"audio": 2, "phones": 2}


@pytest.mark.parametrize(
    ("profile", "said"),
    [
        (Profile(("tv",), "Leeds", levels=(("tv", 4),)), "How well you know a topic is 1"),
        (Profile(("tv",), "Leeds", levels=(("quantum", 1),)), "There is no topic “quantum”"),
        (Profile(("tv",), "Leeds", languages=("en", "klingon")), "I do not know the language “klingon”"),
    ],
)
def test_levels_and_languages_that_are_none_are_refused(kit: Kit, profile: Profile, said: str) -> None:
    with pytest.raises(ByhandError, match=said):
        join(kit, profile)


def test_the_same_submission_twice_joins_once(kit: Kit) -> None:
    once = act(kind="volunteer.save")

    assert volunteers.save(kit, once, VERA, TV_IN_LEEDS) == volunteers.save(kit, once, VERA, TV_IN_LEEDS)
    assert acts(kit) == ["volunteer.joined"]


# --- pause and resume --------------------------------------------------------------------------------------------


def test_who_pauses_is_not_asked_and_what_was_offered_goes_on(kit: Kit) -> None:
    vera, otto = make_volunteer(kit), None
    question = make_question(kit)
    show_cards(kit)
    otto = make_volunteer(kit, "UOTTO", "Otto Other")
    said = volunteers.pause(kit, act(), None)

    assert said.lines == ("You are paused until you type /byhand resume.",)
    assert asked(kit, question.id or 0, "rescinded") == [("near", vera.id)]
    assert asked(kit, question.id or 0) == [("wider", otto.id)]
    assert renewed(kit) == {offers_of(kit, question.id or 0)[0].id}
    assert volunteers.resume(kit, act()).lines == ("Welcome back. Questions come to you again.",)
    assert ("near", vera.id) in asked(kit, make_question(kit).id or 0)
    assert acts(kit) == ["volunteer.paused", "volunteer.resumed"]


def test_a_pause_with_an_end_ends_by_itself(kit: Kit, clock: FrozenClock) -> None:
    make_volunteer(kit, time_zone="Europe/Berlin")
    until = datetime(2026, 11, 23, 13, tzinfo=UTC)
    said = volunteers.pause(kit, act(), until)
    before = asked(kit, make_question(kit).id or 0)
    clock.set(until)

    assert said.lines == ("You are paused until Monday, 23 November, 14:00. /byhand resume ends it earlier.",)
    assert before == [("everybody", None)]
    assert asked(kit, make_question(kit).id or 0)[0][0] == "near"


def test_an_open_claim_stays_with_who_pauses(kit: Kit) -> None:
    walked = claimed(kit)
    volunteers.pause(kit, act(), None)

    assert claim_now(kit, walked.claim_id).state == "held"
    published(kit, answered(kit, walked))
    assert question_now(kit, walked.question_id).state == "answered"


def test_changing_ones_topics_in_the_window_does_not_end_a_pause_and_joining_anew_does(kit: Kit) -> None:
    join(kit)
    volunteers.pause(kit, act(), None)
    saved = join(kit, kind="volunteer.save")
    assert saved.lines[-1] == "You are paused until you type /byhand resume."
    assert row(kit).paused
    join(kit, kind="/byhand join")
    assert not row(kit).paused


# --- leaving -----------------------------------------------------------------------------------------------------


def test_who_leaves_is_forgotten_as_a_volunteer_and_offers_go_on(kit: Kit) -> None:
    enrolled = join(kit, Profile(("tv",), "Leeds", ((time(9), time(17)),), languages=("en",)))
    with kit.db.write() as session:
        evidence.count(session, enrolled.volunteer_id, "tv", "answered", kit.clock.now())
    question = make_question(kit)
    said = volunteers.leave(kit, act())

    gone = row(kit)
    assert said.lines[0].startswith("You have left Byhand.")
    assert (gone.left_at, gone.place_name, gone.latitude, gone.hours) == (kit.clock.now(), "", None, None)
    assert (gone.country, gone.languages, gone.present, gone.seen_at) == ("", None, None, None)
    assert volunteers.profile(kit, "UVERA") is None
    assert asked(kit, question.id or 0) == [("everybody", None)]
    with kit.db.read() as session:
        assert session.exec(select(VolunteerTopic)).all() == []
        assert session.exec(select(Evidence)).all() == []
    assert join(kit).volunteer_id == enrolled.volunteer_id


def test_nobody_leaves_with_a_question_in_hand(kit: Kit) -> None:
    walked = claimed(kit)
    with pytest.raises(ByhandError, match="Answer it or give it back first"):
        volunteers.leave(kit, act())
    claims.release(kit, act(), walked.claim_id)
    volunteers.leave(kit, act())

    assert row(kit).left_at is not None


# --- what a volunteer sees of himself ----------------------------------------------------------------------------


def test_the_queue_shows_what_one_has_taken_and_what_waits(kit: Kit) -> None:
    walked = claimed(kit, text="My TV in Leeds flickers", url="https://t.example/1")
    waiting = make_question(kit, "My oven is cold", url="https://t.example/2")
    view = volunteers.queue(kit, "UVERA")

    assert [(line.question_id, line.topic, line.state) for line in view.mine] == [
        (walked.question_id, "TVs and home cinema", "claimed")
    ]
    assert [(line.question_id, line.text, line.link) for line in view.open] == [
        (waiting.id, "My oven is cold", "https://t.example/2")
    ]


def test_who_has_not_joined_sees_what_waits(kit: Kit) -> None:
    make_question(kit)
    view = volunteers.queue(kit, "UNOBODY")

    assert (view.mine, len(view.open)) == ((), 1)
