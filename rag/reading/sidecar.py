"""`<name>.yaml` beside a document: what its text does not say, or says wrongly. Any field may be given, none must."""

from datetime import date
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from rag.domain import Defect, DocumentKind
from rag.errors import ReadingError


class DefectEntry(BaseModel):
    model_config = ConfigDict(extra="forbid")

    label: str
    reads: str
    meant: str
    note: str = ""

    def to_defect(self) -> Defect:
        return Defect(self.label, self.reads, self.meant, self.note)


class Sidecar(BaseModel):
    model_config = ConfigDict(extra="forbid")

    id: Annotated[str, Field(pattern=r"^[^\s/~?#%]{1,100}$")] | None = None
    title: str | None = None
    aliases: tuple[str, ...] = ()
    number: str | None = None
    issuer: str | None = None
    issued_on: date | None = None
    year: int | None = None
    kind: DocumentKind | None = None
    collection: str = "default"
    disclosure: str | None = None
    defects: tuple[DefectEntry, ...] = ()


def read_sidecar(document: Path) -> Sidecar:
    """The sidecar of a document's file; an empty one where there is none. Errors: ReadingError."""
    path = document.with_suffix(".yaml")
    if not path.is_file():
        return Sidecar()
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ReadingError(f"{path.name}: 无法读取，需要 UTF-8 编码的文本；请另存后重新导入") from error
    content = _parse(text, path.name)
    try:
        return Sidecar() if content is None else Sidecar.model_validate(content)
    except ValidationError as error:
        raise ReadingError(f"{path.name}: {_first_fault(error)}") from error


def _parse(text: str, name: str) -> object:
    try:
        return yaml.safe_load(text)
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        raise ReadingError(f"{name}: 第 {line} 行不是有效的 YAML；请改正后重新导入") from error
    except ValueError as error:
        # PyYAML lets the calendar speak for itself: 2025-13-01 is no date.
        raise ReadingError(f"{name}: 有不能用的日期或数值（{error}）；请改正后重新导入") from error


def _first_fault(error: ValidationError) -> str:
    fault = error.errors()[0]
    place = ".".join(map(str, fault["loc"]))
    known = "、".join(Sidecar.model_fields)
    return f"字段 {place or '（全部）'} 不能用（{fault['msg']}）；可用的字段：{known}"
