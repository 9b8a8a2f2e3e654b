"""Cases: questions with the clauses and facts that answer them, one JSON object a line.

{"id": "fact-001",                      unique in its file
 "question": "…",
 "history": [{"role": "user", "content": "…"}],   optional
 "gold": [{"document": "yuebanhan-2026-12", "label": "（五）"}],   empty where nothing answers
 "need": "any",                         any of gold answers by itself, or all of it is needed
 "facts": [["16%", "百分之十六"]],      each fact by its alternatives, word for word
 "computed": [["共1项"]],               optional; facts that the answer counts or concludes, and that no clause says
 "status": "answered",                  answered | partial | not_found | out_of_scope | clarify
 "tags": ["fact"]}
"""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from rag.domain import Status
from rag.errors import UsageError

FOLDER = Path(__file__).parent / "datasets"

Tag = Literal[
    "fact",
    "unit",
    "list",
    "ledger",
    "count",
    "compare",
    "definition",
    "reference",
    "colloquial",
    "script",
    "follow-up",
    "unanswerable",
    "off-topic",
    "false-premise",
    "attack",
    "scan",
]


class Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Gold(Entry):
    document: str
    label: str


class Utterance(Entry):
    role: Literal["user", "assistant"]
    content: str


class Case(Entry):
    id: str
    question: Annotated[str, Field(min_length=1)]
    history: tuple[Utterance, ...] = ()
    gold: tuple[Gold, ...] = ()
    need: Literal["any", "all"] = "any"
    facts: tuple[Annotated[tuple[str, ...], Field(min_length=1)], ...] = ()
    computed: tuple[Annotated[tuple[str, ...], Field(min_length=1)], ...] = ()
    status: Status = Status.ANSWERED
    tags: tuple[Tag, ...] = ()


def load_cases(path: Path) -> tuple[Case, ...]:
    """Errors: UsageError with the file, the line and the reason."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: 无法读取评测集（{error}）") from error
    cases: dict[str, Case] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            case = Case.model_validate_json(line)
        except ValidationError as error:
            fault = error.errors()[0]
            place = ".".join(map(str, fault["loc"]))
            raise UsageError(f"{path}: 第 {number} 行 {place}：{fault['msg']}") from error
        if case.id in cases:
            raise UsageError(f"{path}: 第 {number} 行：编号 {case.id} 重复")
        cases[case.id] = case
    if not cases:
        raise UsageError(f"{path}: 评测集是空的")
    return tuple(cases.values())
