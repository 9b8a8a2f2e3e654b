"""Stand-ins for tests: the ports without models and without a network."""

from collections.abc import Sequence
from dataclasses import dataclass
from threading import Event, Lock
from zlib import crc32

import numpy as np

from rag.errors import ModelError, ModelInterrupted
from rag.models import STOPPED, Delta, Ending, Finish, Prompt, Reply, Schema
from rag.ports import Embeddings, Vectors

_START, _END = "\x02", "\x03"


class HashEmbedder:
    """Counts character bigrams, hashed: texts that share wording are near. The same everywhere, unlike `hash()`."""

    def __init__(self, dimension: int = 64) -> None:
        self.id = f"hash-{dimension}"
        self.dimension = dimension

    def embed_questions(self, texts: Sequence[str]) -> Embeddings:
        return self._embed(texts)

    def embed_passages(self, texts: Sequence[str]) -> Embeddings:
        return self._embed(texts)

    def _embed(self, texts: Sequence[str]) -> Embeddings:
        tokens = tuple(self._tokens(text) for text in texts)
        sums = np.array([rows.sum(axis=0) for rows in tokens], np.float32).reshape(-1, self.dimension)
        return Embeddings(sums / np.linalg.norm(sums, axis=1, keepdims=True), tokens)

    def _tokens(self, text: str) -> Vectors:
        places = [crc32(bigram.encode()) % self.dimension for bigram in _bigrams(text)]
        rows: Vectors = np.eye(self.dimension, dtype=np.float32)[places]
        return rows


def _bigrams(text: str) -> list[str]:
    """With a start and an end, so that even an empty text has one: "广东" -> "\\x02广", "广东", "东\\x03"."""
    marked = _START + text + _END
    return [marked[i : i + 2] for i in range(len(marked) - 1)]


Script = Sequence[str | ModelError]
"""Pieces of a reply; an error is raised in its place. Every piece counts as a token."""


@dataclass(frozen=True, slots=True)
class Call:
    """What a ScriptedModel was asked."""

    prompt: Prompt
    schema: Schema | None
    max_tokens: int


class ScriptedModel:
    """Plays its scripts one after the other, the last one again and again, and records what it was asked."""

    provider = "scripted"

    def __init__(self, *scripts: Script, name: str = "scripted") -> None:
        self.name = name
        self.calls: list[Call] = []
        self.cancelled = 0
        self._scripts = scripts
        self._lock = Lock()

    def stream(
        self, prompt: Prompt, *, schema: Schema | None = None, max_tokens: int, stop: Event | None = None
    ) -> Reply:
        script = self._next(Call(prompt, schema, max_tokens))
        try:
            yield from _played(script, max_tokens, stop or Event())
        except GeneratorExit:
            self.cancelled += 1
            raise

    def _next(self, call: Call) -> Script:
        with self._lock:
            self.calls.append(call)
            return self._scripts[min(len(self.calls), len(self._scripts)) - 1]


def _played(script: Script, max_tokens: int, stop: Event) -> Reply:
    for tokens, piece in enumerate(script):
        if tokens == max_tokens:
            yield Finish(Ending.LENGTH, completion_tokens=tokens)
            return
        if stop.is_set():
            raise ModelInterrupted(STOPPED)
        if isinstance(piece, ModelError):
            raise piece
        yield Delta(piece)
    yield Finish(Ending.STOP, completion_tokens=len(script))
