"""`wence ask`, by this process and by the running server."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import rag.bootstrap
import rag.registry
from api.app import create_app
from api.feedback import FeedbackStore
from api.jobs import Jobs
from api.presence import announce
from rag.adapters.fakes import ScriptedModel
from rag.assistant import Assistant
from rag.cli import main
from rag.models import LARGE
from rag.settings import Settings
from tests.conftest import CrowdedEmbedder, OneWriter
from tests.streams import serving

_QUESTION = "到2027年算力规模达到多少？"
_SENTENCE = "到2027年，算力规模超过60EFLOPS。"


@dataclass(frozen=True, slots=True)
class Done:
    code: int
    out: str
    err: str


Ask = Callable[..., Done]


@pytest.fixture
def model() -> ScriptedModel:
    return ScriptedModel([_SENTENCE + "[1]"], name="小模型")


@pytest.fixture
def ask(
    corpus_settings: Settings,
    model: ScriptedModel,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Ask:
    monkeypatch.setenv("WENCE_HOME", str(corpus_settings.home))
    monkeypatch.setattr(rag.bootstrap, "build_embedder", lambda settings: CrowdedEmbedder())
    monkeypatch.setattr(rag.registry, "build_models", lambda settings: OneWriter(model, LARGE))

    def run(*arguments: str) -> Done:
        monkeypatch.setattr("sys.argv", ["wence", "ask", *arguments])
        with pytest.raises(SystemExit) as exit:
            main()
        out, err = capsys.readouterr()
        return Done(int(exit.value.code or 0), out, err)

    return run


def test_an_answer_is_its_sentences_then_what_it_stands_on(ask: Ask) -> None:
    done = ask(_QUESTION)
    assert done.code == 0
    sentence, mark, blank, heading, *sources = done.out.splitlines()
    assert (sentence, mark) == (f"{_SENTENCE}[1]", "【AI 生成，逐句核对过：小模型】")
    assert (blank, heading) == ("", "出处（原文摘录）")
    assert sources[0].startswith("[1] 《广东省国家数字经济创新发展试验区建设方案")


def test_without_a_model_it_quotes(ask: Ask, model: ScriptedModel) -> None:
    done = ask(_QUESTION, "--model", "none")
    assert "60EFLOPS" in done.out
    assert "AI 生成" not in done.out
    assert model.calls == []


def test_a_model_that_is_not_there_is_one_line(ask: Ask) -> None:
    done = ask(_QUESTION, "--model", "大模型")
    assert (done.code, done.out) == (1, "")
    assert "没有名为 大模型 的语言模型" in done.err


def test_json_is_the_whole_answer(ask: Ask) -> None:
    answer = json.loads(ask(_QUESTION, "--json").out)
    assert (answer["mode"], answer["model"]["name"]) == ("generate", "小模型")
    assert answer["statements"][0]["text"] == _SENTENCE


def test_what_is_not_found_is_marked_behind_what_is_said(ask: Ask) -> None:
    lines = ask("粤府〔2021〕31号第十九条讲了什么", "--model", "none").out.splitlines()
    assert "【未找到】" in lines[1:]
    assert "相近条款" in lines


def test_a_terminal_is_told_nothing_but_text(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    said = {"statement": {"text": "甲\x1b[2J\u202e乙\n丙", "citations": [1]}, "citations": []}
    monkeypatch.setattr("rag.client.stream", lambda *request: iter([("delta", said)]))
    assert ask(_QUESTION).out == "甲[2J乙\n  丙[1]\n"


def test_a_running_server_is_asked_first(
    ask: Ask, corpus_assistant: Assistant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, model: ScriptedModel
) -> None:
    asked: list[Any] = []

    class Server:
        def stream(self, question: str, **options: Any) -> Any:
            asked.append(options["model"])
            return corpus_assistant.stream(question)

    jobs = Jobs()
    with serving(create_app(Server(), feedback=FeedbackStore(tmp_path / "s"), jobs=jobs), jobs) as served:  # type: ignore[arg-type]
        announce(tmp_path, served.url)
        monkeypatch.setenv("WENCE_HOME", str(tmp_path))
        text, answer = ask(_QUESTION), json.loads(ask(_QUESTION, "--model", "none", "--json").out)
        monkeypatch.setenv("WENCE_MODEL", "a.b:c")
        ask(_QUESTION)
    assert "60EFLOPS" in text.out
    assert answer["mode"] == "extract"
    assert asked == [None, "none", "a.b:c"]
    assert model.calls == []
