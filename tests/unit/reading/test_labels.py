"""What opens a clause, and what only looks like it."""

import pytest

from rag.domain import ClauseKind
from rag.reading.labels import Family, parse_label
from rag.reading.numbering import LARGEST_GAP, Numbering

_LABELS = [
    ("一、总体要求", "一、", "s1", "总体要求"),
    ("十二．保障措施", "十二、", "s12", "保障措施"),
    ("一、\t总体要求", "一、", "s1", "总体要求"),
    ("十一、十二五规划评估", "十一、", "s11", "十二五规划评估"),
    ("（五）打造", "（五）", "c5", "打造"),
    ("(五) 打造", "（五）", "c5", "打造"),
    ("（ 五 ）、打造", "（五）", "c5", "打造"),
    ("五）打造", "（五）", "c5", "打造"),
    ("㈤打造", "（五）", "c5", "打造"),
    ("（一）项目申报", "（一）", "c1", "项目申报"),
    ("27．推进", "27．", "i27", "推进"),
    ("２７．推进", "27．", "i27", "推进"),
    ("27. 推进", "27．", "i27", "推进"),
    ("27、推进", "27．", "i27", "推进"),
    ("⒊推进", "3．", "i3", "推进"),
    ("1.5G建设", "1．", "i1", "5G建设"),
    ("2．2026年底前建成", "2．", "i2", "2026年底前建成"),
    ("3.10月底前报送", "3．", "i3", "10月底前报送"),
    ("（1）提交", "（1）", "n1", "提交"),
    ("1）提交", "（1）", "n1", "提交"),
    ("⑴提交", "（1）", "n1", "提交"),
    ("③完善", "③", "o3", "完善"),
    ("第一编 总则", "第一编", "part1", "总则"),
    ("第二分编 物权", "第二分编", "subpart2", "物权"),
    ("第三篇 建设科技强省", "第三篇", "vol3", "建设科技强省"),
    ("第一部分 总体要求", "第一部分", "portion1", "总体要求"),
    ("第一章总则", "第一章", "ch1", "总则"),
    ("第二节　管理", "第二节", "sec2", "管理"),
    ("第十条　为了", "第十条", "a10", "为了"),
    ("第10条 为了", "第十条", "a10", "为了"),
    ("第 3 條\t為規範", "第三条", "a3", "為規範"),
    ("第十条之一　省级", "第十条之一", "a10-1", "省级"),
    ("第一千二百六十条 本法", "第一千二百六十条", "a1260", "本法"),
    ("第五条中小企业享受便利", "第五条", "a5", "中小企业享受便利"),
    ("第九条第三方机构应当评估", "第九条", "a9", "第三方机构应当评估"),
    ("第八条明确责任", "第八条", "a8", "明确责任"),
    ("3 运维要求", "3", "d3", "运维要求"),
    ("3.1 基本要求", "3.1", "d3.1", "基本要求"),
    ("3.1基本要求", "3.1", "d3.1", "基本要求"),
    ("3.1.2. 应急", "3.1.2", "d3.1.2", "应急"),
]


@pytest.mark.parametrize(("line", "text", "token", "rest"), _LABELS)
def test_a_label_is_read_in_every_way_that_it_is_written(line: str, text: str, token: str, rest: str) -> None:
    label = parse_label(line)
    assert label is not None
    assert (label.text, label.token, line[label.width :]) == (text, token, rest)


@pytest.mark.parametrize(
    "line",
    [
        "第五条规定的情形，由主管部门另行规定。",
        "第五条所称数据，是指信息的记录。",
        "第五条第一款的规定同样适用。",
        "第三条第三款规定",
        "第五条、第六条的规定",
        "第五条和第六条的规定",
        "第五条至第八条的规定",
        "第五条的规定，依法处罚。",
        "第五条，另有规定的除外。",
        "第五条中的数据",
        "第五条要求的材料",
        "第三章的有关规定",
        "第二节所列情形",
        "（二）项规定的条件",
        "（二）至（四）项",
        "（一）、（二）项的规定",
        "（一）（二）项情形",
        "(2)项的材料",
        "一、二、三产业融合发展",
        "一、二线城市",
        "三、四级医院",
        "1、2号楼",
        "3.5万亿元",
        "3.5亿元",
        "2.5 小时",
        "55.2%，高于全国",
        "2.0版本",
        "2025年，基本建成",
        "10%、20%和40%",
        "5G基站3万个",
        "12 英寸晶圆线，建设 8 英寸晶圆线",
        "1  事项甲  市级主管部门",
        "10 个试点城市已经建成，其他城市正在推进",
        "一是加强统筹。",
        "一批重大项目",
        "十四五规划",
        "1978年",
        "（2025—2027年）",
        "（以下简称《办法》）",
        "第一，加强领导",
        "第一次全体会议",
        "三）。",
        "",
        "。",
    ],
)
def test_a_mention_a_quantity_or_a_list_is_no_label(line: str) -> None:
    assert parse_label(line) is None


@pytest.mark.parametrize(
    "line",
    ["第" + "九" * 5000 + "条", "第" + "9" * 5000 + "条", "9" * 5000 + "．", "（" + "一" * 5000 + "）", "（" * 5000],
)
def test_a_number_beyond_reason_is_no_label_and_no_crash(line: str) -> None:
    assert parse_label(line) is None


def test_a_heading_of_its_own_line_is_a_section_and_a_numbered_one_of_standards_too() -> None:
    kinds = {
        line: label.kind for line in ("一、甲", "（一）甲", "1．甲", "3 范围", "3.1 甲") if (label := parse_label(line))
    }
    assert kinds == {
        "一、甲": ClauseKind.SECTION,
        "（一）甲": ClauseKind.CLAUSE,
        "1．甲": ClauseKind.ITEM,
        "3 范围": ClauseKind.SECTION,
        "3.1 甲": ClauseKind.ITEM,
    }


def test_every_family_writes_what_it_reads() -> None:
    for family in set(Family) - {Family.HEADING, Family.QUESTION, Family.DECIMAL, Family.ROW}:
        for number in (1, 9, 10, 11, 19, 20):
            label = parse_label(family.write(number) + " 甲")
            assert label is not None, family
            assert (label.family, label.number, label.text) == (family, number, family.write(number))


def _gaps(*lines: tuple[str, str]) -> list[tuple[str | None, tuple[str, ...]]]:
    """Gaps of lines given as (line, id of its parent)."""
    numbering = Numbering()
    found = [numbering.missing(label, parent) for line, parent in lines if (label := parse_label(line))]
    return [gap for gap in found if gap[1]]


def test_a_number_that_jumps_leaves_a_gap() -> None:
    assert _gaps(("（一）甲", "s1"), ("（四）乙", "s1")) == [("（一）", ("（二）", "（三）"))]


def test_a_number_may_run_on_across_headings() -> None:
    assert _gaps(("（一）甲", "s1"), ("（二）乙", "s2"), ("（三）丙", "s3")) == []


def test_a_number_may_start_anew_under_each_heading() -> None:
    assert _gaps(("（一）甲", "s1"), ("（二）乙", "s1"), ("（一）丙", "s2"), ("（二）丁", "s2")) == []


def test_a_list_that_starts_with_two_under_a_new_heading_lacks_its_first() -> None:
    assert _gaps(("（一）甲", "s1"), ("（二）乙", "s1"), ("（三）乙", "s1"), ("（二）丙", "s2")) == [
        (None, ("（一）",))
    ]


def test_a_repeated_number_is_no_gap() -> None:
    assert _gaps(("（一）甲", "s1"), ("（二）乙", "s1"), ("（二）丙", "s1"), ("（三）丁", "s1")) == []


def test_decimals_are_counted_under_their_own_prefix() -> None:
    assert _gaps(("3.1 甲", "d3"), ("3.2 乙", "d3"), ("4.1 丙", "d4"), ("4.3 丁", "d4")) == [("4.1", ("4.2",))]


def test_a_leap_is_a_warning_and_not_a_thousand_gaps() -> None:
    numbering = Numbering()
    for line in ("第一条 甲", f"第{LARGEST_GAP + 3}条 乙"):
        label = parse_label(line)
        assert label is not None
        assert numbering.missing(label, None)[1] == ()
    assert numbering.warnings == ["编号从第一条跳到第五十三条，未按缺号处理"]
