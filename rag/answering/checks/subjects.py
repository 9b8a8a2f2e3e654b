"""Whether a figure of a statement is said of what the sources say it of.

A source may list aims in one sentence: 数据产业规模超15%，人工智能核心产业规模超过4400亿元. Then each figure has its own cell, what
stands between the marks around it, and what stands before and behind the figure in it is its subject and its object. Where
a statement leaves out of them what the source says, and puts in what the source says of something else, it has moved the
figure. What is only left out, or only said in other words, is no such finding.
"""

import re
from collections.abc import Callable, Iterator, Sequence

from rag.answering.checks.figures import Figure
from rag.answering.checks.measures import COUNTED
from rag.answering.checks.prose import Gram, Prose, Span

_MARK = re.compile(r"[:()。;!?\n]|,(?!\d{3})|(?<!\d),|并|同时|以及|其中")
_LISTED = re.compile(f"、|{_MARK.pattern}")
_FAR = 80
_PUT_IN, _LEFT_OUT, _FOREIGN = 2, 2, 3
_ANOTHER = 5
_MANY = 20

Cell = tuple[tuple[Gram, ...], tuple[Gram, ...]]
"""What stands before a figure in its cell, and what stands behind."""


def is_exchanged(statement: Prose, figure: Figure, sources: Sequence[Prose]) -> bool:
    """Whether every cell of the sources with this figure has another subject, or another object, that the statement has
    exchanged for that of a third."""
    said = cell(statement, figure)
    holders = [(source, other) for source in sources for other in source.figures if other.equals(figure)][:_MANY]
    return bool(holders) and all(
        _is_exchanged(statement, said, source, other, sources)
        or _is_foreign(said, source, sources)
        or _is_orphaned(statement, figure, source, other, sources)
        for source, other in holders
    )


def cell(prose: Prose, figure: Figure) -> Cell:
    first, last = _bounds(prose, figure)
    return prose.within(first, figure.start), prose.within(figure.end, last)


def _bounds(prose: Prose, figure: Figure) -> Span:
    """Between the nearest marks; those of a list (、) count where its items have figures of their own."""
    first, last = _between(_MARK, prose.text, figure)
    is_list = any(first <= other.start < last and other.start != figure.start for other in prose.figures)
    return _between(_LISTED, prose.text, figure) if is_list else (first, last)


def _between(mark: re.Pattern[str], text: str, figure: Figure) -> Span:
    first, last = max(0, figure.start - _FAR), min(len(text), figure.end + _FAR)
    before = [found.end() for found in mark.finditer(text, first, figure.start)]
    after = mark.search(text, figure.end, last)
    return before[-1] if before else first, after.start() if after else last


def _is_exchanged(statement: Prose, said: Cell, source: Prose, other: Figure, sources: Sequence[Prose]) -> bool:
    """One that the sources say elsewhere; of what is counted, one that they do not say at all."""
    everywhere, around = statement.known, _around(source, other)
    if other.kind in COUNTED and _longest_run(said[1], lambda text: text not in around) >= _ANOTHER:
        return True
    return any(
        _longest_run(their, lambda text: text not in everywhere) >= _LEFT_OUT
        and _longest_run(mine, lambda text: text not in around and any(text in one.known for one in sources)) >= _PUT_IN
        for mine, their in zip(said, cell(source, other), strict=True)
    )


def _around(prose: Prose, figure: Figure) -> set[str]:
    """What goes with a figure at the most: from the figure before it, in its segment, to the end of its cell."""
    first = prose.segment_of(figure.start)[0]
    start = max((other.start for other in prose.figures if first <= other.start < figure.start), default=first)
    return {gram.text for gram in prose.within(start, _bounds(prose, figure)[1])}


def _is_foreign(said: Cell, source: Prose, sources: Sequence[Prose]) -> bool:
    """Whether the cell has words of another source that this one has not."""
    others = [other for other in sources if other is not source]
    return any(
        _longest_run(side, lambda text: text not in source.known and any(text in one.known for one in others))
        >= _FOREIGN
        for side in said
    )


def _is_orphaned(statement: Prose, figure: Figure, source: Prose, other: Figure, sources: Sequence[Prose]) -> bool:
    """Whether the subject is left out, and what stands before it in the statement is of another source."""
    if len(sources) < 2:
        return False
    start = statement.part_of(figure.start)[0]
    before = next((part for part in reversed(statement.parts) if part[1] < start), (0, 0))
    subject = cell(source, other)[0]
    return (
        _longest_run(subject, lambda text: text not in statement.known) >= _LEFT_OUT
        and _longest_run(statement.within(*before), lambda text: text not in source.known) >= _FOREIGN
    )


def _longest_run(grams: Sequence[Gram], is_meant: Callable[[str], bool]) -> int:
    """Of pairs and words that follow each other, the most that are meant; a word counts as two pairs."""
    return max(_runs(grams, is_meant), default=0)


def _runs(grams: Sequence[Gram], is_meant: Callable[[str], bool]) -> Iterator[int]:
    run, end = 0, 0
    for gram in grams:
        if not gram.is_strong:
            continue
        run = (run if gram.start <= end else 0) + round(gram.weight) if is_meant(gram.text) else 0
        end = gram.start + len(gram.text)
        yield run
