"""What limits a task (探索, 有条件的, 试点, 逐步, 鼓励), bound to what it limits.

That the word stands somewhere in the sentence is not enough: it may stand before another task. So each such word of a source
has a head, the characters behind it. A statement that repeats the head must limit it too: before it, in the same part, or by
a word that stands at no other head.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rag.answering.checks.prose import Prose
from rag.text import is_chinese

_WORDS = {
    "try": "探索|试点|试行|试验(?!区|设施|验证)|尝试|先行先试|谋划|摸索",
    "partly": "有条件的?|符合条件的?|具备条件的?",
    "slow": "逐步|逐渐|稳步|分步|分批|分阶段|渐进|稳妥|审慎|稳慎|谨慎|适时",
    "wish": "鼓励|倡导|提倡|支持|引导",
}
_QUALIFIER = re.compile("|".join(f"(?P<{kind}>{words})" for kind, words in _WORDS.items()))
# They make a sentence the weaker where they are added; without them it says little more.
_WEAK = re.compile("谋划|支持|引导|渐进|分批|稳步")
_LENGTH, _SHORT = 4, 2


@dataclass(frozen=True, slots=True)
class Limit:
    """A word of one kind in `text[start:end]`, the characters that follow it, and the two before it."""

    kind: str
    word: str
    start: int
    end: int
    head: str
    before: str


@lru_cache(maxsize=4096)
def limits(text: str) -> tuple[Limit, ...]:
    """Those of a text, in order."""
    return tuple(
        Limit(
            str(match.lastgroup),
            match.group(),
            *match.span(),
            text[match.end() : match.end() + _LENGTH],
            text[max(0, match.start() - _SHORT) : match.start()],
        )
        for match in _QUALIFIER.finditer(text)
    )


def dropped(statement: Prose, sources: Sequence[Prose]) -> Iterator[str]:
    """What the statement says without the word that limits it, as the source says it."""
    theirs = [limit for source in sources for limit in limits(source.text)]
    said = limits(statement.text) if theirs else ()
    for limit in theirs:
        if (
            limit.head in statement.text
            and len(limit.head) == _LENGTH
            and not _WEAK.match(limit.word)
            and all(map(is_chinese, limit.head))
            and not _is_free(limit, theirs, sources)
            and not all(
                _is_limited(limit, match.start(), statement, said, theirs) for match in _found(limit, statement)
            )
        ):
            yield limit.word + limit.head


def _found(limit: Limit, statement: Prose) -> Iterator[re.Match[str]]:
    return re.finditer(re.escape(limit.head), statement.text)


def _is_free(limit: Limit, theirs: Sequence[Limit], sources: Sequence[Prose]) -> bool:
    """Whether the sources say the head without a limit too."""
    limited = sum(other.head == limit.head and other.kind == limit.kind for other in theirs)
    return sum(source.text.count(limit.head) for source in sources) > limited


def _is_limited(limit: Limit, place: int, statement: Prose, said: Sequence[Limit], theirs: Sequence[Limit]) -> bool:
    first = statement.part_of(place)[0]
    own = [other for other in said if other.kind == limit.kind]
    return any(first <= other.end <= place or not _is_of_another(other, limit, theirs) for other in own)


def _is_of_another(said: Limit, limit: Limit, theirs: Sequence[Limit]) -> bool:
    """Whether a word of the statement is one of the source's that stands at another head, or behind what it limits."""
    return any(
        other is not limit
        and said.kind == other.kind
        and (said.head[:_SHORT] == other.head[:_SHORT] or said.before == other.before)
        for other in theirs
    )
