"""What comes in over the wire. Unknown fields are refused: a misspelt filter must not widen a search in silence."""

import re
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from rag import domain
from rag.ledger import TaskKind

BODY_LIMIT = 256 * 1024

_CONTROLS = {code: " " for code in range(32) if chr(code) not in "\t\n\r"} | {127: " "}
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def _without_controls(text: str) -> str:
    """Control characters as spaces, one for one: a NUL would end the text for the libraries written in C."""
    return text.translate(_CONTROLS)


def _only_a_day(value: Any) -> Any:
    """Keeps pydantic from reading numbers and times as days. Errors: PydanticCustomError."""
    if value is None or isinstance(value, date) or (isinstance(value, str) and _DAY.fullmatch(value)):
        return value
    raise PydanticCustomError("day", "a day as YYYY-MM-DD")


def _whole(value: Any) -> Any:
    """JSON has one kind of number: 10.0 is a whole one."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


QuestionText = Annotated[
    str,
    # Something that can be seen; in words of the ECMA 262 that JSON Schema speaks.
    Field(
        description="The question, in Chinese or English. Control characters count as spaces.",
        min_length=1,
        max_length=2000,
        pattern=r"[^\s\x00-\x1f\x7f]",
        examples=["低空产业由哪个部门牵头？"],
    ),
    AfterValidator(_without_controls),
]
Name = Annotated[str, Field(min_length=1, max_length=200)]
Day = Annotated[date, BeforeValidator(_only_a_day)]


class Incoming(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Turn(Incoming):
    """One turn of the conversation before the question."""

    role: Annotated[Literal["user", "assistant"], Field(description="Who said it.")]
    content: Annotated[str, Field(description="What was said.", max_length=8000), AfterValidator(_without_controls)]


class Filters(Incoming):
    """Which documents may be searched; what is left out does not restrict."""

    documents: Annotated[
        list[Name],
        Field(description="Ids of documents. An id that is not there is refused.", max_length=100),
    ] = []
    collections: Annotated[
        list[Name],
        Field(description="Names of collections. A name that is not there is refused.", max_length=100),
    ] = []
    document_kinds: Annotated[list[domain.DocumentKind], Field(description="Kinds of documents.", max_length=10)] = []
    issued_after: Annotated[
        Day | None, Field(description="This day or later. A document without a day is kept out, and a note says so.")
    ] = None
    issued_before: Annotated[Day | None, Field(description="This day or earlier; as above.")] = None

    def value(self) -> domain.Filters:
        return domain.Filters(
            documents=tuple(self.documents),
            collections=tuple(self.collections),
            kinds=tuple(self.document_kinds),
            issued_after=self.issued_after,
            issued_before=self.issued_before,
        )


class Asked(Incoming):
    """What a search and an ask share."""

    question: QuestionText
    history: Annotated[
        list[Turn], Field(description="The conversation so far, oldest first; completes a follow-up.", max_length=20)
    ] = []
    filters: Annotated[Filters | None, Field(description="Which documents may be searched; null means all.")] = None

    def turns(self) -> list[domain.Turn]:
        return [domain.Turn(turn.role, turn.content) for turn in self.history]


class SearchRequest(Asked):
    limit: Annotated[
        int, Field(description="How many hits at most.", ge=1, le=100, strict=True), BeforeValidator(_whole)
    ] = 10


class AskRequest(Asked):
    stream: Annotated[
        bool, Field(description="Whether the answer is sent as it comes, as server-sent events.", strict=True)
    ] = False
    model: Annotated[
        Name | None,
        Field(description="One that GET /v1/models lists; null: the default; none: sentences of the documents."),
    ] = None


class ClauseQuery(Incoming):
    document: Annotated[Name | None, Field(description="Id of the document.")] = None
    ref: Annotated[
        str | None,
        Field(
            description="A clause in words, or its id.",
            min_length=1,
            max_length=500,
            examples=["粤府〔2021〕31号第（五）条", "附件第13项"],
        ),
        AfterValidator(lambda text: _without_controls(text) if text else text),
    ] = None


class TaskQuery(Incoming):
    unit: Annotated[
        Name | None,
        Field(description="A unit; abbreviations in common use are understood.", examples=["省发改委"]),
        AfterValidator(lambda name: _without_controls(name) if name else name),
    ] = None
    role: Annotated[domain.Role | None, Field(description="The part that the unit has.")] = None
    document: Annotated[Name | None, Field(description="Id of the document.")] = None
    collection: Annotated[Name | None, Field(description="Name of a collection of documents.")] = None
    text: Annotated[
        Name | None, Field(description="Terms that must all occur; widths and scripts alike.", examples=["数据 交易"])
    ] = None
    kind: Annotated[
        TaskKind, Field(description="record: 任务分工. mention: a part that running text gives a unit, kept apart.")
    ] = TaskKind.RECORD
    format: Annotated[
        Literal["json", "csv", "markdown"], Field(description="csv is for spreadsheets: UTF-8 with a BOM.")
    ] = "json"
