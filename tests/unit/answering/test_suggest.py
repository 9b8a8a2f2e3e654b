"""Questions to go on with: each is about a heading, and the documents answer it."""

from rag.answering.suggest import suggestions
from rag.assistant import Assistant
from rag.domain import Citation, Clause, Status
from rag.ports import Catalogue


def test_suggestions_are_about_neighbours_and_can_be_answered(corpus_assistant: Assistant) -> None:
    answer = corpus_assistant.ask("公共数据授权运营有哪些要求？")
    assert 1 <= len(answer.suggestions) <= 3
    for suggestion in answer.suggestions:
        assert corpus_assistant.ask(suggestion).status is Status.ANSWERED
        assert suggestion.split("“")[1].split("”")[0] not in answer.citations[0].quote


def test_nothing_found_suggests_nothing(corpus_assistant: Assistant) -> None:
    assert corpus_assistant.ask("粤府〔2021〕31号第（十九）条说了什么？").suggestions == ()


def test_examples_are_of_several_documents_and_can_be_answered(corpus_assistant: Assistant) -> None:
    answers = [corpus_assistant.ask(example) for example in corpus_assistant.examples()]
    assert len({answer.citations[0].document.id for answer in answers}) >= 2
    assert all(answer.status is Status.ANSWERED for answer in answers)


def test_a_heading_that_quotes_is_quoted_with_inner_marks(corpus_assistant: Assistant) -> None:
    catalogue = corpus_assistant.snapshot.catalogue
    clauses = [clause for name in catalogue.documents for clause in catalogue.clauses_of(name)]
    asked = {question for clause in clauses for question in suggestions(catalogue, [_citation(catalogue, clause)])}
    assert any("‘" in question for question in asked)
    assert all(question.count("“") == question.count("”") == 1 for question in asked)


def _citation(catalogue: Catalogue, clause: Clause) -> Citation:
    return Citation(1, clause, catalogue.documents[clause.document_id], clause.text, 0, len(clause.text))
