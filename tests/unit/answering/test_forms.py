"""What the form of a sentence says of it. The texts are made up for these tests."""

import pytest

from rag.answering.forms import Form, announced, asks_for_list, defined, enumerates, how_many, leads_in, says_who
from rag.domain import Question
from rag.finding.asking import kind_of


def _question(text: str) -> Question:
    return Question(text, text, text, text, kind_of(text))


@pytest.mark.parametrize(
    ("text", "leads"),
    [
        ("第八条　申请人应当提交下列材料：", True),
        ("有下列情形之一的，由主管部门处一千元以下罚款:", True),
        ("补贴标准如下：", True),
        ("坚持以下原则：", True),
        ("现制定工作要点如下。", False),
        ("处二百元以下罚款。", False),
        ("（一）申请表；", False),
    ],
)
def test_a_lead_in_ends_with_a_colon(text: str, leads: bool) -> None:
    assert leads_in(text) is leads


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("一所大学的法学教授评价说。", True),
        ("市民政局有关负责人表示。", True),
        ("该负责人介绍。", True),
        ("摊主李阿姨告诉记者。", True),
        ("各县（市、区）人民政府，市各委、办、局：", True),
        ("各地级以上市人民政府，省政府各部门、各直属机构：", True),
        ("各市税务局，有关单位：", True),
        ("该负责人说，登记不收费用。", False),
        ("有下列行为之一的，由城管部门：", False),
        ("应当向所在地主管部门登记，并提交下列材料：", False),
        ("“登记不收费用。”他说。", False),
        ("公开办法，并作解释说明。", False),
    ],
)
def test_who_spoke_and_who_is_written_to_is_no_answer(text: str, is_one: bool) -> None:
    assert says_who(text) is is_one


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("第二条　本办法所称共享单车，是指向公众出租的自行车。", "共享单车"),
        ("本规定所称的小餐车，是指流动的餐饮摊点。", "小餐车"),
        ("数据处理，包括数据的收集、存储和删除。", "数据处理"),
        ("“一网通办”是指在一个平台上办完。", "一网通办"),
        ("社区商圈，是指步行十五分钟以内的商业。", "社区商圈"),
        ("老旧电梯包括使用超过十五年的电梯。", "老旧电梯"),
        ("重要目录（以下称目录），是指列入保护的清单。", "重要目录"),
        ("共享单车应当停放在划定的区域。", ""),
        ("开展数据处理，应当依法进行。", ""),
    ],
)
def test_the_term_that_a_definition_defines(text: str, term: str) -> None:
    assert defined(text) == term


DEFINITION, USE = "本办法所称共享单车，是指向公众出租的自行车。", "共享单车应当停放在划定的区域。"


@pytest.mark.parametrize(
    "question",
    [
        "什么是共享单车",
        "共享单车是什么？",
        "共享单车是指什么",
        "办法所称的共享单车包括哪些？",
        "共享单车怎么理解",
        "共享单车如何理解？",
        "共享单车的定义",
        "共享单车的含义是什么",
        "共享单车是什么意思",
        "什么叫共享单车",
        "共享单车指哪些车",
    ],
)
def test_a_definition_goes_before_a_use_where_one_is_asked_for(question: str) -> None:
    form = Form.of(_question(question))
    assert form.bonus(DEFINITION) > form.bonus(USE) == 0


@pytest.mark.parametrize("question", ["共享单车停放在哪里", "共享单车罚多少", "什么是电动滑板", "共享单车由谁管理"])
def test_a_definition_gains_nothing_where_something_else_is_asked_for(question: str) -> None:
    assert Form.of(_question(question)).bonus(DEFINITION) == 0


@pytest.mark.parametrize(
    ("question", "number"),
    [
        ("重点发展哪三个产业", 3),
        ("在哪两方面发力", 2),
        ("坚持哪5条原则", 5),
        ("四大行动分别是什么", 4),
        ("实施的六项工程是指哪些", 6),
        ("发展哪些产业", None),
        ("哪一年建成", None),
        ("哪十八条措施", None),
    ],
)
def test_how_many_things_a_question_asks_for(question: str, number: int | None) -> None:
    assert how_many(question) == number


@pytest.mark.parametrize(
    ("text", "number", "does"),
    [
        ("支持甲市、乙市和丙市先行。", 3, True),
        ("发展纺织、家电、造船产业。", 3, True),
        ("一是修路；二是架桥；三是通水。", 3, True),
        ("支持甲市和乙市先行。", 2, True),
        ("发展纺织、家电、造船产业。", 4, False),
        ("发展纺织产业，支持家电产业。", 2, False),
    ],
)
def test_an_enumeration_has_as_many_parts(text: str, number: int, does: bool) -> None:
    assert enumerates(text, number) is does


def test_an_enumeration_goes_before_a_mention() -> None:
    form = Form.of(_question("重点发展哪三个产业"))
    assert form.bonus("重点发展纺织、家电、造船产业。") > form.bonus("重点产业由市政府确定。")


@pytest.mark.parametrize(
    ("question", "lead_in", "fits"),
    [
        ("申请要交什么材料", "提交下列材料：", True),
        ("哪些旧车有补贴", "对下列车辆给予补贴：", True),
        ("哪些旧车有补贴", "提交下列材料：", False),
        ("有什么条件", "应当符合下列条件：", True),
        ("收费标准有哪些", "收费标准如下：", True),
        ("哪些情形不予受理", "有下列情形之一的，不予受理：", True),
    ],
)
def test_a_lead_in_that_announces_what_is_asked_for_gains(question: str, lead_in: str, fits: bool) -> None:
    assert (Form.of(_question(question)).bonus(lead_in) > 0) is fits


def test_what_is_announced_is_named_behind_or_before() -> None:
    assert announced("提交下列材料：") == set("材料")
    assert announced("现行标准如下：") >= set("标准")
    assert announced("提交申请：") == frozenset()


@pytest.mark.parametrize(
    ("question", "is_list"),
    [
        ("要交哪些材料", True),
        ("要交什么材料", True),
        ("办理条件是什么", True),
        ("应当遵守什么规定", True),
        ("补贴多少钱", False),
        ("什么时候施行", False),
    ],
)
def test_a_question_for_a_list(question: str, is_list: bool) -> None:
    assert asks_for_list(_question(question)) is is_list
