"""What a claimant writes in the thread: kept, told to him alone, public only when he makes it the answer himself."""

import pytest
from sqlmodel import select

from routing import claims, notes
from routing.inbox import Inbox
from routing.kit import Kit
from routing.people import Written
from routing.ports import RawEvent
from store.models import Answer, Delivery, Note, Offer
from tests.factories import (
    TEAM,
    Walked,
    act,
    answered,
    claimed,
    make_offer,
    make_post,
    make_volunteer,
    offers_of,
    published,
    question_now,
    take_in,
)
from tests.integration.scenery import all_questions, all_receipts, make_inbox, owed, show_cards


@pytest.fixture
def walked(kit: Kit) -> Walked:
    """Vera holds a question; its card stands in Slack."""
    walked = claimed(kit, chat="11", external_id="11:1")
    show_cards(kit)
    return walked


def head_of(kit: Kit, question_id: int) -> Offer:
    return offers_of(kit, question_id)[0]


def write(kit: Kit, head: Offer, by: str = "UVERA", text: str = "Perhaps the cable?") -> str:
    """Somebody writes in the thread under this card; what became of it."""
    with kit.db.write() as session:
        written = Written(TEAM, by, head.shown_channel, head.shown_ts, "99.1", text)
        return notes.keep(kit, session, written).verb


def kept(kit: Kit) -> list[Note]:
    with kit.db.read() as session:
        return list(session.exec(select(Note)))


def test_a_claimants_words_are_kept_and_he_alone_is_asked(kit: Kit, walked: Walked) -> None:
    head = head_of(kit, walked.question_id)
    verb = write(kit, head)

    (note,) = kept(kit)
    (whisper,) = owed(kit, "notice")
    assert verb == "finish"
    assert (note.text, note.claim_id, note.question_id) == ("Perhaps the cable?", walked.claim_id, walked.question_id)
    assert whisper.payload["spot"] == {"to": head.shown_channel, "thread": head.shown_ts, "only_to": "UVERA"}
    assert whisper.payload["notice"]["quote"] == "Perhaps the cable?"
    assert whisper.payload["notice"]["buttons"][0]["action_id"] == "note.answer"
    assert whisper.payload["notice"]["buttons"][0]["value"] == str(note.id)


def test_nothing_of_a_note_is_published(kit: Kit, walked: Walked) -> None:
    write(kit, head_of(kit, walked.question_id))

    with kit.db.read() as session:
        assert session.exec(select(Answer)).all() == []
        assert {row.channel for row in session.exec(select(Delivery))} == {"slack"}


def test_the_claimant_can_make_it_the_answer(kit: Kit, walked: Walked) -> None:
    write(kit, head_of(kit, walked.question_id))
    writing = claims.writing(kit, act(kind="note.answer"), 0, kept(kit)[0].id)

    assert (writing.claim_id, writing.text) == (walked.claim_id, "Perhaps the cable?")


def test_others_words_are_nobodys_business(kit: Kit, walked: Walked) -> None:
    make_volunteer(kit, "UOTTO", "Otto Other")
    head = head_of(kit, walked.question_id)

    assert (write(kit, head, "UOTTO"), write(kit, head, "UNOBODY")) == ("ignore", "ignore")
    assert kept(kit) == []


def test_words_elsewhere_and_words_after_the_answer_are_no_notes(kit: Kit, walked: Walked) -> None:
    elsewhere = Offer(question_id=1, shown_channel="DUVERA", shown_ts="55.5", offered_at=kit.clock.now())
    assert write(kit, elsewhere) == "ignore"
    answered(kit, walked)
    assert write(kit, head_of(kit, walked.question_id)) == "ignore"


def test_words_under_the_channels_card_of_the_same_question_count(kit: Kit, walked: Walked) -> None:
    make_offer(kit, question_now(kit, walked.question_id))
    show_cards(kit)

    assert write(kit, offers_of(kit, walked.question_id)[-1]) == "finish"


def test_in_a_thread_with_two_questions_the_one_held_is_meant(kit: Kit, walked: Walked) -> None:
    """The first is held still ("I'll come back to this"), and the asker has written again under it."""
    published(kit, answered(kit, walked, answers_it=False), "11:2")
    take_in(kit, make_post("And it hums", chat="11", reply_to="11:2"))
    show_cards(kit)
    follow_up = all_questions(kit)[-1]
    head = head_of(kit, walked.question_id)

    write(kit, head, text="about the first")
    claims.claim(kit, act(), head_of(kit, follow_up.id or 0).id or 0)
    write(kit, head, text="about the second")
    assert [(note.text, note.question_id) for note in kept(kit)] == [
        ("about the first", walked.question_id),
        ("about the second", follow_up.id),
    ]


async def test_a_message_in_a_thread_reaches_the_note_through_the_inbox(kit: Kit, walked: Walked) -> None:
    head = head_of(kit, walked.question_id)
    inner = {
        "type": "message",
        "user": "UVERA",
        "channel": head.shown_channel,
        "thread_ts": head.shown_ts,
        "ts": "99.1",
        "text": "Perhaps the &lt;HDMI&gt; cable?",
    }
    inbox: Inbox = make_inbox(kit)
    for key in ("Ev1", "Ev1"):
        await inbox.keep(RawEvent("slack", key, "message", {"team_id": TEAM, "event": inner}))
    while inbox.work_batch():
        pass

    assert [note.text for note in kept(kit)] == ["Perhaps the <HDMI> cable?"]
    assert [row.reason for row in all_receipts(kit) if row.key == "Ev1"] == ["a note by the claimant"]
