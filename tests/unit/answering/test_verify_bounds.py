"""The bound of a figure is said as the source says it, in whatever words; neither turned nor left out."""

import pytest

from rag.answering.checks.source import Source
from rag.answering.verify import checks

SHARE = "占GDP比重超过16%。"
FIRST = "首批布局建设不少于30个省级中试平台。"
PRIZE = "奖励不超过3万元。"
AIM = "普及率力争达到80%。"
ABOUT = "企业约200家。"
REACHED = "占比提高至75%。"
RANGE = "补贴1至2万元。"
RECENT = "近三年新增企业60余家。"


def _passes(statement: str, quote: str) -> bool:
    return all(check.passed for check in checks(statement, [Source(quote)]) if check.kind == "figures")


@pytest.mark.parametrize(
    ("statement", "quote"),
    [
        ("GDP占比重大于16%。", SHARE),
        ("占GDP比重在16%以上。", SHARE),
        ("占GDP的比重要逾16%。", SHARE),
        ("超过GDP的16%。", SHARE),
        ("GDP占比重多于16%。", SHARE),
        ("占GDP比重不低于16%。", SHARE),
        ("首批至少布局建设30个省级中试平台。", FIRST),
        ("首批省级中试平台有30个以上。", FIRST),
        ("省级中试平台首批建设不低于三十个。", FIRST),
        ("奖励最多3万元。", PRIZE),
        ("最高奖励3万元。", PRIZE),
        ("奖励在3万元以内。", PRIZE),
        ("奖励3万元以下。", PRIZE),
        ("奖励上限为3万元。", PRIZE),
        ("奖励不高于3万元。", PRIZE),
        ("普及率争取达到80%。", AIM),
        ("目标是普及率达到80%。", AIM),
        ("企业200家左右。", ABOUT),
        ("企业近200家。", ABOUT),
        ("占比达到75%。", REACHED),
        ("占比为75%。", REACHED),
        ("补贴最高2万元。", RANGE),
        ("补贴1万元到2万元。", RANGE),
        ("近三年新增企业60多家。", RECENT),
        ("最近三年新增企业超过60家。", RECENT),
        ("攻克30项关键技术。", "突破30项关键技术。"),
        ("超过6万家企业。", "突破6万家企业。"),
        ("三年不予受理。", "三年内不予受理。"),
    ],
)
def test_an_equal_bound_in_other_words_passes(statement: str, quote: str) -> None:
    assert _passes(statement, quote)


@pytest.mark.parametrize(
    ("statement", "quote"),
    [
        ("占GDP比重是16%。", SHARE),
        ("占GDP比重达到16%。", SHARE),
        ("占GDP 16%的比重。", SHARE),
        ("占GDP比重约16%。", SHARE),
        ("首批布局建设30个省级中试平台。", FIRST),
        ("首批将有30个省级中试平台布局建设。", FIRST),
        ("首批共30个省级中试平台。", FIRST),
        ("首批布局建设超过30个省级中试平台。", FIRST),
        ("奖励是3万元。", PRIZE),
        ("普及率达到80%。", AIM),
        ("普及率是80%。", AIM),
        ("企业200家。", ABOUT),
        ("企业超过200家。", ABOUT),
        ("补贴2万元。", RANGE),
        ("新增企业60家。", RECENT),
        ("达到6万家企业。", "突破6万家企业。"),
    ],
)
def test_a_bound_that_is_left_out_or_made_stronger_does_not_pass(statement: str, quote: str) -> None:
    assert not _passes(statement, quote)


@pytest.mark.parametrize(
    ("statement", "quote"),
    [
        ("不超过GDP的16%。", SHARE),
        ("占GDP比重在16%以下。", SHARE),
        ("占GDP比重至多16%。", SHARE),
        ("首批布局建设不超过30个省级中试平台。", FIRST),
        ("奖励超过3万元。", PRIZE),
        ("奖励至少3万元。", PRIZE),
        ("奖励3万元以上。", PRIZE),
        ("占比超过75%。", REACHED),
    ],
)
def test_a_turned_bound_does_not_pass(statement: str, quote: str) -> None:
    assert not _passes(statement, quote)


def test_of_two_equal_figures_each_keeps_its_own_bound() -> None:
    quote = "企业奖励不超过3万元。个人补贴3万元。"
    assert _passes("个人补贴3万元。", quote) and _passes("企业奖励最高3万元。", quote)
    assert not _passes("企业奖励3万元。", quote)
