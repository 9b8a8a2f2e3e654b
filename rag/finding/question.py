"""A question as asked to a question understood: script, widths, kind, the words that carry it, what it names."""

import re
from collections.abc import Sequence

from rag.domain import Question, QuestionKind, Reference, Turn
from rag.finding.asking import content_words, kind_of, subjects
from rag.finding.followup import complete
from rag.finding.names import named_documents, without_names
from rag.finding.references import find_references, without_references
from rag.ports import Catalogue
from rag.text import bare, fold_widths, to_simplified
from rag.units import mentioned

_SHORT_YEAR = re.compile(r"(?<![\d第近每])(\d\d)年(?![来内以期间限多])")
_CONTENTS = re.compile(
    r"(?:的)?(?:内容|原文|全文|规定|条文|讲|说|写|是|了|什么|啥|哪些|呢|吗|请|给我|看|一?下|查|列出|展示|复述|引用|的|，|。|\?|？|\s)+"
)


def understand(asked: str, catalogue: Catalogue, history: Sequence[Turn] = ()) -> Question:
    """Reads a question against the names that the catalogue knows. A follow-up is completed from the conversation."""
    completed = complete(asked, history)
    text = _with_whole_years(to_simplified(fold_widths(completed).strip()), catalogue)
    documents = named_documents(text, catalogue.documents)
    references = find_references(text, documents, catalogue)
    topic = without_names(text, catalogue.documents) if documents else text
    return Question(
        asked=asked,
        text=text,
        topic=topic,
        content=content_words(topic),
        completed=completed if completed != asked else None,
        kind=_kind(text, documents, references, catalogue),
        documents=documents,
        references=references,
        units=mentioned(text, catalogue.unit_names()),
        subjects=subjects(topic),
    )


def _with_whole_years(text: str, catalogue: Catalogue) -> str:
    """21年的意见 as 2021年的意见, where a document is of that year."""
    years = {str(document.year) for document in catalogue.documents.values()}
    return _SHORT_YEAR.sub(lambda m: f"20{m[1]}年" if f"20{m[1]}" in years else m[0], text)


def _kind(text: str, documents: Sequence[str], references: Sequence[Reference], catalogue: Catalogue) -> QuestionKind:
    kind = kind_of(text)
    reads = kind in (QuestionKind.OPEN, QuestionKind.LIST, QuestionKind.DEFINITION)
    return QuestionKind.CLAUSE if reads and _asks_for_clause(text, documents, references, catalogue) else kind


def _asks_for_clause(
    text: str, documents: Sequence[str], references: Sequence[Reference], catalogue: Catalogue
) -> bool:
    """Whether the question names a clause and wants nothing but to read it."""
    if not references:
        return False
    rest = without_references(text)
    for name in documents:
        document = catalogue.documents[name]
        for title in (document.title, *document.aliases):
            rest = rest.replace(title, "")
    return len(bare(_CONTENTS.sub("", rest))) <= 8
