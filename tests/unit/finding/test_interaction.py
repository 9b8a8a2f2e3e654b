import numpy as np

from rag.blocks import BLOCK
from rag.finding.interaction import NOTHING, agreement, best_matches

RNG = np.random.default_rng(5)


def _unit(rows: int) -> np.ndarray:  # type: ignore[type-arg]
    made = RNG.standard_normal((rows, 8)).astype(np.float32)
    return made / np.linalg.norm(made, axis=1, keepdims=True)


def test_best_matches_equal_brute_force() -> None:
    question, counts = _unit(4), np.array([3, 0, 5, 1])
    tokens = _unit(int(counts.sum()))
    found = best_matches(question, tokens, counts)
    first = 0
    for row, count in zip(found, counts, strict=True):
        own = tokens[first : first + count]
        expected = [max((float(t @ q) for t in own), default=NOTHING) for q in question]
        assert np.allclose(row, expected, atol=1e-6)
        first += int(count)


def test_the_words_of_a_short_text_may_stand_in_several_passages() -> None:
    matches = np.array([[0.9, 0.1], [0.2, 0.8], [0.5, 0.5]], np.float32)
    found = agreement(matches, np.array([0, 0, 1]), np.array([0, 50, 0]))
    assert np.allclose(found, [(0.9 + 0.8) / 2, 0.5])


def test_a_long_text_does_not_win_by_having_each_word_somewhere() -> None:
    matches = np.array([[0.9, 0.1], [0.1, 0.8]], np.float32)
    far = agreement(matches, np.array([0, 0]), np.array([0, 3 * BLOCK]))
    assert np.allclose(far, [(0.9 + 0.1) / 2])


def test_neighbours_on_both_sides_of_a_cut_are_one_block_too() -> None:
    matches = np.array([[0.9, 0.1], [0.1, 0.8]], np.float32)
    near = agreement(matches, np.array([0, 0]), np.array([BLOCK - 10, BLOCK + 10]))
    assert np.allclose(near, [(0.9 + 0.8) / 2])
