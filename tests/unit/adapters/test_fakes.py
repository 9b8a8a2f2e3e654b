from zlib import crc32

import numpy as np
import pytest

from rag.adapters.fakes import HashEmbedder


def test_a_row_counts_the_bigrams_of_the_text() -> None:
    embedder = HashEmbedder(dimension=1009)
    counts = {"\x02广": 1, "广东": 2, "东广": 1, "东\x03": 1}
    expected = np.zeros(1009)
    for bigram, count in counts.items():
        expected[crc32(bigram.encode()) % 1009] = count / np.sqrt(1 + 4 + 1 + 1)
    assert embedder.embed_passages(["广东广东"]).vectors[0] == pytest.approx(expected)


def test_rows_are_the_same_in_every_process() -> None:
    assert np.flatnonzero(HashEmbedder().embed_questions(["广东"]).vectors[0]).tolist() == [24, 48, 55]


def test_a_token_is_a_bigram() -> None:
    (tokens,) = HashEmbedder(dimension=1009).embed_passages(["广东"]).tokens
    assert tokens.argmax(axis=1).tolist() == [crc32(b.encode()) % 1009 for b in ("\x02广", "广东", "东\x03")]
