"""Which documents pass a filter. One without a day passes none by date: what is not known is not guessed."""

from collections.abc import Mapping

from rag.domain import Document, Filters


def passes(document: Document, filters: Filters) -> bool:
    if filters.documents and document.id not in filters.documents:
        return False
    if filters.collections and document.collection not in filters.collections:
        return False
    if filters.kinds and document.kind not in filters.kinds:
        return False
    day = document.issued_on
    if filters.issued_after and (day is None or day < filters.issued_after):
        return False
    return not (filters.issued_before and (day is None or day > filters.issued_before))


def passing(documents: Mapping[str, Document], filters: Filters) -> tuple[str, ...]:
    """Ids of those that pass, in order."""
    return tuple(name for name, document in documents.items() if passes(document, filters))


def undated(documents: Mapping[str, Document], filters: Filters) -> list[Document]:
    """Documents that a filter by date keeps out only because they bear no date."""
    if not (filters.issued_after or filters.issued_before):
        return []
    return [document for document in documents.values() if document.issued_on is None]
