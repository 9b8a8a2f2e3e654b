"""The parts of `wence serve`: the address, the file that announces it, what is prepared. The whole is in tests/e2e."""

import json
import os
import socket
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from api.preparation import Preparation, _child_environment
from api.presence import announce, withdraw
from api.readiness import Readiness, Stage
from api.server import is_loopback, listen, url_of
from rag import __version__
from rag.adapters.fakes import ScriptedModel
from rag.assistant import EXTRACT, Assistant
from rag.errors import ModelUnavailable, SnapshotMismatch, UsageError
from rag.models import SMALL, LanguageModel, Prompt, Reply, Schema, Writer
from rag.registry import Models
from rag.settings import Settings


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with listen("127.0.0.1", 0) as listener:
        yield listener


def test_a_free_port_is_found_and_listened_on_at_once(listener: socket.socket) -> None:
    host, port = listener.getsockname()
    assert url_of(listener) == f"http://127.0.0.1:{port}"
    assert is_loopback(listener)
    socket.create_connection((host, port), timeout=1).close()


def test_a_taken_port_is_one_line_that_says_what_to_do(listener: socket.socket) -> None:
    port = listener.getsockname()[1]
    with pytest.raises(UsageError, match=f"端口 {port} 已被占用（.*wence serve --port") as caught:
        listen("127.0.0.1", port)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("host", ["no.such.host.invalid", "a..b", "x" * 300, "203.0.113.7"])
def test_an_address_that_is_not_ours_is_one_line(host: str) -> None:
    with pytest.raises(UsageError, match=r"127\.0\.0\.1"):
        listen(host, 0)


def test_a_listener_on_all_addresses_is_found_on_loopback_and_knows_no_own_name() -> None:
    with listen("0.0.0.0", 0) as listener:
        assert url_of(listener).startswith("http://127.0.0.1:")
        assert not is_loopback(listener)


def test_the_address_of_version_6_stands_in_brackets() -> None:
    try:
        listener = listen("::1", 0)
    except UsageError:
        pytest.skip("this machine has no IPv6")
    with listener:
        assert url_of(listener).startswith("http://[::1]:")
        assert is_loopback(listener)


def test_the_announcement_names_address_process_and_version(tmp_path: Path) -> None:
    home = tmp_path / "home"
    announce(home, "http://127.0.0.1:1")
    content = json.loads((home / "server.json").read_text(encoding="utf-8"))
    assert content == {"url": "http://127.0.0.1:1", "pid": os.getpid(), "version": __version__}
    withdraw(home)
    assert list(home.iterdir()) == []


def test_the_announcement_of_another_server_stays(tmp_path: Path) -> None:
    (tmp_path / "server.json").write_text('{"url": "http://127.0.0.1:1", "pid": 1}', encoding="utf-8")
    withdraw(tmp_path)
    assert (tmp_path / "server.json").exists()


@pytest.mark.parametrize("content", ["", "[]", "{", '{"url": "u"}'])
def test_a_broken_announcement_does_not_stop_the_end(tmp_path: Path, content: str) -> None:
    (tmp_path / "server.json").write_text(content, encoding="utf-8")
    withdraw(tmp_path)
    withdraw(tmp_path / "none")


def test_a_home_that_cannot_be_written_does_not_stop_the_start(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "home").write_text("a file", encoding="utf-8")
    announce(tmp_path / "home", "http://127.0.0.1:1")
    assert "server.json" in caplog.text


class _Preparing:
    """A preparation, and what it reported."""

    def __init__(self, home: Path, assistant: Any, *models: LanguageModel) -> None:
        self.readiness = Readiness(Stage.STARTING)
        self.results: list[Exception | None] = []
        self.ended = threading.Event()
        settings = Settings(home=home, cache=home)
        builders = {model.name: partial(Writer, model.name, model, SMALL) for model in models}
        writers = Models(builders, models[0].name if models else None)
        self.preparation = Preparation(settings, assistant, self.readiness, writers, done=self._done)

    def _done(self, error: Exception | None) -> None:
        self.results.append(error)
        self.ended.set()


@pytest.fixture
def ingested(tmp_path: Path) -> Path:
    (tmp_path / "CURRENT").write_text("a", encoding="utf-8")
    (tmp_path / "snapshots" / "a").mkdir(parents=True)
    return tmp_path


def test_with_a_snapshot_there_it_only_opens_it_and_asks_once(ingested: Path, corpus_assistant: Assistant) -> None:
    preparing = _Preparing(ingested, corpus_assistant)
    preparing.preparation.start()
    assert preparing.ended.wait(10)
    assert preparing.results == [None]
    assert preparing.readiness.stage is Stage.READY


class _InProcess(ScriptedModel):
    """Says the stage that the server was in when it was asked."""

    provider = "llama_cpp"
    stage: Stage | None = None
    readiness: Readiness

    def stream(
        self, prompt: Prompt, *, schema: Schema | None = None, max_tokens: int, stop: threading.Event | None = None
    ) -> Reply:
        self.stage = self.readiness.stage
        return super().stream(prompt, schema=schema, max_tokens=max_tokens, stop=stop)


def test_a_model_of_this_process_is_loaded_by_a_short_reply_before_it_is_ready(
    ingested: Path, corpus_assistant: Assistant
) -> None:
    model = _InProcess(["好", "的"])
    preparing = _Preparing(ingested, corpus_assistant, model)
    model.readiness = preparing.readiness
    preparing.preparation.start()
    assert preparing.ended.wait(10)
    assert [call.max_tokens for call in model.calls] == [1]
    assert (model.stage, preparing.readiness.stage) == (Stage.MODEL, Stage.READY)


def test_a_model_that_cannot_be_loaded_does_not_stop_the_start(
    ingested: Path, corpus_assistant: Assistant, caplog: pytest.LogCaptureFixture
) -> None:
    model = _InProcess([ModelUnavailable("没有语言模型文件")], name="小模型")
    preparing = _Preparing(ingested, corpus_assistant, model)
    model.readiness = preparing.readiness
    preparing.preparation.start()
    assert preparing.ended.wait(10)
    assert (preparing.results, preparing.readiness.stage) == ([None], Stage.READY)
    assert "语言模型 小模型 不能用" in caplog.text and "没有语言模型文件" in caplog.text


def test_a_model_elsewhere_is_asked_nothing_before_a_reader_asks(ingested: Path) -> None:
    class Recording:
        snapshot = None

        def __init__(self) -> None:
            self.models: list[str | None] = []

        def ask(self, question: str, *, model: str | None = None) -> None:
            self.models.append(model)

    assistant, model = Recording(), ScriptedModel(["好"])
    preparing = _Preparing(ingested, assistant, model)
    preparing.preparation.start()
    assert preparing.ended.wait(10)
    assert (preparing.results, model.calls, assistant.models) == ([None], [], [EXTRACT])


def test_what_keeps_it_from_getting_ready_is_reported(ingested: Path) -> None:
    class Mismatched:
        @property
        def snapshot(self) -> None:
            raise SnapshotMismatch("另一个模型")

    preparing = _Preparing(ingested, Mismatched())
    preparing.preparation.start()
    assert preparing.ended.wait(10)
    assert isinstance(preparing.results[0], SnapshotMismatch)
    assert preparing.readiness.stage is Stage.LOADING


def test_once_stopped_it_reports_nothing_any_more(ingested: Path, corpus_assistant: Assistant) -> None:
    preparing = _Preparing(ingested, corpus_assistant)
    preparing.preparation.stop()
    preparing.preparation.start()
    assert not preparing.ended.wait(0.5)


def test_the_child_has_the_settings_of_this_process_and_its_library(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", "elsewhere")
    environment = _child_environment(Settings(home=tmp_path / "h", cache=tmp_path / "c", embedder="m"))
    assert environment["WENCE_HOME"] == str(tmp_path / "h")
    assert environment["WENCE_CACHE"] == str(tmp_path / "c")
    assert environment["WENCE_EMBEDDER"] == "m"
    assert "WENCE_EMBEDDER_THREADS" not in environment
    library, rest = environment["PYTHONPATH"].split(os.pathsep)
    assert (Path(library) / "rag" / "cli.py").exists()
    assert rest == "elsewhere"
