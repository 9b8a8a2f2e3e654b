"""Passages: sentences, and windows that tile the long ones."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.domain import Clause, ClauseKind, ParsedDocument
from rag.reading.passages import WINDOW, passages, windows
from rag.text import bare


def _clause(text: str) -> Clause:
    return Clause("d/s1", "d", ClauseKind.CLAUSE, "一、", ("一、",), text, 0, len(text))


def _assert_tiles(text: str) -> None:
    spans = windows(text)
    assert "".join(text[a:b] for a, b in spans) == text
    assert [a for a, _ in spans[1:]] == [b for _, b in spans[:-1]]
    assert all(0 < b - a <= WINDOW for a, b in spans)


def test_windows_tile_every_clause_of_the_five_documents(corpus: dict[str, ParsedDocument]) -> None:
    for parsed in corpus.values():
        for clause in parsed.clauses:
            _assert_tiles(clause.text)


@settings(max_examples=50)
@given(
    st.lists(
        st.sampled_from(
            ["数据", "要素，", "改革。", "；", "\n", "，", " ", "a" * 90, "。" * 5, "（", "）", "省" * 401]
        ),
        min_size=1,
    ).map("".join)
)
def test_windows_tile_any_text(text: str) -> None:
    _assert_tiles(text)


def test_a_window_is_cut_at_the_strongest_mark_that_fits() -> None:
    text = "甲" * 80 + "；" + "乙" * 50 + "，" + "丙" * 40 + "。"
    assert [text[a:b] for a, b in windows(text)] == ["甲" * 80 + "；", "乙" * 50 + "，" + "丙" * 40 + "。"]


def test_passages_are_the_sentences_of_a_clause() -> None:
    text = "（一）加强领导。成立专班。\n附表\t省厅牵头"
    found = [text[p.start : p.end] for p in passages(_clause(text))]
    assert found == ["（一）加强领导。", "成立专班。", "省厅牵头"]


def test_a_long_sentence_is_embedded_whole_and_in_windows() -> None:
    text = "甲" * 100 + "，" + "乙" * 100 + "。"
    found = [text[p.start : p.end] for p in passages(_clause(text))]
    assert found == [text, "甲" * 100 + "，", "乙" * 100 + "。"]


def test_a_clause_of_one_sentence_is_one_passage() -> None:
    assert len(passages(_clause("一、总体要求"))) == 1


@pytest.mark.parametrize("text", ["一、", "——", "…………", "1."])
def test_nothing_too_short_to_mean_anything_is_embedded(text: str) -> None:
    assert passages(_clause(text)) == []


def test_passages_lie_within_their_clause_and_mean_something(corpus: dict[str, ParsedDocument]) -> None:
    for parsed in corpus.values():
        for clause in parsed.clauses:
            found = passages(clause)
            assert len(set(found)) == len(found)
            assert all(p.clause_id == clause.id and 0 <= p.start < p.end <= len(clause.text) for p in found)
            assert all(len(bare(clause.text[p.start : p.end])) > 3 for p in found)
            assert bool(found) == (len(bare(clause.text)) > 3)
