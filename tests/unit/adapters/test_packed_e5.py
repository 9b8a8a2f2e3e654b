from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from rag.adapters import packed_e5
from rag.adapters.packed_e5 import PackedModel


@pytest.fixture
def model(packed_file: Path) -> PackedModel:
    return PackedModel.read(packed_file)


def test_header_and_vocabulary_are_read(model: PackedModel, packed_vocabulary: tuple[tuple[str, float], ...]) -> None:
    assert model.sizes[:-1] == (32, 1, 2, 64, 10, 8, 2)
    assert model.sizes.epsilon == pytest.approx(1e-12)
    assert (model.padding, model.unknown) == (1, 3)
    assert model.vocabulary == packed_vocabulary


@pytest.mark.parametrize("rows_at_once", [1, 3, 8192])
def test_tensors_have_the_numbers_that_were_packed(
    model: PackedModel,
    packed_tensors: dict[str, NDArray[np.float32]],
    rows_at_once: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(packed_e5, "_ROWS_AT_ONCE", rows_at_once)
    for name, expected in packed_tensors.items():
        rows = np.concatenate([block.ravel() for block in model.rows(name, expected.shape)])
        assert rows.dtype == np.float32
        assert np.array_equal(rows.reshape(expected.shape), expected), name


def test_a_matrix_comes_in_blocks_of_rows(model: PackedModel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packed_e5, "_ROWS_AT_ONCE", 3)
    sizes = [block.size for block in model.rows("emb.word", (10, 32))]
    assert sizes == [3 * 32, 3 * 32, 3 * 32, 32]


def test_another_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.bin"
    path.write_bytes(b"GGUF" + bytes(100))
    with pytest.raises(ValueError, match="GGUF"):
        PackedModel.read(path)
