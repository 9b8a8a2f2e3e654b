"""What a question takes for granted and the quoted text does not bear out: told before the text is quoted.

Of a question that asserts something (…对吗, 是不是…, 为什么…, 既然…) everything is looked at that can be checked: figures
and years, places, units in their role, names in quotation marks, lists, words that turn the sense. Of a question that
merely asks only what contradicts the text where both speak of the same thing: a figure before the same noun, the opposite
word before the same object.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from rag.answering.draft import Draft, notice
from rag.domain import Question, Role, Unit
from rag.places import CITIES, PROVINCES, ZONES
from rag.text import NUMERAL, fold_widths, is_chinese, parse_numeral, terms

_ASSERTS = re.compile(
    r"是不是|是否|对[吗不么]|是吗|真的吗|没[错有漏]?吧|吧\s*[?？]?$|不?是这样|为什么|为何|凭什么|既然|怎么会|这么说|听说|据说|记得|"
    r"应该是|[\u4e00-\u9fff]吗\s*[?？]?$|出于什么|什么(?:原因|理由|考虑)|我(?:的)?理解|我这么|\b(?:is it true|why|right\?|isn't|doesn't)",
    re.IGNORECASE,
)
_FIGURE = re.compile(
    rf"百分之(?P<cn>{NUMERAL})|(?P<value>\d[\d,.]*|[一二两三四五六七八九十百千]{{1,6}})\s*(?P<scale>[万亿千]*)"
    r"(?P<measure>%|个?百分点|成|倍|元|年底?|月|日|天|家|个|项|条|类|种|人|次|座|所|批|期|大|级|块|EFLOPS|[a-zA-Z]{1,8})",
    re.IGNORECASE,
)
# 一个, 两家 and the like count what is asked for, and a question says them loosely.
_LOOSE = frozenset("个家项条类种次大批块")
_ASKED_FOR = frozenset("哪几第前")
_BEFORE, _AFTER = 8, 2
_VAGUE = frozenset(("超过", "达到", "目标", "不少", "少于", "以上", "左右", "多少", "要超", "过了", "到了"))
_PLACE = re.compile(rf"{CITIES}|{PROVINCES}|{ZONES}")
_PROVINCE = re.compile(PROVINCES)
_EVERYWHERE = frozenset(("广东", "广东省"))
_SHORT_PLACES = {"香港": "港", "澳门": "澳"}
_ONLY = re.compile(r"只有|仅有?|唯一|独自|单独|一[家个座]")
_WHOLE = re.compile(rf"只有|仅|就是?这|没[漏别有]|全部|一共|共|(?:{NUMERAL})[个块类项大条]")
_LIST = re.compile(r"[\u4e00-\u9fffA-Za-z0-9]{1,12}(?:、[\u4e00-\u9fffA-Za-z0-9]{1,12}){2,}")
_QUOTED = re.compile(r"[“「‘]([^”」’]{2,16})[”」’]")
_ALIKE = 0.6
_OFFICE = re.compile(r"(?:省|市|国家)[\u4e00-\u9fff]{1,10}?(?:办公厅|办公室|厅|局|委员会|委|集团|中心|院)")
_FROM_TO = re.compile(
    r"(?:由|从)([\u4e00-\u9fff]{1,6}?)(?:导向)?(?:转为|转向|转变为|变为|变成|向|到)([\u4e00-\u9fff]{1,6}?)(?:导向|转|$|[，,。？?])"
)
_EITHER = re.compile("还是|或者?是")
_ROLE = re.compile(r"牵头|配合|主管|负责|参与")
_ROLES = {"牵头": (Role.LEAD, Role.RESPONSIBLE), "配合": (Role.SUPPORT,)}
_OPPOSITES = (
    ("放宽", "收紧"), ("提高", "降低"), ("提升", "降低"), ("上调", "降低"), ("下调", "提高"), ("增加", "减少"), ("扩大", "缩小"),
    ("允许", "禁止"), ("鼓励", "限制"), ("支持", "禁止"), ("提前", "推迟"), ("强制", "自愿"), ("取消", "保留"), ("取消", "建立"),
    ("停止", "推进"), ("压缩", "扩大"), ("限制", "扩大"), ("限制", "支持"),
)  # fmt: skip
_OBJECT = 10
# Below this share of the question's term weight in the quoted text the two may speak of different things.
_SAME_SUBJECT = 0.2


class Scope(Enum):
    """CONTRADICTED: without years and cities, for which a question may ask in vain (2030年的目标是多少) and not be wrong."""

    EVERYTHING = auto()
    CONTRADICTED = auto()


@dataclass(frozen=True, slots=True)
class _Figure:
    """`value` in `measure`, as `written`; `around`: bigrams before it and the noun after it."""

    written: str
    value: float
    measure: str
    around: frozenset[str]


def asserts(text: str) -> bool:
    """Whether a question takes something for granted.

    >>> asserts("目标是不是20%？"), asserts("目标是多少？")
    (True, False)
    """
    return bool(_ASSERTS.search(text))


def corrections(
    question: Question, drafts: Sequence[Draft], coverage: float, *, of: Scope = Scope.EVERYTHING
) -> list[Draft]:
    """A notice for what the question asserts and the quotes of the answer do not bear out; none where all of it stands.

    `coverage`: share of the question's term weight that the quotes have, 0 to 1.
    """
    quotes = [quote for draft in drafts for quote in draft.quotes]
    topic, loose = question.topic, not asserts(question.text)
    if not quotes or (loose and coverage < _SAME_SUBJECT):
        return []
    said = fold_widths("\n".join(quote.text for quote in quotes))
    whole = fold_widths("\n".join(f"{quote.document.title}\n{quote.clause.text}" for quote in quotes))
    units = [unit for quote in quotes for unit in quote.clause.units]
    is_whole = of is Scope.EVERYTHING
    unborne = [
        *(figure for figure in _figures(topic, said, loose=loose or not is_whole) if is_whole or "年" not in figure),
        *_places(topic, said, whole, among=_PLACE if is_whole else _PROVINCE),
        *_units(question, units, said, loose=loose),
        *_names(topic, whole),
        *_lists(topic, said),
        *_turned(topic, said, loose=loose),
        *_reversed(topic, said),
        *(() if loose else _offices(question, said)),
    ]
    told = [one for one in dict.fromkeys(unborne) if not any(one != other and one in other for other in unborne)]
    return [notice(f"问题中的“{'”“'.join(told)}”与所引原文不符，请以原文为准")] if told else []


def _figures(asked: str, said: str, *, loose: bool) -> Iterator[str]:
    """Figures of the question that the text does not have, where it has others of that measure and, in a question that
    merely asks, of that thing."""
    known = _read(said)
    for figure in _read(fold_widths(asked)):
        rivals = [other for other in known if other.measure == figure.measure]
        bound = [other for other in rivals if other.around & figure.around]
        if any(other.value == figure.value for other in rivals):
            continue
        if (bound or (rivals and not loose)) and not (figure.measure in _LOOSE and figure.value < 3):
            yield figure.written


def _read(text: str) -> list[_Figure]:
    """Every figure of a text: 百分之十六 and 16% are one."""
    found = []
    for match in _FIGURE.finditer(text):
        value = _value(match["cn"] or match["value"], match["scale"] or "")
        measure = "%" if match["cn"] else match["measure"].lower().removesuffix("底")
        if measure == "成" and value is not None:
            value, measure = 10 * value, "%"
        if value is not None and text[max(0, match.start() - 1) : match.start()] not in _ASKED_FOR:
            before, after = text[max(0, match.start() - _BEFORE) : match.start()], text[match.end() :][:_AFTER]
            noun = {f">{after}"} if len(after) == _AFTER and all(map(is_chinese, after)) else set()
            around = frozenset(term for term in terms(before) if len(term) == 2) - _VAGUE
            found.append(_Figure(match.group(), value, measure, around | noun))
    return found


def _value(written: str, scale: str) -> float | None:
    try:
        number = float(written.replace(",", "")) if written[0].isdigit() else float(parse_numeral(written))
    except ValueError:
        return None
    for character in scale:
        number *= {"千": 1e3, "万": 1e4, "亿": 1e8}[character]
    return number


def _places(asked: str, said: str, whole: str, *, among: re.Pattern[str]) -> list[str]:
    """Places of the question that the text does not have, where it has others; or that are not the only ones."""
    own = [place for place in dict.fromkeys(among.findall(asked)) if place not in _EVERYWHERE]
    others = set(among.findall(said)) - _EVERYWHERE - set(own)
    if not others:
        return []
    if own and _ONLY.search(asked) and all(place in said for place in own):
        return [f"只有{place}" for place in own]
    return [place for place in own if place not in whole and _SHORT_PLACES.get(place, place) not in whole]


def _units(question: Question, units: Sequence[Unit], whole: str, *, loose: bool) -> Iterator[str]:
    """Units of the question that the records do not have, or not in the role that it gives them."""
    for name in () if _EITHER.search(question.text) else question.units:
        short = name.lstrip("省市")
        role = re.search(rf"{short[-2:]}\S{{0,4}}?({_ROLE.pattern})", question.text)
        if role and units and not _has_role(units, name, role.group(1)):
            yield f"{name}{role.group(1)}"
        elif short not in whole and not any(unit.name == name for unit in units) and (units or not loose):
            yield name


def _has_role(units: Sequence[Unit], name: str, role: str) -> bool:
    wanted = _ROLES.get(role)
    return any(unit.name == name and (wanted is None or unit.role in wanted) for unit in units)


def _names(asked: str, whole: str) -> Iterator[str]:
    """Names in quotation marks that the text does not have, where it has one that is nearly the same."""
    known = set(_QUOTED.findall(whole))
    for name in _QUOTED.findall(asked):
        if name not in whole and any(_alike(name, other) for other in known):
            yield name


def _alike(name: str, other: str) -> bool:
    shared = sum((Counter(name) & Counter(other)).values())
    return name != other and len(name) == len(other) and shared >= _ALIKE * len(name)


def _lists(asked: str, said: str) -> Iterator[str]:
    """Lists that the question gives as whole, of which the text has more members."""
    if not _WHOLE.search(asked):
        return
    known = [set(run.split("、")) for run in _LIST.findall(said)]
    for run in _LIST.findall(asked):
        members = set(run.split("、"))
        for other in known:
            inner = {member for member in members if any(one in member or member in one for one in other)}
            if len(inner) >= len(members) - 1 and len(other) > len(members):
                yield run
                break


def _turned(asked: str, said: str, *, loose: bool) -> Iterator[str]:
    """Words of the question whose opposite the text has, and not they themselves; before the same object."""
    for word, opposite in (*_OPPOSITES, *((b, a) for a, b in _OPPOSITES)):
        turns = word in asked and opposite in said and word not in said
        if turns and (not loose or _objects(asked, word) & _objects(said, opposite)):
            yield word


def _objects(text: str, word: str) -> set[str]:
    """Bigrams of what follows a word, everywhere in a text."""
    return {term for match in re.finditer(word, text) for term in terms(text[match.end() :][:_OBJECT])}


def _reversed(asked: str, said: str) -> list[str]:
    """由甲转为乙, where the text has 由乙…向甲."""
    pairs = [(a, b) for a, b in _FROM_TO.findall(asked) if a in said and b in said]
    return [f"由{a}转为{b}" for a, b in pairs if re.search(rf"[由从]{re.escape(b)}.{{0,12}}{re.escape(a)}", said)]


def _offices(question: Question, whole: str) -> list[str]:
    """Offices of the question that the text does not have, where it has another of that kind; known units apart."""
    others = _OFFICE.findall(whole)
    return [
        office
        for office in dict.fromkeys(_OFFICE.findall(question.topic))
        if office not in whole
        and not any(unit.lstrip("省") in office or office.lstrip("省") in unit for unit in question.units)
        and any(other[-2:] == office[-2:] for other in others)
    ]
