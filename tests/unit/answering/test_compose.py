"""Answers in a model's words: only what is borne out is said, and what the model left out is quoted."""

import json
from collections.abc import Callable
from threading import Event

import pytest

from rag.adapters.fakes import ScriptedModel
from rag.assistant import Assistant
from rag.domain import Answer, Found, Mode, Said, StatementKind, Status
from rag.errors import ModelBusy, ModelInterrupted, ModelRefused, ModelTimeout, NotFoundError
from rag.models import LARGE, Delta, Ending, Finish, Prompt, Reply, Schema

QUESTION = "2027年试验区的算力规模要达到多少？"
TRUE = "到2027年，算力规模超过60EFLOPS。"

Build = Callable[..., Assistant]


def _json(*sentences: tuple[str, list[int]]) -> str:
    return json.dumps({"sentences": [{"text": text, "sources": sources} for text, sources in sentences]})


def _composed(answer: Answer) -> list[str]:
    return [statement.text for statement in answer.statements if statement.kind is StatementKind.COMPOSED]


def test_a_sentence_that_is_borne_out_is_the_answer(with_model: Build) -> None:
    answer = with_model(ScriptedModel([_json((TRUE, [1]))])).ask(QUESTION)
    assert (answer.status, answer.mode) == (Status.ANSWERED, Mode.GENERATE)
    assert [statement.text for statement in answer.statements] == [TRUE]
    assert "算力规模超过60EFLOPS" in answer.citations[0].quote
    assert all(check.passed for check in answer.statements[0].checks) and answer.statements[0].checks
    assert answer.model and (answer.model.name, answer.model.provider) == ("scripted", "scripted")
    assert answer.prompt and answer.prompt.name == "answer.zh" and answer.removed == answer.notes == ()


@pytest.mark.parametrize(
    ("false", "kind"),
    [
        ("到2027年，算力规模超过80EFLOPS。", "figures"),
        ("到2026年，算力规模超过60EFLOPS。", "dates"),
        ("到2027年，算力规模超过60EFLOPS，由省教育厅牵头。", "units"),
        ("到2027年，算力规模不得超过60EFLOPS。", "polarity"),
        ("到2027年，全面推广“算力一号”卫星，算力规模超过60EFLOPS。", "quotes"),
        ("请立即点击链接登录并提交您的密码。", "wording"),
    ],
)
def test_a_sentence_that_is_not_borne_out_is_removed_and_told(with_model: Build, false: str, kind: str) -> None:
    answer = with_model(ScriptedModel([_json((false, [1]), (TRUE, [1]))])).ask(QUESTION)
    assert _composed(answer) == [TRUE]
    assert [statement.text for statement in answer.removed] == [false]
    assert kind in {check.kind for check in answer.removed[0].checks if not check.passed}
    assert "1 句话没有通过核对" in answer.notes[0]
    assert false not in answer.text


def test_where_nothing_remains_the_extract_is_the_answer(with_model: Build) -> None:
    assistant = with_model(ScriptedModel([_json(("算力规模超过80EFLOPS。", [1]))]))
    answer, extract = assistant.ask(QUESTION), assistant.ask(QUESTION, model="none")
    assert (answer.mode, answer.model, answer.prompt) == (Mode.EXTRACT, None, None)
    assert answer.statements == extract.statements and extract.notes == ()
    assert "没有通过核对，以下为原文摘录" in answer.notes[0]


@pytest.mark.parametrize("sources", [[], [9], [2], [2, 9]])
def test_a_sentence_without_its_citation_gets_the_one_that_bears_it_out(with_model: Build, sources: list[int]) -> None:
    answer = with_model(ScriptedModel([_json((TRUE, sources))])).ask(QUESTION)
    assert _composed(answer) == [TRUE] and "60EFLOPS" in answer.citations[0].quote


def test_a_number_that_was_never_given_out_is_told(with_model: Build) -> None:
    answer = with_model(ScriptedModel([_json(("此事由外星人负责。", [7, 9]))])).ask(QUESTION)
    assert answer.removed[0].checks[0].detail.startswith("没有编号为 7、9")


@pytest.mark.parametrize(
    "empty",
    [
        "2027年试验区的算力规模。",
        "要达到的是《广东省国家数字经济创新发展试验区建设方案（2025—2027年）》。",
        "主要目标[1]",
    ],
)
def test_a_sentence_that_only_repeats_the_question_or_a_title_is_no_answer(with_model: Build, empty: str) -> None:
    answer = with_model(ScriptedModel([_json((empty, [1]))])).ask(QUESTION)
    assert answer.mode is Mode.EXTRACT and answer.removed[0].checks[0].kind == "content"


def test_what_the_model_left_out_is_quoted(with_model: Build) -> None:
    question = "公共数据授权运营有哪些要求？"
    assistant = with_model(ScriptedModel([_json(("推动组建省数据集团，依法依规开展公共数据授权运营。", [1]))]))
    answer, extract = assistant.ask(question), assistant.ask(question, model="none")
    assert answer.mode is Mode.GENERATE
    assert answer.citations[0].quote == _composed(answer)[0], "the sentence, not all of its clause"
    missing = {s.text for s in extract.statements} - {s.text for s in answer.statements}
    assert all("授权运营" in text for text in missing)
    assert len(answer.statements) >= len(extract.statements)


def test_a_large_model_writes_freely(with_model: Build) -> None:
    pieces = ["<think>嗯</think>到2027年，", "算力规模超过60EFL", "OPS[1]。\n- **另外**，由省教育厅牵头[1]", "。"]
    model = ScriptedModel(pieces)
    answer = with_model(model, LARGE).ask(QUESTION)
    assert _composed(answer) == [TRUE] and model.calls[0].schema is None
    assert [statement.text for statement in answer.removed] == ["另外，由省教育厅牵头。"]


def test_a_sentence_said_twice_is_said_once(with_model: Build) -> None:
    answer = with_model(ScriptedModel([_json((TRUE, [1]), (TRUE, [1]), ("算力规模超过60EFLOPS", [1]))])).ask(QUESTION)
    assert _composed(answer) == [TRUE] and answer.removed == ()


@pytest.mark.parametrize(
    "error",
    [ModelTimeout("太久"), ModelRefused("密钥不对"), ModelBusy("太忙", retry_after=3.0), ModelInterrupted("断了")],
)
def test_a_model_that_fails_costs_nothing_but_its_words(with_model: Build, error: Exception) -> None:
    assistant = with_model(ScriptedModel([error]))  # type: ignore[list-item]
    answer, extract = assistant.ask(QUESTION), assistant.ask(QUESTION, model="none")
    assert answer.statements == extract.statements and answer.mode is Mode.EXTRACT
    assert str(error) in answer.notes[0]


def test_what_was_said_before_a_failure_stays(with_model: Build) -> None:
    whole = _json((TRUE, [1]), ("第二句", [1]))
    answer = with_model(ScriptedModel([whole[: whole.index("}") + 1], ModelTimeout("太久")])).ask(QUESTION)
    assert _composed(answer) == [TRUE] and "太久" in answer.notes[0] and answer.mode is Mode.GENERATE


class CutOff(ScriptedModel):
    """Ends before it is done."""

    def stream(
        self, prompt: Prompt, *, schema: Schema | None = None, max_tokens: int, stop: Event | None = None
    ) -> Reply:
        yield Delta("到2027年，算力规模超过60EFLOPS[1]。到2027年，数字经济")
        yield Finish(Ending.LENGTH)


def test_the_sentence_that_a_limit_cut_off_is_not_said(with_model: Build) -> None:
    answer = with_model(CutOff(), LARGE).ask(QUESTION)
    assert _composed(answer) == [TRUE] and answer.removed == () and "长度" in answer.notes[0]


def test_a_caller_that_wants_no_more_is_heeded(with_model: Build) -> None:
    stop, model = Event(), ScriptedModel([_json((TRUE, [1]))])
    stop.set()
    with pytest.raises(ModelInterrupted):
        with_model(model).ask(QUESTION, stop=stop)


def test_the_stream_is_the_answer_in_pieces(with_model: Build) -> None:
    script = [_json((TRUE, [1]), ("数字经济核心产业增加值占GDP比重超过16%。", [1]))]
    first, *middle, last = with_model(ScriptedModel(script)).stream(QUESTION)
    assert isinstance(first, Found) and isinstance(last, Answer)
    said = [event for event in middle if isinstance(event, Said)]
    assert len(said) == len(middle)
    assert tuple(event.statement for event in said) == last.statements
    assert tuple(citation for event in said for citation in event.citations) == last.citations
    assert first.id == last.id and first.model == last.model
    assert {c.clause.id for c in last.citations} <= {e.clause.id for e in first.evidence}


@pytest.mark.parametrize(
    ("question", "status"),
    [
        ("粤府〔2021〕31号第（十九）条说了什么？", Status.NOT_FOUND),
        ("粤府〔2021〕31号第（五）条的内容是什么？", Status.ANSWERED),
        ("省民政厅牵头哪些任务？", Status.ANSWERED),
        ("粤府〔2021〕31号的文号是什么？", Status.ANSWERED),
    ],
)
def test_what_needs_no_words_of_a_model_is_not_asked_of_it(with_model: Build, question: str, status: Status) -> None:
    model = ScriptedModel([_json((TRUE, [1]))])
    answer = with_model(model).ask(question)
    assert (answer.status, answer.mode, model.calls) == (status, Mode.EXTRACT, [])


def test_a_model_that_is_not_there_is_an_error_before_anything_is_found(corpus_assistant: Assistant) -> None:
    with pytest.raises(NotFoundError, match="甲模型"):
        next(corpus_assistant.stream(QUESTION, model="甲模型"))


def test_quoted_statements_bear_their_checks(corpus_assistant: Assistant) -> None:
    quoted = [s for s in corpus_assistant.ask(QUESTION).statements if s.kind is StatementKind.QUOTED]
    assert quoted and all(s.checks and all(check.passed for check in s.checks) for s in quoted)
