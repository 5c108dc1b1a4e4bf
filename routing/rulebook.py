"""The policy in force: applied as a whole or not at all, kept in versions, read by every decision."""

import hashlib
import threading
import time
from collections.abc import Callable
from functools import lru_cache

from policies.document import Policy
from policies.file import read
from routing.errors import ByhandError
from routing.ports import Clock
from store import audit, rules
from store.db import Database
from store.models import PolicyVersion

_parsed = lru_cache(maxsize=2)(read)  # checking one takes a third of a second; it is checked, then put into force


class NoPolicy(ByhandError):  # noqa: N818 - named for the condition
    """No policy was applied yet."""


class Rulebook:
    """The newest version, parsed once; another process's `policy apply` is seen within a second."""

    def __init__(self, db: Database, fresh_seconds: float = 1.0) -> None:
        self._db = db
        self._fresh_seconds = fresh_seconds
        self._lock = threading.Lock()
        self._checked = -1e9
        self._version: int | None = None
        self._policy: Policy | None = None
        self.on_change: list[Callable[[Policy], None]] = []

    def current(self) -> tuple[int, Policy]:
        """Version and policy in force. Raises NoPolicy."""
        with self._lock:
            if time.monotonic() - self._checked > self._fresh_seconds:
                self._look()
            if self._version is None or self._policy is None:
                raise NoPolicy("There is no policy yet: `byhand policy apply FILE` sets one.")
            return self._version, self._policy

    def forget(self) -> None:
        """Look again at the next question."""
        self._checked = -1e9

    def _look(self) -> None:
        with self._db.read() as session:
            newest = rules.newest_version(session)
            row = rules.version(session, newest) if newest not in {None, self._version} and newest else None
        self._checked = time.monotonic()
        if row is None:
            return
        self._version, self._policy = row.id, _parsed(row.source)
        for tell in self.on_change:
            tell(self._policy)


def apply(db: Database, clock: Clock, source: str, by: str) -> tuple[int, Policy, bool]:
    """Check and keep a policy. Returns version, policy, and whether it differs from the one in force.

    Raises policies.file.PolicyError with every mistake; the old one then stays in force.
    """
    policy = _parsed(source)
    digest = hashlib.sha256(source.encode()).hexdigest()
    with db.write() as session:
        newest = rules.newest_version(session)
        row = rules.version(session, newest) if newest else None
        if row is not None and row.id is not None and row.digest == digest:
            return row.id, policy, False
        row = PolicyVersion(source=source, digest=digest, applied_by=by, applied_at=clock.now())
        session.add(row)
        session.flush()
        audit.record(session, clock.now(), by, "policy.applied", f"policy:{row.id}", digest=digest)
    return row.id or 0, policy, True
