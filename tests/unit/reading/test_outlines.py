"""What the reader makes of the five documents, line by line, as files that a person can review.

After a change that is meant to change them, rewrite them and read the difference:

    .venv/bin/python tests/unit/reading/test_outlines.py && git diff tests/data/outlines
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.domain import Clause, ParsedDocument, Span
from rag.reading.read import TextReader

_ROOT = Path(__file__).parents[3]
_OUTLINES = _ROOT / "tests" / "data" / "outlines"
_NAMES = sorted(path.stem for path in (_ROOT / "corpus" / "documents").glob("*.txt"))
_AROUND = 8


@pytest.mark.parametrize("name", _NAMES)
def test_the_outline_is_as_reviewed(name: str) -> None:
    reviewed = (_OUTLINES / f"{name}.txt").read_text(encoding="utf-8")
    assert _outline(_read(name)).splitlines() == reviewed.splitlines()


def test_every_outline_belongs_to_a_document() -> None:
    assert sorted(path.stem for path in _OUTLINES.glob("*.txt")) == _NAMES


def _read(name: str) -> ParsedDocument:
    return TextReader().read(_ROOT / "corpus" / "documents" / f"{name}.txt")


def _outline(parsed: ParsedDocument) -> str:
    sections = [_identity(parsed), _body(parsed), _gaps(parsed), _repairs(parsed), iter(parsed.warnings)]
    return "\n\n".join(text for section in sections if (text := "\n".join(section))) + "\n"


def _identity(parsed: ParsedDocument) -> Iterator[str]:
    document = parsed.document
    for name in ("id", "title", "aliases", "number", "issuer", "issued_on", "year", "kind", "collection", "disclosure"):
        value = getattr(document, name)
        yield f"{name}: {'；'.join(value) if isinstance(value, tuple) else value}"
    for defect in document.defects:
        yield f"defect {defect.label}: {defect.reads} → {defect.meant}（{defect.note}）"


def _body(parsed: ParsedDocument) -> Iterator[str]:
    depths: dict[str | None, int] = {None: -1}
    parts: list[Clause | Span] = [*parsed.clauses, *parsed.spans]
    for part in sorted(parts, key=lambda part: part.start):
        if isinstance(part, Span):
            yield f"~ {part.kind} {part.name}: {_escaped(parsed.text[part.start : part.end])}"
        else:
            depths[part.id] = depths[part.parent] + 1
            yield "  " * depths[part.id] + _clause(part)


def _clause(clause: Clause) -> str:
    units = " ".join(
        f"{unit.name}={unit.role}{'*' if unit.collective else ''}{'+' if unit.open else ''}" for unit in clause.units
    )
    tail = clause.id.rpartition("/")[2]
    return f"{tail} {clause.kind} [{clause.label}] {clause.path[-1]} ({len(clause.text)}) {units}".rstrip()


def _gaps(parsed: ParsedDocument) -> Iterator[str]:
    return (f"gap after {gap.after}: {'、'.join(gap.missing)}" for gap in parsed.gaps)


def _repairs(parsed: ParsedDocument) -> Iterator[str]:
    for repair in parsed.repairs:
        before = parsed.text[max(0, repair.position - _AROUND) : repair.position]
        after = parsed.text[repair.position : repair.position + _AROUND]
        yield f"{repair.kind} {_escaped(before)} <{_escaped(repair.removed)}> {_escaped(after)}"


def _escaped(text: str) -> str:
    return text.replace("\n", "⏎").replace("\t", "⇥")


if __name__ == "__main__":
    for document in _NAMES:
        (_OUTLINES / f"{document}.txt").write_text(_outline(_read(document)), encoding="utf-8")
