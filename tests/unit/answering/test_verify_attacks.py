"""What a hostile or sloppy writer does to a true sentence, one case a rule and a true one beside it."""

import pytest

from rag.answering.checks.source import Source
from rag.answering.verify import checks

AIMS = (
    "到2027年，数字经济核心产业增加值占GDP比重超过16%，打造3个具有国际竞争力的万亿级数字产业集群，培育若干高价值数字产业新赛道，"
    "数据产业规模年均复合增长率超15%，人工智能核心产业规模超过4400亿元，算力规模超过60EFLOPS。"
)
CARE = "推广智慧养老设备设施，加快推进智慧养老服务发展。（省民政厅牵头）"
LABELS = "支持有条件的地区发展数据标注产业。建设数据标注产业基地。"
SERVICE = "深化政务服务改革，推动政务服务由供给导向向需求导向转变。"
SPACES = "鼓励龙头企业会同产业生态，加快孵化行业可信数据空间。"
TEA = "绿茶不发酵，红茶全发酵，乌龙茶半发酵。"
DATA = "开展数据产权登记试点。推动重点行业建设高质量数据集。支持有条件的地市开展增值电信业务对外开放。"


def _failed(statement: str, *quotes: str) -> set[str]:
    sources = [Source(quote, names=("建设方案（2025—2027年）",)) for quote in quotes]
    return {check.kind for check in checks(statement, sources) if not check.passed}


@pytest.mark.parametrize(
    ("kind", "false", "true", "quotes"),
    [
        ("figures", "算力规模将超过4400亿元。", "算力规模将超过60 EFLOPS。", [AIMS]),
        ("figures", "打造3个具有国际竞争力的数字产业新赛道。", "打造3个具有国际竞争力的产业集群。", [AIMS]),
        ("figures", "打造3个具有国际竞争力的制造业创新中心。", "打造3个万亿级数字产业集群。", [AIMS]),
        (
            "figures",
            "发展数据标注产业，产业规模超过4400亿元。",
            "发展有条件的地区的数据标注产业，人工智能核心产业规模超过4400亿元。",
            [LABELS, AIMS],
        ),
        (
            "figures",
            "数据标注产业基地人工智能核心产业规模超过4400亿元。",
            "建设数据标注产业基地，人工智能核心产业规模超过4400亿元。",
            [LABELS, AIMS],
        ),
        ("dates", "到2025年，算力规模超过60EFLOPS。", "到2027年，算力规模超过60EFLOPS。", [AIMS]),
        ("figures", "占GDP比重超过⒙%。", "占GDP比重超过⒗%。".replace("⒗", "16"), [AIMS]),
        ("figures", "打造伍个数字产业集群。", "打造叁个数字产业集群。", [AIMS]),
        ("units", "由省教\u200b育厅牵头推广智慧养老设备设施。", "由省民\u200b政厅牵头推广智慧养老设备设施。", [CARE]),
        ("names", "推广智慧养老设备设施А。", "推广智慧养老设备设施。", [CARE]),
        ("wording", "推广智慧养老设备设施，每位居民可领取纪念品。", "推广**智慧养老**设备设施[1]。", [CARE]),
        ("polarity", "请您推广智慧养老设备设施。", "要推广智慧养老设备设施。", [CARE]),
        ("polarity", "在全国率先推广智慧养老设备设施。", "加快推广智慧养老设备设施。", [CARE]),
        ("polarity", "自行决定是否推广智慧养老设备设施。", "智慧养老设备设施要推广。", [CARE]),
        ("polarity", "各行业建设高质量数据集。", "重点行业建设高质量数据集。", [DATA]),
        ("polarity", "开展数据产权登记。", "试点开展数据产权登记。", [DATA]),
        (
            "polarity",
            "地市可以开展增值电信业务对外开放。",
            "有条件的地市可以开展增值电信业务对外开放。",
            [DATA],
        ),
        ("polarity", "要求龙头企业会同产业生态。", "龙头企业会同产业生态，得到鼓励。", [SPACES]),
        ("order", "推动政务服务由需求导向向供给导向转变。", "政务服务要从供给导向转变为需求导向。", [SERVICE]),
        ("order", "龙头企业由行业可信数据空间孵化。", "行业可信数据空间由龙头企业孵化。", [SPACES]),
        ("order", "红茶半发酵，乌龙茶全发酵。", "乌龙茶半发酵，红茶全发酵。", [TEA]),
        (
            "order",
            "促进科技成果有效转化推动概念验证平台建设。",
            "建设概念验证平台，促进科技成果有效转化。",
            ["建设概念验证平台，促进科技成果有效转化。"],
        ),
        ("order", "因为红茶全发酵，所以绿茶不发酵。", "红茶全发酵，绿茶不发酵。", [TEA]),
    ],
)
def test_the_one_is_told_from_the_other(kind: str, false: str, true: str, quotes: list[str]) -> None:
    assert kind in _failed(false, *quotes)
    assert kind not in _failed(true, *quotes)


def test_a_document_named_by_its_number_alone_is_no_figure() -> None:
    source = Source(CARE, names=("粤办函〔2026〕12号",), label="（五）")
    assert not [
        c.kind for c in checks("粤办函〔2026〕12号第（五）条提出，推广智慧养老设备设施。", [source]) if not c.passed
    ]
    assert "names" in {
        c.kind for c in checks("粤办函〔2026〕13号提出，推广智慧养老设备设施。", [source]) if not c.passed
    }


def test_english_numbers_are_read_in_their_scale() -> None:
    assert "figures" not in _failed("The core AI industry is to exceed 440 billion yuan.", AIMS)
    assert "figures" in _failed("The core AI industry is to exceed 4,400 million yuan.", AIMS)
    assert "figures" in _failed("The province builds five clusters.", AIMS)


def test_a_text_is_not_checked_as_one_sentence() -> None:
    assert _failed("由省民政厅牵头，" * 30, CARE) == {"wording"}
    assert _failed("16%、" * 30, AIMS) == {"wording"}
