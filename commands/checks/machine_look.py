"""Gathers what this machine offers: room, memory, time zones, and the place index with what it says of the shops."""

import os
import shutil
import sqlite3
import sys
from pathlib import Path
from zoneinfo import available_timezones

from commands.checks.installation import Machine
from policies.document import Policy
from routing.atlas.gazetteer import Gazetteer, IndexMissing
from routing.embedding import EmbeddingUnusable, choose
from routing.ports import Point
from routing.universal import is_installed

__all__ = ["index", "look"]

KNOWN_PLACES = ("berlin", "london", "paris")


def look(folder: Path, zones: tuple[str, ...], place_index: Path, index_trouble: str, embedding: str) -> Machine:
    """`folder` is where the database is, or will be; `zones` are those of the volunteers."""
    known = available_timezones()
    return Machine(
        free=_free(folder),
        memory=_memory(),
        open_files=_open_files(),
        python=sys.version_info[:2],
        sqlite=sqlite3.sqlite_version,
        has_tree=_has_tree(),
        zones=len(known),
        missing_zones=tuple(sorted(set(zones) - known)),
        index_trouble=index_trouble,
        index_size=place_index.stat().st_size if place_index.is_file() else 0,
        embedding=embedding,
        embedding_trouble=_embedding_trouble(embedding),
        reads_others=is_installed(),
    )


def _embedding_trouble(setting: str) -> str:
    """Why meanings cannot be compared by it; empty when they can, or are not meant to be."""
    try:
        choose(setting)
    except EmbeddingUnusable as error:
        return str(error)
    return ""


def _free(folder: Path) -> int | None:
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return None


def _memory() -> int | None:
    """Bytes that can be had without swapping, where the system tells (Linux)."""
    try:
        lines = Path("/proc/meminfo").read_text("ascii").splitlines()
        available = next(line for line in lines if line.startswith("MemAvailable:"))
    except (OSError, StopIteration):
        return _pages()
    return int(available.split()[1]) * 1024


def _open_files() -> int | None:
    try:
        import resource  # noqa: PLC0415 - not on every platform
    except ImportError:
        return None
    return resource.getrlimit(resource.RLIMIT_NOFILE)[0]


def _pages() -> int | None:
    try:
        return os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, OSError, ValueError):
        return None


def _has_tree() -> bool:
    """Whether this SQLite has the R*Tree that finds the nearest volunteers."""
    connection = sqlite3.connect(":memory:")
    try:
        connection.execute("CREATE VIRTUAL TABLE tree USING rtree(id, south, north, west, east)")
    except sqlite3.OperationalError:
        return False
    finally:
        connection.close()
    return True


def index(path: Path, policy: Policy | None) -> tuple[str, tuple[tuple[str, str, str], ...]]:
    """What is wrong with the place index, and the shops whose coordinates lie in another country than they say."""
    try:
        gazetteer = Gazetteer(path)
    except IndexMissing as error:
        return str(error), ()
    try:
        if len(gazetteer.look_up(KNOWN_PLACES)) < len(KNOWN_PLACES):
            return "it does not know Berlin, London or Paris", ()
        return "", _wrong_countries(gazetteer, policy) if policy else ()
    except sqlite3.DatabaseError as error:
        return f"it cannot be read: {error}", ()
    finally:
        gazetteer.close()


def _wrong_countries(gazetteer: Gazetteer, policy: Policy) -> tuple[tuple[str, str, str], ...]:
    points = {shop.id: Point(shop.latitude, shop.longitude) for shop in policy.places}
    around = gazetteer.countries_near(points.values())
    return tuple(
        (shop.name, shop.country, ", ".join(sorted(around[points[shop.id]])) or "the open sea")
        for shop in policy.places
        if shop.country not in around[points[shop.id]]
    )
