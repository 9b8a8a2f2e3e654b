"""Names of units as people write them, to the names as documents write them.

Abbreviations are those in common official use; they hold at every level of government (省工信厅, 市工信局). The list is
data: a name that is missing costs a search, never a wrong answer.
"""

import re
from collections.abc import Iterable, Sequence

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
    "供销合作联社": ("供销社",),
    "人民银行广东省分行": ("省人民银行", "人行广东", "广东人行", "人民银行"),
    "国家金融监督管理总局广东监管局": ("广东金融监管局", "金融监管总局", "金融监管局"),
    "中国证监会广东监管局": ("广东证监局", "证监局"),
    "海关总署广东分署": ("广东海关", "海关总署"),
    "机关事务局": ("机关事务管理局",),
    "法院": ("高级人民法院", "高院"),
    "检察院": ("人民检察院",),
}
_FULL = {short: full for full, shorts in _ABBREVIATIONS.items() for short in shorts}
_BY_LENGTH = re.compile("|".join(sorted(map(re.escape, _FULL), key=len, reverse=True)))
_LEVEL = re.compile(r"^(?:广东省|全省|省委|省|市|县|区)")


def spell_out(text: str) -> str:
    """The text with every abbreviation of a unit written out.

    >>> spell_out("省发改委和工信厅")
    '省发展改革委和工业和信息化厅'
    """
    return _BY_LENGTH.sub(lambda match: _FULL[match.group()], text)


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


def resolve(query: str, names: Sequence[str]) -> tuple[str, ...]:
    """The unit names that a query names: itself where it is one, else all that it fits.

    >>> resolve("数据局", ["省政务和数据局", "省统计局"])
    ('省政务和数据局',)
    """
    query = query.strip()
    if query in names:
        return (query,)
    core = _LEVEL.sub("", spell_out(query))
    if not core:
        return ()
    exact = tuple(name for name in names if _LEVEL.sub("", name) == core)
    return exact or tuple(name for name in names if core in name)
