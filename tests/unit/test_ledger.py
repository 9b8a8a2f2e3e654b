"""The responsibility ledger, against a table that was written by hand from the sources, without this program."""

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from rag.domain import Clause, ClauseKind, Document, DocumentKind, Role, Unit
from rag.ledger import Task, TaskKind, counts, matching, mentions, records
from rag.ports import Catalogue

_TABLE = Path(__file__).parents[1] / "data" / "records.tsv"
Entry = tuple[str, str, str, str]
CITIES = Unit("各地级以上市人民政府", Role.IMPLEMENT, collective=True)


@pytest.fixture(scope="module")
def written() -> list[dict[str, str]]:
    with _TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


@pytest.fixture(scope="module")
def tasks(corpus_catalogue: Catalogue) -> list[Task]:
    return records(corpus_catalogue)


def _entries(tasks: list[Task]) -> list[Entry]:
    return [(t.document.id, t.clause.label, unit.role.value, unit.name) for t in tasks for unit in t.all_units]


def _written(rows: list[dict[str, str]], kind: str) -> list[Entry]:
    return [(row["document"], row["label"], row["role"], row["unit"]) for row in rows if row["kind"] == kind]


def _share(part: set[Entry], whole: set[Entry]) -> float:
    return len(part & whole) / len(whole)


def test_the_ledger_has_every_unit_of_every_record_and_no_other(
    written: list[dict[str, str]], tasks: list[Task]
) -> None:
    found, gold = _entries(tasks), _written(written, "record")
    precision, recall = _share(set(gold), set(found)), _share(set(found), set(gold))
    assert (precision, recall) == (1.0, 1.0)
    assert len(found) == len(set(found)) == len(gold) == 265 + 106
    assert len(tasks) == 109


def test_the_mentions_in_running_text_are_apart(written: list[dict[str, str]], corpus_catalogue: Catalogue) -> None:
    found = mentions(corpus_catalogue)
    assert _entries(found) == _written(written, "mention")
    assert {task.kind for task in found} == {TaskKind.MENTION}
    assert found[0].text.startswith("省发展改革委要牵头进一步细化明确阶段性目标")


def test_a_default_says_which_clause_it_comes_from(written: list[dict[str, str]], tasks: list[Task]) -> None:
    by_default = {
        (task.document.id, task.clause.label, task.governed_by.label)
        for task in tasks
        if task.governed_by and task.defaults
    }
    assert by_default == {(row["document"], row["label"], row["from"]) for row in written if row["from"]}


def test_groups_and_open_lists_are_marked_as_in_the_table(written: list[dict[str, str]], tasks: list[Task]) -> None:
    marked = {
        (task.document.id, task.clause.label, unit.name, "collective" if unit.collective else "open")
        for task in tasks
        for unit in task.all_units
        if unit.collective or unit.open
    }
    assert marked == {(row["document"], row["label"], row["unit"], row["mark"]) for row in written if row["mark"]}


def test_a_task_is_said_without_its_number_and_its_units(tasks: list[Task]) -> None:
    said = {(task.document.id, task.clause.label): task for task in tasks}
    row = said["yuebanhan-2026-12", "附件第1项"]
    assert row.text.startswith("构建全省纵横贯通的数字化学习网络") and row.text.endswith("推进人工智能全学段教育。")
    assert row.section == ("附件 重点任务分工表", "一、创新场景应用，构建数字社会运转新方式")
    assert said["shuzi-guangdong-2025", "2．"].text.startswith("推进产业协同创新。完善以制造业创新中心")
    assert said["shuzi-guangdong-2025", "2．"].text.endswith("等创新中心建设。")
    for task in tasks:
        assert not any(unit.name in task.text for unit in task.units), task.clause.id
        assert "牵头" not in task.text and "按职责分工" not in task.text


def test_documents_come_in_the_order_of_their_dates(tasks: list[Task]) -> None:
    order = list(dict.fromkeys(task.document.id for task in tasks))
    assert order == ["shuzi-guangdong-2025", "yuefuhan-2025-237", "yuebanhan-2026-12"]


def test_counts_are_those_of_the_sources(tasks: list[Task]) -> None:
    """Counted in the sources: 6 rows, 13 items and 10 clauses are led by it."""
    number = {count.name: count for count in counts(tasks)}
    assert number["省政务和数据局"].roles == {Role.LEAD: 29, Role.SUPPORT: 1, Role.SHARED: 20}
    assert number["省政务和数据局"].total == 50
    assert number["各地级以上市人民政府"].by_default == 106
    assert number["各地级以上市人民政府"].collective
    assert number["省民政厅"].roles == {Role.LEAD: 1, Role.SHARED: 1}


class _Catalogue:
    """Clauses of documents that are made up: all that the ledger asks of a catalogue."""

    def __init__(self, *clauses: Clause, kind: DocumentKind = DocumentKind.OFFICIAL) -> None:
        self._clauses = clauses
        self.documents = {clause.document_id: Document(clause.document_id, "题", kind=kind) for clause in clauses}

    def clauses_with_units(self) -> list[Clause]:
        return [clause for clause in self._clauses if clause.units]

    def clauses_of(self, document_id: str) -> list[Clause]:
        return [clause for clause in self._clauses if clause.document_id == document_id]


def _row(number: int, text: str, *units: Unit, annex: int = 1) -> Clause:
    identifier = f"d/annex{annex}/r{number}"
    return Clause(identifier, "d", ClauseKind.ROW, f"附件第{number}项", ("附件",), text, 0, len(text), units)


def _item(number: int, text: str, *units: Unit) -> Clause:
    return Clause(f"d/s1/i{number}", "d", ClauseKind.ITEM, f"{number}．", ("一、",), text, 0, len(text), units)


LEAD, OTHER = Unit("省教育厅", Role.LEAD), Unit("省民政厅", Role.LEAD)


def _defaults(*clauses: Clause) -> list[list[str]]:
    return [[unit.name for unit in task.defaults] for task in records(_Catalogue(*clauses))]  # type: ignore[arg-type]


def test_a_default_reaches_the_records_behind_it_in_its_own_table_only() -> None:
    first = _row(2, "2\t甲\t省教育厅牵头；各地级以上市人民政府结合实际落实，下同", LEAD, CITIES)
    clauses = (_row(1, "1\t甲\t省民政厅牵头", OTHER), first, _row(3, "3\t乙\t省民政厅牵头", OTHER))
    assert _defaults(*clauses) == [[], [], [CITIES.name]]
    assert _defaults(*clauses, _row(1, "1\t丙\t省民政厅牵头", OTHER, annex=2), _item(1, "1．丁", OTHER))[3:] == [[], []]


def test_a_default_is_what_stands_in_the_part_that_ends_in_it() -> None:
    one = _item(1, "1．甲。（省教育厅牵头，各地级以上市人民政府落实，以下均需落实，不再一一列出）", LEAD, CITIES)
    assert _defaults(one, _item(2, "2．乙。（省民政厅牵头）", OTHER)) == [[], [CITIES.name]]
    both = _item(1, "1．甲。（省教育厅牵头，下同）", LEAD)
    assert _defaults(both, _item(2, "2．乙。（省民政厅牵头）", OTHER)) == [[], ["省教育厅"]]


def test_a_record_that_names_the_unit_itself_has_it_once() -> None:
    first = _item(1, "1．甲。（各地级以上市人民政府落实，下同）", CITIES)
    assert _defaults(first, _item(2, "2．乙。（各地级以上市人民政府落实）", CITIES)) == [[], []]


@pytest.mark.parametrize(
    ("text", "task"),
    [
        ("1\t推进养老\t省民政厅牵头", "推进养老"),
        ("| 1 | 养老 | 省民政厅牵头，省教育厅配合 | 2027年底 |", "养老"),
        ("1\t养老\t推广智慧养老设备设施\t省民政厅\t2027年底前完成", "推广智慧养老设备设施"),
        ("1\t省民政厅牵头\t推广智慧养老设备设施", "推广智慧养老设备设施"),
        (
            "1\t配合省民政厅做好养老、托育和助残各项工作，逐年通报\t省民政厅",
            "配合省民政厅做好养老、托育和助残各项工作，逐年通报",
        ),
    ],
)
def test_the_task_of_a_row_is_the_longest_cell_before_its_units(text: str, task: str) -> None:
    units = (OTHER, LEAD)
    (found,) = records(_Catalogue(_row(1, text, *units)))  # type: ignore[arg-type]
    assert found.text == task


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("省发展改革委要牵头细化分工。", [("省发展改革委", Role.LEAD)]),
        ("由省教育厅、省民政厅负责验收。", [("省教育厅", Role.RESPONSIBLE), ("省民政厅", Role.RESPONSIBLE)]),
        ("省教育厅牵头，省民政厅配合。", [("省教育厅", Role.LEAD), ("省民政厅", Role.SUPPORT)]),
        ("由省政府主要负责同志担任组长。", []),
        ("各有关部门要制定方案。", []),
        ("鼓励龙头企业牵头。", []),
    ],
)
def test_a_mention_is_an_authority_and_its_part(text: str, expected: list[tuple[str, Role]]) -> None:
    found = mentions(_Catalogue(_item(1, text)))  # type: ignore[arg-type]
    assert [(unit.name, unit.role) for task in found for unit in task.units] == expected


def test_words_must_all_occur_in_any_width_or_script() -> None:
    task = Task(_item(1, "1．建设ＡＩ平台", LEAD), Document("d", "题"), (LEAD,), 0, 5)
    assert matching([task], words="ai 平臺") == [task]
    assert matching([task], words="ai 场景") == []


def test_a_unit_and_a_role_must_be_of_the_same_entry() -> None:
    task = Task(_item(1, "1．", LEAD, CITIES), Document("d", "题"), (LEAD, CITIES), 0, 2)
    assert matching([task], unit=["省教育厅"], role=Role.LEAD) == [task]
    assert matching([task], unit=["省教育厅"], role=Role.IMPLEMENT) == []
    assert matching([replace(task, units=(LEAD,), defaults=(CITIES,))], role=Role.IMPLEMENT) != []
