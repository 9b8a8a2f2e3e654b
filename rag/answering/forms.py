"""What the form of a sentence says of it, whatever it is about, and which form a question wants.

应当提交下列材料：              leads in to a list
数据处理，包括数据的收集、存储   defines what is asked for (数据处理包括哪些)
发展甲、乙、丙                  enumerates as many as are asked for (哪三个)
某教授评价说。                  says nothing by itself
"""

import re
from dataclasses import dataclass
from typing import Self

from rag.domain import Question, QuestionKind
from rag.text import NUMERAL, bare, fold_widths, parse_numeral

# By so much does a sentence of the wanted form come before its equals. As many questions are answered from .5 to .7 for a
# definition and from .3 to .4 for an enumeration; more, and lists win that are of something else.
_DEFINES, _ENUMERATES, _ANNOUNCES = 0.5, 0.3, 0.3
_HOW_MANY_IN_A_SENTENCE = range(2, 13)

_SAYS_WHO = re.compile(
    r"[^“”:]{2,30}(?:表示|认为|指出|强调|介绍|解释|透露|坦言|评价|告诉记者|说|称)(?:说|道)?。|"
    r"(?!.*(?:下列|以下|如下))[^。;“”]*(?:政府|委员会|部门|单位|机关|机构|公司|[厅局委院办)]):"
)
_THINGS = "材料|规定|条件|手续|要求|情形|情况|行为|步骤|流程|程序|标准|原则|措施|内容|责任|义务|证件|东西"
_LIST = re.compile(rf"什么(?:样的)?(?:{_THINGS})|(?:{_THINGS})(?:都|分别|各)?(?:是|有)(?:什么|啥)")
_ANNOUNCED = re.compile(r"(?:下列|以下)([\u4e00-\u9fff]{2,4})|([\u4e00-\u9fff]{2,4})如下")
_NOUN = re.compile(
    r"(?:哪[些几]|什么)[个项条类种]?([\u4e00-\u9fff]{1,4})|([\u4e00-\u9fff]{2})(?:都|分别)?(?:[有是]|包[括含])(?:哪|什么)"
)
_DEFINITION_WANTED = re.compile(
    r"所称|(?:什么|啥)(?:叫|是)|何谓|何为|指(?:的是?)?(?:什么|啥|哪)|是(?:什么|啥)(?:意思|概念)?[吗呢啊呀?。]*$|"
    r"含义|定义|全称|意思|(?:怎么|如何)理解|包[括含]了?(?:什么|啥|哪)|什么样的"
)
_DEFINITION = re.compile(
    r"(?:第[^条]{1,9}条\s*)?(?:本[\u4e00-\u9fff]{1,4}所称的?)?[“\"]?(?P<term>[^,。;:“”\"]{2,30}?)[”\"]?(?:\([^()]*\))?,?"
    r"(?:是指|指的是|系指|包[括含]|即|指(?=[\u4e00-\u9fff]))"
)
_NUMBER = re.compile(
    rf"哪(?P<which>{NUMERAL})|(?P<given>{NUMERAL})[个项条类种大]{{1,2}}[^,。;?]{{1,12}}(?:是|指)(?:哪|什么|啥)"
)
_STRETCH = re.compile(r"[,。;:!?]")
_AND = re.compile(r"、[^、]*[和及与]|^[^、]*[和与]")
_ORDINAL = re.compile("[一二三四五六七八九]是")


@dataclass(frozen=True, slots=True)
class Form:
    """The form that a question wants of a sentence. `number`: how many things it asks for; `nouns`: what they are called."""

    asked: str
    is_list: bool
    is_definition: bool
    number: int | None
    nouns: frozenset[str]

    @classmethod
    def of(cls, question: Question) -> Self:
        text = fold_widths(question.text)
        nouns = frozenset("".join(map("".join, _NOUN.findall(text))))
        number = None if question.kind is QuestionKind.UNIT else how_many(text)
        return cls(bare(text), asks_for_list(question), bool(_DEFINITION_WANTED.search(text)), number, nouns)

    def bonus(self, text: str) -> float:
        """What a sentence gains for its form, on the scale of its score."""
        defines = self.is_definition and (term := defined(text)) and term in self.asked
        enumerated = self.number and enumerates(text, self.number)
        announces = self.is_list and leads_in(text) and self.nouns & announced(text)
        return _DEFINES * bool(defines) + _ENUMERATES * bool(enumerated) + _ANNOUNCES * bool(announces)


def asks_for_list(question: Question) -> bool:
    """Whether all items of a list are asked for, and not one of them."""
    return question.kind is QuestionKind.LIST or bool(_LIST.search(question.text))


def leads_in(text: str) -> bool:
    """Whether a sentence says little without the list behind it.

    >>> leads_in("第八条　申请人应当提交下列材料："), leads_in("现提出如下意见。")
    (True, False)
    """
    return fold_widths(text).endswith(":")


def says_who(text: str) -> bool:
    """Whether a sentence only says who spoke, or who is written to.

    >>> says_who("一位法学教授评价说。"), says_who("各市人民政府，省有关单位："), says_who("由主管部门予以处罚：")
    (True, True, False)
    """
    return bool(_SAYS_WHO.fullmatch(fold_widths(text)))


def announced(lead_in: str) -> frozenset[str]:
    """Characters of the word for what a lead-in announces, so that 下列车辆 fits 哪些旧车."""
    match = _ANNOUNCED.search(fold_widths(lead_in))
    return frozenset(match[1] or match[2]) if match else frozenset()


def defined(text: str) -> str:
    """The term that a sentence defines, marks aside; empty where it defines none.

    >>> defined("第三条　本法所称数据，是指任何对信息的记录。")
    '数据'
    """
    match = _DEFINITION.match(fold_widths(text))
    return bare(match["term"]) if match else ""


def how_many(question: str) -> int | None:
    """How many things are to be named; None where the question does not say.

    >>> how_many("重点发展哪三个产业"), how_many("四大行动是哪些"), how_many("发展哪些产业")
    (3, 4, None)
    """
    match = _NUMBER.search(fold_widths(question))
    number = parse_numeral(match["which"] or match["given"]) if match else 0
    return number if number in _HOW_MANY_IN_A_SENTENCE else None


def enumerates(text: str, number: int) -> bool:
    """Whether a stretch of a sentence has so many parts, or the sentence as a whole.

    >>> enumerates("发展甲、乙和丙产业。", 3), enumerates("一是改甲；二是改乙。", 2)
    (True, True)
    """
    folded = fold_widths(text)
    stretches = (stretch.count("、") + 1 + bool(_AND.search(stretch)) for stretch in _STRETCH.split(folded))
    return len(_ORDINAL.findall(folded)) == number or number in stretches
