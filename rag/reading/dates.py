"""Days as documents write them: 2025年5月15日, 二〇二五年五月十五日, 2025-05-15."""

import re
from datetime import date

from rag.text import fold_widths, parse_numeral

_LONGEST = 40
_CHINESE = r"[〇○零一二三四五六七八九十]"
_DAY = re.compile(
    r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日"
    r"|(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?"
    rf"|({_CHINESE}{{4}})年({_CHINESE}{{1,2}})月({_CHINESE}{{1,3}})日"
)


def find_days(text: str) -> list[date]:
    """The days that a text names, in order; what is no day of the calendar is left out.

    >>> find_days("二〇二五年五月十五日至2025-13-01")
    [datetime.date(2025, 5, 15)]
    """
    return [day for match in _DAY.finditer(fold_widths(text)) if (day := _day(match))]


def is_day(text: str) -> bool:
    """Whether a text is a day and nothing else."""
    match = _DAY.fullmatch(fold_widths(text).strip()) if len(text) <= _LONGEST else None
    return match is not None and _day(match) is not None


def _day(match: re.Match[str]) -> date | None:
    numbers = [parse_numeral(part.replace("○", "〇")) for part in match.groups() if part]
    try:
        return date(*numbers)
    except ValueError:
        return None
