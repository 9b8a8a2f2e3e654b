"""What a question asks for, and the words that only ask: a table of kinds, the first row that fits.

A question that fits no row is an open one. The table is the whole grammar; its tests read as examples.
"""

import re

from rag.domain import QuestionKind
from rag.text import bare
from rag.units import spell_out

_KINDS: tuple[tuple[QuestionKind, str], ...] = (
    (
        QuestionKind.UNIT,
        r"谁(?!都)|(?:哪|什么|啥)(?:[几两三]?[个些家]|一?级)?(?:省直|政府)?(?:部门|单位|厅局?|委办局|局)|由.{0,14}(?:牵头|负责)|"
        r"(?:牵头|责任|负责|主管|配合)(?:的)?(?:单位|部门|的?是|方)|归(?:谁|哪|口)|哪[几两三]?家.{0,12}(?:牵头|负责|管|[?？]|$)|"
        r"(?:交给|给|是|让).{2,16}(?:牵头|主管)|分工.{0,6}哪|牵头.{0,10}(?:对吗|吗|吧|[?？]|$)|"
        r"归(?![集纳并口]).{1,8}(?:管(?!理)|负责|牵头)|归(?:这|那).{1,4}[家个]|(?:[厅局委办部院]|单位)都?也?(?:要|需)?(?:负责|牵头|参与)(?:吗|么|[?？])|"
        r"(?:[厅局委办部]|牵头)还是.{1,16}(?:[厅局委办部院]|牵头|负责|的事|管)|"
        r"\b(?:who|(?:which|lead|responsible) (?:department|agency|agencies|departments|institution|bureau|office|body))\b",
    ),
    (
        QuestionKind.COMPARISON,
        r"区别|差别|不同|异同|对比|相比|比较|变化|演变|(?:一样|一致|相同)(?:吗|么|不|[?？]|$)|前后.{0,4}(?:变|改|换|差)|"
        r"(?:说法|提法|表述|口径|叫法|写法)(?:上|前后|都?有|是?怎)|"
        r"compare|difference",
    ),
    (
        QuestionKind.DATE,
        r"(?:什么|啥)时[候间]|何时|(?:哪|几)(?:一?年|月|天|日|号)|多久|截止|期限|when\b|(?:what|which) (?:year|date)",
    ),
    (
        QuestionKind.NUMBER,
        r"多少|多大|多长|多高|(?<!哪)几(?:个|项|家|条|类|种|成|大|点|倍|亿|万|级|次|方面|步|所|座)|占比|比例|比重|增速|how (?:many|much|large)|percent",
    ),
    (
        QuestionKind.DEFINITION,
        r"(?:什么|啥)(?:叫|是)|(?:是|指)(?:的)?(?:什么|啥)(?:意思|东西|概念)?[吗呢啊呀?？。]*$|含义|定义|全称|指的是|"
        r"^what (?:is|does) (?:a |an |the )?[\w.+-]+(?: mean)?\??$",
    ),
    (
        QuestionKind.LIST,
        r"哪[些几]|有哪|有(?:什么|啥)|包[括含](?:什么|哪)|列[出举]|清单|(?:都|分别)(?:是|有)|几方面|what are|which|list",
    ),
)
_PATTERNS = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _KINDS)

# Words that ask and carry nothing to be found.
_ASKING = re.compile(
    r"请问|请教|麻烦|帮我|帮忙|告诉我|查一?下|看一?下|想知道|想问一?下|我想|我要|能不能|可不可以|有没有|是不是|是否|会不会|"
    r"什么时[候间]|什么样的?|什么|怎么样|怎样|怎么(?:说|讲|定|写|规定|要求)?的?|如何|分别|各自|为什么|为何|哪[一]?[个些年月天里几家项]|哪|多少|多大|多长|多久|几[个项家条类种]|"
    r"谁来|由谁|是谁|谁|何时|吗|呢|啊|呀|吧|嘛|啥|一共|总共|具体|关于|对于|根据|按照|文件[里中]|里面|规定的?|提[到出]的?|说的?|写的?|"
    r"(?:有|是|要)(?=什么|哪|多少|几|谁)|包括(?=什么|哪)|方面(?=的?$)|(?<=哪些)(?:内容|方面)|的话|一下|这个|那个|你们?|我们?|咱们?|"
    r"\b(?:what|which|who|whom|when|where|how|many|much|is|are|was|were|does|do|did|the|a|an|of|in|on|to|for|by|and|with|be|will|"
    r"should|can|please|tell|me|about|there)\b",
    re.IGNORECASE,
)

_SEVERAL = re.compile(r"分别|各(?:由|归|是|自)|[这那][两二三四五几]|同一")
_BETWEEN = re.compile(r"[、,，;；:：]|以及|和|与|及")
_SHORTEST_SUBJECT = 4


def kind_of(text: str) -> QuestionKind:
    """The first row of the table that fits.

    >>> kind_of("低空产业由谁牵头").value, kind_of("算力规模要达到多少").value, kind_of("推进数字乡村").value
    ('unit', 'number', 'open')
    """
    return next((kind for kind, pattern in _PATTERNS if pattern.search(text)), QuestionKind.OPEN)


def content_words(text: str) -> str:
    """The question without the words that only ask; all of it where nothing else is left.

    >>> content_words("请问算力规模要达到多少？")
    '算力规模要达到？'
    """
    content = _ASKING.sub(" ", spell_out(text))
    return re.sub(r"\s{2,}", " ", content).replace(" ？", "？").strip() if bare(content) else text


def subjects(text: str) -> tuple[str, ...]:
    """The things that a question asks the same of, each for itself; none where it asks of one.

    >>> subjects("智慧养老、数字乡村，这两项分别由谁牵头？")
    ('智慧养老', '数字乡村')
    """
    if not _SEVERAL.search(text):
        return ()
    named = text.removesuffix("?").removesuffix("？").removesuffix(asking_part(text))
    parts = tuple(part for part in map(content_words, _BETWEEN.split(named)) if len(bare(part)) >= _SHORTEST_SUBJECT)
    return parts if len(parts) > 1 else ()


def asking_part(text: str) -> str:
    """The words of a question that ask, from the first on; empty where none is known to.

    >>> asking_part("2026年的分工表里，智慧养老由谁牵头？"), asking_part("推进数字乡村")
    ('由谁牵头', '')
    """
    found = [match.start() for _, pattern in _PATTERNS if (match := pattern.search(text))]
    return text[min(found) :].rstrip("?？。 ") if found else ""
