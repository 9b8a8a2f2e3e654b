"""Documents made up by the grammar of official writing, and whether the reader finds in them what was put in.

The writer knows for every heading its label and what it stands beneath, and which numbers it left out. Lines that only
mention a label (按照⏎第五条规定…) are mixed in, torn by page ends or not.
"""

import itertools
from dataclasses import dataclass, field
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from rag.domain import Clause, ClauseKind, ParsedDocument, RepairKind, Span
from rag.reading.read import read_text
from rag.text import format_numeral

_TITLES = ("总体要求", "夯实数字底座", "推进“一网通办”", "加快数据要素市场化配置改革", "发展5G和人工智能", "组织保障")
_SENTENCES = (
    "推进数据要素市场化配置改革，完善制度规则体系。",
    "到2027年，数字经济核心产业增加值占比超过16%。",
    "建设智慧城市（含县城），提升治理能力。",
    "按照第五条规定执行。",
    "落实（二）项规定的条件，推动一、二、三产业融合发展。",
)
_MENTIONS = (
    "第五条规定的情形除外。",
    "第三章的有关要求另行制定。",
    "第二条、第三条的内容同样适用。",
    "（二）项规定的条件同样适用。",
    "（一）至（三）项由市里落实。",
    "一、二、三产业融合发展。",
    "3.5万亿元的目标如期实现。",
    "2027年，基本建成。",
)
_TORN = "各地要加强统筹协调，加大投入力度，完善评估机制，形成长效机制，有关工作按照"
_UNITS = ("省科技厅牵头", "省教育厅、财政厅按职责分工负责", "各地级以上市人民政府落实")

_FAMILIES: dict[str, tuple[str, ...]] = {
    "official": ("numeral", "bracket numeral", "dot", "bracket digit", "circled"),
    "law": ("part", "chapter", "section", "article", "bracket numeral", "dot"),
}
_RUNS_ON = ("bracket numeral", "dot", "article")
_KINDS = {"notice", "preamble", "paragraph"}


@dataclass
class _Writer:
    """Writes a document and keeps what it wrote: (label, labels of what it stands beneath) of every heading."""

    random: Random
    lines: list[str] = field(default_factory=list)
    headings: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    gaps: list[tuple[str | None, tuple[str, ...]]] = field(default_factory=list)

    def document(self) -> str:
        self.lines += ["某省数字经济促进实施方案", "", "为促进数字经济发展，制定本方案。"]
        self.body(())
        for number in range(1, self.random.randint(0, 2) + 1):
            self.annex(number)
        return self.random.choice(["\n", "\r\n"]).join(self.lines) + "\n"

    def body(self, above: tuple[str, ...]) -> None:
        style = self.random.choice(list(_FAMILIES))
        families = _FAMILIES[style]
        first = self.random.randrange(len(families) - 1)
        chosen = [families[first], *(name for name in families[first + 1 :] if self.random.random() < 0.7)]
        runs_on = {name for name in _RUNS_ON if self.random.random() < 0.5}
        last: dict[str, int] = {}
        self.level(chosen, above, runs_on, last)

    def level(self, families: list[str], above: tuple[str, ...], runs_on: set[str], last: dict[str, int]) -> None:
        if not families:
            return
        family = families[0]
        number = last.get(family, 0) if family in runs_on else 0
        for place in range(self.random.randint(1, 3)):
            before, number = number, self.next_number(family, number, may_repeat=place > 0)
            last[family] = number
            label = _label(family, number)
            if number > before + 1:
                self.gaps.append((_label(family, before), tuple(_label(family, n) for n in range(before + 1, number))))
            self.heading(family, number, label, above)
            if self.random.random() < 0.7:
                self.level(families[1:], (*above, label), runs_on, last)

    def next_number(self, family: str, number: int, *, may_repeat: bool) -> int:
        if may_repeat and self.random.random() < 0.1:
            return number
        skips = number and self.random.random() < 0.15
        following = number + (self.random.randint(2, 4) if skips else 1)
        return following if family != "circled" or following <= 20 else number

    def heading(self, family: str, number: int, label: str, above: tuple[str, ...]) -> None:
        written = self.random.choice(_ways(family, number))
        title = self.random.choice(_TITLES)
        bold = self.random.random() < 0.2
        alone = family in ("numeral", "part", "chapter", "section")
        text = f"{written}{title}" if alone else f"{written}{title}。"
        text = f"**{text}**" if bold else text
        self.headings.append((label, above))
        self.lines.append(self.random.choice(["", "　　", "  "]) + text + ("" if alone else self.sentences()))
        self.follow()

    def sentences(self) -> str:
        return "".join(self.random.choice(_SENTENCES) for _ in range(self.random.randint(0, 3)))

    def follow(self) -> None:
        """Lines beneath a heading: paragraphs, mentions, a sentence that a page end tears."""
        for _ in range(self.random.choice([0, 0, 1, 2])):
            way = self.random.randrange(4)
            if way == 0:
                page = self.random.choice([[], [""], ["", "— 3 —", ""]])
                self.lines += [_TORN, *page, "第五条规定落实。"]
            elif way == 1:
                self.lines += ["按照", "第五条规定的要求办理。"]
            elif way == 2:
                self.lines.append(self.random.choice(_MENTIONS))
            else:
                self.lines.append(self.random.choice(_SENTENCES))
        if self.random.random() < 0.3:
            self.lines.append("")

    def annex(self, number: int) -> None:
        label = f"附件{number}"
        self.lines += ["", self.random.choice([label, f"附 件 {number}"]), "", "重点任务分工表"]
        self.headings.append((label, ()))
        if self.random.random() < 0.5:
            self.table(label)
        else:
            self.body((label,))

    def table(self, annex: str) -> None:
        row = self.random.choice([_tabs, _pipes])
        header = ["序号", "重点任务", "责任单位"]
        self.lines.append(row(header))
        if row is _pipes:
            self.lines.append("| --- | :-: | ---: |")
        number, grouped = 0, self.random.random() < 0.5
        for group in range(1, self.random.randint(1, 2) + 1):
            above: tuple[str, ...] = (annex,)
            if grouped:
                above = (annex, f"{annex}第{group}部分")
                self.headings.append((above[1], (annex,)))
                self.lines.append(row([f"{format_numeral(group)}、{_TITLES[group]}", "", ""]))
            for _ in range(self.random.randint(1, 3)):
                number += 1
                self.headings.append((f"{annex}第{number}项", above))
                self.lines.append(row([str(number), self.random.choice(_SENTENCES), self.random.choice(_UNITS)]))


def _tabs(cells: list[str]) -> str:
    return "\t".join(cells)


def _pipes(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _label(family: str, number: int) -> str:
    return {
        "numeral": f"{format_numeral(number)}、",
        "bracket numeral": f"（{format_numeral(number)}）",
        "dot": f"{number}．",
        "bracket digit": f"（{number}）",
        "circled": chr(0x245F + number),
        "part": f"第{format_numeral(number)}编",
        "chapter": f"第{format_numeral(number)}章",
        "section": f"第{format_numeral(number)}节",
        "article": f"第{format_numeral(number)}条",
    }[family]


def _ways(family: str, number: int) -> list[str]:
    """The ways in which a label is written."""
    chinese, wide = format_numeral(number), str(number).translate({i: i + 0xFEE0 for i in range(48, 58)})
    if family == "numeral":
        return [f"{chinese}、", f"{chinese}．"]
    if family == "bracket numeral":
        return [f"（{chinese}）", f"({chinese})", f"({chinese}) ", f"（{chinese})"]
    if family == "dot":
        return [f"{number}．", f"{number}.", f"{number}. ", f"{number}、", f"{wide}．"]
    if family == "bracket digit":
        return [f"（{number}）", f"({number})", f"（{wide}）"]
    if family == "circled":
        return [chr(0x245F + number)]
    return [f"{_label(family, number)}　", f"{_label(family, number)} ", _label(family, number)]


def _assert_tiles(parsed: ParsedDocument) -> None:
    """Clauses and spans follow each other with one line break between, and nothing else is in the text."""
    parts: list[Clause | Span] = [*parsed.clauses, *parsed.spans]
    parts.sort(key=lambda part: part.start)
    assert parts[0].start == 0
    assert parts[-1].end == len(parsed.text)
    for part, following in itertools.pairwise(parts):
        assert parsed.text[part.end : following.start] == "\n"


def _assert_consistent(parsed: ParsedDocument) -> None:
    seen: dict[str, Clause] = {}
    for clause in parsed.clauses:
        assert clause.text == parsed.text[clause.start : clause.end]
        assert clause.id not in seen
        assert clause.id.startswith(f"{parsed.document.id}/")
        parent = seen[clause.parent] if clause.parent else None
        assert clause.path[:-1] == (parent.path if parent else ())
        assert parent is None or parent.start < clause.start
        seen[clause.id] = clause


def _headings(parsed: ParsedDocument) -> list[tuple[str, tuple[str, ...]]]:
    by_id = {clause.id: clause for clause in parsed.clauses}

    def above(clause: Clause) -> tuple[str, ...]:
        parent = by_id[clause.parent] if clause.parent else None
        return (*above(parent), parent.label) if parent else ()

    return [(clause.label, above(clause)) for clause in parsed.clauses if clause.kind.value not in _KINDS]


@settings(max_examples=250)
@given(st.randoms(use_true_random=False))
def test_what_the_grammar_writes_the_reader_finds(random: Random) -> None:
    writer = _Writer(random)
    parsed = read_text(writer.document(), "x.txt")
    assert _headings(parsed) == writer.headings
    assert [(gap.after, gap.missing) for gap in parsed.gaps] == writer.gaps
    _assert_tiles(parsed)
    _assert_consistent(parsed)


@settings(max_examples=100)
@given(st.randoms(use_true_random=False))
def test_a_page_end_before_a_mention_is_mended(random: Random) -> None:
    writer = _Writer(random)
    source = writer.document()
    parsed = read_text(source, "x.txt")
    joins = sum(mark.kind is RepairKind.JOIN for mark in parsed.repairs)
    assert parsed.text.count(f"{_TORN}第五条规定落实。") == source.count(_TORN)
    assert joins >= source.count(_TORN)


_ANY_LINES = st.lists(
    st.sampled_from(
        [
            *(
                "某省人民政府文件",
                "粤府〔2021〕31号",
                "关于印发《某方案》的通知",
                "某方案",
                "各市人民政府：",
                "附件",
                "附件1：甲",
                "附件：1．甲",
            ),
            *(
                "一、甲",
                "二、乙。",
                "（一）丙。",
                "（三）丁；",
                "1．戊",
                "3.1 己",
                "3 庚",
                "①辛",
                "第一章 壬",
                "第三条　癸。",
                "第九百条 子。",
            ),
            *(
                "序号\t任务\t单位",
                "1\t建设\t省厅牵头",
                "5\t\t",
                "\t\t省厅",
                "| 序号 | 任务 |",
                "|---|---|",
                "| 2 | 建设 |",
                "丑\t\t",
            ),
            *(
                "目录",
                "## 寅",
                "# 卯",
                "问：何为？",
                "答：如此。",
                "某省财政厅",
                "2025年5月1日",
                "抄送：各厅。",
                "公开方式：主动公开",
                "本意见自印发之日起施行。",
            ),
            *(
                "",
                "— 2 —",
                "**",
                "推进建设，",
                "推进建设。",
                "推进建设",
                "推" * 40 + "，建",
                "　　（四）辰。",
                "（此件公开发布）",
            ),
        ]
    ),
    min_size=1,
    max_size=40,
).filter(lambda lines: any(line.strip("*— 2") for line in lines))


@settings(max_examples=300)
@given(_ANY_LINES)
def test_lines_in_any_order_tile_the_text(lines: list[str]) -> None:
    parsed = read_text("\n".join(lines), "x.txt")
    _assert_tiles(parsed)
    _assert_consistent(parsed)


def test_the_five_documents_tile_their_text(corpus: dict[str, ParsedDocument]) -> None:
    for parsed in corpus.values():
        _assert_tiles(parsed)
        _assert_consistent(parsed)


def test_kinds_follow_from_labels(corpus: dict[str, ParsedDocument]) -> None:
    kinds = {clause.kind for parsed in corpus.values() for clause in parsed.clauses}
    assert kinds == set(ClauseKind)
