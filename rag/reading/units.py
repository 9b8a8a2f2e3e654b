"""Who answers for a clause: the bracket that closes it (（省科技厅牵头，省教育厅配合）, （责任单位：…）) or a cell.

The role is the literal word. Inside a list joined by 、 the level of government carries over: （省发展改革委、科技厅）
names 省科技厅. A comma starts a new list. A name that brings its own level (国家…, 广东…, 人民银行…) stays as it is.
"""

import re
from collections.abc import Iterator

from rag.domain import Role, Unit
from rag.places import PROVINCES

# Longer than any bracket or cell that only names units.
_LONGEST = 1200
_LONGEST_NAME = 30

_ROLE = re.compile(
    r"(?<![（(])(?:"
    r"(?P<shared>(?:按照?|依)(?:各自)?职责(?:任务)?(?:分工)?(?:分别|共同)?(?:负责|落实|推进|抓好落实)?|分别负责|共同负责)"
    r"|(?P<lead>牵头(?:负责)?)"
    r"|(?P<support>配合|参与|协助|支持)"
    r"|(?P<implement>结合实际(?:抓好|组织)?落实|(?:组织|具体|抓好|分别)?(?:落实|实施))"
    r"|(?P<responsible>负责))"
)
_ROLES = {
    "牵头": Role.LEAD,
    "主办": Role.LEAD,
    "配合": Role.SUPPORT,
    "协办": Role.SUPPORT,
    "参与": Role.SUPPORT,
    "协助": Role.SUPPORT,
    "责任": Role.RESPONSIBLE,
    "负责": Role.RESPONSIBLE,
    "主管": Role.RESPONSIBLE,
    "落实": Role.IMPLEMENT,
    "实施": Role.IMPLEMENT,
}
_ROLE_WORD = "|".join(_ROLES)
_COLUMN = re.compile(rf"({_ROLE_WORD}).{{0,6}}(?:单位|部门|主体)|^(?:单位|部门)$")
_HEAD = re.compile(rf"({_ROLE_WORD})(?:单位|部门|主体)[:：]")
_OWN_ROLE = re.compile(rf"(.+?)[（(]({_ROLE_WORD})(?:单位|部门)?[）)]")
_CLOSERS = {"）": "（(", ")": "（(", "】": "【", "]": "[", "〕": "〔"}

_OUTSIDE = r"(?![^（()）]*[）)])"
_LIST_END = re.compile(rf"(?:[，,；;。\n]|<br\s*/?>){_OUTSIDE}")
_LIST_MARK = re.compile(rf"(?:、|会同|(?<=[厅局委办部])(?:和|与|及|以及)){_OUTSIDE}")
_LEAD_IN = re.compile(r"^(?:(?:以下)?均?[由需]|[可应并]由|会同|和|以及|及)")
_OPEN_END = re.compile(r"等(?:\d+个)?(?:有关|相关)?(?:单位|部门)?$")

# 市场监管局, 市政管理局 and 区块链办 bring no level.
_CITY = r"市(?!场|政(?![务府协法数]))"
_LEVEL = re.compile(
    rf"省|{_CITY}|县(?!域)|区(?![块域])|州|(?!共青团|自由贸易)[\u4e00-\u9fff]{{2,4}}?(?:省|{_CITY}|自治[区州]|州|县|区)"
)
_OWN_LEVEL = re.compile(
    r"自治|国家|国务院|中国|中央|中共|中直|全国|人民银行|海关|各|有关|相关|南方"
    rf"|{PROVINCES}"
    r"|广州|深圳|大连|青岛|宁波|厦门|武汉|成都|杭州|南京|西安|沈阳|哈尔滨|长春|济南"
)
_NO_LEVEL = re.compile(r"(?:大学|学院|公司|集团|银行|协会|学会|联合会|电网|企业|高校|分局|分行|分署|海关)$")
_PARTY = re.compile(r"(?:宣传部|组织部|统战部|政法委|网信办|编办|金融办|社会工作部|改革办|军民融合办)$")
_COLLECTIVE = re.compile(r"有关|各|等单位|相关|地级以上|县级以上|^地方")
_ORGANISATION = re.compile(
    r"(?:委|办|厅|局|部|会|院|署|社|行|队|室|府|处|中心|公司|集团|单位|部门|企业|机构|大学|站|馆|所|组|海关|联|校|协|电网"
    r"|专班|军区)$"
    r"|(?<=各).*(?:市|县|区|州|地|镇|街道)(?:[（(].+[）)])?$"
)
_NOT_A_NAME = re.compile(
    r"^(?:不?含|包括|包含|例如|鼓励|推动|引导|支持)|以上均|以下|不再|一一|下同|均需|其中|[。！？“”《》:：]|\d"
)


def clause_units(text: str) -> tuple[Unit, ...]:
    """Units of a clause, from the brackets that close its paragraphs; none where there is none."""
    units: dict[tuple[str, Role], Unit] = {}
    for line in text.split("\n"):
        for unit in _closing_units(line[-_LONGEST:].rstrip("。；; \u3000")):
            units.setdefault((unit.name, unit.role), unit)
    return tuple(units.values())


def _closing_units(line: str) -> tuple[Unit, ...]:
    bracket = _closing_bracket(line) if line[-1:] in _CLOSERS else ""
    heads = list(_HEAD.finditer(bracket or line))
    if heads:
        return tuple(_listed_units(bracket or line, heads))
    return parse_units(bracket) if bracket else ()


def _listed_units(text: str, heads: list[re.Match[str]]) -> Iterator[Unit]:
    """Units behind 责任单位：, 牵头单位：, each up to the next or to the end of the sentence."""
    ends = [*(head.start() for head in heads[1:]), len(text)]
    for head, end in zip(heads, ends, strict=True):
        yield from parse_units(re.split("[。；;]", text[head.end() : end])[0], _ROLES[head[1]])


def _closing_bracket(line: str) -> str:
    """What stands in the bracket that ends a line; nothing where it was never opened."""
    openers = _CLOSERS[line[-1]]
    closers = [closer for closer, pair in _CLOSERS.items() if pair == openers]
    depth = 0
    for i in range(len(line) - 1, -1, -1):
        depth += (line[i] in closers) - (line[i] in openers)
        if not depth:
            return line[i + 1 : -1]
    return ""


def column_role(header: str) -> Role | None:
    """The role that the header of a column gives to the units below it; None where it is no column of units.

    >>> column_role("牵头单位"), column_role("单位"), column_role("计量单位")
    (<Role.LEAD: 'lead'>, <Role.RESPONSIBLE: 'responsible'>, None)
    """
    match = _COLUMN.search(header)
    return _ROLES.get(match[1] or "", Role.RESPONSIBLE) if match else None


def parse_units(text: str, default: Role | None = None) -> tuple[Unit, ...]:
    """Units of one bracket or cell, in order, each with the role of the next role word behind it.

    `default` is the role of a cell whose column names it; without one, a name that no role word follows is no unit.

    >>> [(u.name, u.role.value) for u in parse_units("省发展改革委、科技厅牵头，省教育厅配合")]
    [('省发展改革委', 'lead'), ('省科技厅', 'lead'), ('省教育厅', 'support')]
    """
    if len(text) > _LONGEST:
        return ()
    units: dict[tuple[str, Role], Unit] = {}
    for stretch, role in _stretches(text, default):
        for unit in _named(stretch, role):
            units.setdefault((unit.name, unit.role), unit)
    return tuple(units.values())


def _stretches(text: str, default: Role | None) -> Iterator[tuple[str, Role | None]]:
    """The text cut behind every role word, each piece with that role; the rest with the default."""
    position = 0
    for match in _ROLE.finditer(text):
        yield text[position : match.start()], Role(str(match.lastgroup))
        position = match.end()
    yield text[position:], default


def _named(text: str, role: Role | None) -> Iterator[Unit]:
    for group in _LIST_END.split(text):
        yield from _group(group, role)


def _group(group: str, role: Role | None) -> Iterator[Unit]:
    """Units of one list joined by 、: the level of the last name that has one carries over to the next."""
    level = party = ""
    for raw in _LIST_MARK.split(group):
        own = _OWN_ROLE.fullmatch(raw.strip())
        listed = _LEAD_IN.sub("", own[1] if own else raw.strip())
        name = _OPEN_END.sub("", listed)
        is_open = name != listed
        part = _ROLES[own[2]] if own else role
        if part is None or not _is_name(name):
            continue
        if found := _LEVEL.match(name):
            level = found.group()
            party = f"{level}委" if name.startswith(f"{level}委") else ""
        elif level and not _brings_level(name, level):
            name = (party if party and _PARTY.search(name) else level) + name
        yield Unit(name, part, bool(_COLLECTIVE.search(name)), is_open)


def _is_name(name: str) -> bool:
    kind = _ORGANISATION.search(name) if len(name) <= _LONGEST_NAME else None
    return kind is not None and kind.group() != name and not _NOT_A_NAME.search(name)


def _brings_level(name: str, level: str) -> bool:
    """Whether a name says itself where it belongs: 广东海事局, 团省委; and 省 or 市 before it would be wrong."""
    places = re.sub(r"市[场政]|区[块域]|县域", "", name)
    return bool(_OWN_LEVEL.match(name) or _NO_LEVEL.search(name)) or level[-1] in places
