"""Albums of Telegram: messages that were sent as one, in whatever order and however late their parts come."""

from collections.abc import Sequence

import pytest
from sqlmodel import col, select

from routing import claims, intake, views
from routing.inbox import Inbox
from routing.kit import Kit
from routing.ports import Withdrawn
from store.models import QuestionPart
from tests.factories import (
    FrozenClock,
    Walked,
    act,
    answered,
    make_volunteer,
    offer_to,
    offers_of,
    published,
    question_now,
)
from tests.integration.scenery import (
    Json,
    all_questions,
    all_receipts,
    keep,
    make_inbox,
    message,
    only_question,
    photo,
    renewed,
    show_cards,
)

ALBUM = [photo(1, "A"), photo(2, "A", caption="My TV flickers"), photo(3, "A")]


@pytest.fixture
def inbox(kit: Kit) -> Inbox:
    return make_inbox(kit)


def work(inbox: Inbox, clock: FrozenClock, seconds: float = 2.0) -> None:
    """Whatever is due now, and again when the album has waited."""
    while inbox.work_batch():
        pass
    clock.advance(seconds=seconds)
    while inbox.work_batch():
        pass


def parts(kit: Kit) -> list[tuple[str, str]]:
    """(post, kind) of every part there is, in the order in which the posts were sent."""
    with kit.db.read() as session:
        rows = session.execute(select(QuestionPart).order_by(col(QuestionPart.external_id))).scalars()
        return [(row.external_id, row.kind) for row in rows]


def media(kit: Kit) -> tuple[str, ...]:
    question = only_question(kit)
    with kit.db.read() as session:
        return views.question_view(kit, session, question.id or 0).media


@pytest.mark.parametrize("order", [[0, 1, 2], [2, 1, 0], [1, 2, 0]], ids=["in order", "backwards", "caption first"])
async def test_an_album_in_one_batch_is_one_question(
    kit: Kit, inbox: Inbox, clock: FrozenClock, order: Sequence[int]
) -> None:
    await keep(inbox, *(ALBUM[number] for number in order))
    work(inbox, clock)

    question = only_question(kit)
    assert (question.text, question.target_id, question.state) == ("My TV flickers", "11:2", "offered")
    assert parts(kit) == [("11:1", "album"), ("11:2", "first"), ("11:3", "album")]
    assert media(kit) == ("photo", "photo", "photo")
    assert {receipt.state for receipt in all_receipts(kit)} == {"done"}


async def test_an_album_waits_for_its_last_part(kit: Kit, inbox: Inbox, clock: FrozenClock) -> None:
    await keep(inbox, ALBUM[0])
    inbox.work_batch()
    clock.advance(seconds=1)
    await keep(inbox, ALBUM[1])
    inbox.work_batch()
    clock.advance(seconds=1)

    assert inbox.work_batch() == 0  # the second part came a second ago
    assert all_questions(kit) == []
    work(inbox, clock, 1)
    assert only_question(kit).text == "My TV flickers"


async def test_a_part_that_comes_late_joins(kit: Kit, inbox: Inbox, clock: FrozenClock) -> None:
    await keep(inbox, *ALBUM[1:])
    work(inbox, clock)
    show_cards(kit)
    renewed(kit)
    await keep(inbox, ALBUM[0])
    work(inbox, clock)

    question = only_question(kit)
    assert media(kit) == ("photo", "photo", "photo")
    assert not question.edited
    assert renewed(kit) == {offer.id for offer in offers_of(kit, question.id or 0)}


async def test_a_caption_that_comes_late_joins(kit: Kit, inbox: Inbox, clock: FrozenClock) -> None:
    await keep(inbox, ALBUM[0], ALBUM[2])
    work(inbox, clock)
    await keep(inbox, ALBUM[1])
    work(inbox, clock)

    question = only_question(kit)
    assert (question.text, question.topic, question.edited) == ("My TV flickers", "tv", True)
    assert question.target_id == "11:1"


async def test_captions_on_several_parts_are_all_read(kit: Kit, inbox: Inbox, clock: FrozenClock) -> None:
    await keep(inbox, photo(1, "A", "The front"), photo(2, "A", "The back"))
    work(inbox, clock)

    assert only_question(kit).text == "The front\nThe back"


async def test_an_album_in_a_group_is_for_us_when_one_part_names_us(kit: Kit, inbox: Inbox, clock: FrozenClock) -> None:
    caption = "@brightaisle_bot my TV flickers"
    named = photo(2, "A", caption, chat=-5, caption_entities=[{"type": "mention", "offset": 0, "length": 16}])
    await keep(inbox, photo(1, "A", chat=-5), named, photo(3, "B", chat=-5))
    work(inbox, clock)

    assert only_question(kit).text == caption
    assert [receipt.state for receipt in all_receipts(kit)] == ["done", "done", "ignored"]


async def test_two_albums_in_one_batch_stay_apart(kit: Kit, inbox: Inbox, clock: FrozenClock) -> None:
    await keep(inbox, photo(1, "A", "One"), photo(3, "B", "Two"), photo(2, "A"), photo(4, "B"))
    work(inbox, clock)

    assert [question.text for question in all_questions(kit)] == ["One", "Two"]


async def test_every_part_of_an_album_is_known_again(kit: Kit, inbox: Inbox, clock: FrozenClock) -> None:
    await keep(inbox, *ALBUM)
    work(inbox, clock)
    await keep(inbox, {**ALBUM[2], "caption": "Here", "edit_date": ALBUM[2]["date"] + 5}, kind="edited_message")
    await keep(inbox, message(9, "It is old", reply_to_message=replied_to(3)))
    work(inbox, clock)

    assert only_question(kit).text == "My TV flickers\nHere\nIt is old"


def replied_to(number: int) -> Json:
    return {"message_id": number, "from": {"id": 11, "first_name": "Ada"}}


async def test_an_edit_in_the_same_batch_as_its_album_is_applied_after_it(
    kit: Kit, inbox: Inbox, clock: FrozenClock
) -> None:
    await keep(inbox, *ALBUM)
    inbox.work_batch()
    clock.advance(seconds=2)
    edited = {**ALBUM[1], "caption": "My TV is dark", "edit_date": ALBUM[1]["date"] + 5}
    await keep(inbox, edited, kind="edited_message")
    work(inbox, clock)

    assert only_question(kit).text == "My TV is dark"


async def test_a_part_that_is_taken_away_leaves_the_others(kit: Kit, inbox: Inbox, clock: FrozenClock) -> None:
    await keep(inbox, *ALBUM)
    work(inbox, clock)
    with kit.db.write() as session:
        intake.taken_away(kit, session, Withdrawn("telegram", ("11:3",)))

    assert only_question(kit).state == "offered"
    assert media(kit) == ("photo", "photo")


async def test_what_is_listened_to_keeps_its_late_parts_to_itself(kit: Kit, inbox: Inbox, clock: FrozenClock) -> None:
    await keep(inbox, photo(1, "A", "Win at our giveaway"))
    work(inbox, clock)
    await keep(inbox, photo(2, "A"))
    work(inbox, clock)

    assert only_question(kit).state == "listened"


async def test_a_part_that_comes_after_the_answer_is_a_question_of_its_own(
    kit: Kit, inbox: Inbox, clock: FrozenClock
) -> None:
    await keep(inbox, *ALBUM[1:])
    work(inbox, clock)
    vera = make_volunteer(kit)
    question = only_question(kit)
    writing = claims.claim(kit, act(), offer_to(kit, question, vera).id or 0)
    walked = Walked(question.id or 0, 0, writing.claim_id, vera)
    published(kit, answered(kit, walked))
    await keep(inbox, ALBUM[0])
    work(inbox, clock)

    assert question_now(kit, walked.question_id).state == "answered"
    assert [question.state for question in all_questions(kit)] == ["answered", "offered"]
