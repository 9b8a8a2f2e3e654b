"""What is read of the units of every record, against a table written by hand from the sources, without this program."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from rag.domain import ParsedDocument

_TABLE = Path(__file__).parents[2] / "data" / "records.tsv"
Record = tuple[str, str, str, str]


@pytest.fixture(scope="module")
def written() -> set[Record]:
    with _TABLE.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file, delimiter="\t") if row["kind"] == "record" and not row["from"]]
    return {(row["document"], row["label"], row["role"], row["unit"]) for row in rows}


@pytest.fixture(scope="module")
def read(corpus: dict[str, ParsedDocument]) -> set[Record]:
    return {
        (clause.document_id, clause.label, unit.role.value, unit.name)
        for parsed in corpus.values()
        for clause in parsed.clauses
        for unit in clause.units
    }


def test_every_record_of_the_table_is_read(written: set[Record], read: set[Record]) -> None:
    assert sorted(written - read) == []


def test_every_record_that_is_read_stands_in_the_table(written: set[Record], read: set[Record]) -> None:
    assert sorted(read - written) == []


def test_the_table_holds_109_clauses_of_three_documents(written: set[Record]) -> None:
    clauses = {(document, label) for document, label, _, _ in written}
    assert Counter(document for document, _ in clauses) == {
        "yuebanhan-2026-12": 37,
        "shuzi-guangdong-2025": 50,
        "yuefuhan-2025-237": 22,
    }


def test_a_label_with_units_names_one_clause(corpus: dict[str, ParsedDocument]) -> None:
    for parsed in corpus.values():
        labels = Counter(clause.label for clause in parsed.clauses if clause.units)
        assert [label for label, count in labels.items() if count > 1] == []


def test_collective_and_open_lists_are_marked(corpus: dict[str, ParsedDocument]) -> None:
    units = {unit for parsed in corpus.values() for clause in parsed.clauses for unit in clause.units}
    assert {unit.name for unit in units if unit.collective} == {
        "各地级以上市人民政府",
        "各有关单位",
        "省有关单位",
        "中直驻粤有关单位",
    }
    assert {unit.name for unit in units if unit.open} == {"省国资委", "省通信管理局", "省能源局"}
