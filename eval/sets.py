"""Sets of cases: a file of them with its digest, and the line on which each case stands."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.cases import FOLDER, Case, load_cases
from eval.run import gold_ids
from rag.errors import UsageError
from rag.ports import Catalogue


@dataclass(frozen=True, slots=True)
class CaseSet:
    """`lines`: number of the line, from 1, by case id."""

    path: Path
    sha256: str
    cases: tuple[Case, ...]
    lines: Mapping[str, int]

    @property
    def name(self) -> str:
        return self.path.name

    def place(self, case_id: str) -> str:
        return f"{self.path}: 第 {self.lines[case_id]} 行"


def load_sets(arguments: Sequence[str]) -> tuple[CaseSet, ...]:
    """Files of cases by path, or by name among those that ship; without any, all that ship. Errors: UsageError."""
    paths = [_path(argument) for argument in arguments] or sorted(FOLDER.glob("*.jsonl"))
    sets = tuple(_load(path) for path in paths)
    seen: dict[str, CaseSet] = {}
    for one in sets:
        for case in one.cases:
            if other := seen.get(case.id):
                raise UsageError(f"{one.place(case.id)}：编号 {case.id} 与 {other.place(case.id)} 重复")
            seen[case.id] = one
    return sets


def check_gold(sets: Sequence[CaseSet], catalogue: Catalogue) -> None:
    """Errors: UsageError with file, line and label for a gold clause that the corpus does not have."""
    for one in sets:
        for case in one.cases:
            try:
                gold_ids(catalogue, case)
            except UsageError as error:
                raise UsageError(f"{one.place(case.id)}：{error}") from error


def _path(argument: str) -> Path:
    ships = FOLDER / f"{argument}.jsonl"
    return ships if not Path(argument).exists() and ships.parent == FOLDER and ships.exists() else Path(argument)


def _load(path: Path) -> CaseSet:
    cases = load_cases(path)
    text = path.read_bytes()
    numbers = [n for n, line in enumerate(text.decode("utf-8").splitlines(), start=1) if line.strip()]
    lines = {case.id: number for case, number in zip(cases, numbers, strict=True)}
    return CaseSet(path, hashlib.sha256(text).hexdigest(), cases, lines)
