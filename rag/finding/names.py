"""The documents that a question names, and where: by 文号, by title, by year and kind, by who printed a report.

A name that fits several documents equally well is one naming of all of them.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from rag.domain import Document
from rag.finding import by_number, by_year
from rag.finding.by_report import by_source, with_reports
from rag.finding.by_title import by_quoted_title, by_subject, by_title
from rag.finding.naming import QUOTED, Naming, apart
from rag.text import bare, fold_brackets

_NUMBERS = (by_number.WHOLE, by_number.WITH_YEAR, by_number.ALONE)
_SHORTEST_TOPIC = 5


def named_documents(question: str, documents: Mapping[str, Document]) -> tuple[str, ...]:
    """Ids of the documents that a question names, in its order."""
    return tuple(dict.fromkeys(name for naming in namings(question, documents) for name in naming.documents))


def namings(question: str, documents: Mapping[str, Document]) -> tuple[Naming, ...]:
    """Every name of a document in a question, in its order; names do not overlap."""
    text = fold_brackets(question)
    found: list[Naming] = []
    for rule in (by_number.by_number, by_quoted_title, by_source):
        found += apart(rule(text, documents), found)
    running = _blanked(text, [*((n.start, n.end) for n in found), *(m.span() for m in QUOTED.finditer(text))])
    found += apart(by_title(running, documents), found)
    named = [name for naming in found for name in naming.documents]
    found += apart(by_year.by_year(text, documents, named), found)
    found += [] if found else apart(by_subject(text, documents))
    found = with_reports(text, documents, found)
    sure = {naming.documents[0] for naming in found if len(naming.documents) == 1}
    narrowed = (replace(n, documents=tuple(d for d in n.documents if d in sure) or n.documents) for n in found)
    return tuple(sorted(narrowed, key=lambda naming: naming.start))


def unknown_numbers(question: str, documents: Mapping[str, Document]) -> list[str]:
    """文号 in a question that no document bears, as they are written there."""
    text = fold_brackets(question)
    known = [naming.start for naming in by_number.by_number(text, documents)]
    return [question[m.start() : m.end()] for m in by_number.WHOLE.finditer(text) if m.start() not in known]


def without_names(question: str, documents: Mapping[str, Document]) -> str:
    """The question without the names of the documents that it names: what it asks of them.

    All of it where little else is left: then the document itself is the subject.
    """
    found = list(namings(question, documents))
    # A title of none of the documents is asked about; a 文号 of none carries nothing to be found.
    found += apart((Naming(*span, ()) for span in _spans(question, _NUMBERS)), found)
    rest = question
    for naming in sorted(found, key=lambda naming: -naming.start):
        rest = rest[: naming.start] + " " + rest[naming.end :]
    return rest if len(bare(rest)) >= _SHORTEST_TOPIC else question


def naming_spans(question: str) -> list[tuple[int, int]]:
    """Where a question has the form of a name of a document, whichever it is, as (start, end), in order."""
    return _spans(question, (QUOTED, by_year.WITH_KIND, *_NUMBERS))


def _spans(question: str, patterns: Iterable[re.Pattern[str]]) -> list[tuple[int, int]]:
    folded = fold_brackets(question)
    found = sorted(match.span() for pattern in patterns for match in pattern.finditer(folded))
    return [span for i, span in enumerate(found) if i == 0 or span[0] >= found[i - 1][1]]


def _blanked(text: str, spans: Iterable[tuple[int, int]]) -> str:
    for start, end in spans:
        text = text[:start] + "，" * (end - start) + text[end:]
    return text
