"""Who answers for a clause: the bracket that closes it (（省科技厅牵头，省教育厅配合）) or the units' cell of a table row.

The role is the literal word. Inside a list joined by 、 the level of government carries over: （省发展改革委、科技厅）
names 省科技厅. A comma starts a new list. A name that brings its own level (国家…, 广东…, 人民银行…) stays as it is.
"""

import re
from collections.abc import Iterator

from rag.domain import Role, Unit

_ROLE = re.compile(
    r"(?P<shared>(?:按照?|依)(?:各自)?职责(?:任务)?(?:分工)?(?:分别|共同)?(?:负责|落实|推进|抓好落实)?|分别负责|共同负责)"
    r"|(?P<lead>牵头(?:负责)?)"
    r"|(?P<support>配合|参与|协助|支持)"
    r"|(?P<implement>结合实际(?:抓好|组织)?落实|(?:组织|具体|抓好|分别)?(?:落实|实施))"
    r"|(?P<responsible>负责)"
)
_BRACKET = re.compile(r"[（(]([^（()）]*(?:[（(][^（()）]*[）)][^（()）]*)*)[）)]\s*$")
_LISTED = re.compile(r"(?:责任|牵头|配合|负责|主办|协办)(?:单位|部门)[:：]\s*[^。\n]+[。]?$")
_LISTED_PART = re.compile(r"(责任|牵头|配合|负责|主办|协办)(?:单位|部门)[:：]\s*([^。；;\n]+)")
_LISTED_ROLES = {
    "责任": Role.SHARED,
    "负责": Role.SHARED,
    "牵头": Role.LEAD,
    "主办": Role.LEAD,
    "配合": Role.SUPPORT,
    "协办": Role.SUPPORT,
}
_LEVELS = "省市县区州"
_PROVINCES = (
    "北京 天津 河北 山西 内蒙古 辽宁 吉林 黑龙江 上海 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 广西 海南 重庆 四川 贵州 云南 西藏 "
    "陕西 甘肃 青海 宁夏 新疆 香港 澳门 台湾"
).split()
_OWN_LEVEL = re.compile(
    r"省|市(?!场|政)|县|区|州|自治|国家|国务院|中国|中央|中共|中直|全国|人民银行|海关|各|有关|相关|南方|"
    + "|".join(_PROVINCES)
    + r"|[\u4e00-\u9fff]{2,4}?(?:省|市(?!场|政)|自治区|自治州)"
)
_NO_LEVEL = re.compile(r"(?:大学|学院|公司|集团|银行|协会|学会|联合会|电网|企业|高校|分局|分行|分署)$")
_COLLECTIVE = re.compile(r"有关|各|等单位|相关|人民政府$")
_ORGANISATION = re.compile(
    r"(?:委|办|厅|局|部|会|院|署|社|行|队|室|府|处|中心|公司|集团|单位|部门|企业|机构|大学|学院|站|馆|所|组)$"
)
_NOT_A_NAME = re.compile(r"以上均|以下|不再|一一|下同|均需|其中|[。！？“”《》]|\d")


def closing_bracket(text: str) -> tuple[int, int] | None:
    """Where the bracket (or the 责任单位：… line) that names the units stands in a clause's text."""
    if (match := _BRACKET.search(text)) and parse_units(match.group(1)):
        return match.start(), len(text.rstrip())
    if (match := _LISTED.search(text)) and _listed_units(match.group()):
        return match.start(), len(text.rstrip())
    return None


def clause_units(text: str) -> tuple[Unit, ...]:
    """Units of a clause, from the bracket that closes it; none where there is none."""
    place = closing_bracket(text)
    if place is None:
        return ()
    ending = text[place[0] : place[1]]
    return _listed_units(ending) or parse_units(ending.strip("（()）"))


def _listed_units(text: str) -> tuple[Unit, ...]:
    return tuple(
        unit
        for match in _LISTED_PART.finditer(text)
        for unit in parse_units(match.group(2) + _LISTED_ROLES[match.group(1)].word)
    )


def parse_units(text: str, default: Role | None = None) -> tuple[Unit, ...]:
    """Units of one bracket or cell, in order, each with the role of the next role word behind it.

    `default` is the role of a cell whose column names it; without one, text that names no role names no units.

    >>> [(u.name, u.role.value) for u in parse_units("省发展改革委、科技厅牵头，省教育厅配合")]
    [('省发展改革委', 'lead'), ('省科技厅', 'lead'), ('省教育厅', 'support')]
    """
    units: dict[tuple[str, Role], Unit] = {}
    position = 0
    for match in _roles(text):
        role = Role(str(match.lastgroup))
        for unit in _named(text[position : match.start()], role):
            units.setdefault((unit.name, unit.role), unit)
        position = match.end()
    if default is not None:
        for unit in _named(text[position:], default):
            units.setdefault((unit.name, unit.role), unit)
    return tuple(units.values())


def _roles(text: str) -> Iterator[re.Match[str]]:
    return (match for match in _ROLE.finditer(text) if match.lastgroup)


def _named(text: str, role: Role) -> Iterator[Unit]:
    for group in re.split(r"[，,；;。\n]", text):
        yield from _group(group.strip(), role)


def _group(group: str, role: Role) -> Iterator[Unit]:
    level = ""
    for raw in re.split(r"、|(?<=[厅局委办部])和(?=省|市)", group):
        listed = re.sub(r"^(?:由|以下均需|以下均由|均由|均需|会同|并由)", "", raw.strip())
        name = re.sub(r"等(?:有关|相关)?(?:单位|部门)?$", "", listed)
        is_open = name != listed
        if not name or _NOT_A_NAME.search(name) or not _ORGANISATION.search(name) or len(name) > 30:
            continue
        if name[0] in _LEVELS and _OWN_LEVEL.match(name):
            level = name[0]
        elif level and not _OWN_LEVEL.match(name) and not _NO_LEVEL.search(name):
            name = level + name
        yield Unit(name, role, bool(_COLLECTIVE.search(name)), is_open)
