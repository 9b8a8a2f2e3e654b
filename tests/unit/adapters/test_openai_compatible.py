"""The adapter against a provider that fails in every way that is known; each reply ends, and with the right error."""

import logging
import traceback
from collections.abc import Iterator
from threading import Event
from typing import Any

import pytest
from pydantic import SecretStr

from rag import errors
from rag.adapters.http_post import Limits
from rag.adapters.openai_compatible import OpenAICompatibleModel
from rag.errors import ModelBusy, ModelError, ModelInterrupted, ModelTimeout, SettingsError
from rag.models import Delta, Ending, Finish, Prompt
from tests.fake_provider import (
    LATER_SECONDS,
    PATIENCE_SECONDS,
    PIECES,
    Provider,
    asked,
    closed_port,
    provider,
    start,
)

KEY = "sk-test-0123456789-secret"
PROMPT = Prompt("你只按所给条文回答。", "算力规模的目标是多少？")
SCHEMA = {"type": "object", "properties": {"sentence": {"type": "string"}}}
PATIENT = Limits(gap=PATIENCE_SECONDS, total=PATIENCE_SECONDS)
SHORT = Limits(gap=0.2, total=PATIENCE_SECONDS)
WHOLE = [*map(Delta, PIECES), Finish(Ending.STOP, 31, len(PIECES))]


@pytest.fixture
def served() -> Iterator[Provider]:
    with provider() as served:
        yield served


def _model(served: Provider, name: str, *, limits: Limits = PATIENT, **options: Any) -> OpenAICompatibleModel:
    return OpenAICompatibleModel(served.url, name, limits=limits, pause=0.01, **options)


@pytest.mark.parametrize("name", ["ok", "in single bytes", "with crlf", "split characters"])
def test_a_whole_reply_is_read_however_it_is_cut_up(served: Provider, name: str) -> None:
    assert asked(_model(served, name), PROMPT) == (WHOLE, None)


@pytest.mark.parametrize("name", ["500 twice", "429 twice", "breaks off twice"])
def test_what_passes_is_tried_again(served: Provider, name: str) -> None:
    assert asked(_model(served, name), PROMPT) == (WHOLE, None)
    assert len(served.asked) == 3


@pytest.mark.parametrize(
    ("name", "kind", "words", "attempts"),
    [
        ("401", errors.ModelRefused, "不接受密钥.*HTTP 401", 1),
        ("403", errors.ModelRefused, "不接受密钥.*HTTP 403", 1),
        ("404", errors.ModelRefused, "没有这个地址或模型.*没有这个模型", 1),
        ("400, too long", errors.ModelRefused, "HTTP 400，提示超过了模型的上下文长度", 1),
        ("redirect", errors.ModelRefused, "HTTP 307", 1),
        ("429", errors.ModelBusy, "HTTP 429", 1),
        ("429 until a date", errors.ModelBusy, "HTTP 429", 1),
        ("429 without a time", errors.ModelBusy, "HTTP 429", 3),
        ("429 in the stream", errors.ModelBusy, "HTTP 429", 3),
        ("503 with a time", errors.ModelBusy, "HTTP 503", 1),
        ("401 in the stream", errors.ModelRefused, "不接受密钥", 1),
        ("500", errors.ModelUnavailable, "HTTP 500", 3),
        ("hangs up", errors.ModelUnavailable, "连不上", 3),
        ("breaks off at once", errors.ModelInterrupted, "中断", 3),
        ("error at once", errors.ModelInterrupted, "报错", 3),
        ("no JSON", errors.ModelReplyInvalid, "格式", 1),
        ("another shape", errors.ModelReplyInvalid, "格式", 1),
        ("deep JSON", errors.ModelReplyInvalid, "格式", 1),
        ("no UTF-8", errors.ModelReplyInvalid, "UTF-8", 1),
        ("a page", errors.ModelReplyInvalid, "text/html.*/v1", 1),
        ("not streamed", errors.ModelReplyInvalid, "application/json", 1),
        ("endless comments", errors.ModelReplyInvalid, "大得不合理", 1),
        ("endless line", errors.ModelReplyInvalid, "大得不合理", 1),
    ],
)
def test_a_failure_before_the_first_piece_has_its_kind(
    served: Provider, name: str, kind: type[ModelError], words: str, attempts: int
) -> None:
    items, error = asked(_model(served, name), PROMPT)
    assert items == []
    assert type(error) is kind
    with pytest.raises(kind, match=words):
        raise error
    assert len(served.asked) == attempts


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("breaks off", errors.ModelInterrupted),
        ("no finish_reason", errors.ModelInterrupted),
        ("no [DONE]", errors.ModelInterrupted),
        ("ends badly", errors.ModelInterrupted),
        ("error after a piece", errors.ModelInterrupted),
    ],
)
def test_a_failure_after_the_first_piece_is_not_tried_again(
    served: Provider, name: str, kind: type[ModelError]
) -> None:
    items, error = asked(_model(served, name), PROMPT)
    assert [type(item) for item in items] == [Delta]
    assert type(error) is kind
    assert len(served.asked) == 1


@pytest.mark.parametrize(("name", "pieces"), [("never answers", 0), ("stalls", 1)])
def test_a_provider_that_says_no_more_is_given_up(served: Provider, name: str, pieces: int) -> None:
    items, error = asked(_model(served, name, limits=SHORT), PROMPT)
    assert len(items) == pieces
    assert type(error) is ModelTimeout
    assert served.left.wait(PATIENCE_SECONDS)
    assert len(served.asked) == 1


@pytest.mark.parametrize("name", ["endless, slowly", "drips its head"])
def test_a_provider_that_always_says_a_little_is_given_up(served: Provider, name: str) -> None:
    _, error = asked(_model(served, name, limits=Limits(gap=PATIENCE_SECONDS, total=0.3)), PROMPT)
    assert type(error) is ModelTimeout
    assert served.left.wait(PATIENCE_SECONDS)


def test_a_reply_without_end_is_cut_off(served: Provider) -> None:
    items, error = asked(_model(served, "endless"), PROMPT, max_tokens=1)
    assert (items, error) == ([Delta("一二三四五六七八九十"), Delta("一二三四五六"), Finish(Ending.LENGTH)], None)
    assert served.left.wait(PATIENCE_SECONDS)


@pytest.mark.parametrize("name", ["429", "429 until a date"])
def test_a_busy_provider_says_how_long_to_wait(served: Provider, name: str) -> None:
    _, error = asked(_model(served, name), PROMPT)
    assert isinstance(error, ModelBusy)
    assert error.retry_after is not None
    assert 0 < error.retry_after <= LATER_SECONDS


def test_an_endpoint_that_is_not_there_is_unavailable() -> None:
    with closed_port() as url:
        _, error = asked(OpenAICompatibleModel(url, "ok", limits=PATIENT, pause=0.01), PROMPT)
    assert type(error) is errors.ModelUnavailable
    assert url.removesuffix("/v1") in str(error)


def test_a_host_that_has_no_address_is_unavailable() -> None:
    _, error = asked(OpenAICompatibleModel("http://models.invalid/v1", "ok", limits=PATIENT, retries=0), PROMPT)
    assert type(error) is errors.ModelUnavailable


def test_a_reply_that_is_closed_frees_the_connection(served: Provider) -> None:
    reply = _model(served, "stalls").stream(PROMPT, max_tokens=64)
    assert next(reply) == Delta(PIECES[0])
    reply.close()
    assert served.left.wait(PATIENCE_SECONDS)


@pytest.mark.parametrize("name", ["never answers", "stalls"])
def test_a_caller_that_wants_no_more_frees_the_connection(served: Provider, name: str) -> None:
    stop = Event()
    outcome = start(_model(served, name), PROMPT, stop=stop)
    while not served.asked:
        assert not outcome.done()
    stop.set()
    _, error = outcome.result(PATIENCE_SECONDS)
    assert type(error) is ModelInterrupted
    assert served.left.wait(PATIENCE_SECONDS)
    assert len(served.asked) == 1


def test_the_request_says_everything_once(served: Provider) -> None:
    asked(_model(served, "ok", key=SecretStr(KEY + "\n")), PROMPT, max_tokens=7)
    (request,) = served.asked
    assert request.path == "/v1/chat/completions"
    assert request.headers["Authorization"] == f"Bearer {KEY}"
    assert request.body == {
        "model": "ok",
        "messages": [{"role": "system", "content": PROMPT.system}, {"role": "user", "content": PROMPT.user}],
        "max_tokens": 7,
        "temperature": 0,
        "stream": True,
        "stream_options": {"include_usage": True},
    }


def test_without_a_key_none_is_sent(served: Provider) -> None:
    asked(_model(served, "ok", key=SecretStr("")), PROMPT)
    assert "Authorization" not in served.asked[0].headers


def test_a_query_in_the_url_stays_behind_the_path(served: Provider) -> None:
    asked(OpenAICompatibleModel(f"{served.url}/?version=1", "ok", limits=PATIENT), PROMPT)
    assert served.asked[0].path == "/v1/chat/completions?version=1"


def test_a_schema_constrains_the_reply(served: Provider) -> None:
    asked(_model(served, "ok"), PROMPT, schema=SCHEMA)
    form = served.asked[0].body["response_format"]
    assert form == {"type": "json_schema", "json_schema": {"name": "reply", "strict": True, "schema": SCHEMA}}


def test_only_the_first_choice_is_read(served: Provider) -> None:
    assert asked(_model(served, "two choices"), PROMPT) == ([Delta("到"), Finish(Ending.STOP)], None)


@pytest.mark.parametrize(
    ("name", "requests", "kept"),
    [
        ("knows no response_format", 2, {"stream_options"}),
        ("knows no stream_options", 2, {"response_format"}),
        ("knows no extras", 3, set()),
    ],
)
def test_an_endpoint_that_does_not_know_an_extra_is_asked_without(
    served: Provider, name: str, requests: int, kept: set[str]
) -> None:
    items, error = asked(_model(served, name, retries=0), PROMPT, schema=SCHEMA)
    assert (type(items[-1]), error) == (Finish, None)
    assert len(served.asked) == requests
    assert {"response_format", "stream_options"} & set(served.asked[-1].body) == kept


def test_what_the_environment_says_of_proxies_is_not_heeded(served: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    with closed_port() as nowhere:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, nowhere)
        assert asked(_model(served, "ok"), PROMPT) == (WHOLE, None)


def test_a_proxy_that_is_asked_for_is_used(served: Provider) -> None:
    model = OpenAICompatibleModel("http://models.invalid/v1", "ok", proxy=served.url, limits=PATIENT)
    assert asked(model, PROMPT) == (WHOLE, None)
    assert served.asked[0].path == "http://models.invalid/v1/chat/completions"


def test_a_proxy_sees_nothing_of_what_is_encrypted(served: Provider) -> None:
    model = OpenAICompatibleModel("https://models.invalid/v1", "ok", proxy=served.url, limits=PATIENT, retries=0)
    _, error = asked(model, PROMPT)
    assert type(error) is errors.ModelUnavailable
    assert (served.tunnels, served.asked) == (["models.invalid:443"], [])


@pytest.mark.parametrize(
    "name",
    [
        "echoes at 400",
        "echoes at 401",
        "echoes at 429",
        "echoes at 500",
        "echoes in the stream",
        "echoes in bad JSON",
        "echoes in its status line",
    ],
)
def test_a_key_is_told_to_nobody_else(served: Provider, name: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    model = _model(served, name, key=SecretStr(KEY))
    _, error = asked(model, PROMPT)
    assert served.asked[0].headers["Authorization"].endswith(KEY)
    assert error is not None
    told = [str(error), repr(error), repr(vars(error)), repr(model), repr(vars(model)), caplog.text]
    assert KEY not in "".join([*told, *traceback.format_exception(error)])


@pytest.mark.parametrize(
    "url",
    [
        "",
        "models.example/v1",
        "ftp://models.example",
        "http://",
        "http://[::1",
        "http://h:99999",
        "http://h /v1",
        "http://模型/",
    ],
)
def test_a_url_that_cannot_be_used_is_named(url: str) -> None:
    with pytest.raises(SettingsError, match="应形如"):
        OpenAICompatibleModel(url, "ok")


@pytest.mark.parametrize("proxy", ["proxy.example", "https://proxy.example", "socks5://proxy.example"])
def test_a_proxy_that_cannot_be_used_is_named(proxy: str) -> None:
    with pytest.raises(SettingsError, match="代理不能用"):
        OpenAICompatibleModel("http://models.example/v1", "ok", proxy=proxy)


def test_credentials_in_a_url_are_refused_and_not_shown() -> None:
    with pytest.raises(SettingsError, match="WENCE_MODEL_KEY") as caught:
        OpenAICompatibleModel(f"https://user:{KEY}@models.example/v1", "ok")
    assert KEY not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize("character", ["\n", "\0", "钥"])
def test_a_key_that_cannot_be_sent_is_refused_and_not_shown(character: str) -> None:
    with pytest.raises(SettingsError, match="不能发送") as caught:
        OpenAICompatibleModel("http://models.example", "ok", key=SecretStr(f"{KEY}{character}x"))
    assert KEY not in str(caught.value)
