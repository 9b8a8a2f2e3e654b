"""What may stand beside a document, and what is said when it cannot be used."""

from datetime import date
from pathlib import Path

import pytest

from rag.domain import Defect, DocumentKind
from rag.errors import ReadingError
from rag.reading.read import TextReader
from rag.reading.sidecar import Sidecar, read_sidecar

_TEXT = "关于加快数字化发展的意见\n粤府〔2021〕31号\n\n一、总体要求\n各地要抓好落实。\n"


@pytest.fixture
def document(tmp_path: Path) -> Path:
    path = tmp_path / "yijian.txt"
    path.write_text(_TEXT, encoding="utf-8")
    return path


def _beside(document: Path, content: str) -> None:
    document.with_suffix(".yaml").write_text(content, encoding="utf-8")


def test_a_document_without_a_sidecar_speaks_for_itself(document: Path) -> None:
    assert read_sidecar(document) == Sidecar()
    assert TextReader().read(document).document.title == "关于加快数字化发展的意见"


@pytest.mark.parametrize("content", ["", "# 以后再写\n", "---\n"])
def test_an_empty_sidecar_changes_nothing(document: Path, content: str) -> None:
    _beside(document, content)
    assert read_sidecar(document) == Sidecar()


def test_every_field_may_be_given_and_wins(document: Path) -> None:
    _beside(
        document,
        "id: opinion\ntitle: 意见\naliases: [简称, 别名]\nnumber: 粤府〔2021〕32号\nissuer: 省政府\n"
        "issued_on: 2021-04-23\nyear: 2020\n"
        "kind: press\ncollection: 历史文件\ndisclosure: 依申请公开\n"
        "defects:\n  - {label: （九）, reads: 战略清洗, meant: 数据清洗, note: 疑误}\n",
    )
    parsed = TextReader().read(document)
    found = parsed.document
    assert (found.id, found.title, found.aliases, found.number) == (
        "opinion",
        "意见",
        ("简称", "别名"),
        "粤府〔2021〕32号",
    )
    assert (found.issuer, found.issued_on, found.year) == ("省政府", date(2021, 4, 23), 2020)
    assert (found.kind, found.collection, found.disclosure) == (DocumentKind.PRESS, "历史文件", "依申请公开")
    assert found.defects == (Defect("（九）", "战略清洗", "数据清洗", "疑误"),)
    assert {clause.document_id for clause in parsed.clauses} == {"opinion"}
    assert parsed.clauses[0].id == "opinion/s1"


def test_a_field_that_is_not_given_keeps_what_the_text_says(document: Path) -> None:
    _beside(document, "issued_on: 2021-04-23\n")
    found = TextReader().read(document).document
    assert (found.number, found.issued_on, found.year) == ("粤府〔2021〕31号", date(2021, 4, 23), 2021)


_REFUSED = {
    "an unknown field": ("titel: 意见\n", "字段 titel 不能用.*可用的字段：id、title"),
    "a list": ("- 意见\n", "字段 （全部） 不能用"),
    "an empty list": ("[]\n", "字段 （全部） 不能用"),
    "a number for a name": ("title: 2021\n", "字段 title 不能用"),
    "an unknown kind": ("kind: law\n", "字段 kind 不能用"),
    "an id that breaks addresses": ("id: a/b\n", "字段 id 不能用"),
    "a defect without its place": ("defects:\n  - {reads: a, meant: b}\n", r"字段 defects\.0\.label 不能用"),
    "a bracket that is not closed": ("title: 意见\nissuer: [省政府\n", "第 3 行不是有效的 YAML"),
    "a tab": ("title: 意见\nissuer:\n\t- 省政府\n", "第 3 行不是有效的 YAML"),
    "a day that is none": ("issued_on: 2021-13-01\n", "有不能用的日期"),
    "a mine": ("[" * 1000, "不是有效的 YAML"),
    "code": ("title: !!python/object/apply:os.getcwd []\n", "第 1 行不是有效的 YAML"),
}


@pytest.mark.parametrize(("content", "says"), _REFUSED.values(), ids=_REFUSED.keys())
def test_a_sidecar_that_cannot_be_used_is_refused_in_one_line(document: Path, content: str, says: str) -> None:
    _beside(document, content)
    with pytest.raises(ReadingError, match=says) as caught:
        TextReader().read(document)
    assert str(caught.value).startswith("yijian.yaml: ")


def test_a_sidecar_in_another_encoding_is_refused(document: Path) -> None:
    document.with_suffix(".yaml").write_bytes("title: 意见\n".encode("gb18030"))
    with pytest.raises(ReadingError, match="需要 UTF-8 编码"):
        TextReader().read(document)
