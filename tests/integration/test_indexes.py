"""Statements on the hot path find their rows by an index; what is looked for often never scans a table."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlmodel import Session

from routing.kit import Kit
from store import crowd, deliveries, evidence, overview, questions, receipts
from store.boxes import Circle
from store.db import Database
from store.nearest import nearest
from tests.factories import MONDAY_NOON as NOW
from tests.factories import published

Statement = tuple[str, Any]
ASKING = {"SELECT", "UPDATE", "DELETE", "WITH"}
LEEDS = Circle(53.8, -1.55, 50.0)
LAST_AUDIT = "FROM audit ORDER BY audit.seq DESC"  # ends at the first row, whatever the plan calls it


@contextmanager
def said(db: Database) -> Iterator[list[Statement]]:
    """The statements that go to SQLite, with their values, whoever sends them."""
    statements: list[Statement] = []

    def listen(connection: Any, _record: Any, proxy: Any) -> None:
        proxy.dbapi_connection = Overheard(connection, statements)

    event.listen(db.engine, "checkout", listen)
    yield statements
    event.remove(db.engine, "checkout", listen)


class Overheard:
    """A connection or a cursor whose statements are noted."""

    def __init__(self, one: Any, statements: list[Statement]) -> None:
        self._one = one
        self._statements = statements

    def __getattr__(self, name: str) -> Any:
        return getattr(self._one, name)

    def cursor(self) -> "Overheard":
        return Overheard(self._one.cursor(), self._statements)

    def execute(self, statement: str, values: Any = ()) -> None:
        self._statements.append((statement, values))
        self._one.execute(statement, values)

    def executemany(self, statement: str, rows: Any) -> None:
        self._statements += [(statement, values) for values in rows]
        self._one.executemany(statement, rows)


def plans(db: Database, ask: Callable[[Session], object]) -> list[str]:
    """How SQLite goes about what `ask` asks, one line a step."""
    with said(db) as statements, db.write() as session:
        ask(session)
        asked = [(sql, values) for sql, values in statements if sql.split()[0] in ASKING]
        connection = session.connection()
        steps = [
            str(step[3])
            for sql, values in asked
            for step in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values).all()
        ]
    assert steps
    return steps


def first_page(owner: str) -> Callable[[Session], object]:
    return lambda session: deliveries.abandoned(session, owner, NOW)


HOT: dict[str, tuple[Callable[[Session], object], str]] = {
    "receipts that are due": (lambda s: receipts.due(s, NOW, 50), "receipt_due"),
    "when the next receipt is due": (receipts.next_due, "receipt_due"),
    "receipts of an album": (lambda s: receipts.wait_for_album(s, 1, "telegram:1", NOW), "receipt_album"),
    "receipts that could not be parsed": (overview.unparsed, "receipt_unparsed"),
    "receipts to be replayed": (lambda s: receipts.replay(s, NOW), "receipt_unparsed"),
    "the oldest receipt that waits": (overview.oldest_kept, "receipt_due"),
    "one receipt": (lambda s: receipts.find(s, "slack", "k"), "sqlite_autoindex_receipt_1"),
    "questions that are due": (lambda s: questions.due(s, NOW), "question_due"),
    "questions that wait": (lambda s: overview.open_questions(s, 20), "question_waiting"),
    "a post that was captured": (lambda s: questions.part(s, "x", "1"), "questionpart_post"),
    "an album that was captured": (lambda s: questions.album(s, "telegram", "7"), "questionpart_album"),
    "the question under which a post of ours stands": (
        lambda s: questions.answered_by_post(s, "x", "1"),
        "delivery_posted",
    ),
    "a question's live claim": (lambda s: questions.live_claim(s, 1), "claim_one_live"),
    "claims in one's hands": (lambda s: crowd.these(s, [1, 2], NOW), "claim_live"),
    "questions in one's hands": (lambda s: overview.claimed_by(s, 1), "claim_live"),
    "claims that are over": (lambda s: questions.overdue_claims(s, NOW), "claim_due"),
    "offers of a question": (lambda s: questions.offers(s, 1), "offer_question"),
    "offers to be moved": (lambda s: questions.move_pending(s, 1, "rescind", NOW), "offer_question"),
    "one's pending offers": (lambda s: overview.pending_offers_of(s, 1), "offer_volunteer"),
    "what one holds in a thread": (lambda s: questions.held_in_thread(s, "C1", "1.0", 1), "offer_thread"),
    "deliveries that are ready": (lambda s: deliveries.heads(s, NOW), "delivery_ready"),
    "when the next delivery is due": (lambda s: deliveries.next_ready(s, NOW), "delivery_ready"),
    "deliveries that were left": (first_page("me"), "delivery_sending"),
    "deliveries to be looked for": (lambda s: deliveries.to_look_for(s, NOW), "delivery_unknown"),
    "when the next look is due": (deliveries.next_look, "delivery_unknown"),
    "whether a card is on its way": (lambda s: deliveries.card_pending(s, 1), "delivery_offer"),
    "notices about a question": (lambda s: deliveries.sent_notices(s, 1), "delivery_question"),
    "answers of a question": (lambda s: questions.answers(s, 1), "answer_question"),
    "offers of a day": (lambda s: crowd.these(s, [1, 2], NOW), "offer_volunteer"),
    "volunteers near by": (lambda s: crowd.in_reach(s, crowd.Wanted(LEEDS), NOW, 0), "VIRTUAL TABLE INDEX 2"),
    "volunteers of a common topic near by": (
        lambda s: crowd.in_reach(s, crowd.Wanted(LEEDS, ("tv",)), NOW, 0),
        "VIRTUAL TABLE INDEX 2",
    ),
    "volunteers of a rare topic near by": (
        lambda s: crowd.in_reach(s, crowd.Wanted(LEEDS, ("tv",), is_rare=True), NOW, 0),
        "volunteertopic_topic",
    ),
    "volunteers anywhere": (lambda s: crowd.in_reach(s, crowd.Wanted(), NOW, 0), "volunteer_asked"),
    "volunteers of a common topic anywhere": (
        lambda s: crowd.in_reach(s, crowd.Wanted(topics=("tv",)), NOW, 0),
        "volunteer_asked",
    ),
    "volunteers of a rare topic anywhere": (
        lambda s: crowd.in_reach(s, crowd.Wanted(topics=("tv",), is_rare=True), NOW, 0),
        "volunteertopic_topic",
    ),
    "the nearest of all volunteers": (lambda s: nearest(s, 53.8, -1.55, 20), "VIRTUAL TABLE INDEX 2"),
    "volunteers of two rare topics": (
        lambda s: crowd.in_reach(s, crowd.Wanted(topics=("tv", "audio"), is_rare=True), NOW, 0),
        "volunteertopic_topic",
    ),
    "what came of one's questions": (lambda s: crowd.these(s, [1, 2], NOW), "sqlite_autoindex_evidence_1"),
    "who answered an asker before": (lambda s: evidence.who_answered(s, 1), "question_asker"),
    "whether a topic is rare": (lambda s: crowd.is_rare(s, ("tv",)), "volunteertopic_topic"),
}


@pytest.mark.parametrize("what", HOT)
def test_what_is_looked_for_often_is_found_by_an_index(kit: Kit, what: str) -> None:
    ask, index = HOT[what]
    steps = plans(kit.db, ask)
    assert any(index in step for step in steps), steps
    assert whole_tables(kit.db, steps) == []


def whole_tables(db: Database, steps: list[str]) -> list[str]:
    """Steps that go through all rows of a table; through a subquery's or an index's is no harm."""
    with db.read() as session:
        tables = {row[0] for row in session.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'"))}
    return [step for step in steps if step.startswith("SCAN") and step.split()[1] in tables and "INDEX" not in step]


def test_a_whole_walk_goes_through_no_table(kit: Kit) -> None:
    """Captured, offered, claimed, answered, published: not one statement of it reads a whole table."""
    with said(kit.db) as statements:
        published(kit)
    steps = []
    with kit.db.write() as session:
        for sql, values in statements:
            if sql.split()[0] in ASKING and LAST_AUDIT not in sql:
                plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values)
                steps += [str(row[3]) for row in plan]
    assert whole_tables(kit.db, steps) == []
