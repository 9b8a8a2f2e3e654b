"""Where the heading, the lines and the cells of a clause's text begin and end: half open, in characters of that text."""

import re
from collections.abc import Iterator
from itertools import pairwise

from rag.domain import Clause

Stretch = tuple[int, int]

_PIPE = re.compile(r"(?<!\\)\|")
_TAB = re.compile(r"\t")
_RULE = re.compile(r"[|\s:+-]+")
_LONGEST_WIDENING = 3


def lines(text: str, start: int = 0) -> Iterator[Stretch]:
    """The lines from `start` on that hold anything.

    >>> list(lines("一、目标\\n到2027年"))
    [(0, 4), (5, 11)]
    """
    while start < len(text):
        end = text.find("\n", start)
        end = end if end >= 0 else len(text)
        if start < end:
            yield start, end
        start = end + 1


def heading_width(clause: Clause) -> int:
    """How many characters of a clause's text its heading takes, with the full stop behind it; 0 where it has none.

    The path has the heading as one writes it; the text may have other widths, spaces and line breaks.
    """
    named = clause.path[-1] if clause.path else ""
    words = named.removeprefix(clause.label).strip()
    end = _end_of(named, clause.text, 0)
    for at in range(len(clause.label) + _LONGEST_WIDENING) if words and not end else ():
        end = end or _end_of(words, clause.text, at)
    return end + 1 if end and clause.text[end : end + 1] in ("。", "．") else end


def cells(text: str, line: Stretch) -> list[Stretch]:
    """The cells of a row, white space off, empty ones kept; between tabs, or pipes where the line begins with one.

    >>> text = "| 1 | 建设 | |"
    >>> [text[start:end] for start, end in cells(text, (0, len(text)))]
    ['1', '建设', '']
    """
    start, end = line
    piped = text.startswith("|", start)
    bars = [match.start() for match in (_PIPE if piped else _TAB).finditer(text, start, end)]
    if not piped:
        bars = [start - 1, *bars]
    if not piped or not text[start:end].rstrip().endswith("|"):
        bars.append(end)
    return [_stripped(text, bar + 1, following) for bar, following in pairwise(bars)]


def header(line: str) -> tuple[str, ...]:
    """The cells of a table's header; none of a rule under one.

    >>> header("序号\\t任务"), header("|---|---|")
    (('序号', '任务'), ())
    """
    if _RULE.fullmatch(line):
        return ()
    return tuple(line[start:end] for start, end in cells(line, (0, len(line))))


def _end_of(words: str, text: str, at: int) -> int:
    """Where `words` end that begin at `at` in a text, white space in either left out of account; 0 where they do not."""
    for character in "".join(words.split()):
        while text[at : at + 1].isspace():
            at += 1
        if not text.startswith(character, at):
            return 0
        at += 1
    return at


def _stripped(text: str, start: int, end: int) -> Stretch:
    shown = text[start:end].strip()
    at = start + text[start:end].index(shown)
    return at, at + len(shown)
