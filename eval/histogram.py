"""A histogram of latencies as numbers to draw: places and sizes in percent of the drawing."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

_BARS = 24


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: how many cases lie between two latencies."""

    x: float
    width: float
    height: float
    count: int
    label: str


@dataclass(frozen=True, slots=True)
class Histogram:
    """`marks`: (name, place in percent, milliseconds). `beyond`: cases slower than the axis goes."""

    bars: tuple[Bar, ...]
    ticks: tuple[tuple[float, str], ...]
    marks: tuple[tuple[str, float, str], ...]
    beyond: int
    tallest: int


def histogram(milliseconds: Sequence[float]) -> Histogram:
    """Bars of equal width up to the 99th percentile, so that one slow question does not flatten the rest."""
    end = _round_up(float(np.percentile(milliseconds, 99)) * 1.02)
    counts, edges = np.histogram([value for value in milliseconds if value <= end], bins=_BARS, range=(0, end))
    tallest = max(int(counts.max()), 1)
    width = 100 / _BARS
    bars = tuple(
        Bar(i * width, width, 100 * int(count) / tallest, int(count), f"{edges[i]:.0f}–{edges[i + 1]:.0f} ms")
        for i, count in enumerate(counts)
    )
    ticks = tuple((25.0 * i, f"{end * i / 4:.0f}") for i in range(5))
    points = [(f"p{share}", float(np.percentile(milliseconds, share))) for share in (50, 95)]
    marks = tuple((name, min(100 * value / end, 100.0), f"{value:.0f}") for name, value in points)
    return Histogram(bars, ticks, marks, len(milliseconds) - int(counts.sum()), tallest)


def _round_up(value: float) -> float:
    """The next of 1, 2, 4, 6, 8 times a power of ten, so that the ticks are round."""
    power = 10.0 ** np.floor(np.log10(max(value, 1.0)))
    return float(next(step * power for step in (1, 2, 4, 6, 8, 10) if step * power >= value))
