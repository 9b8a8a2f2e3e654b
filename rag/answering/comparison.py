"""Two and more documents side by side: clause against clause, from each document to the next in the order of their dates."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rag.answering.align import Pair, align, speaking_clauses
from rag.domain import Document
from rag.ports import Snapshot


@dataclass(frozen=True, slots=True)
class Transition:
    """From one document to the next: its clauses in pairs, in the order of the newer one, what was dropped at the end."""

    older: Document
    newer: Document
    pairs: tuple[Pair, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """`documents`: the oldest first. `silent`: ids of those that have nothing on the topic."""

    topic: str | None
    documents: tuple[Document, ...]
    silent: tuple[str, ...]
    transitions: tuple[Transition, ...]


def side_by_side(
    snapshot: Snapshot,
    documents: Sequence[Document],
    *,
    topic: str | None = None,
    on_topic: Collection[str] = (),
) -> Comparison:
    """All clauses in pairs; with a topic only those clauses that are `on_topic` (ids), which are alike by that already."""
    ordered = sorted(documents, key=lambda document: document.recency)
    among = None if topic is None else on_topic
    clauses = {document.id: speaking_clauses(snapshot, document.id) for document in ordered}
    transitions = tuple(
        Transition(older, newer, tuple(align(snapshot, clauses[older.id], clauses[newer.id], among=among)))
        for older, newer in pairwise(ordered)
    )
    speaking = {c.document_id for own in clauses.values() for c in own if among is None or c.id in among}
    silent = tuple(document.id for document in ordered if document.id not in speaking)
    return Comparison(topic, tuple(ordered), silent, transitions)
