"""Source text to repaired lines: what a scan tore apart is joined, what a tool left behind is taken out.

Scans break a paragraph at the end of a page, sometimes inside a word, and sometimes repeat the character or the
quotation mark at the seam. Every character that is taken out is kept as a `Repair`, and every character that stays
knows its place in the source. White space around lines is not counted as text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from rag.domain import Repair, RepairKind
from rag.reading.labels import parse_label

# The width of a line on a page of GB/T 9704 is 28 characters: a torn line is at least about that long.
_PAGE_WIDTH = 26
_WRAP_TOLERANCE = 4
_WRAPPED_SHARE = 0.5

_BREAK = re.compile(r"\r\n|[\n\r\f\v\x1c-\x1e\x85\u2028\u2029]")
_MARKUP = re.compile(r"\*\*|\[bookmark:[^\]\n]*\]|[\u200b-\u200d\ufeff\u00ad]")
_HASHES = re.compile(r"(#{1,6})[ \t]+(?=\S)")
_PAGE_NUMBER = re.compile(r"[-—–－]+\s*\d{1,4}\s*[-—–－]+|第\s*\d{1,4}\s*页(?:\s*[,，/]?\s*共\s*\d{1,4}\s*页)?")
_SPACE = " \t\u3000\u00a0"
_ENDED = re.compile(r"[。！？；：!?;:…][”’」』》）)\]]*$|[。；][（(][^（()）]*[）)]$|[a-z]\.$")
_PUNCTUATION = re.compile(r"[，。；：、,;:]")
_STARTS_ANEW = re.compile(r"附\s*[件表录]|抄送|抄报|公开方式|主题词|联系人|\d{4}年\d{1,2}月\d{1,2}日")


@dataclass(slots=True)
class Line:
    """A logical line: pieces of the source in order, as (place in the source, text)."""

    pieces: list[tuple[int, str]]
    indented: bool = False
    after_blank: bool = False
    level: int = 0
    removed: list[tuple[RepairKind, int, str]] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(text for _, text in self.pieces)

    @property
    def is_row(self) -> bool:
        return "\t" in self.text or self.text.startswith("|")


@dataclass(frozen=True, slots=True)
class RepairedText:
    """`lines[i]` starts at `starts[i]` of `text`; `sources` maps pieces of `text` as (start, place in source, length)."""

    text: str
    lines: tuple[Line, ...]
    starts: tuple[int, ...]
    sources: tuple[tuple[int, int, int], ...]
    repairs: tuple[Repair, ...]


def repair(source: str) -> RepairedText:
    """Lines of the source, mended."""
    return _assemble(_joined(list(_lines(source))))


def _lines(source: str) -> Iterator[Line]:
    start, blank, carried = 0, False, ""
    for end, following in [*((m.start(), m.end()) for m in _BREAK.finditer(source)), (len(source), len(source))]:
        line = _line(source[start:end], start)
        start = following
        if line is None:
            blank = True
            continue
        if _PAGE_NUMBER.fullmatch(line.text):
            carried += line.text
            continue
        line.after_blank, blank = blank, False
        if carried:
            line.removed.insert(0, (RepairKind.MARKUP, 0, carried))
            carried = ""
        yield line


def _line(raw: str, offset: int) -> Line | None:
    """One source line without its markup, or None when nothing is left of it."""
    line, position = Line([]), 0
    for match in _MARKUP.finditer(raw):
        line.pieces.append((offset + position, raw[position : match.start()]))
        line.removed.append((RepairKind.MARKUP, sum(len(text) for _, text in line.pieces), match.group()))
        position = match.end()
    line.pieces.append((offset + position, raw[position:]))
    line.indented = line.text.startswith(("\u3000", "  ", "\t"))
    _strip(line)
    if hashes := _HASHES.match(line.text):
        line.level = len(hashes.group(1))
        line.removed.insert(0, (RepairKind.MARKUP, 0, hashes.group(1)))
        _cut(line, hashes.end())
    return line if line.text else None


def _strip(line: Line) -> None:
    text = line.text
    # A row keeps its closing tabs: they are empty cells.
    kept = text.rstrip(_SPACE) if "\t" not in text.strip(_SPACE) else text.rstrip(" \u3000\u00a0")
    excess = len(text) - len(kept)
    while excess and line.pieces:
        place, piece = line.pieces.pop()
        if len(piece) > excess:
            line.pieces.append((place, piece[:-excess]))
        excess = max(0, excess - len(piece))
    _cut(line, len(kept) - len(kept.lstrip(_SPACE)))


def _cut(line: Line, count: int) -> None:
    """Drops the first `count` characters."""
    line.removed = [(kind, max(0, position - count), text) for kind, position, text in line.removed]
    while count and line.pieces:
        place, piece = line.pieces.pop(0)
        if len(piece) > count:
            line.pieces.insert(0, (place + count, piece[count:]))
        count = max(0, count - len(piece))


def _joined(lines: list[Line]) -> list[Line]:
    width, indents = _wrap_width(lines), sum(line.indented for line in lines) > 0.3 * len(lines)
    whole = "\n".join(line.text for line in lines)
    joined: list[Line] = []
    in_front = True
    for line in lines:
        last = joined[-1] if joined else None
        if last and not (indents and line.indented) and _continues(last, line, width, in_front=in_front):
            _join(last, line, whole)
        else:
            joined.append(line)
        in_front = in_front and not _PUNCTUATION.search(line.text) and parse_label(line.text) is None
    return joined


def _wrap_width(lines: list[Line]) -> int:
    """Length from which an unfinished line counts as torn: near the full width where the whole text is wrapped."""
    lengths = sorted(len(line.text) for line in lines if not line.is_row and len(line.text) > 10)
    if len(lengths) < 20:
        return _PAGE_WIDTH
    full = lengths[int(len(lengths) * 0.9)]
    near = sum(full - _WRAP_TOLERANCE <= length <= full + 1 for length in lengths)
    return full - _WRAP_TOLERANCE if near > _WRAPPED_SHARE * len(lengths) else _PAGE_WIDTH


def _continues(last: Line, line: Line, width: int, *, in_front: bool) -> bool:
    """Whether `line` goes on with the sentence that `last` left open."""
    text = last.text
    if in_front or last.is_row or line.is_row or last.level or line.level or _ENDED.search(text):
        return False
    if parse_label(line.text) or _STARTS_ANEW.match(line.text):
        return False
    if text[-1] in "，、,":
        return True
    label = parse_label(text)
    if label and label.family.stands_alone:
        return False
    return bool(re.search("[。；]", text)) or len(text) >= width


def _join(last: Line, line: Line, whole: str) -> None:
    text, addition = last.text, line.text
    repeated = _repeated(text, addition, whole)
    last.removed.append((RepairKind.JOIN, len(text), "\n"))
    if repeated:
        last.removed.append((RepairKind.REPEAT, len(text), repeated))
    elif text[-1].isascii() and text[-1].isalnum() and addition[0].isascii() and addition[0].isalnum():
        last.pieces.append((line.pieces[0][0] - 1, " "))
    base = sum(len(piece) for _, piece in last.pieces)
    last.removed += [(kind, base + position, removed) for kind, position, removed in line.removed]
    if repeated:
        _cut(line, len(repeated))
    last.pieces += line.pieces


def _repeated(text: str, addition: str, whole: str) -> str:
    """The character that the scan printed on both sides of the seam, or nothing.

    A character that stands on both sides is a repeat when, everywhere else, what ends `text` is followed by what
    follows in `addition`: …算力基|基础设施 against 算力基础设施. Where it ends a word of its own (发展|展示) it stays.
    """
    first = addition[0]
    if first == "“" and text.count("“") > text.count("”"):
        return first
    if text[-1] != first or len(addition) < 2 or not first.isalpha():
        return ""
    tail, following = text[-2:], addition[1]
    others = [m.end() for m in re.finditer(re.escape(tail), whole) if not whole.startswith("\n", m.end())]
    fragment = all(whole[end : end + 1] == following for end in others)
    return first if fragment and whole.count(addition[:2]) > 1 else ""


def _assemble(lines: list[Line]) -> RepairedText:
    starts: list[int] = []
    sources: list[tuple[int, int, int]] = []
    repairs: list[Repair] = []
    position = 0
    for line in lines:
        starts.append(position)
        repairs += [Repair(kind, position + offset, removed) for kind, offset, removed in line.removed]
        for place, piece in line.pieces:
            if piece:
                sources.append((position, place, len(piece)))
            position += len(piece)
        position += 1
    return RepairedText(
        "\n".join(line.text for line in lines), tuple(lines), tuple(starts), tuple(sources), tuple(repairs)
    )
