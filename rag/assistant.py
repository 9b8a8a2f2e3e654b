"""What Wence does for whoever asks: ask, search, look up. Each method is a few lines over the stages."""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import replace
from threading import Event

from rag.answering.compare import clauses_on_subject
from rag.answering.comparison import Comparison, side_by_side
from rag.answering.compose import Composition
from rag.answering.draft import Numbering
from rag.answering.reply import Reply, reply
from rag.answering.rewrite import leans_on, rewrite
from rag.answering.suggest import examples, suggestions
from rag.answering.verify import Verifier
from rag.domain import (
    Answer,
    AnswerEvent,
    Citation,
    EvidenceClause,
    Filters,
    Found,
    Mode,
    Question,
    SearchResult,
    Statement,
    Status,
    Turn,
)
from rag.errors import NotFoundError, UsageError
from rag.finding.filters import passing, undated
from rag.finding.question import understand
from rag.finding.search import search
from rag.library import Library, SnapshotSource
from rag.models import Form, Writer, Writers
from rag.ports import Embedder, Snapshot
from rag.timing import Stopwatch

EXTRACT = "none"
"""Instead of a model's name: sentences of the documents, as they stand."""

_EVIDENCE = 10
_EVIDENCE_CLAUSES = 5
_RELATED = 3
_COMPARED = 8


class Assistant(Library):
    def __init__(self, snapshots: SnapshotSource, embedder: Embedder, writers: Writers | None = None) -> None:
        super().__init__(snapshots)
        self._embedder = embedder
        self._writers = writers
        self._verifier = Verifier(embedder)

    def ask(
        self,
        question: str,
        *,
        history: Sequence[Turn] = (),
        filters: Filters | None = None,
        model: str | None = None,
        stop: Event | None = None,
    ) -> Answer:
        """A cited answer. `model`: None for the default of `writers`, EXTRACT for none.

        Errors: SnapshotError, ModelUnavailable of the embedder, NotFoundError for a model that is not there, ModelInterrupted
        once `stop` is set. A language model that fails is told of in the answer.
        """
        *_, answer = self.stream(question, history=history, filters=filters, model=model, stop=stop)
        if not isinstance(answer, Answer):
            raise TypeError("an answer ends with the whole of it")
        return answer

    def stream(
        self,
        question: str,
        *,
        history: Sequence[Turn] = (),
        filters: Filters | None = None,
        model: str | None = None,
        stop: Event | None = None,
    ) -> Iterator[AnswerEvent]:
        """The answer as it comes: Found, a Said for each statement that has passed its checks, the Answer. As `ask`."""
        watch, snapshot, name = Stopwatch(), self.snapshot, uuid.uuid4().hex
        writer = self._writer(model)
        understood = self._understood(question, snapshot, history, writer, stop)
        watch.lap("understand")
        hits = search(snapshot, self._embedder, understood, limit=_EVIDENCE, filters=filters)
        watch.lap("find")
        found = reply(
            snapshot, understood, hits, within=passing(snapshot.catalogue.documents, filters) if filters else None
        )
        composition = Composition(understood, found, writer, self._verifier, stop)
        watch.lap("answer")
        yield Found(name, question, understood.completed, _evidence(found), composition.author, snapshot.id)
        numbering = Numbering()
        statements: list[Statement] = []
        citations: list[Citation] = []
        for draft in composition:
            said = numbering.said(draft)
            statements.append(said.statement)
            citations += said.citations
            yield said
        watch.lap("compose")
        yield Answer(
            id=name,
            question=question,
            status=found.status,
            mode=Mode.GENERATE if composition.prompt else Mode.EXTRACT,
            confidence=found.confidence,
            statements=tuple(statements),
            citations=tuple(citations),
            snapshot=snapshot.id,
            rewritten_question=understood.completed,
            notes=(*found.notes, *_undated_notes(snapshot, filters), *composition.notes),
            related=tuple(hits[:_RELATED]) if found.status is Status.NOT_FOUND else (),
            model=composition.author if composition.prompt else None,
            prompt=composition.prompt,
            removed=tuple(composition.removed),
            suggestions=suggestions(snapshot.catalogue, citations),
            timings_ms=watch.milliseconds,
        )

    def search(
        self, question: str, *, history: Sequence[Turn] = (), limit: int = 10, filters: Filters | None = None
    ) -> SearchResult:
        """The best clauses for a question. Errors: SnapshotError, ModelUnavailable."""
        watch, snapshot = Stopwatch(), self.snapshot
        understood = understand(question, snapshot.catalogue, history)
        watch.lap("understand")
        hits = search(snapshot, self._embedder, understood, limit=limit, filters=filters)
        watch.lap("find")
        return SearchResult(question, tuple(hits), _undated_notes(snapshot, filters), watch.milliseconds)

    def examples(self) -> tuple[str, ...]:
        """Questions that the documents answer, to begin with. Errors: SnapshotError."""
        return examples(self.snapshot.catalogue)

    def compare(self, documents: Sequence[str], *, topic: str | None = None) -> Comparison:
        """Documents (ids) clause against clause, the oldest first; with a topic, what they say on it.

        Errors: NotFoundError for a document that is not there; UsageError for one alone, or for more than eight.
        """
        snapshot, names = self.snapshot, list(dict.fromkeys(documents))
        known = snapshot.catalogue.documents
        if unknown := [name for name in names if name not in known]:
            raise NotFoundError(f"没有编号为 {'、'.join(unknown)} 的文件", repair="wence documents 列出全部文件")
        if not 1 < len(names) <= _COMPARED:
            raise UsageError(f"请给出 2 至 {_COMPARED} 份不同的文件；收到 {len(names)} 份")
        on_topic: set[str] = set()
        if topic:
            question = replace(understand(topic, snapshot.catalogue), documents=tuple(names))
            hits = search(snapshot, self._embedder, question, limit=_EVIDENCE * len(names))
            on_topic = clauses_on_subject(snapshot, question, hits)
        compared = [known[name] for name in names]
        return side_by_side(snapshot, compared, topic=topic, on_topic=on_topic)

    def _writer(self, name: str | None) -> Writer | None:
        """Errors: NotFoundError, SettingsError."""
        if name == EXTRACT or (name is None and (self._writers is None or self._writers.default is None)):
            return None
        if self._writers is None:
            raise NotFoundError(f"没有名为 {name} 的语言模型；没有配置任何语言模型，不写 model 则摘录原文作答")
        return self._writers.writer(name)

    def _understood(
        self, asked: str, snapshot: Snapshot, history: Sequence[Turn], writer: Writer | None, stop: Event | None
    ) -> Question:
        """By rule; where the rules leave a question that cannot stand alone, by the model, if there is one that is quick."""
        understood = understand(asked, snapshot.catalogue, history)
        if (
            writer is None
            or writer.manner.form is Form.CONSTRAINED
            or understood.completed
            or not leans_on(history, understood.content)
        ):
            return understood
        completed = rewrite(asked, history, writer, stop)
        if completed is None:
            return understood
        return replace(understand(completed, snapshot.catalogue), asked=asked, completed=completed)


def _evidence(found: Reply) -> tuple[EvidenceClause, ...]:
    """Clauses that the answer quotes, then others that it may be worded from."""
    quoted = [(quote.clause, quote.document) for draft in found.drafts for quote in draft.quotes]
    near = [(sentence.hit.clause, sentence.hit.document) for sentence in found.basis]
    clauses = {clause.id: EvidenceClause(clause, document) for clause, document in [*quoted, *near]}
    return tuple(clauses.values())[: max(_EVIDENCE_CLAUSES, len({clause.id for clause, _ in quoted}))]


def _undated_notes(snapshot: Snapshot, filters: Filters | None) -> tuple[str, ...]:
    kept_out = undated(snapshot.catalogue.documents, filters) if filters else []
    titles = "、".join(f"《{document.title}》" for document in kept_out)
    return (f"按日期筛选时，没有日期的文件未计入：{titles}",) if kept_out else ()
