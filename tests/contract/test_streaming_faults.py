"""Whatever a provider does, a streamed answer ends in bounded time, with the evidence, sentences of the documents, and the
reason."""

from collections.abc import Iterator
from functools import partial

import pytest
from pydantic import SecretStr
from starlette.testclient import TestClient

from api.app import create_app
from api.feedback import FeedbackStore
from rag.adapters.breaker import Breaker
from rag.adapters.http_post import Limits
from rag.adapters.openai_compatible import OpenAICompatibleModel
from rag.bootstrap import build_assistant
from rag.models import LARGE, Writer
from rag.registry import Models
from rag.settings import Settings
from tests.conftest import CrowdedEmbedder
from tests.fake_provider import FAULTS, Provider, closed_port, provider
from tests.streams import Events, answering, eventually, parsed, within

_QUESTION = "到2027年算力规模达到多少？"
_KEY = "sk-geheim-0123456789"
_SHORT, _LONG = Limits(gap=0.2, total=0.6), Limits(gap=30, total=60)

_REASONS = {
    "401": "密钥",
    "403": "",
    "404": "",
    "429": "忙",
    "429 without a time": "",
    "500": "500",
    "503 with a time": "",
    "redirect": "",
    "hangs up": "连不上",
    "never answers": "超时",
    "stalls": "超时",
    "breaks off": "中断",
    "breaks off at once": "中断",
    "no finish_reason": "为什么结束",
    "no [DONE]": "结束标记",
    "ends badly": "没有正常结束",
    "error at once": "",
    "error after a piece": "",
    "429 in the stream": "",
    "401 in the stream": "密钥",
    "no JSON": "格式",
    "another shape": "格式",
    "no UTF-8": "UTF-8",
    "deep JSON": "格式",
    "a page": "text/html",
    "not streamed": "application/json",
    "endless": "",
    "endless, slowly": "答完",
    "endless comments": "",
    "endless line": "",
    "drips its head": "答完",
    "echoes at 400": "",
    "echoes at 401": "密钥",
    "echoes at 429": "",
    "echoes at 500": "500",
    "echoes in the stream": "",
    "echoes in bad JSON": "格式",
    "echoes in its status line": "",
}
"""By fault, words of the note that tells of it."""
_UNENDING = {
    "never answers",
    "stalls",
    "endless",
    "endless, slowly",
    "endless comments",
    "endless line",
    "drips its head",
}
"""Those that end by a limit, of time or of length, whichever comes first."""
_MENDED = ["ok", "in single bytes", "with crlf", "split characters", "429 twice", "500 twice", "breaks off twice"]
"""Those that a reader does not notice."""


@pytest.fixture(scope="module")
def served() -> Iterator[Provider]:
    with provider() as served:
        yield served


@pytest.fixture(scope="module")
def client(
    served: Provider, corpus_settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[TestClient]:
    """An application whose models are named after the faults; `dead` hangs up, and at `closed` nobody listens."""

    def writer(name: str, url: str, fault: str) -> Writer:
        limits = _SHORT if fault in _UNENDING else _LONG
        key = SecretStr(_KEY)
        return Writer(name, Breaker(OpenAICompatibleModel(url, fault, key=key, limits=limits, pause=0.01)), LARGE)

    with closed_port() as closed:
        builders = {fault: partial(writer, fault, served.url, fault) for fault in FAULTS}
        builders |= {
            "dead": partial(writer, "dead", served.url, "hangs up"),
            "closed": partial(writer, "closed", closed, "ok"),
        }
        writers = Models(builders)
        assistant = build_assistant(corpus_settings, embedder=CrowdedEmbedder(), writers=writers)
        feedback = FeedbackStore(tmp_path_factory.mktemp("faults") / "s")
        with TestClient(create_app(assistant, feedback=feedback, writers=writers)) as client:
            yield client
    eventually(lambda: answering() == 0)


def _asked(client: TestClient, model: str) -> Events:
    body = {"question": _QUESTION, "stream": True, "model": model}
    response = within(lambda: client.post("/v1/ask", json=body))
    assert response.status_code == 200, response.text
    return parsed(response.text)


def _is_whole(events: Events) -> bool:
    names = [name for name, _ in events]
    return names == ["evidence", *["delta"] * (len(names) - 3), "answer", "done"]


def test_every_fault_is_tried() -> None:
    silent = {
        "two choices",
        "429 until a date",
        "400, too long",
        "knows no response_format",
        "knows no stream_options",
        "says what it is asked to",
    }
    assert set(FAULTS) == {*_REASONS, *_MENDED, *silent, "knows no extras"}


@pytest.mark.parametrize("fault", _REASONS)
def test_a_fault_costs_the_models_words_and_nothing_else(
    client: TestClient, caplog: pytest.LogCaptureFixture, fault: str
) -> None:
    caplog.set_level("DEBUG")
    events = _asked(client, fault)
    assert _is_whole(events)
    evidence, answer = events[0][1], events[-2][1]
    assert evidence["evidence"]
    assert (answer["status"], answer["mode"]) == ("answered", "extract")
    assert "60EFLOPS" in answer["text"]
    assert {statement["kind"] for statement in answer["statements"]} == {"quoted"}
    (note,) = answer["notes"]
    assert "语言模型" in note and _REASONS[fault] in note
    assert _KEY not in str(events)
    assert _KEY not in caplog.text


@pytest.mark.parametrize("fault", _MENDED)
def test_what_can_be_mended_is_not_noticed(client: TestClient, fault: str) -> None:
    events = _asked(client, fault)
    assert _is_whole(events)
    assert (events[-2][1]["mode"], events[-2][1]["notes"]) == ("generate", [])
    assert [content["statement"]["text"] for name, content in events if name == "delta"] == [
        "到2027年，算力规模超过60EFLOPS。"
    ]


def test_where_nobody_listens_the_documents_answer(client: TestClient) -> None:
    events = _asked(client, "closed")
    assert _is_whole(events)
    assert "连不上" in events[-2][1]["notes"][0]


def test_a_dead_endpoint_is_left_alone(served: Provider, client: TestClient) -> None:
    served.asked.clear()
    for _ in range(3):
        assert "连不上" in _asked(client, "dead")[-2][1]["notes"][0]
    assert len(served.asked) == 9
    assert "暂停调用" in _asked(client, "dead")[-2][1]["notes"][0]
    assert len(served.asked) == 9
