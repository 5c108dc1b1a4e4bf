"""A statement that is compiled once gives and takes the same values as SQLAlchemy's own execution of it."""

import pytest
from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError, PendingRollbackError
from sqlmodel import Session

from store.built import Built, table_of
from store.db import Database
from store.models import Alarm, Receipt, Volunteer
from tests.factories import MONDAY_NOON as NOW

VOLUNTEER = table_of(Volunteer)
ADD = Built(insert(VOLUNTEER).returning(VOLUNTEER.c.id), ["slack_id", "hours", "joined_at"])
BY_ID = Built(select(VOLUNTEER).where(VOLUNTEER.c.id == bindparam("number")))
HOURS = [["09:00", "17:00"]]


def added(session: Session, **values: object) -> int:
    number: int = ADD.value(session, **{"slack_id": "U1", "hours": HOURS, "joined_at": NOW, **values})
    return number


def test_a_row_reads_like_its_model_and_cannot_be_changed(db: Database) -> None:
    with db.write() as session:
        row = BY_ID.first(session, number=added(session))
        known = session.get_one(Volunteer, row.id)

    assert row._asdict() == known.model_dump()
    assert (row.hours, row.joined_at, row.left_at) == (HOURS, NOW, None)
    with pytest.raises(AttributeError):
        row.name = "somebody else"


def test_what_an_insert_is_not_given_is_as_the_model_has_it(db: Database) -> None:
    with db.write() as session:
        row = BY_ID.first(session, number=added(session))
    assert (row.standing, row.paused, row.capacity, row.name) == ("member", False, None, "")


def test_what_the_session_holds_is_written_before(db: Database) -> None:
    with db.write() as session:
        person = Volunteer(slack_id="U1", joined_at=NOW)
        session.add(person)
        found = Built(select(VOLUNTEER.c.slack_id)).all(session)
    assert [row.slack_id for row in found] == ["U1"]


def test_nothing_found_is_nothing(db: Database) -> None:
    with db.read() as session:
        assert BY_ID.first(session, number=1) is None
        assert BY_ID.value(session, number=1) is None
        assert BY_ID.all(session, number=1) == []


def test_one_statement_is_carried_out_for_many_rows(db: Database) -> None:
    rename = Built(update(VOLUNTEER).where(VOLUNTEER.c.id == bindparam("number")).values(name=bindparam("new_name")))
    with db.write() as session:
        first, second = added(session), added(session, slack_id="U2")
        rename.run(session, {"number": first, "new_name": "Anna"}, {"number": second, "new_name": "Ben"})
        named = Built(select(VOLUNTEER.c.name).order_by(VOLUNTEER.c.id)).all(session)
    assert [row.name for row in named] == ["Anna", "Ben"]


def test_json_that_is_null_is_not_the_absence_of_a_value(db: Database) -> None:
    receipt = table_of(Receipt)
    keep = Built(insert(receipt), ["channel", "key", "received_at", "not_before", "result"])
    with db.write() as session:
        keep.run(session, {"channel": "x", "key": "1", "received_at": NOW, "not_before": NOW, "result": None})
        assert Built(select(receipt.c.result)).value(session) is None


def go_on_after_a_fault(db: Database) -> None:
    with db.write() as session:
        session.add_all([Alarm(key="one", told_at=NOW), Alarm(key="one", told_at=NOW)])
        with pytest.raises(IntegrityError):
            session.flush()
        session.expunge_all()
        added(session)


def test_a_session_that_has_failed_is_not_gone_on_with(db: Database) -> None:
    with pytest.raises(PendingRollbackError):
        go_on_after_a_fault(db)
    with db.read() as session:
        assert Built(select(VOLUNTEER.c.id)).all(session) == []
