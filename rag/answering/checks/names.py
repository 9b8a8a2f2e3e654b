"""Names that must stand in the sources as they are: quoted strings, 《titles》, numbers of documents, places, Latin words.

A document's own title, its other names and its 文号 count as present. Print does not matter: widths, the form of quotation
marks, case. What an English statement puts in quotation marks or in Latin letters is translated, and is not looked for.
"""

import re
from collections.abc import Sequence

from rag.answering.checks.prose import clean
from rag.places import CITIES, PROVINCES
from rag.text import bare, is_chinese

_QUOTED = re.compile(r"“([^“”]+)”|「([^「」]+)」|『([^『』]+)』|‘([^‘’]+)’|\"([^\"]+)\"")
_TITLE = re.compile(r"《([^《》]+(?:《[^《》]*》[^《》]*)*)》")
_NUMBER = re.compile(r"[\u4e00-\u9fff]{1,12}\[\d{4}\]\d+号")
_COUNTRIES = (
    "中国|美国|英国|法国|德国|日本|韩国|朝鲜|俄罗斯|乌克兰|印度尼西亚|印度|巴基斯坦|尼泊尔|不丹|缅甸|老挝|越南|柬埔寨|泰国|马来西亚|"
    "新加坡|菲律宾|蒙古国|哈萨克斯坦|伊朗|沙特|阿联酋|以色列|土耳其|埃及|南非|意大利|西班牙|葡萄牙|荷兰|比利时|瑞士|瑞典|挪威|芬兰|"
    "丹麦|波兰|希腊|加拿大|墨西哥|巴西|阿根廷|澳大利亚|新西兰"
)
_PLACE = re.compile(rf"{PROVINCES}|{CITIES}|{_COUNTRIES}")
_LOCAL = re.compile("([\u4e00-\u9fff])([\u4e00-\u9fff])(县|镇|江|河|湖|岛|街道)")
_LATIN = re.compile(r"[a-z][a-z0-9]*(?:[.\-+][a-z0-9]+)*")
# The same said in Latin letters and in Chinese.
_TRANSLATED = {
    "ai": "人工智能",
    "gdp": "生产总值",
    "ip": "知识产权",
    "app": "应用",
    "it": "信息",
    "r&d": "研发",
}
_FOREIGN = re.compile(r"[^\W\d_a-z\u3400-\u9fff\U00020000-\U0003ffff〇]+")
_HOME = re.compile("广东|粤|我省|全省")


def missing_quotes(statement: str, sources: Sequence[str]) -> list[str]:
    """Quoted strings and titles of a statement that stand in none of the sources, nor among their names."""
    if not any(map(is_chinese, statement)):
        return []
    written = [bare(source) for source in sources]
    said = [next(filter(None, groups)) for groups in _QUOTED.findall(statement)] + _TITLE.findall(statement)
    return [name for name in said if bare(name) and not any(bare(name) in text for text in written)]


def missing_names(statement: str, sources: Sequence[str]) -> list[str]:
    """Numbers of documents, places and Latin words that stand in none of the sources, nor among their names."""
    return [
        *_missing_numbers(statement, sources),
        *_missing_places(statement, sources),
        *_missing_latin(statement, sources),
        *_missing_letters(statement, sources),
    ]


def _missing_numbers(statement: str, sources: Sequence[str]) -> list[str]:
    """Numbers of documents (粤府〔2021〕31号) that are none of the sources'."""
    written = [clean(source) for source in sources]
    return [
        number
        for number in _NUMBER.findall(clean(statement))
        if not any(_same_number(number, text) for text in written)
    ]


def _same_number(number: str, text: str) -> bool:
    """Whether a text has the number; words that stand before it in running text do not count."""
    start = number.index("[")
    return any(number[i:] in text for i in range(max(start - 1, 1))) and number[start:] in text


def _missing_places(statement: str, sources: Sequence[str]) -> list[str]:
    written = "\n".join(sources)
    named = dict.fromkeys(_PLACE.findall(statement))
    listed = [place for place in named if place not in written and not _is_home(place, written)]
    local = [
        first + second + kind
        for first, second, kind in _LOCAL.findall(statement)
        if first + second not in written and second + kind not in written
    ]
    return list(dict.fromkeys([*listed, *local]))


def _is_home(place: str, written: str) -> bool:
    return place == "中国" or (place == "广东" and bool(_HOME.search(written)))


def _missing_latin(statement: str, sources: Sequence[str]) -> list[str]:
    """Latin words and names with digits in them (F5G, IPv6) of a Chinese statement."""
    said = clean(statement)
    if not any(map(is_chinese, said)):
        return []
    written = "\n".join(map(clean, sources))
    return [
        word
        for word in dict.fromkeys(_LATIN.findall(said))
        if word not in written and _TRANSLATED.get(word, "\0") not in written
    ]


def _missing_letters(statement: str, sources: Sequence[str]) -> list[str]:
    """Letters of other scripts, which may pass for Latin ones (Cyrillic а)."""
    written = "\n".join(map(clean, sources))
    return [word for word in dict.fromkeys(_FOREIGN.findall(clean(statement))) if word not in written]
