"""What Wence asks of a language model, as nouns and a Protocol: a prompt goes in, a stream of text comes out."""

from collections.abc import Generator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from threading import Event
from typing import Any, Protocol

Schema = Mapping[str, Any]
"""A JSON schema."""


@dataclass(frozen=True, slots=True)
class Prompt:
    system: str
    user: str


class Ending(StrEnum):
    """Why a reply ended: the model was done, its length was used up, or the provider's filter cut it off."""

    STOP = "stop"
    LENGTH = "length"
    FILTERED = "content_filter"


@dataclass(frozen=True, slots=True)
class Delta:
    """The next piece of the text, never empty."""

    text: str


@dataclass(frozen=True, slots=True)
class Finish:
    """The last item of a reply. Tokens are None where the provider does not count them."""

    ending: Ending
    prompt_tokens: int | None = None
    completion_tokens: int | None = None


Reply = Generator[Delta | Finish, None, None]

STOPPED = "已按要求停止生成"
"""What ModelInterrupted says once `stop` is set."""


class LanguageModel(Protocol):
    """Safe to use from several threads."""

    @property
    def name(self) -> str: ...

    @property
    def provider(self) -> str: ...

    def stream(
        self, prompt: Prompt, *, schema: Schema | None = None, max_tokens: int, stop: Event | None = None
    ) -> Reply:
        """Deltas as they come, then one Finish; the work begins when the first is asked for.

        With `schema` the whole text is JSON that fits it, if it ends with STOP and the endpoint can do that: parse it as
        data from a stranger. `close()`, or `stop` set by another thread, frees what the reply holds within a second.
        Errors: the kinds of ModelError; ModelInterrupted once `stop` is set.
        """
        ...
