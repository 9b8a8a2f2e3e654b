"""Questions to go on with: each is about a heading, and the documents answer it."""

from rag.assistant import Assistant
from rag.domain import Status


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
