"""Trials of the check of statements: a sentence, what it cites, and whether it ought to pass."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from rag.answering.checks.source import Source
from rag.domain import Clause, Document

TRUE = "none"
"""The kind of a trial in which nothing was altered."""


@dataclass(frozen=True, slots=True)
class Trial:
    """`kind`: what was altered, TRUE where nothing was; `form`: how it is said. `clause` is the one it was made from."""

    kind: str
    form: str
    statement: str
    sources: tuple[Source, ...]
    clause: Clause
    document: Document

    @property
    def text(self) -> str:
        """All that it cites."""
        return "\n".join(source.text for source in self.sources)


@dataclass(frozen=True, slots=True)
class Count:
    """How many of `n` did not pass."""

    n: int
    stopped: int

    @property
    def share(self) -> float:
        return self.stopped / self.n if self.n else 0.0


Passes = Callable[[str, Sequence[Source]], bool]
"""Whether a statement passes its checks."""


def tally(trials: Iterable[tuple[str, str, Sequence[Source]]], passes: Passes) -> dict[str, Count]:
    """Counts by name, for trials as (name, statement, sources), names in the order in which they come."""
    total: Counter[str] = Counter()
    stopped: Counter[str] = Counter()
    for name, statement, sources in trials:
        total[name] += 1
        stopped[name] += not passes(statement, sources)
    return {name: Count(n, stopped[name]) for name, n in total.items()}


def together(counts: Iterable[Count]) -> Count:
    listed = tuple(counts)
    return Count(sum(count.n for count in listed), sum(count.stopped for count in listed))
