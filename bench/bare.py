"""The peer of intake: Python's own sqlite3 that writes the rows that Byhand wrote, in the same groups."""

import sqlite3
import time
from contextlib import closing
from pathlib import Path

# What intake writes for a question, by the column that leads to it.
_BY_QUESTION = {"question": "id", "questionpart": "question_id", "offer": "question_id", "delivery": "question_id"}
_BEFORE = {"asker": "asker_id", "conversation": "conversation_id"}
_PRAGMAS = (
    "journal_mode = WAL",
    "synchronous = FULL",
    "foreign_keys = ON",
    "recursive_triggers = ON",
    "temp_store = MEMORY",
)

Row = tuple[object, ...]
Rows = dict[str, list[Row]]


class Rewriter:
    """All rows of the questions in a database, to be written again into the database as it was before them."""

    def __init__(self, worked: Path) -> None:
        self._worked = worked
        with closing(sqlite3.connect(worked)) as source:
            self._questions = [number for (number,) in source.execute("SELECT id FROM question ORDER BY id")]
            self._rows = [_rows_of(source, number) for number in self._questions]
            self._receipts = source.execute(
                "SELECT state, reason, done_at, id FROM receipt WHERE state = 'done' ORDER BY id"
            ).fetchall()

    @property
    def rows(self) -> int:
        """Rows written or changed."""
        return sum(len(rows) for one in self._rows for rows in one.values()) + len(self._receipts)

    def write_into(self, database: Path, group: int) -> float:
        """Seconds it takes, `group` questions a transaction. Raises RuntimeError when not the same rows are there."""
        seconds = self._write_all(database, group)
        ours, bare = _counts(self._worked), _counts(database)
        if ours != bare:
            raise RuntimeError(f"the peer wrote other rows: {bare}, and Byhand {ours}")
        return seconds

    def _write_all(self, database: Path, group: int) -> float:
        with closing(sqlite3.connect(database, isolation_level=None)) as target:
            for pragma in _PRAGMAS:
                target.execute(f"PRAGMA {pragma}")
            began = time.perf_counter()
            for start in range(0, len(self._rows), group):
                self._write(target, slice(start, start + group))
            return time.perf_counter() - began

    def _write(self, target: sqlite3.Connection, some: slice) -> None:
        target.execute("BEGIN IMMEDIATE")
        for table in (*_BEFORE, *_BY_QUESTION):
            rows = [row for one in self._rows[some] for row in one[table]]
            if rows:
                marks = ", ".join("?" * len(rows[0]))
                target.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)
        target.executemany("UPDATE receipt SET state = ?, reason = ?, done_at = ? WHERE id = ?", self._receipts[some])
        target.execute("COMMIT")


def _counts(database: Path) -> dict[str, int]:
    """Rows by table; those of the audit and of single facts are no part of a question."""
    with closing(sqlite3.connect(database)) as source:
        names = [
            name for (name,) in source.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
        ]
        return {
            name: source.execute(f"SELECT count(*) FROM {name}").fetchone()[0]
            for name in names
            if name not in {"cursor", "sqlite_stat1"}
        }


def _rows_of(source: sqlite3.Connection, question: int) -> Rows:
    rows: Rows = {}
    for table, column in _BEFORE.items():
        chosen = f"SELECT {column} FROM question WHERE id = ?"
        rows[table] = source.execute(f"SELECT * FROM {table} WHERE id = ({chosen})", (question,)).fetchall()
    for table, column in _BY_QUESTION.items():
        rows[table] = source.execute(f"SELECT * FROM {table} WHERE {column} = ?", (question,)).fetchall()
    return rows
