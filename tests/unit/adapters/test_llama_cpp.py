"""Turns and errors of the in-process model, with a fake provider in the place of llama.cpp's server."""

import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Event
from types import SimpleNamespace

import pytest

from rag.adapters import llama_cpp
from rag.adapters.llama_cpp import LlamaCppModel
from rag.errors import ModelInterrupted, ModelUnavailable
from rag.models import Delta, Prompt
from tests.fake_provider import PATIENCE_SECONDS, PIECES, Provider, asked, provider, start, text_of

PROMPT = Prompt("系统", "问题")


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    with provider() as served:
        address = SimpleNamespace(listening_address=served.url.removesuffix("/v1"))
        monkeypatch.setattr(llama_cpp, "_server", lambda *arguments, **options: address)
        yield served


def _model(tmp_path: Path, name: str, *, wait: float = PATIENCE_SECONDS) -> LlamaCppModel:
    path = tmp_path / f"{name}.gguf"
    path.touch()
    return LlamaCppModel(path, seconds=PATIENCE_SECONDS, wait=wait)


def test_a_model_is_called_what_its_file_is_called(tmp_path: Path) -> None:
    model = _model(tmp_path, "qwen2.5-1.5b")
    assert (model.name, model.provider) == ("qwen2.5-1.5b", "llama_cpp")


def test_it_is_loaded_once(tmp_path: Path, served: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    model = _model(tmp_path, "ok")
    assert text_of(asked(model, PROMPT)[0]) == "".join(PIECES)
    monkeypatch.delattr(llama_cpp, "_server")
    assert text_of(asked(model, PROMPT)[0]) == "".join(PIECES)


def test_others_wait_for_their_turn_and_no_longer_than_they_may(tmp_path: Path, served: Provider) -> None:
    model = _model(tmp_path, "stalls", wait=0.2)
    first = model.stream(PROMPT, max_tokens=8)
    assert next(first) == Delta(PIECES[0])
    assert type(asked(model, PROMPT)[1]) is ModelUnavailable
    first.close()
    assert next(model.stream(PROMPT, max_tokens=8)) == Delta(PIECES[0])


def test_who_waits_may_go_away(tmp_path: Path, served: Provider) -> None:
    model = _model(tmp_path, "stalls")
    first = model.stream(PROMPT, max_tokens=8)
    next(first)
    stop = Event()
    second = start(model, PROMPT, stop=stop)
    stop.set()
    assert type(second.result(PATIENCE_SECONDS)[1]) is ModelInterrupted
    first.close()
    assert len(served.asked) == 1


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    model = LlamaCppModel(tmp_path / "none.gguf")
    for _ in range(2):
        _, error = asked(model, PROMPT)
        assert isinstance(error, ModelUnavailable)
        assert "none.gguf" in str(error)


def test_a_missing_extra_is_named_with_the_command_that_brings_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "xllamacpp", None)
    _, error = asked(_model(tmp_path, "ok"), PROMPT)
    assert isinstance(error, ModelUnavailable)
    assert error.repair == "pip install 'wence[local]'"
