"""A sample of sets of cases: evenly over the sets, the same every time, and the smaller one lies within the larger one."""

from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256

from eval.cases import Case
from eval.sets import CaseSet


def sample(sets: Sequence[CaseSet], limit: int) -> tuple[CaseSet, ...]:
    """The sets with at most `limit` of their cases together, in their order. Which ones is decided by digests of ids."""
    places = {name: place for one in sets for name, place in _places(one.cases).items()}
    drawn = set(sorted(places, key=places.__getitem__)[:limit])
    return tuple(replace(one, cases=tuple(case for case in one.cases if case.id in drawn)) for one in sets)


def _places(cases: Sequence[Case]) -> dict[str, tuple[float, str]]:
    """Where a case stands among those of its set, between 0 and 1, and its digest."""
    digests = {case.id: sha256(case.id.encode()).hexdigest() for case in cases}
    ordered = sorted(digests, key=digests.__getitem__)
    return {name: ((n + 0.5) / len(ordered), digests[name]) for n, name in enumerate(ordered)}
