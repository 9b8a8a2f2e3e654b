"""Whether a statement is borne out by the quotes that it cites: how well a check tells the two kinds apart.

One JSON object a line: {"statement": "…", "quotes": ["…"], "supported": true}. Figures: share of right verdicts, F1 of
either verdict (van Rijsbergen, Information Retrieval, 1979), and the area under the ROC curve, which no threshold touches.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import fmean

from pydantic import StrictBool

from eval.beir import Entry, Filled, read_entries
from rag.errors import UsageError

Support = Callable[[str, Sequence[str]], float]
"""Called with a statement and the quotes that it cites; from 0, nothing of it stands there, to 1, all of it does."""


class Claim(Entry):
    statement: Filled
    quotes: tuple[str, ...]
    supported: StrictBool


@dataclass(frozen=True, slots=True)
class Figures:
    """None where a figure does not apply: F1 of a verdict that was neither due nor given, AUROC of one kind alone."""

    accuracy: float
    auroc: float | None
    f1_supported: float | None
    f1_unsupported: float | None
    n: int


def load_claims(path: Path) -> tuple[Claim, ...]:
    """Errors: UsageError with the file, the line and the reason."""
    claims = tuple(claim for _, claim in read_entries(path, Claim))
    if not claims:
        raise UsageError(f"{path}: 文件是空的")
    return claims


def judge(claims: Sequence[Claim], support: Support, *, threshold: float) -> Figures:
    """Figures of the verdict "supported" where `support` gives at least `threshold`. `claims` must not be empty."""
    scores = [support(claim.statement, claim.quotes) for claim in claims]
    truth = [claim.supported for claim in claims]
    verdicts = [score >= threshold for score in scores]
    return Figures(
        accuracy=fmean(right == said for right, said in zip(truth, verdicts, strict=True)),
        auroc=auroc(scores, truth),
        f1_supported=f1(verdicts, truth),
        f1_unsupported=f1([not said for said in verdicts], [not right for right in truth]),
        n=len(claims),
    )


def auroc(scores: Sequence[float], positive: Sequence[bool]) -> float | None:
    """Chance that a positive one scores above a negative one, a tie counting half; None without one of each.

    The Mann-Whitney U over the number of pairs (Mann and Whitney, 1947; as the area under the ROC curve: Hanley and
    McNeil, The meaning and use of the area under a receiver operating characteristic (ROC) curve, 1982).

    >>> auroc([0.9, 0.4, 0.4, 0.1], [True, True, False, False])
    0.875
    """
    pairs = list(zip(scores, positive, strict=True))
    above = [score for score, good in pairs if good]
    below = sorted(score for score, good in pairs if not good)
    if not above or not below:
        return None
    u = sum(bisect_left(below, score) + bisect_right(below, score) for score in above) / 2
    return u / (len(above) * len(below))


def f1(said: Sequence[bool], true: Sequence[bool]) -> float | None:
    """2 · hits / (said + true), the harmonic mean of precision and recall; None where both are nothing.

    >>> f1([True, True, False], [True, False, False]) == 2 * 1 / (2 + 1)
    True
    """
    total = sum(said) + sum(true)
    return 2 * sum(a and b for a, b in zip(said, true, strict=True)) / total if total else None


def as_json(figures: Figures) -> dict[str, float | None]:
    return asdict(figures)
