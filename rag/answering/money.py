"""Amounts of money by what they are paid for: a fine is no answer to how much one is given, nor the other way round.

The kind of an amount is what its own part of the sentence names, else what was named last before it.
"""

import re
from collections.abc import Collection

_N = r"(?:\d[\d,.]*|[〇零一二两三四五六七八九十百千万亿]+|若干|数)"
AMOUNT = re.compile(rf"{_N}(?:余|多)?\s*(?:[十百千万亿]+)?(?:余|多)?\s*(?:元|块钱)")
_RATE = re.compile(rf"\d\s*%|百分之|{_N}\s*倍")
_FREE = re.compile(r"免费|免[收征交缴]|不(?:得)?(?:另?行?)?收[取费]")

_GRANT, _FINE, _FEE = "奖补", "罚款", "费用"
_KINDS = {
    _GRANT: r"奖|补贴|补助|资助|扶持|发放|补(?=多少|几)|(?:给|领|拿|发)(?:到|得|我|咱|他)?们?(?=多少|几)",
    _FINE: r"罚",
    _FEE: r"(?<![消经免])费(?!者)|(?:收|交|缴)(?:取|纳)?(?=多少|几)",
    "价格": r"价格|[售单房定]价|租金|(?:买|卖)(?=多少|几)",
    "投资": r"投资|融资|造价|募集",
    "贷款": r"贷",
    "工资": r"工资|薪|月收入",
    "资本": r"注册资本|资本金",
    "规模": r"规模(?!以上)|产值|增加值|营业?收入?|销售额|交易额|生产总值|GDP",
}
_PATTERNS = {name: re.compile(pattern, re.IGNORECASE) for name, pattern in _KINDS.items()}
_ASKING = re.compile(r".{0,8}(?:多少|几|标准|多大|金额).{0,4}")
_PART = re.compile(r"[,;:。，；：]")


def kinds_of_money(text: str) -> set[str]:
    """Kinds of money that a text names.

    >>> kinds_of_money("处五万元以下罚款")
    {'罚款'}
    """
    return {name for name, pattern in _PATTERNS.items() if pattern.search(text)}


def asked_kinds(question: str) -> frozenset[str]:
    """The kinds beside the words that ask for an amount; where none stands there, those that the question names at all.

    >>> sorted(asked_kinds("骗取补贴的罚多少"))
    ['罚款']
    """
    asking = (kinds_of_money(match.group()) for match in _ASKING.finditer(question))
    near = next((kinds for kinds in asking if kinds), set())
    nearest = near & {_FINE} or near
    return frozenset(nearest or kinds_of_money(question))


def gives_money(text: str, kinds: Collection[str] = ()) -> bool:
    """Whether a text has an amount of one of these kinds or of none that it names; none given: any amount.

    A share does as an amount where it is one of the kind (投入的30%给予补助, 违法所得三倍罚款), and 免费 as a fee.
    """
    last: set[str] = set()
    for part in _PART.split(text):
        named = kinds_of_money(part)
        last = named or last
        fits = not kinds or not last or not last.isdisjoint(kinds)
        if fits and AMOUNT.search(part):
            return True
        if _RATE.search(part) and not named.isdisjoint({_GRANT, _FINE} & set(kinds)):
            return True
    return _FEE in kinds and bool(_FREE.search(text))
