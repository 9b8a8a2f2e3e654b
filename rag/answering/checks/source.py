"""What a statement leans on: the text that is cited, and what may be said of it that does not stand in it."""

from dataclasses import dataclass
from functools import cached_property

from rag.answering.checks.prose import Prose, prose
from rag.domain import Clause, Document, Unit


@dataclass(frozen=True)
class Source:
    """A cited text. `names`: of its document (title, 文号); `label`, `path`: of the clause; `units`: of its record."""

    text: str
    names: tuple[str, ...] = ()
    label: str = ""
    path: tuple[str, ...] = ()
    units: tuple[Unit, ...] = ()

    @classmethod
    def of(cls, clause: Clause, document: Document, text: str | None = None) -> "Source":
        """The whole clause, or the stretch of it that is quoted."""
        names = (document.title, *document.aliases, document.number or "", document.issuer or "")
        cited = clause.text if text is None else text
        return cls(cited, tuple(filter(None, names)), clause.label, clause.path, clause.units)

    @cached_property
    def prose(self) -> Prose:
        return prose(self.text)
