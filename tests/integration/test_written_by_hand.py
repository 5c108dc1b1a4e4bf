"""Promise P1: every other way to make something public is tried here, below the use cases and above them, and fails."""

import hashlib
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from policies.retries import GiveUp, LookUp, Outcome
from routing import answers, claims, decisions, errands, outcomes
from routing.errors import ByhandError, NotAllowed, OfferExpired
from routing.kit import Kit
from routing.places import Places
from routing.ports import DeliveryError
from store import guards
from store.db import Database
from store.models import Answer, Delivery
from tests.factories import (
    FrozenClock,
    Walked,
    act,
    answer_deliveries,
    answered,
    claim_now,
    claimed,
    delivery_now,
    make_kit,
    make_post,
    make_question,
    make_volunteer,
    offer_to,
    previewed,
    published,
    question_now,
    submission,
    take_in,
    taken,
)

Row = dict[str, Any]
FOREVER = timedelta(days=1)


def lose(kit: Kit, walked: Walked) -> Walked:
    """The answer was on its way when the connection broke."""
    delivery = taken(kit, walked.delivery_id)
    outcomes.failed(kit, delivery, DeliveryError(Outcome.UNKNOWN, "The connection broke."), LookUp(FOREVER))
    return walked


def refuse(kit: Kit, walked: Walked) -> Walked:
    """The platform said no."""
    delivery = taken(kit, walked.delivery_id)
    outcomes.failed(kit, delivery, DeliveryError(Outcome.REFUSED, "No."), GiveUp("no"))
    return walked


# --- below the use cases ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class World:
    """One question in each state that an attack could begin from."""

    kit: Kit
    ready: Walked
    unknown: Walked
    refused: Walked
    sent: Walked
    previewed: Walked
    released: Walked
    act_key: str  # of a submission that was kept, and led to nothing

    @property
    def path(self) -> Path:
        return self.kit.db.path


@pytest.fixture(scope="module")
def world(template_with_policy: Path, tmp_path_factory: pytest.TempPathFactory, finder: Places) -> Iterator[World]:
    path = tmp_path_factory.mktemp("world") / "byhand.db"
    shutil.copy(template_with_policy, path)
    kit = make_kit(Database(f"sqlite:///{path}"), FrozenClock(), finder)
    people = [make_volunteer(kit, f"U{number}", f"Person {number}") for number in range(6)]
    released = previewed(kit, claimed(kit, people[5]))
    claims.release(kit, act("U5"), released.claim_id)
    unused = submission("U4")
    with pytest.raises(OfferExpired):
        answers.submit(kit, unused, 999, answers_it=True)
    yield World(
        kit=kit,
        ready=answered(kit, claimed(kit, people[0])),
        unknown=lose(kit, answered(kit, claimed(kit, people[1]))),
        refused=refuse(kit, answered(kit, claimed(kit, people[2], channel="x", external_id="100"))),
        sent=published(kit, answered(kit, claimed(kit, people[3]))),
        previewed=previewed(kit, claimed(kit, people[4])),
        released=released,
        act_key=unused.key,
    )
    kit.db.close()


@pytest.fixture(params=["with our own settings", "by somebody who opens the file"])
def connection(world: World, request: pytest.FixtureRequest) -> Iterator[sqlite3.Connection]:
    """A plain connection to the file; whatever a test does with it is undone."""
    opened = sqlite3.connect(world.path, isolation_level=None)
    if request.param == "with our own settings":
        opened.execute("PRAGMA foreign_keys = ON")
        opened.execute("PRAGMA recursive_triggers = ON")
    opened.execute("BEGIN IMMEDIATE")
    yield opened
    opened.execute("ROLLBACK")
    opened.close()


def put(connection: sqlite3.Connection, table: str, row: Row, verb: str = "INSERT", ending: str = "") -> None:
    columns, marks = ", ".join(row), ", ".join(f":{name}" for name in row)
    connection.execute(f"{verb} INTO {table} ({columns}) VALUES ({marks}) {ending}", row)


def a_delivery(world: World, **changed: Any) -> Row:
    """What a delivery of the answer that is ready would look like."""
    return {
        "kind": "answer",
        "channel": "telegram",
        "lane": "telegram:1",
        "priority": 0,
        "question_id": world.ready.question_id,
        "answer_id": world.ready.answer_id,
        "payload": "{}",
        "state": "ready",
        "attempt": 0,
        "looks": 0,
        "not_before": "2026-11-23 12:00:00.000000",
        "owner": "",
        "external_id": "",
        "url": "",
        "error": "",
        "created_at": "2026-11-23 12:00:00.000000",
        **changed,
    }


def an_answer(world: World, **changed: Any) -> Row:
    """What the answer that was previewed and not submitted would look like."""
    text = changed.get("text", world.previewed.public_text)
    return {
        "question_id": world.previewed.question_id,
        "claim_id": world.previewed.claim_id,
        "volunteer_id": world.previewed.volunteer.id,
        "slack_view_id": "V-attack",
        "act_key": world.act_key,
        "digest": hashlib.sha256((text or "").encode()).hexdigest(),
        "text": text,
        "answers_it": 1,
        "submitted_at": "2026-11-23 12:00:00.000000",
        **changed,
    }


@pytest.mark.parametrize("verb", ["INSERT", "INSERT OR REPLACE", "INSERT OR IGNORE"])
@pytest.mark.parametrize(
    "changed",
    [
        pytest.param(lambda w: {"answer_id": None}, id="without an answer"),
        pytest.param(lambda w: {"answer_id": 999}, id="with an answer that is not there"),
        pytest.param(lambda w: {"answer_id": w.sent.answer_id}, id="with another question's answer"),
        pytest.param(lambda w: {"question_id": None}, id="without a question"),
        pytest.param(lambda w: {"channel": "x"}, id="on another channel"),
        pytest.param(lambda w: {}, id="a second one for the same answer"),
        pytest.param(lambda w: {"kind": "notice"}, id="a second one of another kind"),
        pytest.param(lambda w: {"kind": "card", "answer_id": None}, id="a card shown to the public"),
        pytest.param(lambda w: {"id": w.ready.delivery_id}, id="in the place of the first"),
        pytest.param(lambda w: {"id": w.ready.delivery_id, "channel": "slack", "kind": "notice"}, id="as a notice"),
    ],
)
def test_nothing_becomes_owed_to_the_public(
    world: World, connection: sqlite3.Connection, verb: str, changed: Callable[[World], Row]
) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        put(connection, "delivery", a_delivery(world, **changed(world)), verb)


@pytest.mark.parametrize("state", ["sending", "sent", "refused", "unknown", "by_hand"])
def test_a_public_delivery_begins_ready(world: World, connection: sqlite3.Connection, state: str) -> None:
    put(connection, "answer", an_answer(world))
    answer_id = connection.execute("SELECT max(id) FROM answer").fetchone()[0]
    row = a_delivery(world, answer_id=answer_id, question_id=world.previewed.question_id)
    with pytest.raises(sqlite3.IntegrityError, match="begins ready"):
        put(connection, "delivery", {**row, "state": state})

    put(connection, "delivery", row)  # so the rest of the row was right


UPSERT = "ON CONFLICT (answer_id, kind) WHERE answer_id IS NOT NULL DO UPDATE SET state = 'ready'"


def test_an_upsert_brings_no_posted_answer_back(world: World, connection: sqlite3.Connection) -> None:
    row = a_delivery(world, question_id=world.sent.question_id, answer_id=world.sent.answer_id)
    with pytest.raises(sqlite3.IntegrityError):
        put(connection, "delivery", row, ending=UPSERT)


@pytest.mark.parametrize("verb", ["UPDATE", "UPDATE OR REPLACE", "UPDATE OR IGNORE"])
@pytest.mark.parametrize(
    ("of", "change"),
    [
        ("ready", "kind = 'notice'"),
        ("ready", "channel = 'x'"),
        ("ready", "channel = 'slack', kind = 'notice'"),
        ("ready", "answer_id = :other_answer"),
        ("ready", "question_id = :other_question"),
        ("ready", "id = :other_delivery"),
        ("unknown", "state = 'ready'"),
        ("unknown", "state = 'sending'"),
        ("unknown", "state = 'ready', decided_by = :member"),
        ("unknown", "state = 'ready', decided_at = '2026-11-23 12:00:00.000000'"),
        ("unknown", "state = 'ready', decided_by = 999, decided_at = '2026-11-23 12:00:00.000000'"),
        ("refused", "state = 'ready'"),
        ("refused", "state = 'sending'"),
        ("sent", "state = 'ready'"),
        ("sent", "state = 'ready', decided_by = :member, decided_at = '2026-11-23 12:00:00.000000'"),
        ("sent", "state = 'unknown'"),
        ("sent", "state = 'sending'"),
    ],
)
def test_a_public_delivery_is_not_turned_into_another_or_sent_again(
    world: World, connection: sqlite3.Connection, verb: str, of: str, change: str
) -> None:
    walked: Walked = getattr(world, of)
    given = {
        "id": walked.delivery_id,
        "other_answer": world.sent.answer_id,
        "other_question": world.sent.question_id,
        "other_delivery": world.sent.delivery_id,
        "member": walked.volunteer.id,
    }
    with pytest.raises(sqlite3.IntegrityError):
        connection.execute(f"{verb} delivery SET {change} WHERE id = :id", given)


@pytest.mark.parametrize("standing", ["guest", "stranger", "bot", "gone"])
def test_only_a_member_decides_that_it_is_sent_again(
    world: World, connection: sqlite3.Connection, standing: str
) -> None:
    decide = "UPDATE delivery SET state = 'ready', decided_by = :by, decided_at = '2026-11-24' WHERE id = :id"
    given = {"by": world.unknown.volunteer.id, "id": world.unknown.delivery_id}
    connection.execute(f"UPDATE volunteer SET standing = '{standing}' WHERE id = :by", given)
    with pytest.raises(sqlite3.IntegrityError, match="only by a member"):
        connection.execute(decide, given)

    connection.execute("UPDATE volunteer SET standing = 'member' WHERE id = :by", given)
    connection.execute(decide, given)


def test_a_card_is_not_turned_into_an_answer(world: World, connection: sqlite3.Connection) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        connection.execute(
            "UPDATE delivery SET kind = 'answer', channel = 'telegram', answer_id = ? WHERE channel = 'slack'",
            [world.ready.answer_id],
        )


def test_no_delivery_is_replaced_by_another_that_goes_out_first(world: World, connection: sqlite3.Connection) -> None:
    """REPLACE on the index "one on its way" would delete the first without a trigger, and free its answer."""
    put(connection, "answer", an_answer(world))
    connection.execute("UPDATE claim SET state = 'submitted' WHERE id = ?", [world.previewed.claim_id])
    first = connection.execute("SELECT max(id) FROM answer").fetchone()[0]
    put(connection, "delivery", a_delivery(world, answer_id=first, question_id=world.previewed.question_id))
    connection.execute("UPDATE delivery SET state = 'sending' WHERE answer_id = ?", [first])
    connection.execute("UPDATE claim SET state = 'held' WHERE id = ?", [world.previewed.claim_id])
    key = "another submission"
    connection.execute(
        "INSERT INTO receipt SELECT NULL, channel, :key, kind, payload, state, reason, album, attempts, result,"
        " received_at, not_before, done_at FROM receipt WHERE key = :known",
        {"key": key, "known": world.act_key},
    )
    put(connection, "answer", an_answer(world, act_key=key, slack_view_id="V-second"))
    second = connection.execute("SELECT max(id) FROM answer").fetchone()[0]
    put(connection, "delivery", a_delivery(world, answer_id=second, question_id=world.previewed.question_id))
    with pytest.raises(sqlite3.IntegrityError, match="one answer at a time"):
        connection.execute("UPDATE OR REPLACE delivery SET state = 'sending' WHERE answer_id = ?", [second])


def test_a_public_delivery_is_not_deleted(world: World, connection: sqlite3.Connection) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        connection.execute("DELETE FROM delivery WHERE id = ?", [world.sent.delivery_id])


def test_the_answer_that_the_attacks_vary_is_right_itself(world: World, connection: sqlite3.Connection) -> None:
    put(connection, "answer", an_answer(world))
    assert connection.execute("SELECT count(*) FROM answer WHERE slack_view_id = 'V-attack'").fetchone() == (1,)


@pytest.mark.parametrize("verb", ["INSERT", "INSERT OR REPLACE", "INSERT OR IGNORE"])
@pytest.mark.parametrize(
    "changed",
    [
        pytest.param(lambda w: {"claim_id": None}, id="without a claim"),
        pytest.param(lambda w: {"claim_id": 999}, id="with a claim that is not there"),
        pytest.param(lambda w: {"claim_id": w.ready.claim_id}, id="with somebody else's claim"),
        pytest.param(lambda w: {"question_id": w.ready.question_id}, id="to another question"),
        pytest.param(lambda w: {"question_id": None}, id="to no question"),
        pytest.param(lambda w: {"volunteer_id": None}, id="by nobody"),
        pytest.param(lambda w: {"volunteer_id": w.ready.volunteer.id}, id="by somebody else"),
        pytest.param(lambda w: {"slack_view_id": ""}, id="from no view"),
        pytest.param(lambda w: {"slack_view_id": None}, id="from a view without an id"),
        pytest.param(lambda w: {"digest": None}, id="without a digest"),
        pytest.param(lambda w: {"digest": "abc"}, id="with no digest of ours"),
        pytest.param(lambda w: {"act_key": ""}, id="without an act"),
        pytest.param(lambda w: {"act_key": None}, id="without an act's key"),
        pytest.param(lambda w: {"act_key": "made-up"}, id="by an act that never arrived"),
        pytest.param(lambda w: {"text": None}, id="without a text"),
        pytest.param(lambda w: {"text": ""}, id="with an empty text"),
        pytest.param(lambda w: {"text": w.previewed.public_text + "!"}, id="with a text that was not previewed"),
        pytest.param(lambda w: {"text": w.ready.public_text.upper()}, id="with a text of another kind"),
        pytest.param(lambda w: {"erased_at": "2026-11-23 12:00:00.000000"}, id="erased from the start"),
        pytest.param(lambda w: {"id": w.ready.answer_id}, id="in the place of another"),
        pytest.param(
            lambda w: {
                "claim_id": w.released.claim_id,
                "question_id": w.released.question_id,
                "volunteer_id": w.released.volunteer.id,
            },
            id="with a claim that was given back",
        ),
    ],
)
def test_no_answer_comes_to_be(
    world: World, connection: sqlite3.Connection, verb: str, changed: Callable[[World], Row]
) -> None:
    row = an_answer(world, **changed(world))
    before = connection.execute("SELECT count(*) FROM answer").fetchone()
    try:
        put(connection, "answer", row, verb)
    except sqlite3.IntegrityError:
        return
    # OR IGNORE passes over a row that a constraint refuses, without a word and without the row.
    assert verb == "INSERT OR IGNORE"
    assert connection.execute("SELECT count(*) FROM answer").fetchone() == before


def test_a_click_that_is_no_submission_makes_no_answer(world: World, connection: sqlite3.Connection) -> None:
    other = connection.execute("SELECT key FROM receipt WHERE kind = 'question.claim'").fetchone()[0]
    with pytest.raises(sqlite3.IntegrityError, match="submission of its preview"):
        put(connection, "answer", an_answer(world, act_key=other))


@pytest.mark.parametrize(
    "change",
    ["standing = 'guest'", "standing = 'stranger'", "standing = 'bot'", "standing = 'gone'", "left_at = 'then'"],
)
def test_only_a_member_answers_or_claims(world: World, connection: sqlite3.Connection, change: str) -> None:
    connection.execute(f"UPDATE volunteer SET {change} WHERE id = ?", [world.previewed.volunteer.id])
    with pytest.raises(sqlite3.IntegrityError, match="member"):
        put(connection, "answer", an_answer(world))
    with pytest.raises(sqlite3.IntegrityError, match="member"):
        connection.execute(
            "INSERT INTO claim (question_id, volunteer_id, offer_id, state, claimed_at, deadline)"
            " SELECT question_id, volunteer_id, offer_id, 'released', claimed_at, deadline FROM claim WHERE id = ?",
            [world.previewed.claim_id],
        )


@pytest.mark.parametrize("verb", ["UPDATE", "UPDATE OR REPLACE", "UPDATE OR IGNORE"])
@pytest.mark.parametrize(
    "change",
    [
        "text = 'Buy our cables!'",
        "text = text || ' '",
        "text = NULL",
        "text = NULL, erased_at = submitted_at",
        "digest = lower(hex(randomblob(32)))",
        "volunteer_id = :other_volunteer",
        "claim_id = :other_claim",
        "question_id = :other_question",
        "slack_view_id = 'V-other'",
        "act_key = 'other'",
        "submitted_at = '2026-11-24 12:00:00.000000'",
        "answers_it = 0",
        "id = :other_answer",
    ],
)
def test_an_answer_that_is_owed_is_not_changed(
    world: World, connection: sqlite3.Connection, verb: str, change: str
) -> None:
    given = {
        "id": world.ready.answer_id,
        "other_answer": world.sent.answer_id,
        "other_claim": world.sent.claim_id,
        "other_question": world.sent.question_id,
        "other_volunteer": world.sent.volunteer.id,
    }
    with pytest.raises(sqlite3.IntegrityError):
        connection.execute(f"{verb} answer SET {change} WHERE id = :id", given)


@pytest.mark.parametrize("of", ["ready", "unknown"])
def test_an_answer_that_is_owed_is_not_erased(world: World, connection: sqlite3.Connection, of: str) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="nothing of it is owed"):
        erase(connection, getattr(world, of).answer_id)


@pytest.mark.parametrize("of", ["refused", "sent"])
def test_an_answer_of_which_nothing_is_owed_is_erased_and_stays_so(
    world: World, connection: sqlite3.Connection, of: str
) -> None:
    answer_id = getattr(world, of).answer_id
    erase(connection, answer_id)
    assert connection.execute("SELECT text FROM answer WHERE id = ?", [answer_id]).fetchone() == (None,)
    with pytest.raises(sqlite3.IntegrityError):
        connection.execute("UPDATE answer SET text = 'something else' WHERE id = ?", [answer_id])


def erase(connection: sqlite3.Connection, answer_id: int) -> None:
    connection.execute(
        "UPDATE answer SET text = NULL, erased_at = '2026-11-24 12:00:00.000000' WHERE id = ?", [answer_id]
    )


@pytest.mark.parametrize("of", ["ready", "sent", "refused"])
def test_an_answer_is_not_deleted_to_make_room_for_another(
    world: World, connection: sqlite3.Connection, of: str
) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        connection.execute("DELETE FROM answer WHERE id = ?", [getattr(world, of).answer_id])


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE draft SET public_text = 'Buy!' WHERE id = :draft",
        "UPDATE OR REPLACE draft SET claim_id = :other_claim WHERE id = :draft",
        "UPDATE draft SET previewed = 1 WHERE claim_id = :used",
        (
            "INSERT OR REPLACE INTO draft (id, claim_id, typed, public_text, previewed, saved_at)"
            " VALUES (:draft, :claim, 'Buy!', 'Buy!', 1, '2026-11-23 12:00:00.000000')"
        ),
        (
            "INSERT OR REPLACE INTO draft (claim_id, typed, public_text, previewed, saved_at)"
            " VALUES (:claim, 'Buy!', 'Buy!', 1, '2026-11-23 12:00:00.000000')"
        ),
        (
            "INSERT INTO draft (claim_id, typed, public_text, previewed, saved_at)"
            " VALUES (:claim, 'Buy!', 'Buy!', 1, '2026-11-23 12:00:00.000000')"
            " ON CONFLICT (claim_id) DO UPDATE SET public_text = excluded.public_text"
        ),
    ],
)
def test_what_was_previewed_is_not_rewritten(world: World, connection: sqlite3.Connection, attack: str) -> None:
    given = {
        "draft": world.previewed.draft_id,
        "claim": world.previewed.claim_id,
        "other_claim": world.ready.claim_id,
        "used": world.ready.claim_id,
    }
    with pytest.raises(sqlite3.IntegrityError):
        connection.execute(attack, given)


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE claim SET volunteer_id = :other WHERE id = :held",
        "UPDATE claim SET question_id = :elsewhere WHERE id = :held",
        "UPDATE claim SET state = 'held' WHERE id = :released",
        "UPDATE OR REPLACE claim SET state = 'held' WHERE id = :released",
        (
            "INSERT OR REPLACE INTO claim (question_id, volunteer_id, offer_id, state, claimed_at, deadline)"
            " SELECT question_id, :other, offer_id, 'held', claimed_at, deadline FROM claim WHERE id = :held"
        ),
        (
            "INSERT OR REPLACE INTO claim (id, question_id, volunteer_id, offer_id, state, claimed_at, deadline)"
            " SELECT id, question_id, :other, offer_id, 'released', claimed_at, deadline FROM claim WHERE id = :held"
        ),
    ],
)
def test_a_claim_is_not_passed_on_or_revived(world: World, connection: sqlite3.Connection, attack: str) -> None:
    given = {
        "other": world.ready.volunteer.id,
        "elsewhere": world.ready.question_id,
        "held": world.previewed.claim_id,
        "released": world.released.claim_id,
    }
    with pytest.raises(sqlite3.IntegrityError):
        connection.execute(attack, given)


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE question SET external_id = '9:9' WHERE id = :ready",
        "UPDATE question SET conversation_id = conversation_id + 1 WHERE id = :ready",
        "UPDATE question SET asker_id = asker_id + 1 WHERE id = :ready",
        "UPDATE question SET channel = 'x' WHERE id = :ready",
        "UPDATE OR REPLACE question SET id = :sent WHERE id = :ready",
        "INSERT OR REPLACE INTO question SELECT * FROM question WHERE id = :ready",
    ],
)
def test_an_answer_on_its_way_stays_under_its_question(
    world: World, connection: sqlite3.Connection, attack: str
) -> None:
    given = {"ready": world.ready.question_id, "sent": world.sent.question_id}
    with pytest.raises(sqlite3.IntegrityError):
        connection.execute(attack, given)


@pytest.mark.parametrize("table", ["audit", "policyversion"])
@pytest.mark.parametrize(
    "attack",
    [
        "DELETE FROM {table}",
        "INSERT OR REPLACE INTO {table} SELECT * FROM {table} LIMIT 1",
        "UPDATE {table} SET {key} = {key} + 100",
    ],
)
def test_what_was_done_and_decided_is_not_rewritten(
    world: World, connection: sqlite3.Connection, table: str, attack: str
) -> None:
    key = "seq" if table == "audit" else "id"
    with pytest.raises(sqlite3.IntegrityError):
        connection.execute(attack.format(table=table, key=key))


def test_our_own_session_is_refused_in_the_same_way(kit: Kit) -> None:
    walked = answered(kit)
    with pytest.raises(IntegrityError), kit.db.write() as session:
        session.get_one(Answer, walked.answer_id).text = "Buy our cables!"
    with pytest.raises(IntegrityError), kit.db.write() as session:
        session.delete(session.get_one(Delivery, walked.delivery_id))
    assert answer_deliveries(kit, walked.question_id)[0].state == "ready"


# --- above: what a person, a machine or a repeated click can try -------------------------------------------------


def answers_in(kit: Kit) -> int:
    with kit.db.read() as session:
        return len(session.execute(select(Answer)).all())


def test_an_answer_is_exactly_what_was_previewed_with_who_when_and_from_where(kit: Kit) -> None:
    walked = previewed(kit, text="Try another cable.  \r\nThe old one may be worn.\n\n")
    sent = submission()
    answers.submit(kit, sent, walked.draft_id, answers_it=True)
    with kit.db.read() as session:
        (answer,) = session.execute(select(Answer)).scalars()
    assert answer.text == "Try another cable.  \nThe old one may be worn.\n\n— Vera, Brightaisle"
    assert answer.text == walked.public_text
    assert answer.digest == hashlib.sha256(answer.text.encode()).hexdigest()
    assert (answer.volunteer_id, answer.claim_id) == (walked.volunteer.id, walked.claim_id)
    assert (answer.slack_view_id, answer.act_key) == (sent.view_id, sent.key)
    assert answer.submitted_at == kit.clock.now()


def test_a_second_submission_of_the_same_preview_is_refused(kit: Kit) -> None:
    walked = previewed(kit)
    answers.submit(kit, submission(), walked.draft_id, answers_it=True)
    with pytest.raises(OfferExpired, match="on its way already"):
        answers.submit(kit, submission(), walked.draft_id, answers_it=True)
    assert answers_in(kit) == 1


def test_a_preview_posts_no_second_time_after_its_claim_is_held_again(kit: Kit) -> None:
    walked = previewed(kit)
    answers.submit(kit, submission(), walked.draft_id, answers_it=False)
    (delivery,) = answer_deliveries(kit, walked.question_id)
    refuse(kit, Walked(walked.question_id, 0, 0, walked.volunteer, delivery_id=delivery.id or 0))
    assert claim_now(kit, walked.claim_id).state == "held"
    with pytest.raises(OfferExpired, match="no longer current"):
        answers.submit(kit, submission(), walked.draft_id, answers_it=False)
    assert answers_in(kit) == 1


def test_a_replayed_submission_gets_the_first_ones_response_and_does_nothing(kit: Kit) -> None:
    walked, sent = previewed(kit), submission()
    first = answers.submit(kit, sent, walked.draft_id, answers_it=True)
    assert answers.submit(kit, sent, walked.draft_id, answers_it=True) == first
    assert answers_in(kit) == len(answer_deliveries(kit, walked.question_id)) == 1


def test_a_replayed_refusal_is_the_same_refusal(kit: Kit) -> None:
    walked, sent = previewed(kit), submission()
    make_volunteer(kit, "UMALLORY", "Mallory")
    for _ in range(2):
        with pytest.raises(NotAllowed, match="Vera Volunteer has taken"):
            answers.submit(kit, act("UMALLORY", view_id="V1", key=sent.key), walked.draft_id, answers_it=True)
    assert answers_in(kit) == 0


def test_a_submission_from_no_view_is_refused(kit: Kit) -> None:
    walked = previewed(kit)
    with pytest.raises(NotAllowed, match="from its preview"):
        answers.submit(kit, act("UVERA", "answer.post"), walked.draft_id, answers_it=True)


def test_another_volunteers_claim_answers_for_nobody_else(kit: Kit) -> None:
    walked = previewed(kit)
    make_volunteer(kit, "UMALLORY", "Mallory")
    with pytest.raises(NotAllowed, match="Vera Volunteer has taken this question"):
        answers.draft(kit, act("UMALLORY"), walked.claim_id, "My words")
    with pytest.raises(NotAllowed, match="Vera Volunteer has taken this question"):
        answers.submit(kit, submission("UMALLORY"), walked.draft_id, answers_it=True)
    with pytest.raises(NotAllowed, match="Vera Volunteer has taken this question"):
        claims.writing(kit, act("UMALLORY"), walked.claim_id)
    assert answers_in(kit) == 0


@pytest.mark.parametrize("standing", ["guest", "stranger", "bot", "gone"])
def test_guests_bots_and_strangers_do_nothing(kit: Kit, standing: str) -> None:
    walked = previewed(kit)
    question = make_question(kit)
    offer = offer_to(kit, question, walked.volunteer)
    with kit.db.write() as session:
        walked.volunteer.standing = standing
        session.add(walked.volunteer)
    attempts: list[Callable[[], object]] = [
        lambda: claims.claim(kit, act(), offer.id or 0),
        lambda: answers.draft(kit, act(), walked.claim_id, "Something"),
        lambda: answers.submit(kit, submission(), walked.draft_id, answers_it=True),
    ]
    for attempt in attempts:
        with pytest.raises(NotAllowed):
            attempt()
    assert answers_in(kit) == 0


@pytest.mark.parametrize(("by", "team"), [("UNOBODY", "T1"), ("UVERA", "T2"), ("UVERA", "")])
def test_whoever_is_not_enrolled_or_of_another_workspace_does_nothing(kit: Kit, by: str, team: str) -> None:
    walked = previewed(kit)
    with pytest.raises(NotAllowed):
        answers.submit(kit, act(by, view_id="V1", team_id=team), walked.draft_id, answers_it=True)
    assert answers_in(kit) == 0


def test_who_left_answers_no_more(kit: Kit) -> None:
    walked = previewed(kit)
    with kit.db.write() as session:
        walked.volunteer.left_at = kit.clock.now()
        session.add(walked.volunteer)
    with pytest.raises(NotAllowed):
        answers.submit(kit, submission(), walked.draft_id, answers_it=True)


def test_an_older_preview_does_not_post_the_newer_text_nor_its_own(kit: Kit) -> None:
    older = previewed(kit, text="The first thought.")
    newer = previewed(kit, older, text="A better one.")
    with pytest.raises(OfferExpired, match="no longer current"):
        answers.submit(kit, submission(), older.draft_id, answers_it=True)
    answers.submit(kit, submission(), newer.draft_id, answers_it=True)
    assert answers_in(kit) == 1


def test_an_edit_of_the_question_stales_the_preview(kit: Kit) -> None:
    post = make_post(external_id="77:5")
    walked = previewed(kit, claimed(kit, external_id="77:5", author=post.author))
    take_in(kit, make_post("It is my fridge after all?", external_id="77:5", author=post.author, is_edit=True))
    with pytest.raises(OfferExpired, match="no longer current"):
        answers.submit(kit, submission(), walked.draft_id, answers_it=True)
    again = answers.draft(kit, act(), walked.claim_id, "Then try another plug.")
    assert any("edited the question" in warning for warning in again.warnings)
    answers.submit(kit, submission(), again.draft_id, answers_it=True)
    assert answers_in(kit) == 1


def test_an_unknown_answer_is_sent_again_only_by_its_people(kit: Kit) -> None:
    walked = lose(kit, answered(kit))
    make_volunteer(kit, "UMALLORY", "Mallory")
    with pytest.raises(NotAllowed):
        decisions.post_again(kit, act("UMALLORY"), walked.delivery_id)
    assert delivery_now(kit, walked.delivery_id).state == "unknown"
    decisions.post_again(kit, act(), walked.delivery_id)
    assert delivery_now(kit, walked.delivery_id).state == "ready"


def test_a_text_that_was_changed_below_the_guards_is_not_published(kit: Kit) -> None:
    walked = answered(kit)
    with kit.db.engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER answer_is_never_changed")
        connection.exec_driver_sql("UPDATE answer SET text = 'Buy our cables!'")
    with pytest.raises(DeliveryError) as failure:
        errands.reply(kit, taken(kit, walked.delivery_id))
    assert failure.value.outcome is Outcome.REFUSED


def test_an_erased_text_is_not_published(kit: Kit) -> None:
    walked = refuse(kit, answered(kit))
    with kit.db.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE answer SET text = NULL")
    with pytest.raises(DeliveryError):
        errands.reply(kit, delivery_now(kit, walked.delivery_id))


def test_what_is_published_is_the_answers_text_and_nothing_else(kit: Kit) -> None:
    walked = answered(kit)
    reply = errands.reply(kit, taken(kit, walked.delivery_id))
    assert reply.text == walked.public_text
    assert reply.target == question_now(kit, walked.question_id).target_id


def test_every_guard_is_named_for_what_it_holds(kit: Kit) -> None:
    with kit.db.read() as session:
        assert guards.missing(session.connection()) == set()


def test_errors_of_the_database_are_no_words_for_people(kit: Kit) -> None:
    """Should a guard ever refuse a use case, that is a fault of ours, and not told as the person's."""
    walked = previewed(kit)
    wrong = act(view_id="V1", kind="some.other.click")
    with pytest.raises(IntegrityError):
        answers.submit(kit, wrong, walked.draft_id, answers_it=True)
    assert not issubclass(IntegrityError, ByhandError)
    assert answers_in(kit) == 0
