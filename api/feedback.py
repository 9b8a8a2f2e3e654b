"""What readers say of answers: one small SQLite file, `$WENCE_HOME/state.sqlite`.

A connection a verdict: verdicts are rare, and none is held while the file is moved, mended or backed up.
"""

import sqlite3
from contextlib import closing
from dataclasses import astuple, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path

from rag.errors import WenceError

_BUSY_SECONDS = 2
_SCHEMA = """
CREATE TABLE IF NOT EXISTS feedback (
    id INTEGER PRIMARY KEY AUTOINCREMENT, answer_id TEXT NOT NULL, verdict TEXT NOT NULL, reason TEXT,
    created_at TEXT NOT NULL)
"""


class StateError(WenceError):
    """The file of the server's state cannot be written."""


@dataclass(frozen=True, slots=True)
class About:
    """The answer as its reader saw it, so that a verdict can be understood when the index has changed since."""

    question: str | None = None
    answer: str | None = None
    status: str | None = None
    mode: str | None = None
    model: str | None = None
    snapshot: str | None = None


_ABOUT = tuple(field.name for field in fields(About))
_INSERT = (
    f"INSERT INTO feedback (answer_id, verdict, reason, created_at, {', '.join(_ABOUT)}) "
    f"VALUES (?, ?, ?, ?{', ?' * len(_ABOUT)})"
)


@dataclass(frozen=True, slots=True)
class Feedback:
    """`created_at` is in UTC, to the second."""

    id: int
    answer_id: str
    verdict: str
    reason: str | None
    created_at: datetime


class FeedbackStore:
    def __init__(self, path: Path) -> None:
        self._path = path

    def add(self, answer_id: str, verdict: str, reason: str | None = None, *, about: About | None = None) -> Feedback:
        """Keeps a verdict, wholly or not at all. Errors: StateError."""
        now = datetime.now(UTC).replace(microsecond=0)
        values = (answer_id, verdict, reason, now.isoformat(), *astuple(about or About()))
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with closing(sqlite3.connect(self._path, timeout=_BUSY_SECONDS)) as connection, connection:
                _prepare(connection)
                row = connection.execute(_INSERT, values).lastrowid or 0
        except (sqlite3.Error, OSError) as error:
            raise _state_error(error, self._path) from error
        return Feedback(row, answer_id, verdict, reason, now)


def _prepare(connection: sqlite3.Connection) -> None:
    """The table, with the columns that a file of an earlier version lacks. One writer at a time adds them."""
    connection.execute("BEGIN IMMEDIATE")
    connection.execute(_SCHEMA)
    there = {row[1] for row in connection.execute("PRAGMA table_info(feedback)")}
    for name in _ABOUT:
        if name not in there:
            connection.execute(f"ALTER TABLE feedback ADD COLUMN {name} TEXT")


def _state_error(error: sqlite3.Error | OSError, path: Path) -> StateError:
    code = getattr(error, "sqlite_errorcode", None)
    if code in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
        return StateError(f"反馈没有保存：{path.name} 已损坏；请管理员移走这个文件，服务会新建一个")
    if code == sqlite3.SQLITE_FULL:
        return StateError("反馈没有保存：磁盘空间不足；请管理员清理磁盘后再试")
    # The system's own words bring the whole path along, which is nobody's business.
    reason = error.strerror if isinstance(error, OSError) else str(error)
    return StateError(f"反馈没有保存：无法写入 {path.name}（{reason}）；请管理员检查目录权限和磁盘")
