import pytest

from rag.domain import Role
from rag.errors import NotFoundError, UsageError
from rag.finding.tasks import find_tasks
from rag.ledger import TaskKind
from rag.ports import Catalogue


def _labels(catalogue: Catalogue, **wanted: object) -> list[str]:
    return [task.clause.label for task in find_tasks(catalogue, **wanted)]  # type: ignore[arg-type]


def test_without_a_filter_all_records_are_found(corpus_catalogue: Catalogue) -> None:
    assert len(find_tasks(corpus_catalogue)) == 109


def test_a_list_is_complete_for_a_unit_and_a_role(corpus_catalogue: Catalogue) -> None:
    assert _labels(corpus_catalogue, unit="教育厅", role=Role.LEAD) == ["附件第1项"]
    assert _labels(corpus_catalogue, unit="省公安厅") == ["28．", "47．"]
    assert _labels(corpus_catalogue, role=Role.SUPPORT) == ["（一）", "（二）", "（十三）"]


def test_a_unit_by_default_has_all_that_is_governed(corpus_catalogue: Catalogue) -> None:
    assert len(find_tasks(corpus_catalogue, unit="各地市", document="yuefuhan-2025-237")) == 22


def test_a_document_and_words_narrow_the_list(corpus_catalogue: Catalogue) -> None:
    found = _labels(corpus_catalogue, document="yuebanhan-2026-12", text="數據 跨境")
    assert found == ["附件第18项"]
    assert _labels(corpus_catalogue, collection="default", text="量子") == ["1．", "（十一）", "附件第25项"]


def test_mentions_are_found_on_demand(corpus_catalogue: Catalogue) -> None:
    assert _labels(corpus_catalogue, kind=TaskKind.MENTION, unit="发改委", role=Role.LEAD) == ["（三十四）"]
    assert _labels(corpus_catalogue, kind=TaskKind.MENTION, unit="民政厅") == []


@pytest.mark.parametrize(
    ("wanted", "said"),
    [({"unit": "气象局"}, "气象局"), ({"document": "nowhere"}, "nowhere"), ({"collection": "none"}, "default")],
)
def test_what_is_not_there_is_said(corpus_catalogue: Catalogue, wanted: dict[str, str], said: str) -> None:
    with pytest.raises(NotFoundError, match=said):
        find_tasks(corpus_catalogue, **wanted)  # type: ignore[arg-type]


def test_an_ambiguous_unit_is_refused_with_the_names_that_fit(corpus_catalogue: Catalogue) -> None:
    with pytest.raises(UsageError, match="可能指 2 个单位：省密码管理局、省通信管理局") as caught:
        find_tasks(corpus_catalogue, unit="管理局")
    assert not isinstance(caught.value, NotFoundError)
