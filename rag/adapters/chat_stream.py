"""Reads the events of a chat completion as Deltas and a Finish.

Source: OpenAI API reference, chat completion chunks. A provider may put an error into a stream that began with 200, or
end it without saying why it ended: both are failures, not replies.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from pydantic import BaseModel, ValidationError

from rag.adapters.provider_faults import fault, status_of
from rag.errors import ModelInterrupted, ModelReplyInvalid
from rag.models import Delta, Ending, Finish

_DONE = "[DONE]"


class _Message(BaseModel):
    content: str | None = None


class _Choice(BaseModel):
    index: int = 0
    delta: _Message | None = None
    finish_reason: str | None = None


class _Usage(BaseModel):
    prompt_tokens: int | None = None
    completion_tokens: int | None = None


class _Chunk(BaseModel):
    choices: list[_Choice] | None = None
    usage: _Usage | None = None
    error: Any = None


def deltas(events: Iterable[str], *, characters: int, origin: str) -> Iterator[Delta | Finish]:
    """After `characters`, a reply that does not end is ended. Errors: ModelReplyInvalid, and those of `fault`."""
    ending, usage = None, _Usage()
    for event in events:
        if event == _DONE:
            break
        chunk = _chunk(event, origin)
        usage = chunk.usage or usage
        for text, reason in _first(chunk):
            ending = _ending(reason, origin) or ending
            if text:
                yield Delta(text[:characters])
            characters -= len(text)
        if characters <= 0:
            ending = ending or Ending.LENGTH
            break
    else:
        raise ModelInterrupted(f"语言模型服务 {origin} 的回答没有结束标记就断了")
    if ending is None:
        raise ModelInterrupted(f"语言模型服务 {origin} 没有说明回答为什么结束")
    yield Finish(ending, usage.prompt_tokens, usage.completion_tokens)


def _chunk(event: str, origin: str) -> _Chunk:
    """The cause of an error is not chained: it quotes what the provider sent."""
    try:
        chunk = _Chunk.model_validate_json(event)
    except ValidationError:
        raise ModelReplyInvalid(f"语言模型服务 {origin} 的回答不是认识的格式") from None
    if chunk.error:
        raise fault(origin, status_of(chunk.error), chunk.error)
    return chunk


def _first(chunk: _Chunk) -> Iterator[tuple[str, str]]:
    """Text and reason of the first choice. Some send no choice with the usage, and "" for a reason that is not there."""
    for choice in chunk.choices or ():
        if choice.index == 0:
            yield (choice.delta and choice.delta.content) or "", choice.finish_reason or ""


def _ending(reason: str, origin: str) -> Ending | None:
    if not reason:
        return None
    try:
        return Ending(reason)
    except ValueError:
        raise ModelInterrupted(f"语言模型服务 {origin} 的回答没有正常结束") from None
