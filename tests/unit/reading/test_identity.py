"""What a document says of itself: the five, and the forms that other issuers use."""

import hashlib
from datetime import date
from pathlib import Path

import pytest

from rag.domain import Document, DocumentKind, ParsedDocument
from rag.reading.read import document_id, read_text

_EXPECTED = {
    "yuebanhan-2026-12": Document(
        id="yuebanhan-2026-12",
        title="广东省加快数字社会高质量建设实施意见",
        aliases=("广东省人民政府办公厅关于印发广东省加快数字社会高质量建设实施意见的通知",),
        number="粤办函〔2026〕12号",
        issuer="广东省人民政府办公厅",
        year=2026,
        disclosure="主动公开",
    ),
    "shuzi-guangdong-2025": Document(
        id="shuzi-guangdong-2025",
        title="数字广东建设2025年工作要点",
        aliases=("广东省政务服务和数据管理局关于印发数字广东建设2025年工作要点的通知",),
        issuer="广东省政务服务和数据管理局",
        issued_on=date(2025, 5, 15),
        year=2025,
    ),
    "yuefu-2021-31": Document(
        id="yuefu-2021-31",
        title="广东省人民政府关于加快数字化发展的意见",
        number="粤府〔2021〕31号",
        issuer="广东省人民政府",
        issued_on=date(2021, 5, 10),
        year=2021,
        disclosure="主动公开",
    ),
    "yuefuhan-2025-237": Document(
        id="yuefuhan-2025-237",
        title="广东省国家数字经济创新发展试验区建设方案（2025—2027年）",
        aliases=("广东省人民政府关于印发广东省国家数字经济创新发展试验区建设方案（2025—2027年）的通知",),
        number="粤府函〔2025〕237号",
        issuer="广东省人民政府",
        issued_on=date(2025, 11, 8),
        year=2025,
    ),
}
_FIELDS = ("id", "title", "aliases", "number", "issuer", "issued_on", "year", "kind", "collection", "disclosure")


@pytest.mark.parametrize("name", _EXPECTED)
def test_each_official_document_says_who_it_is(corpus: dict[str, ParsedDocument], name: str) -> None:
    document = corpus[name].document
    assert {f: getattr(document, f) for f in _FIELDS} == {f: getattr(_EXPECTED[name], f) for f in _FIELDS}


def test_the_press_report_takes_its_identity_from_the_sidecar(corpus: dict[str, ParsedDocument]) -> None:
    document = corpus["nandu-2026-report"].document
    assert (document.kind, document.issuer, document.year) == (DocumentKind.PRESS, "南方都市报", 2026)
    assert (document.number, document.issued_on) == (None, None)
    assert "报道" in document.title


def test_a_document_keeps_the_name_and_the_digest_of_its_file(corpus: dict[str, ParsedDocument]) -> None:
    folder = Path(__file__).parents[3] / "corpus" / "documents"
    for name, parsed in corpus.items():
        data = (folder / f"{name}.txt").read_bytes()
        assert (parsed.document.source, parsed.document.sha256) == (f"{name}.txt", hashlib.sha256(data).hexdigest())


def test_known_defects_stand_in_the_clauses_that_they_name(corpus: dict[str, ParsedDocument]) -> None:
    parsed = corpus["yuefu-2021-31"]
    assert [defect.label for defect in parsed.document.defects] == ["（九）", "（十三）", "（十四）", "（十四）"]
    for defect in parsed.document.defects:
        (clause,) = [clause for clause in parsed.clauses if clause.label == defect.label]
        assert clause.text.count(defect.reads) == 1
        assert defect.meant not in clause.text


def test_the_copy_that_is_held_lacks_one_clause(corpus: dict[str, ParsedDocument]) -> None:
    gaps = {name: [(gap.after, gap.missing) for gap in parsed.gaps] for name, parsed in corpus.items() if parsed.gaps}
    assert gaps == {"yuefu-2021-31": [("（十八）", ("（十九）",))]}


_BODY = "一、总体要求\n各地要抓好落实。\n"
_FORMS = {
    "an order of the State Council": (
        "中华人民共和国国务院令\n第783号\n\n"
        "《公平竞争审查条例》已经2024年5月11日国务院第32次常务会议通过，现予公布，自2024年8月1日起施行。\n\n"
        "总　理　李　强\n2024年6月6日\n\n公平竞争审查条例\n\n第一章　总　则\n第一条　为了规范工作，制定本条例。\n",
        ("公平竞争审查条例", "中华人民共和国国务院令第783号", "中华人民共和国国务院", date(2024, 6, 6)),
    ),
    "a law with its adoption": (
        "中华人民共和国数据安全法\n（2021年6月10日第十三届全国人民代表大会常务委员会第二十九次会议通过）\n\n"
        "第一条　为了安全，制定本法。\n",
        ("中华人民共和国数据安全法", None, None, date(2021, 6, 10)),
    ),
    "a law that was amended, over two lines": (
        "某省信息化促进条例\n（2014年5月29日省人民代表大会常务委员会第九次会议通过　根据2018年11月29日的决定修正\n"
        "根据2022年3月29日的决定第二次修正　自2022年6月1日起施行）\n第一条　为了促进，制定本条例。\n",
        ("某省信息化促进条例", None, None, date(2022, 3, 29)),
    ),
    "a page of a web site": (
        "索 引 号：006939748/2024-00123　主题分类：综合政务\n发文机关：广州市人民政府办公厅\n成文日期：2024年03月18日\n"
        "名    称：广州市数据要素市场化配置改革行动方案\n文    号：穗府办〔2024〕8号\n发布日期：2024年04月02日\n\n"
        "广州市数据要素市场化配置改革行动方案\n\n为深入改革，制定本方案。\n" + _BODY,
        ("广州市数据要素市场化配置改革行动方案", "穗府办〔2024〕8号", "广州市人民政府办公厅", date(2024, 3, 18)),
    ),
    "several issuers, a day in Chinese": (
        "深圳市工业和信息化局\n深圳市财政局\n文件\n深工信规〔2024〕3 号\n\n"
        "关于印发《深圳市算力券实施细则》的通知\n\n各有关单位：\n"
        "现将《深圳市算力券实施细则》印发给你们。\n深圳市工业和信息化局\n深圳市财政局\n二〇二四年五月六日\n深圳市算力券实施细则\n"
        + _BODY,
        ("深圳市算力券实施细则", "深工信规〔2024〕3号", "深圳市工业和信息化局", date(2024, 5, 6)),
    ),
    "a title that wraps after the issuer": (
        "广东省人民政府办公厅\n关于印发广东省数据条例\n实施方案的通知\n各市人民政府：\n"
        + _BODY
        + "\n广东省人民政府办公厅\n2025-03-01\n",
        ("广东省人民政府办公厅关于印发广东省数据条例实施方案的通知", None, "广东省人民政府办公厅", date(2025, 3, 1)),
    ),
    "the number under the title, in brackets": (
        "关于加快数字化发展的意见\n（粤府[2021]31号）\n各市人民政府：\n" + _BODY,
        ("关于加快数字化发展的意见", "粤府[2021]31号", None, None),
    ),
    "a plan with its years in brackets": (
        "某市数字政府建设行动计划\n（2023—2025年）\n为推进建设，制定本计划。\n" + _BODY,
        ("某市数字政府建设行动计划（2023—2025年）", None, None, None),
    ),
    "a report with headings": (
        "广东数字经济规模连续八年居全国首位\n产业基础雄厚\n"
        "广东拥有完备的电子信息制造业体系，产业链完整度全国领先，智能手机产量占全国四成。\n",
        ("广东数字经济规模连续八年居全国首位", None, None, None),
    ),
    "Markdown with sections": (
        "# 《某市数据条例实施方案》\n\n## 工作方案\n\n一、总体要求\n",
        ("某市数据条例实施方案", None, None, None),
    ),
    "an annex alone": ("附件\n重点任务分工表\n序号\t任务\t单位\n1\t建设\t省厅\n", ("重点任务分工表", None, None, None)),
}


@pytest.mark.parametrize(("source", "expected"), _FORMS.values(), ids=_FORMS.keys())
def test_other_forms_are_understood_too(source: str, expected: tuple[str, str | None, str | None, date | None]) -> None:
    document = read_text(source, "x.txt").document
    assert (document.title, document.number, document.issuer, document.issued_on) == expected


def test_the_year_comes_from_the_number_where_there_is_no_day() -> None:
    assert read_text("关于发展的意见\n粤府〔2021〕31号\n各市：\n" + _BODY, "x").document.year == 2021
    assert read_text("关于发展的意见\n各市：\n" + _BODY, "x").document.year is None


def test_a_day_in_the_middle_of_a_text_is_text() -> None:
    parsed = read_text("大事记\n\n一、筹备\n2024年1月5日\n召开第一次会议。\n2024年2月6日\n召开第二次会议。\n", "x")
    assert parsed.document.issued_on is None
    assert parsed.clauses[-1].text == "一、筹备\n2024年1月5日\n召开第一次会议。\n2024年2月6日\n召开第二次会议。"


def test_a_text_without_a_title_is_called_by_its_file_with_a_warning() -> None:
    parsed = read_text("为贯彻落实决策部署，现提出如下意见。\n" + _BODY, "意见 2021.txt")
    assert parsed.document.title == "意见 2021"
    assert parsed.warnings == ("意见 2021.txt: 正文没有标题，已用文件名代替",)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("粤府 2021(31).txt", "粤府-2021-31"),
        ("a/b~c#d?.md", "b-c-d"),
        ("....txt", "document"),
        ("报告.v2.txt", "报告.v2"),
    ],
)
def test_an_id_is_fit_for_an_address(name: str, expected: str) -> None:
    assert document_id(name) == expected


@pytest.mark.parametrize(
    "text",
    [
        "小摊也有登记卡了\n\n2017年4月28日　来源：某某日报　记者　王某\n\n新规自5月1日起施行。\n",
        "小摊也有登记卡了\n来源：某某日报 时间：2017-04-28\n记者：王某\n新规自5月1日起施行。\n",
        "小摊也有登记卡了\n2017-04-28 09:30 来源：某某日报\n某报讯 记者王某 新规自5月1日起施行。\n",
    ],
)
def test_a_byline_tells_a_report(text: str) -> None:
    document = read_text(text, "x").document
    assert (document.title, document.kind) == ("小摊也有登记卡了", DocumentKind.PRESS)
    assert (document.issuer, document.issued_on) == ("某某日报", date(2017, 4, 28))


@pytest.mark.parametrize(
    "text",
    [
        "关于记者证管理的办法\n\n第一条 记者应当持证。\n",
        "某市政策解读\n\n来源：某市数据局\n\n问：记者怎么采访？\n答：预约。\n",
    ],
)
def test_who_only_speaks_of_reporters_is_no_report(text: str) -> None:
    assert read_text(text, "x").document.kind is DocumentKind.OFFICIAL
