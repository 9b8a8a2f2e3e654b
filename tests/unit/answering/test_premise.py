import pytest

from rag.answering.draft import Quote, quoted
from rag.answering.premise import asserts, corrections
from rag.domain import Clause, ClauseKind, Document, Question, QuestionKind, Role, Unit

TEXT = "到2027年，建成充电桩三百座，覆盖率超过16%，支持珠海、中山开展试点，放宽准入，由供给导向向需求导向转变。"
UNITS = (Unit("省能源局", Role.LEAD), Unit("省科技厅", Role.SUPPORT))


def _corrected(asked: str, *units: str, text: str = TEXT) -> str:
    clause = Clause("d/c1", "d", ClauseKind.ITEM, "1．", ("1．",), text, 0, len(text), UNITS)
    question = Question(asked, asked, asked, asked, QuestionKind.OPEN, units=units)
    found = corrections(question, [quoted(Quote(clause, Document("d", "充电办法"), 0, len(text)))], 0.5)
    return "".join(draft.text for draft in found)


FALSE = [
    ("覆盖率目标是不是20%？", "20%"),
    ("为什么要在2030年前建成？", "2030年"),
    ("充电桩要建五百座，对吗？", "五百座"),
    ("试点放在深圳，没错吧", "深圳"),
    ("试点只有珠海一座城市，对吗？", "只有珠海"),
    ("既然要收紧准入，企业怎么办？", "收紧"),
    ("是不是由需求导向转为供给导向？", "由需求转为供给"),
]
TRUE = [
    "覆盖率目标是不是16%？",
    "覆盖率是不是百分之十六？",
    "为什么要在2027年前建成？",
    "充电桩要建300座，对吗？",
    "试点放在珠海和中山，没错吧",
    "既然放宽准入，企业怎么办？",
    "是不是由供给导向转为需求导向？",
]


@pytest.mark.parametrize(("asked", "wrong"), FALSE)
def test_what_the_text_does_not_bear_out_is_told(asked: str, wrong: str) -> None:
    assert f"“{wrong}”" in _corrected(asked)


@pytest.mark.parametrize("asked", TRUE)
def test_what_the_text_bears_out_is_not_corrected(asked: str) -> None:
    assert _corrected(asked) == ""


def test_a_unit_in_another_role_is_told() -> None:
    assert "省科技厅牵头" in _corrected("为什么交给科技厅牵头？", "省科技厅")
    assert _corrected("为什么交给能源局牵头？", "省能源局") == ""


def test_a_unit_that_has_no_part_is_told() -> None:
    assert "省教育厅" in _corrected("教育厅参与了吗？", "省教育厅")


@pytest.mark.parametrize(
    "asked", ["我公司有30人，能不能申请", "2030年要建多少座", "哪两座城市试点", "准备五百字的材料行吗"]
)
def test_a_question_that_only_asks_is_not_corrected(asked: str) -> None:
    assert _corrected(asked) == ""


MISTAKEN = [
    ("覆盖率要超25%，怎么考核", "25%"),
    ("建成充电桩五百座由谁出钱", "五百座"),
    ("深圳的试点怎么报名", "深圳"),
    ("收紧准入之后怎么申请", "收紧"),
]


@pytest.mark.parametrize(("asked", "wrong"), MISTAKEN)
def test_what_contradicts_the_text_is_told_even_where_nothing_is_asserted(asked: str, wrong: str) -> None:
    assert not asserts(asked)
    assert f"“{wrong}”" in _corrected(asked)


def test_a_name_that_is_nearly_the_one_in_the_text_is_told() -> None:
    assert (
        _corrected("“四个课堂”是什么", text="普及“三个课堂”应用。") == "问题中的“四个课堂”与所引原文不符，请以原文为准"
    )
    assert _corrected("“三个课堂”是什么", text="普及“三个课堂”应用。") == ""


def test_a_list_that_is_said_to_be_whole_and_is_not_is_told() -> None:
    text = "聚焦经济调节、市场监管、社会管理、公共服务四大职能。"
    assert _corrected("职能就这三项：经济调节、市场监管、社会管理，没漏吧", text=text)
    assert not _corrected("经济调节、市场监管、社会管理由谁负责", text=text)
