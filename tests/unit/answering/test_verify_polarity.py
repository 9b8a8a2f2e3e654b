"""What is allowed, forbidden, tried, done: not turned round."""

import pytest

from rag.answering.checks.source import Source
from rag.answering.verify import checks

BRAIN = "探索建设广东农业智慧大脑。持续实施“互联网+”农产品出村进城工程。"
LEISURE = "鼓励有条件的街道利用闲置房屋改建社区助餐点。"
EXITS = "任何单位不得占用、堵塞、封闭疏散通道、安全出口、消防车通道。"
DRILL = "养老机构应当每半年至少组织一次全员消防演练，可以邀请属地消防救援站现场指导。"
CIPHER = "落实商用密码应用安全性评估要求，提升密码基础设施管理水平。"
LISTS = "对符合条件的，作出予以批准的决定；对不符合条件的，作出不予批准的决定，并说明理由。"
PILOT = "开展数据产权登记试点，推动有条件的公共平台社会化运营。"
TRADE = "社会消费品零售总额增长4.2%，进出口总额下降1.7%。"
FLIGHT = "微型无人机在适飞空域内飞行，无需取得飞行许可，但应当实名登记。"
LATE = "逾期三十日仍未将货物交付的，托运人有权要求赔偿；拒绝、阻挠检查的，处五万元罚款。"
SPARE = "按照传统既是食品又是中药材的物质可以添加，生产经营的食品中不得添加药品。"


def _broken(statement: str, quote: str) -> bool:
    return not next(check.passed for check in checks(statement, [Source(quote)]) if check.kind == "polarity")


@pytest.mark.parametrize(
    ("statement", "quote"),
    [
        ("探索建设广东农业智慧大脑，并持续实施“互联网+”农产品出村进城工程。", BRAIN),
        ("尝试建设广东农业智慧大脑。", BRAIN),
        ("有条件的街道利用闲置房屋改建社区助餐点，是受到鼓励的。", LEISURE),
        ("疏散通道和安全出口不能占用，也不准封闭。", EXITS),
        ("养老机构每半年至少要演练一次，消防救援站可以应邀指导。", DRILL),
        ("要落实商用密码应用安全性评估的要求。", CIPHER),
        ("对不符合条件的，作出不予批准的决定。", LISTS),
        ("试点数据产权登记，推动有条件的公共平台社会化运营。", PILOT),
        ("进出口总额下降了1.7%。", TRADE),
        ("无人机飞行不需要许可，但要实名登记。", FLIGHT),
        ("货物逾期三十日还没有交付的，托运人有权要求赔偿。", LATE),
        ("阻挠检查的，处五万元罚款。", LATE),
        ("食品里不得添加药品，但可以添加按照传统既是食品又是中药材的物质。", SPARE),
    ],
)
def test_what_says_the_same_passes(statement: str, quote: str) -> None:
    assert not _broken(statement, quote)


@pytest.mark.parametrize(
    ("statement", "quote"),
    [
        ("全面建成广东农业智慧大脑。", BRAIN),
        ("广东农业智慧大脑已经建成。", BRAIN),
        ("不再建设广东农业智慧大脑。", BRAIN),
        ("必须建设广东农业智慧大脑。", BRAIN),
        ("建设广东农业智慧大脑。", BRAIN),
        ("各街道都必须利用闲置房屋改建社区助餐点。", LEISURE),
        ("禁止有条件的街道利用闲置房屋改建社区助餐点。", LEISURE),
        ("单位可以临时封闭安全出口。", EXITS),
        ("任何单位应当占用、堵塞、封闭疏散通道、安全出口、消防车通道。", EXITS),
        ("养老机构应当邀请消防救援站现场指导。", DRILL),
        ("养老机构可以每半年至少组织一次全员消防演练。", DRILL),
        ("不再要求开展商用密码应用安全性评估。", CIPHER),
        ("对不符合条件的，作出予以批准的决定，并说明理由。", LISTS),
        ("全部公共平台都将社会化运营。", PILOT),
        ("全面推广数据产权登记。", PILOT),
        ("进出口总额增长1.7%。", TRADE),
        ("食品中可以添加药品。", SPARE),
        ("微型无人机在适飞空域内飞行必须取得飞行许可。", FLIGHT),
        ("推动公共平台社会化运营。", PILOT),
        ("二级文物不开展出境展览。", "一级文物禁止出境展览，二级文物开展出境展览。"),
    ],
)
def test_what_turns_the_source_does_not_pass(statement: str, quote: str) -> None:
    assert _broken(statement, quote)


@pytest.mark.parametrize(
    "statement",
    ["不断加强无人机、无障碍设施建设。", "非遗、非全日制教育和不动产登记要加强。", "未来三年加强可信数据空间建设。"],
)
def test_a_negation_inside_a_word_is_none(statement: str) -> None:
    quote = "加强无人机、无障碍设施建设。加强非遗、非全日制教育和不动产登记。未来三年加强可信数据空间建设。"
    assert not _broken(statement, quote)


@pytest.mark.parametrize(
    ("quote", "turned"),
    [
        ("过渡方案由街道办事处会同消防救援机构指导制定。", "过渡方案由消防救援机构会同街道办事处指导制定。"),
        (
            "教师的平均工资水平应当不低于当地公务员的平均工资水平。",
            "当地公务员的平均工资水平应当不低于教师的平均工资水平。",
        ),
    ],
)
def test_the_sides_of_a_relation_are_not_exchanged(quote: str, turned: str) -> None:
    def passes(statement: str) -> bool:
        return next(check.passed for check in checks(statement, [Source(quote)]) if check.kind == "order")

    assert passes(f"按照规定，{quote}")
    assert not passes(turned)
