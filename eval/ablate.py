"""What each part of finding is worth: the questions with gold clauses, ranked with one thing changed at a time.

The documents are those of the snapshot. A variant of the passages is embedded anew, in a folder of its own that is gone
afterwards; the others only rank.
"""

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import fmean

from eval.cases import Case
from eval.metrics import hit_at, reciprocal_rank
from eval.run import gold_ids
from rag.adapters.bm25 import BM25
from rag.adapters.faiss_flat import FaissFlat
from rag.domain import Clause, Passage, Turn
from rag.finding.fusion import EVERYTHING, Recipe
from rag.finding.question import understand
from rag.finding.search import search
from rag.indexing.build import Builder
from rag.indexing.snapshot import DiskSnapshot, open_snapshot
from rag.indexing.store import Store
from rag.ports import Embedder, Snapshot, Splitter
from rag.reading.passages import passages
from rag.text import sentences

_DEPTH = 10
_LONG = 400

RECIPES = {
    "everything": EVERYTHING,
    "without late interaction": Recipe(agreement=False),
    "without BM25": Recipe(lexical=False),
    "without dense": Recipe(dense=False),
    "dense alone": Recipe(lexical=False, agreement=False),
    "BM25 alone": Recipe(dense=False, agreement=False),
}


@dataclass(frozen=True, slots=True)
class Variant:
    name: str
    passages: int
    questions: int
    hit1: float
    hit5: float
    mrr10: float


def ablate(
    snapshot: DiskSnapshot,
    embedder: Embedder,
    cases: Sequence[Case],
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> list[Variant]:
    """Errors: UsageError for a gold label that the corpus does not have."""
    splitters: dict[str, Splitter] = {"sentences alone": _sentences, "windows of 400 too": _windows}
    total = len(RECIPES) + len(splitters)
    found = list[Variant]()
    for name, recipe in RECIPES.items():
        progress(len(found), total)
        found.append(_measured(name, snapshot, embedder, cases, recipe))
    for name, split in splitters.items():
        progress(len(found), total)
        with tempfile.TemporaryDirectory() as folder:
            other = _split_anew(snapshot, embedder, split, Path(folder))
            found.append(_measured(name, other, embedder, cases, EVERYTHING))
            other.close()
    progress(total, total)
    return found


def as_json(variants: Sequence[Variant]) -> list[dict[str, object]]:
    return [asdict(variant) for variant in variants]


def _measured(name: str, snapshot: Snapshot, embedder: Embedder, cases: Sequence[Case], recipe: Recipe) -> Variant:
    relevant = []
    for case in cases:
        if gold := set(gold_ids(snapshot.catalogue, case)):
            history = [Turn(turn.role, turn.content) for turn in case.history]
            question = understand(case.question, snapshot.catalogue, history)
            hits = search(snapshot, embedder, question, limit=_DEPTH, recipe=recipe)
            relevant.append([bool({hit.clause.id, *(other.clause.id for other in hit.also_in)} & gold) for hit in hits])
    return Variant(
        name,
        len(snapshot.dense),
        len(relevant),
        fmean(hit_at(row, 1) for row in relevant),
        fmean(hit_at(row, 5) for row in relevant),
        fmean(reciprocal_rank(row, _DEPTH) for row in relevant),
    )


def _split_anew(snapshot: DiskSnapshot, embedder: Embedder, split: Splitter, folder: Path) -> DiskSnapshot:
    """The same documents with other passages."""
    store = Store(folder)
    texts = [
        (parsed, fingerprint)
        for name, fingerprint in snapshot.manifest.documents.items()
        if (parsed := snapshot.catalogue.parsed(name))
    ]
    builder = Builder(split, embedder, FaissFlat, BM25, store, _quiet)
    with store.writing() as building:
        manifest = builder.build(building, None, texts, set())
        built = store.publish(building, manifest.id)
    return open_snapshot(built, None, FaissFlat, BM25)


def _quiet(stage: str, done: int, total: int) -> None:
    """No progress of its own."""


def _sentences(clause: Clause) -> list[Passage]:
    whole = set(sentences(clause.text))
    return [passage for passage in passages(clause) if (passage.start, passage.end) in whole]


def _windows(clause: Clause) -> list[Passage]:
    """Windows of 400 characters, cut where they end, beside what the product has."""
    starts = range(0, len(clause.text), _LONG)
    own = [(passage.start, passage.end) for passage in passages(clause)]
    whole = [(start, min(start + _LONG, len(clause.text))) for start in starts]
    spans = sorted({*own, *whole}, key=lambda span: (span[0], -span[1]))
    return [Passage(clause.id, start, end) for start, end in spans]
