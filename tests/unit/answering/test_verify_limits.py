"""What limits a task stays with that task, and a part of a list is not all of it."""

import pytest

from rag.answering.checks.source import Source
from rag.answering.verify import checks

SHARING = "推动公共数据应用场景创新。探索建立公共数据开放清单制度，加大开放力度，探索开展权威高效数据共享机制试点。"
FIRMS = "鼓励有条件的企业深化公共数据融合应用。逐步推进海岛网络建设。"
MEASURES = "《意见》围绕应用创新、组织单元、数智根基、数字素养、适数环境等方面提出了18条具体措施。"
DATA = "大力发展数据采集、数据存储、数据治理、数据分析等数据技术和产业。"
CITIES = "强化广州、深圳两个中国软件名城的产业集聚效应。支持广州、深圳、珠海建设算力供给体系。"


def _passes(statement: str, quote: str) -> bool:
    return all(check.passed for check in checks(statement, [Source(quote)]) if check.kind != "wording")


@pytest.mark.parametrize(
    ("statement", "quote"),
    [
        ("探索建立公共数据开放清单制度。", SHARING),
        ("公共数据开放清单制度要探索建立，权威高效数据共享机制试点也要探索开展。", SHARING),
        ("海岛网络建设要逐步推进。", FIRMS),
        ("有条件的企业受到鼓励，深化公共数据融合应用。", FIRMS),
        ("推进海岛网络建设。", "逐步推进海岛网络建设。推进海岛网络建设和运营。"),
    ],
)
def test_a_task_with_its_limit_passes(statement: str, quote: str) -> None:
    assert _passes(statement, quote)


@pytest.mark.parametrize(
    ("statement", "quote"),
    [
        ("建立公共数据开放清单制度，探索开展权威高效数据共享机制试点。", SHARING),
        ("探索建立公共数据开放清单制度，加大开放力度，开展权威高效数据共享机制试点。", SHARING),
        ("有条件的企业深化公共数据融合应用。", FIRMS),
        ("鼓励企业深化公共数据融合应用。", FIRMS),
        ("推进海岛网络建设。", FIRMS),
    ],
)
def test_a_task_without_its_limit_does_not_pass(statement: str, quote: str) -> None:
    assert not _passes(statement, quote)


@pytest.mark.parametrize(
    ("statement", "quote"),
    [
        ("《意见》提出了18条具体措施。", MEASURES),
        ("《意见》在适数环境等方面提出了18条具体措施。", MEASURES),
        ("大力发展数据采集、数据分析等数据技术。", DATA),
        ("发展数据存储技术。", DATA),
        ("强化广州、深圳两个软件名城的产业集聚效应。", CITIES),
        ("只支持广州、深圳申报。", "只支持广州、深圳、珠海申报。"),
    ],
)
def test_some_of_a_list_may_be_named(statement: str, quote: str) -> None:
    assert _passes(statement, quote)


@pytest.mark.parametrize(
    ("statement", "quote"),
    [
        ("《意见》在适数环境方面就提出了18条具体措施。", MEASURES),
        ("《意见》在应用创新、适数环境两个方面提出了18条具体措施。", MEASURES),
        ("只发展数据采集、数据存储技术。", DATA),
        ("大力发展的数据技术包括数据采集、数据治理两项。", DATA),
        ("数据技术一共有数据采集、数据存储、数据治理三项。", DATA),
        ("大力发展的数据技术分别是数据采集、数据治理。", DATA),
        ("大力发展的数据技术就是数据采集。", DATA),
        ("仅支持广州建设算力供给体系。", CITIES),
    ],
)
def test_some_of_a_list_are_not_all_of_it(statement: str, quote: str) -> None:
    assert not _passes(statement, quote)
