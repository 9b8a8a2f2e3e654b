"""Rows: what came of one case, as it is kept in a run. A row is plain data and can be judged without the index."""

from collections.abc import Mapping, Sequence

from eval.cases import Entry, Tag, Utterance
from rag.domain import Mode, StatementKind, Status

REFUSALS = (Status.NOT_FOUND, Status.OUT_OF_SCOPE)

WHOLE_LISTS: frozenset[Tag] = frozenset({"ledger", "count"})
"""Cases that are answered from records or from all clauses: no ranking of the best ones is due, and no brevity."""


class Found(Entry):
    """A hit: clause ids, the total score, and its parts by name. `also`: clauses that it stands for."""

    id: str
    also: tuple[str, ...]
    score: float
    parts: Mapping[str, float]


class Said(Entry):
    """A statement of the answer; `cited` are clause ids."""

    kind: StatementKind
    text: str
    cited: tuple[str, ...]


class Failed(Entry):
    """A check that a sentence did not pass."""

    kind: str
    detail: str


class Removed(Entry):
    """A sentence that a model wrote and nothing bore out."""

    text: str
    failed: tuple[Failed, ...]


class Wording(Entry):
    """What a language model made of an answer that it was asked to word. `composed`: how many of its sentences stand in it.
    `prompt`: SHA-256 of the templates, None where none does."""

    composed: int
    removed: tuple[Removed, ...]
    prompt: str | None


class Scores(Entry):
    """Scores of one case, 0 to 1; None where one does not apply. `facts`: share of the facts that stand in the answer."""

    status: float
    hit1: float | None
    hit5: float | None
    recall5: float | None
    mrr10: float | None
    ndcg10: float | None
    facts: float | None
    citation_precision: float | None
    citation_recall: float | None
    quotes: float | None
    corrected: float | None


class Row(Entry):
    """`text`: the statements, one a line. `rewritten`: the stand-alone form of a follow-up. `wording`: None where no language
    model was asked for one."""

    id: str
    question: str
    history: tuple[Utterance, ...]
    rewritten: str | None
    confidence: float
    tags: tuple[Tag, ...]
    expected: Status
    got: Status
    text: str
    statements: tuple[Said, ...]
    notes: tuple[str, ...]
    facts: tuple[tuple[str, ...], ...]
    gold: tuple[str, ...]
    cited: tuple[str, ...]
    hits: tuple[Found, ...]
    scores: Scores
    timings_ms: Mapping[str, float]
    mode: Mode = Mode.EXTRACT
    wording: Wording | None = None

    @property
    def milliseconds(self) -> float:
        return sum(self.timings_ms.values())

    @property
    def clause_ids(self) -> set[str]:
        """Every clause that the row names."""
        return {*self.gold, *self.cited, *(name for hit in self.hits for name in (hit.id, *hit.also))}


_FAULTS = {
    "status": "状态不对 · wrong status",
    "facts": "缺少要点 · a fact is missing",
    "hit5": "前五条没有正确条款 · no gold clause in the top five",
    "citation_recall": "没有引用正确条款 · no gold clause cited",
    "quotes": "引文与原文不符 · a quote does not stand",
    "corrected": "没有纠正错误前提 · the false premise stands",
}


def faults(row: Row) -> list[str]:
    """What is wrong with the answer, in words; empty for a case that passed. A list may be cited in part."""
    return [words for name, words in _FAULTS.items() if _fails(name, getattr(row.scores, name))]


def failed(rows: Sequence[Row]) -> list[Row]:
    return [row for row in rows if faults(row)]


def _fails(name: str, score: float | None) -> bool:
    return score is not None and (score < 1 if name == "facts" else score == 0)
