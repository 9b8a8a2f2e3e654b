"""A question as asked to a question understood: script, widths, kind, the words that carry it, what it names.

The tables below are the whole grammar. A question that fits no row is an open one.
"""

import re
from collections.abc import Sequence

from rag.domain import Question, QuestionKind, Reference, Turn
from rag.finding.references import find_references, named_documents, without_references
from rag.ports import Catalogue
from rag.text import bare, fold_widths, to_simplified
from rag.units import mentioned, spell_out

_KINDS: tuple[tuple[QuestionKind, str], ...] = (
    (
        QuestionKind.UNIT,
        r"谁(?!都)|(?:哪|什么|啥)(?:[几两三]?[个些家]|一?级)?(?:省直|政府)?(?:部门|单位|厅局?|委办局|机构|局)|由.{0,4}(?:牵头|负责)|"
        r"(?:牵头|责任|负责|主管|配合)(?:的)?(?:单位|部门)|归(?:谁|哪|口)|哪[几两三]?家.{0,4}(?:牵头|负责|管)|"
        r"(?:[厅局委办部]|牵头)还是.{1,16}(?:[厅局委办部院]|牵头|负责|的事|管)|"
        r"\b(?:who|which (?:department|agency|agencies|departments|institution|bureau|office|body))\b",
    ),
    (
        QuestionKind.COMPARISON,
        r"区别|差别|不同|异同|对比|相比|比较|变化|分别.{0,8}(?:怎么|如何|什么|哪些)|compare|difference",
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
    r"什么时[候间]|什么样的?|什么|怎么样|怎样|怎么|如何|为什么|为何|哪[一]?[个些年月天里几家项]|哪|多少|多大|多长|多久|几[个项家条类种]|"
    r"谁来|由谁|是谁|谁|何时|吗|呢|啊|呀|吧|嘛|啥|一共|总共|具体|关于|对于|根据|按照|文件[里中]|里面|规定的?|提[到出]的?|说的?|写的?|"
    r"(?:有|是|要)(?=什么|哪|多少|几|谁)|包括(?=什么|哪)|方面(?=的?$)|(?<=哪些)(?:内容|方面)|的话|一下|这个|那个|你们?|我们?|咱们?|"
    r"\b(?:what|which|who|whom|when|where|how|many|much|is|are|was|were|does|do|did|the|a|an|of|in|on|to|for|by|and|with|be|will|"
    r"should|can|please|tell|me|about|there)\b",
    re.IGNORECASE,
)
_CONTENTS = re.compile(
    r"(?:的)?(?:内容|原文|全文|规定|条文|讲|说|写|是|了|什么|啥|哪些|呢|吗|请|给我|看|一?下|查|列出|展示|复述|引用|的|，|。|\?|？|\s)+"
)

_ELLIPSIS = re.compile(r"^(?:那么?|那|还有|其中|它|他们|这个|这项|该|以及|另外|由谁|谁|什么时候|为什么|具体)|呢[?？]?$")
_FOLLOW_UP_LENGTH = 16


def understand(asked: str, catalogue: Catalogue, history: Sequence[Turn] = ()) -> Question:
    """Reads a question against the names that the catalogue knows. A follow-up is completed from the conversation."""
    completed = complete(asked, history)
    text = to_simplified(fold_widths(completed).strip())
    documents = named_documents(text, catalogue.documents)
    references = find_references(text, documents, catalogue)
    content = content_words(text)
    return Question(
        asked=asked,
        text=text,
        content=content,
        completed=completed if completed != asked else None,
        kind=_kind(text, documents, references, catalogue),
        documents=documents,
        references=references,
        units=mentioned(text, catalogue.unit_names()),
    )


def complete(asked: str, history: Sequence[Turn]) -> str:
    """A follow-up (那牵头单位呢) behind the question that it follows; any other question as it is."""
    before = next((turn.content for turn in reversed(history) if turn.role == "user"), "")
    if before and len(asked) <= _FOLLOW_UP_LENGTH and _ELLIPSIS.search(asked):
        return f"{before.rstrip('？?。 ')}，{asked}"
    return asked


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


def _kind(text: str, documents: Sequence[str], references: Sequence[Reference], catalogue: Catalogue) -> QuestionKind:
    kind = kind_of(text)
    reads = kind in (QuestionKind.OPEN, QuestionKind.LIST, QuestionKind.DEFINITION)
    return QuestionKind.CLAUSE if reads and _asks_for_clause(text, documents, references, catalogue) else kind


def _asks_for_clause(
    text: str, documents: Sequence[str], references: Sequence[Reference], catalogue: Catalogue
) -> bool:
    """Whether the question names a clause and wants nothing but to read it."""
    if not references:
        return False
    rest = without_references(text)
    for name in documents:
        document = catalogue.documents[name]
        for title in (document.title, *document.aliases):
            rest = rest.replace(title, "")
    return len(bare(_CONTENTS.sub("", rest))) <= 8
