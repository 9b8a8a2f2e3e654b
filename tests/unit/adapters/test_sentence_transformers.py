import gc
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from rag.adapters import sentence_transformers
from rag.adapters.sentence_transformers import Dtype, SentenceTransformerEmbedder
from rag.errors import ModelUnavailable

TEXTS = ["省民政厅牵头", "The bureau leads."]


def test_importing_the_adapter_imports_no_model_library() -> None:
    code = (
        "import sys, rag.adapters.sentence_transformers;"
        "sys.exit(not {'torch', 'transformers', 'huggingface_hub', 'sentence_transformers'}.isdisjoint(sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parents[3]).returncode == 0


@pytest.fixture
def copy(minilm_folder: Path, tmp_path: Path) -> Path:
    """A folder of links to the real model, whose files may be replaced."""
    folder = tmp_path / "a-copy"
    shutil.copytree(minilm_folder, folder, copy_function=os.symlink)
    return folder


def _load(folder: Path, dtype: Dtype = Dtype.FLOAT32, threads: int | None = None) -> SentenceTransformerEmbedder:
    return SentenceTransformerEmbedder.load(str(folder), cache=folder, dtype=dtype, threads=threads)


def _replace(file: Path, content: bytes) -> None:
    file.unlink()
    file.write_bytes(content)


@pytest.mark.model
def test_the_same_model_elsewhere_has_the_same_id(copy: Path, minilm_folder: Path) -> None:
    assert _load(copy).id == _load(minilm_folder).id


@pytest.mark.model
@pytest.mark.parametrize(
    ("name", "place", "byte"),
    [("model.safetensors", -1, b"\1"), ("config.json", -1, b"\n"), ("1_Pooling/config.json", -1, b"\n")],
)
def test_what_changes_the_vectors_changes_the_id(
    copy: Path, minilm_folder: Path, name: str, place: int, byte: bytes
) -> None:
    content = (copy / name).read_bytes()
    _replace(copy / name, content[:place] + (byte if name.endswith("safetensors") else content[place:] + byte))
    assert _load(copy).id != _load(minilm_folder).id


@pytest.mark.model
def test_an_e5_without_prompts_gets_those_of_e5(copy: Path, minilm_folder: Path) -> None:
    e5, plain = _load(copy.rename(copy.with_name("my-E5-small"))), _load(minilm_folder)
    assert np.allclose(
        e5.embed_questions(TEXTS).vectors,
        plain.embed_questions([f"query: {text}" for text in TEXTS]).vectors,
        atol=1e-5,
    )
    assert np.allclose(
        e5.embed_passages(TEXTS).vectors,
        plain.embed_passages([f"passage: {text}" for text in TEXTS]).vectors,
        atol=1e-5,
    )
    assert e5.id != plain.id


@pytest.mark.model
def test_a_model_without_prompts_gets_none(minilm_folder: Path) -> None:
    plain = _load(minilm_folder)
    assert np.allclose(plain.embed_questions(TEXTS).vectors, plain.embed_passages(TEXTS).vectors, atol=1e-5)


@pytest.mark.model
def test_bfloat16_rows_are_unit_rows_near_those_of_float32(minilm_folder: Path) -> None:
    half, full = _load(minilm_folder, Dtype.BFLOAT16), _load(minilm_folder)
    rows = half.embed_passages(TEXTS).vectors
    assert np.abs(np.linalg.norm(rows, axis=1) - 1).max() < 1e-6
    assert 0.99 < (rows * full.embed_passages(TEXTS).vectors).sum(axis=1).min() < 0.9999999
    assert half.id == full.id.replace("float32", "bfloat16")


@pytest.mark.model
@pytest.mark.parametrize(
    ("flags", "dtype"),
    [("fpu avx2 avx512f", "float32"), ("fpu avx512_bf16 sse", "bfloat16"), ("amx_tile amx_bf16", "bfloat16")],
)
def test_auto_takes_bfloat16_where_the_processor_multiplies_it(
    minilm_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, flags: str, dtype: str
) -> None:
    processor = tmp_path / "cpuinfo"
    processor.write_text(f"processor\t: 0\nflags\t\t: {flags}\n", encoding="utf-8")
    monkeypatch.setattr(sentence_transformers, "_PROCESSOR", processor)
    assert dtype in _load(minilm_folder, Dtype.AUTO).id.split("-")


@pytest.mark.model
@pytest.mark.parametrize(("threads", "expected"), [(1, 1), (None, len(os.sched_getaffinity(0)))])
def test_threads_are_as_asked_or_one_a_processor(minilm_folder: Path, threads: int | None, expected: int) -> None:
    import torch

    before = torch.get_num_threads()
    try:
        _load(minilm_folder, threads=threads)
        assert torch.get_num_threads() == expected
    finally:
        torch.set_num_threads(before)


@pytest.mark.model
def test_loading_prints_nothing_and_leaves_the_collector_on(
    minilm_folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    _load(minilm_folder)
    assert tuple(capfd.readouterr()) == ("", "")
    assert gc.isenabled()


@pytest.mark.model
def test_a_name_on_the_hub_that_was_fetched_before_needs_no_network(
    minilm_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import huggingface_hub

    repository = tmp_path / "models--someone--some-model"
    (repository / "refs").mkdir(parents=True)
    (repository / "refs" / "main").write_text("0" * 40, encoding="utf-8")
    shutil.copytree(minilm_folder, repository / "snapshots" / ("0" * 40), copy_function=os.symlink)
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_CACHE", str(tmp_path))
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", True)
    fetched = SentenceTransformerEmbedder.load("someone/some-model", cache=tmp_path, dtype=Dtype.FLOAT32)
    assert fetched.id == _load(minilm_folder).id


@pytest.mark.model
def test_a_name_that_cannot_be_fetched_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import huggingface_hub

    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_CACHE", str(tmp_path))
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", True)
    with pytest.raises(ModelUnavailable, match=r"someone/no-model 不能载入.*WENCE_EMBEDDER.*bundled") as caught:
        SentenceTransformerEmbedder.load("someone/no-model", cache=tmp_path)
    assert "\n" not in str(caught.value)


@pytest.mark.model
@pytest.mark.parametrize("name", ["model.safetensors", "config.json", "tokenizer.json"])
def test_a_damaged_folder_is_named(copy: Path, name: str) -> None:
    _replace(copy / name, (copy / name).read_bytes()[:300])
    with pytest.raises(ModelUnavailable, match=r"a-copy 不能载入.*WENCE_EMBEDDER"):
        _load(copy)
    assert gc.isenabled()


@pytest.mark.model
def test_weights_that_are_pickles_are_not_read(copy: Path) -> None:
    import torch
    from safetensors.torch import load_file

    torch.save(load_file(copy / "model.safetensors"), copy / "pytorch_model.bin")
    (copy / "model.safetensors").unlink()
    with pytest.raises(ModelUnavailable, match=r"OSError.*model\.safetensors"):
        _load(copy)
