"""Chinese text: numerals, widths, sentences, terms."""

import doctest
import importlib
import pkgutil

import pytest
from hypothesis import given
from hypothesis import strategies as st

import rag.reading
from rag.text import (
    bare,
    fold_brackets,
    fold_widths,
    format_numeral,
    is_chinese,
    parse_numeral,
    sentences,
    terms,
    to_simplified,
)

_MODULES = ["rag.text", *(f"rag.reading.{module.name}" for module in pkgutil.iter_modules(rag.reading.__path__))]


@pytest.mark.parametrize("name", _MODULES)
def test_examples_in_docstrings_hold(name: str) -> None:
    module = importlib.import_module(name)
    assert doctest.testmod(module).failed == 0


def test_the_module_has_examples_to_check() -> None:
    assert doctest.testmod(importlib.import_module("rag.text")).attempted > 8


@pytest.mark.parametrize(
    ("numeral", "value"),
    [
        ("〇", 0),
        ("十", 10),
        ("十九", 19),
        ("二十", 20),
        ("二十一", 21),
        ("一百零五", 105),
        ("一百一十", 110),
        ("两千零二", 2002),
        ("一千二百六十", 1260),
        ("二〇二五", 2025),
        ("12", 12),
        ("１２", 12),
    ],
)
def test_numerals_are_read(numeral: str, value: int) -> None:
    assert parse_numeral(numeral) == value


@pytest.mark.parametrize("numeral", ["", "甲", "十甲", "一.5", "第一"])
def test_what_is_no_numeral_is_an_error(numeral: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        parse_numeral(numeral)


@pytest.mark.parametrize(
    ("value", "numeral"),
    [
        (10, "十"),
        (19, "十九"),
        (30, "三十"),
        (101, "一百零一"),
        (110, "一百一十"),
        (1001, "一千零一"),
        (1010, "一千零一十"),
        (9999, "九千九百九十九"),
    ],
)
def test_numbers_are_written_as_headings_write_them(value: int, numeral: str) -> None:
    assert format_numeral(value) == numeral


@given(st.integers(0, 9999))
def test_a_number_that_is_written_is_read_again(value: int) -> None:
    assert parse_numeral(format_numeral(value)) == value


@pytest.mark.parametrize("value", [-1, 10_000])
def test_a_number_that_no_heading_has_is_an_error(value: int) -> None:
    with pytest.raises(ValueError, match=str(value)):
        format_numeral(value)


@given(st.text(alphabet="（５Ａ　〔〕［］【】a数 \n〇！～"))
def test_folding_keeps_every_offset(text: str) -> None:
    assert len(fold_widths(text)) == len(fold_brackets(text)) == len(text)


def test_folding_brings_two_prints_of_a_number_together() -> None:
    prints = ("粤府〔2021〕31号", "粤府［２０２１］３１号", "粤府[2021]31号", "粤府【2021】31号")
    assert {fold_brackets(text) for text in prints} == {"粤府[2021]31号"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("加快建设。推进改革！", ["加快建设。", "推进改革！"]),
        ("他说：“加快。”（省厅）", ["他说：“加快。”", "（省厅）"]),
        ("1\t建设\t省厅牵头", ["1", "建设", "省厅牵头"]),
        ("| 1 | 建设 |", ["1", "建设"]),
        ("标题\n正文；分号不断。", ["标题", "正文；分号不断。"]),
        ("占比3.5%以上。", ["占比3.5%以上。"]),
        ("  \n ", []),
        ("", []),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str, expected: list[str]) -> None:
    assert [text[a:b] for a, b in sentences(text)] == expected


@given(st.text(alphabet="数据。！？”）\n\t| ab，"))
def test_sentences_leave_nothing_out_but_white_space_and_cell_borders(text: str) -> None:
    spans = sentences(text)
    assert all(a < b for a, b in spans)
    assert [a for a, _ in spans] == sorted(a for a, _ in spans)
    covered = {i for a, b in spans for i in range(a, b)}
    assert all(text[i] in " \t\n|" for i in set(range(len(text))) - covered)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("数据要素", ["数据", "据要", "要素"]),
        ("省", ["省"]),
        ("5G-A试点", ["5g-a", "试点"]),
        ("ＡＩ大模型", ["ai", "大模", "模型"]),
        ("增长12.5%", ["增长", "12.5%"]),
        ("人工智能+", ["人工", "工智", "智能"]),
        ("，。（）", []),
    ],
)
def test_terms_are_bigrams_words_and_numbers(text: str, expected: list[str]) -> None:
    assert terms(text) == expected


def test_bare_text_is_what_two_prints_share() -> None:
    assert bare("（一）“数字湾区”，５G　建设") == bare("(一)数字湾区 5g建设") == "一数字湾区5g建设"


def test_traditional_becomes_simplified_and_the_rest_stays() -> None:
    assert to_simplified("數據條例 Abc 數字灣區") == "数据条例 Abc 数字湾区"


def test_chinese_characters_are_told_from_others() -> None:
    assert [is_chinese(character) for character in "数A1，\U00020000"] == [True, False, False, False, True]
