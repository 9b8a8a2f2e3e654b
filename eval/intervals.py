"""Intervals by the bootstrap: how far a figure would move with other questions of the same kind.

The cases are drawn anew, with replacement, RESAMPLES times from a fixed seed; the interval lies between the percentiles
of the statistic (Efron and Tibshirani, An Introduction to the Bootstrap, 1993, chapter 13). Two systems are compared on
the same draws (Koehn, Statistical significance tests for machine translation evaluation, 2004; Sakai, Evaluating
evaluation metrics based on the bootstrap, 2006). It cannot see past the sample: where every case scores the same, the
interval has no width.

A sample has shape (n, 2): numerator and denominator of each case. A mean has denominators of 1.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

LEVEL = 0.95
RESAMPLES = 2000
SEED = 20260101
_AT_ONCE = 1_000_000

Sample = NDArray[np.float64]
Statistic = Callable[[Sample], Sample]
"""Shape (resamples, n, 2) to (resamples,); NaN where a resample has no score."""


@dataclass(frozen=True, slots=True)
class Interval:
    """`value` with its interval at LEVEL; `n`: how many cases it applies to."""

    value: float
    low: float
    high: float
    n: int

    @property
    def excludes_zero(self) -> bool:
        return self.low > 0 or self.high < 0


def ratio(samples: Sample) -> Sample:
    """Sum of numerators over sum of denominators: a mean, or a share of the cases to which it applies."""
    sums = samples.sum(axis=1)
    shares: Sample = np.divide(sums[:, 0], sums[:, 1], out=np.full(len(sums), np.nan), where=sums[:, 1] > 0)
    return shares


def percentile(share: float) -> Statistic:
    """The `share`-th percentile of the numerators."""
    return lambda samples: np.asarray(np.percentile(samples[:, :, 0], share, axis=1), dtype=np.float64)


def auroc(samples: Sample) -> Sample:
    """Chance that a positive numerator is larger than a negative one is without its sign, a tie counting half.

    The Mann-Whitney U over the number of pairs (Hanley and McNeil, 1982). A zero is as positive as its sign bit says.
    """
    return np.array([_auroc(np.abs(drawn), ~np.signbit(drawn)) for drawn in samples[:, :, 0]], dtype=np.float64)


def _auroc(scores: Sample, positive: NDArray[np.bool_]) -> float:
    above, below = scores[positive], np.sort(scores[~positive])
    if not len(above) or not len(below):
        return float("nan")
    wins = np.searchsorted(below, above, "left") + np.searchsorted(below, above, "right")
    return float(wins.sum() / 2 / len(above) / len(below))


def interval(sample: Sample, statistic: Statistic = ratio) -> Interval | None:
    """The statistic of a sample with its interval; None where it has no score.

    >>> interval(means([1, 1, 0, 0]))
    Interval(value=0.5, low=0.0, high=1.0, n=4)
    """
    return _interval(sample[:, 1] > 0, lambda draw: statistic(sample[draw]))


def difference(first: Sample, second: Sample, statistic: Statistic = ratio) -> Interval | None:
    """Second minus first, case by case on the same draws; None where either has no score. Errors: ValueError for shapes.

    >>> difference(means([0, 0, 0, 0]), means([1, 1, 1, 1]))
    Interval(value=1.0, low=1.0, high=1.0, n=4)
    """
    if first.shape != second.shape:
        raise ValueError(f"the cases must be the same: {first.shape}, {second.shape}")
    applies = (first[:, 1] > 0) | (second[:, 1] > 0)
    return _interval(applies, lambda draw: statistic(second[draw]) - statistic(first[draw]))


def means(values: Sequence[float]) -> Sample:
    """A sample whose ratio is the mean of the values."""
    return np.column_stack([np.asarray(values, dtype=np.float64), np.ones(len(values))])


def _interval(applies: NDArray[np.bool_], of: Callable[[NDArray[np.intp]], Sample]) -> Interval | None:
    """`applies` has shape (n,); `of` takes rows of case numbers, shape (resamples, n)."""
    n = len(applies)
    value = of(np.arange(n)[None, :])[0] if n else np.nan
    if np.isnan(value):
        return None
    generator = np.random.default_rng(SEED)
    step = max(1, _AT_ONCE // n)
    draws = (generator.integers(n, size=(min(step, RESAMPLES - done), n)) for done in range(0, RESAMPLES, step))
    drawn = np.concatenate([of(draw) for draw in draws])
    tail = 100 * (1 - LEVEL) / 2
    low, high = np.nanpercentile(drawn, [tail, 100 - tail])
    return Interval(float(value), float(low), float(high), int(applies.sum()))
