"""Names stand in the sources as they are; the document's own count."""

import pytest

from rag.answering.checks.source import Source
from rag.answering.verify import checks
from rag.domain import Clause, ClauseKind, Document

QUOTE = "深入实施“广东强芯”工程，落实《广东省数据条例》，支持广州、深圳开展F5G和人工智能应用。"


def _failed(statement: str, *sources: Source) -> dict[str, str]:
    return {check.kind: check.detail for check in checks(statement, sources) if not check.passed}


@pytest.mark.parametrize(
    "statement",
    [
        "实施「广东强芯」工程，落实《广东省数据条例》。",
        "深圳开展Ｆ５Ｇ应用，支持AI应用。",
        "支持廣州、深圳開展F5G應用。",
    ],
)
def test_print_does_not_matter(statement: str) -> None:
    assert not _failed(statement, Source(QUOTE)).keys() & {"names", "quotes"}


@pytest.mark.parametrize(
    ("statement", "kind", "name"),
    [
        ("深入实施“广东铸魂”工程。", "quotes", "广东铸魂"),
        ("落实《广东省大数据条例》。", "quotes", "广东省大数据条例"),
        ("支持广州、佛山开展F5G应用。", "names", "佛山"),
        ("支持广州、深圳开展F6G应用。", "names", "f6g"),
        ("根据粤府〔2021〕31号，支持广州、深圳开展F5G应用。", "names", "粤府[2021]31号"),
    ],
)
def test_a_name_that_is_not_there_is_told(statement: str, kind: str, name: str) -> None:
    assert name in _failed(statement, Source(QUOTE))[kind]


def test_the_title_the_number_and_the_label_of_the_document_may_be_said() -> None:
    document = Document("yuefu-2021-31", "关于加快数字化发展的意见", number="粤府〔2021〕31号")
    text = "到2027年，建成3个数字产业集群。"
    clause = Clause("c5", document.id, ClauseKind.CLAUSE, "（五）", ("（五）打造集群",), text, 0, len(text))
    source = Source.of(clause, document)
    assert source.text == text
    said = "《关于加快数字化发展的意见》（粤府〔2021〕31号）第（五）条提出，到2027年要建成三个数字产业集群。"
    assert not _failed(said, source)
    assert "names" in _failed(said.replace("31号", "32号"), source)
    assert "quotes" in _failed(said.replace("数字化", "智能化"), source)


def test_rivers_counties_and_countries_are_places_too() -> None:
    source = Source("水电站位于宁南县和巧家县交界的金沙江上，靠近尼泊尔。")
    assert not _failed("水电站在金沙江上，宁南县与巧家县的交界处。", source).get("names")
    assert _failed("水电站位于嘉陵江上。", source)["names"] == "嘉陵江"
    assert _failed("水电站靠近印度。", source)["names"] == "印度"


def test_the_place_where_everything_is_need_not_be_named() -> None:
    assert not _failed("广东加快建设3个集群。", Source("我省加快建设3个集群。")).get("names")
    assert _failed("广东加快建设3个集群。", Source("四川省加快建设3个集群。"))["names"] == "广东"
