import pytest

from rag.answering.aspects import asked_aspects, gives

ASKED = [
    ("每家最高能领多少钱", "金额"),
    ("总投资多少", "金额"),
    ("占比要升到多少", "比例"),
    ("平台最多能扣几成", "比例"),
    ("哪一天起施行", "日期"),
    ("多久核算一次", "期限"),
    ("租期最长几年", "时长"),
    ("几个月内要整改完", "时长"),
    ("材料几天能批下来", "时长"),
    ("要在多少个工作日内答复", "时长"),
    ("多少小时之内上报", "时长"),
    ("补正的时限是什么", "期限"),
    ("有效期到什么时候", "时间"),
    ("在幼儿园多远以内不许摆摊", "距离"),
    ("老人吃饭能打几折", "折扣"),
    ("多少岁以上可以免费乘车", "年龄"),
    ("示范区规划面积有多大", "面积"),
    ("年处理能力多少吨", "重量"),
    ("冷库要保持多少度", "温度"),
    ("市里能给几个钱", "金额"),
    ("拿到示范再奖多少", "金额"),
    ("能拿多少奖补", "金额"),
    ("低空产业要做到多少亿", "金额"),
    ("贷款利率最高多少", "比例"),
    ("设备投资增长多少", "比例"),
    ("设在哪座城市", "地点"),
    ("联系电话是多少", "联系方式"),
    ("由谁担任组长", "人选"),
    ("算力规模超过多少EFLOPS", "数量"),
    ("建设多少个平台", "数量"),
]


COUNTED = ["建设多少平台", "优惠政策有几条", "用户增长多少万户", "补贴对象有几类", "奖多少人", "处理数据多少亿条"]


@pytest.mark.parametrize("question", COUNTED)
def test_what_only_looks_like_another_row_is_a_count(question: str) -> None:
    assert [aspect.name for aspect in asked_aspects(question)] == ["数量"]


@pytest.mark.parametrize(("question", "name"), ASKED)
def test_what_a_question_asks_for(question: str, name: str) -> None:
    assert [aspect.name for aspect in asked_aspects(question)] == [name]


@pytest.mark.parametrize(
    "question",
    [
        "哪几个产业",
        "有哪些措施",
        "几十家企业要怎么办",
        "如何推进数字乡村",
        "创建哪个国家级示范区",
        "近几年怎么发展",
        "补贴期限内报废旧车怎么办",
        "二期是什么工程",
    ],
)
def test_what_asks_for_no_number(question: str) -> None:
    assert asked_aspects(question) == []


GIVEN = [
    ("补贴多少钱", "每户补贴3000元", True),
    ("补贴多少钱", "人工智能核心产业规模超过4400亿元", False),
    ("给几个钱", "每店补助不超过3万元", True),
    ("每家最高能领多少钱", "给予一百万元以上五百万元以下的奖补", True),
    ("几天时间", "于20个工作日内反馈审核结果", True),
    ("几天时间", "应当在三日内补正", True),
    ("几天时间", "7月三十日前提出申请", False),
    ("多少个工作日", "在30日内办结", True),
    ("多少个工作日", "应于2025年1月10日前提出申请", False),
    ("多少个工作日", "二〇二五年六月三十日前提出", False),
    ("几年内不得申请", "两年内不得再次申请", True),
    ("几年内不得申请", "2024年起不得申请", False),
    ("多久", "自印发之日起施行，有效期至2025年12月31日", True),
    ("多久", "2025年印发", False),
    ("多久", "每季度召开一次会议", True),
    ("什么时候反馈", "在二十日内反馈", True),
    ("什么时候施行", "自2025年5月1日起施行", True),
    ("哪天反馈", "在二十个工作日内反馈", False),
    ("哪天施行", "自二〇二五年五月一日起施行", True),
    ("离学校多远", "周边一百米内不得摆摊", True),
    ("离学校多远", "营业面积不少于200平方米", False),
    ("打几折", "按八折收取", True),
    ("打几折", "对60周岁以上老年人就餐给予优惠", False),
    ("几岁可以享受", "60周岁以上老年人", True),
    ("几岁可以享受", "布局助餐点200个", False),
    ("面积多大", "规划面积35.6平方公里", True),
    ("面积多大", "布局两个片区", False),
    ("多少吨", "年产三万吨", True),
    ("多少度", "不高于零下18摄氏度", True),
    ("补贴多少钱", "占比提高至75%", False),
    ("占比多少", "提高有线电视超高清机顶盒占比至75%", True),
    ("占比多少", "数据产业规模年均复合增长率超15%", True),
    ("哪年建成", "到2027年，建成", True),
    ("哪年商用", "加快 6G 技术研发，前瞻布局 6G 应用生态", False),
    ("建设多少个平台", "建设不少于30个省级中试平台", True),
    ("建设多少个平台", "13．发展低空产业", False),
    ("建设多少座基站", "建设不少于30个省级中试平台", False),
    ("算力多少EFLOPS", "算力规模超过60EFLOPS", True),
    ("多少家", "打造三家企业", True),
]


@pytest.mark.parametrize(("question", "sentence", "expected"), GIVEN)
def test_whether_a_sentence_gives_it(question: str, sentence: str, expected: bool) -> None:
    (aspect,) = asked_aspects(question)
    assert gives(sentence, aspect) is expected
