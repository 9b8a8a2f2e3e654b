"""Lines that only announce what stands elsewhere: a table of contents, and the list of annexes under a notice."""

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass

from rag.reading.labels import Label, parse_label
from rag.reading.lines import Line
from rag.text import bare, fold_widths, parse_numeral

_ANNEX = re.compile(
    r"附\s*([件表录錄])\s*(\d{1,3}(?:[-—.]\d{1,2})?|[一二三四五六七八九十]{1,3}|[A-Z](?![A-Za-z]))?\s*(?:(:|\s)\s*([^。]*))?$"
)
_MARK_LENGTH = 200
_CONTENTS_WITHIN = 60
_CONTENTS_LENGTH = 500
_ENTRY_LENGTH = 80
_LEADER = re.compile(r"[.…·\s]{0,200}\d{0,4}$")


@dataclass(frozen=True, slots=True)
class AnnexMark:
    """附件2：title. `label` is as a reader writes it, `number` is what tells it from other annexes, if anything."""

    label: str
    number: str
    title: str


def annex_mark(line: str) -> AnnexMark | None:
    """The mark that opens or announces an annex, or None.

    >>> annex_mark("附件２：申请表")
    AnnexMark(label='附件2', number='2', title='申请表')
    """
    match = _ANNEX.match(fold_widths(line)) if line.startswith("附") and len(line) <= _MARK_LENGTH else None
    if not match or (match[3] and match[3] != ":" and not match[2]):
        return None
    number = match[2] or ""
    if number and not number.isascii():
        number = str(parse_numeral(number))
    return AnnexMark(f"附{match[1]}{number}", number, line[match.start(4) :].strip() if match[4] else "")


def contents(lines: Sequence[str]) -> range:
    """Lines of a table of contents: from 目录 up to where its first entry stands again."""
    for i, line in enumerate(lines[:_CONTENTS_WITHIN]):
        if len(line) < 10 and bare(line) in ("目录", "目次", "目錄") and i + 1 < len(lines):
            return range(i, _contents_end(lines, i + 1))
    return range(0)


def _contents_end(lines: Sequence[str], first: int) -> int:
    wanted = _entry(lines[first])
    for j in range(first + 1, min(len(lines), first + _CONTENTS_LENGTH)):
        if len(lines[j]) > _ENTRY_LENGTH or lines[j].endswith("。"):
            break
        if _entry(lines[j]) == wanted:
            return j
    return first


def _entry(line: str) -> str:
    """A heading without the dots and the page number that a table of contents puts behind it."""
    return bare(_LEADER.sub("", line[-_ENTRY_LENGTH:]))


def announced_annexes(lines: Sequence[Line], metadata: Container[int]) -> tuple[set[int], tuple[str, ...]]:
    """Lines that only announce annexes (附件：1．… 2．…), and the labels of those that do not come."""
    announced: set[int] = set()
    absent: list[str] = []
    opened = _Opened()
    for i in range(len(lines) - 1, -1, -1):
        mark = annex_mark(lines[i].text)
        if mark is None:
            continue
        block = range(i, _announcement_end(lines, i, mark))
        comes = opened.has(mark)
        if block and (comes or block.stop == len(lines) or block.stop in metadata or block.stop in announced):
            announced.update(block)
            absent += [] if comes else [mark.label]
        else:
            opened.add(mark)
    return announced, tuple(reversed(absent))


class _Opened:
    """Annexes that stand further down, by number and title; no title fits any."""

    def __init__(self) -> None:
        self._titles: dict[str, set[str]] = {}

    def add(self, mark: AnnexMark) -> None:
        for number in {mark.number, ""}:
            self._titles.setdefault(number, set()).add(bare(mark.title))

    def has(self, announced: AnnexMark) -> bool:
        titles = self._titles.get(announced.number, set())
        is_list = not announced.title or parse_label(announced.title) is not None
        return bool(titles & {"", bare(announced.title)}) or (bool(titles) and is_list and not announced.number)


def _announcement_end(lines: Sequence[Line], i: int, mark: AnnexMark) -> int:
    """Behind the last line of an announcement at `i`, its 2．… 3．… with it if it begins with 1．…; `i` if none."""
    first = parse_label(mark.title)
    if not mark.title and lines[i].text[-1] in ":：" and i + 1 < len(lines):
        first = lines[i + 1].label
        if first is None or first.number != 1:
            return i
    elif not mark.title:
        return i
    end, expected = i + 1, 2 if mark.title else 1
    while first and end < len(lines) and _is_item(lines[end].label, first, expected):
        end, expected = end + 1, expected + 1
    return end


def _is_item(label: Label | None, first: Label, expected: int) -> bool:
    return label is not None and label.family is first.family and label.number == expected
