"""Runs: what was asked, with which settings, and what came of it, as a folder that says all of it by itself.

    settings.json    what the figures depend on
    rows.jsonl       a row a case
    clauses.jsonl    the clauses that the rows name, once each
    figures.json     figures with intervals, overall and by tag, and the confusion of statuses

A folder is written beside and renamed, so that it is whole or not there, and it is never written over.
"""

import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from eval.cases import Entry
from eval.circumstances import Circumstances
from eval.figures import Figures
from eval.rows import Row
from rag.errors import UsageError

SETTINGS, ROWS, CLAUSES, FIGURES = "settings.json", "rows.jsonl", "clauses.jsonl", "figures.json"
_FOREIGN = "这不是评测结果，或由其他版本写成"

_Model = TypeVar("_Model", bound=BaseModel)


class Excerpt(Entry):
    """A clause with the name of its document, as it stood when the questions were asked."""

    id: str
    title: str
    number: str | None
    path: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Run:
    circumstances: Circumstances
    rows: tuple[Row, ...]
    clauses: Mapping[str, Excerpt]
    figures: Figures


def new_folder(home: Path, moment: datetime) -> Path:
    """`home/runs/<UTC timestamp>`, a name that no folder has."""
    name = moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    names = (name, *(f"{name}.{n}" for n in range(2, 100)))
    return next(folder for one in names if not (folder := home / "runs" / one).exists())


def check_free(folder: Path) -> None:
    """Errors: UsageError where something is there already."""
    if folder.exists():
        raise UsageError(f"{folder} 已经存在；评测结果不会覆盖已有的文件，请换一个位置")


def save(run: Run, folder: Path) -> None:
    """Writes a run, whole or not at all. Errors: UsageError where the folder exists or cannot be written."""
    check_free(folder)
    building = folder.with_name(f".{folder.name}.{os.getpid()}")
    try:
        building.mkdir(parents=True)
        _write(building / SETTINGS, [run.circumstances.model_dump_json(indent=2)])
        _write(building / ROWS, [row.model_dump_json() for row in run.rows])
        _write(building / CLAUSES, [clause.model_dump_json() for _, clause in sorted(run.clauses.items())])
        _write(building / FIGURES, [run.figures.model_dump_json(indent=2)])
        building.rename(folder)
    except OSError as error:
        raise UsageError(f"{folder}: 无法写入（{error.strerror}）") from error
    finally:
        shutil.rmtree(building, ignore_errors=True)


def load(folder: Path) -> Run:
    """Reads a run. Errors: UsageError with file, line and reason for a folder that is damaged or no run."""
    circumstances = _whole(folder / SETTINGS, Circumstances)
    rows = tuple(_lines(folder / ROWS, Row))
    clauses = {clause.id: clause for clause in _lines(folder / CLAUSES, Excerpt)}
    figures = _whole(folder / FIGURES, Figures)
    run = Run(circumstances, rows, clauses, figures)
    _check(run, folder)
    return run


def _check(run: Run, folder: Path) -> None:
    expected = sum(one.cases for one in run.circumstances.datasets)
    for file, count in ((ROWS, len(run.rows)), (FIGURES, run.figures.cases)):
        if count != expected:
            raise UsageError(f"{folder / file}: 应有 {expected} 题，实有 {count} 题；文件不完整")
    seen: set[str] = set()
    for number, row in enumerate(run.rows, start=1):
        if row.id in seen:
            raise UsageError(f"{folder / ROWS}: 第 {number} 行：编号 {row.id} 重复")
        if absent := row.clause_ids - run.clauses.keys():
            raise UsageError(f"{folder / ROWS}: 第 {number} 行：{CLAUSES} 里没有条款 {min(absent)}")
        seen.add(row.id)


def _write(path: Path, lines: Sequence[str]) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in lines)
        file.flush()
        os.fsync(file.fileno())


def _whole(path: Path, model: type[_Model]) -> _Model:
    text = _text(path)
    try:
        json.loads(text)
        return model.model_validate_json(text)
    except ValidationError as error:
        raise _damaged(path, _line_of(text, error.errors()[0]["loc"]), error) from error
    except json.JSONDecodeError as error:
        raise UsageError(f"{path}: 第 {error.lineno} 行：不是 JSON（{error.msg}）。{_FOREIGN}") from error


def _lines(path: Path, model: type[_Model]) -> Iterator[_Model]:
    text = _text(path).removesuffix("\n")
    # Not splitlines(), which also splits at characters that may stand inside a string.
    for number, line in enumerate(text.split("\n") if text else (), start=1):
        try:
            yield model.model_validate_json(line)
        except ValidationError as error:
            raise _damaged(path, number, error) from error


def _damaged(path: Path, line: int, error: ValidationError) -> UsageError:
    fault = error.errors()[0]
    place = ".".join(map(str, fault["loc"]))
    return UsageError(f"{path}: 第 {line} 行 {place}：{fault['msg']}。{_FOREIGN}")


def _line_of(text: str, place: Sequence[str | int]) -> int:
    """The line of a fault, by the names that lead to it; that of its parent where it is missing."""
    position = 0
    for name in place:
        position = max(position, text.find(f'"{name}"', position))
    return text.count("\n", 0, position) + 1


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: 无法读取（{error}）。{_FOREIGN}") from error
