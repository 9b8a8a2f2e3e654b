"""A list with what leads in to it: neither is an answer without the other.

The items stand beneath the clause that leads in to them (laws: 第八条 … 下列材料： （一）…), in its text behind the lead-in,
or as lines with a dash. Each is quoted by itself, so that each has its own citation.
"""

import re
from collections.abc import Sequence

from rag.answering.aspects import asked_aspects, gives
from rag.answering.draft import Draft, Quote, notice, quoted
from rag.answering.forms import asks_for_list, leads_in
from rag.domain import Question, StatementKind
from rag.ports import Catalogue
from rag.text import sentences

_LONGEST = 600
_DASHES = "—－-"
_PARAGRAPH = re.compile(r"第.{1,4}款$")


def with_lists(catalogue: Catalogue, question: Question, drafts: Sequence[Draft]) -> list[Draft]:
    """The answer with the items behind the first lead-in in it, without further ones, and with all dashed lines where one
    is quoted. A lead-in that gives what is asked for (a day, an amount) stays alone, as does one beside the item asked for.
    """
    said = {quote for draft in drafts for quote in draft.quotes}
    told: dict[Draft, None] = {}
    has_list = False
    for draft in drafts:
        is_quote = draft.kind is StatementKind.QUOTED
        if not is_quote or _answers(draft, question) or not leads_in(draft.text):
            more = _dashed(draft.quotes[0]) if is_quote and asks_for_list(question) else []
            told |= dict.fromkeys([draft, *map(quoted, more)])
        elif not has_list:
            has_list = True
            items = _items(catalogue, draft.quotes[0])
            is_one = not asks_for_list(question) and said & set(items)
            told = {other: None for other in told if is_one or not set(other.quotes) & set(items)}
            told |= dict.fromkeys([draft, *([] if is_one else _within_limit(draft.quotes[0], items))])
    return list(told)


def _answers(draft: Draft, question: Question) -> bool:
    quantities = [aspect for aspect in asked_aspects(question.text) if aspect.is_quantity]
    return bool(quantities) and all(gives(draft.text, aspect) for aspect in quantities)


def _items(catalogue: Catalogue, lead_in: Quote) -> list[Quote]:
    """Sentences behind the lead-in; where it ends its clause, the clauses beneath it."""
    clause, document = lead_in.clause, lead_in.document
    following = [span for span in sentences(clause.text) if span[0] >= lead_in.end][: -1 if clause.units else None]
    if following:
        return [Quote(clause, document, start, end) for start, end in following]
    beneath = (child for child in catalogue.children(clause.id) if not _PARAGRAPH.search(child.label))
    return [Quote(child, document, 0, len(child.text)) for child in beneath]


def _dashed(quote: Quote) -> list[Quote]:
    """The lines with a dash of the clause of one of them."""
    if quote.text[0] not in _DASHES:
        return []
    lines = (Quote(quote.clause, quote.document, start, end) for start, end in sentences(quote.clause.text))
    return [line for line in lines if line.text[0] in _DASHES]


def _within_limit(lead_in: Quote, items: Sequence[Quote]) -> list[Draft]:
    """As many items as fit, at least one; how many there are is said where not all do."""
    shown: list[Draft] = []
    length = 0
    for item in items:
        length += len(item.text)
        if shown and length > _LONGEST:
            return [*shown, notice(f"{lead_in.clause.label}所列共 {len(items)} 项，以上是前 {len(shown)} 项")]
        shown.append(quoted(item))
    return shown
