import pytest

from rag.answering.aspects import asked_aspects, gives
from rag.answering.money import asked_kinds, gives_money


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("举报最高奖励多少钱", "奖补"),
        ("每户能领多少钱", "奖补"),
        ("补贴标准是每辆多少", "奖补"),
        ("骗取补贴的罚多少", "罚款"),
        ("不挂证会被罚几个钱", "罚款"),
        ("办证收多少钱", "费用"),
        ("手续费是多少元", "费用"),
        ("总投资多少亿元", "投资"),
        ("一户最多能贷多少钱", "贷款"),
        ("平均工资多少元", "工资"),
        ("注册资本多少元", "资本"),
        ("产业规模目标是多少亿元", "规模"),
    ],
)
def test_the_kind_of_money_that_is_asked_for(question: str, kind: str) -> None:
    assert asked_kinds(question) == {kind}


def test_a_question_that_names_no_kind_takes_any_amount() -> None:
    assert asked_kinds("一共多少钱") == frozenset()
    assert gives_money("处五万元以下罚款")


OTHERS = [
    ("举报奖励多少钱", "对严重违法行为，最高可以罚到10万元"),
    ("每户补贴多少钱", "拒不改正的，处二百元以上五百元以下罚款"),
    ("罚多少钱", "对举报属实的给予奖励，最高5000元"),
    ("罚多少钱", "每辆补贴人民币6000元"),
    ("补贴多少钱", "每个月摊位费300元"),
    ("收多少费", "每店补助3万元"),
    ("最多能贷多少钱", "给予一次性奖补20万元"),
    ("工资多少钱", "总投资3亿元"),
    ("奖励多少钱", "产业规模超过4400亿元，增速超15%"),
    ("总投资多少钱", "产业增加值突破1000亿元"),
]


@pytest.mark.parametrize(("question", "sentence"), OTHERS)
def test_an_amount_of_another_kind_is_no_answer(question: str, sentence: str) -> None:
    aspect = next(aspect for aspect in asked_aspects(question) if aspect.name == "金额")
    assert not gives(sentence, aspect)


SAME = [
    ("举报奖励多少钱", "对举报人给予奖励，每件不超过5万元"),
    ("每店补多少", "对新开设的便利店，每店补助3万元"),
    ("给多少奖励", "获评示范的，再资助10万元；弄虚作假的，处一万元罚款"),
    ("罚多少", "情节严重的，处十万元以上五十万元以下罚款"),
    ("罚多少", "并处违法所得一倍以上十倍以下罚款"),
    ("改造补助多少", "按照设备投入的30%给予补助"),
    ("登记要交多少钱工本费", "发放登记证，不得收取费用"),
    ("办证收多少钱", "免费办理"),
    ("补贴多少钱", "安排专项资金2000万元"),
    ("消费券发多少钱", "每人可领取100元"),
]


@pytest.mark.parametrize(("question", "sentence"), SAME)
def test_an_amount_of_its_kind_or_of_none_is(question: str, sentence: str) -> None:
    aspect = next(aspect for aspect in asked_aspects(question) if aspect.name == "金额")
    assert gives(sentence, aspect)


def test_a_share_is_no_amount_of_another_kind() -> None:
    assert not gives_money("占比提高至75%", {"奖补"})
    assert not gives_money("办理费用下降30%", {"费用"})
