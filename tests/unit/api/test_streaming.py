"""POST /v1/ask with `stream`: the events, their order, and how an answer ends that nobody waits for any more."""

import asyncio
import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient
from starlette.types import Message

from api.app import create_app
from api.events import Event, encoded
from api.feedback import FeedbackStore
from api.jobs import Jobs
from api.streaming import EventStream
from rag import errors
from rag.adapters.fakes import ScriptedModel
from rag.assistant import Assistant
from rag.bootstrap import build_assistant
from rag.domain import Answer, AnswerEvent, Found, Mode, Said, Statement, StatementKind, Status
from rag.models import LARGE, STOPPED, Delta, LanguageModel, Prompt, Reply, Schema, Writer
from rag.registry import Models
from rag.settings import Settings
from tests.conftest import CrowdedEmbedder
from tests.streams import Asked, Events, answering, eventually, parsed, serving, within

_QUESTION = "到2027年算力规模达到多少？"
_SENTENCE = "到2027年，算力规模超过60EFLOPS。[1]"
_INVENTED = "到2027年，算力规模超过90EFLOPS。[1]"
_LEADER = "推广智慧养老设备设施由谁牵头"

_FOUND = Found("a1", "问", None, (), None, "s1")
_SAID = Said(Statement(StatementKind.NOTICE, "答"), ())
_ANSWER = Answer("a1", "问", Status.ANSWERED, Mode.EXTRACT, 1.0, (_SAID.statement,), (), "s1")


class _Gated:
    """Says its pieces, then waits until it is let go or told to stop. `waits`: it is silent; `freed`: it has ended."""

    name, provider = "gated", "test"

    def __init__(self, *pieces: str) -> None:
        self._pieces = pieces
        self.gate, self.waits, self.freed = threading.Event(), threading.Event(), threading.Event()

    def stream(
        self, prompt: Prompt, *, schema: Schema | None = None, max_tokens: int, stop: threading.Event | None = None
    ) -> Reply:
        assert stop
        try:
            yield from map(Delta, self._pieces)
            self.waits.set()
            while not self.gate.wait(0.01):
                if stop.is_set():
                    raise errors.ModelInterrupted(STOPPED)
        finally:
            self.freed.set()


class _Playing:
    """An assistant that says what it is told to; in the place of an error, it fails."""

    def __init__(self, *events: AnswerEvent | Exception) -> None:
        self._events = events

    def stream(self, question: str, **options: Any) -> Iterator[AnswerEvent]:
        for event in self._events:
            if isinstance(event, Exception):
                raise event
            yield event


class _Waiting:
    """An assistant that has not found anything yet."""

    def __init__(self) -> None:
        self.waits, self.freed = threading.Event(), threading.Event()

    def stream(self, question: str, *, stop: threading.Event, **options: Any) -> Iterator[AnswerEvent]:
        self.waits.set()
        stop.wait()
        self.freed.set()
        raise errors.ModelInterrupted(STOPPED)
        yield


Build = Callable[..., FastAPI]


@pytest.fixture
def build(corpus_settings: Settings, store: FeedbackStore) -> Build:
    """The application over the documents that ship and these models, of which the first is the default."""

    def built(*models: LanguageModel, **options: Any) -> FastAPI:
        builders = {model.name: (lambda model=model: Writer(model.name, model, LARGE)) for model in models}
        writers = Models(builders, models[0].name if models else None)
        assistant = build_assistant(corpus_settings, embedder=CrowdedEmbedder(), writers=writers)
        return create_app(assistant, feedback=store, writers=writers, **options)

    return built


def _of(assistant: Any, store: FeedbackStore, **options: Any) -> FastAPI:
    return create_app(assistant, feedback=store, **options)


@pytest.fixture(autouse=True)
def no_thread_is_left() -> Iterator[None]:
    yield
    eventually(lambda: answering() == 0)


def _ask(app: FastAPI, question: str = _QUESTION, **more: Any) -> Any:
    client = TestClient(app, raise_server_exceptions=False)
    return within(lambda: client.post("/v1/ask", json={"question": question} | more))


def _events(app: FastAPI, question: str = _QUESTION, **more: Any) -> Events:
    response = _ask(app, question, stream=True, **more)
    assert response.status_code == 200, response.text
    return parsed(response.text)


def _names(events: Sequence[tuple[str, Any]]) -> list[str]:
    return [name for name, _ in events]


# The events


@pytest.mark.parametrize("question", [_QUESTION, _LEADER, "推进数字乡村建设", "粤府〔2021〕31号第十九条讲了什么"])
@pytest.mark.parametrize("model", [None, "none"])
def test_evidence_comes_first_then_each_statement_then_the_whole(
    build: Build, question: str, model: str | None
) -> None:
    events = _events(build(ScriptedModel([_SENTENCE, _INVENTED])), question, model=model)
    deltas = [content for name, content in events if name == "delta"]
    assert _names(events) == ["evidence", *["delta"] * len(deltas), "answer", "done"]
    evidence, answer = events[0][1], events[-2][1]
    assert [delta["statement"] for delta in deltas] == answer["statements"] != []
    assert [citation for delta in deltas for citation in delta["citations"]] == answer["citations"]
    assert (evidence["id"], evidence["snapshot"]) == (answer["id"], answer["snapshot"])
    assert {one["clause_id"] for one in answer["citations"]} <= {clause["id"] for clause in evidence["evidence"]}
    assert events[-1] == ("done", {})


def test_the_stream_says_what_the_whole_answer_says(build: Build) -> None:
    app = build(ScriptedModel([_SENTENCE, _INVENTED]))
    streamed, whole = _events(app)[-2][1], _ask(app).json()
    assert [one.pop(name) and name for one in (streamed, whole) for name in ("id", "timings_ms")] == [
        "id",
        "timings_ms",
    ] * 2
    assert streamed == whole
    assert (whole["mode"], whole["model"]) == ("generate", {"name": "scripted", "provider": "scripted"})


def test_a_sentence_that_is_not_borne_out_is_in_no_delta(build: Build) -> None:
    events = _events(build(ScriptedModel([_SENTENCE, _INVENTED])))
    said = "".join(content["statement"]["text"] for name, content in events if name == "delta")
    assert "60EFLOPS" in said
    assert "90EFLOPS" not in said
    assert "90EFLOPS" in events[-2][1]["removed"][0]["text"]


def test_without_a_model_none_is_named(build: Build) -> None:
    events = _events(build(ScriptedModel([_SENTENCE])), model="none")
    assert events[0][1]["model"] is events[-2][1]["model"] is None
    assert events[-2][1]["mode"] == "extract"


def test_no_proxy_and_no_cache_keeps_a_stream(build: Build) -> None:
    headers = _ask(build(), stream=True).headers
    assert headers["content-type"].partition(";")[0] == "text/event-stream"
    assert (headers["cache-control"], headers["x-accel-buffering"]) == ("no-store", "no")
    assert "content-length" not in headers


def test_an_event_is_one_line_whatever_it_says() -> None:
    text = "甲\n\r\ndata: 乙\u2028\ud800"
    (name, content), *more = parsed(encoded(("delta", {"text": text})).decode())
    assert (name, content, more) == ("delta", {"text": text.replace("\ud800", "?")}, [])


def test_a_stream_must_be_asked_for_by_true_or_false(build: Build, problem: Any) -> None:
    faults = problem(_ask(build(), stream="true"), 422)["errors"]
    assert faults == [{"detail": "应是 true 或 false", "pointer": "#/stream"}]


# Which model


@pytest.mark.parametrize("stream", [False, True])
def test_a_model_that_is_not_there_is_a_problem_that_names_those_that_are(
    build: Build, problem: Any, stream: bool
) -> None:
    app = build(ScriptedModel([_SENTENCE], name="甲"), ScriptedModel([_SENTENCE], name="乙"))
    detail = problem(_ask(app, model="丙", stream=stream), 404)["detail"]
    assert all(name in detail for name in "甲乙丙")


def test_the_model_that_is_asked_for_is_asked(build: Build) -> None:
    first, second = ScriptedModel([_SENTENCE], name="甲"), ScriptedModel([_SENTENCE], name="乙")
    assert _ask(build(first, second), model="乙").json()["model"]["name"] == "乙"
    assert (len(first.calls), len(second.calls)) == (0, 1)


def test_models_are_listed_without_those_that_cannot_be_had(
    corpus_assistant: Assistant, store: FeedbackStore, caplog: pytest.LogCaptureFixture
) -> None:
    def misconfigured() -> Writer:
        raise errors.SettingsError("密钥没有设置")

    def broken() -> Writer:
        raise RuntimeError("sk-secret")

    good = Writer("甲", ScriptedModel([]), LARGE)
    writers = Models({"乙": misconfigured, "甲": lambda: good, "丙": broken}, "乙")
    client = TestClient(create_app(corpus_assistant, feedback=store, writers=writers))
    assert client.get("/v1/models").json() == {"models": [{"name": "甲", "provider": "scripted"}], "default": None}
    assert "密钥没有设置" in caplog.text and "RuntimeError" in caplog.text
    assert "sk-secret" not in caplog.text


def test_the_default_is_named(build: Build) -> None:
    client = TestClient(build(ScriptedModel([], name="甲"), ScriptedModel([], name="乙")))
    listed = client.get("/v1/models").json()
    assert ([model["name"] for model in listed["models"]], listed["default"]) == (["甲", "乙"], "甲")


# Errors


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize(
    ("error", "status", "retry_after"),
    [
        (errors.SnapshotMissing("没有索引"), 503, "2"),
        (errors.ModelUnavailable("向量模型没有装好"), 503, "2"),
        (errors.ModelRefused("密钥不对"), 503, "2"),
        (errors.ModelBusy("太忙", retry_after=7.2), 503, "8"),
        (errors.ModelBusy("太忙"), 503, "2"),
        (errors.SettingsError("设置不能用"), 500, None),
        (RuntimeError("secret"), 500, None),
    ],
)
def test_an_error_before_the_first_event_is_an_ordinary_problem(
    store: FeedbackStore, problem: Any, error: Exception, status: int, retry_after: str | None, stream: bool
) -> None:
    response = _ask(_of(_Playing(error), store), stream=stream)
    body = problem(response, status)
    assert response.headers.get("retry-after") == retry_after
    assert "secret" not in response.text
    assert isinstance(error, RuntimeError) or body["detail"] == str(error)


def test_an_error_in_the_middle_is_an_event_and_the_stream_ends_as_always(store: FeedbackStore) -> None:
    events = _events(_of(_Playing(_FOUND, _SAID, errors.SnapshotDamaged("索引坏了", repair="重建")), store))
    assert _names(events) == ["evidence", "delta", "error", "done"]
    assert events[-2][1] == {
        "type": "about:blank",
        "title": "Service Unavailable",
        "status": 503,
        "detail": "索引坏了（重建）",
        "instance": "/v1/ask",
    }


# One of a socket, too, which must not be taken for silence.
@pytest.mark.parametrize("error", [RuntimeError("secret"), TimeoutError("secret")])
def test_a_fault_in_the_middle_is_logged_and_tells_nothing_of_its_inside(
    store: FeedbackStore, caplog: pytest.LogCaptureFixture, error: Exception
) -> None:
    events = _events(_of(_Playing(_FOUND, error), store, heartbeat=0.01))
    assert _names(events) == ["evidence", "error", "done"]
    assert (events[1][1]["status"], "secret" in str(events)) == (500, False)
    (record,) = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert record.exc_info and record.exc_info[1] is error


# Over a real connection


def test_evidence_is_there_while_the_model_is_silent_and_comments_keep_the_line_open(build: Build) -> None:
    model, jobs = _Gated(_SENTENCE), Jobs()
    with serving(build(model, jobs=jobs, heartbeat=0.01), jobs) as served:
        asked = served.ask(_QUESTION)
        assert asked.next()[0] == "evidence"
        assert model.waits.wait(60)
        while (event := asked.next())[0] == "delta":
            pass
        assert event[0] == ":"
        model.gate.set()
        names = [name for name in _names(asked.rest()) if name != ":"]
        assert names[-2:] == ["answer", "done"]


def _left_alone(asked: Asked, freed: threading.Event) -> None:
    asked.leave()
    assert freed.wait(60)
    eventually(lambda: answering() == 0)


def test_a_client_that_leaves_while_the_model_is_silent_ends_the_work(build: Build) -> None:
    model, jobs = _Gated(), Jobs()
    with serving(build(model, jobs=jobs), jobs) as served:
        asked = served.ask(_QUESTION)
        assert asked.next()[0] == "evidence"
        assert model.waits.wait(60)
        _left_alone(asked, model.freed)


@pytest.mark.parametrize("stream", [False, True])
def test_a_client_that_leaves_before_the_first_event_ends_the_work(
    store: FeedbackStore, stream: bool, caplog: pytest.LogCaptureFixture
) -> None:
    assistant, jobs = _Waiting(), Jobs()
    with serving(_of(assistant, store, jobs=jobs), jobs) as served:
        asked = served.ask(_QUESTION, stream=stream)
        assert assistant.waits.wait(60)
        _left_alone(asked, assistant.freed)
    assert caplog.records == []


def test_a_client_that_leaves_in_the_middle_of_a_whole_answer_ends_the_work(build: Build) -> None:
    model, jobs = _Gated(_SENTENCE), Jobs()
    with serving(build(model, jobs=jobs), jobs) as served:
        asked = served.ask(_QUESTION, stream=False)
        assert model.waits.wait(60)
        _left_alone(asked, model.freed)


def test_a_connection_that_fails_in_the_middle_ends_the_work() -> None:
    freed = threading.Event()

    def make(stop: threading.Event) -> Iterator[Event]:
        yield "evidence", {}
        stop.wait()
        freed.set()

    async def receive() -> Message:
        return await asyncio.get_running_loop().create_future()

    async def send(message: Message) -> None:
        if message["type"] == "http.response.body":
            raise ConnectionResetError

    async def respond() -> None:
        job = await Jobs().start(make)
        await EventStream(job, heartbeat=5)({"type": "http", "path": "/"}, receive, send)

    with pytest.raises(ConnectionResetError):
        within(lambda: asyncio.run(respond()))
    assert freed.wait(60)


def test_more_than_may_be_made_at_once_are_refused_and_searches_are_not(build: Build) -> None:
    model, jobs = _Gated(), Jobs(limit=1, patience=0.01)
    app = build(model, jobs=jobs)
    with serving(app, jobs) as served:
        first = served.ask(_QUESTION)
        assert model.waits.wait(60)
        second = served.ask(_QUESTION).response
        assert (second.status, second.headers["Retry-After"]) == (503, "2")
        assert second.headers["Content-Type"] == "application/problem+json"
        assert "太多" in second.read().decode()
        assert TestClient(app).post("/v1/search", json={"question": _QUESTION}).status_code == 200
        _left_alone(first, model.freed)
        assert served.ask(_QUESTION, model="none").rest()[-1] == ("done", {})


def test_one_more_waits_for_its_turn(build: Build) -> None:
    model, jobs = _Gated(), Jobs(limit=1, patience=60)
    with serving(build(model, jobs=jobs), jobs) as served:
        first = served.ask(_QUESTION)
        assert model.waits.wait(60)
        second = served.ask(_QUESTION, model="none")
        model.gate.set()
        assert first.rest()[-1] == second.rest()[-1] == ("done", {})


def test_a_place_is_free_again_however_an_answer_ended(store: FeedbackStore) -> None:
    jobs = Jobs(limit=1, patience=0.01)
    with TestClient(_of(_Playing(RuntimeError()), store, jobs=jobs), raise_server_exceptions=False) as client:
        for _ in range(3):
            response = client.post("/v1/ask", json={"question": "问", "stream": True})
            assert response.status_code == 500


def test_a_server_that_stops_ends_its_streams_with_an_event(build: Build) -> None:
    model, jobs = _Gated(), Jobs()
    with serving(build(model, jobs=jobs), jobs) as served:
        asked = served.ask(_QUESTION)
        assert asked.next()[0] == "evidence"
        assert model.waits.wait(60)
        served.stop()
        events = asked.rest()
        assert model.freed.wait(60)
    assert _names(events) == ["error", "done"]
    assert events[0][1]["status"] == 503
    assert events[0][1]["detail"].startswith("服务正在停止")


@pytest.mark.parametrize("stream", [False, True])
def test_a_server_that_stops_refuses_what_has_not_begun(store: FeedbackStore, stream: bool) -> None:
    assistant, jobs = _Waiting(), Jobs()
    with serving(_of(assistant, store, jobs=jobs), jobs) as served:
        asked = served.ask(_QUESTION, stream=stream)
        assert assistant.waits.wait(60)
        served.stop()
        assert asked.response.status == 503
        assert "服务正在停止" in asked.response.read().decode()
    assert assistant.freed.is_set()


def test_a_server_that_stops_takes_no_more(store: FeedbackStore, problem: Any) -> None:
    jobs = Jobs()
    jobs.stop()
    assert "服务正在停止" in problem(_ask(_of(_Playing(_FOUND, _ANSWER), store, jobs=jobs), stream=True), 503)["detail"]
