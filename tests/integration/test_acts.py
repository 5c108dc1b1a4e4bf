"""A human act is carried out once, however often Slack sends it; what refused it is kept, what it began is undone."""

import asyncio
import threading
from dataclasses import dataclass

import pytest
from sqlmodel import Session

from routing.acts import Done, once
from routing.errors import AlreadyClaimed, AnswerRefused, ByhandError, NotAllowed, OfferExpired, StoreDown, by_name
from routing.kit import Kit, SystemClock
from routing.people import Act
from store import receipts
from store.models import Alarm
from tests.factories import act


@dataclass(frozen=True)
class Told:
    """A result with parts in it, as use cases have."""

    number: int
    lines: tuple[str, ...] = ()
    inner: Done | None = None


def leave_a_mark(kit: Kit, session: Session, name: str) -> None:
    session.add(Alarm(key=name, told_at=kit.clock.now()))
    session.flush()


def marks(kit: Kit) -> list[str]:
    with kit.db.read() as session:
        return [row[0] for row in session.connection().exec_driver_sql("SELECT key FROM alarm ORDER BY id")]


def test_a_repeated_act_gets_the_first_ones_result_and_does_nothing(kit: Kit) -> None:
    click = act(payload='{"said": "me"}')

    def work(session: Session) -> Told:
        leave_a_mark(kit, session, f"mark {len(marks(kit))}")
        return Told(7, ("one", "two"), Done("yes"))

    first = once(kit, click, Told, work)
    assert once(kit, click, Told, work) == first == Told(7, ("one", "two"), Done("yes"))
    assert marks(kit) == ["mark 0"]
    with kit.db.read() as session:
        kept = receipts.find(session, "slack", click.key)
        assert kept is not None
        assert (kept.state, kept.kind, kept.payload) == ("done", "test", '{"said": "me"}')


@pytest.mark.parametrize("kind", [ByhandError, AlreadyClaimed, OfferExpired, NotAllowed, AnswerRefused])
def test_a_refused_act_is_undone_and_refused_again_in_the_same_words(kit: Kit, kind: type[ByhandError]) -> None:
    click, tries = act(), []

    def work(session: Session) -> Done:
        tries.append(1)
        leave_a_mark(kit, session, "half done")
        raise kind("Not like this.")

    for _ in range(2):
        with pytest.raises(kind, match="Not like this") as refusal:
            once(kit, click, Done, work)
        assert type(refusal.value) is kind
    assert (marks(kit), len(tries)) == ([], 1)


def test_an_error_that_only_some_version_knew_is_still_an_error_for_people() -> None:
    assert by_name("SomethingNew") is ByhandError
    assert AnswerRefused("one\ntwo").problems == ("one", "two")


def test_an_act_that_met_a_fault_of_ours_is_not_kept_and_can_come_again(kit: Kit) -> None:
    click = act()

    def fail(session: Session) -> Done:
        leave_a_mark(kit, session, "half done")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        once(kit, click, Done, fail)
    assert once(kit, click, Done, lambda _session: Done("now it works")) == Done("now it works")
    assert marks(kit) == []


def test_an_act_that_the_store_could_not_take_is_not_kept_and_can_come_again(kit: Kit) -> None:
    click = act()

    def meet_a_store_that_takes_nothing(session: Session) -> Done:
        leave_a_mark(kit, session, "half done")
        connection = session.connection().connection.driver_connection
        assert connection is not None
        connection.execute("PRAGMA query_only = ON")
        try:
            leave_a_mark(kit, session, "no more")
        finally:
            connection.execute("PRAGMA query_only = OFF")
        return Done()

    with pytest.raises(StoreDown):
        once(kit, click, Done, meet_a_store_that_takes_nothing)
    assert once(kit, click, Done, lambda _session: Done("again")) == Done("again")
    assert marks(kit) == []


async def test_use_cases_of_doorways_run_one_after_another_on_one_thread(kit: Kit) -> None:
    async def run(number: int) -> tuple[int, str]:
        return await kit.run(_where, number)

    told = await asyncio.gather(*(run(number) for number in range(5)))
    assert [number for number, _ in told] == list(range(5))
    assert {name for _, name in told} == {"writer_0"}
    with pytest.raises(OfferExpired):
        await kit.run(_refuse, act())


def _where(_kit: Kit, number: int) -> tuple[int, str]:
    return number, threading.current_thread().name


def _refuse(_kit: Kit, _act: Act) -> None:
    raise OfferExpired("It is over.")


def test_the_machines_time_is_utc() -> None:
    assert SystemClock().now().utcoffset() is not None
    assert str(SystemClock().now().tzinfo) == "UTC"
