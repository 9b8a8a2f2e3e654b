import numpy as np
import pytest

from eval import intervals
from eval.intervals import RESAMPLES, SEED, Interval, difference, interval, means, percentile, ratio

COINS = means([1.0] * 60 + [0.0] * 40)


def test_an_interval_is_what_drawing_the_cases_anew_gives() -> None:
    generator = np.random.default_rng(SEED)
    drawn = [COINS[generator.integers(100, size=100), 0].mean() for _ in range(RESAMPLES)]
    low, high = np.percentile(drawn, [2.5, 97.5])
    assert interval(COINS) == Interval(0.6, pytest.approx(low), pytest.approx(high), 100)


def test_an_interval_is_near_that_of_the_normal_distribution() -> None:
    found = interval(COINS)
    assert found
    half = 1.96 * np.sqrt(0.6 * 0.4 / 100)
    assert (found.low, found.high) == (pytest.approx(0.6 - half, abs=0.02), pytest.approx(0.6 + half, abs=0.02))


def test_the_same_sample_gives_the_same_interval(monkeypatch: pytest.MonkeyPatch) -> None:
    values = means(list(np.random.default_rng(5).random(100)))
    first = interval(values)
    monkeypatch.setattr(intervals, "_AT_ONCE", 70_000)
    assert interval(values) == first == interval(values.copy())


def test_no_case_gives_no_interval() -> None:
    assert interval(means([])) is None
    assert interval(np.zeros((3, 2))) is None
    assert difference(means([]), means([])) is None


def test_one_case_has_no_width() -> None:
    assert interval(means([0.25])) == Interval(0.25, 0.25, 0.25, 1)


def test_a_ratio_is_of_sums_and_counts_the_cases_it_applies_to() -> None:
    found = interval(np.array([[1.0, 1.0], [0.0, 1.0], [0.0, 0.0], [0.0, 0.0]]), ratio)
    assert found
    assert (found.value, found.n) == (0.5, 2)


def test_a_percentile_is_of_the_values() -> None:
    found = interval(means(list(range(101))), percentile(95))
    assert found
    assert found.value == 95
    assert 80 < found.low <= 95 <= found.high <= 100


def test_pairing_sees_what_two_intervals_would_not() -> None:
    """A gain of .05 in every case is certain, though the cases themselves differ by far more."""
    values = np.linspace(0, 0.9, 50)
    moved = difference(means(list(values)), means(list(values + 0.05)))
    assert moved
    assert moved.excludes_zero
    assert (moved.low, moved.high) == (pytest.approx(0.05), pytest.approx(0.05))


def test_a_difference_has_a_sign_and_noise_has_none() -> None:
    generator = np.random.default_rng(3)
    one, other = (means(list(generator.random(200))) for _ in range(2))
    noise = difference(one, other)
    assert noise
    assert not noise.excludes_zero
    worse = difference(means([1.0] * 30), means([0.0] * 10 + [1.0] * 20))
    assert worse
    assert worse.excludes_zero
    assert worse.high < 0


def test_other_cases_cannot_be_compared() -> None:
    with pytest.raises(ValueError, match="same"):
        difference(means([1.0]), means([1.0, 0.0]))
