"""Retrieval sets: texts, questions, and which text answers which question, in a folder laid out as BEIR lays them out.

    corpus.jsonl     {"_id": "d1", "title": "…", "text": "…"}     `id` is as good as `_id`; the title is optional
    queries.jsonl    {"_id": "q1", "text": "…"}
    qrels.tsv        q1, d1 and a score, with tabs between; above 0 is relevant, and more is better. A line of names may
                     stand first. `qrels/test.tsv` is read where there is no `qrels.tsv`.

Source: Thakur et al., BEIR: A Heterogeneous Benchmark for Zero-shot Evaluation of Information Retrieval Models (2021).
A blank text stays in the set; what else is wrong with a line stops the reading.
"""

import math
import random
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import AliasChoices, BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from rag.errors import UsageError

CORPUS, QUERIES, QRELS = "corpus.jsonl", "queries.jsonl", "qrels.tsv"
_QRELS = (QRELS, "qrels/test.tsv")
_SEED = 20260101
_REASONS = {"missing": "缺少这一项", "json_invalid": "不是完整的 JSON"}

# An id stands in a cell of a table of tabs and lines.
Id = Annotated[str, StringConstraints(pattern=r"^[^\t\r\n]+$")]
Filled = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class Entry(BaseModel):
    """One line or object of a file that others wrote: what it has besides is theirs; numbers will do for ids."""

    model_config = ConfigDict(extra="ignore", frozen=True, coerce_numbers_to_str=True)


class Text(Entry):
    id: Id = Field(validation_alias=AliasChoices("_id", "id"))
    title: str | None = None
    text: str


class _Question(Entry):
    id: Id = Field(validation_alias=AliasChoices("_id", "id"))
    text: Filled


@dataclass(frozen=True, slots=True)
class Query:
    """`gains`: score of every relevant text, by its id; never empty."""

    id: str
    text: str
    gains: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class RetrievalSet:
    """`unjudged`: how many questions were left out because no text is relevant to them."""

    name: str
    texts: tuple[Text, ...]
    queries: tuple[Query, ...]
    unjudged: int


def read_set(folder: Path) -> RetrievalSet:
    """Errors: UsageError with the file, the line and the reason."""
    texts = _by_id(folder / CORPUS, Text)
    questions = _by_id(folder / QUERIES, _Question)
    qrels = next((path for name in _QRELS if (path := folder / name).exists()), folder / QRELS)
    gains = _read_qrels(qrels, texts.keys(), questions.keys())
    queries = tuple(Query(name, question.text, gains[name]) for name, question in questions.items() if name in gains)
    return RetrievalSet(folder.resolve().name, tuple(texts.values()), queries, len(questions) - len(queries))


def sample(whole: RetrievalSet, limit: int) -> RetrievalSet:
    """The set with at most `limit` of its questions, the same ones every time, in their order."""
    places = random.Random(_SEED).sample(range(len(whole.queries)), min(limit, len(whole.queries)))
    return replace(whole, queries=tuple(whole.queries[place] for place in sorted(places)))


AnyEntry = TypeVar("AnyEntry", bound=Entry)


def read_entries(path: Path, form: type[AnyEntry]) -> Iterator[tuple[int, AnyEntry]]:
    """The lines of a JSONL file with their numbers, blank ones left out. Errors: UsageError, naming file and line."""
    for number, line in _lines(path):
        try:
            yield number, form.model_validate_json(line)
        except ValidationError as error:
            raise UsageError(f"{path}: 第 {number} 行{reason(error)}") from error


def reason(error: ValidationError) -> str:
    """What is wrong first, and where in the object: " text：缺少这一项（Field required）"."""
    fault = error.errors()[0]
    place = ".".join(map(str, fault["loc"]))
    words = _REASONS.get(fault["type"], "格式不对")
    return f"{' ' if place else ''}{place}：{words}（{fault['msg']}）"


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """Read as bytes: only a line feed ends a line here, and the number of one that is no UTF-8 is known."""
    number = 0
    try:
        with path.open("rb") as file:
            for number, line in enumerate(file, start=1):
                if line.strip():
                    yield number, line.decode("utf-8-sig").rstrip("\r\n")
    except OSError as error:
        raise UsageError(f"{path}: 无法读取（{error.strerror}）") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{path}: 第 {number} 行：不是 UTF-8 编码") from error


AnyNamed = TypeVar("AnyNamed", Text, _Question)


def _by_id(path: Path, form: type[AnyNamed]) -> dict[str, AnyNamed]:
    found: dict[str, AnyNamed] = {}
    for number, entry in read_entries(path, form):
        if entry.id in found:
            raise UsageError(f"{path}: 第 {number} 行：编号 {entry.id} 重复")
        found[entry.id] = entry
    if not found:
        raise UsageError(f"{path}: 文件是空的")
    return found


def _read_qrels(path: Path, texts: Collection[str], questions: Collection[str]) -> dict[str, dict[str, float]]:
    """Score of every relevant text, by question and text; questions without one are not there."""
    scores: dict[str, dict[str, float]] = {}
    for number, line in _lines(path):
        cells = line.split("\t")
        if number == 1 and _is_header(cells, questions):
            continue
        fault = _fault(cells, texts, questions, scores)
        if fault:
            raise UsageError(f"{path}: 第 {number} 行：{fault}")
        scores.setdefault(cells[0], {})[cells[1]] = float(cells[2])
    gains = {name: {text: score for text, score in row.items() if score > 0} for name, row in scores.items()}
    relevant = {name: row for name, row in gains.items() if row}
    if not relevant:
        raise UsageError(f"{path}: 没有一道题有相关的文本")
    return relevant


def _fault(
    cells: list[str],
    texts: Collection[str],
    questions: Collection[str],
    scores: Mapping[str, Mapping[str, float]],
) -> str:
    """What is wrong with a line of judgements; empty where nothing is."""
    if len(cells) != 3:
        return f"应为问题编号、文本编号、分数三列，以制表符分隔，却有 {len(cells)} 列"
    question, text, score = cells
    if question not in questions:
        return f"{QUERIES} 里没有编号为 {question} 的问题"
    if text not in texts:
        return f"{CORPUS} 里没有编号为 {text} 的文本"
    if text in scores.get(question, {}):
        return f"问题 {question} 与文本 {text} 重复"
    return "" if _is_number(score) else f"分数 {score} 不是数"


def _is_header(cells: list[str], questions: Collection[str]) -> bool:
    """Names stand where numbers would; a line about a question that exists is never taken for one."""
    return len(cells) == 3 and cells[0] not in questions and not _is_number(cells[2])


def _is_number(cell: str) -> bool:
    try:
        return math.isfinite(float(cell))
    except ValueError:
        return False
