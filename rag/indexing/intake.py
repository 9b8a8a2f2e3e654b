"""Files to parsed documents, with the outcome of every file; one bad file does not keep the others out."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from rag.domain import Document, ParsedDocument
from rag.errors import ReadingError
from rag.ports import Progress, Reader

# Part of every fingerprint: raised when reading changes, so that unchanged files are read again.
READING_VERSION = 2


class Change(StrEnum):
    ADDED = "added"
    REPLACED = "replaced"
    UNCHANGED = "unchanged"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file; `message` says why it failed, `warnings` what is odd about it."""

    source: str
    change: Change
    document: Document | None = None
    message: str = ""
    warnings: tuple[str, ...] = ()


@dataclass(slots=True)
class Batch:
    """New texts by document id, each with the fingerprint of its file, and the outcome of every file."""

    parsed: dict[str, tuple[ParsedDocument, str]] = field(default_factory=dict)
    outcomes: list[Outcome] = field(default_factory=list)


class Intake:
    def __init__(self, readers: Sequence[Reader], progress: Progress) -> None:
        self._readers = {suffix: reader for reader in readers for suffix in reader.suffixes}
        self._progress = progress

    def files(self, paths: Sequence[Path]) -> Iterator[Path]:
        """The files of files and folders. Errors: ReadingError for a path without any."""
        for path in paths:
            if path.is_dir():
                files = sorted(p for p in path.rglob("*") if p.is_file() and p.suffix.lower() in self._readers)
                if not files:
                    raise ReadingError(f"{path}: 目录里没有可导入的文件；支持的格式：{self._formats()}")
                yield from files
            elif path.exists():
                yield path
            else:
                raise ReadingError(f"{path}: 没有这个文件或目录；请检查路径")

    def read(self, files: Sequence[Path], present: Mapping[str, Document], known: Mapping[str, str]) -> Batch:
        """`present`: documents that are there already, by id; `known`: their ids by fingerprint."""
        batch = Batch()
        for i, path in enumerate(files):
            self._progress("read", i, len(files))
            try:
                batch.outcomes.append(self._read(path, batch, present, known))
            except ReadingError as error:
                batch.outcomes.append(Outcome(path.name, Change.FAILED, message=error.message))
        self._progress("read", len(files), len(files))
        return batch

    def _read(self, path: Path, batch: Batch, present: Mapping[str, Document], known: Mapping[str, str]) -> Outcome:
        fingerprint = _fingerprint(path)
        if fingerprint in known:
            return Outcome(path.name, Change.UNCHANGED, present[known[fingerprint]])
        parsed = self._reader(path).read(path)
        name = parsed.document.id
        if name in batch.parsed:
            other = batch.parsed[name][0].document.source
            raise ReadingError(f"{path.name}: 编号 {name} 与 {other} 相同；请改文件名，或在同名 .yaml 里另写 id")
        batch.parsed[name] = (parsed, fingerprint)
        change = Change.REPLACED if name in present else Change.ADDED
        return Outcome(path.name, change, parsed.document, warnings=parsed.warnings)

    def _reader(self, path: Path) -> Reader:
        reader = self._readers.get(path.suffix.lower())
        if reader is None:
            kind = path.suffix or "没有后缀的"
            raise ReadingError(f"{path.name}: 不支持 {kind} 文件；支持的格式：{self._formats()}")
        return reader

    def _formats(self) -> str:
        return "、".join(sorted(self._readers))


def _fingerprint(path: Path) -> str:
    """Digest of all that a parsed document comes from: name, text, sidecar, and how it is read."""
    digest = hashlib.sha256(f"{READING_VERSION}\0{path.name}\0".encode())
    try:
        for part in (path, path.with_suffix(".yaml")):
            digest.update(hashlib.sha256(part.read_bytes() if part.is_file() else b"").digest())
    except OSError as error:
        raise ReadingError(f"{path.name}: 无法读取（{error.strerror}）；请检查文件权限后重新导入") from error
    return digest.hexdigest()
