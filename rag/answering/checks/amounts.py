"""Whether the figures and dates of a statement stand in its sources, with the same bound and beside the same thing."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rag.answering.checks.alignment import cases
from rag.answering.checks.binding import Place, Places, best_fit, best_fit_without, is_elsewhere, is_moved, is_outdone
from rag.answering.checks.bounds import is_aim, is_said_as_aim
from rag.answering.checks.figures import ITEM, Figure, figures
from rag.answering.checks.prose import Prose, Span, Weights, clean
from rag.answering.checks.subjects import is_exchanged

_RANGE = re.compile("[^,;。、]{0,4}(?:以上|至|到|为|成|[-—~–]+)[^,;。、]{0,2}")
_UNTIL, _BY = re.compile(r"(?:到|至|截至|力争|\bby )$"), re.compile("年?(?:[底末]|之?前)")
_CERTAIN = 1.5
_LIKELY = 1.1
_LARGEST_COUNT = 10
_MANY = 24
_DURATIONS = frozenset(["小时", "月", "工作日"])
_COUNTS = frozenset(["个", "地", "县", "市", "方", "部分", "方面", "国", "环节", "领域", "人", "家", "期"])


@dataclass(frozen=True, slots=True)
class Finding:
    figure: Figure
    text: str


def findings(statement: Prose, sources: Sequence[Prose], names: Sequence[str]) -> Iterator[Finding]:
    """Figures that nothing bears out. `names`: of the documents and clauses; a year or a number may come from there."""
    named = [figure for name in names for figure in figures(clean(name))]
    own, theirs = Places(statement), [(source, Places(source)) for source in sources]
    for figure in statement.figures:
        if figure.kind == ITEM:
            continue
        place, evidence = _own_place(statement, own, figure), _evidence(statement, figure, theirs)
        if evidence.objection:
            reason = evidence.objection
        elif evidence.same:
            reason = _objection(statement, figure, sources, place, evidence)
        else:
            is_name = _is_named(figure, named) and not _is_deadline(statement.text, figure)
            is_said = figure.is_article or is_name or _is_count(statement, figure, sources)
            reason = "" if is_said and _is_free(figure, place, evidence) else "引文没有"
        if reason:
            yield Finding(figure, f"{statement.text[figure.start : figure.end]}（{reason}）")
    yield from _turned_ranges(statement, sources)


def _turned_ranges(statement: Prose, sources: Sequence[Prose]) -> Iterator[Finding]:
    """三年以上十年以下 said as 十年以上三年以下."""
    theirs = {pair for source in sources for pair in _ranges(source)}
    for low, high in _ranges(statement):
        if (high, low) in theirs and (low, high) not in theirs:
            figure = next(figure for figure in statement.figures if (figure.value, figure.kind) == low)
            yield Finding(figure, f"{statement.text[figure.start : figure.end]}（区间与引文相反）")


def _ranges(prose: Prose) -> Iterator[tuple[tuple[float, str], tuple[float, str]]]:
    """What two figures of one kind say that only a word of range divides."""
    for low, high in pairwise(prose.figures):
        if low.kind == high.kind and _RANGE.fullmatch(prose.text, low.end, high.start):
            yield (low.value, low.kind), (high.value, high.kind)


@dataclass(frozen=True, slots=True)
class _Evidence:
    """Places of equal figures, of others of the kind (those that are equal but for their bound among them), and of the same
    number with another unit; and the segments of the sources that have none of the kind. `objection`: why none that is
    equal bears the figure out, if none does."""

    same: tuple[Place, ...]
    objection: str
    rivals: tuple[Place, ...]
    changed: tuple[Place, ...]
    without: tuple[Weights, ...]


def _own_place(statement: Prose, own: Places, figure: Figure) -> Place:
    alike = [other for other in statement.figures if other.kind == figure.kind and other.like(figure)]
    return own.of(_spans(statement, alike))[alike.index(figure)]


def _evidence(statement: Prose, figure: Figure, sources: Sequence[tuple[Prose, Places]]) -> _Evidence:
    same: list[Place] = []
    objections: list[str] = []
    rivals: list[Place] = []
    changed: list[Place] = []
    without: list[Weights] = []
    for source, places in sources:
        alike = _first([other for other in source.figures if _competes(other, figure)], figure)
        for other, place in zip(alike, places.of(_spans(source, alike)), strict=True):
            if other.equals(figure):
                reason = _unlike(statement, figure, source, other)
                (rivals if reason else same).append(place)
                objections += [reason] if reason else []
            elif other.kind == figure.kind or {other.kind, figure.kind} <= _DURATIONS:
                rivals.append(place)
        unlike = [other for other in source.figures if other.value == figure.value and not _competes(other, figure)][
            :_MANY
        ]
        changed += places.of(_spans(source, unlike))
        having = {source.segment_of(other.start) for other in alike}
        pairs = zip(source.segments, source.contents, strict=True)
        without += [content for segment, content in pairs if segment not in having]
    objection = objections[0] if objections and not same else ""
    return _Evidence(tuple(same), objection, tuple(rivals), tuple(changed), tuple(without))


def _unlike(statement: Prose, figure: Figure, source: Prose, other: Figure) -> str:
    """Why an equal figure says more than the source's; empty where it does not."""
    if figure.contradicts(other):
        return "上下限与引文相反"
    if not figure.keeps_bound_of(other):
        return "上下限与引文不同"
    aim = source.text[source.part_of(other.start)[0] : other.start]
    is_kept = not is_aim(aim) or is_said_as_aim(statement.text[slice(*statement.segment_of(figure.start))])
    return "" if is_kept or figure.is_date else "引文只作为努力目标"


def _first(alike: Sequence[Figure], figure: Figure) -> list[Figure]:
    """Those that are equal, and as many of the others as are compared, in order."""
    others = [other for other in alike if not other.equals(figure)]
    beyond = others[_MANY].start if len(others) > _MANY else None
    equal = [other for other in alike if other.equals(figure)][:_MANY]
    return list(alike) if beyond is None else sorted({*equal, *others[:_MANY]}, key=lambda other: other.start)


def _competes(other: Figure, figure: Figure) -> bool:
    """Whether the one could stand in the place of the other: two spans of time may, in whatever unit."""
    return other.like(figure) or {other.kind, figure.kind} <= _DURATIONS


def _spans(prose: Prose, listed: Sequence[Figure]) -> Iterator[Span]:
    """Where they stand; of a part of a date, where the whole date does."""
    starts, ends = {f.start: f for f in prose.figures if f.is_date}, {f.end: f for f in prose.figures if f.is_date}
    for figure in listed:
        start, end = figure.start, figure.end
        while figure.is_date and start in ends:
            start = ends[start].start
        while figure.is_date and end in starts:
            end = starts[end].end
        yield start, end


def _objection(statement: Prose, figure: Figure, sources: Sequence[Prose], place: Place, evidence: _Evidence) -> str:
    """Why a figure that the sources have is not borne out by them; empty where it is."""
    if _is_of_another_case(statement, figure, sources):
        return "引文说的是另一种情形"
    if not figure.is_date and not figure.is_article and is_exchanged(statement, figure, sources):
        return "引文说的是另一处"
    same, rival = best_fit(place, evidence.same), best_fit(place, (*evidence.rivals, *evidence.changed))
    elsewhere = 0.0 if figure.is_article else best_fit_without(place, evidence.without)
    is_second = rival >= same and _said(figure, statement) > max(_said(figure, source) for source in sources)
    is_lost = is_second or is_moved(same, rival) or is_elsewhere(same, elsewhere)
    return "引文说的是另一处" if is_lost or is_outdone(place, evidence.same, evidence.rivals) else ""


def _is_free(figure: Figure, place: Place, evidence: _Evidence) -> bool:
    """Whether no other figure stands in the sources where this one would."""
    rival, changed = best_fit(place, evidence.rivals), best_fit(place, evidence.changed)
    return rival <= (_CERTAIN if figure.is_article else _LIKELY) and changed <= _LIKELY


def _is_of_another_case(statement: Prose, figure: Figure, sources: Sequence[Prose]) -> bool:
    """Whether the condition that the figure stands under (情节较轻的，) is that of segments with other figures alone."""
    said = [
        other
        for source in sources
        for start, end in cases(source, statement, figure.start)
        for other in source.figures
        if start <= other.start < end
    ]
    return bool(said) and not any(other.equals(figure) and not figure.contradicts(other) for other in said)


def _said(figure: Figure, prose: Prose) -> int:
    """How often one segment says it."""
    counts = Counter(prose.segment_of(other.start) for other in prose.figures if other.equals(figure))
    return max(counts.values(), default=0)


def _is_named(figure: Figure, named: Sequence[Figure]) -> bool:
    """Whether a date or a number of order is that of a document or of a clause."""
    return (figure.is_date or figure.kind.startswith("第") or not figure.kind) and any(map(figure.equals, named))


def _is_deadline(text: str, figure: Figure) -> bool:
    """到2025年, 2025年底前: said of a task, not of a document."""
    return bool(_UNTIL.search(text[: figure.start]) or _BY.match(text, figure.end))


def _is_count(statement: Prose, figure: Figure, sources: Sequence[Prose]) -> bool:
    """Whether a small number only counts what is listed: 广州、深圳两地."""
    if figure.kind not in _COUNTS or not 2 <= figure.value <= _LARGEST_COUNT:
        return False
    doubled = figure.value == 2 and any("双" in source.text for source in sources)
    return doubled or any(int(figure.value) in _listed(prose) for prose in (statement, *sources))


def _listed(prose: Prose) -> set[int]:
    """How many things the lists of a text have; 和 may join one more, and what follows a colon may be a list too."""
    counts: set[int] = set()
    for start, end in prose.parts:
        if items := prose.text.count("、", start, end):
            counts |= {items + 1, items + 2}
    for start, end in prose.segments:
        if ":" in prose.text[start:end]:
            counts.add(prose.text[start:end].partition(":")[2].count(",") + 1)
    return counts
