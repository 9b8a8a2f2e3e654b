"""A LanguageModel behind any endpoint that speaks OpenAI's chat completions: hosted, vLLM, Ollama, llama.cpp's server."""

import json
from collections.abc import Iterator
from contextlib import suppress
from http import HTTPStatus
from http.client import HTTPResponse
from threading import Event
from typing import Any

from pydantic import SecretStr

from rag.adapters.chat_stream import deltas
from rag.adapters.http_post import Endpoint, Limits, chunks, endpoint, posted
from rag.adapters.provider_faults import fault
from rag.adapters.sse import events
from rag.adapters.watch import Watch
from rag.errors import (
    ModelBusy,
    ModelError,
    ModelInterrupted,
    ModelReplyInvalid,
    ModelUnavailable,
    SettingsError,
)
from rag.models import Delta, Finish, Prompt, Reply, Schema

_PASSING = (ModelUnavailable, ModelBusy, ModelInterrupted)
_OPTIONAL = ("response_format", "stream_options")
_NOT_UNDERSTOOD = (HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY)
_NO_STREAM = ("application/json", "text/html")
_LONGEST_PAUSE = 10.0
# Far above what a token comes to, so that only a reply that does not end as it was told to is cut off.
_CHARACTERS_PER_TOKEN = 16
_BYTES_PER_TOKEN = 4096
_ERROR_BYTES = 1 << 16


class _Unknown(Exception):
    """The endpoint does not know an optional field of the request."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


class OpenAICompatibleModel:
    """Asks with temperature 0. Tries again only before the first piece of text, `retries` times, `pause` seconds after the
    first failure, twice that after the next …, or as long as the endpoint asks for, if that is not long."""

    provider = "openai_compatible"

    def __init__(
        self,
        url: str,
        name: str,
        *,
        key: SecretStr | None = None,
        proxy: str | None = None,
        limits: Limits | None = None,
        retries: int = 2,
        pause: float = 0.5,
    ) -> None:
        """`url`: up to the `/v1`. Errors: SettingsError for a URL or a key that cannot be sent."""
        self.name = name
        self._target = endpoint(url, proxy)
        self._key = _sendable(key)
        self._limits = limits or Limits()
        self._retries = retries
        self._pause = pause

    def stream(
        self, prompt: Prompt, *, schema: Schema | None = None, max_tokens: int, stop: Event | None = None
    ) -> Reply:
        body = self._body(prompt, schema, max_tokens)
        failures = 0
        with Watch(self._limits.total, stop) as watch:
            while True:
                begun = False
                try:
                    for item in self._attempt(body, watch):
                        begun = True
                        watch.check()
                        yield item
                    return
                except _Unknown as unknown:
                    del body[unknown.field]
                except _PASSING as error:
                    if begun or failures == self._retries:
                        raise
                    self._wait(error, failures, watch)
                    failures += 1

    def _body(self, prompt: Prompt, schema: Schema | None, max_tokens: int) -> dict[str, Any]:
        messages = [{"role": "system", "content": prompt.system}, {"role": "user", "content": prompt.user}]
        body: dict[str, Any] = {
            "model": self.name,
            "messages": messages,
            "max_tokens": max_tokens,
            "temperature": 0,
            "stream": True,
            "stream_options": {"include_usage": True},
        }
        if schema is not None:
            form = {"name": "reply", "strict": True, "schema": schema}
            body["response_format"] = {"type": "json_schema", "json_schema": form}
        return body

    def _attempt(self, body: dict[str, Any], watch: Watch) -> Iterator[Delta | Finish]:
        watch.check()
        target, limits, length = self._target, self._limits, body["max_tokens"]
        headers = {"Content-Type": "application/json", "Accept": "text/event-stream", **self._authorization()}
        content = json.dumps(body).encode()
        with posted(target, "chat/completions", headers, content, limits=limits, watch=watch) as response:
            _check(target, response, body, watch)
            received = chunks(target, response, limit=_ERROR_BYTES + length * _BYTES_PER_TOKEN, watch=watch)
            yield from deltas(events(received), characters=length * _CHARACTERS_PER_TOKEN, origin=target.origin)

    def _authorization(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._key.get_secret_value()}"} if self._key else {}

    def _wait(self, error: ModelError, failures: int, watch: Watch) -> None:
        """Errors: `error` itself where waiting is of no use; those of the watch."""
        pause = self._pause * 2**failures
        if isinstance(error, ModelBusy) and error.retry_after is not None:
            pause = error.retry_after
        if pause > min(_LONGEST_PAUSE, watch.remaining):
            raise error
        watch.sleep(pause)


def _sendable(key: SecretStr | None) -> SecretStr | None:
    """Without the newline that a file brings along. Errors: SettingsError."""
    text = key.get_secret_value().strip() if key else ""
    if not (text.isascii() and text.isprintable()):
        raise SettingsError("语言模型的密钥里有不能发送的字符；请检查 WENCE_MODEL_KEY 或 key_env 所指的环境变量")
    return SecretStr(text) if text else None


def _check(target: Endpoint, response: HTTPResponse, body: dict[str, Any], watch: Watch) -> None:
    """Errors: those of a response that is no stream; _Unknown where the request may be sent without a field."""
    if response.status == HTTPStatus.OK:
        kind = response.headers.get_content_type()
        if kind in _NO_STREAM:
            raise ModelReplyInvalid(f"语言模型服务 {target.origin} 的回答不是事件流，而是 {kind}；地址通常以 /v1 结尾")
        return
    text = _text(target, response, watch)
    found = fault(target.origin, response.status, _error_of(text), response.getheader("Retry-After"))
    if response.status in _NOT_UNDERSTOOD:
        for field in _OPTIONAL:
            if field in body and field in text:
                raise _Unknown(field)
    raise found


def _text(target: Endpoint, response: HTTPResponse, watch: Watch) -> str:
    """As much of the body as there is: the status already says what matters."""
    received: list[bytes] = []
    with suppress(ModelError):
        received.extend(chunks(target, response, limit=_ERROR_BYTES, watch=watch))
    watch.check()
    return b"".join(received).decode("utf-8", "replace")


def _error_of(text: str) -> Any:
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return content.get("error") if isinstance(content, dict) else None
