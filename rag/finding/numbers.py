"""The clause numbers that a question names, as it writes them: no catalogue, no model, only the words.

第（五）条                      one step
第三章第十条第二款第（一）项    four steps, from the outermost
附件2第3项、分工表第13项         an annex and a row of it
（三）至（五），第三、五、七条   several numbers at once
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rag.text import NUMERAL, fold_widths, format_numeral, parse_numeral

ANNEX = "附件"
BRACKETS = "括号"
PARAGRAPH = "款"

_LEVEL = "分编|部分|编|篇|章|节|条|款|项|点|段|行|号"
_CHINESE = r"[〇零一二两三四五六七八九十百千]{1,9}"
_PART = re.compile(
    rf"(?P<ordinal>第?)\s*(?P<open>\(?)\s*(?P<number>{NUMERAL})\s*(?P<close>\)?)\s*(?:大?(?P<level>{_LEVEL})(?:之(?P<inserted>{_CHINESE}))?)?"
)
_START = re.compile(rf"第\s*\(?\s*(?:{NUMERAL})|\(\s*{_CHINESE}\s*\)|附件|附表|分工表")
_ANNEX = re.compile(
    rf"(?:附件|附表|分工表)(?:\s*(?P<number>{NUMERAL})(?=[\s的中里之]*[第(]|(?!\s*(?:{_LEVEL}|{NUMERAL}|\d|年|共))))?"
)
_JOINED = re.compile(
    r"\s*(?:(?P<range>至|到|[-—–~]+)|、|,|和|与|及|以及|跟|或)\s*(?=第|\(|[〇零一二两三四五六七八九十百千\d])"
)
_INSIDE = re.compile(r"[\s的中里之下内表]{0,3}")
_LONGEST_RANGE = 100
# Behind a name of a document these are numbers of clauses too: 31号（5）, 工作要点27．
_BEHIND_NAME = re.compile(r"[\s的中里]*(?:\((?P<bracketed>\d{1,3})\)|(?P<dotted>\d{1,3})[.、](?!\d))")


@dataclass(frozen=True, slots=True)
class Step:
    """One number of a chain. `level`: the word behind it, `ANNEX`, or `BRACKETS` where it is only bracketed. `inserted`:
    the second number of 第十条之一."""

    level: str
    number: int | None
    is_bracketed: bool = False
    is_arabic: bool = False
    inserted: int | None = None

    @property
    def words(self) -> str:
        """As one writes it: （五）, 第二部分, 附件2."""
        if self.number is None:
            return ANNEX
        if self.level == ANNEX:
            return f"{ANNEX}{self.number}"
        written = str(self.number) if self.is_arabic else format_numeral(self.number)
        if self.level == BRACKETS:
            return f"（{written}）"
        behind = f"之{format_numeral(self.inserted)}" if self.inserted else ""
        return f"第{f'（{written}）' if self.is_bracketed else written}{self.level}{behind}"


@dataclass(frozen=True, slots=True)
class Mention:
    """A clause as it is named, at `start` to `end` of the question: the last step is the clause, the others lead to it."""

    steps: tuple[Step, ...]
    start: int
    end: int

    @property
    def words(self) -> str:
        return "".join(step.words for step in self.steps)


def mentions(question: str, names_end_at: Iterable[int] = ()) -> tuple[Mention, ...]:
    """The clauses that a question names, in its order, each once. `names_end_at`: where names of documents end.

    >>> [mention.words for mention in mentions("第三章第十条第二款，第3-5项")]
    ['第三章第十条第二款', '第3项', '第4项', '第5项']
    """
    text = fold_widths(question)
    found = [*_chains(text), *_behind_names(text, names_end_at)]
    found.sort(key=lambda mention: mention.start)
    return tuple({mention.steps: mention for mention in reversed(found)}.values())[::-1]


def _chains(text: str) -> Iterator[Mention]:
    position = 0
    while begin := _START.search(text, position):
        chain, end = _chain(text, begin.start())
        for depth, steps in enumerate(chain):
            # Of 第五条、第十条第二款 only the last leads on to what follows.
            named = steps if depth == len(chain) - 1 else steps[:-1]
            leading = tuple(outer[-1] for outer in chain[:depth])
            yield from (Mention((*leading, step), begin.start(), end) for step in named)
        position = max(end, begin.end())


def _behind_names(text: str, names_end_at: Iterable[int]) -> Iterator[Mention]:
    for end in names_end_at:
        if match := _BEHIND_NAME.match(text, end):
            is_bracketed = match["bracketed"] is not None
            number = int(match["bracketed"] or match["dotted"])
            yield Mention((Step(BRACKETS if is_bracketed else "项", number, is_bracketed, True),), *match.span())


def _chain(text: str, start: int) -> tuple[list[tuple[Step, ...]], int]:
    """Steps that follow each other, each with its alternatives, and where they end; empty where it is no number."""
    chain: list[tuple[Step, ...]] = []
    position = start
    if annex := _ANNEX.match(text, start):
        number = annex["number"]
        chain.append((Step(ANNEX, parse_numeral(number) if number else None),))
        position = annex.end()
    while True:
        begin = position if position == start else _INSIDE.match(text, position).end()  # type: ignore[union-attr]  # may be empty
        steps, end = _run(text, begin, after_annex=len(chain) == 1 and chain[0][0].level == ANNEX)
        if not steps or (chain and steps[0].level == chain[-1][0].level):
            break
        chain.append(steps)
        position = end
    is_bare_annex = len(chain) == 1 and chain[0][0].level == ANNEX and chain[0][0].number is None
    return ([], position) if is_bare_annex else (chain, position)


def _run(text: str, start: int, *, after_annex: bool) -> tuple[tuple[Step, ...], int]:
    """Numbers of one level joined by 至, 、 and the like, and where they end."""
    parts: list[re.Match[str]] = []
    ranges: list[bool] = []
    position, level = start, None
    while part := _PART.match(text, position):
        if (level and part["level"] not in (None, level)) or not _fits(part, parts, after_annex=after_annex):
            break
        parts.append(part)
        level = level or part["level"]
        joined = _JOINED.match(text, part.end())
        if not joined:
            break
        ranges.append(bool(joined["range"]))
        position = joined.end()
    while parts and not parts[-1]["level"] and not parts[-1]["close"]:
        parts.pop()
    if not parts or (level is None and not all(part["close"] for part in parts)) or (level == "号" and not after_annex):
        return (), start
    return tuple(_steps(parts, ranges, level or BRACKETS)), parts[-1].end()


def _fits(part: re.Match[str], before: list[re.Match[str]], *, after_annex: bool) -> bool:
    """A whole pair of brackets or none; the first number needs 第, Chinese brackets, or an annex before it."""
    if bool(part["open"]) != bool(part["close"]):
        return False
    return bool(before or part["ordinal"] or after_annex or (part["open"] and not part["number"].isdigit()))


def _steps(parts: list[re.Match[str]], ranges: list[bool], level: str) -> Iterator[Step]:
    last: Step | None = None
    for i, part in enumerate(parts):
        number, inserted = parse_numeral(part["number"]), part["inserted"]
        step = Step(
            level, number, bool(part["open"]), part["number"].isdigit(), parse_numeral(inserted) if inserted else None
        )
        if last and ranges[i - 1] and 0 < number - (last.number or 0) <= _LONGEST_RANGE:
            for between in range((last.number or 0) + 1, number):
                yield Step(level, between, last.is_bracketed, last.is_arabic)
        yield step
        last = step
