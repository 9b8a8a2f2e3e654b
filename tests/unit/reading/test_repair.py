"""Torn text is joined, what a tool left is taken out, and every character still knows where it came from."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.domain import ParsedDocument, RepairKind
from rag.reading.read import read_text
from rag.reading.repair import repair

_FRONT = "标题\n\n为贯彻落实决策部署，提出如下意见。\n\n"


def _solid(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _restored(parsed: ParsedDocument) -> str:
    """The repaired text with everything that was taken out back in its place."""
    pieces, position = [], 0
    for mark in parsed.repairs:
        pieces += [parsed.text[position : mark.position], mark.removed]
        position = mark.position
    return "".join([*pieces, parsed.text[position:]])


def _assert_mapped(parsed: ParsedDocument, source: str) -> None:
    for i, character in enumerate(parsed.text):
        if not character.isspace():
            assert source[parsed.source_position(i)] == character, (i, parsed.text[i : i + 10])
    assert [mark.position for mark in parsed.repairs] == sorted(mark.position for mark in parsed.repairs)
    assert _solid(_restored(parsed)) == _solid(source)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("yuefu-2021-31", "街，并延伸至网络末梢的智慧化社会治理平台，实现基层治理"),
        ("yuefu-2021-31", "边缘计算平台等新一代算力基础设施。完善全省“一张网”架构"),
        ("yuefu-2021-31", "形成泛在互联的“万物智联”网络。"),
        ("yuefu-2021-31", "工业互联网创新基础设施等重大科技基础设施。"),
        ("yuefu-2021-31", "强化广州、深圳“中国软件名城”的产业集聚"),
        ("yuefu-2021-31", "加速激光显示、3D显示等前沿显示技术"),
        ("yuefu-2021-31", "支持发展“5G+工业互联网”。"),
        ("yuefu-2021-31", "提高对数字技术创新、基础设施"),
        ("yuebanhan-2026-12", "建强“粤省事”平台超级入口。深化政务服务改革，推动"),
        ("yuebanhan-2026-12", "加快人工智能技术应用服务，培育一批"),
        ("yuebanhan-2026-12", "（十一）夯实数字基础设施底座。超前布局"),
        ("yuefuhan-2025-237", "\n八、保障措施\n（二十三）"),
    ],
)
def test_what_the_scans_tore_reads_as_it_was_written(
    corpus: dict[str, ParsedDocument], name: str, expected: str
) -> None:
    assert corpus[name].text.count(expected) == 1


def test_the_three_repeated_characters_are_the_only_ones_taken_out(corpus: dict[str, ParsedDocument]) -> None:
    repeats = [
        (mark.removed, parsed.text[mark.position - 2 : mark.position + 2])
        for parsed in corpus.values()
        for mark in parsed.repairs
        if mark.kind is RepairKind.REPEAT
    ]
    assert repeats == [("“", "万物智联"), ("社", "化社会治"), ("基", "力基础设")]


def test_clean_documents_are_not_repaired(corpus: dict[str, ParsedDocument]) -> None:
    assert corpus["shuzi-guangdong-2025"].repairs == ()
    assert corpus["nandu-2026-report"].repairs == ()


def test_every_character_of_the_five_documents_knows_its_place(
    corpus: dict[str, ParsedDocument], sources: dict[str, str]
) -> None:
    for name, parsed in corpus.items():
        _assert_mapped(parsed, sources[name])


def test_a_word_that_begins_with_the_character_before_the_seam_keeps_it() -> None:
    text = (
        _FRONT + "（一）做强平台。支持各地举办会展活动，推动数字经济与实体经济融合发展\n\n"
        "展示最新成果，打造品牌。发展数字经济，成果展示更加丰富。各地发展，展示成效。\n"
    )
    assert "融合发展展示最新成果" in read_text(text, "x").text


def test_a_fragment_that_the_scan_printed_twice_loses_one() -> None:
    text = (
        _FRONT + "（一）做强平台。建设数字政府，推动基层减负，建设覆盖省市县三级的综合服务平\n\n"
        "平台体系，完善服务平台建设，推动平台互通，服务平台覆盖全省。\n"
    )
    parsed = read_text(text, "x")
    assert "综合服务平台体系" in parsed.text
    assert [mark.removed for mark in parsed.repairs if mark.kind is RepairKind.REPEAT] == ["平"]


def test_a_repeated_character_that_nothing_else_bears_out_stays() -> None:
    text = _FRONT + "（一）做强城市。建设数字政府，推动基层减负，建设覆盖市县三级的综合服务平\n\n平湖新城率先试点。\n"
    assert "服务平平湖新城" in read_text(text, "x").text


def test_where_paragraphs_are_indented_an_indented_line_begins_one() -> None:
    text = (
        _FRONT
        + "　　（一）做强平台。支持各地举办会展活动\n　　推动数字经济与实体经济融合发展。\n　　（二）做大产业。\n"
    )
    assert "会展活动\n推动数字经济" in read_text(text, "x").text


def test_latin_words_keep_a_space_at_the_seam() -> None:
    text = "Policy Brief\n\nThe province, according to the provincial\ngovernment, aims high.\n"
    assert "the provincial government" in read_text(text, "x").text


@pytest.mark.parametrize(
    "text",
    [
        "（一）加强领导。成立专班，统筹推进\n（二）加大投入。落实资金。\n",
        "（一）加强领导。成立专班，统筹推进全市数字经济高质量发展工作\n联系人：张三\n",
        "一、坚持创新驱动发展战略，加快突破人工智能关键核心技术\n各地要高度重视。\n",
        "（一）加强领导。\n推进工作\n落实责任\n",
    ],
    ids=["a label", "a contact", "a heading", "short lines"],
)
def test_lines_that_stand_alone_are_not_joined(text: str) -> None:
    assert RepairKind.JOIN not in {mark.kind for mark in read_text(_FRONT + text, "x").repairs}


def test_a_title_that_is_longer_than_a_line_is_not_torn_text() -> None:
    text = (
        "某省人民政府关于印发某省国家数字经济创新发展试验区高质量建设三年行动实施方案的通知\n\n"
        "各市人民政府：\n现印发给你们。\n"
        "某省国家数字经济创新发展试验区高质量建设三年行动实施方案\n为加快建设试验区，制定本方案。\n一、总体要求\n"
    )
    assert read_text(text, "x").document.title == "某省国家数字经济创新发展试验区高质量建设三年行动实施方案"


_WRAPPED = """关于加快推进新型智慧城市建设的实施意见

各县（市、区）人民政府，市政府各部门、各直属机构：
为贯彻落实国家和省关于新型智慧城市建设的决策部
署，加快推进我市新型智慧城市建设，提升城市治理体系
和治理能力现代化水平，结合我市实际，提出如下意见。
一、坚持创新驱动，加快突破城市治理关键核心技术，构
筑先发优势
（一）指导思想。以习近平新时代中国特色社会主义
思想为指导，坚持以人民为中心的发展思想，统筹推进新
— 1 —
型智慧城市建设，让城市更聪明、更智慧。
（二）主要目标。到2025年，建成数据大脑，城市运
行“一网统管”基本实现，政务服务“一网通办”全面深
化，数字经济核心产业增加值占地区生产总值比重超过
10%。
（三）夯实数字底座。加快5G网络建设，到2025年建成
3.5万个5G基站，实现重点场所全覆盖。推进算力设施集
- 2 -
约建设，按照
第五条规定开展评估工作，落实集约化建设要求，完善评
估指标体系，建立健全长效机制。推动一、二、三产业数
字化转型，培育新业态。
第 3 页 共 3 页
"""


def test_a_pdf_that_breaks_every_line_is_put_together_without_its_page_numbers() -> None:
    parsed = read_text(_WRAPPED, "x")
    assert [clause.text for clause in parsed.clauses] == [
        "各县（市、区）人民政府，市政府各部门、各直属机构：\n为贯彻落实国家和省关于新型智慧城市建设的决策部署，加快推进我市新型智慧城市建设，"
        "提升城市治理体系和治理能力现代化水平，结合我市实际，提出如下意见。",
        "一、坚持创新驱动，加快突破城市治理关键核心技术，构筑先发优势",
        "（一）指导思想。以习近平新时代中国特色社会主义思想为指导，坚持以人民为中心的发展思想，统筹推进新型智慧城市建设，让城市更聪明、更智慧。",
        "（二）主要目标。到2025年，建成数据大脑，城市运行“一网统管”基本实现，政务服务“一网通办”全面深化，数字经济核心产业增加值占地区生产总值"
        "比重超过10%。",
        "（三）夯实数字底座。加快5G网络建设，到2025年建成3.5万个5G基站，实现重点场所全覆盖。推进算力设施集约建设，按照第五条规定开展评估工作，"
        "落实集约化建设要求，完善评估指标体系，建立健全长效机制。推动一、二、三产业数字化转型，培育新业态。",
    ]
    marks = [mark.removed for mark in parsed.repairs if mark.kind is RepairKind.MARKUP]
    assert marks == ["— 1 —", "- 2 -", "第 3 页 共 3 页"]
    _assert_mapped(parsed, _WRAPPED)


def test_bare_page_numbers_are_no_part_of_a_torn_sentence() -> None:
    text = _WRAPPED.replace("— 1 —", "1").replace("- 2 -", "2").replace("第 3 页 共 3 页", "3")
    parsed = read_text(text, "x")
    assert "统筹推进新型智慧城市建设" in parsed.text
    assert [mark.removed for mark in parsed.repairs if mark.kind is RepairKind.MARKUP] == ["1", "2", "3"]
    _assert_mapped(parsed, text)


def test_bare_numbers_that_do_not_count_are_text() -> None:
    parsed = read_text(_WRAPPED.replace("— 1 —", "1").replace("- 2 -", "7"), "x")
    assert [mark.removed for mark in parsed.repairs if mark.kind is RepairKind.MARKUP] == ["第 3 页 共 3 页"]


def test_a_cell_that_wraps_stays_in_its_row() -> None:
    text = "附件\n分工表\n序号\t任务\t单位\t时限\n1\t建设基站\n3000个\t市工信局\t年底\n2\t建设云\t市数据局\t长期\n"
    parsed = read_text(text, "x")
    assert [clause.text for clause in parsed.clauses[1:]] == [
        "1\t建设基站3000个\t市工信局\t年底",
        "2\t建设云\t市数据局\t长期",
    ]
    _assert_mapped(parsed, text)


def test_markdown_is_taken_out_and_recorded() -> None:
    text = "# 若干措施\n\n---\n\n## 一、支持项目\n\n给予**10万元**奖励\u200b。\n\n***\n"
    parsed = read_text(text, "x.md")
    assert parsed.text == "若干措施\n一、支持项目\n给予10万元奖励。"
    assert [mark.removed for mark in parsed.repairs] == ["#", "---", "##", "**", "**", "\u200b", "***"]
    _assert_mapped(parsed, text)


def test_windows_line_ends_leave_no_trace() -> None:
    text = "标题\r\n\r\n一、总体要求\r\n各地要落实。\r\n"
    parsed = read_text(text, "x")
    assert parsed.text == "标题\n一、总体要求\n各地要落实。"
    _assert_mapped(parsed, text)


_SCRAPS = st.lists(
    st.sampled_from(
        [
            "一、总体",
            "（一）好。",
            "数据要素，",
            "智慧化社",
            "社会",
            "“万物",
            "“智联”",
            "**",
            "\n",
            "\n\n",
            "\r\n",
            "\u3000\u3000",
            " ",
            "\t",
            "|",
            "# ",
            "— 1 —",
            "abc",
            "Ab9",
            "。",
            "；",
            "：",
            "\u200b",
            "[bookmark: x]",
            "1．",
            "2025年1月1日",
            "附件",
            "\u2028",
            "、",
            "\ufeff",
        ]
    ),
    min_size=1,
    max_size=60,
)


@given(_SCRAPS)
def test_no_character_of_any_text_is_lost(scraps: list[str]) -> None:
    source = "".join(["题", *scraps])
    _assert_mapped(read_text(source, "x"), source)


def test_a_text_of_marks_alone_has_no_lines() -> None:
    repaired = repair("**\n\n— 1 —\n\u200b\n")
    assert (repaired.lines, repaired.text) == ((), "")
    assert [mark.removed for mark in repaired.repairs] == ["**", "— 1 —", "\u200b"]
