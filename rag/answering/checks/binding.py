"""Which thing a figure or a name of a statement goes with, and whether it goes with the same thing in the sources.

That a number stands in the cited clause is not enough: it may stand there beside another thing. So each mention has a
context: what stands between it and the next mention of its kind, cut at the marks, and the head that it shares with
those before it (补贴标准为 in 补贴标准为博士6万元、硕士3万元). The mention of a statement belongs to the place of the sources
whose context has most of its own; if something else stands in that place, the statement has moved it.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rag.answering.checks.prose import Gram, Prose, Span, Weights, weighed

_MARK = re.compile(r"[:()。;!?\n、]|,(?!\d{3})|(?<!\d),")
_STOP = re.compile(_MARK.pattern.replace("、", ""))
_AND = re.compile("以?及|和|与")
_RANGE = re.compile("至|到|以上|[-—~–]+|和|或者?")
_REACH = 8
_FAR, _MENTIONS = 150, 20
_HEAD, _LISTED, _SEGMENT = 0.4, 0.8, 0.5
_BACK = 0.1
_BEST = 1 + _SEGMENT + _BACK
_DOUBT, _ELSEWHERE, _MUCH = 0.3, 0.7, 2.0


@dataclass(frozen=True, slots=True)
class Place:
    """Where a mention stands: what is its own, the nearer the heavier; what its part says; what it shares with other
    mentions (补贴标准为 before a list of amounts, 的补贴 behind one), by how much; and its whole segment."""

    own: Weights
    part: Weights
    shared: Weights
    segment: Weights


class Places:
    """The places of mentions in one text; those of one list of mentions are worked out once."""

    def __init__(self, prose: Prose) -> None:
        self._prose = prose
        self._known: dict[tuple[Span, ...], tuple[Place, ...]] = {}

    def of(self, mentions: Iterable[Span]) -> tuple[Place, ...]:
        """The place of each of the mentions, which are all of one kind, in order."""
        listed = tuple(mentions)
        if listed not in self._known:
            self._known[listed] = tuple(_place(self._prose, listed, i) for i in range(len(listed)))
        return self._known[listed]


def _place(prose: Prose, mentions: Sequence[Span], i: int) -> Place:
    text, (start, end) = prose.text, mentions[i]
    first, last = prose.segment_of(start)
    first, last = max(first, start - _FAR), min(last, end + _FAR)
    before = [span for span in mentions[max(0, i - _MENTIONS) : i] if span[0] >= first]
    following = [span for span in mentions[i + 1 : i + _MENTIONS] if span[0] < last]
    reach = end
    while following and _RANGE.fullmatch(text, reach, following[0][0]):
        reach = following.pop(0)[1]
    left = prose.within(_left(text, before, first, start), start)
    right = _right(text, reach, following[0][0] if following else last, alone=not left)
    head = prose.within(first, before[0][0]) if before else ()
    tail = prose.within(*_tail(text, reach, following, last))
    is_listed = bool(before) and _is_listed(text, first, before[0], start, has_own=any(g.is_strong for g in left))
    beside = prose.within(*prose.part_of(start))
    return Place(
        own=_near([*left, *prose.within(end, right)], start, prose.part_of(start)),
        part=weighed(gram for gram in beside if gram.is_strong and not start <= gram.start < end),
        shared=dict.fromkeys(_texts(head), _LISTED if is_listed else _HEAD) | dict.fromkeys(_texts(tail), _LISTED),
        segment=prose.content_of(start, without=prose.within(start, end)),
    )


def _is_listed(text: str, first: int, opening: Span, start: int, *, has_own: bool) -> bool:
    """Whether a mention has its head from the one that opens the list: nothing of its own, no mark between, or a colon."""
    return not has_own or not _STOP.search(text, opening[1], start) or ":" in text[first : opening[0]]


def _near(grams: Sequence[Gram], start: int, part: Span) -> Weights:
    """Pairs and words; single characters only where there is nothing else. What stands in another part is half as near."""
    said = [gram for gram in grams if gram.is_strong] or grams
    weights: Weights = {}
    for gram in said:
        distance = abs(gram.start - start) / _REACH + (not part[0] <= gram.start < part[1])
        weights[gram.text] = max(gram.weight * 2**-distance, weights.get(gram.text, 0.0))
    return weights


def _tail(text: str, end: int, following: Sequence[Span], last: int) -> Span:
    """Behind the last mention of a list (3000元、最高3万元的补贴), up to the next mark."""
    stop = end
    for start, behind in following:
        if _STOP.search(text, stop, start):
            break
        stop = behind
    mark = _STOP.search(text, stop, last) if stop > end else None
    return stop, mark.start() if mark else (last if stop > end else stop)


def _left(text: str, before: Sequence[Span], first: int, start: int) -> int:
    """Behind the mark or the 和 that follows the mention before; where none does, both have the same left."""
    for _, end in reversed(before):
        if mark := _MARK.search(text, end, start) or _AND.search(text, end + 2, start):
            return mark.end()
    return first


def _right(text: str, end: int, after: int, *, alone: bool) -> int:
    """Up to the next mark; a list (受理、审核) only where a mention follows in it. A condition (超过24小时的，) and what has
    nothing before it (到2027年，) go on behind the mark."""
    mark = _STOP.search(text, end, after)
    if mark and (alone or text[mark.start() - 1] in "的时后前内起上下"):
        mark = _STOP.search(text, mark.end(), after)
    stop = mark.start() if mark else after
    listed = text.find("、", end, stop) if not mark else -1
    return listed if listed >= 0 else stop


def _texts(grams: Sequence[Gram]) -> frozenset[str]:
    return frozenset(gram.text for gram in grams)


def fit(place: Place, other: Place) -> float:
    """How much of what goes with a mention goes with another too; from 0 to _BEST."""

    def held(text: str) -> float:
        return 1.0 if text in other.own else other.shared.get(text, 0.0)

    total = sum(place.own.values())
    own = sum(weight * held(text) for text, weight in place.own.items()) / total if total else 0.0
    return (
        own + _SEGMENT * _covered(place.segment, other.segment) + _BACK * _covered(other.own, place.own | place.segment)
    )


def _fit_without(place: Place, segment: Weights) -> float:
    return _covered(place.part, segment) + _SEGMENT * _covered(place.segment, segment)


def _covered(weights: Weights, others: Weights) -> float:
    total = sum(weights.values())
    return sum(weight for text, weight in weights.items() if text in others) / total if total else 0.0


def best_fit(place: Place, others: Sequence[Place]) -> float:
    return max((fit(place, other) for other in others), default=0.0)


def best_part_fit(place: Place, others: Sequence[Place]) -> float:
    """The same for what their parts say alone."""
    return max((_covered(place.part, other.part) for other in others), default=0.0)


def is_outdone(place: Place, same: Sequence[Place], rivals: Sequence[Place]) -> bool:
    """Whether another mention goes with all that the equal ones go with, and with a figure or more besides."""
    said = place.own | place.segment
    claimed = [_shared(said, other) for other in same]
    return any(
        all(held < taken and sum(said[text] for text in taken - held) >= _MUCH for held in claimed)
        for taken in (_shared(said, rival) for rival in rivals)
    )


def _shared(said: Weights, other: Place) -> set[str]:
    return said.keys() & (other.own.keys() | other.segment.keys())


def best_fit_without(place: Place, segments: Sequence[Weights]) -> float:
    """The same for segments that have no such mention."""
    return max((_fit_without(place, segment) for segment in segments), default=0.0)


def is_moved(same: float, rival: float, margin: float = 0.03) -> bool:
    """Whether the best place of another mention fits so much better than that of an equal one. The less the other fits
    itself, the clearer it must be."""
    return rival > same + margin + _DOUBT * (_BEST - rival)


def is_elsewhere(same: float, elsewhere: float) -> bool:
    """Whether a segment without such a mention fits so much better than the best place of an equal one."""
    return elsewhere > same + _ELSEWHERE
