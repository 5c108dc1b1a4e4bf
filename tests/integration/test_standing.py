"""What Slack says of volunteers: names, zones, do-not-disturb, and who is no full member any more."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from routing import answers, volunteers
from routing.errors import NotAllowed
from routing.inbox import Inbox
from routing.kit import Kit
from routing.people import PersonChanged, QuietChanged
from routing.ports import RawEvent
from tests.factories import (
    TEAM,
    FrozenClock,
    answered,
    claim_now,
    make_question,
    make_volunteer,
    previewed,
    published,
    question_now,
    submission,
)
from tests.integration.scenery import VERA, acts, all_receipts, asked, join, make_inbox, row

# --- what Slack says ---------------------------------------------------------------------------------------------


def test_a_new_name_and_zone_are_kept(kit: Kit) -> None:
    make_volunteer(kit)
    volunteers.refresh(kit, replace(VERA, name="Vera V.", time_zone="Asia/Dubai"))
    volunteers.refresh(kit, replace(VERA, slack_id="UNOBODY"))

    assert (row(kit).name, row(kit).time_zone) == ("Vera V.", "Asia/Dubai")
    assert volunteers.enrolled_ids(kit) == ("UVERA",)


@pytest.mark.parametrize(("mark", "standing"), [("is_guest", "guest"), ("is_deleted", "gone")])
def test_who_is_no_full_member_any_more_keeps_nothing_in_hand(kit: Kit, mark: str, standing: str) -> None:
    walked = previewed(kit)
    offered = make_question(kit)
    marks: dict[str, Any] = {mark: True}
    volunteers.refresh(kit, replace(VERA, **marks))

    assert row(kit).standing == standing
    assert claim_now(kit, walked.claim_id).state == "released"
    assert question_now(kit, walked.question_id).state == "offered"
    assert asked(kit, offered.id or 0) == [("everybody", None)]
    with pytest.raises(NotAllowed):
        answers.submit(kit, submission(), walked.draft_id, answers_it=True)
    assert acts(kit) == [f"volunteer.is_{standing}"]
    volunteers.refresh(kit, VERA)
    assert row(kit).standing == "member"


def test_what_was_submitted_before_is_seen_through(kit: Kit) -> None:
    walked = answered(kit)
    volunteers.refresh(kit, replace(VERA, is_deleted=True))
    published(kit, walked)

    assert question_now(kit, walked.question_id).state == "answered"


def test_do_not_disturb_is_obeyed_and_kept_when_nothing_is_said_of_it(kit: Kit, clock: FrozenClock) -> None:
    make_volunteer(kit)
    until = clock.now() + timedelta(hours=1)
    with kit.db.write() as session:
        taken = volunteers.changed(kit, session, QuietChanged(TEAM, "UVERA", None, until))
    volunteers.refresh(kit, VERA)
    join(kit)

    assert taken.reason == "a member's do-not-disturb changed"
    assert asked(kit, make_question(kit).id or 0) == [("everybody", None)]
    clock.set(until)
    assert asked(kit, make_question(kit).id or 0)[0][0] == "near"


def test_what_slack_says_of_quiet_with_the_profile_is_kept(kit: Kit, clock: FrozenClock) -> None:
    until = clock.now() + timedelta(hours=1)
    join(kit, person=replace(VERA, quiet_until=until))

    assert row(kit).quiet_until == until


def test_news_of_somebody_who_never_joined_are_nothing(kit: Kit) -> None:
    with kit.db.write() as session:
        changed = volunteers.changed(kit, session, PersonChanged(VERA))
        quiet = volunteers.changed(kit, session, QuietChanged(TEAM, "UVERA", None, None))

    assert (changed.verb, quiet.verb) == ("ignore", "ignore")


async def test_slacks_events_about_people_are_worked_through(kit: Kit) -> None:
    make_volunteer(kit)
    inbox: Inbox = make_inbox(kit)
    user = {"id": "UVERA", "name": "vera", "tz": "Asia/Dubai", "profile": {"display_name": "Vera V."}}
    event = {"team_id": TEAM, "event": {"type": "user_change", "user": user}}
    await inbox.keep(RawEvent("slack", "Ev1", "user_change", event))
    inbox.work_batch()

    assert all_receipts(kit)[0].reason == "a member's profile changed"
    assert row(kit).time_zone == "Asia/Dubai"
