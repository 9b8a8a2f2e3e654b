"""Both indexes against brute force, and BM25 against a library that is known for it."""

import math
from pathlib import Path

import bm25s
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.adapters.bm25 import BM25, K1, B
from rag.adapters.faiss_flat import FaissFlat

WORDS = st.lists(st.sampled_from("天地玄黄宇宙洪荒"), max_size=12)
ROWS = [["算力", "规模"], ["算力", "算力", "网络", "建设"], ["网络"], [], ["数据", "规模", "规模"]]


def _formula(rows: list[list[str]], terms: list[str]) -> list[float]:
    average = sum(map(len, rows)) / len(rows)
    scores = []
    for row in rows:
        score = 0.0
        for term in set(terms):
            frequency = sum(term in other for other in rows)
            idf = math.log(1 + (len(rows) - frequency + 0.5) / (frequency + 0.5))
            count = row.count(term)
            score += idf * count * (K1 + 1) / (count + K1 * (1 - B + B * len(row) / average))
        scores.append(score)
    return scores


def test_scores_follow_the_formula() -> None:
    terms = ["算力", "规模", "没有"]
    assert BM25.build(ROWS).scores(terms) == pytest.approx(_formula(ROWS, terms), abs=1e-5)


def test_scores_equal_those_of_bm25s() -> None:
    library = bm25s.BM25(method="lucene", k1=K1, b=B)
    library.index(ROWS, show_progress=False)
    theirs = library.get_scores(["算力", "规模"])
    # The library leaves out the constant factor k1 + 1.
    assert BM25.build(ROWS).scores(["算力", "规模"]) == pytest.approx(theirs * (K1 + 1), abs=1e-4)


def test_a_term_that_is_nowhere_weighs_most() -> None:
    weights = BM25.build(ROWS).weights(["算力", "数据", "没有"])
    assert weights[0] < weights[1] < weights[2]


@given(st.lists(WORDS, max_size=6), st.lists(WORDS, max_size=4), st.data())
def test_replacing_rows_equals_building_anew(
    rows: list[list[str]], added: list[list[str]], data: st.DataObject
) -> None:
    keep = data.draw(st.lists(st.booleans(), min_size=len(rows), max_size=len(rows)))
    replaced = BM25.build(rows).replaced(np.array(keep, np.bool_), added)
    anew = BM25.build([row for row, kept in zip(rows, keep, strict=True) if kept] + added)
    for term in "天地玄黄宇宙洪荒":
        assert replaced.scores([term]) == pytest.approx(anew.scores([term]), abs=1e-5)


def test_a_stored_bm25_scores_the_same(tmp_path: Path) -> None:
    index = BM25.build(ROWS)
    index.save(tmp_path / "lexical")
    loaded = BM25.load(tmp_path / "lexical")
    assert loaded.scores(["算力", "网络"]) == pytest.approx(index.scores(["算力", "网络"]))
    assert loaded.replaced(np.ones(5, np.bool_), [["算力"]]).scores(["算力"])[-1] > 0


def _vectors(count: int) -> np.ndarray:  # type: ignore[type-arg]
    rows = np.random.default_rng(7).normal(size=(count, 16)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


@pytest.mark.parametrize("limit", [1, 5, 50])
def test_dense_search_equals_brute_force(limit: int) -> None:
    vectors = _vectors(30)
    scores, rows = FaissFlat.build(vectors).search(vectors[3], limit)
    expected = np.argsort(-(vectors @ vectors[3]))[:limit]
    assert rows.tolist() == expected.tolist()
    assert scores == pytest.approx(np.sort(vectors @ vectors[3])[::-1][:limit], abs=1e-5)


def test_an_empty_dense_index_finds_nothing(tmp_path: Path) -> None:
    index = FaissFlat.build(np.empty((0, 16), np.float32))
    index.save(tmp_path / "dense")
    scores, rows = FaissFlat.load(tmp_path / "dense").search(_vectors(1)[0], 5)
    assert len(scores) == len(rows) == 0


def test_a_stored_dense_index_holds_the_same_vectors(tmp_path: Path) -> None:
    vectors = _vectors(9)
    FaissFlat.build(vectors).save(tmp_path / "dense")
    assert FaissFlat.load(tmp_path / "dense").vectors() == pytest.approx(vectors)


def test_a_vector_of_another_dimension_is_refused() -> None:
    with pytest.raises(ValueError, match="16"):
        FaissFlat.build(_vectors(3)).search(np.zeros(8, np.float32), 1)
