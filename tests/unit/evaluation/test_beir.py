import shutil
from pathlib import Path

import pytest

from eval.beir import read_set, sample
from rag.errors import UsageError

HARBOUR = Path(__file__).parents[2] / "data" / "sets" / "harbour"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(HARBOUR, tmp_path / "harbour"))


def append(path: Path, line: str) -> None:
    path.write_text(path.read_text(encoding="utf-8") + line + "\n", encoding="utf-8")


def test_a_set_is_its_texts_and_the_questions_that_have_a_relevant_one() -> None:
    harbour = read_set(HARBOUR)
    assert harbour.name == "harbour"
    assert [text.id for text in harbour.texts] == ["ferry", "fish", "light", "blank", "twin"]
    assert (harbour.texts[2].title, harbour.texts[3].text) == (None, "  ")
    assert {query.id: query.gains for query in harbour.queries} == {
        "q1": {"ferry": 2.0, "twin": 1.0},
        "q2": {"fish": 1.0},
        "q3": {"light": 1.0},
    }
    assert harbour.unjudged == 1


def test_judgements_need_no_header_and_may_lie_in_a_folder_of_their_own(folder: Path) -> None:
    whole = read_set(folder)
    lines = (folder / "qrels.tsv").read_text(encoding="utf-8").splitlines(keepends=True)
    (folder / "qrels").mkdir()
    (folder / "qrels" / "test.tsv").write_text(lines[1], encoding="utf-8")
    assert read_set(folder) == whole
    (folder / "qrels.tsv").unlink()
    assert [query.id for query in read_set(folder).queries] == ["q1"]


def test_line_ends_byte_order_marks_and_separators_inside_a_text_are_read(folder: Path) -> None:
    path = folder / "corpus.jsonl"
    extra = '{"_id": 7, "text": "一行\u2028两行\x85三行"}\n'
    path.write_bytes(b"\xef\xbb\xbf" + (path.read_text(encoding="utf-8") + extra).replace("\n", "\r\n").encode())
    text = read_set(folder).texts[-1]
    assert (text.id, text.text) == ("7", "一行\u2028两行\x85三行")


@pytest.mark.parametrize(
    ("file", "line", "found"),
    [
        ("corpus.jsonl", '{"_id": "new"', r"第 6 行：.*JSON"),
        ("corpus.jsonl", '["new"]', r"第 6 行"),
        ("corpus.jsonl", '{"_id": "new"}', r"第 6 行 text：缺少"),
        ("corpus.jsonl", '{"text": "何处"}', r"第 6 行 _id：缺少"),
        ("corpus.jsonl", '{"_id": "fish", "text": "又是鱼"}', r"第 6 行：编号 fish 重复"),
        ("corpus.jsonl", '{"_id": "a\\tb", "text": "制表符"}', r"第 6 行 _id"),
        ("corpus.jsonl", '{"_id": "new", "text": "\\ud800"}', r"第 6 行"),
        ("queries.jsonl", '{"_id": "q9", "text": " "}', r"第 5 行 text"),
        ("queries.jsonl", '{"_id": "q1", "text": "再问"}', r"第 5 行：编号 q1 重复"),
        ("qrels.tsv", "q1\tfish", r"第 7 行：.*2 列"),
        ("qrels.tsv", "q1 fish 1", r"第 7 行：.*1 列"),
        ("qrels.tsv", "q9\tfish\t1", r"第 7 行：.*q9"),
        ("qrels.tsv", "q1\twhale\t1", r"第 7 行：.*whale"),
        ("qrels.tsv", "q1\tfish\tnan", r"第 7 行：.*nan"),
        ("qrels.tsv", "q2\tfish\t1", r"第 7 行：.*重复"),
    ],
)
def test_a_bad_line_is_named_with_its_file_and_number(folder: Path, file: str, line: str, found: str) -> None:
    append(folder / file, line)
    with pytest.raises(UsageError, match=rf"{file}: {found}"):
        read_set(folder)


def test_a_first_judgement_with_a_bad_score_is_not_taken_for_a_header(folder: Path) -> None:
    (folder / "qrels.tsv").write_text("q1\tferry\tone\nq2\tfish\t1\n", encoding="utf-8")
    with pytest.raises(UsageError, match="第 1 行：分数 one"):
        read_set(folder)


def test_a_line_in_another_encoding_is_named(folder: Path) -> None:
    with (folder / "queries.jsonl").open("ab") as file:
        file.write('{"_id": "q9", "text": "港口"}\n'.encode("gbk"))
    with pytest.raises(UsageError, match=r"queries\.jsonl: 第 5 行：不是 UTF-8"):
        read_set(folder)


@pytest.mark.parametrize("file", ["corpus.jsonl", "queries.jsonl", "qrels.tsv"])
def test_an_empty_or_missing_file_is_refused(folder: Path, file: str) -> None:
    (folder / file).write_text("\n", encoding="utf-8")
    with pytest.raises(UsageError, match=rf"{file}: .*(空|没有一道题)"):
        read_set(folder)
    (folder / file).unlink()
    with pytest.raises(UsageError, match=rf"{file}: 无法读取"):
        read_set(folder)


def test_judgements_that_find_nothing_relevant_make_an_empty_set(folder: Path) -> None:
    (folder / "qrels.tsv").write_text("q1\tferry\t0\nq2\tfish\t-1\n", encoding="utf-8")
    with pytest.raises(UsageError, match="没有一道题"):
        read_set(folder)


def test_a_sample_is_the_same_every_time_and_keeps_the_order() -> None:
    harbour = read_set(HARBOUR)
    two = sample(harbour, 2)
    assert two == sample(harbour, 2)
    assert len(two.queries) == 2 and two.texts == harbour.texts
    assert list(two.queries) == [query for query in harbour.queries if query in two.queries]
    assert sample(harbour, 99) == harbour
