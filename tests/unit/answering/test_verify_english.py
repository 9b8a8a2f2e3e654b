"""English statements on Chinese sources: what has a known form is checked by rule."""

import pytest

from rag.answering.checks.source import Source
from rag.answering.verify import checks
from rag.domain import Role, Unit

GOALS = "到2027年，数字经济核心产业增加值占GDP比重超过16%，打造3个万亿级数字产业集群，算力规模超过60EFLOPS。"
SPACES = "支持有条件的地区建设城市可信数据空间。优化提升广州、深圳数据交易所能级。加快万兆光网部署。"
EXITS = "任何单位不得占用、堵塞、封闭疏散通道、安全出口。"
WAFERS = "推动12英寸晶圆线项目建设，打造全国集成电路“第三极”，于11月8日前完成。"
CARE = Source("推广智慧养老设备设施。", units=(Unit("省民政厅", Role.LEAD),))


def _broken(statement: str, source: Source) -> set[str]:
    return {check.kind for check in checks(statement, [source]) if not check.passed} - {"wording"}


@pytest.mark.parametrize(
    ("statement", "quote"),
    [
        ("By the end of 2027, the core industries are to account for more than 16 percent of GDP.", GOALS),
        ("At least three trillion-level digital industry clusters will be built.", GOALS),
        ("Computing power is to exceed 60 EFLOPS.", GOALS),
        ("The Guangzhou and Shenzhen data exchanges will be upgraded to one-stop, cutting-edge exchanges.", SPACES),
        ("Deployment of 10-gigabit optical networks will be accelerated.", SPACES),
        ("No unit may block evacuation routes.", EXITS),
        ("12-inch wafer lines are promoted, to be the country's third pole, in November.", WAFERS),
    ],
)
def test_what_an_english_statement_may_say(statement: str, quote: str) -> None:
    assert not _broken(statement, Source(quote))


@pytest.mark.parametrize(
    ("statement", "quote", "kind"),
    [
        ("The core industries are to account for 16 percent of GDP.", GOALS, "figures"),
        ("The core industries are to account for at most 16 percent of GDP.", GOALS, "figures"),
        ("By 2028, computing power is to exceed 60 EFLOPS.", GOALS, "figures"),
        ("Deployment of 50-gigabit optical networks will be accelerated.", SPACES, "figures"),
        ("18-inch wafer lines are promoted.", WAFERS, "figures"),
        ("The data exchanges will not be upgraded.", SPACES, "polarity"),
        ("Regions with suitable conditions must build city trusted data spaces.", SPACES, "polarity"),
        ("All regions are supported in building city trusted data spaces.", SPACES, "polarity"),
        ("City trusted data spaces have already been built.", SPACES, "polarity"),
        ("Units may block evacuation routes.", EXITS, "polarity"),
        ("The Guangzhou and Zhuhai data exchanges will be upgraded.", SPACES, "names"),
        ("It is to be the country's fifth pole.", WAFERS, "names"),
        ("To be done in December.", WAFERS, "names"),
    ],
)
def test_what_it_turns_or_names_otherwise_does_not_pass(statement: str, quote: str, kind: str) -> None:
    assert kind in _broken(statement, Source(quote))


def test_a_department_is_told_by_its_field() -> None:
    assert not _broken("The Civil Affairs Department leads the promotion of smart elderly care.", CARE)
    assert _broken("The Health Department leads the promotion of smart elderly care.", CARE) == {"names"}
