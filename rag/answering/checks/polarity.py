"""Whether a statement turns what a source says: its negation, how binding it is, how far it goes, which way.

Words of one sense are one class. Each part of a statement is set against the stretch of the sources that it repeats; a
sense that one of the two lacks is a finding where the other has the opposite, or where it is a claim that nothing bears out
(不得, 一律, 已经). Only open contradictions are found; what a paraphrase implies is not read, nor is English.
"""

import re
from collections.abc import Iterator, Sequence
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise

from rag.answering.checks.alignment import Match
from rag.text import is_chinese


class Sense(StrEnum):
    NOT = "not"
    MUST = "must"
    OUGHT = "ought"
    WANT = "want"
    FREE = "free"
    MAY = "may"
    TRY = "try"
    SPREAD = "spread"
    WHOLE = "whole"
    ALL = "all"
    EACH = "each"
    DONE = "done"
    CONDITION = "condition"
    MORE = "more"
    LESS = "less"
    ABOVE = "above"
    BELOW = "below"
    STRONGER = "stronger"
    PARTLY = "partly"
    SOONER = "sooner"
    LATER = "later"
    FIRST = "first"
    CHOICE = "choice"
    ADDRESS = "address"


# Words that hold a 不, 无, 非, 未 or 可 without its sense; those of bounds are the business of the figures.
_NO_SENSE = re.compile(
    r"不断|不仅|不但|不同|不动产|不限于|不少|不可或缺|不可抗力|不只|不怕|不介意|不再一一|"
    r"不(?:得|能|应|可|宜|准|许)?(?:少于|低于|超过?|高于|多于|大于|小于|短于|长于)|[不未][满足到达](?=\d|[一二两三四五六七八九十百])|"
    r"无人|无障碍|无线|无缝|无偿|无形|无穷|无锡|无固定|"
    r"非遗|非物质|非全日制|非公|非营利|非法|非常|非机动|非载人|非对称|非直系|"
    r"未来|未成年|免疫|可信|可靠|可视|可穿戴|可控|可持续|可研|可回收|可行|许可|认可|可复制|可推广|可能|"
    r"已有|了解|研究院|试验区|实验区|实验室|试验设施|试验验证"
)
_WORDS = {
    Sense.NOT: r"不[得再能应可宜予准许会要]?(?![论管])|无(?!论)|非|未[经能予]?|违反|违背|没有?|禁(?!止)|拒(?!绝)|(?:禁止|拒绝|停止|取消|暂停|暂缓|中止|终止|废止)(?![、,])|勿|免|除外|例外|缺乏",
    Sense.MUST: r"必须|务必|必需|强制|一律|^(?:广东|全省|我省|同时|并|将|要)*要求(?=[^,]{3})",
    Sense.OUGHT: r"应当|应该|(?<!必)须",
    Sense.WANT: r"(?<![需主重只必摘纲首])要(?![求素点是])|确保",
    Sense.FREE: r"无需|无须|不需|不必|不用",
    Sense.MAY: r"可以|可(?![以是能见])|允许|准予|有权|鼓励|提倡|倡导|自愿",
    Sense.TRY: r"探索|试点|试行|试验|尝试|先行先试|谋划",
    Sense.SPREAD: r"推广|普及|推开|铺开",
    Sense.WHOLE: r"全面|全部|全额|普遍|全域|全员",
    Sense.ALL: r"所有|全部|一律|任何|一切|不论|无论|不管|全体|各(?=行业|省|市|县|企业|单位|学校|地区)|(?<!在)全国(?=各|范围)",
    Sense.EACH: r"各|每|均|都|凡|全省|全市(?!域)|全国|整个",
    Sense.DONE: r"已经?|业已",
    Sense.CONDITION: r"后(?!续)|方可|才[能可]|仅|只(?!报)|限于|仅限",
    Sense.MORE: r"增加|增长|提高|上升|提升|延长|扩大|上浮|上调|加大|增强|升高",
    Sense.LESS: r"减少|下降|降低|缩短|缩小|下浮|下调|压减|削减|减弱|收窄",
    Sense.STRONGER: r"加强|强化|加快|促进|推动|推进|完善|支持|鼓励",
    Sense.PARTLY: r"有条件的?|符合条件的?|首次",
    Sense.SOONER: r"提前|事前|先期",
    Sense.LATER: r"推迟|延后|延期|事后",
    Sense.FIRST: r"首次|首创|首个|首家|率先|唯一|独家",
    Sense.ADDRESS: r"(?:^|,)请(?!求|示|领)|您|你|点击|拨打",
    Sense.CHOICE: r"是否|自行决定|自主选择|酌情|视情|可不(?!得)",
}
_BINDING = (Sense.MUST, Sense.OUGHT, Sense.MAY)
_CLAIMS = (Sense.DONE, Sense.FIRST, Sense.CHOICE, Sense.ADDRESS)
_TURNING = (Sense.TRY, Sense.WHOLE, Sense.ALL, Sense.DONE, Sense.LESS, Sense.LATER)
_OPPOSITES = (
    (Sense.MORE, Sense.LESS),
    (Sense.LESS, Sense.MORE),
    (Sense.LESS, Sense.STRONGER),
    (Sense.ABOVE, Sense.BELOW),
    (Sense.BELOW, Sense.ABOVE),
    (Sense.SOONER, Sense.LATER),
    (Sense.LATER, Sense.SOONER),
)
Senses = dict[Sense, tuple[int, ...]]
"""The senses of a text, each with the places behind its words."""

_SENSES = {sense: re.compile(words) for sense, words in _WORDS.items()}
_NO = "不(?:得|能|应|可|宜|准|许)?"
_LIMITS = {
    Sense.ABOVE: re.compile(f"(?<!不)(?<!不[得能应可宜准许])(?:超过|高于|多于|大于)|{_NO}(?:低于|少于|小于)"),
    Sense.BELOW: re.compile(f"(?<!不)(?<!不[得能应可宜准许])(?:低于|少于|小于)|{_NO}(?:超过|高于|多于|大于)"),
}
_NEAR, _CLOSE, _WHOLE, _VERBATIM = 0.4, 0.6, 0.7, 0.8
_HEADS, _RIGHT_BEHIND, _WORDS_BEHIND, _SHARE, _FEW = 8, 2, 4, 0.3, 2
# What is denied stands further on: 未将货物交付.
_ALLOWED = re.compile("可以?|应当?|必须|[要将都]")
_TRIAL_AT_END = re.compile("试点(?:工作|示范|项目|建设)?$")
_FRONTED = re.compile("[未不没无][得有能经]?[将把对向按经在由以给被与和因从自].*")


def turned(statement: str, matches: Sequence[Match]) -> tuple[str, ...]:
    """What the statement turns, each as a phrase of it or of the source; nothing where it turns nothing."""
    said = senses(statement)
    found = [finding for match in matches for finding in _claims(match)]
    found += [finding for match in matches if match.coverage >= _NEAR for finding in _contradictions(match, said)]
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=8192)
def senses(text: str) -> Senses:
    """The senses of a text, each with the places behind its words."""
    masked = _NO_SENSE.sub(lambda match: "·" * len(match.group()), text)
    found = {sense: tuple(m.end() for m in words.finditer(masked)) for sense, words in _SENSES.items()}
    found |= {sense: tuple(m.end() for m in words.finditer(text)) for sense, words in _LIMITS.items()}
    return {sense: ends for sense, ends in found.items() if ends}


def _claims(match: Match) -> Iterator[str]:
    """What goes further than the source: all of them, everywhere, already, first, or as one pleases."""
    part, sentence = senses(match.part), senses(match.sentence).keys()
    if (
        (Sense.WHOLE in part and not {Sense.WHOLE, Sense.ALL} & sentence)
        or (Sense.ALL in part and not {Sense.WHOLE, Sense.ALL, Sense.EACH} & sentence)
        or any(sense in part and sense not in sentence for sense in _CLAIMS)
    ):
        yield match.part


def _contradictions(match: Match, said: Senses) -> Iterator[str]:
    part, closest, sentence = senses(match.part), senses(match.closest), senses(match.sentence)
    if (
        (match.near >= _VERBATIM and match.back >= _WHOLE and _is_put_in(part, closest))
        or (match.near >= _VERBATIM and _is_reversed(match.part, match.closest))
        or (match.near >= _VERBATIM and _is_reversed(_FRONTED.sub("", match.closest), match.part))
        or _is_denied(match, part)
        or (Sense.NOT not in said and Sense.CONDITION not in part and _negated(match, closest))
        or (Sense.PARTLY in closest.keys() - said.keys() and _follows(match, closest[Sense.PARTLY], _WORDS_BEHIND))
        or any(s in part and _binds_otherwise(s, part, _scope(match, part[s]), sentence) for s in _BINDING)
        or any(
            one in part.keys() - closest.keys() and other in closest.keys() - part.keys() for one, other in _OPPOSITES
        )
    ):
        yield match.part
    is_tried = Sense.TRY in closest and Sense.TRY not in said
    if is_tried and (
        Sense.SPREAD in part.keys() - closest.keys()
        or _follows(match, closest[Sense.TRY], _RIGHT_BEHIND)
        or _has_lost_its_trial(match)
    ):
        yield match.closest


def _has_lost_its_trial(match: Match) -> bool:
    """Whether the part ends as the source does but for its 试点."""
    tried = _TRIAL_AT_END.search(match.closest)
    return tried is not None and match.part.endswith(match.closest[: tried.start()][-_WORDS_BEHIND:])


def _is_put_in(part: Senses, closest: Senses) -> bool:
    """Whether a part that is all but verbatim has a word that goes further, and the source has not."""
    return any(len(part.get(sense, ())) > len(closest.get(sense, ())) for sense in _TURNING)


def _is_reversed(one: str, other: str) -> bool:
    """Whether the one text denies what the other says without a denial."""
    return bool((_behind(one, _RIGHT_BEHIND) - _said_freely(one) - _behind(other, len(other))) & _all_pairs(other))


def _behind(text: str, reach: int) -> set[str]:
    """The pairs of characters that stand behind a denial."""
    return {pair for end in senses(text).get(Sense.NOT, ()) for pair in _all_pairs(text[end : end + reach + 1])}


def _said_freely(text: str) -> set[str]:
    """The pairs of characters that stand before the first denial, or well behind one."""
    denied = {i for end in senses(text).get(Sense.NOT, ()) for i in range(end, end + _RIGHT_BEHIND + 1)}
    return _all_pairs("".join("\0" if i in denied else character for i, character in enumerate(text)))


def _is_denied(match: Match, part: Senses) -> bool:
    """Whether the part denies what the source says without a denial or a condition."""
    if Sense.NOT not in part or {Sense.NOT, Sense.CONDITION} & senses(match.sentence).keys():
        return False
    return any(pair in match.sentence for end in part[Sense.NOT] for pair in _pairs(match.part, end))


def _pairs(text: str, start: int) -> list[str]:
    """The pairs of characters behind a place."""
    return [a + b for a, b in pairwise(text[start : start + _HEADS + 1]) if is_chinese(a) and is_chinese(b)]


def _all_pairs(text: str) -> set[str]:
    return {a + b for a, b in pairwise(text) if is_chinese(a) and is_chinese(b)}


def _negated(match: Match, closest: Senses) -> bool:
    """Whether the source denies what the part repeats: most of what they share stands behind the negation."""
    ends = closest.get(Sense.NOT)
    if not ends or match.near < _CLOSE:
        return False
    before, behind = _all_pairs(match.closest[: ends[0]]), _all_pairs(match.closest[ends[0] :])
    own = {pair for pair in match.pairs if match.closest.count(pair) == 1}
    return len(own & behind) >= max(_FEW, _SHARE * len(match.pairs)) and (
        match.near >= _VERBATIM or len(own & behind) > len(own & before)
    )


def _scope(match: Match, ends: Sequence[int]) -> Senses:
    """Senses of the part of the source that has most of what stands behind the word; of the closest where none has."""
    if match.near >= _VERBATIM:
        return senses(match.closest)
    heads = [(2.0**-i, pair) for end in ends for i, pair in enumerate(_pairs(match.part, end))]
    parts = re.split("[,:();]", match.sentence)
    shared = [sum(weight for weight, pair in heads if pair in part) for part in parts]
    return senses(parts[shared.index(max(shared))] if any(shared) else match.closest)


def _binds_otherwise(sense: Sense, part: Senses, scope: Senses, sentence: Senses) -> bool:
    """必须 for 可以, or the other way round. 应当 may stand further ahead in a sentence, for several parts."""
    binding = {Sense.MUST, Sense.OUGHT, Sense.WANT}
    if sense is Sense.MAY:
        is_bound = bool({Sense.MUST, Sense.OUGHT} & scope.keys()) or (Sense.NOT in scope and Sense.NOT not in part)
        return is_bound and Sense.MAY not in scope
    if binding & scope.keys():
        return False
    if Sense.FREE in scope and Sense.NOT not in part:
        return True
    if sense is Sense.OUGHT:
        return bool({Sense.MAY, Sense.TRY} & scope.keys())
    return Sense.MAY in scope or (Sense.NOT not in scope and not binding & sentence.keys())


def _follows(match: Match, ends: Sequence[int], length: int) -> bool:
    """Whether the part repeats as many characters as the source says directly behind the word."""
    said = _ALLOWED.sub("", match.part)
    behind = (match.closest[end : end + length] for end in ends)
    return any(len(text) == length and text in said for text in behind)
