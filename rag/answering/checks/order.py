"""Things exchanged where no figure or name shows it: the two sides of a relation (A会同B, 由A向B转变, 以A为B, B由A孵化), cause
and effect (A，从而推动B), and the halves of two like phrases (红茶全发酵，乌龙茶半发酵)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import islice, pairwise

from rag.answering.checks.alignment import coverage
from rag.answering.checks.prose import Gram, Prose, Span, Weights, prose, weighed

_RELATION = re.compile(
    "会同|不?(?:得|应当|能)?(?:低于|高于|少于|多于|优于|先于|晚于|大于|小于)|委托|授权|转为|改为|替代|取代|隶属于|优先于|"
    "向(?=.{2,12}(?:报告|移送|申请))"
)
# Relations that name both of their sides: (A, B) of 由A向B转变, 由A进化为B, 以A为B.
_BETWEEN = {
    "向": re.compile(r"(?:由|从)?([^,;:。()由从]{2,20}?)(?:向|到|进化为|升级为|转变?为|演进为)([^,;:。()]{2,24})"),
    "以为": re.compile(r"以([^,;:。()以]{2,14})为([^,;:。()]{2,24})"),
}
_MOVES = re.compile("由|从|转变|转化|转型|进化|演进|升级|拓展|延伸|过渡")
# A由B孵化 is B孵化A. Whose part a task is says roles.py.
_PASSIVE = re.compile(r"([^,;:。()由被]{2,20})(?:由|被)([^,;:。()]{2,20}?)([\u4e00-\u9fff]{2})(?=[,;。()]|$)")
_EFFECT = re.compile("促进|推动|带动|从而|进而|使得")
_CAUSE = re.compile("因为|由于|所以|因此|从而|导致|使得|之所以|归因")
_CLEAR = 0.1
_FEWEST, _FEW, _MANY = 4, 12, 30
_HALF = 1.0


def exchanged_sides(statement: Prose, sources: Sequence[Prose]) -> list[str]:
    """What the statement has the other way round than a source, each by the word for it."""
    found = [said.word for said in _relations(statement.text)[:_FEW] if _is_crossed(said, sources)]
    return [*found, *_invented_causes(statement, sources), *_crossed_halves(statement, sources)]


@dataclass(frozen=True)
class _Relation:
    """What stands on either side of a word."""

    word: str
    left: tuple[Gram, ...]
    right: tuple[Gram, ...]

    @cached_property
    def sides(self) -> tuple[Weights, Weights]:
        return weighed(self.left), weighed(self.right)


@lru_cache(maxsize=1024)
def _relations(text: str) -> tuple[_Relation, ...]:
    read = prose(text)
    spans = islice(_found(read), _MANY)
    return tuple(_Relation(word, read.within(*left), read.within(*right)) for word, left, right in spans)


def _found(read: Prose) -> Iterator[tuple[str, Span, Span]]:
    for match in _RELATION.finditer(read.text):
        yield match.group()[-2:], *_sides(read, match.span())
    for word, pattern in _BETWEEN.items():
        for match in pattern.finditer(read.text):
            if word != "向" or _MOVES.search(match.group()):
                yield word, match.span(1), match.span(2)
    for match in _PASSIVE.finditer(read.text):
        yield match[3], match.span(2), match.span(1)
    for match in _EFFECT.finditer(read.text):
        yield "促进", *_halves(read, match.span())


def _sides(read: Prose, word: Span) -> tuple[Span, Span]:
    """What stands before and behind a word in its part."""
    start, end = read.segment_of(word[0])
    start = max(start, read.text.rfind(",", start, word[0]) + 1)
    stop = read.text.find(",", word[1], end)
    return (start, word[0]), (word[1], stop if stop >= 0 else end)


def _halves(read: Prose, word: Span) -> tuple[Span, Span]:
    """The same, but what stands before is the part before where nothing does in its own."""
    left, right = _sides(read, word)
    if read.within(*left):
        return left, right
    before = read.part_of(max(left[0] - 2, read.segment_of(word[0])[0]))
    return before if before[1] <= word[0] else left, right


def _is_crossed(said: _Relation, sources: Sequence[Prose]) -> bool:
    if min(len(said.left), len(said.right)) < _FEWEST:
        return False
    straight = crossed = 0.0
    for source in sources:
        for left, right in _same_relation(source, said.word):
            straight = max(straight, coverage(said.left, left) + coverage(said.right, right))
            crossed = max(crossed, coverage(said.left, right) + coverage(said.right, left))
    return crossed > max(1.0, straight + _CLEAR)


def _same_relation(source: Prose, word: str) -> Iterator[tuple[Weights, Weights]]:
    """The sides in the source, and of a verb said in the passive what stands around it in the active."""
    yield from (other.sides for other in _relations(source.text) if other.word == word)
    for match in islice(re.finditer(re.escape(word), source.text), _MANY if len(word) > 1 else 0):
        start, end = source.segment_of(match.start())
        stop = source.text.find(",", match.end(), end)
        yield (
            weighed(source.within(start, match.start())),
            weighed(source.within(match.end(), stop if stop >= 0 else end)),
        )


def _invented_causes(statement: Prose, sources: Sequence[Prose]) -> Iterator[str]:
    """因为A，所以B where the sources say no more than A and B."""
    for match in _CAUSE.finditer(statement.text):
        if match.group() in ("因为", "所以", "导致", "之所以", "归因") and not any(
            re.search("因|由于|所以|导致|致使|使", source.text) for source in sources
        ):
            yield match.group()


def _crossed_halves(statement: Prose, sources: Sequence[Prose]) -> Iterator[str]:
    """Two parts of the statement that each join a half of one part of a source with a half of the next."""
    for part, (one, other) in zip(statement.parts, pairwise(statement.pairs), strict=False):
        if any(_is_swapped(one, other, source) for source in sources):
            yield statement.text[slice(*part)]


def _is_swapped(one: frozenset[str], other: frozenset[str], source: Prose) -> bool:
    said = one | other
    theirs = [pairs for pairs in source.pairs if len(pairs & said) > 1]
    return any(_are_swapped(one, other, first - second, second - first) for first, second in pairwise(theirs))


def _are_swapped(one: frozenset[str], other: frozenset[str], first: frozenset[str], second: frozenset[str]) -> bool:
    """Whether each takes from both what the other does not take, and next to nothing else."""
    shares = one & first, one & second, other & first, other & second
    own = one - other, other - one
    return (
        all(shares)
        and not shares[0] & shares[2]
        and not shares[1] & shares[3]
        and len(shares[0] | shares[1]) >= _HALF * len(own[0] - shares[0] - shares[1])
        and len(shares[2] | shares[3]) >= _HALF * len(own[1] - shares[2] - shares[3])
        and min(map(len, (shares[0] | shares[2], shares[1] | shares[3]))) > 1
    )
