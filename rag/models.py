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


class Form(StrEnum):
    """How a model is best asked: small ones by a grammar, sentence by sentence; large ones write freely."""

    CONSTRAINED = "constrained"
    FREE = "free"


@dataclass(frozen=True, slots=True)
class Manner:
    """`prompt_tokens`: what a prompt may hold, evidence and instructions, by our own estimate; `passages`: how many stretches
    of evidence it may hold, but for what is quoted anyway; `reply_tokens`: at most."""

    form: Form
    prompt_tokens: int
    passages: int
    reply_tokens: int


SMALL = Manner(Form.CONSTRAINED, prompt_tokens=900, passages=4, reply_tokens=320)
LARGE = Manner(Form.FREE, prompt_tokens=4000, passages=12, reply_tokens=1200)


@dataclass(frozen=True, slots=True)
class Writer:
    """A model with the manner in which it is asked. `name` is what the settings call it."""

    name: str
    model: LanguageModel
    manner: Manner


class Writers(Protocol):
    """Those that may be chosen from, by name. `default` is None where answers are made without one."""

    @property
    def names(self) -> tuple[str, ...]: ...

    @property
    def default(self) -> str | None: ...

    def writer(self, name: str | None = None) -> Writer:
        """The one of that name, or the default. Errors: NotFoundError, UsageError, SettingsError."""
        ...
