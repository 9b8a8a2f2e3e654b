"""GET /v1/compare: documents side by side, clause against clause."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import AfterValidator, Field

from api import wire
from api.problems import responses
from api.readiness import Readiness
from api.requests import Incoming
from rag.answering.align import Pair, PairKind
from rag.answering.changes import FigureChange, Measured
from rag.answering.comparison import Comparison, Transition
from rag.assistant import Assistant

_CONTROLS = {code: " " for code in (*range(32), 127)}


class CompareQuery(Incoming):
    documents: Annotated[
        str,
        Field(
            description="Ids of two to eight documents, with commas between.",
            min_length=1,
            max_length=2000,
            examples=["yuefu-2021-31,yuefuhan-2025-237"],
        ),
    ]
    topic: Annotated[
        str | None,
        Field(
            description="What to compare them on; without it, all clauses.",
            min_length=1,
            max_length=500,
            examples=["算力"],
        ),
        AfterValidator(lambda text: text.translate(_CONTROLS).strip() or None if text else None),
    ] = None


class MeasuredThing(wire.Wire):
    """A figure with the words that it goes with; `text` is the clause's `text[start:end]`."""

    text: Annotated[str, Field(description="The words with the figure, verbatim.")]
    start: Annotated[int, Field(description="Start in the text of the clause, in characters.", ge=0)]
    end: Annotated[int, Field(description="End in the text of the clause, in characters.", ge=0)]


class ChangedFigure(wire.Wire):
    """The same thing, measured differently."""

    older: Annotated[MeasuredThing, Field(description="As the older clause has it.")]
    newer: Annotated[MeasuredThing, Field(description="As the newer clause has it.")]


class AlignedPair(wire.Wire):
    """A clause of the older document and one of the newer, or one of them alone."""

    kind: Annotated[
        PairKind,
        Field(
            description="kept: both treat it; changed: and a figure differs; new, dropped: nothing like it in the other."
        ),
    ]
    score: Annotated[float, Field(description="Likeness to the best match in the other document, at most 1.")]
    older: Annotated[wire.Clause | None, Field(description="The clause of the older document; null where it is new.")]
    newer: Annotated[wire.Clause | None, Field(description="The clause of the newer one; null where it was dropped.")]
    figures: Annotated[list[ChangedFigure], Field(description="Figures that differ; empty but for `changed`.")]


class DocumentTransition(wire.Wire):
    """From one document to the next."""

    older: Annotated[str, Field(description="Id of the older document.")]
    newer: Annotated[str, Field(description="Id of the newer document.")]
    pairs: Annotated[
        list[AlignedPair], Field(description="In the order of the newer document; what was dropped at the end.")
    ]


class DocumentComparison(wire.Wire):
    topic: Annotated[str | None, Field(description="What they were compared on, or null.")]
    documents: Annotated[list[wire.DocumentName], Field(description="The oldest first.")]
    silent: Annotated[list[str], Field(description="Ids of the documents that have nothing on the topic.")]
    transitions: Annotated[list[DocumentTransition], Field(description="From each document to the next.")]


def router(assistant: Assistant, readiness: Readiness) -> APIRouter:
    routes = APIRouter(tags=["documents"], dependencies=[Depends(readiness.require)])

    @routes.get("/v1/compare", responses=responses(404, 422, 503))
    def compare(query: Annotated[CompareQuery, Query()]) -> DocumentComparison:
        """What is new, kept, dropped or changed in number from each document to the next, by date.

        With a topic only the clauses on it are compared, else all: `new` and `dropped` mean that none of these is like it.
        """
        names = [name.strip() for name in query.documents.split(",") if name.strip()]
        return _on_the_wire(assistant.compare(names, topic=query.topic))

    return routes


def _on_the_wire(value: Comparison) -> DocumentComparison:
    return DocumentComparison(
        topic=value.topic,
        documents=[wire.document_name(document) for document in value.documents],
        silent=list(value.silent),
        transitions=[_transition(transition) for transition in value.transitions],
    )


def _transition(value: Transition) -> DocumentTransition:
    return DocumentTransition(
        older=value.older.id, newer=value.newer.id, pairs=[_pair(value, pair) for pair in value.pairs]
    )


def _pair(transition: Transition, pair: Pair) -> AlignedPair:
    return AlignedPair(
        kind=pair.kind,
        score=pair.score,
        older=wire.clause(pair.older, transition.older) if pair.older else None,
        newer=wire.clause(pair.newer, transition.newer) if pair.newer else None,
        figures=[_figure(change) for change in pair.figures],
    )


def _figure(change: FigureChange) -> ChangedFigure:
    return ChangedFigure(older=_measured(change.older), newer=_measured(change.newer))


def _measured(value: Measured) -> MeasuredThing:
    return MeasuredThing(text=value.text, start=value.start, end=value.end)
