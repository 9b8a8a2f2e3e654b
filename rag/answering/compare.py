"""What each document says on a subject, the oldest first, and what changes from one to the next.

Of each document the sentences of its best clause, with its heading where that is on the subject, and those of other
clauses that are as near; a sentence that an annex row repeats is quoted from the body, unless the question asks for units.
Then, between documents that follow each other: the same thing with another figure, what both have, what is new, and
what no longer occurs anywhere in the newer one.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Self

from rag.answering.align import Stretches, centre_of, likeness, sentence_stretches, speaking_clauses, stretches
from rag.answering.changes import FigureChange, Measured, figure_changes
from rag.answering.checks.figures import figures
from rag.answering.checks.prose import clean
from rag.answering.draft import Draft, Quote, notice, quoted
from rag.answering.evidence import Evidence, Sentence, gather
from rag.answering.named import cite
from rag.answering.refuse import ON_SUBJECT, judge, on_subject
from rag.domain import ClauseKind, Document, Hit, Question, QuestionKind, StatementKind, Status
from rag.ports import Catalogue, Snapshot, Vectors
from rag.text import bare, sentences

# A document whose sentences share this little of the question with those of the others is silent on it.
_SILENT = 0.34
_SENTENCES, _MARGIN = 4, 0.6
_NEAR, _NEAR_AMOUNT = 0.1, 0.3
_HEADING_COVERS = 0.5
_SAME, _NOWHERE = 0.38, 0.2
_EACH = re.compile(
    r"分别|各自?(?!类|种|项|级|地|部门|有关|方面)|都是怎|呢[?？，,。\s]|呢$|(?:也|还|都|又)(?:有|提|写|讲|说|要求)|有没有|有无|是否"
)
_WHETHER = re.compile("有没有|有无|是否|提没提|写没写|(?:提到|写到|涉及|写)(?:了|过)?(?:吗|没有?[?？，,。])")
_AMOUNTS = re.compile("目标|指标|规模|数量|多少")
_UNITS = re.compile("责任单位|牵头|负责|部门|单位|分工|谁")


@dataclass(frozen=True, slots=True)
class _Told:
    """What is quoted of one document: headings, sentences, and which of these are on the subject themselves."""

    document: Document
    headings: tuple[Quote, ...]
    quotes: tuple[Quote, ...]
    on_subject: tuple[Quote, ...]


def compare(snapshot: Snapshot, evidence: Evidence, found: Sequence[Sentence]) -> tuple[Status, list[Draft]] | None:
    """The comparison that a question asks for, from the sentences that may answer, best first; None where it asks for none."""
    question = evidence.question
    body = _saying(found)
    speaking = _speaking(body)
    if not (_compares(question) or (len(speaking) > 1 and len(question.documents) > 1)):
        return None
    documents = snapshot.catalogue.documents
    named = question.documents if _compares(question) else ()
    told, silent = [], []
    for name in sorted({*speaking, *named}, key=lambda name: (documents[name].recency, name)):
        if name in speaking:
            own = [s for s in body if s.hit.document.id == name]
            told.append(_told(snapshot.catalogue, evidence, own, is_alone=len(speaking) == 1))
        elif not _is_one_of_its_year(question, documents[name], [documents[other] for other in speaking]):
            silent.append(notice(f"{cite(documents[name])}没有与问题直接相关的内容"))
    drafts = [quoted(quote) for one in told for quote in (*one.headings, *one.quotes)]
    changes = [draft for older, newer in pairwise(told) for draft in _changes(snapshot, older, newer)]
    # That a document is silent is an answer to whether it speaks.
    is_partial = silent and not _WHETHER.search(question.text)
    return (Status.PARTIAL if is_partial else Status.ANSWERED), [*drafts, *silent, *changes]


def clauses_on_subject(snapshot: Snapshot, question: Question, hits: Sequence[Hit]) -> set[str]:
    """Ids of the clauses of the body that treat what is asked; a document that is silent on it has none."""
    evidence = gather(snapshot, question, hits)
    # Naming its documents, as every comparison does, is no reason to take the question for one that they treat.
    body = _saying(judge(evidence).sentences if on_subject(evidence) >= ON_SUBJECT else ())
    clauses: set[str] = set()
    for name in _speaking(body):
        own = [sentence for sentence in body if sentence.hit.document.id == name]
        covered = max(sentence.coverage for sentence in own)
        near = [s for s in own if s.score >= own[0].score - _MARGIN and s.coverage >= _SILENT * covered]
        clauses |= {_in_body(snapshot.catalogue, _quote(sentence)).clause.id for sentence in near}
    return clauses


def _compares(question: Question) -> bool:
    """Whether an answer is due from each document: one is compared with another, or each is asked for."""
    several = len(question.documents) > 1
    return question.kind is QuestionKind.COMPARISON or (several and bool(_EACH.search(question.text)))


def _saying(found: Sequence[Sentence]) -> list[Sentence]:
    """Sentences that are no heading and not only units; of a document that has the words in a heading alone, that."""
    body = [sentence for sentence in found if not (sentence.is_heading or sentence.is_units)] or list(found)
    speaking = _speaking(body)
    headings = [s for s in found if s.is_heading and s.hit.document.id not in speaking]
    return sorted([*body, *headings], key=lambda sentence: -sentence.score) if headings else body


def _speaking(body: Sequence[Sentence]) -> list[str]:
    """Ids of the documents that have something on the question, best first."""
    best: dict[str, float] = {}
    for sentence in body:
        name = sentence.hit.document.id
        best[name] = max(best.get(name, 0.0), sentence.coverage)
    return [name for name, coverage in best.items() if coverage >= _SILENT * max(best.values())]


def _is_one_of_its_year(question: Question, document: Document, speaking: Sequence[Document]) -> bool:
    """Whether a document was meant only by its year (2025年的文件), of which another one speaks."""
    title = re.sub(r"[（(].*?[）)]|\d", "", document.title)
    pieces = [bare(title)[i : i + 3] for i in range(len(bare(title)) - 2)] + [bare(title)[-2:]]
    is_named = any(piece in bare(question.text) for piece in pieces)
    return not is_named and any(other.year == document.year for other in speaking)


def _told(catalogue: Catalogue, evidence: Evidence, own: Sequence[Sentence], *, is_alone: bool) -> _Told:
    """`is_alone`: no other document speaks, so that its clauses are compared with each other."""
    best = own[0]
    clause = best.hit.clause
    same = [s for s in own if s.hit.clause.id == clause.id and s.score >= best.score - _MARGIN][:_SENTENCES]
    others = [s for s in own if s.hit.clause.id != clause.id]
    near = [s for s in others if s.score >= best.score - (_MARGIN if is_alone else _NEAR)]
    if _AMOUNTS.search(evidence.question.text):
        near += [s for s in others if s.score >= best.score - _NEAR_AMOUNT and _has_amount(s.text)]
    quotes = [_quote(s) for s in sorted([*same, *near[:1]], key=lambda s: (s.rank, s.start))]
    if not _UNITS.search(evidence.question.text):
        quotes = [_in_body(catalogue, quote) for quote in quotes]
    heading, rest = _headed(quotes[0])
    if heading and evidence.covered(heading.text) >= _HEADING_COVERS * evidence.coverage:
        quotes = _filled(quotes, rest)
    shown = heading is not None and evidence.covered(heading.text) > 0
    quotes = [quote for quote in quotes if quote != heading] or quotes
    covered = [evidence.covered(quote.text) for quote in quotes]
    on_subject = tuple(q for q, share in zip(quotes, covered, strict=True) if share and share >= _SILENT * max(covered))
    return _Told(best.hit.document, (heading,) if heading and shown else (), tuple(quotes), on_subject)


def _headed(quote: Quote) -> tuple[Quote | None, list[Quote]]:
    """The sentence that is the heading of the quoted clause, if it has one, and the sentences beneath it."""
    clause = quote.clause
    spans = [Quote(clause, quote.document, start, end) for start, end in sentences(clause.text)]
    beneath = spans[1:-1] if clause.units and len(spans) > 1 else spans[1:]
    is_headed = bool(clause.path) and bare(spans[0].text) == bare(clause.path[-1]) and bool(beneath)
    return (spans[0], beneath) if is_headed else (None, spans)


def _filled(quotes: Sequence[Quote], beneath: Sequence[Quote]) -> list[Quote]:
    """More of a clause that is on the subject as a whole, up to the limit; in the order of its text."""
    own = [quote for quote in quotes if quote in beneath]
    more = [quote for quote in beneath if quote not in own][: max(0, _SENTENCES - len(own))]
    return [*sorted([*own, *more], key=lambda quote: quote.start), *(q for q in quotes if q not in own)]


def _has_amount(text: str) -> bool:
    return any(not (figure.is_date or figure.is_article) for figure in figures(clean(text)))


def _quote(sentence: Sentence) -> Quote:
    return Quote(sentence.hit.clause, sentence.hit.document, sentence.start, sentence.end)


def _in_body(catalogue: Catalogue, quote: Quote) -> Quote:
    """The same words where the body has them, if they stand in a row of an annex."""
    if quote.clause.kind is not ClauseKind.ROW:
        return quote
    body = (c for c in catalogue.clauses_of(quote.document.id) if c.kind is not ClauseKind.ROW)
    places = ((c, c.text.find(quote.text.rstrip("。；"))) for c in body)
    clause, start = next(((c, at) for c, at in places if at >= 0), (quote.clause, quote.start))
    if clause is quote.clause:
        return quote
    span = next((a, b) for a, b in sentences(clause.text) if a <= start < b)
    return Quote(clause, quote.document, *span)


def _changes(snapshot: Snapshot, older: _Told, newer: _Told) -> Iterator[Draft]:
    """What is different in the newer one: figures, what both have, what only one has, each with its quotes."""
    figures = [(change, q, r) for q in older.on_subject for r in newer.on_subject for change in _figures(q, r)]
    for change, *sides in figures:
        yield Draft(StatementKind.COMPUTED, f"数字变化：{change.older.text} → {change.newer.text}", tuple(sides))
    told = {quote for _, *sides in figures for quote in sides}
    before, after = ([q for q in side.on_subject if q not in told] for side in (older, newer))
    space = _Space.of(snapshot, older.document, newer.document)
    one, other = cite(older.document), cite(newer.document)
    for q, r in space.kept(before, after):
        yield Draft(StatementKind.COMPUTED, f"两份文件都写到：{_words(q)}（{one}）；{_words(r)}（{other}）", (q, r))
    if new := space.nowhere(after, space.older):
        text = f"{other}新写到、{one}未见相近内容的：{'；'.join(map(_words, new))}"
        yield Draft(StatementKind.COMPUTED, text, tuple(new))
    if dropped := space.nowhere(before, space.newer):
        text = f"{one}写到、{other}未见相近内容的：{'；'.join(map(_words, dropped))}"
        yield Draft(StatementKind.COMPUTED, text, tuple(dropped))


def _figures(older: Quote, newer: Quote) -> list[FigureChange]:
    found = figure_changes(older.clause, newer.clause)
    return [change for change in found if _within(change.older, older) and _within(change.newer, newer)]


def _within(measured: Measured, quote: Quote) -> bool:
    return quote.start <= measured.start and measured.end <= quote.end


@dataclass(frozen=True, slots=True)
class _Space:
    """All sentences of two documents, in which quotes of them are compared."""

    snapshot: Snapshot
    older: Stretches
    newer: Stretches
    centre: Vectors

    @classmethod
    def of(cls, snapshot: Snapshot, older: Document, newer: Document) -> Self:
        one, other = (sentence_stretches(snapshot, speaking_clauses(snapshot, d.id)) for d in (older, newer))
        return cls(snapshot, one, other, centre_of(one, other))

    def kept(self, older: Sequence[Quote], newer: Sequence[Quote]) -> list[tuple[Quote, Quote]]:
        """Quotes that say nearly the same, each with the best of the other document."""
        if not older or not newer:
            return []
        scores = self._likeness(older, self._stretches(newer))
        best = [(older[i], newer[int(j)], float(scores[i, j])) for i, j in enumerate(scores.argmax(axis=1))]
        return [(q, r) for q, r, score in best if score >= _SAME]

    def nowhere(self, quotes: Sequence[Quote], other: Stretches) -> list[Quote]:
        """Quotes that nothing in the whole of the other document is like."""
        if not quotes or not other.clauses:
            return []
        best = self._likeness(quotes, other).max(axis=1).tolist()
        return [quote for quote, score in zip(quotes, best, strict=True) if score < _NOWHERE]

    def _likeness(self, quotes: Sequence[Quote], other: Stretches) -> Vectors:
        return likeness(self._stretches(quotes), other, self.centre, self.snapshot.lexical)

    def _stretches(self, quotes: Sequence[Quote]) -> Stretches:
        return stretches(self.snapshot, [(quote.clause, (quote.start, quote.end)) for quote in quotes])


def _words(quote: Quote) -> str:
    return quote.text.rstrip("。；")
