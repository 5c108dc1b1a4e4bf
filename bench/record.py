"""figures.json: what was measured when and on what; a measurement taken again replaces only itself."""

import json
import os
import platform
import sqlite3
import time
from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from bench import pictures
from bench.figures import Figure, Goal
from bench.isolated import Load, Taken
from bench.registry import NAMES

Document = dict[str, Any]


def keep(taken: Iterable[Taken], path: Path, *, quick: bool) -> Document:
    """Write what was taken among what the file has already; gives the whole document."""
    document = read(path)
    document["machine"] = machine()
    for one in taken:
        if not one.fault:
            document["measurements"][one.name] = _entry(one, quick=quick)
    known = document["measurements"]
    document["measurements"] = {name: known[name] for name in NAMES if name in known}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", "utf-8")
    return document


def read(path: Path) -> Document:
    """The document as it was kept; an empty one when there is none of this form."""
    if path.exists():
        document: Document = json.loads(path.read_text("utf-8"))
        if isinstance(document.get("measurements"), dict):
            return document
    return {"machine": {}, "measurements": {}}


def figures_of(document: Document) -> list[Figure]:
    return [
        Figure(name, kept["name"], kept["value"], kept["unit"], _goal(kept["goal"]), kept["beside"])
        for name, entry in document["measurements"].items()
        for kept in entry["figures"]
    ]


def pictures_of(document: Document) -> list[pictures.Picture]:
    entries = document["measurements"].values()
    return [pictures.from_json(kept) for entry in entries for kept in entry["pictures"]]


def load_of(entry: Document) -> Load:
    return Load(**entry["load"])


def _goal(kept: Document | None) -> Goal | None:
    return None if kept is None else Goal(**kept)


def _entry(taken: Taken, *, quick: bool) -> Document:
    return {
        "taken_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "quick": quick,
        "seconds": round(taken.seconds, 1),
        "load": asdict(taken.load),
        "figures": [_figure(figure) for figure in taken.figures],
        "pictures": [pictures.to_json(picture) for picture in taken.pictures],
    }


def _figure(figure: Figure) -> Document:
    return {
        "name": figure.name,
        "value": None if figure.value is None else float(f"{figure.value:.5g}"),
        "unit": figure.unit,
        "goal": None if figure.goal is None else asdict(figure.goal),
        "verdict": figure.verdict,
        "beside": figure.beside,
    }


def machine() -> Document:
    return {
        "cores": os.cpu_count(),
        "cpu": _cpu(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "fsync_ms": round(_fsync(), 2),
    }


def _cpu() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")


def _fsync() -> float:
    """Milliseconds that this disk takes to keep 4 kB for good, the median of fifty: every commit waits for it."""
    waits = []
    with TemporaryDirectory(prefix="byhand-bench-") as folder, (Path(folder) / "probe").open("wb") as probe:
        for _ in range(50):
            probe.write(bytes(4096))
            began = time.perf_counter()
            probe.flush()
            os.fsync(probe.fileno())
            waits.append(1000 * (time.perf_counter() - began))
    return median(waits)
