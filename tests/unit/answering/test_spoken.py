"""What a model says, cut into sentences with the numbers they cite, while it is still being said."""

import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answering.spoken import Spoken, schema, spoken

JSON = '{"sentences": [{"text": "算力超过60EFLOPS。", "sources": [1]}, {"text": "由省厅\\"牵头\\"{试}。", "sources": [2, 3]}]}'
PAIR = [Spoken("算力超过60EFLOPS。", (1,)), Spoken('由省厅"牵头"{试}。', (2, 3))]


def _whole(text: str) -> list[Spoken]:
    return list(spoken([text]))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (JSON, PAIR),
        (f"```json\n{JSON}\n```", PAIR),
        (f"<think>先看[1]，再看。</think>\n{JSON}", PAIR),
        ("到2027年超过60EFLOPS[1]。由省厅牵头。[2][3]", [Spoken("到2027年超过60EFLOPS。", (1,)), Spoken("由省厅牵头。", (2, 3))]),
        ("增加值占比超过16.5%【1，2】；其他不变。", [Spoken("增加值占比超过16.5%；", (1, 2)), Spoken("其他不变。", ())]),
        ("《意见》（粤府〔2021〕31号）提出建设[1]。", [Spoken("《意见》（粤府〔2021〕31号）提出建设。", (1,))]),
        ("It exceeds 60.5 EFLOPS [1]. See Art. 5 [2].", [Spoken("It exceeds 60.5 EFLOPS.", (1,)), Spoken("See Art.", ()), Spoken("5.", (2,))]),
        (
            "主要有：\n- **算力**超过60EFLOPS[1]\n- 占比超过16%[2]\n",
            [Spoken("主要有： 算力超过60EFLOPS", (1,)), Spoken("占比超过16%", (2,))],
        ),
        ("## 目标\n1. 建成3个平台[1]", [Spoken("目标", ()), Spoken("建成3个平台", (1,))]),
        ("3个平台建成[1]", [Spoken("3个平台建成", (1,))]),
        ("", []),
        ("。\n[1]", [Spoken("。", (1,))]),
    ],
)  # fmt: skip
def test_sentences_come_out_in_either_form(text: str, said: list[Spoken]) -> None:
    assert _whole(text) == said


@given(
    st.lists(st.integers(1, 60), max_size=12),
    st.sampled_from([JSON, "前[1]。后[2][3]！\n- 三[4]\n五。[5] 六", f"<think>嗯。</think>{JSON}"]),
)
def test_how_it_is_cut_into_pieces_does_not_matter(cuts: list[int], text: str) -> None:
    places = [0, *sorted(min(cut, len(text)) for cut in cuts), len(text)]
    pieces = [text[a:b] for a, b in pairwise(places)]
    assert list(spoken(pieces)) == _whole(text)


def test_a_sentence_is_there_before_the_next_one_is_written() -> None:
    assert next(spoken([JSON[: JSON.index("}") + 1]])) == PAIR[0]
    half = iter(["到2027年。[1]", "后", *map(str, range(3))])
    assert next(spoken(half)) == Spoken("到2027年。", (1,))
    assert next(half) == "0"


def test_an_object_that_was_cut_off_is_no_sentence() -> None:
    assert _whole(JSON[:-20]) == PAIR[:1]


@pytest.mark.parametrize(
    "text",
    [
        '{"sentences": [{"text": 5, "sources": [1]}]}',
        '{"sentences": [{"sources": [1]}]}',
        '{"sentences": []}',
        '{"answer": "无"}',
        '{"sentences": [{"text": "", "sources": [1]}]}',
        "{" * 10_000,
        '{"sentences": [' + "[" * 10_000,
    ],
)
def test_what_does_not_fit_the_form_is_no_sentence(text: str) -> None:
    assert _whole(text) == []


def test_numbers_of_another_kind_are_not_citations() -> None:
    text = json.dumps({"sentences": [{"text": "甲。", "sources": [True, 1.0, "2", 3, 3]}]})
    assert _whole(text) == [Spoken("甲。", (3,))]


def test_the_schema_allows_the_numbers_that_there_are() -> None:
    sentence = schema(3)["properties"]["sentences"]["items"]["properties"]
    assert sentence["sources"]["items"]["enum"] == [1, 2, 3]
