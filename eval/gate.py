"""Gates: thresholds for the figures, from a TOML file, and whether a run keeps them.

[minimum]            [maximum]            [tags.unit]      minima over the cases of a tag
hit5 = 0.9           p95_ms = 500         fact = 0.8
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field, ValidationError

from eval.cases import Entry, Tag
from eval.figures import METRICS, Better, Figures
from rag.errors import UsageError, WenceError

DEFAULT = Path(__file__).with_name("gates.toml")


class GateFailed(WenceError):
    """A figure is past its threshold. An error and no exit code, because the command is mounted in another."""


@dataclass(frozen=True, slots=True)
class Gate:
    """`tag` None: over all cases."""

    metric: str
    limit: float
    better: Better
    tag: str | None = None

    @property
    def name(self) -> str:
        return f"{self.metric} ({self.tag})" if self.tag else self.metric

    def passes(self, value: float) -> bool:
        return value >= self.limit if self.better is Better.HIGH else value <= self.limit


@dataclass(frozen=True, slots=True)
class Outcome:
    """`measured` and `passed` are None where no case has that score."""

    gate: Gate
    measured: float | None
    passed: bool | None


def _known(better: Better) -> AfterValidator:
    names = [metric.name for metric in METRICS if metric.better is better]

    def check(name: str) -> str:
        if name not in names:
            raise ValueError(f"没有这个指标；可用的指标：{'、'.join(names)}")
        return name

    return AfterValidator(check)


_Limit = Annotated[float, Field(strict=True)]
_Minima = Mapping[Annotated[str, _known(Better.HIGH)], _Limit]
_Maxima = Mapping[Annotated[str, _known(Better.LOW)], _Limit]


class _Tables(Entry):
    minimum: _Minima = Field(default_factory=dict)
    maximum: _Maxima = Field(default_factory=dict)
    tags: Mapping[Tag, _Minima] = Field(default_factory=dict)


def load_gates(path: Path = DEFAULT) -> tuple[Gate, ...]:
    """Errors: UsageError with the file and what is wrong in it."""
    try:
        tables = _Tables.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(f"{path}: 无法读取（{error}）") from error
    except ValidationError as error:
        fault = error.errors()[0]
        raise UsageError(f"{path}: {'.'.join(map(str, fault['loc']))}：{fault['msg']}") from error
    gates = (
        *(Gate(metric, limit, Better.HIGH) for metric, limit in tables.minimum.items()),
        *(
            Gate(metric, limit, Better.HIGH, tag)
            for tag, limits in tables.tags.items()
            for metric, limit in limits.items()
        ),
        *(Gate(metric, limit, Better.LOW) for metric, limit in tables.maximum.items()),
    )
    if not gates:
        raise UsageError(f"{path}: 一个门槛也没有")
    return gates


def judge(gates: Sequence[Gate], figures: Figures) -> tuple[Outcome, ...]:
    """Every gate with what was measured; a gate of which no case has a score is neither passed nor failed."""
    return tuple(_outcome(gate, figures) for gate in gates)


def _outcome(gate: Gate, figures: Figures) -> Outcome:
    table = figures.overall if gate.tag is None else figures.tags.get(gate.tag, {})
    figure = table.get(gate.metric)
    return Outcome(gate, figure.value, gate.passes(figure.value)) if figure else Outcome(gate, None, None)
