"""Questions to the responsibility ledger: recognised by shape, answered from the records and not from the best passages."""

from collections.abc import Collection

from rag.answering.draft import Draft, notice
from rag.answering.ledger_shapes import Form, Party, Request, recognise
from rag.answering.task_lists import Scope, Who, listing, partners, ranking
from rag.domain import Question, StatementKind, Status
from rag.ledger import mentions, records
from rag.ports import Catalogue
from rag.units import candidates, membership, without_level

_CHOICES = 12


def ledger(
    catalogue: Catalogue, question: Question, *, within: Collection[str] | None = None
) -> tuple[Status, list[Draft]] | None:
    """The answer to a question that the ledger answers; None for any other. `within`: ids of documents that may be used."""
    names = catalogue.unit_names()
    request = recognise(question.topic, names) if names else None
    scope = _scope(catalogue, question, request, within) if request else None
    if request is None or scope is None or any(_is_told_of(catalogue, party) for party in request.parties):
        return None
    if unclear := [party for party in request.parties if len(party.candidates) > 1]:
        return Status.CLARIFY, [notice(_choice(party)) for party in unclear]
    if strangers := [party for party in request.parties if not party.candidates]:
        return Status.NOT_FOUND, [notice(_nobody(party, len(scope.everything), names)) for party in strangers]
    drafts = _answer(scope, request)
    claims = any(draft.kind is StatementKind.COMPUTED for draft in drafts)
    told = [notice(text) for party in request.parties if (text := _collective(party, names))]
    return (Status.ANSWERED if claims else Status.NOT_FOUND), [*told, *drafts]


def _scope(catalogue: Catalogue, question: Question, request: Request, within: Collection[str] | None) -> Scope | None:
    """None where there is no such document as the question names, by title or by year: it asks for something else."""
    allowed = [document for document in catalogue.documents.values() if within is None or document.id in within]
    named = [document for document in allowed if document.id in question.documents]
    if request.year and not question.documents:
        named = [document for document in allowed if document.year == request.year]
    if (request.year or question.documents) and not named:
        return None
    ids, chosen = {document.id for document in allowed}, {document.id for document in named or allowed}
    everything = [task for task in records(catalogue) if task.document.id in ids]
    running = mentions(catalogue) if request.form is Form.TASKS else []
    return Scope(
        tuple(task for task in everything if task.document.id in chosen),
        tuple(everything),
        tuple(task for task in running if task.document.id in chosen),
        tuple(named),
    )


def _answer(scope: Scope, request: Request) -> list[Draft]:
    parties = [Who(party.candidates[0], party.roles) for party in request.parties]
    if request.form is Form.RANKING:
        return ranking(scope, request.sought, whole=request.every)
    if request.form is Form.PARTNERS:
        return partners(scope, parties[0], request.sought)
    if request.together:
        return listing(scope, parties)
    return [draft for party in parties for draft in listing(scope, [party])]


def _is_told_of(catalogue: Catalogue, party: Party) -> bool:
    """Whether the text tells of a unit that no record names: then the question is not one for the ledger."""
    return not party.candidates and any(
        party.asked in clause.text for name in catalogue.documents for clause in catalogue.clauses_of(name)
    )


def _choice(party: Party) -> str:
    fitting = [names[0] for names in party.candidates]
    more = "等" if len(fitting) > _CHOICES else ""
    return f"“{party.asked}”可能指 {len(fitting)} 个单位，请说明是哪一个：{'、'.join(fitting[:_CHOICES])}{more}"


def _nobody(party: Party, total: int, names: list[str]) -> str:
    near = [one[0] for one in candidates(without_level(party.asked), names)]
    hint = f"；名称相近的有{'、'.join(near[:_CHOICES])}" if near else ""
    return f"全部 {total} 项任务分工都没有提到“{party.asked}”{hint}"


def _collective(party: Party, names: list[str]) -> str | None:
    name = membership(party.asked, names)
    return f"任务分工没有单独写“{party.asked}”，写的是“{name}”，以下是后者的任务" if name else None
