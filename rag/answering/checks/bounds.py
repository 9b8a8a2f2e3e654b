"""The bound that goes with a figure (超过, 不少于, 以内, 约), and which bound may be said for which.

达到, 提高至 and 是 say the figure itself: a level that is reached is that level, and no more is promised. 力争 is no bound but an
aim: what is striven for may be said to be an aim in other words (目标, 计划), not to be so.
"""

import re
from enum import StrEnum


class Bound(StrEnum):
    EXACT = "exact"
    OVER = "over"
    LEAST = "least"
    MOST = "most"
    UNDER = "under"
    WITHIN = "within"
    ABOUT = "about"


MAY_BE_SAID = {
    Bound.EXACT: frozenset([Bound.EXACT, Bound.LEAST, Bound.MOST, Bound.WITHIN, Bound.ABOUT]),
    Bound.OVER: frozenset([Bound.OVER, Bound.LEAST]),
    Bound.LEAST: frozenset([Bound.LEAST]),
    Bound.MOST: frozenset([Bound.MOST, Bound.WITHIN]),
    Bound.UNDER: frozenset([Bound.UNDER, Bound.MOST, Bound.WITHIN]),
    Bound.WITHIN: frozenset([Bound.WITHIN, Bound.MOST, Bound.EXACT]),
    Bound.ABOUT: frozenset([Bound.ABOUT]),
}
"""Of what a source says, what a statement may: the same or less. 30 is also at least 30, and more than 30 is at least 30, but
at least 30 may be 30 and no more. A bound is never left out (不少于30个 is not 30个), as the figure alone would be exact; only
三年内 names a span of time as 三年 does."""

_UP, _DOWN = frozenset([Bound.OVER, Bound.LEAST]), frozenset([Bound.MOST, Bound.UNDER, Bound.WITHIN])

_NOT = r"不(?:得|能|应|可|宜|准|许)?"
_OF = r"(?:[^,;。、\d]{1,6}的)?"
_WORDS = {
    Bound.LEAST: rf"{_NOT}(?:少于|低于|小于|短于|下于)[了为]?|(?:至少|起码|最少|最低|最短|下限)(?:[^,;。\d]{{0,6}})|满"
    r"|at least |(?:no|not)(?: be)? (?:less|fewer|lower|shorter) than |minimum (?:[a-z]+ ){0,3}",
    Bound.MOST: rf"{_NOT}(?:超过?|多于|高于|大于|长于)[了为]?{_OF}|(?:至多|最多|最高|最长|上限|限额|时限)(?:[^,;。\d]{{0,6}})|控制在|限期"
    r"|(?:no|not)(?: be)? (?:more|longer|higher|greater) than |not (?:to )?exceed(?:ing)? |at most |up to |within |maximum (?:[a-z]+ ){0,3}",
    Bound.UNDER: r"(?:不足|不满|不到|未满|未达|少于|低于|小于|短于)[了到]?|less than |fewer than |under |below ",
    Bound.OVER: rf"(?:超过[了]?{_OF}|超(?![高算级])|超出|大于|高于|多于|长于|突破了?|逾|不止|胜过)"
    r"|(?:more than|over|above|exceed(?:s|ed|ing)?|surpass(?:es|ed|ing)?|beyond|upwards of|top(?:s|ped)?) ",
    Bound.ABOUT: r"(?<![节契预合条制公签违履续])(?:大)?约|(?<![最附邻就临靠])近|将近|接近|大致|大概"
    r"|(?:about|around|approximately|nearly|almost|roughly|some|close to) ",
}
_LINK = r"(?:约|为|达到?|到|至|有|在|the |a total of )?"
_BEFORE = re.compile("|".join(rf"(?P<{bound}>(?:{words}){_LINK}$)" for bound, words in _WORDS.items()))
_AFTER = re.compile(
    r"(?P<least>及?以上|起步|起(?![来到])|之上| (?:or|and) (?:more|above|over))"
    r"|(?P<most>及?以[下内]|之[内下]|内(?![容部置陆])|封顶|为限| or (?:less|fewer|under|below))|(?P<about>左右|上下)"
)
# 突破30项关键技术 breaks through them.
_BROKEN_THROUGH = "突破"
_HARD_THINGS = re.compile("[^,;。]{0,10}(?:技术|难题|瓶颈|难关|工艺|短板)")
# 近三年 are the last three.
_OF_TIME = frozenset(["小时", "工作日", "月"])
_WITHIN = re.compile("以?之?内")
_REACH = 24
_AIM = re.compile("力争|争取|力求|努力|strives? |aims? ")
_AIMED = re.compile(
    f"{_AIM.pattern}|目标|计划|拟|旨在|希望|预期|(?<![需主重只必摘纲首])要(?![求素点是])|target|goal|plan|seek"
)


def bound_of(text: str, start: int, end: int, kind: str) -> Bound:
    """The bound of the figure `text[start:end]`, which is of this kind.

    >>> bound_of("比重超过16%", 4, 7, "%"), bound_of("30个以内", 0, 3, "个")
    (<Bound.OVER: 'over'>, <Bound.MOST: 'most'>)
    """
    if after := _AFTER.match(text, end):
        if kind in _OF_TIME and _WITHIN.match(after.group()):
            return Bound.WITHIN
        return Bound(str(after.lastgroup))
    if re.search("[余多]", text[start:end]):
        return Bound.OVER
    found = _BEFORE.search(text[max(0, start - _REACH) : start])
    if found is None or (found.group() == "近" and kind in _OF_TIME):
        return Bound.EXACT
    if found.group().startswith(_BROKEN_THROUGH) and _HARD_THINGS.match(text, end):
        return Bound.EXACT
    return Bound(str(found.lastgroup))


def is_aim(text: str) -> bool:
    """Whether the figure behind this text is only striven for."""
    return bool(_AIM.search(text))


def is_said_as_aim(text: str) -> bool:
    return bool(_AIMED.search(text))


def is_turned(one: Bound, other: Bound) -> bool:
    """Whether one is a bound from above and the other one from below."""
    return (one in _UP and other in _DOWN) or (one in _DOWN and other in _UP)
