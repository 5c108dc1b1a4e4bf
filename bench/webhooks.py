"""Telegram's webhooks: received, committed and answered 200, beside python-telegram-bot's, which only queues them."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

from bench import material
from bench.figures import Figure, at_least, middle, spread
from bench.pictures import PEER, Bar, Bars
from bench.processes import free_port, listens, running
from bench.scale import Bench
from bench.serve_byhand import SECRET
from bench.serve_ptb import KINDS
from bench.traffic import Load, Server
from routing.kit import SystemClock

NAME = "webhooks"
CONNECTIONS = 100  # the most that Telegram opens
_SERVERS = {
    "own": "python-telegram-bot's own server",
    "own-uvloop": "python-telegram-bot's own server on uvloop",
    "custom": "python-telegram-bot behind Starlette and uvicorn",
}


def measure(bench: Bench) -> list[Figure]:
    requests = [_request(number) for number in range(bench.scale.webhooks)]
    ours: list[Load] = []
    theirs: dict[str, list[Load]] = {kind: [] for kind in KINDS}
    for run in range(bench.scale.runs):
        bench.step("webhooks: Byhand")
        ours.append(_byhand(bench.folder, f"webhooks{run}", requests))
        for kind, loads in theirs.items():
            bench.step(f"webhooks: {_SERVERS[kind]}")
            loads.append(_peer(bench.folder, kind, requests))
    bench.step("webhooks: Byhand, working through them meanwhile")
    busy = _byhand(bench.folder, "webhooks-working", requests[: len(requests) // 2], "--working")
    rates = [load.rate for load in ours]
    _draw(bench, rates, theirs)
    told = f"{spread(rates)}; {CONNECTIONS} connections; {ours[0].cpu_each}"
    return [
        Figure(NAME, "committed and answered 200", middle(rates), "/s", at_least(5000), told),
        *_ratios(ours, theirs),
        Figure(NAME, "the same while they are worked through", busy.rate, "/s", None, busy.cpu_each),
    ]


def steps(bench: Bench) -> int:
    return (1 + len(KINDS)) * bench.scale.runs + 1


def _ratios(ours: list[Load], theirs: dict[str, list[Load]]) -> list[Figure]:
    """The goal is set against the library's own server; without tornado against the other."""
    figures = []
    for kind, loads in theirs.items():
        rates = [load.rate for load in loads]
        ratio = middle([mine.rate / other for mine, other in zip(ours, rates, strict=True)])
        goal = at_least(3) if kind == KINDS[0] else None
        told = f"in memory only: {middle(rates):,.0f}/s ({spread(rates)}); {loads[0].cpu_each}"
        figures.append(Figure(NAME, f"against {_SERVERS[kind]}", ratio, "x", goal, told))
    return figures


def _draw(bench: Bench, ours: list[float], theirs: dict[str, list[Load]]) -> None:
    peers = tuple(
        Bar(f"{_SERVERS[kind]}, in memory only", middle([load.rate for load in loads]), PEER)
        for kind, loads in theirs.items()
    )
    bars = (Bar("Byhand, committed to disk", middle(ours)), *peers)
    title = "Telegram webhooks received and answered 200, a second"
    bench.pictures.append(Bars(NAME, title, "/s", bars, 5000, "at least"))


def _request(number: int) -> bytes:
    body = json.dumps(material.update(number), separators=(",", ":")).encode()
    headers = {"Content-Type": "application/json", "X-Telegram-Bot-Api-Secret-Token": SECRET}
    return material.post("/telegram/webhook", body, headers)


def _byhand(folder: Path, name: str, requests: list[bytes], *options: str) -> Load:
    """Raises RuntimeError unless every update that was answered 200 is in the database afterwards."""
    material.close(material.fresh(folder, name, SystemClock()))
    database, port = folder / f"{name}.db", free_port()
    command = ["-m", "bench.serve_byhand", str(database), str(port), *options]
    with running(command, listens(port), folder / f"{name}.log") as process:
        load = Server(process.pid, port, CONNECTIONS).drive(requests)
    with closing(sqlite3.connect(database)) as connection:
        kept = connection.execute("SELECT count(*) FROM receipt").fetchone()[0]
    if load.failed or kept < load.statuses[200]:
        raise RuntimeError(f"{load.failed} webhooks failed, {load.statuses[200]} were answered 200, {kept} kept")
    return load


def _peer(folder: Path, kind: str, requests: list[bytes]) -> Load:
    port = free_port()
    with running(["-m", "bench.serve_ptb", str(port), kind], listens(port), folder / f"ptb-{kind}.log") as process:
        return Server(process.pid, port, CONNECTIONS).drive(requests)
