"""The shapes of questions that count or list clauses: a table, the first row that fits. What fits none is found plainly.

    提到开源鸿蒙的文件有哪些      every clause that has the words
    意见一共有多少条              the numbers of a document
    第二部分有几条                the numbers beneath a clause
    18项措施分别是什么            the numbers of which there are as many
    有哪些专项行动                every clause that names one

A row fits only what asks for nothing more: 算力规模有多少EFLOPS, 18项措施中哪些涉及养老 fall through.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from rag.text import NUMERAL, bare, fold_brackets, parse_numeral


class ShapeKind(StrEnum):
    MENTIONS = "mentions"
    NUMBERS = "numbers"
    AS_MANY = "as_many"
    NAMED = "named"


@dataclass(frozen=True, slots=True)
class Shape:
    """What is counted. `word`: the words to be mentioned, the level (条, 项, 部分) or the noun (行动). `number`: how many
    there are by the question. `is_list`: whether they are to be listed, too. `document`: 意见, where only that is said.
    `in_annex`: whether it is the annex that has them."""

    kind: ShapeKind
    word: str
    number: int | None = None
    is_list: bool = False
    document: str = ""
    in_annex: bool = False


_SAYS = "提到|提及|写到|出现|谈到|讲到|说到|涉及|写了|提了|写有"
_WHERE = "文件|政策|条款|条文|地方|段落|章节|条|项|处|段"
_WHICH = r"(?:有)?(?:哪些|哪几[份个条项处]|多少[份个条项处次]?|几[份个条项处次])"
_TERM = r"[“\"'「]?(?P<term>[^，。？?;；、哪几多少的]{2,20}?)[”\"'」]?"
_LEVEL = "部分|大点|大项|章|节|条|项|点|段|款"
_NOUN = "措施|任务|举措|工作|内容|要求|条款|条文|行动|规定"
_ASK = r"(?:分别)?(?:是|有|包括|指)?(?:什么|啥|哪些|哪几[条项个])|都?有(?:什么|哪些)|列[出举]|清单"
_HOW_MANY = r"(?:一共|总共|合计|共计|总计|共)?(?:包?[括含]|分|有|是|提出|列|部署|写|规定|提)?了?(?:多少|几)个?(?:大)?"

# Each: kind, pattern over the whole question, names of documents and numbers of clauses taken out.
_SHAPES: tuple[tuple[ShapeKind, str], ...] = (
    (
        ShapeKind.MENTIONS,
        rf"(?:{_SAYS})(?:过|了)?{_TERM}的(?:{_WHERE})(?:都|一共|总共|共)?(?:有|是)?{_WHICH}?(?:份|个|条)?",
    ),
    (ShapeKind.MENTIONS, rf"{_WHICH}(?:份|个|条)?(?:{_WHERE})?(?:里|中)?(?:都|曾)?(?:{_SAYS})(?:过|了|到)?{_TERM}"),
    (
        ShapeKind.MENTIONS,
        rf"{_TERM}(?:一共|总共|都|分别|被)?(?:在|出现在|见于)?{_WHICH}(?:份|个|条)?(?:{_WHERE})?(?:里|中)?(?:都|被|有)?(?:{_SAYS})(?:过|了|到)?",
    ),
    (
        ShapeKind.MENTIONS,
        rf"{_TERM}(?:一共|总共|都)?(?:出现|见)(?:在|于)(?:了)?{_WHICH}(?:份|个|条)?(?:{_WHERE})(?:里|中)?",
    ),
    (ShapeKind.MENTIONS, rf"{_TERM}(?:一共|总共)?(?:{_SAYS})(?:过|了)?{_WHICH}(?:{_WHERE})?"),
    (ShapeKind.NUMBERS, rf"{_HOW_MANY}(?P<level>{_LEVEL})(?:重点|具体|主要)?(?:{_NOUN})?"),
    (
        ShapeKind.NUMBERS,
        rf"(?:下面|下)?(?:都|一共)?(?:包?[括含]|分|有)?(?:哪几|哪些)(?P<level>{_LEVEL})(?:重点|具体)?(?:{_NOUN})?",
    ),
    (
        ShapeKind.AS_MANY,
        rf"(?:这|那)?(?P<number>{NUMERAL})(?:大|个)?(?P<level>{_LEVEL})?(?:重点|具体|主要)?(?P<noun>{_NOUN})?(?:{_ASK})",
    ),
    (
        ShapeKind.AS_MANY,
        rf"(?:列[出举]|请?给出|说说)(?:这|那)?(?P<number>{NUMERAL})(?:大|个)?(?P<level>{_LEVEL})?(?:重点|具体|主要)?(?P<noun>{_NOUN})",
    ),
    (
        ShapeKind.NAMED,
        r"(?:一共|都)?(?:提到|提出|部署|开展|实施|安排|涉及|写)?了?(?:有)?(?:哪些|哪几[个项]|多少[个项]|几[个项])(?P<noun>专项行动|行动计划|行动|工程)",
    ),
    (
        ShapeKind.NAMED,
        r"(?:提到|提出|部署|开展|实施)的?(?P<noun>专项行动|行动计划|行动|工程)(?:都|一共|分别)?有(?:哪些|哪几[个项]|多少[个项]?|几[个项])",
    ),
)
_PATTERNS = tuple((kind, re.compile(pattern)) for kind, pattern in _SHAPES)
_LISTS = re.compile(r"哪|什么|啥|列|清单|分别")
_POLITE = re.compile(
    r"请问|请教|请|麻烦|帮我|查一?下|看一?下|告诉我|我想知道|想知道|[，,。？?！!\s吗呢啊呀吧]|全部|所有|这[几些]?份|文件[里中]|^(?:里面?|中|的|在|本)+|(?<=[\u4e00-\u9fff])(?:里面?|中)(?=一共|总共|有|都|提|列)"
)
_NUMBER_OF_DOCUMENT = re.compile(r"[\u4e00-\u9fff]{1,8}\[\d{4}\]\d{1,4}号(?:文件?)?|(?:20\d\d年)?\d{1,4}号文件?")
_KINDS = r"(?:实施)?(?:意见|方案|要点|文件|政策|通知|分工表|条例|办法|规划)"

_ONLY_KIND = re.compile(rf"(?:本|该|这个|那个)?({_KINDS})(?:里面?|中)?(?=.*[几多哪])")

_ANNEX = re.compile(r"(?:附件|附表|分工表)(?:里面?|中|的)?(?=.*[几多哪])")


def shape_of(text: str, *, names: tuple[str, ...] = ()) -> Shape | None:
    """The shape of a question; `names`: titles of the documents that it names. None where it fits none.

    >>> shape_of("提到开源鸿蒙的文件有哪些").word, shape_of("18项措施分别是什么").number
    ('开源鸿蒙', 18)
    """
    asked = _bare_question(text, names)
    named = None if names else _ONLY_KIND.match(asked)
    asked = asked[named.end() :] if named else asked
    annex = _ANNEX.match(asked)
    asked = asked[annex.end() :] if annex else asked
    for kind, pattern in _PATTERNS:
        match = pattern.fullmatch(asked)
        found = match.groupdict() if match else {}
        if not match or (kind is ShapeKind.AS_MANY and not (found["level"] or found["noun"])):
            continue
        number = parse_numeral(found["number"]) if found.get("number") else None
        word = found.get("term") or found.get("level") or found.get("noun") or ""
        return Shape(kind, word, number, bool(_LISTS.search(asked)), named[1] if named else "", bool(annex))
    return None


def _bare_question(text: str, names: tuple[str, ...]) -> str:
    """What is asked, without politeness, names of documents, numbers of clauses and what holds them together."""
    rest = _NUMBER_OF_DOCUMENT.sub("", fold_brackets(text)) if names else fold_brackets(text)
    for name in names:
        rest = _without_title(rest, bare(name).replace("的", ""))
    rest = re.sub(rf"第\(?(?:{NUMERAL})\)?(?:部分|章|节|条|项|点|款)(?:下面?|里面?|中|的)?", "", rest)
    rest = re.sub(r"\([〇零一二三四五六七八九十]+\)(?:下面?|里面?|中|的)?", "", rest)
    return _POLITE.sub("", _POLITE.sub("", rest))


def _without_title(text: str, title: str) -> str:
    """Takes out what names a document: a year, pieces of its title of two characters and more, up to the kind of it."""
    text = re.sub(r"《([^》]*)》", lambda quoted: quoted[1] if bare(quoted[1]) in title else quoted[0], text)
    pieces = sorted({title[i:j] for i in range(len(title)) for j in range(i + 2, min(len(title), i + 20) + 1)}, key=len)
    said = next((piece for piece in reversed(pieces) if piece in text and re.search(rf"{_KINDS}$|报道$", piece)), None)
    if said is None:
        return re.sub(rf"(?:20\d\d年?)?的?(?:那份)?{_KINDS}", "", text, count=1)
    before, after = text.split(said, 1)
    while lead := next((piece for piece in reversed(pieces) if before.rstrip("的").endswith(piece)), None):
        before = before.rstrip("的").removesuffix(lead)
    return re.sub(r"(?:20\d\d年?)?的?$", "", before) + after
