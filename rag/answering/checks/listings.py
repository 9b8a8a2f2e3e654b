"""Whether a part of a list is said to be all of it: 只有A, A、B两项 where the source lists five, or the sum of all for some.

To name some members is no such claim. A list is what 、 divides; of its first and last member, which the sentence goes on
around, only the near end counts.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rag.answering.checks.figures import Figure
from rag.answering.checks.measures import COUNTED
from rag.answering.checks.prose import Prose, Span

_STRETCH = re.compile(r"[^,;。!?\n()]+")
_AND = re.compile("以及|[和与及]")
_OPEN = "等"
_ONLY = re.compile("(?<!不)(?:只(?![要需用])|仅(?!次于|需|用)|限于)|唯一|不包括")
_CLOSED = re.compile(
    "分别[是为]|就是|一共|总共|合计|全部[是为由]|(?<!公)共(?=[有计]|[\\d一二两三四五六七八九十]+[个项类条家种])"
)
_COUNT_GAP, _SUM_GAP = 3, 10
_SHORT, _LONG = 2, 4


@dataclass(frozen=True, slots=True)
class Listing:
    """`members` of `text[start:end]`, each as what must stand in a text that names it."""

    members: tuple[str, ...]
    start: int
    end: int

    def named_in(self, text: str) -> tuple[str, ...]:
        return tuple(member for member in self.members if member in text)


def closed(statement: Prose, sources: Sequence[Prose]) -> Iterator[str]:
    """Stretches of the statement that say a part of a list for all of it."""
    for span in _stretches(statement.text):
        said = statement.text[slice(*span)]
        if not (_ONLY.search(said) or _CLOSED.search(said) or _counts(statement, span)):
            continue
        lists = [(source, listing) for source in sources for listing in _listings(source.text)]
        for source, listing in _cut_short(said, lists):
            if _is_claimed(statement, span, source, listing) or _is_sum(statement, span, source, listing):
                yield said
                break


def _stretches(text: str) -> list[Span]:
    return [match.span() for match in _STRETCH.finditer(text)]


@lru_cache(maxsize=4096)
def _listings(text: str) -> tuple[Listing, ...]:
    found = ((span, _members(text[slice(*span)])) for span in _stretches(text) if "、" in text[slice(*span)])
    return tuple(Listing(members, *span) for span, members in found if min(map(len, members)) >= _SHORT)


def _members(text: str) -> tuple[str, ...]:
    """
    >>> _members("重点发展采集、存储和分析等技术")
    ('采集', '存储', '分析')
    """
    first, *middle, last = text.split("、")
    opening, *pieces = _AND.split(last.partition(_OPEN)[0])
    if not pieces and _OPEN not in last:
        opening = opening[:_LONG]
    return (
        first[-_SHORT:],
        *(member.partition(_OPEN)[0] for member in middle),
        opening,
        *(piece[:_SHORT] for piece in pieces),
    )


def _cut_short(said: str, lists: Sequence[tuple[Prose, Listing]]) -> Iterator[tuple[Prose, Listing]]:
    """Lists of which the stretch names some members and not all; none where another list has just these."""
    named = [(source, listing, listing.named_in(said)) for source, listing in lists]
    whole = {member for _, listing, found in named if len(found) == len(listing.members) for member in found}
    for source, listing, found in named:
        is_own = all(any(member.startswith(name) for member in whole) for name in found)
        if 0 < len(found) < len(listing.members) and not is_own:
            yield source, listing


def _is_claimed(statement: Prose, span: Span, source: Prose, listing: Listing) -> bool:
    said = statement.text[slice(*span)]
    if _ONLY.search(said):
        return not _ONLY.search(source.text[slice(*source.segment_of(listing.start))])
    return _OPEN not in said and bool(_CLOSED.search(said) or _is_counted(statement, span, listing))


def _is_counted(statement: Prose, span: Span, listing: Listing) -> bool:
    """A、B两项: a count right behind the members, of just these."""
    said = statement.text[slice(*span)]
    found = listing.named_in(said)
    end = span[0] + max(said.rindex(member) + len(member) for member in found)
    return any(
        figure.value == len(found) and 0 <= figure.start - end <= _COUNT_GAP for figure in _counts(statement, span)
    )


def _is_sum(statement: Prose, span: Span, source: Prose, listing: Listing) -> bool:
    """在A方面提出18条 where the source has 在A、B、C等方面提出18条. A number of the members themselves is no sum of theirs."""
    behind = source.text.find(_OPEN, source.text.rindex("、", listing.start, listing.end), listing.end)
    if behind < 0 or _OPEN in statement.text[slice(*span)]:
        return False
    counts = _counts(source, (behind, listing.end))
    sums = [f for f in counts if f.start - behind <= _SUM_GAP and f.value != len(listing.members)]
    return any(figure.equals(other) for figure in _counts(statement, span) for other in sums)


def _counts(prose: Prose, span: Span) -> list[Figure]:
    return [
        figure
        for figure in prose.figures
        if span[0] <= figure.start < span[1] and figure.kind in COUNTED and not figure.is_article
    ]
