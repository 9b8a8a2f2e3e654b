"""What the check of statements stops: mutants by kind, attacks by kind, and how many true ones it stops with them.

The figures of a run lie in its folder as `mutants.json`, where `wence eval mutants RUN` has put them, and its report shows them.
"""

import random
from collections.abc import Callable, Iterable, Iterator, Mapping
from operator import attrgetter
from pathlib import Path

from pydantic import ValidationError

from eval.attacks import cited, load_attacks
from eval.cases import Entry
from eval.forms import true_trials
from eval.mutants import mutants
from eval.trials import Count, Passes, Trial, tally, together
from rag.answering.checks.source import Source
from rag.errors import UsageError
from rag.ports import Catalogue

NAME = "mutants.json"
TITLES = {
    "mutants": "改动 Mutants",
    "unaltered": "未改动 Unaltered",
    "attacks": "攻击 Attacks",
    "controls": "对照 Controls",
}
"""Of each table what it counts."""

_SEED = 2027
_EACH = 200


class Stopped(Entry):
    """`stopped` of `n` statements did not pass; `share`: of them, from 0 to 1."""

    n: int
    stopped: int
    share: float


class StatementFigures(Entry):
    """By kind of what was altered, by form of what was not, by kind of what was written by hand; "all" is all of a table."""

    mutants: Mapping[str, Stopped]
    unaltered: Mapping[str, Stopped]
    attacks: Mapping[str, Stopped]
    controls: Mapping[str, Stopped]


def measure(catalogue: Catalogue, passes: Passes, *, each: int = _EACH, seed: int = _SEED) -> StatementFigures:
    """Figures on at most so many of each kind and form, and on every attack."""
    trials = list(true_trials(catalogue))
    composed = [trial for trial in trials if trial.form != "verbatim"]
    written = list(cited(load_attacks(), catalogue))
    return StatementFigures(
        mutants=_plain(tally(_some(mutants(trials, catalogue, seed), attrgetter("kind"), each, seed), passes)),
        unaltered=_plain(tally(_some(composed, attrgetter("form"), each, seed), passes)),
        attacks=_plain(tally(((a.kind, a.statement, on) for a, on in written if not a.supported), passes)),
        controls=_plain(tally(((a.kind, a.statement, on) for a, on in written if a.supported), passes)),
    )


def as_text(figures: StatementFigures) -> str:
    return "\n\n".join("\n".join(_lines(title, getattr(figures, name))) for name, title in TITLES.items())


def _lines(title: str, counts: Mapping[str, Stopped]) -> Iterator[str]:
    yield f"{title}：数量 n、拦下 stopped、比例 share"
    yield from (f"{name:14}{count.n:7}{count.stopped:7}{count.share:9.3f}" for name, count in counts.items())


def _some(
    trials: Iterable[Trial], name: Callable[[Trial], str], each: int, seed: int
) -> Iterator[tuple[str, str, tuple[Source, ...]]]:
    """A sample of at most `each` of a name, as (name, statement, sources)."""
    by_name: dict[str, list[Trial]] = {}
    for trial in trials:
        by_name.setdefault(name(trial), []).append(trial)
    for one, listed in by_name.items():
        chosen = random.Random(seed).sample(listed, min(each, len(listed)))
        yield from ((one, trial.statement, trial.sources) for trial in chosen)


def _plain(counts: Mapping[str, Count]) -> dict[str, Stopped]:
    summed = {**counts, "all": together(counts.values())}
    return {name: Stopped(n=count.n, stopped=count.stopped, share=count.share) for name, count in summed.items()}


def keep(figures: StatementFigures, run: Path) -> Path:
    """Beside the figures of a run. Errors: UsageError where it cannot be written."""
    path = run / NAME
    try:
        path.write_text(figures.model_dump_json(indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{path}: 无法写入（{error.strerror}）") from error
    return path


def kept(run: Path) -> StatementFigures | None:
    """Those of a run; None where it has none. Errors: UsageError for a file that is damaged."""
    path = run / NAME
    if not path.exists():
        return None
    try:
        return StatementFigures.model_validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        raise UsageError(f"{path}: 无法读取，请重新运行 wence eval mutants（{error}）") from error
