"""The five documents, read once, and a way to look at a small text as a tree."""

from collections.abc import Callable
from pathlib import Path

import pytest

from rag.domain import ParsedDocument
from rag.reading.decode import decode
from rag.reading.read import TextReader, read_text

DOCUMENTS = Path(__file__).parents[3] / "corpus" / "documents"


@pytest.fixture(scope="session")
def corpus() -> dict[str, ParsedDocument]:
    parsed = [TextReader().read(path) for path in sorted(DOCUMENTS.glob("*.txt"))]
    return {document.document.id: document for document in parsed}


@pytest.fixture(scope="session")
def sources() -> dict[str, str]:
    """The text of the files, by document id."""
    return {path.stem: decode(path.read_bytes(), path.name) for path in DOCUMENTS.glob("*.txt")}


@pytest.fixture(scope="session")
def tree() -> Callable[[str], list[str]]:
    """Reads a text; a line for each clause: its id without the document's, and its heading."""

    def lines(source: str) -> list[str]:
        parsed = read_text(source, "x.txt")
        return [f"{clause.id.removeprefix('x/')} {clause.path[-1]}" for clause in parsed.clauses]

    return lines
