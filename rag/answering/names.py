"""Names that must stand in the sources as they are: quoted strings, 《titles》, numbers of documents, places, Latin words.

A document's own title, its other names and its 文号 count as present. Print does not matter: widths, the form of quotation
marks, case. What an English statement puts in quotation marks or in Latin letters is translated, and is not looked for.
"""

import re
from collections.abc import Sequence

from rag.answering.prose import clean
from rag.places import CITIES, PROVINCES
from rag.text import bare, is_chinese

_QUOTED = re.compile(r"“([^“”]+)”|「([^「」]+)」|『([^『』]+)』|‘([^‘’]+)’|\"([^\"]+)\"")
_TITLE = re.compile(r"《([^《》]+(?:《[^《》]*》[^《》]*)*)》")
_NUMBER = re.compile(r"[\u4e00-\u9fff]{1,12}\[\d{4}\]\d+号")
_PLACE = re.compile(rf"{PROVINCES}|{CITIES}")
# Two characters and a kind of place; words that only end like one (社区, 城市, 道路) are left out.
_LOCAL = re.compile(
    r"([^\W\da-z_的了和与及在为是各该本全某每到从至向于以将把被对]{2})(?:县|镇|乡(?!村)|街道|江|河|湖|岛|湾(?!区)|"
    r"(?<![城都全本门超股楼上])市(?![场政民级长区县值])|(?<![地社园小市城郊景校厂片山灾辖专特新老湾牧林库战范验保各大分盲雷误])区(?![块域别分间县级]))"
)
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
    listed = [place for place in named if place not in written and not (place == "广东" and _HOME.search(written))]
    local = [match.group() for match in _LOCAL.finditer(statement) if match[1] not in written]
    return list(dict.fromkeys([*listed, *local]))


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
