import pytest

from rag.domain import Role
from rag.errors import NotFoundError
from rag.finding.tasks import find_tasks
from rag.ports import Catalogue
from rag.units import mentioned, resolve

NAMES = [
    "省发展改革委",
    "省工业和信息化厅",
    "省政务和数据局",
    "省卫生健康委",
    "省委网信办",
    "人民银行广东省分行",
    "省统计局",
]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("省发展改革委", "省发展改革委"),
        ("发改委", "省发展改革委"),
        ("省发改委", "省发展改革委"),
        ("广东省发展和改革委员会", "省发展改革委"),
        ("工信厅", "省工业和信息化厅"),
        ("数据局", "省政务和数据局"),
        ("政数局", "省政务和数据局"),
        ("广东省政务服务和数据管理局", "省政务和数据局"),
        ("卫健委", "省卫生健康委"),
        ("网信办", "省委网信办"),
        ("省网信办", "省委网信办"),
        ("人民银行", "人民银行广东省分行"),
    ],
)
def test_a_unit_by_any_of_its_names(query: str, expected: str) -> None:
    assert resolve(query, NAMES) == (expected,)


def test_a_unit_that_is_not_there() -> None:
    assert resolve("体育总局", NAMES) == ()


def test_the_units_that_a_question_mentions() -> None:
    assert set(mentioned("发改委和省卫健委分别负责什么", NAMES)) == {"省卫生健康委", "省发展改革委"}


def test_a_ledger_is_complete_for_a_unit_and_a_role(corpus_catalogue: Catalogue) -> None:
    led = find_tasks(corpus_catalogue, unit="教育厅", role=Role.LEAD)
    assert [task.clause.label for task in led] == ["附件第1项"]
    assert len(find_tasks(corpus_catalogue)) == 109


def test_a_ledger_of_an_unknown_unit_or_document_says_so(corpus_catalogue: Catalogue) -> None:
    with pytest.raises(NotFoundError, match="气象局"):
        find_tasks(corpus_catalogue, unit="气象局")
    with pytest.raises(NotFoundError, match="nowhere"):
        find_tasks(corpus_catalogue, document="nowhere")
