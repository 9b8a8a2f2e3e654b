"""Sets for reading comprehension to retrieval sets: a context becomes a text, found by the questions asked about it.

Two forms are read. That of SQuAD 1.1 (Rajpurkar et al., 2016), which XQuAD (Artetxe et al., 2020) and the later form of
CMRC 2018 share: {"data": [{"title", "paragraphs": [{"context", "id"?, "qas": [{"id", "question", "answers"}]}]}]}. And
the first form of CMRC 2018 (Cui et al., 2019):
[{"context_id", "context_text", "title", "qas": [{"query_id", "query_text", "answers"}]}].

Answers are not kept. A question whose list of answers is there but empty (SQuAD 2.0) stays without a relevant text.
"""

import codecs
import json
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import AliasChoices, Field, TypeAdapter, ValidationError

from eval.beir import CORPUS, QRELS, QUERIES, Entry, Filled, Id, reason
from rag.errors import UsageError


class _Asked(Entry):
    id: Id = Field(validation_alias=AliasChoices("id", "query_id"))
    text: Filled = Field(validation_alias=AliasChoices("question", "query_text"))
    answers: list[Any] | None = None


class _Paragraph(Entry):
    id: Id | None = Field(None, validation_alias=AliasChoices("id", "context_id"))
    title: str | None = None
    context: str = Field(validation_alias=AliasChoices("context", "context_text"))
    qas: list[_Asked]


class _Article(Entry):
    title: str | None = None
    paragraphs: list[_Paragraph]


class _Squad(Entry):
    data: list[_Article]


@dataclass(frozen=True, slots=True)
class Context:
    id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Question:
    """`context`: id of the text that it was asked about; None where that text does not answer it."""

    id: str
    text: str
    context: str | None


@dataclass(frozen=True, slots=True)
class Converted:
    contexts: tuple[Context, ...]
    questions: tuple[Question, ...]


def read_squad(path: Path) -> Converted:
    """Identical contexts are one. Errors: UsageError with the file, the place and the reason."""
    contexts: dict[str, Context] = {}
    questions: dict[str, Question] = {}
    for paragraph in _paragraphs(path):
        new = Context(paragraph.id or f"text-{len(contexts) + 1}", paragraph.title or "", paragraph.context)
        context = contexts.setdefault(new.text, new)
        for asked in paragraph.qas:
            if asked.id in questions:
                raise UsageError(f"{path}: 问题编号 {asked.id} 重复")
            questions[asked.id] = Question(asked.id, asked.text, None if asked.answers == [] else context.id)
    if len({context.id for context in contexts.values()}) < len(contexts):
        raise UsageError(f"{path}: 内容不同的文本用了同一个编号")
    if not questions:
        raise UsageError(f"{path}: 没有问题")
    return Converted(tuple(contexts.values()), tuple(questions.values()))


def asked_as(converted: Converted, path: Path) -> Converted:
    """The same with the wording that another file of such a form has for its questions, by their ids.

    Errors: UsageError where it lacks one.
    """
    wording = {question.id: question.text for question in read_squad(path).questions}
    missing = [question.id for question in converted.questions if question.id not in wording]
    if missing:
        raise UsageError(f"{path}: 缺少 {len(missing)} 道题，例如 {missing[0]}")
    return replace(
        converted, questions=tuple(replace(question, text=wording[question.id]) for question in converted.questions)
    )


def write_set(converted: Converted, folder: Path) -> None:
    """Writes the folder of a retrieval set, all of it or nothing. Errors: UsageError where something is there already."""
    if folder.exists() and not (folder.is_dir() and not any(folder.iterdir())):
        raise UsageError(f"{folder}: 已有内容，不会覆盖；请给出新的或空的目录")
    with _beside(folder) as building:
        _write_lines(building / CORPUS, ({"_id": c.id, "title": c.title, "text": c.text} for c in converted.contexts))
        _write_lines(building / QUERIES, ({"_id": q.id, "text": q.text} for q in converted.questions))
        rows = [f"{question.id}\t{question.context}\t1" for question in converted.questions if question.context]
        _write(building / QRELS, ["query-id\tcorpus-id\tscore", *rows])


@contextmanager
def _beside(folder: Path) -> Iterator[Path]:
    """A folder to write in that takes the place of `folder`, absent or empty, once it is whole."""
    target = folder.resolve()
    building = target.with_name(f".{target.name}.building")
    try:
        # A conversion that was killed leaves its folder behind.
        shutil.rmtree(building, ignore_errors=True)
        building.mkdir(parents=True)
        yield building
        if target.exists():
            target.rmdir()
        building.rename(target)
    except OSError as error:
        raise UsageError(f"{folder}: 无法写入（{error.strerror}）") from error
    finally:
        shutil.rmtree(building, ignore_errors=True)


def _paragraphs(path: Path) -> Sequence[_Paragraph]:
    try:
        raw = path.read_bytes().removeprefix(codecs.BOM_UTF8)
        if raw.lstrip().startswith(b"["):
            return TypeAdapter(list[_Paragraph]).validate_json(raw)
        articles = _Squad.model_validate_json(raw).data
    except OSError as error:
        raise UsageError(f"{path}: 无法读取（{error.strerror}）") from error
    except ValidationError as error:
        raise UsageError(f"{path}{reason(error)}") from error
    return [p.model_copy(update={"title": article.title}) for article in articles for p in article.paragraphs]


def _write_lines(path: Path, entries: Iterable[dict[str, str]]) -> None:
    _write(path, (json.dumps(entry, ensure_ascii=False) for entry in entries))


def _write(path: Path, lines: Iterable[str]) -> None:
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8", newline="\n")
