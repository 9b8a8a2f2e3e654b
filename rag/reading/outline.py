"""Repaired lines to the tree of clauses: a grammar over labels with a stack.

A label closes every open clause of its own rank or below and becomes a child of what is left; a line without a label goes
on with the clause before it. Annexes start the numbering anew. Lines of metadata and table headers belong to no clause.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rag.domain import Clause, ClauseKind, Gap, Span, SpanKind, Unit
from rag.reading.identity import Identity
from rag.reading.labels import Family, Label, parse_label
from rag.reading.numbering import Numbering
from rag.reading.repair import RepairedText
from rag.reading.tables import RowKind, Table, cells
from rag.reading.units import clause_units
from rag.text import bare, parse_numeral

_ANNEX = re.compile(r"附\s*[件表录]\s*([0-9０-９一二三四五六七八九十]{0,3})\s*(?:[:：]\s*(.*))?$")
_HEADING_LIMIT = 42
_LOOSE_HEADING_LIMIT = 30
_TERMINAL = re.compile(r"[。！？；：!?;:，,、…][”’」』》）)]*$")


@dataclass(frozen=True, slots=True)
class Outline:
    clauses: tuple[Clause, ...]
    spans: tuple[Span, ...]
    gaps: tuple[Gap, ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Open:
    """A clause that may still get children; only a label of a lower rank goes beneath it."""

    id: str
    rank: tuple[int, int]
    heading: str


_ANNEX_RANK = (-1, 0)
_GROUP_RANK = (100, 0)


def outline(document_id: str, repaired: RepairedText, identity: Identity) -> Outline:
    """Clauses, spans and gaps of a document. Together clauses and spans tile its text, a line break between them."""
    builder = _Builder(document_id, repaired, identity)
    builder.run()
    return Outline(tuple(builder.finished()), tuple(builder.spans), tuple(builder.gaps), tuple(builder.warnings))


class _Builder:
    def __init__(self, document_id: str, repaired: RepairedText, identity: Identity) -> None:
        self.spans: list[Span] = []
        self.gaps: list[Gap] = []
        self.warnings: list[str] = []
        self._document_id = document_id
        self._repaired = repaired
        self._identity = identity
        self._lines = [line.text for line in repaired.lines]
        self._listing = set(_listed_annexes(self._lines)) | set(_contents(self._lines))
        self._clauses: list[Clause] = []
        self._open: list[_Open] = []
        self._numbering = Numbering()
        self._table = Table()
        self._rows = 0
        self._annexes = 0
        self._paragraphs = 0
        self._loose_headings = 0
        self._used: set[str] = set()
        self._labelled = any(
            self._label(i) for i in range(len(self._lines)) if i not in identity.spans and i not in self._listing
        )

    def run(self) -> None:
        for i, line in enumerate(self._lines):
            if i in self._identity.spans:
                self._add_span(i, SpanKind.METADATA, self._identity.spans[i])
            elif i in self._listing:
                self._add_span(i, SpanKind.METADATA, "listing")
            elif i in self._identity.notice:
                self._add_notice(i)
            elif match := _ANNEX.fullmatch(line):
                self._add_annex(i, match)
            elif self._repaired.lines[i].is_row:
                self._add_row(i)
            elif self._is_group(i):
                self._add_group(i)
            elif label := self._label(i):
                self._add_labelled(i, label)
            else:
                self._add_plain(i)
        if not self._labelled and not any(c.kind is ClauseKind.ROW for c in self._clauses):
            self.warnings.append("正文没有编号，已按自然段读取")

    def finished(self) -> Iterator[Clause]:
        """Clauses with their units, which can be read only once their text is whole."""
        for clause in self._clauses:
            yield clause if clause.units else replace(clause, units=clause_units(clause.text))

    def _label(self, i: int) -> Label | None:
        line = self._repaired.lines[i]
        label = parse_label(line.text)
        if label or not line.level:
            return label
        return Label(Family.HEADING, self._loose_headings + 1, line.text, f"h{self._loose_headings + 1}", 0)

    def _add_span(self, i: int, kind: SpanKind, name: str) -> None:
        start = self._repaired.starts[i]
        self.spans.append(Span(kind, name, start, start + len(self._lines[i])))

    def _add_notice(self, i: int) -> None:
        last = self._clauses[-1] if self._clauses else None
        if last and last.kind is ClauseKind.NOTICE and self._touches(last, i):
            self._extend(i)
        else:
            self._add(i, ClauseKind.NOTICE, "通知", "notice", parent=None, heading="通知")

    def _add_annex(self, i: int, match: re.Match[str]) -> None:
        self._annexes += 1
        number = parse_numeral(match.group(1)) if match.group(1) else None
        label = f"附件{number}" if number else "附件"
        title = match.group(2) or ""
        following = self._lines[i + 1] if i + 1 < len(self._lines) else ""
        takes_title = not title and following and not self._starts_body(i + 1)
        heading = f"{label} {title or (following if takes_title else '')}".strip()
        self._open, self._numbering, self._table, self._rows = [], Numbering(), Table(), 0
        clause = self._add(i, ClauseKind.ANNEX, label, f"annex{number or self._annexes}", parent=None, heading=heading)
        self._open.append(_Open(clause.id, _ANNEX_RANK, heading))

    def _starts_body(self, i: int) -> bool:
        line = self._lines[i]
        return self._repaired.lines[i].is_row or parse_label(line) is not None or "。" in line

    def _add_row(self, i: int) -> None:
        line = self._lines[i]
        kind = self._table.row_kind(line)
        if kind in (RowKind.HEADER, RowKind.RULE):
            self._table = Table(cells(line)) if kind is RowKind.HEADER else self._table
            self._add_span(i, SpanKind.FURNITURE, "table header")
        elif kind is RowKind.GROUP:
            self._add_group(i)
        else:
            self._add_record(i)

    def _is_group(self, i: int) -> bool:
        """A heading inside a table, whose empty cells the source did not keep."""
        following = self._repaired.lines[i + 1 : i + 2]
        in_table = bool(self._table.header) and bool(following) and following[0].is_row
        return in_table and not _TERMINAL.search(self._lines[i]) and len(self._lines[i]) <= _HEADING_LIMIT

    def _add_group(self, i: int) -> None:
        self._close(_GROUP_RANK)
        heading = " ".join(filter(None, cells(self._lines[i])))
        label = parse_label(heading)
        number = label.number if label else sum(c.kind is ClauseKind.GROUP for c in self._clauses) + 1
        name = f"{self._place()}第{number}部分"
        clause = self._add(i, ClauseKind.GROUP, name, f"g{number}", parent=self._parent(), heading=heading)
        self._open.append(_Open(clause.id, _GROUP_RANK, heading))

    def _add_record(self, i: int) -> None:
        line = self._lines[i]
        self._rows = self._table.number(line) or self._rows + 1
        label = Label(Family.DOT, self._rows, f"{self._place()}第{self._rows}项", f"r{self._rows}", 0)
        after, missing = self._numbering.missing(label, self._base())
        if missing:
            items = tuple(f"{self._place()}第{n.rstrip('．')}项" for n in missing)
            self.gaps.append(Gap(self._document_id, after, items))
        self._add(
            i,
            ClauseKind.ROW,
            label.text,
            label.token,
            parent=self._parent(),
            heading=f"第{self._rows}项",
            base=self._base(),
            units=self._table.units(line),
        )

    def _place(self) -> str:
        """What stands before 第N项 in the label of a row."""
        outermost = self._open[0] if self._open else None
        if outermost and outermost.rank == _ANNEX_RANK:
            return outermost.heading.split(" ")[0]
        return "表"

    def _base(self) -> str | None:
        """The id that rows go under: that of their annex or clause, not of their group."""
        open_clauses = [clause for clause in self._open if clause.rank != _GROUP_RANK]
        return open_clauses[-1].id if open_clauses else None

    def _add_labelled(self, i: int, label: Label) -> None:
        rank = (label.family.rank, self._depth(i, label))
        self._close(rank)
        parent = self._parent()
        after, missing = self._numbering.missing(label, parent)
        if missing:
            self.gaps.append(Gap(self._document_id, after, missing))
        if label.family is Family.HEADING:
            self._loose_headings += 1
        heading = _heading(self._lines[i], label)
        clause = self._add(i, label.family.kind, label.text, label.token, parent=parent, heading=heading)
        self._open.append(_Open(clause.id, rank, heading))

    def _depth(self, i: int, label: Label) -> int:
        return label.text.count(".") if label.family is Family.DECIMAL else self._repaired.lines[i].level

    def _add_plain(self, i: int) -> None:
        last = self._clauses[-1] if self._clauses else None
        if last and last.kind is ClauseKind.ANNEX and self._touches(last, i) and not self._starts_body(i):
            self._extend(i)
        elif not self._labelled and self._is_loose_heading(i):
            self._add_loose_heading(i)
        elif last and self._labelled and last.kind not in _CLOSED and self._touches(last, i):
            self._extend(i)
        elif not self._clauses_after_notice() and self._labelled:
            self._add(i, ClauseKind.PREAMBLE, "前言", "preamble", parent=None, heading="前言")
        else:
            self._add_paragraph(i)

    def _clauses_after_notice(self) -> bool:
        return any(clause.kind is not ClauseKind.NOTICE for clause in self._clauses)

    def _is_loose_heading(self, i: int) -> bool:
        """A short line without an end, above a longer one: the heading of a text that numbers nothing."""
        line = self._lines[i]
        following = self._lines[i + 1] if i + 1 < len(self._lines) else ""
        return len(line) <= _LOOSE_HEADING_LIMIT < len(following) and not _TERMINAL.search(line)

    def _add_loose_heading(self, i: int) -> None:
        line = self._lines[i]
        rank = (Family.HEADING.rank, 0)
        self._close(rank)
        self._loose_headings += 1
        token = f"h{self._loose_headings}"
        clause = self._add(i, ClauseKind.SECTION, line, token, parent=self._parent(), heading=line)
        self._open.append(_Open(clause.id, rank, line))

    def _add_paragraph(self, i: int) -> None:
        self._paragraphs += 1
        label = f"第{self._paragraphs}段"
        self._add(
            i, ClauseKind.PARAGRAPH, label, f"p{self._paragraphs}", parent=self._parent(), heading=label, base=None
        )

    def _close(self, rank: tuple[int, int]) -> None:
        while self._open and self._open[-1].rank >= rank:
            self._open.pop()

    def _parent(self) -> str | None:
        return self._open[-1].id if self._open else None

    def _touches(self, clause: Clause, i: int) -> bool:
        return clause.end + 1 == self._repaired.starts[i]

    def _extend(self, i: int) -> None:
        last = self._clauses[-1]
        end = self._repaired.starts[i] + len(self._lines[i])
        self._clauses[-1] = replace(last, text=self._repaired.text[last.start : end], end=end)

    def _add(
        self,
        i: int,
        kind: ClauseKind,
        label: str,
        token: str,
        *,
        parent: str | None,
        heading: str,
        base: str | None = "",
        units: tuple[Unit, ...] = (),
    ) -> Clause:
        start, line = self._repaired.starts[i], self._lines[i]
        identifier = self._unique(f"{(parent if base == '' else base) or self._document_id}/{token}")
        path = (*(clause.heading for clause in self._open), heading)
        clause = Clause(
            identifier, self._document_id, kind, label, path, line, start, start + len(line), units, parent
        )
        self._clauses.append(clause)
        return clause

    def _unique(self, identifier: str) -> str:
        candidate, count = identifier, 1
        while candidate in self._used:
            count += 1
            candidate = f"{identifier}~{count}"
        self._used.add(candidate)
        return candidate


_CLOSED = frozenset({ClauseKind.NOTICE, ClauseKind.ROW, ClauseKind.GROUP, ClauseKind.PARAGRAPH})


def _heading(line: str, label: Label) -> str:
    """The heading of a clause: its label and first sentence; the label alone where the text starts at once."""
    rest = line[label.width :].strip()
    first = re.split(r"[。；\n]", rest, maxsplit=1)[0].strip()
    runs_in = label.family is Family.ARTICLE or not first or len(first) > _HEADING_LIMIT or first.endswith(("：", ":"))
    if label.family is Family.HEADING:
        return rest
    if label.family is Family.ARTICLE and (named := re.match(r"[【\[（(]([^】\]）)]{1,20})[】\]）)]", rest)):
        return f"{label.text} {named.group(1)}"
    if runs_in:
        return label.text
    return f"{label.text}{' ' if label.text[-1] not in '、）．' else ''}{first}"


def _listed_annexes(lines: Sequence[str]) -> Iterator[int]:
    """Lines that only announce annexes (附件：1．… 2．…), because the annexes themselves come later."""
    starts = [i for i, line in enumerate(lines) if (match := _ANNEX.fullmatch(line)) and not match.group(2)]
    for i, line in enumerate(lines):
        match = _ANNEX.fullmatch(line)
        if match and match.group(2) and any(start > i for start in starts):
            yield i
            if parse_label(match.group(2)):
                yield from _numbered_after(lines, i + 1)


def _numbered_after(lines: Sequence[str], start: int) -> Iterator[int]:
    for i in range(start, len(lines)):
        label = parse_label(lines[i])
        if label is None or label.number != i - start + 2:
            return
        yield i


def _contents(lines: Sequence[str]) -> Iterator[int]:
    """Lines of a table of contents: from 目录 up to where its first entry stands again."""
    for i, line in enumerate(lines[:60]):
        if bare(line) in ("目录", "目次") and i + 1 < len(lines):
            first = bare(lines[i + 1])
            again = next((j for j in range(i + 2, len(lines)) if bare(lines[j]) == first), i + 1)
            yield from range(i, again)
            return
