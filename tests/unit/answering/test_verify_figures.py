"""Figures: one notation for all, and each bound to the thing that it stands beside."""

import pytest

from rag.answering.checks.bounds import Bound
from rag.answering.checks.figures import figures
from rag.answering.checks.numerals import value_of
from rag.answering.checks.prose import clean
from rag.answering.checks.source import Source
from rag.answering.verify import checks


def _broken(statement: str, *quotes: str) -> set[str]:
    return {check.kind for check in checks(statement, [Source(quote) for quote in quotes]) if not check.passed}


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("三十", 30),
        ("一百零二", 102),
        ("1.5万", 15_000),
        ("四千四百", 4_400),
        ("4,400", 4_400),
        ("二〇二七", 2027),
        ("三点五", 3.5),
        ("二十三万四千", 234_000),
        ("1万亿", 1e12),
        ("两", 2),
    ],
)
def test_a_number_has_one_value_however_it_is_written(written: str, value: float) -> None:
    assert value_of(written) == value


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("三十个", "30个"),
        ("６０%", "百分之六十"),
        ("六成资助", "60%"),
        ("三分之二", "66.666667%"),
        ("1.5万元", "15000元"),
        ("二〇二七年", "2027年"),
        ("48小时", "两天"),
        ("2.3公里", "2300米"),
        ("二年", "24个月"),
        ("七日内", "7天内"),
        ("8元", "八块钱"),
        ("十五五", "“十五五”规划"),
        ("3类登记事项", "三个登记事项"),
        ("at least 20 days", "二十日"),
        ("晚8时", "20点"),
        ("80至120千克", "80公斤"),
        ("周二", "星期二"),
        ("年平均", "每年"),
        ("624亿千瓦时", "624亿度"),
        ("首日", "第一日"),
        ("2,260 yuan", "2260元"),
    ],
)
def test_two_notations_of_one_figure_are_equal(one: str, other: str) -> None:
    assert figures(clean(one))[0].equals(figures(clean(other))[0])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("30个", "31个"),
        ("24小时", "24日"),
        ("12个月", "12周"),
        ("6月", "6个月"),
        ("5元", "5美元"),
        ("3%", "3个百分点"),
        ("24个工作日", "24小时"),
        ("60EFLOPS", "60PFLOPS"),
        ("第三条", "三条"),
        ("3类", "3项"),
        ("2027年", "2027个"),
        ("每月", "每年"),
    ],
)
def test_another_number_or_another_unit_is_another_figure(one: str, other: str) -> None:
    (mine,), (theirs,) = figures(clean(one)), figures(clean(other))
    assert not mine.equals(theirs)


@pytest.mark.parametrize(
    "text", ["一体化", "百姓", "百千万工程", "千方百计", "一带一路", "万物互联", "十分重要", "F5G", "三农"]
)
def test_a_numeral_inside_a_word_is_no_figure(text: str) -> None:
    assert figures(clean(text)) == ()


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("不少于30个", Bound.LEAST),
        ("至少有三十个", Bound.LEAST),
        ("超过16%", Bound.OVER),
        ("三年以上", Bound.LEAST),
        ("不得超过六个月", Bound.MOST),
        ("最高支付限额为4000元", Bound.MOST),
        ("30个以内", Bound.MOST),
        ("不足五百元", Bound.UNDER),
        ("布局30个", Bound.EXACT),
        ("超算30个", Bound.EXACT),
    ],
)
def test_the_bound_goes_with_the_number(text: str, bound: Bound) -> None:
    assert figures(text)[0].bound is bound


def test_a_range_gives_its_unit_to_both_ends() -> None:
    assert [(figure.value, figure.kind) for figure in figures("提前1至7天")] == [(24, "小时"), (168, "小时")]
    assert [figure.kind for figure in figures("7月1日至5日")] == ["月份", "日期", "日期"]


AMOUNTS = "补贴标准为博士6万元、硕士3万元、本科1.5万元，分三年等额发放。"
TRIAL = (
    "劳动合同期限三个月以上不满一年的，试用期不得超过一个月；劳动合同期限一年以上不满三年的，试用期不得超过二个月；"
    "三年以上固定期限的劳动合同，试用期不得超过六个月。"
)
PLATFORMS = "首批布局建设不少于30个省级中试平台。培育若干个新一代电子信息特色产业园区，培育10家链主企业。"
FINES = "有前款行为之一的，处十日以上十五日以下拘留，可以并处五百元以下罚款；情节较轻的，处警告或者三百元以下罚款。"
ROAD = "两县间车程由50分钟缩短至12分钟。"
GOALS = "到2027年，底座更加坚实，普及率显著提升。到2030年，形成新的发展范式。"
STARTUP = "对首次创业的，给予1万元的一次性创业补贴；吸纳3人以上就业的，再给予每人3000元、最高3万元的带动就业补贴。"
FARES = "票价由1元调整为2元；首套住房贷款首付比例20%，财政收入下降1.3%。首日免费，周一停运。"
DAM = "2021年6月28日首批机组投产发电，2022年12月20日全部机组投产。"
DOSES = "第1剂与第2剂间隔不少于4周，第2剂与第3剂间隔不少于6个月。"
DATES = "7月1日至5日为网上报名时间，7月10日前完成材料核验，7月20日公布录取结果。"


@pytest.mark.parametrize(
    ("statement", "quote"),
    [
        ("硕士的补贴是30000元。", AMOUNTS),
        ("博士补贴六万元，分3年发放。", AMOUNTS),
        ("一年以上不满三年的合同，试用期最长2个月。", TRIAL),
        ("签三年以上固定期限合同的，试用期最长6个月。", TRIAL),
        ("首批要布局的省级中试平台至少有三十个。", PLATFORMS),
        ("情节较轻的，给予警告或者处300元以下罚款。", FINES),
        ("两县之间的车程从50分钟缩短到12分钟。", ROAD),
        ("到二〇二七年，普及率显著提升。", GOALS),
        ("带动就业补贴为每人3000元，最高3万元。", STARTUP),
        ("材料核验在七月十日前完成，七月二十日公布结果。", DATES),
        ("一是布局中试平台，二是培育一批产业园区。", PLATFORMS),
        ("票价从1元涨到2元。", FARES),
        ("第二剂和第三剂之间至少相隔半年。", DOSES),
        ("2022年12月20日，全部机组投产。", DAM),
    ],
)
def test_a_figure_beside_its_own_thing_passes(statement: str, quote: str) -> None:
    assert not _broken(statement, quote) & {"figures", "dates"}


@pytest.mark.parametrize(
    ("statement", "quote"),
    [
        ("硕士的补贴是60000元。", AMOUNTS),
        ("补贴标准为博士3万元、硕士6万元、本科1.5万元。", AMOUNTS),
        ("本科补贴为1500元。", AMOUNTS),
        ("一年以上不满三年的合同，试用期最长6个月。", TRIAL),
        ("劳动合同期限一年以上不满三年的，试用期不得超过六个月。", TRIAL),
        ("首批布局建设的省级中试平台控制在30个以内。", PLATFORMS),
        ("培育30个新一代电子信息特色产业园区。", PLATFORMS),
        ("情节较轻的，处十日以上十五日以下拘留。", FINES),
        ("处十五日以上十日以下拘留。", FINES),
        ("两县间车程由12分钟缩短至50分钟。", ROAD),
        ("首次创业给予3万元的一次性创业补贴。", STARTUP),
        ("票价由2元调整为1元。", FARES),
        ("财政收入增长1.3%。", FARES),
        ("第1剂与第2剂间隔不少于6个月。", DOSES),
        (
            "推进全省行政村5G网络建设和4G网络深度覆盖，开展乡村4G超高清视频试点。",
            "推进全省行政村5G网络建设和4G网络深度覆盖，开展乡村4K超高清视频试点。",
        ),
        ("培育30个高端产业园区。", "布局30个中试平台。培育高端产业园区。"),
        ("推动8英寸晶圆线及8英寸氮化镓晶圆线等项目建设。", "推动12英寸晶圆线及8英寸氮化镓晶圆线等项目建设。"),
    ],
)
def test_a_figure_that_stands_beside_another_thing_does_not_pass(statement: str, quote: str) -> None:
    assert "figures" in _broken(statement, quote)


@pytest.mark.parametrize(
    ("statement", "quote"),
    [
        ("到2030年，普及率显著提升。", GOALS),
        ("到2028年，普及率显著提升。", GOALS),
        ("2021年6月28日全部机组投产。", DAM),
        ("7月20日前完成材料核验，7月10日公布录取结果。", DATES),
    ],
)
def test_a_date_of_another_thing_does_not_pass(statement: str, quote: str) -> None:
    assert "dates" in _broken(statement, quote)


def test_two_programmes_with_their_numbers_exchanged_do_not_pass() -> None:
    quote = "“强芯”工程安排资金30亿元。“璀璨”行动安排资金12亿元。"
    assert not _broken("“璀璨”行动的资金为12亿元，“强芯”工程为30亿元。", quote)
    assert "figures" in _broken("“璀璨”行动的资金为30亿元，“强芯”工程为12亿元。", quote)


def test_a_count_of_what_is_listed_may_be_said() -> None:
    quote = "提升广州、深圳数据交易所能级。"
    assert not _broken("提升广州、深圳两个数据交易所的能级。", quote)
    assert "figures" in _broken("提升广州、深圳三十个数据交易所的能级。", quote)


def test_the_year_of_the_title_may_be_said_but_not_in_the_place_of_another() -> None:
    source = Source("到2027年，占比超过16%。", names=("数字广东建设2025年工作要点",))
    said = {c.kind: c.passed for c in checks("2025年工作要点提出，到2027年占比要超过16%。", [source])}
    assert said["dates"]
    moved = {c.kind: c.passed for c in checks("到2025年，占比超过16%。", [source])}
    assert not moved["dates"]
