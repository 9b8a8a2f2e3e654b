import pytest

from rag.answering.aspects import asked_aspects, gives

ASKED = [
    ("每家最高能领多少钱", "金额"),
    ("总投资多少", "金额"),
    ("占比要升到多少", "比例"),
    ("平台最多能扣几成", "比例"),
    ("哪一天起施行", "日期"),
    ("多久核算一次", "日期"),
    ("设在哪座城市", "地点"),
    ("联系电话是多少", "联系方式"),
    ("由谁担任组长", "人选"),
    ("算力规模超过多少EFLOPS", "数量"),
    ("建设多少个平台", "数量"),
]


@pytest.mark.parametrize(("question", "name"), ASKED)
def test_what_a_question_asks_for(question: str, name: str) -> None:
    assert [aspect.name for aspect in asked_aspects(question)] == [name]


@pytest.mark.parametrize(
    "question", ["哪几个产业", "有哪些措施", "几十家企业要怎么办", "如何推进数字乡村", "创建哪个国家级示范区"]
)
def test_what_asks_for_no_number(question: str) -> None:
    assert asked_aspects(question) == []


GIVEN = [
    ("补贴多少钱", "每户补贴3000元", True),
    ("补贴多少钱", "人工智能核心产业规模超过4400亿元", True),
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
