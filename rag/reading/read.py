"""A file to a parsed document: decode, repair, identify, outline."""

import hashlib
import re
from pathlib import Path

from rag.domain import Clause, ClauseKind, Document, ParsedDocument
from rag.errors import ReadingError
from rag.reading.decode import LIMIT_BYTES, check_size, decode
from rag.reading.identity import Identity, identify
from rag.reading.outline import outline
from rag.reading.repair import repair
from rag.reading.sidecar import Sidecar, read_sidecar


class TextReader:
    """Reads plain text and Markdown."""

    suffixes: tuple[str, ...] = (".txt", ".md")

    def read(self, path: Path) -> ParsedDocument:
        try:
            size = path.stat().st_size
            data = path.read_bytes() if size <= LIMIT_BYTES else b""
        except OSError as error:
            raise ReadingError(f"{path.name}: 无法读取（{error.strerror}）；请检查文件权限后重新导入") from error
        check_size(size, path.name)
        return read_text(decode(data, path.name), path.name, hashlib.sha256(data).hexdigest(), read_sidecar(path))


def read_text(source: str, name: str, sha256: str = "", sidecar: Sidecar | None = None) -> ParsedDocument:
    """Reads the text of one document; `name` is that of its file. Errors: ReadingError when there is no text in it."""
    sidecar = sidecar or Sidecar()
    repaired = repair(source)
    if not repaired.lines:
        raise ReadingError(f"{name}: 文件里没有文字；请检查文件后重新导入")
    identity = identify(repaired.lines)
    parts = outline(sidecar.id or document_id(name), repaired, identity)
    identity.title = identity.title or _annex_title(parts.clauses)
    document = _document(name, sha256, identity, sidecar)
    warnings = parts.warnings if identity.title or sidecar.title else (*parts.warnings, "正文没有标题，已用文件名代替")
    return ParsedDocument(
        document,
        repaired.text,
        repaired.sources,
        parts.clauses,
        parts.spans,
        parts.gaps,
        repaired.repairs,
        tuple(f"{name}: {warning}" for warning in warnings),
    )


def _annex_title(clauses: tuple[Clause, ...]) -> str | None:
    """The title of a file that holds nothing but an annex."""
    if not clauses or clauses[0].kind is not ClauseKind.ANNEX:
        return None
    return clauses[0].path[0].removeprefix(clauses[0].label).strip() or None


def document_id(name: str) -> str:
    """An id from a file's name: letters, digits and characters, anything else as a hyphen.

    >>> document_id("粤府 2021(31).txt")
    '粤府-2021-31'
    """
    return re.sub(r"[^\w.]+", "-", Path(name).stem).strip("-.") or "document"


def _document(name: str, sha256: str, identity: Identity, sidecar: Sidecar) -> Document:
    issued_on = sidecar.issued_on or identity.issued_on
    return Document(
        id=sidecar.id or document_id(name),
        title=sidecar.title or identity.title or Path(name).stem,
        aliases=sidecar.aliases or identity.aliases,
        number=sidecar.number or identity.number,
        issuer=sidecar.issuer or identity.issuer,
        issued_on=issued_on,
        year=sidecar.year or (issued_on.year if issued_on else identity.year),
        kind=sidecar.kind or identity.kind,
        collection=sidecar.collection,
        sha256=sha256,
        source=name,
        disclosure=sidecar.disclosure or identity.disclosure,
        defects=tuple(entry.to_defect() for entry in sidecar.defects),
    )
