"""A document laid out: every character of every clause once, in order; headings, tables, gaps, notes and quotes in place."""

from collections.abc import Iterable, Iterator

import pytest

from api.pages import stretches
from api.pages.jumps import jumps
from api.pages.layout import Aside, Block, Jump, Layout, Quote, Row, Table, citation, lay_out, units_by_role
from api.pages.notes import notes
from api.pages.outline import Entry, outline
from api.pages.runs import Line, Mark, runs, shown
from rag.domain import (
    Clause,
    ClauseKind,
    Defect,
    Document,
    Gap,
    ParsedDocument,
    Repair,
    RepairKind,
    Role,
    Span,
    SpanKind,
    Unit,
)
from rag.ports import Catalogue

IDS = ["nandu-2026-report", "shuzi-guangdong-2025", "yuebanhan-2026-12", "yuefu-2021-31", "yuefuhan-2025-237"]


def words(line: Line) -> str:
    return "".join(piece.text for run in line for piece in run.pieces)


def quoted(lines: Iterable[Line]) -> str:
    return "".join(piece.text for line in lines for run in line if run.quoted for piece in run.pieces)


def numbers(lines: Iterable[Line]) -> list[int]:
    return [piece.note for line in lines for run in line for piece in run.pieces if piece.note]


def parsed(catalogue: Catalogue, document_id: str) -> ParsedDocument:
    found = catalogue.parsed(document_id)
    assert found
    return found


def laid_clauses(layout: Layout) -> Iterator[tuple[Clause, list[Line]]]:
    for part in layout.flow:
        if isinstance(part, Block):
            yield part.clause, [part.heading, *part.lines]
        if isinstance(part, Table):
            for group in part.groups:
                if group.heading:
                    yield group.heading.clause, [group.heading.heading, *group.heading.lines]
                for row in group.rows:
                    if isinstance(row, Row):
                        yield row.clause, [line for cell in row.cells for line in cell]


def laid_lines(layout: Layout) -> list[Line]:
    asides = [part.line for part in layout.flow if isinstance(part, Aside)]
    return [*asides, *(line for _, lines in laid_clauses(layout) for line in lines)]


def of_text(text: str, *clauses: tuple[str, str, ClauseKind], **fields: object) -> ParsedDocument:
    """A document of clauses (label, text, kind) that stand in `text`, one behind the other."""
    made, at = [], 0
    for number, (label, words_, kind) in enumerate(clauses):
        start = text.index(words_, at)
        at = start + len(words_)
        made.append(Clause(f"d/{number}", "d", kind, label, (label,), words_, start, at))
    document = fields.pop("document", Document("d", "关于数字社会的意见"))
    return ParsedDocument(document, text, ((0, 0, len(text)),), tuple(made), **{"spans": (), **fields})  # type: ignore[arg-type]


@pytest.mark.parametrize("document_id", IDS)
def test_every_clause_is_there_once_with_all_its_characters(corpus_catalogue: Catalogue, document_id: str) -> None:
    document = parsed(corpus_catalogue, document_id)
    laid = list(laid_clauses(lay_out(document)))
    assert [clause.id for clause, _ in laid] == [clause.id for clause in document.clauses]
    for clause, lines in laid:
        assert "".join(map(words, lines)).replace("\n", "") == clause.text.replace("\n", "").replace("\t", "")


@pytest.mark.parametrize("document_id", IDS)
def test_every_note_hangs_on_the_text_once(corpus_catalogue: Catalogue, document_id: str) -> None:
    layout = lay_out(parsed(corpus_catalogue, document_id))
    assert sorted(numbers(laid_lines(layout))) == [note.number for note in layout.notes]


def test_a_heading_runs_into_its_text_and_a_section_stands_alone(corpus_catalogue: Catalogue) -> None:
    layout = lay_out(parsed(corpus_catalogue, "yuefu-2021-31"))
    blocks = {part.clause.id: part for part in layout.flow if isinstance(part, Block)}
    section, clause, goals = (blocks[f"yuefu-2021-31/{name}"] for name in ("s2", "s2/c1", "s1"))
    assert (section.level, section.run_in, section.lines) == (2, False, ())
    # The path says （一）, the text (一) and a space.
    assert (words(clause.heading), clause.level, clause.run_in) == (
        "(一) 开展数字关键核心技术“强基筑魂”行动。",
        3,
        True,
    )
    assert words(clause.lines[0]).startswith("实施重点领域研发计划")
    assert (words(goals.heading), goals.run_in, len(goals.lines)) == ("一、总体要求", False, 1)


def test_a_heading_lies_one_level_under_the_nearest_above_it(corpus_catalogue: Catalogue) -> None:
    blocks = {
        part.clause.id.partition("/")[2]: part
        for part in lay_out(parsed(corpus_catalogue, "shuzi-guangdong-2025")).flow
        if isinstance(part, Block)
    }
    assert [blocks[name].level for name in ("s1", "s1/c1", "s1/c1/i1")] == [2, 3, 4]
    assert not blocks["notice"].heading


def test_what_has_no_heading_takes_no_level() -> None:
    """A heading under a paragraph lies where one under the paragraph's own parent would."""
    text = "总则\n本法所称\n（一）数据"
    outer, middle, inner = (
        Clause("d/1", "d", ClauseKind.SECTION, "总则", ("总则",), "总则", 0, 2),
        Clause("d/2", "d", ClauseKind.PARAGRAPH, "第1段", ("第1段",), "本法所称", 3, 7, (), "d/1"),
        Clause("d/3", "d", ClauseKind.ITEM, "（一）", ("（一）数据",), "（一）数据", 8, 13, (), "d/2"),
    )
    document = ParsedDocument(Document("d", "法"), text, ((0, 0, len(text)),), (outer, middle, inner), ())
    levels = [(part.level, words(part.heading)) for part in lay_out(document).flow if isinstance(part, Block)]
    assert levels == [(2, "总则"), (3, ""), (3, "（一）数据")]


def test_an_annex_is_one_table_with_its_header_once(corpus_catalogue: Catalogue) -> None:
    layout = lay_out(parsed(corpus_catalogue, "yuebanhan-2026-12"))
    (table,) = [part for part in layout.flow if isinstance(part, Table)]
    assert (table.header, table.width) == (("序号", "重点任务", "责任单位"), 3)
    assert [len(group.rows) for group in table.groups] == [11, 7, 7, 6, 6]
    row = table.groups[0].rows[3]
    assert isinstance(row, Row)
    assert [[words(line) for line in cell] for cell in row.cells] == [
        ["4"],
        ["推广智慧养老设备设施，加快推进智慧养老服务发展。"],
        ["省民政厅牵头"],
    ]
    annex = next(part for part in layout.flow if isinstance(part, Block) and part.clause.kind is ClauseKind.ANNEX)
    assert (words(annex.heading), annex.lines) == ("附件\n重点任务分工表", ())


def test_another_header_opens_another_table_and_a_repeated_one_does_not() -> None:
    text = "序号\t任务\n1\t甲\n序号\t任务\n2\t乙\n| 指标 | 值 |\n|---|---|\n| 丙 | 3 |"
    rows = [(f"第{n}项", words_, ClauseKind.ROW) for n, words_ in enumerate(("1\t甲", "2\t乙", "| 丙 | 3 |"), 1)]
    lines = [(start, end) for start, end in stretches.lines(text)]
    spans = tuple(Span(SpanKind.FURNITURE, "table header", *lines[n]) for n in (0, 2, 4, 5))
    first, second = lay_out(of_text(text, *rows, spans=spans)).flow
    assert isinstance(first, Table) and isinstance(second, Table)
    assert (first.header, len(first.groups[0].rows)) == (("序号", "任务"), 2)
    assert (second.header, second.width, len(second.groups[0].rows)) == (("指标", "值"), 2, 1)


def test_a_row_over_several_lines_keeps_its_columns() -> None:
    text = "1\t甲\t省厅\n\t乙\t"
    (table,) = lay_out(of_text(text, ("第1项", text, ClauseKind.ROW))).flow
    assert isinstance(table, Table)
    (row,) = table.groups[0].rows
    assert isinstance(row, Row)
    assert [[words(line) for line in cell] for cell in row.cells] == [["1"], ["甲", "乙"], ["省厅"]]


def test_the_gap_stands_where_the_numbering_jumps(corpus_catalogue: Catalogue) -> None:
    flow = lay_out(parsed(corpus_catalogue, "yuefu-2021-31")).flow
    (place,) = [place for place, part in enumerate(flow) if isinstance(part, Jump)]
    before, gap, behind = flow[place - 1 : place + 2]
    assert isinstance(before, Block) and isinstance(gap, Jump) and isinstance(behind, Block)
    assert (before.clause.label, gap.gap.missing, behind.clause.label) == ("（十八）", ("（十九）",), "（二十）")
    assert sum(isinstance(part, Jump) for part in lay_out(parsed(corpus_catalogue, "shuzi-guangdong-2025")).flow) == 0


def clause(number: int, label: str, parent: str | None = None, kind: ClauseKind = ClauseKind.CLAUSE) -> Clause:
    return Clause(f"d/{number}", "d", kind, label, (label,), label, 0, 0, (), parent)


def test_a_gap_is_looked_for_in_its_own_list() -> None:
    clauses = [
        *(clause(n, label, "d/s1") for n, label in enumerate(("（一）", "（二）", "（三）"))),
        *(clause(n, label, "d/s2") for n, label in enumerate(("（一）", "（三）"), 3)),
        clause(5, "（二）", "d/s3"),
    ]
    inner, opening = Gap("d", "（一）", ("（二）",)), Gap("d", None, ("（一）",))
    assert jumps(clauses, [inner, opening]) == {"d/4": inner, "d/5": opening}
    assert jumps(clauses, [Gap("d", "（九）", ("（十）",))]) == {}


def test_two_lists_that_jump_alike_have_a_gap_each() -> None:
    clauses = [clause(n, label, f"d/s{n // 2}") for n, label in enumerate(("（一）", "（三）", "（一）", "（三）"))]
    gap = Gap("d", "（一）", ("（二）",))
    assert list(jumps(clauses, [gap, gap])) == ["d/1", "d/3"]


def test_a_gap_between_rows_stands_in_the_table() -> None:
    text = "1\t甲\n3\t乙"
    rows = [("附件第1项", "1\t甲", ClauseKind.ROW), ("附件第3项", "3\t乙", ClauseKind.ROW)]
    gap = Gap("d", "附件第1项", ("附件第2项",))
    (table,) = lay_out(of_text(text, *rows, gaps=(gap,))).flow
    assert isinstance(table, Table)
    assert [part.form for part in table.groups[0].rows] == ["row", "jump", "row"]


def test_repairs_at_one_place_are_one_note(corpus_catalogue: Catalogue) -> None:
    document = parsed(corpus_catalogue, "yuefu-2021-31")
    (note,) = [note for note in notes(document) if note.start == 6357]
    assert [(repair.kind, repair.removed) for repair in note.repairs] == [
        (RepairKind.JOIN, "\n"),
        (RepairKind.REPEAT, "社"),
    ]
    assert note.clause and note.clause.label == "（二十四）"


def test_a_note_stands_between_the_characters_that_it_is_about(corpus_catalogue: Catalogue) -> None:
    layout = lay_out(parsed(corpus_catalogue, "yuefu-2021-31"))
    lines = dict((clause_.label, lines) for clause_, lines in laid_clauses(layout))["（二十四）"]
    pieces = [piece for line in lines for run in line for piece in run.pieces]
    (place,) = [place for place, piece in enumerate(pieces) if piece.note]
    assert pieces[place - 1].text.endswith("智慧化社") and pieces[place + 1].text.startswith("会治理平台")


def test_a_defect_is_marked_and_explained_behind_its_last_character(corpus_catalogue: Catalogue) -> None:
    layout = lay_out(parsed(corpus_catalogue, "yuefu-2021-31"))
    lines = dict((clause_.label, lines) for clause_, lines in laid_clauses(layout))["（十四）"]
    pieces = [piece for line in lines for run in line for piece in run.pieces]
    assert [piece.text for piece in pieces if piece.defective] == [
        "大力发展战略性新兴化合物半导体器件",
        "大力发展战略性新兴晶圆级",
    ]
    for place, piece in enumerate(pieces):
        if piece.defective:
            note = layout.notes[(pieces[place + 1].note or 0) - 1]
            assert note.defect and note.defect.reads == piece.text


def test_a_defect_of_another_clause_with_these_words_is_none() -> None:
    document = Document("d", "意见", defects=(Defect("（二）", "战略清洗", "数据清洗"),))
    blocks = [
        ("（一）", "（一）发展战略清洗。", ClauseKind.CLAUSE),
        ("（二）", "（二）发展战略清洗。", ClauseKind.CLAUSE),
    ]
    found = notes(of_text("（一）发展战略清洗。\n（二）发展战略清洗。", *blocks, document=document))
    assert [(note.clause.label, note.start) for note in found if note.clause] == [("（二）", 16)]


def test_a_defect_over_the_end_of_a_heading_is_marked_on_both_sides() -> None:
    document = Document("d", "意见", defects=(Defect("（一）", "建设。推进", "建成。推进"),))
    clause_ = Clause("d/1", "d", ClauseKind.CLAUSE, "（一）", ("（一）建设",), "（一）建设。推进落实", 0, 10)
    (block,) = lay_out(ParsedDocument(document, clause_.text, ((0, 0, 10),), (clause_,), ())).flow
    assert isinstance(block, Block)
    shown_ = [
        [(p.text, p.defective, p.note) for run in line for p in run.pieces] for line in (block.heading, *block.lines)
    ]
    assert shown_ == [
        [("（一）", False, None), ("建设。", True, None)],
        [("推进", True, None), ("", False, 1), ("落实", False, None)],
    ]


def test_a_repair_outside_of_every_clause_is_told_without_one(corpus_catalogue: Catalogue) -> None:
    found = notes(parsed(corpus_catalogue, "yuebanhan-2026-12"))
    assert [note.start for note in found if note.clause is None] == [6796, 6822]


@pytest.mark.parametrize(
    ("clause_id", "start", "end"),
    [
        ("yuefu-2021-31/s4/c9", 200, 240),
        ("yuefu-2021-31/s4/c9", 0, 30),
        ("yuefu-2021-31/s7/c24", 100, 180),
        ("yuefu-2021-31/s1", 3, 20),
        ("yuebanhan-2026-12/annex1/r13", 0, 102),
        ("yuebanhan-2026-12/annex1", 0, 10),
    ],
)
def test_the_quote_is_the_characters_of_the_clause(
    corpus_catalogue: Catalogue, clause_id: str, start: int, end: int
) -> None:
    """Over headings, notes, lines and cells: all of it, nothing else, and it begins once."""
    document = parsed(corpus_catalogue, clause_id.partition("/")[0])
    layout = lay_out(document, Quote(clause_id, start, end))
    lines = laid_lines(layout)
    text = next(clause_.text for clause_ in document.clauses if clause_.id == clause_id)
    without = str.maketrans("", "", "\n\t")
    assert quoted(lines).translate(without) == text[start:end].translate(without)
    assert sum(run.first for line in lines for run in line) == 1


@pytest.mark.parametrize(
    "quote",
    [
        Quote("yuefu-2021-31/s4/c9", 0, 269),
        Quote("yuefu-2021-31/s4/c9", 30, 30),
        Quote("yuefu-2021-31/s4/c9", 30, 10),
        Quote("yuefu-2021-31/s1", 6, 7),
        Quote("yuebanhan-2026-12/s1", 0, 5),
        Quote("<script>", 0, 5),
    ],
)
def test_a_quote_that_is_none_marks_nothing(corpus_catalogue: Catalogue, quote: Quote) -> None:
    """Beyond the clause, empty, backwards, nothing but a line break, of another document, of none."""
    lines = laid_lines(lay_out(parsed(corpus_catalogue, "yuefu-2021-31"), quote))
    assert not any(run.quoted for line in lines for run in line)


def test_a_point_at_a_cut_belongs_to_what_follows_and_at_the_end_of_a_line_to_the_line() -> None:
    text = "（一）建设。推进\n落实"
    mark = [Mark(1, 6, 6)]
    assert (numbers([runs(text, (0, 6), mark)]), numbers([runs(text, (6, 8), mark)])) == ([], [1])
    assert numbers([runs(text, (6, 8), [Mark(2, 8, 8)])]) == [2]
    assert shown("\n\t建", (0, 3)) == (2, 3)


def test_the_title_above_is_not_said_twice_and_that_of_the_notice_is_said(corpus_catalogue: Catalogue) -> None:
    def asides(document_id: str) -> list[tuple[str, str]]:
        flow = lay_out(parsed(corpus_catalogue, document_id)).flow
        return [(part.name, words(part.line)) for part in flow if isinstance(part, Aside)]

    assert [name for name, _ in asides("yuefu-2021-31")] == ["disclosure", "footer", "printed", "printed"]
    assert asides("yuefuhan-2025-237") == [
        ("title", "广东省人民政府关于印发广东省国家\n数字经济创新发展试验区建设方案\n（2025—2027年）的通知"),
        ("signature", "广东省人民政府"),
        ("date", "2025年11月8日"),
        ("title", "广东省国家数字经济创新发展试验区建设方案（2025—2027年）"),
    ]


def test_two_titles_with_a_text_between_are_two() -> None:
    text = "关于印发意见的通知\n请执行。\n意见"
    spans = (Span(SpanKind.METADATA, "title", 0, 9), Span(SpanKind.METADATA, "title", 15, 17))
    flow = lay_out(of_text(text, ("通知", "请执行。", ClauseKind.NOTICE), spans=spans)).flow
    assert [words(part.line) if isinstance(part, Aside) else part.form for part in flow] == [
        "关于印发意见的通知",
        "block",
        "意见",
    ]


def test_the_outline_holds_headings_and_gaps_and_no_items(corpus_catalogue: Catalogue) -> None:
    document = parsed(corpus_catalogue, "yuefu-2021-31")
    entries = outline(document.clauses, lay_out(document).jumps)
    assert [entry.text for entry in entries][:2] == ["前言", "一、总体要求"]
    sixth = next(entry for entry in entries if entry.text.startswith("六、"))
    assert [entry.missing or entry.text[:4] for entry in sixth.entries] == [
        "（十七）",
        "（十八）",
        ("（十九）",),
        "（二十）",
        "（二十一",
        "（二十二",
    ]
    items = parsed(corpus_catalogue, "shuzi-guangdong-2025")
    assert not any("/i" in anchor for anchor in _anchors(outline(items.clauses, {})))


def test_a_heading_under_what_the_outline_leaves_out_stands_where_that_would() -> None:
    kinds = (ClauseKind.SECTION, ClauseKind.PARAGRAPH, ClauseKind.CLAUSE)
    section, paragraph, inner = (
        clause(n, label, parent, kind)
        for n, (label, parent, kind) in enumerate(zip("甲乙丙", (None, "d/0", "d/1"), kinds, strict=True))
    )
    (entry,) = outline([section, paragraph, inner], {})
    assert [below.text for below in entry.entries] == ["丙"]


def _anchors(entries: Iterable[Entry]) -> Iterator[str]:
    for entry in entries:
        yield entry.anchor
        yield from _anchors(entry.entries)


def test_a_citation_names_document_number_and_path(corpus_catalogue: Catalogue) -> None:
    document = parsed(corpus_catalogue, "yuebanhan-2026-12")
    row = next(clause_ for clause_ in document.clauses if clause_.id.endswith("/r4"))
    assert citation(document.document, row) == (
        "《广东省加快数字社会高质量建设实施意见》（粤办函〔2026〕12号）"
        "附件 重点任务分工表 › 一、创新场景应用，构建数字社会运转新方式 › 第4项"
    )


def test_units_are_grouped_by_role_lead_first() -> None:
    units = [Unit("甲", Role.SHARED), Unit("乙", Role.LEAD), Unit("丙", Role.SHARED)]
    grouped = [(role, [unit.name for unit in named]) for role, named in units_by_role(units)]
    assert grouped == [(Role.LEAD, ["乙"]), (Role.SHARED, ["甲", "丙"])]


def test_repairs_that_a_parser_left_unsorted_are_told_in_order() -> None:
    repairs = (Repair(RepairKind.JOIN, 5, "\n"), Repair(RepairKind.REPEAT, 2, "建"), Repair(RepairKind.REPEAT, 5, "甲"))
    found = notes(of_text("（一）建设。", ("（一）", "（一）建设。", ClauseKind.CLAUSE), repairs=repairs))
    assert [(note.number, note.start, len(note.repairs)) for note in found] == [(1, 2, 1), (2, 5, 2)]
