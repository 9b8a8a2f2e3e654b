"""Figures: every number of a text with its unit of measure, in one notation.

三十 = 30, 1.5万 = 15000, 百分之十六 = 16%, 六成 = 60%, 二〇二七年 = 2027年, 48小时 = 两天, 2.3公里 = 2300米. The bound that goes
with a number (不少于, 以内) is kept with it. Numerals inside words (一体化, 百姓, 百千万工程) are no figures. Texts come with
widths folded and in lower case.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rag.answering.checks.bounds import MAY_BE_SAID, Bound, bound_of, is_turned
from rag.answering.checks.measures import COUNTED, LOOSE, MEASURES, RATES, UNITS
from rag.answering.checks.numerals import DIGITS, NUMBER, POWERS, WRITTEN, value_of

_FIGURE = re.compile(
    rf"百分之(?P<share>{NUMBER})"
    rf"|(?P<lower>{WRITTEN}|\d{{1,4}})分之(?P<upper>{WRITTEN}|\d{{1,4}})"
    r"|(?P<tenths>[一二两三四五六七八九])成(?![为立员果效就功长品交熟])"
    r"|(?P<period>十[一二三四五六]五)(?![年月日个运])"
    rf"|(?P<mean>[年月日])(?=平?均)|(?:每|按|逐)(?P<rate>{'|'.join(RATES)})(?![一二三四五六日末])"
    r"|(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天])(?![年个次条类项])"
    r"|首(?P<first>个?小时|日|年|个?月|周|天)"
    r"|(?<!过)一?半(?P<half>年|天|数|个月|小时|以上)"
    rf"|(?P<ordinal>第)?(?P<number>{NUMBER})[余多]?(?:\s?大?(?P<unit>{UNITS})|(?P<latin>[a-z]+))?"
)
_LONGEST_NAME = 20
_DIGITS = re.compile(r"\d{1,15}(?:\.\d{1,9})?")
_IN_NAME = re.compile(r"[a-z][a-z.\-]*$")
_IDIOM = re.compile(
    r"十分(?!之)|[上下]一(?:年度?|季度|阶段|步)|一时|一点|万一|千方百计|万众|一一|一定|一些|一致|一般|一直|一旦|一样|一律|一切|一带一路|一并|一方面|五湖四海|第三方|(?<![十百千])三次产业|新一代"
)
_ITEM_NUMBER = re.compile(r"(?m)^\d{1,3}(?=[.、)\n]|(?![至到余多])[\u4e00-\u9fff])")
_RANGE = re.compile(r"(?:至|到|~|—+|-|–|∶|:|、|和|或者?)(?:不满|不足|少于)?$")
# 二期 and 第二期, 二套 and 第二套 are the same.
_ORDINAL_ANYWAY = frozenset("期届级代套剂针")
_NOON, _AFTERNOON = 12, re.compile("(?:下午|傍晚|晚上?|夜间)$")
_YEARS = range(1000, 2200)
_HALVES = {"年": ("月", 6.0), "天": ("小时", 12.0), "个月": ("月", 0.5), "小时": ("小时", 0.5)}

_TREND = re.compile(
    r"(?:(?P<up>增长|提高|上升|增加|上浮|上调|上涨|回升|增|涨)|下降|降低|减少|下浮|下调|下跌|回落|降|减|跌)(?:了|约|近|幅为?|到|至|为)*$"
)
_REACH = 10
_SPAN = re.compile(r"至|到|~|—+|-+|–")
_UNBOUNDED = frozenset(["每", "星期", "时刻"])


ITEM = "编号"
"""The kind of a number that opens a line."""


@dataclass(frozen=True, slots=True)
class Figure:
    """`text[start:end]` says `value` of `kind`; `unit` is the word for it, empty for a bare number.

    `is_article`: 一个, 一批, which may stand for no number at all. `trend`: 1 behind 增长, -1 behind 下降.
    """

    value: float
    kind: str
    unit: str
    bound: Bound
    start: int
    end: int
    is_article: bool = False
    trend: int = 0

    @property
    def is_date(self) -> bool:
        return self.kind in ("年份", "月份", "日期", "时期")

    def like(self, other: "Figure") -> bool:
        """Whether both measure or count the same sort of thing, so that one could be said for the other."""
        if self.kind == other.kind:
            return self.kind != LOOSE or self.unit == other.unit or LOOSE in (self.unit, other.unit)
        kinds = {self.kind, other.kind}
        if kinds in ({"日期", "小时"}, {"每", "月"}, {"", ITEM}, {"", "年份"}):
            return True
        return kinds <= COUNTED | {""} and ("" in kinds or LOOSE in (self.unit, other.unit))

    def equals(self, other: "Figure") -> bool:
        return self.like(other) and abs(self.value - other.value) < 1e-9 * max(1.0, abs(self.value))

    def contradicts(self, other: "Figure") -> bool:
        """Whether one says at least where the other says at most, or one a rise where the other says a fall."""
        return is_turned(self.bound, other.bound) or self.trend * other.trend < 0

    def keeps_bound_of(self, other: "Figure") -> bool:
        """Whether what it says is no more than what the other says; dates, rates, numbers of order and 一 have no bound."""
        is_free = self.is_date or self.is_article or self.kind in _UNBOUNDED or self.kind.startswith("第")
        return is_free or self.bound in MAY_BE_SAID[other.bound]


def figures(text: str) -> tuple[Figure, ...]:
    """Figures of a text, in order.

    >>> [(f.value, f.kind) for f in figures("到二〇二七年占比超过百分之十六,打造3个集群")]
    [(2027.0, '年份'), (16.0, '%'), (3.0, '个')]
    """
    masked = _IDIOM.sub(lambda match: "·" * len(match.group()), text)
    found = [figure for match in _FIGURE.finditer(masked) if (figure := _figure(masked, match))]
    return tuple(_ranged(masked, list(_completed(masked, found))))


def _figure(text: str, match: re.Match[str]) -> Figure | None:
    measured = _special(match) or _measured(text, match)
    if measured is None:
        return None
    kind, unit, value = measured
    written = match["number"] or ""
    is_article = written == "一" and not match["ordinal"] and kind in COUNTED
    start, end = match.span()
    bound = Bound.EXACT if match["ordinal"] else bound_of(text, start, end, kind)
    return Figure(value, kind, unit, bound, start, end, is_article, _trend(text, start))


def _special(match: re.Match[str]) -> tuple[str, str, float] | None:
    """百分之十六, 三分之二, 六成, 十四五, 半年."""
    if match["share"]:
        return "%", "%", value_of(match["share"])
    if match["lower"]:
        return "%", "分之", round(100 * value_of(match["upper"]) / (value_of(match["lower"]) or 1), 6)
    if match["tenths"]:
        return "%", "成", 10.0 * DIGITS[match["tenths"]]
    if match["period"]:
        return "时期", "五", 10.0 + DIGITS[match["period"][1]]
    if rate := match["rate"] or match["mean"]:
        return "每", rate, next(size for unit, size in RATES.items() if re.fullmatch(unit, rate))
    if match["weekday"]:
        return "星期", match["weekday"], float(DIGITS.get(match["weekday"], 7))
    if match["first"]:
        return f"第{match['first'].lstrip('个')}", match["first"], 1.0
    if match["half"]:
        kind, value = _HALVES.get(match["half"], ("%", 50.0))
        return kind, match["half"], value
    return None


def _measured(text: str, match: re.Match[str]) -> tuple[str, str, float] | None:
    """Kind, unit and value of a plain number; None where it is part of a name or of a word."""
    written, unit = match["number"].strip(), match["unit"] or match["latin"] or ""
    is_digits = written[0].isdigit()
    if not unit and _ITEM_NUMBER.match(text, match.start()):
        return ITEM, "", value_of(written)
    if not is_digits and not unit and not match["ordinal"] and not _stands_alone(written):
        return None
    if written == "百千万" or (not unit and not set(written) - set(POWERS)):
        return None
    if is_digits and _IN_NAME.search(text[max(0, match.start() - _LONGEST_NAME) : match.start()]):
        return None
    value = value_of(written)
    if unit in ("年", "年度") and value in _YEARS:
        return "年份", "年", value
    if match["ordinal"] and unit not in _ORDINAL_ANYWAY:
        return f"第{unit.lstrip('个')}" if len(unit) > 1 else f"第{unit}", unit, value
    kind, scale = MEASURES.get(unit, (unit, 1.0))
    if kind == "时刻" and value < _NOON and _AFTERNOON.search(text[: match.start()]):
        value += _NOON
    return kind, unit, round(value * scale, 6)


def _stands_alone(written: str) -> bool:
    """三十七 and 二〇二七 are numbers without a unit too; 三 and 百千万 are parts of words."""
    return len(written) > 1 and bool(set(written) & set(DIGITS)) and bool(set(written) & {"〇", "十", "百", "千", "点"})


def _completed(text: str, found: Sequence[Figure]) -> Iterator[Figure]:
    """The unit of 7 in 1至7天, and the day in 7月1日至5日."""
    for i, figure in enumerate(found):
        before = found[i - 1] if i else None
        after = found[i + 1] if i + 1 < len(found) else None
        if figure.unit == "日" and before and _follows_month(text, before, figure):
            yield (dated := replace(figure, kind="日期"))
            found = [*found[:i], dated, *found[i + 1 :]]
        elif not figure.kind and after and after.unit and _RANGE.fullmatch(text[figure.end : after.start].strip()):
            yield replace(figure, kind=after.kind, unit=after.unit, value=round(figure.value * _scale(text, after), 6))
        else:
            yield figure


def _ranged(text: str, found: Sequence[Figure]) -> Iterator[Figure]:
    """1至7天 is at least 1 and at most 7."""
    for i, figure in enumerate(found):
        if figure.bound is not Bound.EXACT:
            yield figure
        elif i + 1 < len(found) and _is_range(text, figure, found[i + 1]):
            yield replace(figure, bound=Bound.LEAST)
        elif i and _is_range(text, found[i - 1], figure):
            yield replace(figure, bound=Bound.MOST)
        else:
            yield figure


def _is_range(text: str, low: Figure, high: Figure) -> bool:
    return low.kind == high.kind and low.value < high.value and bool(_SPAN.fullmatch(text, low.end, high.start))


def _scale(text: str, figure: Figure) -> float:
    """What a bare number before it is multiplied by: 1 in 1至2万元 is 10000元 too."""
    digits = _DIGITS.match(text, figure.start)
    return figure.value / float(digits.group()) if digits and float(digits.group()) else 1.0


def _follows_month(text: str, before: Figure, figure: Figure) -> bool:
    between = text[before.end : figure.start]
    return (before.kind == "月份" and not between) or (before.kind == "日期" and bool(_RANGE.fullmatch(between)))


def _trend(text: str, start: int) -> int:
    before = _TREND.search(text, max(0, start - _REACH), start)
    return 0 if before is None else 1 if before["up"] else -1
