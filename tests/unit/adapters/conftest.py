"""A packed model of a few numbers, in the layout of the wheel's file, and the same numbers computed one by one."""

import struct
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

_HIDDEN, _INNER, _POSITIONS = 32, 64, 8
_VOCABULARY = (
    ("<s>", 0.0),
    ("<pad>", 0.0),
    ("</s>", 0.0),
    ("<unk>", 0.0),
    ("▁", -2.0),
    ("a", -3.0),
    ("～", -3.5),
    ("~", -4.0),
    ("年", -4.5),
    ("<mask>", 0.0),
)
_MATRICES = {"q": (32, 32), "k": (32, 32), "v": (32, 32), "ao": (32, 32), "fi": (64, 32), "fo": (32, 64)}


class _Packed:
    """`tensors`: every tensor by its name in the wheel, in float32."""

    def __init__(self) -> None:
        self._random = np.random.default_rng(7)
        self.tensors: dict[str, NDArray[np.float32]] = {}
        self._stored: list[tuple[str, int, bytes]] = []
        self._matrix("emb.word", (len(_VOCABULARY), _HIDDEN))
        self._plain("emb.pos", (_POSITIONS, _HIDDEN))
        self._plain("emb.type", (2, _HIDDEN))
        for part in ("emb.ln.w", "emb.ln.b", *(f"l0.{norm}.{part}" for norm in ("aln", "oln") for part in "wb")):
            self._plain(part, (_HIDDEN,))
        for name, shape in _MATRICES.items():
            self._matrix(f"l0.{name}.w", shape)
            self._plain(f"l0.{name}.b", shape[:1])

    def write(self, path: Path) -> None:
        head = struct.pack("<4sI7if", b"E5S1", 1, _HIDDEN, 1, 2, _INNER, len(_VOCABULARY), _POSITIONS, 2, 1e-12)
        pieces = [piece.encode() for piece, _ in _VOCABULARY]
        bounds = np.cumsum([0, *map(len, pieces)]).astype("<u4")
        head += struct.pack("<6iQ", 32, len(pieces), 0, 2, 1, 3, sum(map(len, pieces)))
        head += bounds.tobytes() + np.array([score for _, score in _VOCABULARY], "<f4").tobytes() + b"".join(pieces)
        head += struct.pack("<iI", 1, 9) + struct.pack("<IBI", 0x3000, 1, 0x20)
        head += struct.pack("<i", len(self._stored))
        offset = len(head) + sum(2 + len(name) + 21 for name, _, _ in self._stored)
        for name, kind, content in self._stored:
            count = self.tensors[name].size
            head += struct.pack(f"<H{len(name)}sBIQQ", len(name), name.encode(), kind, count, offset, len(content))
            offset += len(content)
        path.write_bytes(head + b"".join(content for _, _, content in self._stored))

    def _plain(self, name: str, shape: tuple[int, ...]) -> None:
        self.tensors[name] = self._random.normal(size=shape).astype("<f4")
        self._stored.append((name, 0, self.tensors[name].tobytes()))

    def _matrix(self, name: str, shape: tuple[int, int]) -> None:
        blocks = shape[0] * shape[1] // 32
        scales = self._random.normal(size=blocks).astype("<f2")
        halves = self._random.integers(0, 16, (blocks, 32))
        values = [float(scale) * (int(half) - 8) for scale, row in zip(scales, halves, strict=True) for half in row]
        self.tensors[name] = np.array(values, np.float32).reshape(shape)
        content = b"".join(
            scale.tobytes() + bytes(int(row[i]) | int(row[i + 16]) << 4 for i in range(16))
            for scale, row in zip(scales, halves, strict=True)
        )
        self._stored.append((name, 1, content))


@pytest.fixture
def packed_vocabulary() -> tuple[tuple[str, float], ...]:
    return _VOCABULARY


@pytest.fixture
def packed_tensors() -> dict[str, NDArray[np.float32]]:
    return _Packed().tensors


@pytest.fixture
def packed_file(tmp_path: Path) -> Path:
    path = tmp_path / "model.bin"
    _Packed().write(path)
    return path
