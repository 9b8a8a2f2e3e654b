"""Whether the departments that a statement names stand in its sources, in that part, for that task."""

import re
from collections.abc import Iterator, Sequence

from rag.answering.checks.alignment import coverage
from rag.answering.checks.binding import Place, Places, best_part_fit
from rag.answering.checks.offices import Office, has_level, is_named, may_be_said, offices
from rag.answering.checks.prose import Gram, Prose, Span, weighed
from rag.answering.checks.source import Source
from rag.domain import Role
from rag.text import is_chinese

_BETTER = 0.2
_CLEARER = 0.2
_SHORTEST_NAME = 3
_FEW = 2
_LEADS = re.compile(r"\bleads?\b(?! to\b)|\bled by\b|\btak(?:es?|ing) the lead\b")


def findings(statement: Prose, sources: Sequence[Source]) -> Iterator[str]:
    """Departments that are not named, or not in that part, or for something else."""
    holders = [[*offices(source.prose), *_recorded(source)] for source in sources]
    named = offices(statement)
    for office in named:
        if reason := _reason(statement, office, named, sources, holders):
            yield f"{office.name}（{reason}）"
    if _leads_in_english(statement) and not any(holder.role is Role.LEAD for held in holders for holder in held):
        yield "lead（引文没有牵头单位）"


def _recorded(source: Source) -> list[Office]:
    return [Office(unit.name, 0, 0, unit.role) for unit in source.units]


def _reason(
    statement: Prose,
    office: Office,
    named: Sequence[Office],
    sources: Sequence[Source],
    holders: Sequence[Sequence[Office]],
) -> str:
    same = [holder for held in holders for holder in held if is_named(office.name, holder.name)]
    said = statement.text[slice(*statement.part_of(office.start))]
    is_print = any(said in source.prose.text for source in sources)
    if not same:
        return "" if is_print or _stands_in_print(statement, office, sources) else "引文没有"
    parts = "、".join(dict.fromkeys(holder.role.word for holder in same if holder.role))
    if office.role and not may_be_said(office.role, same) and (parts or office.role is not Role.RESPONSIBLE):
        return f"引文中的职责是{parts}" if parts else "引文没有写明职责"
    if _is_of_another_source(statement, office, named, sources, holders):
        return "引文说的是另一项任务"
    if is_print or office.role in (Role.LEAD, Role.SHARED):
        return ""
    return "引文说的是另一项任务" if _has_moved(statement, office, named, sources) else ""


def _stands_in_print(statement: Prose, office: Office, sources: Sequence[Source]) -> bool:
    """Where the sources have the very words, if not as the name of a department. A name without a level may have begun
    too early (强化数字法院): its end will do."""
    if office.role not in (None, Role.RESPONSIBLE):
        return False
    written = statement.text[office.start : office.end]
    ends = [written] if has_level(written) else [written[i:] for i in range(len(written) - _SHORTEST_NAME + 1)]
    texts = [text for source in sources for text in (source.prose.text, *source.names)]
    return any(end in text for end in ends for text in texts)


def _is_of_another_source(
    statement: Prose,
    office: Office,
    named: Sequence[Office],
    sources: Sequence[Source],
    holders: Sequence[Sequence[Office]],
) -> bool:
    """Whether what the statement says of the department stands in a source that does not have it in that part."""
    task = _task(statement, statement.part_of(office.start), named) or _task(
        statement, statement.segment_of(office.start), named
    )
    covered = [coverage(task, weighed(source.prose.grams)) for source in sources]
    has = [any(is_named(office.name, h.name) and _fits(office, h) for h in held) for held in holders]
    return any(has) and max(covered) > max(c for c, own in zip(covered, has, strict=True) if own) + _BETTER


def _task(statement: Prose, stretch: Span, named: Sequence[Office]) -> list[Gram]:
    """What a stretch says besides departments and their parts; none where that is too little."""
    said = [g for g in statement.within(*stretch) if not any(o.start <= g.start < o.end for o in named)]
    return said if sum(g.is_strong for g in said) > _FEW else []


def _fits(office: Office, holder: Office) -> bool:
    return office.role is None or may_be_said(office.role, [holder])


def _has_moved(statement: Prose, office: Office, named: Sequence[Office], sources: Sequence[Source]) -> bool:
    """Whether running text gives to another department what the statement gives to this one."""
    place = Places(statement).of((o.start, o.end) for o in named)[named.index(office)]
    same: list[Place] = []
    rivals: list[Place] = []
    for source in sources:
        theirs = offices(source.prose)
        for holder, other in zip(theirs, Places(source.prose).of((o.start, o.end) for o in theirs), strict=True):
            (same if is_named(office.name, holder.name) else rivals).append(other)
    return bool(same) and best_part_fit(place, rivals) > best_part_fit(place, same) + _CLEARER


def _leads_in_english(statement: Prose) -> bool:
    return bool(_LEADS.search(statement.text)) and not any(map(is_chinese, statement.text))
