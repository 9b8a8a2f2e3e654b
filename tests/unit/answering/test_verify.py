"""The verdict as a whole: what passes, what does not, and how the wording is scored."""

from collections.abc import Sequence

import numpy as np
import pytest

from rag.answering.checks.source import Source
from rag.answering.verify import KINDS, SUPPORTED, Verifier, checks
from rag.ports import Embeddings

QUOTE = (
    "到2027年，数字经济核心产业增加值占GDP比重超过16%，打造3个具有国际竞争力的万亿级数字产业集群。"
    "鼓励有条件的企业深化公共数据和企业数据融合应用。（省政务和数据局牵头，省有关单位按职责分工负责）"
)


class CharacterEmbedder:
    """A token a character, alike where the characters are: enough to see what the scores are made of."""

    id, dimension = "characters", 64

    def __init__(self) -> None:
        self.embedded: list[str] = []

    def embed_questions(self, texts: Sequence[str]) -> Embeddings:
        return self.embed_passages(texts)

    def embed_passages(self, texts: Sequence[str]) -> Embeddings:
        self.embedded += texts
        tokens = tuple(np.array([self._row(c) for c in text], np.float32).reshape(-1, self.dimension) for text in texts)
        return Embeddings(np.stack([t.mean(axis=0) for t in tokens]), tokens)

    def _row(self, character: str) -> np.ndarray:
        rows = np.random.default_rng(ord(character)).normal(size=self.dimension)
        return rows / np.linalg.norm(rows)


def _failed(statement: str, *quotes: str) -> list[str]:
    return [check.kind for check in checks(statement, [Source(quote) for quote in quotes]) if not check.passed]


@pytest.mark.parametrize(
    "statement",
    [
        "到2027年，数字经济核心产业增加值占GDP比重超过16%，打造3个具有国际竞争力的万亿级数字产业集群。",
        "到二〇二七年，核心产业增加值占GDP的比重要超过百分之十六[1]。",
        "鼓励有条件的企业深化公共数据与企业数据的融合应用。",
        "公共数据和企业数据的融合应用由省政务和数据局牵头。",
    ],
)
def test_print_and_light_rephrasing_pass(statement: str) -> None:
    assert _failed(statement, QUOTE) == []
    assert Verifier().support(statement, [QUOTE]) >= SUPPORTED


@pytest.mark.parametrize(
    ("statement", "kind"),
    [
        ("到2027年，核心产业增加值占GDP比重超过18%。", "figures"),
        ("到2028年，核心产业增加值占GDP比重超过16%。", "dates"),
        ("公共数据融合应用由省科技厅牵头。", "units"),
        ("到2027年，在佛山打造3个万亿级数字产业集群。", "names"),
        ("打造3个“万亿级未来集群”。", "quotes"),
        ("企业必须深化公共数据和企业数据融合应用。", "polarity"),
        ("购买新能源汽车的个人享受购置补贴。", "wording"),
    ],
)
def test_what_is_broken_is_told_by_its_kind(statement: str, kind: str) -> None:
    assert kind in _failed(statement, QUOTE)
    assert Verifier().support(statement, [QUOTE]) < SUPPORTED


def test_every_kind_is_checked_once_in_order() -> None:
    assert tuple(check.kind for check in checks("鼓励企业融合应用公共数据。", [Source(QUOTE)])) == KINDS
    assert tuple(check.kind for check in checks(QUOTE, [Source(QUOTE)])) == KINDS


@pytest.mark.parametrize("statement", ["", "。", "是的。", "[1]"])
def test_what_says_nothing_is_not_borne_out(statement: str) -> None:
    assert Verifier().support(statement, [QUOTE]) < SUPPORTED


def test_what_cites_nothing_is_not_borne_out() -> None:
    assert _failed("鼓励企业融合应用公共数据。")[0] == "citation"
    assert Verifier().support("鼓励企业融合应用公共数据。", []) < SUPPORTED


def test_a_whole_clause_may_be_read_out_but_no_endless_sentence_is_compared() -> None:
    clause = QUOTE * 20
    assert _failed(clause, clause) == []
    assert _failed("数据" * 500, clause) == ["wording"]


def test_part_of_a_sentence_is_not_taken_for_print() -> None:
    assert "polarity" in _failed("建立数据经纪人机制。", "探索建立数据经纪人机制。")


def test_a_sentence_put_together_from_two_sources_passes() -> None:
    assert not _failed("鼓励企业融合应用公共数据，并探索建立数据经纪人机制。", QUOTE, "探索建立数据经纪人机制。")


def test_hostile_text_is_compared_in_bounded_steps() -> None:
    hostile = ["1" * 700, "3个、" * 200, "不" * 700, "《" * 700, "分之一百分之", "\ud800二十", "由省科技厅牵头" * 100]
    for statement in hostile:
        assert 0 <= Verifier().support(statement, ["4个、" * 2000, "百分之百分之一点点", "》" * 500]) < SUPPORTED


def test_an_embedder_tells_an_added_stretch_from_a_rephrasing() -> None:
    verifier = Verifier(CharacterEmbedder())
    true = verifier.support("公共数据融合，鼓励应用，有条件的企业深化。", [QUOTE])
    added = verifier.support("鼓励有条件的企业深化公共数据融合应用，获奖队伍免费乘坐渡轮。", [QUOTE])
    assert true >= SUPPORTED > added


def test_english_needs_an_embedder_and_its_numbers_are_checked() -> None:
    quote = "最低工资为2260元 minimum wage"
    assert Verifier().support("minimum wage", [quote]) == 0
    verifier = Verifier(CharacterEmbedder())
    assert verifier.support("minimum wage", [quote]) >= SUPPORTED
    assert "figures" in [c.kind for c in verifier.checks("minimum wage 2,270 yuan", [Source(quote)]) if not c.passed]
    assert "figures" not in [
        c.kind for c in verifier.checks("minimum wage 2,260 yuan", [Source(quote)]) if not c.passed
    ]


def test_a_source_is_embedded_once_for_all_sentences_of_an_answer() -> None:
    embedder = CharacterEmbedder()
    verifier = Verifier(embedder)
    for statement in ("鼓励企业融合应用公共数据。", "鼓励企业深化企业数据融合应用。"):
        verifier.support(statement, [QUOTE])
    assert len(embedder.embedded) == len(set(embedder.embedded))
