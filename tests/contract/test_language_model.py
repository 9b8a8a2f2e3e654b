"""What every LanguageModel promises, checked on the fake, on the adapters over a fake provider, and on a real model.

The real one is Qwen2.5-Coder-0.5B-Instruct, once in process and once behind llama.cpp's HTTP server.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from pydantic import SecretStr

from rag.adapters.breaker import Breaker
from rag.adapters.fakes import ScriptedModel
from rag.adapters.llama_cpp import LlamaCppModel, binding
from rag.adapters.openai_compatible import OpenAICompatibleModel
from rag.errors import ModelInterrupted, ModelUnavailable
from rag.models import Delta, Ending, Finish, LanguageModel, Prompt
from tests.fake_provider import JSON_PIECES, PATIENCE_SECONDS, asked, provider, start, text_of

KEY = "a-key-of-the-test"
PROMPT = Prompt(
    "只根据条文回答，用 JSON：sentence 是一句话，citation 是条文的编号。",
    "条文[1]：到2027年，全省算力规模超过60EFLOPS。\n问题：2027年全省算力规模要达到多少？",
)
SCHEMA = {
    "type": "object",
    "properties": {"sentence": {"type": "string", "maxLength": 40}, "citation": {"type": "integer", "enum": [1, 2]}},
    "required": ["sentence", "citation"],
    "additionalProperties": False,
}


@pytest.fixture(scope="module")
def scripted() -> LanguageModel:
    return ScriptedModel(JSON_PIECES)


@pytest.fixture(scope="module")
def behind_a_breaker() -> LanguageModel:
    return Breaker(ScriptedModel(JSON_PIECES))


@pytest.fixture(scope="module")
def over_a_fake_provider() -> Iterator[LanguageModel]:
    with provider() as served:
        yield OpenAICompatibleModel(served.url, "ok", key=SecretStr(KEY))


@pytest.fixture(scope="module")
def in_process(gguf: Path) -> LanguageModel:
    return LlamaCppModel(gguf, context=1024, wait=120)


@pytest.fixture(scope="module")
def over_llama_cpps_server(gguf: Path) -> Iterator[LanguageModel]:
    params = binding().CommonParams()
    params.model.path = str(gguf)
    params.hostnames, params.port, params.api_keys = ["127.0.0.1"], 0, [KEY]
    params.n_ctx, params.n_parallel, params.verbosity = 2048, 2, -1
    server = binding().Server(params)
    yield OpenAICompatibleModel(f"{server.listening_address}/v1", "qwen2.5-coder-0.5b", key=SecretStr(KEY))


@pytest.fixture(
    params=[
        "scripted",
        "behind_a_breaker",
        "over_a_fake_provider",
        pytest.param("in_process", marks=pytest.mark.model),
        pytest.param("over_llama_cpps_server", marks=pytest.mark.model),
    ]
)
def model(request: pytest.FixtureRequest) -> LanguageModel:
    chosen: LanguageModel = request.getfixturevalue(request.param)
    return chosen


def _fits(value: Any) -> bool:
    return set(value) == {"sentence", "citation"} and isinstance(value["sentence"], str) and value["citation"] in (1, 2)


def test_a_reply_is_pieces_of_text_and_then_one_finish(model: LanguageModel) -> None:
    items, error = asked(model, PROMPT, max_tokens=48)
    assert error is None
    assert [type(item) for item in items] == [Delta] * (len(items) - 1) + [Finish]
    assert all(item.text for item in items if isinstance(item, Delta))
    assert text_of(items)


def test_with_a_schema_the_text_is_json_that_fits(model: LanguageModel) -> None:
    items, error = asked(model, PROMPT, schema=SCHEMA, max_tokens=64)
    assert error is None
    finish = items[-1]
    assert isinstance(finish, Finish)
    assert finish.ending is Ending.STOP
    assert _fits(json.loads(text_of(items)))


def test_no_more_than_max_tokens_come(model: LanguageModel) -> None:
    items, error = asked(model, PROMPT, max_tokens=2)
    assert error is None
    finish = items[-1]
    assert isinstance(finish, Finish)
    assert (finish.ending, finish.completion_tokens) == (Ending.LENGTH, 2)


def test_a_reply_that_is_closed_leaves_the_model_free(model: LanguageModel) -> None:
    reply = model.stream(PROMPT, max_tokens=64)
    assert isinstance(next(reply), Delta)
    reply.close()
    assert list(reply) == []
    items, error = asked(model, PROMPT, max_tokens=2)
    assert (type(items[-1]), error) == (Finish, None)


def test_a_caller_that_wants_no_more_is_heard(model: LanguageModel) -> None:
    stop = Event()
    reply = model.stream(PROMPT, max_tokens=64, stop=stop)
    assert isinstance(next(reply), Delta)
    stop.set()
    with pytest.raises(ModelInterrupted):
        next(reply)
    assert type(asked(model, PROMPT, stop=stop)[1]) is ModelInterrupted


def test_threads_get_whole_replies_of_their_own(model: LanguageModel) -> None:
    outcomes = [start(model, PROMPT, schema=SCHEMA) for _ in range(3)]
    texts = [text_of(outcome.result(PATIENCE_SECONDS)[0]) for outcome in outcomes]
    assert all(_fits(json.loads(text)) for text in texts)


def test_a_model_has_a_name_and_a_provider(model: LanguageModel) -> None:
    assert model.name
    assert model.provider.isidentifier()


@pytest.mark.model
def test_a_file_that_is_no_model_is_named(gguf: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.gguf"
    with gguf.open("rb") as file:
        broken.write_bytes(file.read(1 << 20))
    _, error = asked(LlamaCppModel(broken), PROMPT)
    assert isinstance(error, ModelUnavailable)
    assert "broken.gguf" in str(error)


@pytest.mark.model
def test_a_prompt_that_is_too_long_says_so(in_process: LanguageModel) -> None:
    _, error = asked(in_process, Prompt("系统", "数字社会" * 1000))
    assert error is not None
    assert "上下文长度" in str(error)
