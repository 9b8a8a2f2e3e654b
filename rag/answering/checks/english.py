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
# Not a trillion-level cluster: that is a name.
_SCALED = re.compile(rf"(\d[\d,]*(?:\.\d+)?)\s(?:({'|'.join(_SCALES)}))\b(?!-)")


def numbers_in_digits(text: str) -> str:
    """An English text in lower case, with its numbers in digits.

    >>> numbers_in_digits("three clusters of 4.4 billion yuan")
    '3 clusters of 4400000000 yuan'
    """
    return _SCALED.sub(_whole, _WORD.sub(lambda match: str(_WORDS[match.group()]), text))


def _whole(match: re.Match[str]) -> str:
    return f"{float(match[1].replace(',', '')) * _SCALES[match[2]]:.0f}"
