"""Places found by `byhand route` in public sets of texts and profile lines, and what the index of places costs."""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from typing import Any

from bench import routing_data as data
from bench import routing_scorers as scorers
from bench.figures import Figure, Goal, at_least, at_most
from bench.pictures import PEER, Bar, Bars
from bench.processes import ROOT
from bench.scale import Bench

NAME = "routing_places"

SETS = ("idrisi", "geocorpora", "lgl", "trnews", "geovirus", "geowebnews", "profilehand", "profiles")
_QUICK_LINES = 40
_TWEETS = ("idrisi", "geocorpora")

# What is shown of each set: the scorer's figure, in words, the goal, and what off-the-shelf parts reached on the part
# of the set that is kept for judging.
_SHOWN: Mapping[str, tuple[tuple[str, str, float | None, float | None], ...]] = {
    "idrisi": (("exact_f1", "names found, exact F1", 82, 76), ("end2end_acc161", "placed within 161 km", 80, 73)),
    "geocorpora": (("exact_f1", "names found, exact F1", 65, 57), ("end2end_acc161", "placed within 161 km", 65, 56)),
    "lgl": (
        ("res_acc161", "given names placed within 161 km", 70, 62),
        ("exact_f1", "names found, exact F1", None, None),
    ),
    "trnews": (("res_city_acc161", "given cities placed within 161 km", 90, 85),),
    "geovirus": (("res_acc161", "given names placed within 161 km", None, None),),
    "geowebnews": (("res_acc161", "given names placed within 161 km", None, None),),
    "profilehand": (
        ("precision", "profile lines, precision", 93, 84),
        ("recall", "profile lines, recall", 88, 79),
        ("abstain_ok", "profile lines that name no place, left alone", 93, 96),
    ),
    "profiles": (("acc161_answered", "profile lines, within 161 km of where tweets were sent", None, None),),
}

_ALONE = """
import json, resource, sys, time
def now(): return int([l for l in open("/proc/self/status") if l.startswith("VmRSS")][0].split()[1]) / 1024
from routing.places import Places
before, began = now(), time.perf_counter()
places = Places.open()
places.find_spans("I live in Paris, Texas.")
ready = time.perf_counter() - began
for line in sys.stdin:
    places.find_spans(json.loads(line)["text"])
print(json.dumps({"ready_s": ready, "mb": now() - before, "whole_mb": now()}))
"""


def steps(_bench: Bench) -> int:
    return len(SETS) + 1


def measure(bench: Bench) -> list[Figure]:
    rows = {name: _row(bench, name) for name in SETS}
    figures = [figure for name, row in rows.items() for figure in _found(name, row)]
    _draw(bench, figures)
    return [*figures, *_waits(rows), *_index(bench)]


def _row(bench: Bench, name: str) -> Mapping[str, Any]:
    bench.step(f"places: {name}")
    found = data.folder()
    options = ["--limit", str(_QUICK_LINES if bench.scale.quick else 0)]
    return scorers.places(found / "score_geo.py", found, bench.folder, name, options)


def _found(name: str, row: Mapping[str, Any]) -> Iterator[Figure]:
    for key, words, goal, peer in _SHOWN[name]:
        if row.get(key) is not None:
            yield Figure(NAME, f"{name}: {words}", round(100 * row[key], 1), "%", _goal(goal), _beside(row, peer))


def _goal(bound: float | None) -> Goal | None:
    return None if bound is None else at_least(bound)


def _beside(row: Mapping[str, Any], peer: float | None) -> str:
    told = [f"{row['n']} texts"]
    told += [f"precision {100 * row['exact_p']:.1f}, recall {100 * row['exact_r']:.1f}"] if "exact_p" in row else []
    told += [f"off-the-shelf parts {peer:g} on the other half of the set"] if peer is not None else []
    return "; ".join(told)


def _waits(rows: Mapping[str, Mapping[str, Any]]) -> Iterator[Figure]:
    for name in _TWEETS:
        told = f"half of them {rows[name]['ms_median']:.2f} ms; through the pipe of `byhand route`"
        yield Figure(NAME, f"places of a tweet, {name}, p95", rows[name]["ms_p95"], "ms", at_most(3), told)


def _index(bench: Bench) -> Iterator[Figure]:
    """The index in a process of its own, after it has read every tweet of a set."""
    bench.step("places: the index alone")
    with (data.folder() / "geo_geocorpora.jsonl").open("rb") as texts:
        command = [sys.executable, "-c", _ALONE]
        done = subprocess.run(command, cwd=ROOT, stdin=texts, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"the index could not be read alone: {done.stderr[-2000:]}")
    told = json.loads(done.stdout)
    whole = f"after 1,994 tweets; the whole process, which has read nothing else, {told['whole_mb']:.0f} MB"
    yield Figure(NAME, "the index of places, resident", told["mb"], "MB", at_most(80), whole)
    yield Figure(NAME, "the index of places, ready", round(told["ready_s"], 3), "s", at_most(0.5))


def _draw(bench: Bench, figures: list[Figure]) -> None:
    bars = []
    peers = {f"{name}: {words}": peer for name, shown in _SHOWN.items() for _, words, _, peer in shown if peer}
    for figure in figures:
        if figure.name in peers and figure.value is not None:
            bars += [Bar(figure.name, figure.value), Bar("off the shelf, on the other half", peers[figure.name], PEER)]
    bench.pictures.append(Bars("places", "Places found and placed, percent", "%", tuple(bars)))
