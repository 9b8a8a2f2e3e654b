"""Names of units as people write them, to the names as documents write them.

Abbreviations are those in common official use; they hold at every level of government (省工信厅, 市工信局), but a unit of
one level is never taken for that of another. The list is data: a name that is missing costs a search, never a wrong answer.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from rag.places import CITIES
from rag.text import fold_widths, to_simplified

_ABBREVIATIONS: dict[str, tuple[str, ...]] = {
    "发展改革委": ("发展和改革委员会", "发展改革委员会", "发改委", "发改局", "发改部门"),
    "工业和信息化厅": ("工信厅", "工信局", "工信委", "经信委", "工信部门"),
    "政务和数据局": (
        "政务服务和数据管理局",
        "政务服务数据管理局",
        "政务数据局",
        "政务和数据管理局",
        "政数局",
        "大数据局",
        "数据管理局",
        "数据局",
    ),
    "卫生健康委": ("卫生健康委员会", "卫健委", "卫健局", "卫计委"),
    "人力资源社会保障厅": ("人力资源和社会保障厅", "人社厅", "人社局", "人社部门"),
    "住房城乡建设厅": ("住房和城乡建设厅", "住建厅", "住建局", "住建部门"),
    "文化和旅游厅": ("文化旅游厅", "文旅厅", "文旅局", "文旅部门"),
    "交通运输厅": ("交通厅", "交运厅", "交通运输局"),
    "农业农村厅": ("农业厅", "农业农村局"),
    "应急管理厅": ("应急厅", "应急局", "应急管理局"),
    "市场监管局": ("市场监督管理局", "市监局"),
    "科技厅": ("科学技术厅", "科技局"),
    "生态环境厅": ("环保厅", "环境厅", "生态环境局"),
    "医保局": ("医疗保障局",),
    "通信管理局": ("通管局", "通信局"),
    "广电局": ("广播电视局",),
    "国资委": ("国有资产监督管理委员会",),
    "网信办": ("互联网信息办公室", "网信部门"),
    "金融办": ("金融委员会办公室", "地方金融办"),
    "社会工作部": ("社工部",),
    "供销合作联社": ("供销社",),
    "人民银行广东省分行": ("中国人民银行广东省分行", "中国人民银行", "省人民银行", "人行广东", "广东人行", "人民银行"),
    "国家金融监督管理总局广东监管局": ("广东金融监管局", "金融监管总局", "金融监管局"),
    "中国证监会广东监管局": ("广东证监局", "证监局"),
    "海关总署广东分署": ("广东海关", "海关总署"),
    "机关事务局": ("机关事务管理局",),
    "法院": ("高级人民法院", "高院"),
    "检察院": ("人民检察院",),
    "人大常委会办公厅": ("人大办公厅", "人大常委会"),
    "各地级以上市人民政府": ("各地级以上市政府", "各地市政府", "各市人民政府", "各市政府", "地市政府"),
}
# Too short to be told from other words in running text (人行道); by themselves they are names.
_BY_THEMSELVES = {
    "人行": "人民银行广东省分行",
    "人行广东省分行": "人民银行广东省分行",
    "各地级以上市": "各地级以上市人民政府",
    "各地市": "各地级以上市人民政府",
    "各市": "各地级以上市人民政府",
    "地市": "各地级以上市人民政府",
}
_CITIES_HERE = (
    "广州|深圳|珠海|汕头|佛山|韶关|河源|梅州|惠州|汕尾|东莞|中山|江门|阳江|湛江|茂名|肇庆|清远|潮州|揭阳|云浮"
)
_MEMBERS = {"各地级以上市人民政府": re.compile(rf"(?:{_CITIES_HERE})市?(?:人民)?政府")}
"""A collective, and the names of those that belong to it."""

_FULL = {short: full for full, shorts in _ABBREVIATIONS.items() for short in shorts}
# Full names too, so that what stands in one of them (数据局 in 政务和数据局) is not written out again.
_BY_LENGTH = re.compile("|".join(sorted(map(re.escape, {*_FULL, *_ABBREVIATIONS}), key=len, reverse=True)))
_LEVEL = re.compile(r"^(?:广东省|全省|省委|省|市|县|区)")
_LEVELS = re.compile(
    rf"(?:(?P<province>广东省委|广东省|广东(?!省)|全省|省委|省)|(?P<named>{CITIES})市?委?"
    r"|(?P<city>各地级以上市|[本市]?市委?(?!场|政))|(?P<county>县委?|区委?(?!块)))"
)
_SHORTEST = 3


def spell_out(text: str) -> str:
    """The text with every abbreviation of a unit written out.

    >>> spell_out("省发改委和工信厅"), spell_out("省政务和数据局")
    ('省发展改革委和工业和信息化厅', '省政务和数据局')
    """
    return _BY_LENGTH.sub(lambda match: _FULL.get(match.group(), match.group()), text)


def mentioned(text: str, names: Iterable[str]) -> tuple[str, ...]:
    """Those of the unit names that a text mentions, with or without the level of government, abbreviated or not.

    >>> mentioned("工信厅牵头哪些任务", ["省工业和信息化厅", "省科技厅"])
    ('省工业和信息化厅',)
    """
    written = spell_out(text)
    found: list[str] = []
    for name in sorted(names, key=len, reverse=True):
        core = _LEVEL.sub("", name)
        for form in (name, core):
            if len(form) > 2 and form in written:
                found.append(name)
                written = written.replace(form, "\0")
                break
    return tuple(found)


def candidates(query: str, names: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """The units that a name may mean, each by all names that the documents give it; several where it is ambiguous.

    The first of these that fits: the same name, its abbreviation, a part of it.

    >>> candidates("数据局", ["省政务和数据局", "省统计局"]), candidates("市科技局", ["省科技厅"])
    ((('省政务和数据局',),), ())
    >>> candidates("科技", ["省科技厅", "市科技局"])
    (('省科技厅',), ('市科技局',))
    """
    written = fold_widths(to_simplified(query)).replace(" ", "")
    if exact := membership(written, names) or (written if written in names else None):
        return ((exact,),)
    level, core = _parts(_BY_THEMSELVES.get(written, written))
    known = {name: _parts(name) for name in names}
    if not core:
        return _grouped([name for name in names if name.startswith(written)], known)
    near = [name for name in names if _is_of_level(known[name][0], level)]
    for fits in (str.__eq__, _abbreviates, str.__contains__):
        if found := [name for name in near if fits(known[name][1], core)]:
            return _grouped(found, known)
    return ()


def membership(query: str, names: Sequence[str]) -> str | None:
    """The collective that a unit belongs to, where the documents name it.

    >>> membership("广州市政府", ["各地级以上市人民政府"])
    '各地级以上市人民政府'
    """
    return next((name for name, member in _MEMBERS.items() if name in names and member.fullmatch(query)), None)


def without_level(name: str) -> str:
    """A name without the government that it belongs to.

    >>> without_level("深圳市工信局")
    '工业和信息化厅'
    """
    return _parts(name)[1]


def unit_spans(text: str, names: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Where a text names units, known ones or members of known collectives, as (start, end), in order."""
    for match in _pattern(tuple(names)).finditer(text):
        yield match.span()


@lru_cache(maxsize=8)
def _pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    cores = {_parts(name)[1] for name in names}
    short = {form for core in {*cores, *names} for form in (core, *_ABBREVIATIONS.get(core, ()))}
    forms = sorted({*names, *short, *_BY_THEMSELVES}, key=len, reverse=True)
    members = "|".join(member.pattern for member in _MEMBERS.values())
    return re.compile(rf"{members}|(?:国家|中央|国务院|{_LEVELS.pattern})?(?:{'|'.join(map(re.escape, forms))})")


def _parts(name: str) -> tuple[str, str]:
    """Level of government or city, empty where the name says none, and the name without it, written out."""
    name = _FULL.get(name, name)
    if not (match := _LEVELS.match(name)):
        return "", spell_out(name)
    return match["named"] or str(match.lastgroup), spell_out(name[match.end() :])


def _is_of_level(held: str, asked: str) -> bool:
    """Whether a unit may be meant: 市科技局 may be that of any city, and what says no level may be of any."""
    return not asked or held in ("", asked) or (asked == "city" and held not in ("province", "county"))


def _grouped(found: Sequence[str], known: dict[str, tuple[str, str]]) -> tuple[tuple[str, ...], ...]:
    units: dict[tuple[str, str], list[str]] = {}
    for name in found:
        units.setdefault(known[name], []).append(name)
    return tuple(map(tuple, units.values()))


def _abbreviates(name: str, short: str) -> bool:
    """海洋执法总队 for 海洋综合执法总队: the same first and last character, the others in order."""
    rest = iter(name)
    ends = short[:1] == name[:1] and short[-1:] == name[-1:]
    return ends and len(short) >= _SHORTEST and all(character in rest for character in short)
