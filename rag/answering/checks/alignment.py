"""Which stretch of the sources each part of a statement repeats."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rag.answering.checks.prose import Gram, Prose, Span, Weights, weighed

_EVEN, _HELD, _SAME_CASE, _ALIKE, _PREFERRED = 0.01, 0.75, 0.6, 0.15, 0.2


@dataclass(frozen=True, slots=True)
class Match:
    """`part` of the statement, `pairs` of its characters that say something, and the part of the sources that covers most
    of its content, with the sentence around that.

    `coverage`, `near`: the share of its content, by weight from 0 to 1, that one segment of the sources has, and one part;
    `back`: the share of that part's content that it has.
    """

    part: str
    pairs: frozenset[str]
    closest: str
    sentence: str
    coverage: float
    near: float
    back: float


def aligned(statement: Prose, sources: Sequence[Prose]) -> tuple[Match, ...]:
    """A match for every part of the statement that says something."""
    stretches = [
        Stretch(source, span, content)
        for source in sources
        for span, content in zip(source.segments, source.contents, strict=True)
    ]
    said = [(part, statement.within(*part)) for part in statement.parts]
    return tuple(_match(statement, part, grams, stretches) for part, grams in said if grams and stretches)


@dataclass(frozen=True, slots=True)
class Stretch:
    source: Prose
    span: Span
    content: Weights

    @property
    def text(self) -> str:
        return self.source.text[slice(*self.span)]


def _match(statement: Prose, part: Span, grams: Sequence[Gram], segments: Sequence[Stretch]) -> Match:
    said, around = statement.text[slice(*part)], statement.within(*statement.segment_of(part[0]))
    segment = _closest(said, grams, segments, around)
    if same_case := _same_case(statement, part[0], segments):
        other = _closest(said, grams, same_case, around)
        if coverage(grams, other.content) >= coverage(grams, segment.content) - _PREFERRED:
            segment = other
    source, (start, end) = segment.source, segment.span
    parts = [
        Stretch(source, span, weighed(source.within(*span))) for span in source.parts if start <= span[0] < end
    ] or [segment]
    closest = _closest(said, grams, parts, ())
    return Match(
        said,
        frozenset(gram.text for gram in grams if gram.is_strong),
        closest.text,
        _sentence(source.text, segment.span),
        coverage(grams, segment.content),
        coverage(grams, closest.content),
        coverage(source.within(*closest.span), weighed(grams)),
    )


def _same_case(statement: Prose, position: int, segments: Sequence[Stretch]) -> list[Stretch]:
    """Those that stand under the same condition; none where the place has no condition."""
    start, end = statement.condition_of(position)
    sources = {id(segment.source): segment.source for segment in segments} if start < end else {}
    found = {key: cases(source, statement, position) for key, source in sources.items()}
    return [segment for segment in segments if segment.span in found.get(id(segment.source), ())]


def _closest(said: str, grams: Sequence[Gram], stretches: Sequence[Stretch], around: Sequence[Gram]) -> Stretch:
    """Of those that cover most, the one that also has most of what stands around, and then looks most like it."""
    covers = [coverage(grams, stretch.content) for stretch in stretches]
    least = max(covers) - _EVEN
    best = [stretch for stretch, cover in zip(stretches, covers, strict=True) if cover >= least]
    if len(best) == 1:
        return best[0]
    return max(best, key=lambda stretch: (coverage(around, stretch.content), _same_print(said, stretch.text)))


def _same_print(one: str, other: str) -> float:
    """Jaccard's index of the pairs of characters."""
    mine, theirs = (set(map("".join, pairwise(text))) for text in (one, other))
    return len(mine & theirs) / len(mine | theirs) if mine | theirs else 1.0


def _sentence(text: str, segment: Span) -> str:
    """The whole of a sentence that ； divides."""
    start, end = text.rfind("。", 0, segment[0]) + 1, text.find("。", segment[1])
    return text[start : end if end >= 0 else len(text)]


def cases(source: Prose, statement: Prose, position: int) -> list[Span]:
    """Segments of a source with the condition that a place of the statement stands under, in these words or nearly so."""
    start, end = statement.condition_of(position)
    condition = statement.within(start, end)
    fits = [(span, _alike(condition, source.within(*span))) for span in source.parts] if condition else []
    found = [
        (span, _same_print(statement.text[start:end], source.text[slice(*span)]))
        for span, fit in fits
        if fit >= _SAME_CASE
    ]
    best = max((alike for _, alike in found), default=0.0)
    same = [span for span, alike in found if alike >= best - _ALIKE]
    return list(dict.fromkeys(source.segment_of(start) for start, _ in same))


def _alike(condition: Sequence[Gram], others: Sequence[Gram]) -> float:
    """The mean of what each has of the other; nothing where the condition says something else as well."""
    held = coverage(condition, weighed(others))
    return (held + coverage(others, weighed(condition))) / 2 if held >= _HELD else 0.0


def coverage(grams: Sequence[Gram], content: Collection[str]) -> float:
    """The share of the grams, by weight from 0 to 1, that the content has too."""
    total = sum(gram.weight for gram in grams)
    return sum(gram.weight for gram in grams if gram.text in content) / total if total else 0.0
