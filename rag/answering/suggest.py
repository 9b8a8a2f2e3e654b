"""Questions to go on with, made of headings: of the clauses beside those that an answer cites, and of the whole corpus."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest

from rag.domain import Citation, Clause, ClauseKind, DocumentKind
from rag.ports import Catalogue
from rag.text import bare

_MOST = 3
_SHORTEST, _LONGEST = 4, 24
_NUMBER = re.compile(r"^[（(]?[〇零一二三四五六七八九十百\d]+[)）]?[、．.\s]*|^第[^\s]{1,6}[章节条]\s*")
_ENDS = "。；：.;: "
_ASKABLE = (ClauseKind.SECTION, ClauseKind.CLAUSE, ClauseKind.ITEM)


def suggestions(catalogue: Catalogue, citations: Sequence[Citation]) -> tuple[str, ...]:
    """About the neighbours of the first clause that is cited, those that follow it first."""
    if not citations:
        return ()
    first = citations[0]
    cited = {citation.clause.id for citation in citations}
    siblings = [
        clause
        for clause in catalogue.clauses_of(first.document.id)
        if clause.kind in _ASKABLE and (clause.parent == first.clause.parent or clause.id == first.clause.parent)
    ]
    following = [clause for clause in siblings if clause.start > first.clause.start]
    before = [clause for clause in reversed(siblings) if clause.start < first.clause.start]
    nearest = (clause for pair in zip_longest(following, before) for clause in pair if clause)
    return _questions(clause for clause in nearest if clause.id not in cited)


def examples(catalogue: Catalogue) -> tuple[str, ...]:
    """One about each of the official documents, the newer first, from the middle of its headings."""
    official = [document for document in catalogue.documents.values() if document.kind is DocumentKind.OFFICIAL]
    newest = sorted(official, key=lambda document: document.recency, reverse=True)
    return _questions(clause for document in newest for clause in _middle(catalogue.clauses_of(document.id)))


def _middle(clauses: Sequence[Clause]) -> Iterator[Clause]:
    headed = [clause for clause in clauses if clause.kind in _ASKABLE and _heading(clause)]
    if headed:
        yield headed[len(headed) // 2]


def _questions(clauses: Iterable[Clause]) -> tuple[str, ...]:
    asked = (f"“{heading}”有哪些要求？" for clause in clauses if (heading := _heading(clause)))
    return tuple(dict.fromkeys(asked))[:_MOST]


def _heading(clause: Clause) -> str:
    """What the clause is headed by, without its number; empty where that is a whole sentence or too little."""
    heading = _NUMBER.sub("", clause.path[-1]).strip(_ENDS) if clause.path else ""
    return heading if _SHORTEST <= len(bare(heading)) <= _LONGEST and "。" not in heading else ""
