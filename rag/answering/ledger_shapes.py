"""Questions that the responsibility ledger answers, recognised by their shape and by nothing else.

A question is spelled with one letter for each thing that it says, and the letters are held against a table:

    U  a unit              省民政厅        T  tasks      任务, 事项, 工作     L  牵头     A  负责, 承担, 参与
    W  which, how many     哪些, 几项      O  offices    单位, 部门           S  配合     I  落实
    E  each                各              Q  most       最多                 D  按职责分工负责
    &  together            一起, 共同      N  not        不

    省民政厅牵头哪些任务  ULWT      哪些单位配合省民政厅  WOSU      哪个单位牵头的任务最多  WOLTQ

A question that says anything else (智慧养老由谁负责) has no spelling and falls through to finding.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rag.domain import Role
from rag.units import candidates, unit_spans

_LETTERS = {
    "L": "牵头(?:负责|承担|抓)?|主办|主责",
    "D": "按照?(?:各自)?职责(?:分工)?(?:负责)?|分工负责",
    "S": "配合|协助|协办",
    "I": "(?:结合实际)?(?:抓好)?(?:组织)?(?:落实|实施)",
    "A": "负责|承担|参与|主管|分管|涉及|出现|有关|相关|做|干",
    "both": "谁|哪(?:个|家|些)(?:厅局?|局|委办局?)",
    "Q": "(?:数量?|总数)?最(?:多|大|重)",
    "W": "哪(?:些|几[个项家条件]|一?[个家项条件])?|什么|啥|多少[项个家条]?|几[项个家条]|数量|数目",
    "E": "各个?|每[个家]",
    "N": "不是?|没有?|未|并非",
    "together": "一起|共同|联合|一同|一块",
    "none": "我们|请问|请|麻烦|帮我|给我|我?想知道|告诉我|列(?:出|举|一下)|查(?:一下|询)?|统计(?:一下)?|交给|分给|作为|主要|"
    r"全部|所有|完整|一共|总共|共有?|(?:这|其)中|里面?|里边|当中|分别|各自|名单|清单|情况|以及|第(?=几)|方面的?(?=工作|任务)|"
    r"重点任务分工表?|责任分工表?|分工表?(?!负责)|附件|(?:这|上述)?[几一二两三四五六七八九十\d]份(?:文件)?|文件|"
    r"前?[一两二三四五六七八九十\d]{1,2}[个名家位]|20\d\d年|全省|省里|省直|"
    '[都有是由归的了呢在中内上要需应该得会能和与及跟同、但却而只仅还又也被为项个条件 ,.。?!:;，？！：；“”"()（）]',
    "T": "(?:重点|主要|具体)?(?:任务|工作|事项|职责|责任|项目|事情?|举措|措施|活儿?)",
    "O": "(?:责任)?(?:单位|部门|厅局|委办局|机关)",
}
_SPELT = {"both": "WO", "together": "&", "none": ""}
_WORD = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in _LETTERS.items()))
_SUFFIX = r"(?:厅|局|委|办|部|院|署|总队|社|行|政府|中心|办公室|委员会)"
_INSIDE = r"[^\W\da-z_哪谁由的牵头有]"
_FOLLOWING = r"(?=$|牵头|配合|负责|落实|承担|参与|按|有|的|和|与|、|及|一起|共同|不|没|任务|[,?.。？，])"
_STRANGER = re.compile(
    rf"(?:(?:(?:广东)?省|国家|[\u4e00-\u9fff]{{2,3}}市|市|区|县){_INSIDE}{{1,14}}?|{_INSIDE}{{1,5}}?){_SUFFIX}{_FOLLOWING}"
)
_PARTS = {"L": Role.LEAD, "S": Role.SUPPORT, "D": Role.SHARED, "I": Role.IMPLEMENT}
_YEAR = re.compile(r"(20\d\d)年")


class Form(StrEnum):
    TASKS = "tasks"
    PARTNERS = "partners"
    RANKING = "ranking"


_R = "[LSDAI]"
SHAPES = (
    (Form.RANKING, rf"WO(?P<sought>{_R}*)T?Q"),  # 哪个单位牵头的任务最多
    (Form.RANKING, rf"(?P<sought>{_R}*)T?Q(?:W?O|OW)"),  # 牵头任务最多的单位是哪个
    (Form.RANKING, rf"EO(?P<sought>{_R}*)T?W?T?"),  # 各单位牵头多少项任务
    (Form.PARTNERS, rf"WO&?(?P<sought>{_R}*)U&?(?P<own>{_R}*)W?T?"),  # 哪些单位配合省民政厅
    (Form.PARTNERS, rf"U(?P<own>{_R}*)T?&?WO&?(?P<sought>{_R}*)W?T?"),  # 省民政厅牵头的任务由哪些单位配合
    (Form.PARTNERS, r"U(?P<own>)T?(?P<sought>S)OW?"),  # 省民政厅的配合单位有哪些
    (Form.TASKS, rf"[WT]*(?:[LS]O|{_R}*T|A)?(?:U(?:{_R}|N{_R}|[&WT]|[LS]O(?=T|$))*)+"),  # 省民政厅牵头哪些任务
)


@dataclass(frozen=True, slots=True)
class Party:
    """A unit as it was asked for, what it may mean (see `candidates`), and the parts that count."""

    asked: str
    candidates: tuple[tuple[str, ...], ...]
    roles: frozenset[Role]


@dataclass(frozen=True, slots=True)
class Request:
    """`together`: only tasks that all parties have; else those of each. `sought`: parts of the units that are asked for.

    `year`: only documents of it.
    """

    form: Form
    parties: tuple[Party, ...]
    together: bool
    sought: frozenset[Role]
    every: bool
    year: int | None


def recognise(text: str, names: Sequence[str]) -> Request | None:
    """What a question, without the names of documents, wants of a ledger with these units; None for any other question.

    >>> recognise("省民政厅牵头哪些任务", ["省民政厅"]).form.value
    'tasks'
    """
    words = list(_spelled(text, names))
    letters = "".join(letter for letter, _ in words)
    found = next(((form, match) for form, shape in SHAPES if (match := re.fullmatch(shape, letters))), None)
    if found is None or not set(letters) & set("LSDAIT"):
        return None
    form, match = found
    said = match.groupdict()
    year = _YEAR.search(text)
    return Request(
        form,
        tuple(_parties(words, names, said.get("own"))),
        "&" in letters or bool(re.search(rf"U{_R}+T*U+{_R}", letters)),
        _roles(said.get("sought") or ""),
        "E" in letters,
        int(year[1]) if year else None,
    )


def _spelled(text: str, names: Sequence[str]) -> Iterator[tuple[str, str]]:
    """(letter, what it stands for); the letter ? for what has none."""
    units = dict(unit_spans(text, names))
    i = 0
    while i < len(text):
        next_unit = min((start for start in units if start > i), default=len(text))
        if i in units:
            yield "U", text[i : units[i]]
            i = units[i]
        elif word := _WORD.match(text, i):
            for letter in _SPELT.get(str(word.lastgroup), str(word.lastgroup)):
                yield letter, word.group()
            i = word.end()
        elif stranger := _STRANGER.match(text, i, next_unit):
            yield "U", stranger.group()
            i = stranger.end()
        else:
            yield "?", text[i]
            i += 1


def _parties(words: Sequence[tuple[str, str]], names: Sequence[str], own: str | None) -> Iterator[Party]:
    """Units that stand side by side share the parts that follow, or else the parts before the first of them."""
    letters = "".join(letter for letter, _ in words)
    asked = [word for letter, word in words if letter == "U"]
    before = letters.split("U", 1)[0]
    for group in re.finditer(r"(U+)([^U]*)", letters):
        said = own if own is not None else group[2] if re.search(_R, group[2]) else before
        # 一起 with nobody: 省民政厅共同负责的任务
        shared = own is None and len(asked) == 1 and "&" in said
        for unit in asked[: len(group[1])]:
            yield Party(unit, candidates(unit, names), frozenset({Role.SHARED}) if shared else _roles(said))
        asked = asked[len(group[1]) :]


def _roles(letters: str) -> frozenset[Role]:
    """The parts that letters name: all where none or 负责 is said, without those behind a not."""
    refused = {_PARTS[letter] for letter in re.findall("N([LSDI])", letters)}
    said = re.findall(_R, re.sub(f"N{_R}", "", letters))
    named = set(Role) if not said or "A" in said else {_PARTS[letter] for letter in said}
    return frozenset(named - refused)
