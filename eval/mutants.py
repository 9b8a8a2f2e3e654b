"""True statements with one thing altered, each of a kind that a hostile or sloppy writer alters. No code is shared with the rules.

Of DECISIVE no mutant may pass. A mutant is false by what its clause says, not by its look: where another sentence of the
clause would make it true it is not made.
"""

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from eval.trials import Trial
from rag.domain import Role
from rag.ports import Catalogue
from rag.text import fold_widths, format_numeral, parse_numeral

DECISIVE = (
    *("number", "exchange", "date", "measure", "department", "neighbour", "role"),
    *("bound turned", "bound dropped", "list closed"),
)

Mutation = Callable[[Trial, random.Random, Catalogue], str | None]
Match = re.Match[str]


def mutants(trials: Sequence[Trial], catalogue: Catalogue, seed: int) -> Iterator[Trial]:
    """Some of every kind for each trial, none twice."""
    chance = random.Random(seed)
    for trial in trials:
        for kind, (mutate, times) in MUTATIONS.items():
            made = dict.fromkeys(mutate(trial, chance, catalogue) for _ in range(times))
            own = fold_widths(trial.statement)
            yield from (replace(trial, kind=kind, statement=said) for said in made if said and fold_widths(said) != own)


_ARABIC = re.compile(r"(?<![\d〔\[.A-Za-z０-９第-])\d+(?:\.\d+)?(?![\d０-９]*[年月日号.．]|\d*[〕\]])")
_CHINESE = re.compile(r"(?<![第十百千万亿一二三四五六七八九])[二两三四五六七八九十]{1,3}(?=[个级类次条项期届种])")
_SHARE = re.compile(r"(?<=百分之)[一二三四五六七八九十]{1,3}")


def number(trial: Trial, chance: random.Random, catalogue: Catalogue) -> str | None:
    """Another number, also one that stands elsewhere in the clause."""

    def other(written: str) -> str:
        if not written[0].isdigit():
            value = 2 if written == "两" else parse_numeral(written)
            return format_numeral(chance.choice([n for n in range(2, 20) if n != value]))
        elsewhere = [m[0] for m in re.finditer(r"(?<![\d.A-Za-z])\d+(?![\d.])", trial.text) if m[0] != written]
        value = int(float(written))
        shifted = [str(value + step) for step in (1, 2, 5, 10)] + [str(value * 10 or 7)]
        return chance.choice(elsewhere * 2 + [n for n in shifted if n != written])

    return _altered(trial, [_ARABIC, _CHINESE, _SHARE], chance, other)


_COUNTED = re.compile(
    r"(?<![\d〔\[.A-Za-z第一二三四五六七八九十百千万])(\d+(?:\.\d+)?|[一二两三四五六七八九十百千万]+)"
    r"(个月|个|%|万元|元|年|日|岁|倍|家|级|小时|天|英寸|[GK])(?![^《]*》)"
)


def exchange(trial: Trial, chance: random.Random, catalogue: Catalogue) -> str | None:
    """Two numbers of one unit in each other's place."""
    found = list(_COUNTED.finditer(trial.statement))
    pairs = [(a, b) for a in found for b in found if a.end() + 1 < b.start() and a[2] == b[2] and a[1] != b[1]]
    if not pairs:
        return None
    a, b = chance.choice(pairs)
    text = trial.statement
    return text[: a.start(1)] + b[1] + text[a.end(1) : b.start(1)] + a[1] + text[b.end(1) :]


_DATE = re.compile(
    r"\d{4}(?=年)|(?<=年)\d{1,2}(?=月)|(?<=月)\d{1,2}(?=日)|十[四五]五(?=”|规划)|二〇[〇一二三四五六七八九]{2}(?=年)"
)


def date(trial: Trial, chance: random.Random, catalogue: Catalogue) -> str | None:
    def other(written: str) -> str:
        if "〇" in written:
            return written[:-1] + chance.choice([digit for digit in "〇一二三四五六七八九" if digit != written[-1]])
        if not written.isdigit():
            return "十四五" if written == "十五五" else "十五五"
        years = [m[0] for m in re.finditer(r"\d{4}(?=年)", trial.text) if len(written) == 4 and m[0] != written]
        return chance.choice([*years, str(int(written) + chance.choice([1, 2, 3]))])

    return _altered(trial, [_DATE], chance, other)


_MEASURES = (
    "亿元|万元",
    "万家|亿家|家",
    "%|倍|个百分点",
    "英寸|厘米|毫米",
    "EFLOPS|PFLOPS|TFLOPS",
    "个月|年|周",
    "级|类|项",
    "个|级|%",
    "条|个百分点|级",
    "届|次",
    "G|M",
    "K|G",
    "类|级",
    "期|级",
)
_NAMES = sorted({name for group in _MEASURES for name in group.split("|")}, key=len, reverse=True)
_MEASURE = re.compile("(?<=[\\d一二两三四五六七八九十])(?:" + "|".join(map(re.escape, _NAMES)) + ")")


def measure(trial: Trial, chance: random.Random, catalogue: Catalogue) -> str | None:
    """Another unit of measure behind the same number."""

    def other(written: str) -> str:
        groups = [group.split("|") for group in _MEASURES]
        return chance.choice([name for group in groups if written in group for name in group if name != written])

    return _altered(trial, [_MEASURE], chance, other)


def department(trial: Trial, chance: random.Random, catalogue: Catalogue) -> str | None:
    """Another department of the corpus in the place of one of the record's."""
    own = {unit.name for unit in trial.clause.units}
    strangers = [name for name in catalogue.unit_names() if name not in own and not re.search("有关|各", name)]
    return _other_department(trial, chance, strangers)


def neighbour(trial: Trial, chance: random.Random, catalogue: Catalogue) -> str | None:
    """That of the record before or behind."""
    clauses = catalogue.clauses_of(trial.document.id)
    place = [clause.id for clause in clauses].index(trial.clause.id)
    near = clauses[max(0, place - 1) : place] + clauses[place + 1 : place + 2]
    own = {unit.name for unit in trial.clause.units}
    names = [unit.name for clause in near for unit in clause.units if unit.name not in own]
    return _other_department(trial, chance, [name for name in names if not re.search("有关|各", name)])


def _other_department(trial: Trial, chance: random.Random, names: Sequence[str]) -> str | None:
    named = [unit.name for unit in trial.clause.units if unit.name in trial.statement]
    fit = [name for name in names if name not in trial.text]
    return trial.statement.replace(chance.choice(named), chance.choice(fit), 1) if named and fit else None


_ROLES = re.compile("按职责分工负责|牵头|配合")
_PARTS = ("按职责分工负责", "牵头", "配合")


def role(trial: Trial, chance: random.Random, catalogue: Catalogue) -> str | None:
    """Another part for a department, or two departments with different parts exchanged."""
    units = trial.clause.units
    if not any(unit.name in trial.statement for unit in units):
        return None
    roles = sorted({unit.role for unit in units} & {Role.LEAD, Role.SHARED, Role.SUPPORT})
    if len(roles) > 1 and chance.random() < 0.5:
        one, other = (next(unit.name for unit in units if unit.role is part) for part in roles[:2])
        if one in trial.statement and other in trial.statement:
            return trial.statement.replace(one, "\0").replace(other, one).replace("\0", other)
    used = [match.group() for match in _ROLES.finditer(trial.statement)]
    fresh = [word for word in _PARTS if word not in used]
    return _altered(trial, [_ROLES], chance, lambda word: chance.choice(fresh or [w for w in _PARTS if w != word]))


_TURNS = (
    ("鼓励", ("禁止", "不再鼓励")),
    ("支持", ("不支持", "不再支持")),
    ("推动", ("不再推动", "禁止")),
    ("推进", ("不再推进", "停止推进")),
    ("加快", ("不得加快", "暂停")),
    ("开展", ("不开展", "停止开展")),
    ("建设", ("不建设", "停止建设")),
    ("加强", ("不加强", "减少")),
    ("完善", ("不完善", "取消")),
    ("提升", ("降低", "不再提升")),
    ("扩大", ("缩小", "不扩大")),
    ("降低", ("提高", "不降低")),
    ("超过", ("低于", "不超过")),
    ("不少于", ("不超过", "少于")),
)
_MODALITY = (
    ("鼓励", ("应当", "必须", "要求", "不得")),
    ("支持", ("强制", "必须")),
    ("应当", ("可以",)),
    ("可以", ("必须", "应当")),
    ("不得", ("可以",)),
    ("禁止", ("允许", "鼓励")),
    ("探索", ("全面", "必须", "已经")),
    ("试点", ("全面推广",)),
    ("逐步", ("立即",)),
    ("推进", ("已经完成",)),
    ("有条件的", ("所有", "各")),
    ("有条件", ("所有", "各")),
)


def negation(trial: Trial, chance: random.Random, catalogue: Catalogue) -> str | None:
    """A negation put in, or a word for its opposite."""
    return _turned(trial, chance, _TURNS)


def modality(trial: Trial, chance: random.Random, catalogue: Catalogue) -> str | None:
    """Allowed for forbidden, encouraged for required, all for some, done for to be done."""
    return _turned(trial, chance, _MODALITY)


def _turned(trial: Trial, chance: random.Random, table: Sequence[tuple[str, Sequence[str]]]) -> str | None:
    said = trial.statement
    turns = [(word, other) for word, others in table if said.count(word) == 1 for other in others]
    if not turns:
        return None
    word, other = chance.choice(turns)
    return None if _in_title(said, said.index(word)) else said.replace(word, other)


_LIMITS = re.compile(
    "有条件的?(?=地区|地市|企业|公共|高校)|探索(?=建立|建设|开展|构建|在|利用|创新|运用)|逐步(?=推进|实现|建立|扩大)"
    "|稳妥(?=推进|有序)|鼓励(?=企业|有条件|新建|既有|龙头|各|地市|社会)"
)


def qualifier(trial: Trial, chance: random.Random, catalogue: Catalogue) -> str | None:
    """What limits the sentence left out: 有条件的, 探索, 逐步, 鼓励."""
    return _altered(trial, [_LIMITS], chance, lambda word: "")


_BOUND = re.compile(r"(?P<least>不少于|超过?|突破)(?P<figure>\d+(?:\.\d+)?(?:%|个|亿元|万家|EFLOPS))")


def bound_turned(trial: Trial, chance: random.Random, catalogue: Catalogue) -> str | None:
    """At most for at least."""
    return _bounded(trial, chance, ("不超过{}", "低于{}", "至多{}", "{}以下", "{}以内", "最多{}", "不足{}", "不高于{}"))


def bound_dropped(trial: Trial, chance: random.Random, catalogue: Catalogue) -> str | None:
    """The figure alone, or about it."""
    return _bounded(trial, chance, ("{}", "达到{}", "为{}", "达{}", "约{}", "刚好{}", "{}左右", "将有{}"))


def _bounded(trial: Trial, chance: random.Random, forms: Sequence[str]) -> str | None:
    found = list(_BOUND.finditer(trial.statement))
    if not found:
        return None
    match = chance.choice(found)
    said = chance.choice(forms).format(match["figure"])
    return trial.statement[: match.start()] + said + trial.statement[match.end() :]


_LIST = re.compile(
    "(?<![\u4e00-\u9fff、])([\u4e00-\u9fff]{2})([\u4e00-\u9fff]{2,8})((?:、[\u4e00-\u9fff]{3,8}){2,})(?=等)"
)
_CLOSING = ("只{}{}。", "仅{}{}。", "{}的一共是{}。", "{}的分别是{}。", "{}的就是{}。", "{}的只有{}。")


def list_closed(trial: Trial, chance: random.Random, catalogue: Catalogue) -> str | None:
    """Some members of a list said to be all of them."""
    found = [match for match in _LIST.finditer(trial.statement) if re.match(_VERBS, match[1])]
    if not found or trial.form != "verbatim":
        return None
    match = chance.choice(found)
    members = match[3].split("、")[1:]
    kept = chance.sample(members, chance.randrange(1, len(members)))
    return chance.choice(_CLOSING).format(match[1], "、".join(kept))


_VERBS = "推动|推进|加快|加强|支持|鼓励|探索|建设|打造|完善|深化|强化|健全|培育|发展|开展|构建|优化|提升|建立|推广"
_DIRECTION = re.compile(
    "由([^，。、]{2,12})向([^，。、]{2,12}?)(?=转变|进化|拓展|转化)|由([^，。、]{2,12})进化为([^，。、]{2,24})"
)


def direction(trial: Trial, chance: random.Random, catalogue: Catalogue) -> str | None:
    """由A向B转变 as 由B向A转变."""
    found = _DIRECTION.search(trial.statement)
    if not found:
        return None
    first, second = (i for i, group in enumerate(found.groups(), start=1) if group)
    text, (a, b), (c, d) = trial.statement, found.span(first), found.span(second)
    return text[:a] + text[c:d] + text[b:c] + text[a:b] + text[d:]


def document_name(trial: Trial, chance: random.Random, catalogue: Catalogue) -> str | None:
    """The title of another document, or a 文号 with another number."""
    document, said = trial.document, trial.statement
    if document.number and document.number in said and chance.random() < 0.5:
        return said.replace(document.number, re.sub(r"\d+(?=号)", lambda m: str(int(m[0]) + 3), document.number))
    if f"《{document.title}》" not in said:
        return None
    others = [other.title for other in catalogue.documents.values() if other.title not in document.title]
    return said.replace(document.title, chance.choice(others))


_QUOTED = re.compile("“([\u4e00-\u9fff]{3,})”|《([\u4e00-\u9fff]{4,})》")
_CHARACTERS = "金木水火土山石田春秋红蓝"


def quote(trial: Trial, chance: random.Random, catalogue: Catalogue) -> str | None:
    """One character of what is quoted or named altered."""
    found = list(_QUOTED.finditer(trial.statement))
    if not found:
        return None
    match = chance.choice(found)
    place = chance.randrange(match.start() + 1, match.end() - 1)
    said = trial.statement
    return said[:place] + chance.choice([c for c in _CHARACTERS if c != said[place]]) + said[place + 1 :]


def added(trial: Trial, chance: random.Random, catalogue: Catalogue) -> str | None:
    """Something that no clause says, behind the last part."""
    return f"{trial.statement.rstrip('。')}，{chance.choice(_ADDITIONS)}。"


_ADDITIONS = (
    "每位居民可领取一份纪念品",
    "违反者处以罚款",
    "由知名演员担任形象大使",
    "并免收全部学费",
    "获奖者直接落户北京",
    "相关门票提前售罄",
    "吸引外国游客乘坐邮轮",
)


def _in_title(statement: str, place: int) -> bool:
    return any(
        title.start() <= place < title.end() for title in re.finditer("《[^》]*》（[^）]*）|《[^》]*》", statement)
    )


def _altered(
    trial: Trial, patterns: Sequence[re.Pattern[str]], chance: random.Random, other: Callable[[str], str]
) -> str | None:
    said = trial.statement
    found = [m for pattern in patterns for m in pattern.finditer(said) if not _in_title(said, m.start())]
    if not found:
        return None
    match = chance.choice(found)
    return said[: match.start()] + other(match.group()) + said[match.end() :]


MUTATIONS: dict[str, tuple[Mutation, int]] = {
    "number": (number, 4),
    "exchange": (exchange, 4),
    "date": (date, 3),
    "measure": (measure, 2),
    "department": (department, 1),
    "neighbour": (neighbour, 1),
    "role": (role, 1),
    "negation": (negation, 1),
    "modality": (modality, 1),
    "qualifier": (qualifier, 2),
    "bound turned": (bound_turned, 12),
    "bound dropped": (bound_dropped, 12),
    "list closed": (list_closed, 6),
    "direction": (direction, 1),
    "document": (document_name, 1),
    "quote": (quote, 1),
    "added": (added, 1),
}
"""Of each kind how it is done, and how often at most for one sentence."""
