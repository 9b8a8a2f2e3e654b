"""Statements as a hostile or sloppy writer makes them, and true ones beside them, each with the clauses that it cites.

`datasets/attacks.json`, written by hand from the documents that ship, before the rules were held against it:
[{"kind": "target", "supported": false, "cites": ["yuefuhan-2025-237/s1"], "statement": "…"}]
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

from pydantic import Field, StrictBool, TypeAdapter, ValidationError

from eval.cases import FOLDER, Entry
from rag.answering.checks.source import Source
from rag.errors import UsageError
from rag.ports import Catalogue

PATH = FOLDER / "attacks.json"


class Attack(Entry):
    kind: str
    supported: StrictBool
    cites: Annotated[tuple[str, ...], Field(min_length=1)]
    statement: Annotated[str, Field(min_length=1)]


_ATTACKS = TypeAdapter(tuple[Attack, ...])


def load_attacks(path: Path = PATH) -> tuple[Attack, ...]:
    """Errors: UsageError with the file and the reason."""
    try:
        return _ATTACKS.validate_json(path.read_bytes())
    except OSError as error:
        raise UsageError(f"{path}: 无法读取（{error}）") from error
    except ValidationError as error:
        fault = error.errors()[0]
        raise UsageError(f"{path}: {'.'.join(map(str, fault['loc']))}：{fault['msg']}") from error


def cited(attacks: Sequence[Attack], catalogue: Catalogue) -> Iterator[tuple[Attack, tuple[Source, ...]]]:
    """Each with the texts that it cites. Errors: UsageError for a clause that the corpus does not have."""
    for attack in attacks:
        sources = []
        for name in attack.cites:
            clause = catalogue.clause(name)
            if clause is None:
                raise UsageError(f"{PATH.name}: 没有条款 {name}（{attack.statement}）")
            sources.append(Source.of(clause, catalogue.documents[clause.document_id]))
        yield attack, tuple(sources)
