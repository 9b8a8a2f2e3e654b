"""The labels that open a clause: 一、（一）1．（1）① of official documents (GB/T 9704-2012, 7.3.3), 编章节条 of laws, 1.2.3, `##`.

A label opens a clause only at the start of a line, and a cross-reference there (第五条规定的…) is none.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from rag.domain import ClauseKind
from rag.text import NUMERAL, fold_widths, format_numeral, parse_numeral


class Family(StrEnum):
    """Kinds of label, outermost first; the value is the token that stands in a clause's id."""

    PART = "part"
    SUBPART = "subpart"
    CHAPTER = "ch"
    SUBCHAPTER = "sec"
    HEADING = "h"
    NUMERAL = "s"
    ARTICLE = "a"
    BRACKET_NUMERAL = "c"
    DECIMAL = "d"
    DOT = "i"
    BRACKET_DIGIT = "n"
    CIRCLED = "o"

    @property
    def rank(self) -> int:
        return _RANKS[self]

    @property
    def kind(self) -> ClauseKind:
        return _KINDS.get(self, ClauseKind.SECTION)

    @property
    def stands_alone(self) -> bool:
        """Whether such a heading fills its line, with the text beneath it."""
        return self.kind is ClauseKind.SECTION

    def write(self, number: int) -> str:
        """The label of that number, as a reader writes it."""
        return _WRITERS[self](number)


_RANKS = {family: rank for rank, family in enumerate(Family)}
_KINDS = {
    Family.ARTICLE: ClauseKind.CLAUSE,
    Family.BRACKET_NUMERAL: ClauseKind.CLAUSE,
    Family.DECIMAL: ClauseKind.ITEM,
    Family.DOT: ClauseKind.ITEM,
    Family.BRACKET_DIGIT: ClauseKind.ITEM,
    Family.CIRCLED: ClauseKind.ITEM,
}
_WRITERS: dict[Family, Callable[[int], str]] = {
    Family.PART: lambda n: f"第{format_numeral(n)}编",
    Family.SUBPART: lambda n: f"第{format_numeral(n)}分编",
    Family.CHAPTER: lambda n: f"第{format_numeral(n)}章",
    Family.SUBCHAPTER: lambda n: f"第{format_numeral(n)}节",
    Family.NUMERAL: lambda n: f"{format_numeral(n)}、",
    Family.ARTICLE: lambda n: f"第{format_numeral(n)}条",
    Family.BRACKET_NUMERAL: lambda n: f"（{format_numeral(n)}）",
    Family.DECIMAL: str,
    Family.DOT: lambda n: f"{n}．",
    Family.BRACKET_DIGIT: lambda n: f"（{n}）",
    Family.CIRCLED: lambda n: chr(0x245F + n),
    Family.HEADING: str,
}


@dataclass(frozen=True, slots=True)
class Label:
    """A label as parsed: `token` stands in ids, `width` is how many characters of the line it takes."""

    family: Family
    number: int
    text: str
    token: str
    width: int


_CN = r"[〇零一二三四五六七八九十百千]+"
# What follows a label that is only mentioned: 第五条规定的, 第三章和第四章.
_MENTION = r"(?!(?:规定|所述|所称|所列|第|的|和|或|及|、|至|到|，|。|；|中|以外|之外|要求|明确))"
_GRAMMAR: tuple[tuple[Family, re.Pattern[str]], ...] = (
    (Family.PART, re.compile(rf"第({NUMERAL})编{_MENTION}\s*")),
    (Family.SUBPART, re.compile(rf"第({NUMERAL})分编{_MENTION}\s*")),
    (Family.CHAPTER, re.compile(rf"第({NUMERAL})章{_MENTION}\s*")),
    (Family.SUBCHAPTER, re.compile(rf"第({NUMERAL})节{_MENTION}\s*")),
    (Family.ARTICLE, re.compile(rf"第({NUMERAL})条(之{_CN})?(?:\s+|{_MENTION})")),
    (Family.NUMERAL, re.compile(rf"({_CN})[、.](?!{_CN}[、产])\s*")),
    (Family.BRACKET_NUMERAL, re.compile(rf"\(({_CN})\)[、.]?\s*")),
    (Family.DECIMAL, re.compile(r"(\d{1,2}(?:\.\d{1,2}){1,3})\.?\s+(?=\D)")),
    (Family.DOT, re.compile(r"(\d{1,3})[.、](?!\d)\s*")),
    (Family.BRACKET_DIGIT, re.compile(r"\((\d{1,3})\)[、.]?\s*")),
    (Family.CIRCLED, re.compile(r"([①-⑳])\s*")),
)


def parse_label(line: str) -> Label | None:
    """The label at the start of a line, or None.

    >>> parse_label("(五) 打造").text, parse_label("２７．推进").token, parse_label("第五条规定的情形")
    ('（五）', 'i27', None)
    """
    folded = fold_widths(line)
    for family, pattern in _GRAMMAR:
        if match := pattern.match(folded):
            return _label(family, match)
    return None


def _label(family: Family, match: re.Match[str]) -> Label:
    written, width = match.group(1), match.end()
    if family is Family.CIRCLED:
        number = ord(written) - 0x245F
    elif family is Family.DECIMAL:
        return Label(family, int(written.rpartition(".")[2]), written, f"{family}{written}", width)
    else:
        number = parse_numeral(written)
    text, token = family.write(number), f"{family}{number}"
    if family is Family.ARTICLE and match.group(2):
        text += match.group(2)
        token += f"-{parse_numeral(match.group(2)[1:])}"
    return Label(family, number, text, token, width)
