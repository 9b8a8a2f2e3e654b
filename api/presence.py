"""`$WENCE_HOME/server.json`: where the running server of a home is, so that the command line can ask it."""

import json
import logging
import os
import tempfile
from contextlib import suppress
from pathlib import Path

from rag import __version__

_log = logging.getLogger(__name__)
_NAME = "server.json"


def announce(home: Path, url: str) -> None:
    """Writes the file at once or not at all. A home that cannot be written costs the short cut, not the server."""
    content = json.dumps({"url": url, "pid": os.getpid(), "version": __version__})
    try:
        home.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=home, prefix=_NAME, delete=False) as file:
            file.write(content)
        os.replace(file.name, home / _NAME)
    except OSError as error:
        _log.warning("没有写入 %s（%s）；命令行将不经过本服务", home / _NAME, error.strerror)


def withdraw(home: Path) -> None:
    """Removes the file, unless another server of the same home has written its own since."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        if json.loads((home / _NAME).read_text(encoding="utf-8"))["pid"] == os.getpid():
            (home / _NAME).unlink()
