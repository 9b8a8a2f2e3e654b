"""What a server does before it can answer, while it already listens: documents, model, index, a first question.

The corpus is ingested by a child process: embedding takes far more memory than answering, and a child gives it back.
"""

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import corpus
import rag
from api.readiness import Readiness, Stage
from rag.assistant import Assistant
from rag.errors import SnapshotError, SnapshotMissing
from rag.indexing.store import Store
from rag.settings import Settings

_FIRST_QUESTION = "数字化发展由哪个部门牵头？"
_CHILD_SETTINGS = ("home", "cache", "embedder", "embedder_threads", "embedder_dtype")
_CHILD_SECONDS = 1.0


class Preparation:
    """Runs in a thread of its own. `done` is called at its end, with the error that ended it or None."""

    def __init__(
        self,
        settings: Settings,
        assistant: Assistant,
        readiness: Readiness,
        *,
        done: Callable[[Exception | None], None],
    ) -> None:
        self._settings = settings
        self._assistant = assistant
        self._readiness = readiness
        self._done = done
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._stopped = False
        # A model that is being loaded cannot be interrupted; it must not keep the process from ending.
        self._thread = threading.Thread(target=self._run, name="preparation", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Ends the child, where there is one; `done` is not called any more."""
        with self._lock:
            self._stopped = True
            child = self._child
        if child is None:
            return
        child.terminate()
        try:
            child.wait(_CHILD_SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()

    def _run(self) -> None:
        error: Exception | None = None
        try:
            self._prepare()
        except Exception as raised:
            error = raised
        with self._lock:
            if not self._stopped:
                self._done(error)

    def _prepare(self) -> None:
        """Errors: SnapshotError, ModelUnavailable."""
        if not _has_snapshot(self._settings.home):
            self._readiness.enter(Stage.INGESTING)
            self._ingest(corpus.folder())
        self._readiness.enter(Stage.LOADING)
        _ = self._assistant.snapshot
        self._readiness.enter(Stage.WARMING)
        self._assistant.ask(_FIRST_QUESTION)
        self._readiness.enter(Stage.READY)

    def _ingest(self, folder: Path) -> None:
        with self._lock:
            if self._stopped:
                return
            self._child = subprocess.Popen(
                # -P: a folder named rag/ where the user stands must not be taken for ours.
                [sys.executable, "-P", "-m", "rag.cli", "ingest", str(folder)],
                env=_child_environment(self._settings),
                stdin=subprocess.DEVNULL,
                # Ctrl-C goes to the server, which ends the child in its own way.
                start_new_session=True,
            )
        status = self._child.wait()
        self._child = None
        # A file that cannot be read makes the child fail, although the others are there.
        if not _has_snapshot(self._settings.home):
            raise SnapshotError(f"随附的文件没有导入（退出码 {status}）", repair=f"请运行 wence ingest {folder}")


def _has_snapshot(home: Path) -> bool:
    try:
        Store(home).current()
    except SnapshotMissing:
        return False
    return True


def _child_environment(settings: Settings) -> dict[str, str]:
    """This process's, with the settings as they are here and this very copy of the library."""
    library = str(Path(rag.__file__).parent.parent)
    values = {f"WENCE_{name.upper()}": getattr(settings, name) for name in _CHILD_SETTINGS}
    path = os.pathsep.join(filter(None, (library, os.environ.get("PYTHONPATH"))))
    return os.environ | {name: str(value) for name, value in values.items() if value is not None} | {"PYTHONPATH": path}
