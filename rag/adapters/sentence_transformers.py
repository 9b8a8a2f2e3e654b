"""An Embedder over any sentence-transformers model: the bundled one, a folder, or a name on the Hugging Face hub.

Importing `sentence_transformers` takes 7 s on a slow processor (torch 3, transformers 2, scikit-learn with scipy 2), so
nothing of it is imported before a model is loaded.
"""

import gc
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from enum import StrEnum
from hashlib import blake2b
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Self

import numpy as np

from rag.adapters import bundled_e5
from rag.errors import ModelUnavailable
from rag.ports import Embeddings, Vectors

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

BUNDLED = "bundled"

_BATCH = 8
"""Measured without AMX: 4 to 16 are alike where lengths are equal; where they are mixed, padding slows 16 and more."""
_SAMPLE = 1 << 20
_TOKENS = "words, from the first after the prompt"
"""Which tokens are kept; part of the id, so that an index with others is not taken for one with these."""
_PROCESSOR = Path("/proc/cpuinfo")
_MULTIPLIES_BFLOAT16 = {"amx_bf16", "avx512_bf16"}
_MAKE_VECTORS = ("config.json", "modules.json", "sentence_bert_config.json", "tokenizer.json")
_NOT_LOADED = ["*.bin", "*.h5", "*.msgpack", "*.onnx", "*.ot", "onnx/*", "openvino/*"]
_E5_NAME = re.compile(r"(?<![a-z0-9])e5(?![a-z0-9])", re.IGNORECASE)
_OF_QUESTIONS, _OF_PASSAGES = ("query",), ("document", "passage", "corpus")
_E5_PROMPTS = {"query": "query: ", "document": "passage: "}


class Dtype(StrEnum):
    """AUTO is bfloat16 where the processor multiplies it, which doubles the speed there and lowers it elsewhere."""

    AUTO = "auto"
    FLOAT32 = "float32"
    BFLOAT16 = "bfloat16"


class SentenceTransformerEmbedder:
    """Made by `load`. Threads may share it; a single call already uses the processors it was given."""

    def __init__(self, model: "SentenceTransformer", *, id: str, dimension: int) -> None:
        self._model = model
        self.id = id
        self.dimension = dimension
        self._words: dict[int, bool] = {}
        self._tokenizing = Lock()

    @classmethod
    def load(cls, name: str, *, cache: Path, threads: int | None = None, dtype: Dtype = Dtype.AUTO) -> Self:
        """`name`: "bundled", a folder, or a name on the hub, which goes through huggingface_hub and its own cache.

        `cache`: where the bundled model is unpacked. `threads`: torch's, in the whole process; None: one a processor.
        Errors: ModelUnavailable.
        """
        number = _supported() if dtype is Dtype.AUTO else dtype
        try:
            folder = _folder(name, cache)
            with _without_collections():
                model = _loaded(folder, threads or _processors(), number)
        except ModelUnavailable:
            raise
        except Exception as error:
            raise _unusable(name, error) from error
        prompts = _prompts(name, model)
        dimension = int(model(model.preprocess([""]))["sentence_embedding"].shape[1])
        return cls(model, id=f"st-{dimension}-{number}-{_digest(folder, prompts)}", dimension=dimension)

    def embed_questions(self, texts: Sequence[str]) -> Embeddings:
        return self._embed(texts, _first(self._model.prompts, _OF_QUESTIONS))

    def embed_passages(self, texts: Sequence[str]) -> Embeddings:
        """Goes through the texts from the longest to the shortest, so hand over many at once."""
        return self._embed(texts, _first(self._model.prompts, _OF_PASSAGES))

    def _embed(self, texts: Sequence[str], prompt: str | None) -> Embeddings:
        """Straight through the model: `encode` walks its parameters first, and gives tokens or texts, not both."""
        vectors = np.empty((len(texts), self.dimension), np.float32)
        tokens = [np.empty((0, self.dimension), np.float32)] * len(texts)
        order = sorted(range(len(texts)), key=lambda i: -len(texts[i]))
        for first in range(0, len(order), _BATCH):
            batch = order[first : first + _BATCH]
            vectors[batch], rows = self._forward([texts[i] for i in batch], prompt)
            for i, row in zip(batch, rows, strict=True):
                tokens[i] = row
        return Embeddings(vectors, tuple(tokens))

    def _forward(self, texts: Sequence[str], prompt: str | None) -> tuple[Vectors, list[Vectors]]:
        """One thread at a time makes tokens: the tokenizer keeps in itself, from call to call, where it is to cut a
        text and how far to fill it up, and a text cut for another thread would get another vector.
        """
        import torch

        with self._tokenizing:
            features = self._model.preprocess(list(texts), prompt=prompt)
            first = self._prompt_length(prompt)
        ids = features["input_ids"].tolist()
        with torch.inference_mode():
            found = self._model(features)
        tokens = found["token_embeddings"].float().numpy()
        said = [[at for at, token in enumerate(row) if at >= first and self._is_word(token)] for row in ids]
        vectors = found["sentence_embedding"].float().numpy()
        return _unit(vectors), [_unit(row[at]) for row, at in zip(tokens, said, strict=True)]

    def _prompt_length(self, prompt: str | None) -> int:
        """Tokens before the text. Counted without the space that ends a prompt: it belongs to the first word."""
        tokenizer = self._model.tokenizer
        return sum(token != tokenizer.sep_token_id for token in tokenizer((prompt or "").rstrip())["input_ids"])

    def _is_word(self, token: int) -> bool:
        """Whether a token has a letter, a digit or a Chinese character: marks, padding and the like have none."""
        if token not in self._words:
            text = self._model.tokenizer.decode([token], skip_special_tokens=True)
            self._words[token] = any(map(str.isalnum, text))
        return self._words[token]


def _unit(rows: Vectors) -> Vectors:
    """Not left to the model, whose rows in bfloat16 are up to 0.003 off the length of one."""
    found: Vectors = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return found


def _folder(name: str, cache: Path) -> Path:
    if name == BUNDLED:
        return bundled_e5.unpacked(cache)
    if Path(name).is_dir():
        return Path(name)
    from huggingface_hub import snapshot_download

    return Path(snapshot_download(name, ignore_patterns=_NOT_LOADED))


def _unusable(name: str, error: Exception) -> ModelUnavailable:
    cause = next(iter(str(error).splitlines()), "")
    return ModelUnavailable(
        f"向量模型 {name} 不能载入（{type(error).__name__}: {cause}）。请把 WENCE_EMBEDDER 设为 {BUNDLED}、"
        "一个含 safetensors 权重的 sentence-transformers 文件夹，或可下载的模型名，例如 intfloat/multilingual-e5-small"
    )


@contextmanager
def _without_collections() -> Iterator[None]:
    """What an import makes stays, so the collector looks through it in vain: a quarter of the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _loaded(folder: Path, threads: int, dtype: Dtype) -> "SentenceTransformer":
    """Safetensors only: other weights are pickles, which may run code when they are read.

    Torch's threads wait for each other by spinning, and where another process wants the processors, that makes a
    question take 1 s instead of 0.1. They are told to sleep, before torch is imported: later it is not heeded.
    """
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    import torch
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    torch.set_num_threads(threads)
    weights = {"dtype": getattr(torch, dtype), "use_safetensors": True}
    return SentenceTransformer(str(folder), device="cpu", local_files_only=True, model_kwargs=weights)


def _supported() -> Dtype:
    flags = _PROCESSOR.read_text(encoding="utf-8").split() if _PROCESSOR.exists() else []
    return Dtype.FLOAT32 if _MULTIPLIES_BFLOAT16.isdisjoint(flags) else Dtype.BFLOAT16


def _processors() -> int:
    """Those that this process may use, where the system tells."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _prompts(name: str, model: "SentenceTransformer") -> Mapping[str, str | None]:
    """The model's own; E5's own folder on the hub states none, though it was trained with these."""
    if _E5_NAME.search(Path(name).name) and not any(model.prompts.values()):
        model.prompts = dict(_E5_PROMPTS)
    return model.prompts


def _first(prompts: Mapping[str, str | None], names: Sequence[str]) -> str | None:
    """The prompt of the first of these names that the model has, as sentence-transformers looks for it."""
    return next((prompts[name] for name in names if name in prompts), None)


def _digest(folder: Path, prompts: Mapping[str, str | None]) -> str:
    """Of all that makes the vectors: of a large file its size, beginning and end, so that it takes milliseconds."""
    digest = blake2b(f"{_TOKENS}{sorted(prompts.items())!r}".encode(), digest_size=6)
    for path in sorted(folder.rglob("*")):
        if path.name in _MAKE_VECTORS or path.suffix == ".safetensors":
            digest.update(f"{path.relative_to(folder).as_posix()} {path.stat().st_size}".encode())
            with path.open("rb") as file:
                digest.update(file.read(_SAMPLE))
                file.seek(max(_SAMPLE, path.stat().st_size - _SAMPLE))
                digest.update(file.read())
    return digest.hexdigest()
