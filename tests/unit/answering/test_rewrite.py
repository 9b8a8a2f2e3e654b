"""Follow-ups: by rule first, by the model where the rules cannot, and only in words of the conversation."""

import json
from collections.abc import Callable
from threading import Event

import pytest

from rag.adapters.fakes import ScriptedModel
from rag.answering.rewrite import leans_on, rewrite
from rag.assistant import Assistant
from rag.domain import Turn
from rag.errors import ModelInterrupted, ModelTimeout
from rag.models import LARGE, SMALL, Delta, Prompt, Reply, Schema, Writer

HISTORY = [Turn("user", "试验区方案对公共数据授权运营有什么要求？"), Turn("assistant", "推动组建省数据集团。[1]")]
ASKED = "组建之后这样做的依据何在"
ALONE = "公共数据授权运营组建省数据集团的依据何在"


def _writer(*scripts: list[str]) -> Writer:
    return Writer("m", ScriptedModel(*scripts), SMALL)


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        (json.dumps({"question": ALONE}), ALONE),
        (f"```json\n{json.dumps({'question': ALONE})}\n```", ALONE),
        (ALONE, ALONE),
        (json.dumps({"question": "如何申请公积金贷款和购房补贴"}), None),
        (json.dumps({"question": ASKED}), None),
        (json.dumps({"question": ["甲"]}), None),
        ("第一行\n第二行", None),
        ("", None),
    ],
)
def test_a_question_is_taken_only_in_words_of_the_conversation(reply: str, expected: str | None) -> None:
    assert rewrite(ASKED, HISTORY, _writer([reply])) == expected


def test_a_model_that_fails_leaves_the_question_as_it_is() -> None:
    assert rewrite(ASKED, HISTORY, _writer([ModelTimeout("太久")])) is None  # type: ignore[list-item]


@pytest.mark.parametrize(
    ("history", "content", "leans"),
    [
        (HISTORY, "为什么", True),
        (HISTORY, "这样做的依据", True),
        (HISTORY, "智慧养老服务平台建设", False),
        ([], "为什么", False),
    ],
)
def test_only_what_leans_on_the_conversation_is_rewritten(history: list[Turn], content: str, leans: bool) -> None:
    assert leans_on(history, content) is leans


def test_what_was_understood_is_shown(with_model: Callable[..., Assistant]) -> None:
    model = ScriptedModel([json.dumps({"question": ALONE})], ['{"sentences": []}'])
    answer = with_model(model, LARGE).ask(ASKED, history=HISTORY)
    assert (answer.question, answer.rewritten_question) == (ASKED, ALONE)
    assert ALONE in model.calls[1].prompt.user


def test_the_rules_come_first(with_model: Callable[..., Assistant]) -> None:
    model = ScriptedModel(['{"sentences": []}'])
    answer = with_model(model, LARGE).ask("那珠海呢？", history=[Turn("user", "广州承担什么任务？")])
    assert answer.rewritten_question and "珠海" in answer.rewritten_question
    assert all("最后的问题" not in call.prompt.user for call in model.calls)


class Sleeper(ScriptedModel):
    """Says nothing until it is told to stop."""

    def stream(
        self, prompt: Prompt, *, schema: Schema | None = None, max_tokens: int, stop: Event | None = None
    ) -> Reply:
        assert stop and stop.wait(30), "nobody hurried it"
        raise ModelInterrupted("停")
        yield Delta("")


def test_a_slow_model_does_not_hold_the_evidence_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rag.answering.rewrite._PATIENCE_SECONDS", 0.05)
    assert rewrite(ASKED, HISTORY, Writer("m", Sleeper(), LARGE)) is None


def test_a_caller_who_leaves_ends_it_at_once() -> None:
    stop = Event()
    stop.set()
    with pytest.raises(ModelInterrupted):
        rewrite(ASKED, HISTORY, Writer("m", Sleeper(), LARGE), stop)


def test_a_small_model_is_too_slow_to_be_asked(with_model: Callable[..., Assistant]) -> None:
    model = ScriptedModel(['{"sentences": []}'])
    assert with_model(model).ask(ASKED, history=HISTORY).rewritten_question is None
