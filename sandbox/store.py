"""The one SQLite file that holds all of the sandbox's state, so that a moment can be copied and played on."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).parent


class Store:
    """A SQLite file, opened once, used by one request at a time."""

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.RLock()
        self._db = sqlite3.connect(self.path, check_same_thread=False, isolation_level=None)
        self._db.row_factory = sqlite3.Row
        self._db.execute("PRAGMA journal_mode=WAL")
        # A laptop's stand-in need not survive a power cut; it must be quick.
        self._db.execute("PRAGMA synchronous=OFF")
        self._db.execute("PRAGMA foreign_keys=ON")
        for schema in [HERE / "schema.sql", *sorted(HERE.glob("*/schema.sql"))]:
            if schema.exists():
                self._db.executescript(schema.read_text("utf-8"))

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Hand out the connection inside one transaction, undone whole if anything is raised."""
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def copy_to(self, path: Path | str) -> None:
        """Write the state of this moment to another file."""
        with self._lock:
            copy = sqlite3.connect(path)
            try:
                self._db.backup(copy)
            finally:
                copy.close()

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._db.close()


@contextmanager
def attempt(db: sqlite3.Connection) -> Iterator[None]:
    """Undo what happens inside if it raises, and keep what the transaction did before."""
    db.execute("SAVEPOINT attempt")
    try:
        yield
    except BaseException:
        db.execute("ROLLBACK TO attempt")
        db.execute("RELEASE attempt")
        raise
    db.execute("RELEASE attempt")


def next_number(db: sqlite3.Connection, name: str) -> int:
    """Return the next number of a counter that is kept in the file, from 1."""
    row = db.execute(
        "INSERT INTO state (name, value) VALUES (?, '1') "
        "ON CONFLICT (name) DO UPDATE SET value = CAST(value AS INTEGER) + 1 RETURNING value",
        (name,),
    ).fetchone()
    return int(row["value"])
