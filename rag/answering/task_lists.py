"""Lists of tasks in words: whose they are, with whom, who has most. Every list is whole and opens with its count.

A statement a task: official documents first and by date, lead before the other parts, each with the words of its record. A
unit that has tasks, but none in the part or the document that is asked for, gets those that it has.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from rag.answering.draft import Draft, Quote, notice
from rag.answering.named import cite
from rag.answering.responsible import check_units, headline, roles_in_words, unit_quote
from rag.domain import Document, Role, StatementKind
from rag.ledger import Task

_RANKS = 10
_ANY = frozenset(Role)
# 各地级以上市人民政府 is a group too, but says who belongs to it.
_GROUP = re.compile("(?:有关|相关)(?:单位|部门)$")


@dataclass(frozen=True, slots=True)
class Scope:
    """`tasks`, `mentions`: of the `documents` that a question names, or of all; `everything`: of all that may be used."""

    tasks: tuple[Task, ...]
    everything: tuple[Task, ...]
    mentions: tuple[Task, ...]
    documents: tuple[Document, ...]

    @property
    def place(self) -> str:
        return "、".join(map(cite, self.documents))


@dataclass(frozen=True, slots=True)
class Who:
    """A unit, by all names that the documents give it, and the parts that count."""

    names: tuple[str, ...]
    roles: frozenset[Role] = _ANY

    @property
    def name(self) -> str:
        return "/".join(self.names)

    @property
    def doing(self) -> str:
        return f"{self.name}{_part(self.roles)}"

    def parts(self, task: Task) -> set[Role]:
        return task.roles(self.names) & self.roles


def listing(scope: Scope, parties: Sequence[Who]) -> list[Draft]:
    """The tasks in which all parties have their part."""
    chosen = [task for task in scope.tasks if all(who.parts(task) for who in parties)]
    if not chosen:
        return _nothing(scope, parties)
    place = f"在{scope.place}中，" if scope.documents else ""
    spread = _spread(chosen) if len(scope.documents) != 1 else ""
    count = f"{place}{_whose(parties)}共 {len(chosen)} 项{_split(chosen, parties)}{spread}"
    head = _computed(f"{count}{_unnamed(scope, chosen, parties)}", chosen)
    return [head, *_items(chosen, parties), *_mentioned(scope, parties)]


def partners(scope: Scope, who: Who, sought: frozenset[Role]) -> list[Draft]:
    """The units that stand in the tasks of one, in the parts that are sought; 配合 is said of a unit that leads."""
    if not any(who.parts(task) for task in scope.tasks):
        return _nothing(scope, [who])
    supporting = sought == {Role.SUPPORT}
    beside = _partnered(scope.tasks, who, _ANY if supporting else sought)
    helped = _partnered(scope.tasks, Who(who.names, frozenset({Role.LEAD})), sought) if supporting else {}
    if helped:
        rest = {task: names for task, names in beside.items() if task not in helped}
        more = [_computed(f"另外，与{who.name}同列任务的{_partner_count(rest)}", list(rest))] if rest else []
        head = _computed(f"写明配合{who.name}的{_partner_count(helped)}", list(helped))
        return [head, *_items(list(helped), [who]), *more]
    lacking = f"没有写明配合{who.name}的单位；" if supporting else ""
    if not beside:
        alone = [task for task in scope.tasks if who.parts(task)]
        return [_computed(f"{lacking}{who.doing}的 {len(alone)} 项任务没有同列的单位", alone)]
    head = _computed(f"{lacking}与{who.name}同列任务的{_partner_count(beside)}", list(beside))
    return [head, *_items(list(beside), [who])]


def ranking(scope: Scope, roles: frozenset[Role], *, whole: bool) -> list[Draft]:
    """Units by the number of their tasks in these parts, without collective ones: all, or the first ten and their equals."""
    held: dict[str, list[Task]] = {}
    for task in scope.tasks:
        for name in dict.fromkeys(unit.name for unit in task.units if unit.role in roles and not unit.collective):
            held.setdefault(name, []).append(task)
    ranked = sorted(held.items(), key=lambda one: (-len(one[1]), one[0]))
    if not ranked:
        return [notice(f"{scope.place or '任务分工'}没有写明由单个单位{_part(roles)}的任务")]
    first = [name for name, tasks in ranked if len(tasks) == len(ranked[0][1])]
    place = f"在{scope.place}中，" if scope.documents else ""
    text = (
        f"{place}{_part(roles)}任务最多的是{'、'.join(first)}，{'各 ' * (len(first) > 1)}{len(ranked[0][1])} 项；"
        f"共有 {len(ranked)} 个单位{_part(roles)}任务"
    )
    least = len(ranked[min(_RANKS, len(ranked)) - 1][1])
    shown = [(name, tasks) for name, tasks in ranked if whole or len(tasks) >= least]
    return [_computed(text, ranked[0][1]), *(_computed(f"{name}：{len(tasks)} 项", tasks) for name, tasks in shown)]


def _nothing(scope: Scope, parties: Sequence[Who]) -> list[Draft]:
    """That the parties have no such task, and which ones they have in another part or document."""
    place = scope.place or f"全部 {len(scope.everything)} 项任务分工"
    lacking = f"{place}没有写明{_whose(parties)}"
    anyhow = [Who(who.names) for who in parties]
    here = _with_any(scope.tasks, anyhow)
    other = here or _with_any(scope.everything, parties) or _with_any(scope.everything, anyhow)
    mentioned = _mentioned(scope, parties)
    if not other:
        return [notice(lacking), *mentioned]
    if len(parties) > 1:
        each = "，".join(f"{who.name}有 {sum(bool(who.parts(task)) for task in other)} 项" for who in anyhow)
        return [_computed(f"{lacking}；各自的任务：{each}", other), *mentioned]
    where = "" if here else "其他文件中"
    text = f"{lacking}；{where}写明{anyhow[0].name}的任务有 {len(other)} 项{_split(other, anyhow)}{_spread(other)}"
    return [_computed(text, other), *mentioned, *_items(other, anyhow)]


def _with_any(tasks: Sequence[Task], parties: Sequence[Who]) -> list[Task]:
    return [task for task in tasks if any(who.parts(task) for who in parties)]


def _items(tasks: Sequence[Task], parties: Sequence[Who]) -> list[Draft]:
    """A statement a task, lead first within each document."""
    places = {name: i for i, name in enumerate(dict.fromkeys(task.document.id for task in tasks))}
    ranks = list(Role)

    def order(task: Task) -> tuple[int, int]:
        return places[task.document.id], min(map(ranks.index, parties[0].parts(task)), default=len(ranks))

    return [_item(task, parties) for task in sorted(tasks, key=order)]


def _item(task: Task, parties: Sequence[Who]) -> Draft:
    default = [unit for unit in task.defaults if any(unit.name in who.names for who in parties)]
    onwards = f"；{roles_in_words(default)}，依{task.governed_by.label}“下同”" if default and task.governed_by else ""
    text = f"{_short(task.document)}{headline(task)}（{roles_in_words(task.units)}{onwards}）"
    return Draft(StatementKind.COMPUTED, text, _quotes(task, parties), (check_units(task.clause),))


def _quotes(task: Task, parties: Sequence[Who] = ()) -> tuple[Quote, ...]:
    own = unit_quote(task.clause, task.document)
    default = any(unit.name in who.names for unit in task.defaults for who in parties)
    return (own, unit_quote(task.governed_by, task.document)) if default and task.governed_by else (own,)


def _computed(text: str, tasks: Sequence[Task]) -> Draft:
    return Draft(StatementKind.COMPUTED, text, tuple(quote for task in tasks for quote in _quotes(task)))


def _mentioned(scope: Scope, parties: Sequence[Who]) -> list[Draft]:
    """Sentences of running text that give the parties a part: said, but not counted."""
    return [
        Draft(
            StatementKind.COMPUTED,
            f"正文另有提及，不计入任务分工：{cite(task.document)}{task.clause.label}“{task.text}”",
            (Quote(task.clause, task.document, task.start, task.end),),
        )
        for task in scope.mentions
        if all(who.parts(task) for who in parties)
    ]


def _unnamed(scope: Scope, chosen: Sequence[Task], parties: Sequence[Who]) -> str:
    """That some tasks name a group and nobody in it, where a part is asked for that such groups have."""
    if len(parties) > 1 or Role.SHARED not in parties[0].roles or _GROUP.search(parties[0].name):
        return ""
    left = [task for task in scope.tasks if task not in chosen]
    groups = [(task, unit.name) for task in left for unit in task.units if _GROUP.search(unit.name)]
    names = "".join(f"“{name}”" for name in dict.fromkeys(name for _, name in groups))
    return f"；另有 {len({task.clause.id for task, _ in groups})} 项写的是{names}，没有点名，未计入" if groups else ""


def _partnered(tasks: Sequence[Task], who: Who, sought: frozenset[Role]) -> dict[Task, list[str]]:
    """Tasks of a unit with the others that have one of the parts in them; those without others are left out."""
    found = {
        task: [unit.name for unit in task.units if unit.role in sought and unit.name not in who.names]
        for task in tasks
        if who.parts(task)
    }
    return {task: names for task, names in found.items() if names}


def _partner_count(partnered: dict[Task, list[str]]) -> str:
    number = Counter(name for names in partnered.values() for name in dict.fromkeys(names))
    each = "、".join(f"{name} {count} 项" for name, count in sorted(number.items(), key=lambda one: -one[1]))
    return f"单位共 {len(number)} 个，见于 {len(partnered)} 项任务：{each}"


def _whose(parties: Sequence[Who]) -> str:
    if len(parties) == 1:
        return f"{parties[0].doing}的任务"
    if all(who.roles == parties[0].roles for who in parties):
        return f"{'、'.join(who.name for who in parties)}共同{_part(parties[0].roles)}的任务"
    return f"{'、'.join(who.doing for who in parties)}的任务"


def _part(roles: frozenset[Role]) -> str:
    """The parts in words.

    >>> _part(frozenset({Role.LEAD})), _part(frozenset(Role)), _part(frozenset(Role) - {Role.LEAD})
    ('牵头', '负责或参与', '不牵头但负责或参与')
    """
    refused = _ANY - roles
    if len(refused) in (1, 2):
        return f"不{'、'.join(role.word for role in Role if role in refused)}但负责或参与"
    return "负责或参与" if not refused else "或".join(role.word for role in Role if role in roles)


def _split(tasks: Sequence[Task], parties: Sequence[Who]) -> str:
    """How many in each part, where one unit is asked for that has several."""
    number = Counter(role for task in tasks for role in parties[0].parts(task))
    by_default = sum(not any(unit.name in parties[0].names for unit in task.units) for task in tasks)
    onwards = f"，其中 {by_default} 项依前文“下同”" if by_default else ""
    if len(parties) > 1 or (len(number) < 2 and len(parties[0].roles) == 1):
        return onwards
    return f"：{'、'.join(f'{role.word} {number[role]} 项' for role in Role if role in number)}{onwards}"


def _spread(tasks: Sequence[Task]) -> str:
    """How many in each document, where there are several."""
    number = Counter(task.document.id for task in tasks)
    documents = {task.document.id: task.document for task in tasks}
    if len(number) == 1:
        return f"，见于{cite(tasks[0].document)}"
    return f"；其中{'、'.join(f'{cite(documents[name])} {count} 项' for name, count in number.items())}"


def _short(document: Document) -> str:
    return document.number or f"《{document.title}》"
