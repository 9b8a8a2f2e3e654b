"""Numbers as English says them: two as 2, 440 billion as 440000000000, 60 EFLOPS as 60eflops."""

import re

_WORDS = {
    word: n
    for n, word in enumerate(
        ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"], start=2
    )
} | {
    word: 10 * n
    for n, word in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], start=2)
}
_WORD = re.compile(rf"\b(?:{'|'.join(_WORDS)})\b")
_SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
# 12-inch is 12 inch; 10-gigabit is said 万兆, without a number that could be compared.
_JOINED = re.compile(r"(?<=\d)-(?=(?:inch|year|month|week|day|hour|percent)\b)")
_GIGABIT = re.compile(r"\b10-gigabit\b")
# Not a trillion-level cluster: that is a name.
_SCALED = re.compile(rf"(\d[\d,]*(?:\.\d+)?)\s(?:({'|'.join(_SCALES)}))\b(?!-)")


def numbers_in_digits(text: str) -> str:
    """An English text in lower case, with its numbers in digits.

    >>> numbers_in_digits("three clusters of 4.4 billion yuan")
    '3 clusters of 4400000000 yuan'
    """
    digits = _JOINED.sub(" ", _WORD.sub(lambda match: str(_WORDS[match.group()]), text))
    return _SCALED.sub(_whole, _GIGABIT.sub("gigabit", digits))


def _whole(match: re.Match[str]) -> str:
    return f"{float(match[1].replace(',', '')) * _SCALES[match[2]]:.0f}"
