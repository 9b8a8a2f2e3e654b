import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from eval.beir import read_set
from eval.cli import app
from eval.convert import asked_as, read_squad, write_set
from rag.errors import UsageError

DATA = Path(__file__).parents[2] / "data" / "sets"


def write(path: Path, value: object) -> Path:
    path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
    return path


def test_identical_contexts_are_one_text(tmp_path: Path) -> None:
    write_set(read_squad(DATA / "squad.json"), tmp_path / "tea")
    tea = read_set(tmp_path / "tea")
    assert [(text.id, text.title) for text in tea.texts] == [("text-1", "Tea_House"), ("text-2", "Tea_House")]
    assert tea.texts[0].text == "The tea house by the canal opened in 1911. It seats forty guests."
    assert {query.id: dict(query.gains) for query in tea.queries} == {
        name: {"text-1": 1.0} for name in ("s1", "s2", "s4")
    }


def test_a_question_that_its_context_does_not_answer_has_no_relevant_text(tmp_path: Path) -> None:
    write_set(read_squad(DATA / "squad.json"), tmp_path / "tea")
    assert read_set(tmp_path / "tea").unjudged == 1
    assert '"s3"' in (tmp_path / "tea" / "queries.jsonl").read_text(encoding="utf-8")


def test_both_forms_of_cmrc_are_the_same_set() -> None:
    flat = read_squad(DATA / "cmrc-flat.json")
    assert flat == read_squad(DATA / "cmrc-squad.json")
    assert [(c.id, c.title, c.text) for c in flat.contexts][1] == ("OWN_1", "水车", "水车高八米，用来灌溉稻田。")
    assert next((q.id, q.text, q.context) for q in flat.questions) == ("OWN_0_QUERY_0", "石桥有几个桥孔？", "OWN_0")


def test_a_byte_order_mark_is_no_part_of_the_file(tmp_path: Path) -> None:
    for name in ("cmrc-flat.json", "cmrc-squad.json"):
        (tmp_path / name).write_bytes(b"\xef\xbb\xbf" + (DATA / name).read_bytes())
        assert read_squad(tmp_path / name) == read_squad(DATA / name)


def test_questions_may_come_from_another_language() -> None:
    crossed = asked_as(read_squad(DATA / "xquad-zh.json"), DATA / "xquad-en.json")
    assert [context.text[:2] for context in crossed.contexts] == ["山路", "山顶"]
    assert [(q.id, q.text, q.context) for q in crossed.questions] == [
        ("x1", "How long is the mountain road?", "text-1"),
        ("x2", "How often is the wind recorded?", "text-2"),
    ]


def test_a_question_that_the_other_file_lacks_is_named() -> None:
    with pytest.raises(UsageError, match=r"xquad-en\.json: 缺少 2 道题，例如 OWN_0_QUERY_0"):
        asked_as(read_squad(DATA / "cmrc-flat.json"), DATA / "xquad-en.json")


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ({"articles": []}, "data：缺少"),
        ({"data": []}, "没有问题"),
        ([{"context_id": "a", "qas": []}], r"0\.context：缺少"),
        ({"data": [{"paragraphs": [{"context": "石桥", "qas": [{"id": "a"}]}]}]}, r"qas\.0\.question：缺少"),
        ({"data": [{"paragraphs": [{"context": "石桥", "qas": [{"question": "何"}]}]}]}, r"qas\.0\.id：缺少"),
        (
            [{"context_text": "石桥", "qas": [{"query_id": "a", "query_text": "何"}] * 2}],
            "问题编号 a 重复",
        ),
        (
            [
                {"context_id": "a", "context_text": words, "qas": [{"query_id": words, "query_text": "何"}]}
                for words in ("石桥", "水车")
            ],
            "同一个编号",
        ),
    ],
)
def test_a_file_of_another_form_is_refused_with_the_place(tmp_path: Path, value: object, found: str) -> None:
    with pytest.raises(UsageError, match=rf"own\.json.*{found}"):
        read_squad(write(tmp_path / "own.json", value))


def test_a_file_that_is_broken_or_not_there_is_named(tmp_path: Path) -> None:
    (tmp_path / "half.json").write_text('{"data": [{"title"', encoding="utf-8")
    with pytest.raises(UsageError, match=r"half\.json：.*JSON.*line 1"):
        read_squad(tmp_path / "half.json")
    with pytest.raises(UsageError, match=r"none\.json: 无法读取"):
        read_squad(tmp_path / "none.json")


def test_a_folder_with_something_in_it_stays_as_it_is(tmp_path: Path) -> None:
    converted = read_squad(DATA / "squad.json")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "note.txt").write_text("mine", encoding="utf-8")
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    for name in ("full", "file"):
        with pytest.raises(UsageError, match="已有内容"):
            write_set(converted, tmp_path / name)
    assert [path.name for path in (tmp_path / "full").iterdir()] == ["note.txt"]


def test_an_empty_folder_is_filled_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    (tmp_path / "tea").mkdir()
    (tmp_path / ".tea.building").mkdir()
    write_set(read_squad(DATA / "squad.json"), tmp_path / "tea")
    assert [path.name for path in tmp_path.iterdir()] == ["tea"]
    assert sorted(path.name for path in (tmp_path / "tea").iterdir()) == ["corpus.jsonl", "qrels.tsv", "queries.jsonl"]


def test_what_fails_half_way_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path, lines: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("eval.convert._write", full)
    with pytest.raises(UsageError, match="No space"):
        write_set(read_squad(DATA / "squad.json"), tmp_path / "tea")
    assert list(tmp_path.iterdir()) == []


def test_convert_says_what_it_wrote(tmp_path: Path) -> None:
    arguments = ["convert", str(DATA / "squad.json"), str(tmp_path / "tea"), "--json"]
    done = CliRunner().invoke(app, arguments, catch_exceptions=False)
    assert json.loads(done.stdout) == {"set": "tea", "documents": 2, "questions": 4, "unanswered": 1}
    arguments = [
        "convert",
        str(DATA / "xquad-zh.json"),
        str(tmp_path / "x"),
        "--questions",
        str(DATA / "xquad-en.json"),
    ]
    done = CliRunner().invoke(app, arguments, catch_exceptions=False)
    assert "2 个文本，2 道题" in done.stdout
    assert read_set(tmp_path / "x").queries[0].text == "How long is the mountain road?"
