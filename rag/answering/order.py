"""Things exchanged where no figure or name shows it: the two sides of a relation, and the halves of two like phrases."""

import re
from collections.abc import Iterator, Sequence

from rag.answering.alignment import coverage
from rag.answering.prose import Prose, Span, weighed

_RELATION = re.compile(
    "会同|不?(?:得|应当|能)?(?:低于|高于|少于|多于|优于|先于|晚于|大于|小于)|委托|授权|转为|改为|替代|取代|隶属于|优先于|向(?=.{2,12}(?:报告|移送|申请))"
)


def exchanged_sides(statement: Prose, sources: Sequence[Prose]) -> list[str]:
    """Relations of the statement (A会同B, A不低于B) whose sides a source has the other way round."""
    return [
        relation
        for relation, left, right in _relations(statement)
        if _is_crossed(statement, relation, left, right, sources)
    ]


def _relations(prose: Prose) -> Iterator[tuple[str, Span, Span]]:
    for match in _RELATION.finditer(prose.text):
        start, end = prose.segment_of(match.start())
        start = max(start, prose.text.rfind(",", start, match.start()) + 1)
        stop = prose.text.find(",", match.end(), end)
        yield match.group()[-2:], (start, match.start()), (match.end(), stop if stop >= 0 else end)


def _is_crossed(statement: Prose, relation: str, left: Span, right: Span, sources: Sequence[Prose]) -> bool:
    mine = statement.within(*left), statement.within(*right)
    straight = crossed = 0.0
    for source in sources:
        for other, before, behind in _relations(source):
            if other == relation:
                theirs = weighed(source.within(*before)), weighed(source.within(*behind))
                straight = max(straight, coverage(mine[0], theirs[0]) + coverage(mine[1], theirs[1]))
                crossed = max(crossed, coverage(mine[0], theirs[1]) + coverage(mine[1], theirs[0]))
    return crossed > max(1.0, straight + 0.1)
