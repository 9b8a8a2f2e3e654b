"""A text as the checks see it: one notation, its figures, its segments and parts, and the content of each stretch.

A segment ends at 。；, a part at ，：（） too. The content is the characters that say something, alone and in pairs, with every
figure as one word; particles (的, 和, 在) are left out. What is compared is this content, so print does not matter.
"""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import pairwise
from operator import itemgetter

from rag.answering.checks.english import numbers_in_digits
from rag.answering.checks.figures import Figure, figures
from rag.text import fold_widths, is_chinese, to_simplified

Span = tuple[int, int]
Weights = dict[str, float]
"""Content with what it weighs."""

_CITATION = re.compile(r"\[\d{1,2}(?:[,、]\d{1,2})*\]")
_QUOTES = str.maketrans(
    dict.fromkeys("“”„‟「」『』﹁﹂﹃﹄‘’‚‛＂＇'`", '"') | dict.fromkeys("［〔【", "[") | dict.fromkeys("］〕】", "]")
)
# What a reader does not see, and what a small model prints for weight.
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0]"
)
# 伍个 is 五个 to a reader.
_FORMAL = re.compile("(?<![大登])[壹贰叁肆伍陆柒捌玖拾佰仟]+(?=[个项家条类种年月日元万亿%])")
_AS_FORMAL = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟", "一二三四五六七八九十百千")
_MARKDOWN = re.compile(r"\*\*|__|(?m:^\s*(?:[-*•>]|#{1,6})\s+)")
_APART = re.compile(r"(?<=\d) (?=(?:[kmgtpez]flops|[kmgtp]i?b(?:ps)?|[kmgt]w|[kmg]?hz)(?![a-z]))")
_SPACE = re.compile(r"\s*[\n\t|]\s*|(?<![a-z0-9,.;:%])\s+|\s+(?![a-z0-9])")
_SEGMENT_END = re.compile(r"[。;!?\n]|\.(?=\s|$)")
_PART_END = re.compile(r"[:()。;!?\n]|\.(?=\s|$)|,(?!\d{3})|(?<!\d),")
_WORD = re.compile(r"[a-z0-9]+(?:[.\-+/][a-z0-9]+)*")
_PARTICLES = frozenset(
    "的了和与及并或在为是以等把将让使被由对从到于之其该这那个要会能可还也就都则又而且所着过给向往按照而来去做有"
)
# What polarity.py compares is no content.
_MODALITY = re.compile("不[得再应能可宜]?|应[当该]|必须|可以|禁止|严禁|允许")
_PAIR, _SINGLE = 1.0, 0.4
_SHORTEST_CONDITION = 5


@dataclass(frozen=True, slots=True)
class Gram:
    """A piece of content at a place of the text."""

    start: int
    text: str
    weight: float

    @property
    def is_strong(self) -> bool:
        return self.weight >= _PAIR


@dataclass(frozen=True)
class Prose:
    """`segments` and `parts` are spans of `text`, in order, without the marks that end them; `contents`: of the segments."""

    text: str
    figures: tuple[Figure, ...]
    segments: tuple[Span, ...]
    parts: tuple[Span, ...]
    grams: tuple[Gram, ...]
    contents: tuple[Weights, ...]

    @cached_property
    def pairs(self) -> tuple[frozenset[str], ...]:
        """The pairs and words of each part."""
        return tuple(frozenset(gram.text for gram in self.within(*part) if gram.is_strong) for part in self.parts)

    @cached_property
    def known(self) -> frozenset[str]:
        """All of the content, without its places."""
        return frozenset(gram.text for gram in self.grams)

    def within(self, start: int, end: int) -> tuple[Gram, ...]:
        """The content of a stretch."""
        first = bisect_left(self.grams, start, key=lambda gram: gram.start)
        last = bisect_left(self.grams, end, key=lambda gram: gram.start)
        return tuple(
            gram for gram in self.grams[first:last] if gram.start + len(gram.text) <= end or gram.weight != _PAIR
        )

    def content_of(self, position: int, *, without: Iterable[Gram]) -> Weights:
        """The content of the segment around a place, but for what is given."""
        i = bisect_right(self.segments, position, key=itemgetter(0)) - 1
        left_out = {gram.text for gram in without}
        return {text: weight for text, weight in self.contents[i].items() if text not in left_out} if i >= 0 else {}

    def condition_of(self, position: int) -> Span:
        """The last part before a place, in its segment, that is a condition: it ends with 的, 时 or 后. Empty without one."""
        first = self.segment_of(position)[0]
        before = ((start, end) for start, end in reversed(self.parts) if first <= start and end <= position)
        conditions = ((a, b) for a, b in before if b - a >= _SHORTEST_CONDITION and self.text[b - 1] in "的时后")
        return next(conditions, (position, position))

    def part_of(self, position: int) -> Span:
        return _around(self.parts, position) or (0, len(self.text))

    def segment_of(self, position: int) -> Span:
        return _around(self.segments, position) or (0, len(self.text))


def _around(spans: tuple[Span, ...], position: int) -> Span | None:
    i = bisect_right(spans, position, key=itemgetter(0)) - 1
    return spans[i] if i >= 0 and position < spans[i][1] else None


@lru_cache(maxsize=4096)
def prose(text: str) -> Prose:
    written = clean(text)
    found = figures(written)
    segments, parts = _spans(written, _SEGMENT_END), _spans(written, _PART_END)
    bare = Prose(written, found, segments, parts, tuple(_grams(written, found)), ())
    return replace(bare, contents=tuple(weighed(bare.within(*span)) for span in segments))


def weighed(grams: Iterable[Gram]) -> Weights:
    return {gram.text: gram.weight for gram in grams}


@lru_cache(maxsize=4096)
def clean(text: str) -> str:
    """One notation: Simplified, half-width, lower case, one quotation mark, no citation marks.

    >>> clean("由省工信厅「牵頭」[1]，Ｆ５Ｇ")
    '由省工信厅"牵头",f5g'
    """
    written = legible(text)
    plain = _FORMAL.sub(lambda match: match.group().translate(_AS_FORMAL), to_simplified(written))
    folded = fold_widths(plain).lower().translate(_QUOTES)
    bare = _APART.sub("", _SPACE.sub(_space, _CITATION.sub("", folded).strip()))
    return bare if any(map(is_chinese, bare)) else numbers_in_digits(bare)


def legible(text: str) -> str:
    """What a reader sees: compatibility forms as what they stand for (Unicode NFKC), nothing invisible, no Markdown.

    >>> legible("**⒙** 省\u200b厅，Ⅵ成")
    '18. 省厅,VI成'
    """
    return _MARKDOWN.sub("", _UNSEEN.sub("", unicodedata.normalize("NFKC", text)))


def _space(match: re.Match[str]) -> str:
    return "\n" if set(match.group()) & set("\n\t|") else ""


def _spans(text: str, mark: re.Pattern[str]) -> tuple[Span, ...]:
    cuts = [(0, 0), *((match.start(), match.end()) for match in mark.finditer(text)), (len(text), len(text))]
    return tuple((end, start) for (_, end), (start, _) in pairwise(cuts) if text[end:start].strip())


def _grams(text: str, found: tuple[Figure, ...]) -> Iterator[Gram]:
    """Characters and pairs of them, Latin words, and figures by what they say."""
    words = {figure.start: (f"{figure.value:g}{figure.kind}", figure.end) for figure in found if not figure.is_article}
    words |= {m.start(): (m.group(), m.end()) for m in _WORD.finditer(text) if m.start() not in words}
    silent = words.keys() | {place for match in _MODALITY.finditer(text) for place in range(*match.span())}
    position = 0
    while position < len(text):
        if position in words:
            word, end = words[position]
            yield Gram(position, word, 2 * _PAIR)
            position = end
            continue
        if position not in silent and _says_something(text[position]):
            yield Gram(position, text[position], _SINGLE)
            following = position + 1
            if following < len(text) and following not in silent and _says_something(text[following]):
                yield Gram(position, text[position : position + 2], _PAIR)
        position += 1


def _says_something(character: str) -> bool:
    return is_chinese(character) and character not in _PARTICLES
