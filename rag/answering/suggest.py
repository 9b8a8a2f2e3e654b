"""Questions to go on with, made of headings: of the clauses beside those that an answer cites, and of the whole corpus."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, zip_longest

from rag.domain import Citation, Clause, ClauseKind, Role
from rag.ports import Catalogue
from rag.text import bare

_MOST, _EXAMPLES = 3, 4
_SHORTEST, _SHORT, _LONGEST = 4, 16, 24
_NUMBER = re.compile(r"^[（(]?[〇零一二三四五六七八九十百\d]+[)）]?[、．.\s]*|^第[^\s]{1,6}[章节条]\s*")
_ENDS = "。；：.;: "
_QUOTED = str.maketrans("“”", "‘’")
"""Quotation marks within quotation marks (GB/T 15834-2011, 4.8.3.4)."""
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
    """At most four, of as many documents as can be, official ones first, the newer first."""
    documents = sorted(catalogue.documents.values(), key=lambda document: document.authority)
    each = [_openers(catalogue.clauses_of(document.id)) for document in documents[:_EXAMPLES]]
    mixed = (question for turn in zip_longest(*each) for question in turn if question)
    return tuple(islice(dict.fromkeys(mixed), _EXAMPLES))


def _openers(clauses: Sequence[Clause]) -> Iterator[str]:
    for clause in clauses:
        heading = _heading(clause)
        if clause.kind is ClauseKind.CLAUSE and heading and len(heading) <= _SHORT:
            is_led = any(unit.role is Role.LEAD for unit in clause.units)
            yield f"{heading}由哪个部门牵头？" if is_led else f"{heading}有哪些要求？"


def _questions(clauses: Iterable[Clause]) -> tuple[str, ...]:
    asked = (f"“{heading.translate(_QUOTED)}”有哪些要求？" for clause in clauses if (heading := _heading(clause)))
    return tuple(dict.fromkeys(asked))[:_MOST]


def _heading(clause: Clause) -> str:
    """What the clause is headed by, without its number; empty where that is a whole sentence or too little."""
    heading = _NUMBER.sub("", clause.path[-1]).strip(_ENDS) if clause.path else ""
    return heading if _SHORTEST <= len(bare(heading)) <= _LONGEST and "。" not in heading else ""
