"""Source text to repaired lines: what a scan or a PDF tore apart is joined.

Scans break a paragraph at the end of a page, sometimes inside a word, and sometimes repeat the character or the
quotation mark at the seam; a PDF breaks it at every line, and a table where a cell wraps. Every character that is taken
out is kept as a `Repair`, and every character that stays knows its place in the source.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from rag.domain import Repair, RepairKind
from rag.reading.lines import Line, Piece, Removed, cut, read_lines

# The width of a line on a page of GB/T 9704 is 28 characters: a torn line is at least about that long.
_PAGE_WIDTH = 26
_WRAP_TOLERANCE = 4
_WRAPPED_SHARE = 0.35
_WRAPPED_LINES = 20
_NARROWEST = 20
_INDENTED_SHARE = 0.1
# How far back a seam looks: a closing bracket with the names of units is shorter.
_REACH = 500

_ENDED = re.compile(r"[。！？；：!?;:…][”’」』》）)\]]*$|[。；][（(][^（()）]*[）)]$|\D\.$")
_MARK = re.compile(r"[，。；：、,;:]")
_COMMA = re.compile(r"[，。；、,;]")
_STOP = re.compile(r"[。；]")
_STARTS_ANEW = re.compile(
    r"附\s*[件表录]|抄送|抄报|公开方式|主题词|联系人|\d{4}年\d{1,2}月\d{1,2}日|备?注[:：]|[问答QA][:：]|[-•·●◆★▪○□*]\s"
)
_BARE_NUMBER = re.compile(r"[0-9]{1,4}")
_NUMBERED = re.compile(r"\d+[.、]?\t")


@dataclass(frozen=True, slots=True)
class RepairedText:
    """`lines[i]` starts at `starts[i]` of `text`; `sources` maps it in pieces: (start, place in source, length)."""

    text: str
    lines: tuple[Line, ...]
    starts: tuple[int, ...]
    sources: tuple[tuple[int, int, int], ...]
    repairs: tuple[Repair, ...]


@dataclass(frozen=True, slots=True)
class _Layout:
    """How the lines of a text are set: the length of a torn one, and whether all paragraphs are wrapped or indented."""

    width: int
    wrapped: bool
    indents: bool


def repair(source: str) -> RepairedText:
    """Lines of the source, mended."""
    lines, removed = read_lines(source)
    joiner = _Joiner(lines)
    pages = _page_numbers(lines) if joiner.layout.wrapped else []
    places = {page.pieces[0].place for page in pages}
    for line in lines:
        if line.pieces[0].place not in places:
            joiner.add(line)
    removed += [Removed(RepairKind.MARKUP, piece.place, piece.text) for page in pages for piece in page.pieces]
    return _assemble(joiner.lines(), sorted([*removed, *joiner.removed], key=lambda mark: mark.place))


class _Paragraph:
    """Lines that belong together. Keeps what the next seam asks for, so that a long paragraph is not read again."""

    def __init__(self, first: Line) -> None:
        self.first = first
        self.pieces: list[Piece] = []
        self.tail = ""
        self.length = 0
        self.tabs = 0
        self.quotes = 0
        self.has_mark = self.has_stop = False
        self.add(first.text, first.pieces)

    def add(self, text: str, pieces: Iterable[Piece]) -> None:
        self.pieces += pieces
        self.tail = (self.tail + text)[-_REACH:]
        self.length += len(text)
        self.tabs += text.count("\t")
        self.quotes += text.count("“") - text.count("”")
        self.has_mark = self.has_mark or bool(_MARK.search(text))
        self.has_stop = self.has_stop or bool(_STOP.search(text))

    def line(self) -> Line:
        if self.length == len(self.first.text):
            return self.first
        text = "".join(piece.text for piece in self.pieces)
        return replace(self.first, text=text, pieces=tuple(self.pieces))


class _Joiner:
    def __init__(self, lines: Sequence[Line]) -> None:
        self.removed: list[Removed] = []
        self.layout = _layout(lines)
        self._seams = _Seams(lines)
        self._paragraphs: list[_Paragraph] = []
        self._in_front = True
        self._columns = 0

    def lines(self) -> list[Line]:
        return [paragraph.line() for paragraph in self._paragraphs]

    def add(self, line: Line) -> None:
        last = self._paragraphs[-1] if self._paragraphs else None
        if last and (self._continues(last, line) or self._fills(last, line)):
            self._join(last, line)
        else:
            self._paragraphs.append(_Paragraph(line))
            in_table = line.is_row and last is not None and last.first.is_row
            self._columns = self._columns if in_table else line.text.count("\t") + 1
        self._in_front = self._in_front and not _COMMA.search(line.text) and line.label is None

    def _continues(self, last: _Paragraph, line: Line) -> bool:
        """Whether `line` goes on with the sentence that `last` left open."""
        layout, first = self.layout, last.first
        if self._in_front or first.is_row or line.is_row or first.level or line.level:
            return False
        if line.label or (layout.indents and line.indented) or _STARTS_ANEW.match(line.text):
            return False
        if _ENDED.search(last.tail):
            return False
        if last.tail[-1] in "，、,":
            return True
        if first.label and first.label.stands_alone and not (layout.wrapped and last.length >= layout.width):
            return False
        # A title may be long, but it has no commas.
        return last.has_stop or (last.length >= layout.width and (layout.wrapped or last.has_mark))

    def _fills(self, last: _Paragraph, line: Line) -> bool:
        """Whether `line` goes on with a cell of a row that has too few of them."""
        if not last.first.tabs or line.text.startswith("|") or last.tabs + 1 >= self._columns:
            return False
        if line.label or _NUMBERED.match(line.text) or _STARTS_ANEW.match(line.text):
            return False
        return last.tabs + line.text.count("\t") < self._columns

    def _join(self, last: _Paragraph, line: Line) -> None:
        end = last.pieces[-1].place + len(last.pieces[-1].text)
        self.removed.append(Removed(RepairKind.JOIN, end, "\n"))
        text, pieces = line.text, line.pieces
        if repeated := self._seams.repeated(last, text):
            self.removed.append(Removed(RepairKind.REPEAT, pieces[0].place, repeated))
            text, pieces = text[len(repeated) :], cut(pieces, len(repeated), len(text))
        elif _is_latin(last.tail[-1]) and _is_latin(text[0]):
            last.add(" ", [Piece(end, " ")])
        last.add(text, pieces)


class _Seams:
    """Finds characters that a scan printed on both sides of a seam."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines

    def repeated(self, last: _Paragraph, addition: str) -> str:
        """The repeated character, or nothing.

        A character that stands on both sides is a repeat when, everywhere else, what ends `last` is followed by what
        follows in `addition`: …算力基|基础设施 against 算力基础设施. Where it ends a word of its own (发展|展示) it
        stays.
        """
        first = addition[0]
        if first == "“" and last.quotes > 0:
            return first
        if last.tail[-1] != first or len(addition) < 2 or not first.isalpha():
            return ""
        fragment = self._followers[last.tail[-2:]] <= {addition[1]}
        return first if fragment and self._pairs[addition[:2]] > 1 else ""

    @cached_property
    def _pairs(self) -> Counter[str]:
        """How often two characters stand together."""
        return Counter(a + b for line in self._lines for a, b in pairwise(line.text))

    @cached_property
    def _followers(self) -> defaultdict[str, set[str]]:
        """What follows two characters within a line."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        for text in (line.text for line in self._lines):
            for a, b, c in zip(text, text[1:], text[2:], strict=False):
                found[a + b].add(c)
        return found


def _layout(lines: Sequence[Line]) -> _Layout:
    """Where the whole text is wrapped, no line is much longer than the others, and many are as long as can be."""
    indents = sum(line.indented for line in lines) > _INDENTED_SHARE * len(lines)
    lengths = sorted(len(line.text) + 2 * line.indented for line in lines if not line.is_row)
    if len(lengths) < _WRAPPED_LINES:
        return _Layout(_PAGE_WIDTH, False, indents)
    full = lengths[int(len(lengths) * 0.9)]
    near = sum(full - _WRAP_TOLERANCE <= length for length in lengths)
    even = full >= _NARROWEST and lengths[-1] <= full + _WRAP_TOLERANCE
    wrapped = even and near > _WRAPPED_SHARE * len(lengths)
    return _Layout(full - _WRAP_TOLERANCE if wrapped else _PAGE_WIDTH, wrapped, indents)


def _page_numbers(lines: Sequence[Line]) -> list[Line]:
    """Lines that hold nothing but a number, if they count from page to page."""
    numbers = [line for line in lines if _BARE_NUMBER.fullmatch(line.text)]
    count = all(int(b.text) == int(a.text) + 1 for a, b in pairwise(numbers))
    return numbers if len(numbers) > 1 and count else []


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalnum()


def _assemble(lines: Sequence[Line], removed: Sequence[Removed]) -> RepairedText:
    starts: list[int] = []
    sources: list[tuple[int, int, int]] = []
    position = 0
    for line in lines:
        starts.append(position)
        for piece in line.pieces:
            sources.append((position, piece.place, len(piece.text)))
            position += len(piece.text)
        position += 1
    text = "\n".join(line.text for line in lines)
    return RepairedText(text, tuple(lines), tuple(starts), tuple(sources), tuple(_repairs(removed, sources, len(text))))


def _repairs(removed: Sequence[Removed], sources: Sequence[tuple[int, int, int]], end: int) -> Iterable[Repair]:
    """Removed characters with the place in the repaired text before which they stood."""
    at = 0
    for mark in removed:
        while at < len(sources) and sources[at][1] + sources[at][2] <= mark.place:
            at += 1
        start, place, _ = sources[at] if at < len(sources) else (end, mark.place, 0)
        yield Repair(mark.kind, start + max(0, mark.place - place), mark.text)
