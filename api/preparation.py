"""What a server does before it can answer, while it already listens: documents, models, index, a first question.

The corpus is ingested by a child process: embedding takes far more memory than answering, and a child gives it back.
"""

import logging
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import corpus
import rag
from api.readiness import Readiness, Stage
from rag.assistant import EXTRACT, Assistant
from rag.errors import ModelError, SnapshotError, SnapshotMissing
from rag.indexing.store import Store
from rag.models import Prompt, Writer, Writers
from rag.settings import Settings

_log = logging.getLogger(__name__)
_FIRST_QUESTION = "数字化发展由哪个部门牵头？"
_CHILD_SETTINGS = ("home", "cache", "embedder", "embedder_threads", "embedder_dtype")
_CHILD_SECONDS = 1.0
_IN_PROCESS = "llama_cpp"
_GREETING = Prompt("请用一个字回答。", "好")


class Preparation:
    """Runs in a thread of its own. `done` is called at its end, with the error that ended it or None."""

    def __init__(
        self,
        settings: Settings,
        assistant: Assistant,
        readiness: Readiness,
        writers: Writers | None = None,
        *,
        done: Callable[[Exception | None], None],
    ) -> None:
        self._settings = settings
        self._assistant = assistant
        self._readiness = readiness
        self._writers = writers
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
        """Errors: SnapshotError, SettingsError, ModelUnavailable of the embedder."""
        if not _has_snapshot(self._settings.home):
            self._readiness.enter(Stage.INGESTING)
            self._ingest(corpus.folder())
        self._readiness.enter(Stage.LOADING)
        _ = self._assistant.snapshot
        if self._writers and self._writers.default:
            self._readiness.enter(Stage.MODEL)
            _load(self._writers.writer())
        self._readiness.enter(Stage.WARMING)
        self._assistant.ask(_FIRST_QUESTION, model=EXTRACT)
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


def _load(writer: Writer) -> None:
    """By a short reply, where the model runs in this process: loading stops all of Python for seconds. One that fails is
    told of in every answer; a server of somebody else's is asked nothing."""
    if writer.model.provider != _IN_PROCESS:
        return
    try:
        for _ in writer.model.stream(_GREETING, max_tokens=1):
            pass
    except ModelError as error:
        _log.warning("语言模型 %s 不能用，回答将只摘录原文：%s", writer.name, error)


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
