"""Written numbers to values: 三十, 1.5万, 二〇二七, 四千四百, 4,400."""

import re

DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
POWERS = {"十": 10, "百": 100, "千": 1_000, "万": 10_000, "亿": 100_000_000}

WRITTEN = r"[〇零一二两三四五六七八九十百千万亿]{1,24}(?:点[〇零一二三四五六七八九]{1,9})?"
NUMBER = rf"(?:(?:\d{{1,3}}(?:,\d{{3}})+(?!\d)|\d{{1,15}})(?:\.\d{{1,9}})?(?:\s?(?:[十百万亿]|千(?!瓦|克|米|卡|赫|帕)){{1,4}})?|{WRITTEN})"
"""A number, Arabic, Chinese or both, as a pattern. Widths are folded before."""

_ARABIC = re.compile(r"[\d.]+")


def value_of(written: str) -> float:
    """The value of what NUMBER matches.

    >>> value_of("1.5万"), value_of("三十"), value_of("二〇二七"), value_of("四千四百"), value_of("4,400")
    (15000.0, 30.0, 2027.0, 4400.0, 4400.0)
    """
    written = written.replace(",", "").replace(" ", "")
    if match := _ARABIC.match(written):
        value = float(match.group())
        for power in written[match.end() :]:
            value *= POWERS[power]
        return value
    whole, _, part = written.partition("点")
    fraction = float("0." + "".join(str(DIGITS[digit]) for digit in part)) if part else 0.0
    return (_sum(whole) if set(whole) & set(POWERS) else float("".join(str(DIGITS[c]) for c in whole))) + fraction


def _sum(written: str) -> float:
    """二十三万四千: each digit times the power behind it; 万 and 亿 multiply all that stands before them."""
    total = section = digit = 0
    for character in written:
        power = POWERS.get(character, 0)
        if not power:
            digit = DIGITS[character]
        elif power >= POWERS["万"]:
            total = (total + section + digit or 1) * power
            section = digit = 0
        else:
            section += (digit or 1) * power
            digit = 0
    return float(total + section + digit)
