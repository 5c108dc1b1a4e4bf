"""Gathers what the database and the policy file say; nothing of it is changed."""

import hashlib
import os
from datetime import timedelta
from pathlib import Path
from typing import Any

from commands.checks.installation import PolicyFile, Stored
from commands.toolbox import Missing, Toolbox
from policies.file import PolicyError, read
from routing import coverage, status
from routing.kit import Kit
from routing.rulebook import NoPolicy
from store import migrate, overview, rules, soundness
from store.db import Database, StoreDown

__all__ = ["can_make", "look", "policy_file"]

WEEK = timedelta(days=7)


def look(toolbox: Toolbox, seconds: float) -> Stored:
    """What the database says; `seconds` bounds how long the file itself is looked through."""
    try:
        db = toolbox.database()
    except Missing as error:
        return Stored(None, str(error))
    try:
        return _look(toolbox, db, seconds)
    except StoreDown as error:
        return Stored(db.path, str(error))
    finally:
        db.close()


def _look(toolbox: Toolbox, db: Database, seconds: float) -> Stored:
    if not db.path.exists() and not can_make(db.path):
        return Stored(db.path, "it is not there, and cannot be made in that folder")
    if not db.path.exists():
        return Stored(db.path, "there is no database yet; `byhand run` makes one", absent=True)
    found = soundness.examine(db, seconds)
    newer = migrate.unknown_revision(db) or ""
    behind = not newer and migrate.pending(db)
    if newer or behind:
        return Stored(db.path, "the database is of another version", behind=behind, newer=newer, soundness=found)
    stored = Stored(db.path, lacking=frozenset(migrate.lacking_guards(db)), soundness=found)
    return _with_work(stored, toolbox, db)


def can_make(path: Path) -> bool:
    """Whether a file can be made there, with the folders that lack."""
    folder = next(one for one in path.absolute().parents if one.exists())
    return folder.is_dir() and os.access(folder, os.W_OK)


def _with_work(stored: Stored, toolbox: Toolbox, db: Database) -> Stored:
    """The same with the policy in force, the work at hand and the people."""
    try:
        kit: Kit = toolbox.kit(db)
    except Missing as error:
        return _but(stored, trouble=str(error))
    with db.read() as session:
        week = kit.clock.now() - WEEK
        gaps = sum(gap.since is not None and gap.noted_at > week for gap in overview.gaps(session))
    stored = _but(stored, fresh_gaps=gaps)
    try:
        version, policy = kit.rulebook.current()
        people = coverage.look(kit)
    except NoPolicy:
        return _but(stored, status=status.read(kit))
    except PolicyError as error:
        return _but(stored, policy_trouble=str(error.problems[0]))
    return _but(stored, version=version, policy=policy, coverage=people, status=status.read(kit))


def _but(stored: Stored, **changes: Any) -> Stored:
    return Stored(**{**vars(stored), **changes})


def policy_file(toolbox: Toolbox, stored: Stored) -> PolicyFile | None:
    """What BYHAND_POLICY names, held against the policy in force."""
    path = toolbox.policy_file
    if path is None:
        return None
    try:
        text = path.read_text("utf-8")
        same = _is_in_force(toolbox, stored, text)
        policy = stored.policy if same else read(text)
    except (OSError, UnicodeDecodeError) as error:
        return PolicyFile(path, (f"it cannot be read: {getattr(error, 'strerror', '') or error}",))
    except PolicyError as error:
        return PolicyFile(path, tuple(str(problem) for problem in error.problems))
    return PolicyFile(path, (), policy, same)


def _is_in_force(toolbox: Toolbox, stored: Stored, text: str) -> bool | None:
    if stored.version is None:
        return None
    db = toolbox.database()
    try:
        with db.read() as session:
            row = rules.version(session, stored.version)
    finally:
        db.close()
    return row is not None and row.digest == hashlib.sha256(text.encode()).hexdigest()
