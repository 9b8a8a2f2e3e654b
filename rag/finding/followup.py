"""A follow-up made a stand-alone question from the conversation, by rule.

那广州呢           the question before, with 广州 in the place of the city that it named
互联网医疗呢       the question before, asked about 互联网医疗
由哪些部门负责     what the question before was about, asked anew
"""

import re
from collections.abc import Sequence

from rag.domain import Turn
from rag.finding.asking import asking_part, content_words
from rag.finding.names import naming_spans
from rag.places import CITIES, PROVINCES
from rag.text import bare, fold_widths

_POINTS_BACK = re.compile(
    r"^(?:那么?|还有|其中|它们?|他们|这[个项些里几一二三四五六七八九十]?|该|以及|另外|具体|然后|再)|呢\s*[?？]?$|"
    r"(?<![\u4e00-\u9fff])(?:它|其)(?:们|的)?|^.{0,6}的是(?:哪|什么|啥|谁|多少|几)|^(?:what about|and |how about)",
    re.IGNORECASE,
)
_LEAD = re.compile(r"^(?:那么?|还有|另外|然后|再|以及|what about|how about|and)\s*[，,]?\s*", re.IGNORECASE)
_WHAT_OF = re.compile(r"(?:又|也)?(?:怎么样|如何)?呢\s*[?？]?$|^(?:what|how) about", re.IGNORECASE)
_ROLES = re.compile("牵头|负责|配合|参与|主管|部门|单位|由")
_FOLLOW_UP_LENGTH = 18
_OWN_SUBJECT = 3
_YEAR = re.compile(r"20\d\d\s*年?")
_PLACE = re.compile(rf"{CITIES}|{PROVINCES}")
_KINDS_OF_VALUE = (_YEAR, _PLACE)
_ENDS = "，,、：:?？。 "


def complete(asked: str, history: Sequence[Turn]) -> str:
    """The question as it would be asked alone; as it is where it already can be.

    >>> complete("那珠海呢？", [Turn("user", "广州的目标是什么？")])
    '珠海的目标是什么？'
    """
    before = ""
    for turn in history:
        if turn.role == "user":
            before = _completed(turn.content, before)
    return _completed(asked, before)


def _completed(asked: str, before: str) -> str:
    if not before or not _points_back(asked):
        return asked
    rest = _LEAD.sub("", _WHAT_OF.sub("", asked.strip())).strip(_ENDS)
    if changed := _with_other_value(before, rest):
        return changed
    if not _WHAT_OF.search(asked.strip()) or asking_part(rest):
        return f"{content_words(before).strip(_ENDS)}，{rest}？"
    named = "".join(before[start:end] for start, end in naming_spans(before)[:1])
    return "，".join(part for part in (named, rest, asking_part(before)) if part) + "？"


def _with_other_value(before: str, rest: str) -> str | None:
    """The question before with another year or place, where that is all that the new one says."""
    for value in _KINDS_OF_VALUE:
        old, new = set(value.findall(before)), set(value.findall(rest))
        if len(new) == 1 and len(bare(value.sub("", rest))) <= _OWN_SUBJECT:
            return before.replace(old.pop(), new.pop()) if len(old) == 1 else f"{before.rstrip(_ENDS)}，{rest}？"
    return None


def _points_back(asked: str) -> bool:
    """Whether a question leans on the one before: it says so, or names no subject of its own."""
    text = fold_widths(asked).strip()
    if len(text) <= _FOLLOW_UP_LENGTH and _POINTS_BACK.search(text):
        return True
    content = content_words(text)
    return content != text and len(bare(_ROLES.sub("", content))) <= _OWN_SUBJECT
