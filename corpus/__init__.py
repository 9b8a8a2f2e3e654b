"""The documents that ship with Wence, as they were received, each with a sidecar where its text does not say what it is."""

from importlib.resources import files
from pathlib import Path


def folder() -> Path:
    """Where the documents lie, in a checkout and in an installed wheel alike."""
    return Path(str(files(__name__) / "documents"))
