"""Chinese text: widths, numerals, sentences, search terms, Traditional to Simplified.

Terms are character bigrams of Chinese runs plus Latin words and numbers: on four Chinese retrieval sets they beat the
words of a segmenter, and no dictionary has to know the name of a new programme. Script conversion is OpenCC's `t2s`.
"""

import hashlib
import re
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import pairwise

_WIDTHS = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_BRACKETS = str.maketrans("〔［【〕］】", "[[[]]]")
_DIGITS = {"〇": 0, "零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_WRITTEN = "零一二三四五六七八九"
_POWERS = {"十": 10, "百": 100, "千": 1000}
_SENTENCE_END = re.compile(r"[。！？!?][”’」』》）)]*|[\n\t|]+")
_RUNS = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]+|[a-z0-9]+(?:[.\-+][a-z0-9]+)*%?")
_MEASURED = re.compile(r"(\d+(?:\.\d+)?)([a-z]{2,})")
_CHINESE = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
_MARKS = re.compile(r"[\W_]+")

# Bounded: int() refuses more than 4,300 digits, and no label has as many.
NUMERAL = r"[〇零一二两三四五六七八九十百千]{1,9}|[0-9０-９]{1,4}"


def fold_widths(text: str) -> str:
    """Full-width letters, digits and punctuation as half-width, one for one, so that offsets stay.

    >>> fold_widths("（５）Ａ　B")
    '(5)A B'
    """
    return text.translate(_WIDTHS)


def fold_brackets(text: str) -> str:
    """Widths folded, and the brackets of a 文号 in one shape.

    >>> fold_brackets("粤府〔2021〕31号"), fold_brackets("粤府［２０２１］３１号")
    ('粤府[2021]31号', '粤府[2021]31号')
    """
    return fold_widths(text).translate(_BRACKETS)


@cache
def _converter():  # type: ignore[no-untyped-def]  # the library ships no types
    from opencc import OpenCC

    return OpenCC("t2s")


def to_simplified(text: str) -> str:
    """Traditional characters as Simplified ones; anything else stays.

    >>> to_simplified("數據條例")
    '数据条例'
    """
    return str(_converter().convert(text.encode("utf-8", "replace").decode("utf-8")))


def parse_numeral(numeral: str) -> int:
    """The value of a Chinese or Arabic whole number below ten thousand. Errors: ValueError for anything else.

    >>> parse_numeral("三十七"), parse_numeral("１２"), parse_numeral("一百零二")
    (37, 12, 102)
    """
    folded = fold_widths(numeral)
    if folded.isascii() and folded.isdigit():
        return int(folded)
    if not set(numeral) & set(_POWERS):
        return int("".join(str(_DIGITS[c]) if c in _DIGITS else c for c in numeral))
    total, digit = 0, 0
    for character in numeral:
        if character in _POWERS:
            total += (digit or 1) * _POWERS[character]
            digit = 0
        elif character in _DIGITS:
            digit = _DIGITS[character]
        else:
            raise ValueError(f"not a numeral: {numeral!r}")
    return total + digit


def format_numeral(value: int) -> str:
    """A whole number from 0 to 9999 in Chinese, as headings write it. Errors: ValueError for any other.

    >>> format_numeral(19), format_numeral(30), format_numeral(105), format_numeral(1260)
    ('十九', '三十', '一百零五', '一千二百六十')
    """
    if not 0 <= value <= 9999:
        raise ValueError(f"no heading has the number {value}")
    if value < 10:
        return _WRITTEN[value]
    written, skipped = "", False
    for power, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, value = divmod(value, power)
        if digit:
            written += ("零" if skipped else "") + _WRITTEN[digit] + name
        skipped = bool(written) and not digit
    return written.removeprefix("一") if written.startswith("一十") else written


def sentences(text: str) -> list[tuple[int, int]]:
    """Sentences as (start, end), without the white space around them; line breaks and table cells end one too.

    >>> [("加快。”（省厅负责）"[a:b]) for a, b in sentences("加快。”（省厅负责）")]
    ['加快。”', '（省厅负责）']
    """
    return list(_trimmed(text, _cuts(text)))


def _cuts(text: str) -> list[int]:
    return [0, *(match.end() for match in _SENTENCE_END.finditer(text)), len(text)]


def _trimmed(text: str, cuts: list[int]) -> Iterator[tuple[int, int]]:
    for start, end in pairwise(cuts):
        piece = text[start:end]
        stripped = piece.strip(" \t\n|\u3000")
        if stripped:
            begin = start + piece.index(stripped)
            yield begin, begin + len(stripped)


def terms(text: str) -> list[str]:
    """Search terms of a text or a question, in order, with repetitions; a number with its unit of measure also apart.

    >>> terms("5G-A试点部署"), terms("60EFLOPS")
    (['5g-a', '试点', '点部', '部署'], ['60eflops', '60', 'eflops'])
    """
    found: list[str] = []
    for run in _RUNS.findall(fold_widths(text).lower()):
        if len(run) > 1 and _CHINESE.match(run):
            found += (a + b for a, b in pairwise(run))
        else:
            found.append(run)
            if measured := _MEASURED.fullmatch(run):
                found += measured.groups()
    return found


@lru_cache(maxsize=8192)
def bare(text: str) -> str:
    """Letters, digits and characters alone, widths folded, in lower case: what two prints of one sentence share.

    >>> bare("（一）“数字湾区”，５G") == bare("(一)数字湾区 5g")
    True
    """
    return _MARKS.sub("", fold_widths(text).lower())


def imprint(text: str) -> int:
    """A 63-bit digest of what two prints of one clause share: its bare text without the number that opens it.

    >>> imprint("（一）推广数字家庭。") == imprint("推广数字家庭")
    True
    """
    digest = hashlib.blake2b(without_number(bare(text)).encode("utf-8", "replace"), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 1


def without_number(text: str) -> str:
    """Bare text without the numerals that open it."""
    return text.lstrip("〇零一二三四五六七八九十百千0123456789")


def is_chinese(character: str) -> bool:
    return bool(_CHINESE.match(character))
