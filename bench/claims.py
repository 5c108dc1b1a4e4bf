"""Claims: by the use case itself from threads, and as signed clicks, beside a bare Bolt app that only acknowledges."""

import shutil
import sqlite3
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

from sqlmodel import col, select

from bench import clicks, material
from bench.figures import Figure, at_least, at_most, middle, percentile, spread
from bench.pictures import PEER, Bar, Bars, Line, Lines, distribution
from bench.processes import LOOPBACK, answers, free_port, listens, running
from bench.scale import Bench
from bench.traffic import Load, Server
from routing import claims
from routing.errors import ByhandError
from routing.kit import Kit, SystemClock
from routing.people import Act
from store.models import Offer

NAME = "claims"
THREADS = 8
CONNECTIONS = 16
TEAM = "T0SANDBOX"
_LONGEST = 2.5  # seconds; Slack gives three
_BARE_AGAIN = 5


def measure(bench: Bench) -> list[Figure]:
    bench.step("claims: asking the questions")
    _ask(bench)
    return [*_by_use_case(bench), *_by_doorway(bench)]


def steps(bench: Bench) -> int:
    return 1 + 6 * bench.scale.runs + 1


# --- questions with an open card, and people to click ---------------------------------------------------------------


def _ask(bench: Bench) -> None:
    """A database with as many open channel cards, and volunteers, as the largest of the runs needs."""
    clock, count = SystemClock(), bench.scale.clicks
    kit = material.fresh(bench.folder, "asked", clock)
    material.keep(kit, material.updates(count))
    inbox = material.make_inbox(kit)
    while inbox.work_batch():
        pass
    material.close(kit)
    kit = material.make_kit(bench.folder / "asked.db", clock, TEAM)
    material.enrol(kit, count)
    material.close(kit)
    _show_cards(bench.folder / "asked.db")


def _show_cards(database: Path) -> None:
    """Every card stands in its channel, as it does when somebody can click it."""
    with closing(sqlite3.connect(database)) as connection:
        connection.execute(
            "UPDATE offer SET shown_channel = ?, shown_ts = ? + id || '.000100'",
            (clicks.CHANNEL["id"], clicks.FIRST_TS),
        )
        connection.execute(
            "UPDATE delivery SET state = 'sent', attempt = 1, finished_at = created_at,"
            " external_id = (SELECT shown_channel || ':' || shown_ts FROM offer WHERE offer.id = delivery.offer_id)"
        )
        connection.commit()


def _copy(folder: Path, name: str) -> Path:
    path = folder / f"{name}.db"
    for left in folder.glob(f"{path.name}*"):
        left.unlink()
    shutil.copy(folder / "asked.db", path)
    return path


def _open_offers(kit: Kit) -> list[int]:
    with kit.db.read() as session:
        found = session.execute(select(col(Offer.id)).where(col(Offer.state) == "pending").order_by(col(Offer.id)))
        return [number for number in found.scalars() if number is not None]


# --- the use case ----------------------------------------------------------------------------------------------------


def _by_use_case(bench: Bench) -> list[Figure]:
    one, many = [], []
    for _ in range(bench.scale.runs):
        bench.step("claims: all on one card")
        one.append(_race(bench, same=True))
        bench.step("claims: one on each card")
        many.append(_race(bench, same=False))
    count = bench.scale.clicks
    return [
        Figure(NAME, f"{count:,} on one card", middle(one), "/s", None, f"{spread(one)}; {THREADS} threads, 1 winner"),
        Figure(NAME, f"one on each of {count:,} cards", middle(many), "/s", None, f"{spread(many)}; all won"),
    ]


def _race(bench: Bench, *, same: bool) -> float:
    """Clicks a second. Raises RuntimeError when the winners are not as many as the cards."""
    kit = material.make_kit(_copy(bench.folder, "race"), SystemClock(), TEAM)
    offers = _open_offers(kit)
    cards = [offers[0]] * len(offers) if same else offers
    acts = [Act(f"race-{number}", "question.claim", TEAM, f"U{number:08}") for number in range(len(cards))]
    with ThreadPoolExecutor(THREADS) as threads:
        began = time.perf_counter()
        outcomes = Counter(threads.map(lambda click: _outcome(kit, *click), zip(acts, cards, strict=True)))
        seconds = time.perf_counter() - began
    material.close(kit)
    if outcomes["won"] != len(set(cards)):
        raise RuntimeError(f"{len(set(cards))} cards, and of the clicks came {dict(outcomes)}")
    return len(cards) / seconds


def _outcome(kit: Kit, act: Act, offer: int) -> str:
    try:
        claims.claim(kit, act, offer)
    except ByhandError as error:
        return type(error).__name__
    return "won"


# --- the doorway -----------------------------------------------------------------------------------------------------


def _by_doorway(bench: Bench) -> list[Figure]:
    port = free_port()
    command = ["-m", "sandbox", "--port", str(port)]
    url = f"http://{LOOPBACK}:{port}"
    with running(command, answers(f"{url}/_control/slack/state"), bench.folder / "sandbox.log"):
        ours, bare = _take_turns(bench, url)
        bench.step("claims: signed clicks, Byhand's doorway alone")
        alone = _byhand(bench, url, None, "alone")
        half = middle([load.rate for load in bare]) / 2
        paced, peer = _take_turns(bench, url, half)
    _draw(bench, ours, bare)
    _draw_waits(bench, paced, peer, half)
    doorway = Figure(NAME, "the doorway alone, no outbox beside it", alone.rate, "/s", None, alone.cpu_each)
    return [*_saturated(ours, bare), doorway, *_waits(paced, peer, half)]


def _take_turns(bench: Bench, url: str, rate: float | None = None) -> tuple[list[Load], list[Load]]:
    """Byhand's runs and bare Bolt's: each as fast as it can, or at this many clicks a second."""
    how = "signed clicks" if rate is None else "at half of bare Bolt's rate"
    ours, bare = [], []
    for _ in range(bench.scale.runs):
        bench.step(f"claims: {how}, Byhand")
        ours.append(_byhand(bench, url, rate))
        bench.step(f"claims: {how}, bare Bolt")
        bare.append(_bolt(bench, rate))
    return ours, bare


def _saturated(ours: list[Load], bare: list[Load]) -> list[Figure]:
    mine, other = [load.rate for load in ours], [load.rate for load in bare]
    shares = [100 * one / two for one, two in zip(mine, other, strict=True)]
    told = f"bare: {middle(other):,.0f}/s ({spread(other)}); {bare[0].cpu_each}"
    won = f"{spread(mine)}; each wins its own card; {ours[0].cpu_each}"
    return [
        Figure(NAME, "signed clicks, saturated", middle(mine), "/s", None, won),
        Figure(NAME, "against bare Bolt", middle(shares), "%", at_least(50), told),
    ]


def _waits(ours: list[Load], bare: list[Load], rate: float) -> list[Figure]:
    mine, other = ([1000 * percentile(load.waits, 99) for load in loads] for loads in (ours, bare))
    ratio = middle([one / two for one, two in zip(mine, other, strict=True)])
    told = f"Byhand {middle(mine):,.1f} ms, bare {middle(other):,.1f} ms, at {rate:,.0f} clicks a second"
    slowest, count = max(max(load.waits) for load in ours), sum(len(load.waits) for load in ours)
    return [
        Figure(NAME, "p99 at half of bare's rate, against bare", ratio, "x", at_most(4), told),
        Figure(NAME, "the slowest of them", slowest, "s", at_most(_LONGEST), f"of {count:,}"),
    ]


def _draw(bench: Bench, ours: list[Load], bare: list[Load]) -> None:
    peer = middle([load.rate for load in bare])
    bars = (
        Bar("Byhand: claimed, committed, acknowledged", middle([load.rate for load in ours])),
        Bar("bare Bolt: acknowledged", peer, PEER),
    )
    title = "Signed clicks on “I'll take it” over HTTP, a second"
    bench.pictures.append(Bars(NAME, title, "/s", bars, peer / 2, "at least half of it"))


def _draw_waits(bench: Bench, ours: list[Load], bare: list[Load], rate: float) -> None:
    mine, other = ([wait for load in loads for wait in load.waits] for loads in (ours, bare))
    lines = Line("Byhand", distribution(mine)), Line("bare Bolt", distribution(other), PEER)
    title = f"How long a click waits for its acknowledgement, at {rate:,.0f} clicks a second"
    words = "milliseconds, from when it was due", "percent answered by then"
    mark = (4000 * percentile(other, 99), 99, "p99 at most")
    bench.pictures.append(Lines("waits", title, *words, lines, (mark,), log_x=True))


def _byhand(bench: Bench, slack: str, rate: float | None = None, *how: str) -> Load:
    """Raises RuntimeError when a click that was answered 200 is no claim in the database."""
    database, port = _copy(bench.folder, "doorway"), free_port()
    kit = material.make_kit(database, SystemClock(), TEAM)
    offers = _open_offers(kit)
    card = clicks.card_of(kit, offers[0])
    material.close(kit)
    command = ["-m", "bench.serve_doorway", str(database), str(port), f"{slack}/slack/api/", *how]
    with running(command, listens(port), bench.folder / "doorway.log") as process:
        load = Server(process.pid, port, CONNECTIONS).drive(clicks.requests(offers, card), rate)
    kit = material.make_kit(database, SystemClock(), TEAM)
    claimed = clicks.claims_in(kit)
    material.close(kit)
    if load.failed or claimed < load.statuses[200]:
        raise RuntimeError(f"{load.failed} clicks failed, {load.statuses[200]} were answered 200, {claimed} claims")
    return load


def _bolt(bench: Bench, rate: float | None = None) -> Load:
    kit = material.make_kit(bench.folder / "asked.db", SystemClock(), TEAM)
    offers = _open_offers(kit)
    card = clicks.card_of(kit, offers[0])
    material.close(kit)
    port = free_port()
    with running(["-m", "bench.serve_bolt", str(port)], listens(port), bench.folder / "bolt.log") as process:
        again = _BARE_AGAIN if rate is None else 1  # it is so quick that as many as ours would be over at once
        return Server(process.pid, port, CONNECTIONS).drive(clicks.requests(offers, card) * again, rate)
