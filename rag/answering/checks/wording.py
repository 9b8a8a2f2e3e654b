"""How far the wording of a statement is covered by its sources, as one estimate from 0 to 1.

Two signals: the content that the best segment of the sources has, part by part (characters and pairs of them); and, where an
embedder is given, how well the tokens of the statement find their like among those of the sources, at the worst stretch.
Source of the second: Zhang et al., BERTScore (2020), precision; the worst stretch instead of the mean, because what was
added to a true sentence is a few words long.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rag.answering.checks.alignment import Match
from rag.answering.checks.prose import Prose
from rag.ports import Embedder, Vectors
from rag.text import is_chinese

_STRETCH = 4
_SAYS_SOMETHING = 4
_REMEMBERED = 2048


@dataclass(frozen=True, slots=True)
class Calibration:
    """A logit: `bias` + `covered` · share of the content covered + `alike` · (worst cosine - .8); of one part, which says
    less, `allowance` more."""

    bias: float
    covered: float
    alike: float
    allowance: float


# Logistic regression (ridge 1) on 121 true Chinese sentences and 29 that say something else than their quotes (added, of
# another aspect, beyond, unrelated, known from elsewhere), of a development set of 260; then the bias towards the true ones,
# by .3 with the embedder and by .6 without, where most of the whole set came out right together with the rules. AUC .965 of
# the two signals, .918 of the first.
# The allowance: where 2 of the true ones and half of the added parts fall below.
WITH_EMBEDDER = Calibration(bias=-4.8, covered=5.0, alike=44.0, allowance=0.5)
WITHOUT_EMBEDDER = Calibration(bias=-3.2, covered=8.3, alike=0.0, allowance=1.4)
# English on Chinese sources: no content is shared and cosines are lower, so the mean of them decides. Set between 9 true
# statements (.784 to .841) and the same with the quotes of others (half below .721, 95 in 100 below .769).
# With a figure or a Latin name that the sources have too (5G-A, 75%), less is enough: of 60 more true ones, half of them held
# out, none of these is below .755, and no other quote has the figure.
ENGLISH_THRESHOLD, ENGLISH_SHARED_THRESHOLD, ENGLISH_STEEPNESS = 0.78, 0.755, 120.0


class Wording:
    """Scores wording, with an embedder or without. Tokens of sources are remembered, as sentences of one answer share them."""

    def __init__(self, embedder: Embedder | None = None) -> None:
        self._embedder = embedder
        self._tokens: dict[str, Vectors] = {}

    def score(self, said: Prose, sources: Sequence[Prose], matches: Sequence[Match]) -> float:
        """An estimate from 0 to 1; 0 for an English statement where no embedder can compare it."""
        is_chinese_text = any(map(is_chinese, said.text))
        if self._embedder is None:
            return _estimate(WITHOUT_EMBEDDER, said, matches, 0.0) if is_chinese_text else 0.0
        found = self._best_matches(self._embedder, said.text, sources)
        if not len(found):
            return 0.0
        if not is_chinese_text:
            return _logistic(ENGLISH_STEEPNESS * (float(found.mean()) - _english_threshold(said, sources)))
        return _estimate(WITH_EMBEDDER, said, matches, _worst_stretch(found))

    def _best_matches(self, embedder: Embedder, statement: str, sources: Sequence[Prose]) -> Vectors:
        """For each token of the statement its best cosine among the tokens of the sources' segments, shape (t,)."""
        parts = [source.text[start:end] for source in sources for start, end in source.segments]
        mine, *theirs = self._tokens_of(embedder, [statement, *parts])
        tokens = np.concatenate(theirs) if theirs else mine[:0]
        best: Vectors = (mine @ tokens.T).max(axis=1) if len(tokens) else mine[:0, 0]
        return best

    def _tokens_of(self, embedder: Embedder, texts: Sequence[str]) -> list[Vectors]:
        remembered = self._tokens
        known = {text: remembered[text] for text in texts if text in remembered}
        if missing := [text for text in dict.fromkeys(texts) if text not in known]:
            known |= zip(missing, embedder.embed_passages(missing).tokens, strict=True)
            self._tokens = known if len(remembered) > _REMEMBERED else remembered | known
        return [known[text] for text in texts]


def covered(statement: Prose, matches: Sequence[Match]) -> float:
    """The share of the content, from 0 to 1, that the closest segments have; each part is looked for in its own."""
    weights = [sum(gram.weight for gram in grams) for part in statement.parts if (grams := statement.within(*part))]
    total = sum(weights)
    return (
        sum(weight * match.coverage for weight, match in zip(weights, matches, strict=True)) / total if matches else 0.0
    )


def _english_threshold(said: Prose, sources: Sequence[Prose]) -> float:
    is_shared = any(
        any(gram.text in source.known for gram in said.grams)
        or any(figure.equals(other) for figure in said.figures for other in source.figures)
        for source in sources
    )
    return ENGLISH_SHARED_THRESHOLD if is_shared else ENGLISH_THRESHOLD


def _worst_stretch(matches: Vectors) -> float:
    """The lowest mean of four neighbours."""
    width = min(_STRETCH, len(matches))
    return float(np.convolve(matches, np.full(width, 1 / width), "valid").min())


def weakest(matches: Sequence[Match]) -> float:
    """The least share of its content, from 0 to 1, that is covered of a part that says something."""
    return min((match.coverage for match in matches if len(match.pairs) >= _SAYS_SOMETHING), default=1.0)


def _estimate(calibration: Calibration, said: Prose, matches: Sequence[Match], worst: float) -> float:
    """A sentence is no better borne out than its weakest part: what was added to a true one is a part of it."""
    alike = calibration.bias + calibration.alike * (worst - 0.8)
    whole = calibration.covered * covered(said, matches)
    part = calibration.covered * weakest(matches) + calibration.allowance
    return _logistic(alike + min(whole, part))


def _logistic(logit: float) -> float:
    return 1 / (1 + math.exp(-max(-50.0, logit)))
