"""Source text to its lines, without what a tool left behind: Markdown marks, bookmarks, page numbers, rules.

Every character that is taken out is kept, with its place in the source, and so is the place of every piece that stays.
White space around lines is not counted as text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rag.domain import RepairKind
from rag.reading.labels import Label, parse_label

_BREAK = re.compile(r"\r\n|[\n\r\f\v\x1c-\x1e\x85\u2028\u2029]")
_MARKUP = re.compile(r"\*\*|\[bookmark:[^\]\n]{0,80}\]|[\u200b-\u200d\u2060\ufeff\u00ad]")
_HASHES = re.compile(r"(#{1,6})[ \t]+(?=\S)")
_FURNITURE = re.compile(
    r"[-—–－]+\s*\d{1,4}\s*[-—–－]+|第\s*\d{1,4}\s*页(?:\s*[,，/]?\s*共\s*\d{1,4}\s*页)?|[-*_=—]{3,}|[-*_=](?:\s[-*_=]){2,}"
)
_SPACE = " \t\u3000\u00a0"
_SPACE_BUT_TABS = _SPACE.replace("\t", "")


@dataclass(frozen=True, slots=True)
class Piece:
    """`text` stands at `place` of the source."""

    place: int
    text: str


@dataclass(frozen=True, slots=True)
class Removed:
    """`text` stood at `place` of the source and was taken out."""

    kind: RepairKind
    place: int
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line and what it looks like; `level` counts the # in front of it, `label` opens it."""

    text: str
    pieces: tuple[Piece, ...]
    indented: bool = False
    after_blank: bool = False
    level: int = 0
    label: Label | None = None

    @property
    def is_row(self) -> bool:
        return self.text.startswith("|") or self.tabs > 0

    @property
    def tabs(self) -> int:
        """Tabs that part cells: one behind a label (一、⇥总体要求) is how Word writes a number."""
        return self.text.count("\t", self.label.width if self.label else 0) if "\t" in self.text else 0


def read_lines(source: str) -> tuple[list[Line], list[Removed]]:
    """Lines that hold text, and what was taken out of the source, in order."""
    lines: list[Line] = []
    removed: list[Removed] = []
    after_blank = False
    for start, end in _extents(source):
        raw = source[start:end]
        if _FURNITURE.fullmatch(raw.strip(_SPACE)):
            removed.append(Removed(RepairKind.MARKUP, start, raw.strip(_SPACE)))
            continue
        pieces, marks = _without_markup(raw, start)
        text = "".join(piece.text for piece in pieces)
        if text.strip(_SPACE):
            in_table = bool(lines) and lines[-1].tabs > 0 and not after_blank
            lines.append(_line(text, pieces, marks, after_blank=after_blank, in_table=in_table))
        after_blank = not text.strip(_SPACE)
        removed += marks
    return lines, removed


def _extents(source: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in _BREAK.finditer(source):
        yield start, match.start()
        start = match.end()
    yield start, len(source)


def _without_markup(raw: str, offset: int) -> tuple[list[Piece], list[Removed]]:
    pieces: list[Piece] = []
    marks: list[Removed] = []
    position = 0
    for match in _MARKUP.finditer(raw):
        pieces.append(Piece(offset + position, raw[position : match.start()]))
        marks.append(Removed(RepairKind.MARKUP, offset + match.start(), match.group()))
        position = match.end()
    pieces.append(Piece(offset + position, raw[position:]))
    return [piece for piece in pieces if piece.text], marks


def _line(text: str, pieces: list[Piece], marks: list[Removed], *, after_blank: bool, in_table: bool) -> Line:
    # A row keeps the tabs at its ends: they are empty cells. Elsewhere tabs in front indent.
    opening = _SPACE_BUT_TABS if in_table else _SPACE
    closing = _SPACE_BUT_TABS if "\t" in text.strip(_SPACE) else _SPACE
    start, end = len(text) - len(text.lstrip(opening)), len(text.rstrip(closing))
    level = 0
    if hashes := _HASHES.match(text, start):
        level = len(hashes.group(1))
        marks.insert(0, Removed(RepairKind.MARKUP, _place(pieces, start), hashes.group(1)))
        start = hashes.end()
    kept = text[start:end]
    indented = text.startswith(("\u3000", "  ", "\t"))
    return Line(kept, cut(pieces, start, end), indented, after_blank, level, parse_label(kept))


def _place(pieces: list[Piece], position: int) -> int:
    return cut(pieces, position, position + 1)[0].place


def cut(pieces: list[Piece] | tuple[Piece, ...], start: int, end: int) -> tuple[Piece, ...]:
    """The pieces of the characters `start` to `end` of the text that the pieces make up."""
    if len(pieces) == 1 and start == 0 and end == len(pieces[0].text):
        return tuple(pieces)
    found: list[Piece] = []
    position = 0
    for piece in pieces:
        first, last = max(start - position, 0), min(end - position, len(piece.text))
        if first < last:
            found.append(Piece(piece.place + first, piece.text[first:last]))
        position += len(piece.text)
    return tuple(found)
