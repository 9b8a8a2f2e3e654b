"""What is asked to be named one by one (3个产业集群分别是哪三个): a sentence that only says how many there are names none.

A sentence that has no such number is left alone: what is asked for may be named over several sentences or clauses.
"""

import re

from rag.text import NUMERAL, fold_widths, parse_numeral

_MEASURE = "[个项类种条大座家张批款]"
_ASKED = (
    re.compile(rf"哪\s*(?P<number>{NUMERAL})\s*{_MEASURE}"),
    re.compile(rf"(?P<number>{NUMERAL})\s*{_MEASURE}[^,。?]{{0,20}}?(?:分别|各)(?:是|叫|指|为|有)?(?:哪|什么|啥)"),
)
_PROMISED = re.compile(rf"(?<![\d第])(?P<number>{NUMERAL})\s*{_MEASURE}")
_PART = re.compile(r"[,;。]")
_BETWEEN = re.compile("[、和与及]")
_OPENS = re.compile(r"[^,;。]*(?:[:(—]|[,;。]?(?:包括|分别|一是|即))")


def asked_number(question: str) -> int | None:
    """How many are to be named; None where a question says no number, or asks for one.

    >>> asked_number("3个产业集群分别是哪三个产业"), asked_number("有哪些产业")
    (3, None)
    """
    text = fold_widths(question)
    found = next((match for pattern in _ASKED if (match := pattern.search(text))), None)
    number = parse_numeral(found["number"]) if found else 0
    return number if number > 1 else None


def only_counts(sentence: str, number: int) -> bool:
    """Whether a sentence says that there are so many of something, and names none of them.

    >>> only_counts("打造3个产业集群，增速超15%", 3), only_counts("聚焦监管、服务、保护三大职能", 3)
    (True, False)
    """
    text = fold_widths(sentence)
    promises = [match for match in _PROMISED.finditer(text) if parse_numeral(match["number"]) == number]
    return bool(promises) and not any(_names(text, match, number) for match in promises)


def _names(text: str, promise: re.Match[str], number: int) -> bool:
    """In the part of the sentence with the number, or behind what opens a list there."""
    before = _PART.split(text[: promise.start()])[-1]
    after = text[promise.end() :]
    part = before + _PART.split(after)[0]
    return len(_BETWEEN.findall(part)) >= number - 1 or bool(_OPENS.match(after))
