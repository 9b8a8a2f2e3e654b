"""Spares a dead endpoint: after several failures in a row it is left alone for a while, then tried once.

Source: M. Nygard, Release It! (2007), circuit breaker. A reply that the caller breaks off says nothing about the endpoint.
"""

from collections.abc import Callable
from threading import Event, Lock
from time import monotonic

from rag.errors import ModelError, ModelInterrupted, ModelTimeout, ModelUnavailable
from rag.models import LanguageModel, Prompt, Reply, Schema


class Breaker:
    """Wraps a model. ModelUnavailable and ModelTimeout count as failures; `rest` is in seconds of `clock`."""

    def __init__(
        self, model: LanguageModel, *, failures: int = 3, rest: float = 30.0, clock: Callable[[], float] = monotonic
    ) -> None:
        self._model = model
        self._limit = failures
        self._rest = rest
        self._clock = clock
        self._lock = Lock()
        self._failures = 0
        self._closed_until = 0.0
        self._trying = False

    @property
    def name(self) -> str:
        return self._model.name

    @property
    def provider(self) -> str:
        return self._model.provider

    def stream(
        self, prompt: Prompt, *, schema: Schema | None = None, max_tokens: int, stop: Event | None = None
    ) -> Reply:
        """Errors: those of the model; ModelUnavailable at once while it is left alone."""
        is_trial = self._enter()
        try:
            yield from self._model.stream(prompt, schema=schema, max_tokens=max_tokens, stop=stop)
            self._succeeded()
        except (ModelUnavailable, ModelTimeout):
            self._failed()
            raise
        except ModelInterrupted:
            raise
        except ModelError:
            self._succeeded()
            raise
        finally:
            if is_trial:
                self._leave()

    def _enter(self) -> bool:
        """Whether this call is the one that tries the endpoint again."""
        with self._lock:
            if self._failures < self._limit:
                return False
            left = self._closed_until - self._clock()
            if left > 0 or self._trying:
                raise ModelUnavailable(
                    f"语言模型 {self.name} 连续 {self._failures} 次没有应答，暂停调用，约 {max(left, 1):.0f} 秒后再试"
                )
            self._trying = True
            return True

    def _leave(self) -> None:
        with self._lock:
            self._trying = False

    def _succeeded(self) -> None:
        with self._lock:
            self._failures = 0

    def _failed(self) -> None:
        with self._lock:
            self._failures += 1
            self._closed_until = self._clock() + self._rest
