import doctest
import importlib
import math
import random

import ir_measures
import pytest
from ir_measures import RR, R, Success, nDCG

from eval.metrics import (
    confusion,
    facts_found,
    gains_of_all,
    gains_of_any,
    hit_at,
    missing_facts,
    ndcg_at,
    percentile,
    precision,
    premise_corrected,
    quotes_stand,
    recall_at,
    recall_of_all,
    recall_of_any,
    reciprocal_rank,
)
from rag.domain import Citation, Clause, ClauseKind, Document, Statement, StatementKind


@pytest.mark.parametrize("name", ["eval.metrics", "eval.intervals"])
def test_examples_in_docstrings_hold(name: str) -> None:
    result = doctest.testmod(importlib.import_module(name))
    assert result.failed == 0
    assert result.attempted > 1


@pytest.mark.parametrize("seed", range(40))
def test_rankings_are_scored_as_another_library_scores_them(seed: int) -> None:
    """ir-measures, which calls trec_eval, ranks by score, so scores fall with the rank."""
    chance = random.Random(seed)
    names = [f"c{i}" for i in range(30)]
    ranking = chance.sample(names, chance.randint(1, 20))
    gold = set(chance.sample(names, chance.randint(1, 6)))
    measures = [Success @ 1, Success @ 5, R @ 5, RR @ 10, nDCG @ 10]
    run = {"q": {name: float(-rank) for rank, name in enumerate(ranking)}}
    theirs = ir_measures.calc_aggregate(measures, {"q": dict.fromkeys(gold, 1)}, run)
    found = [{name} for name in ranking]
    relevant = [name in gold for name in ranking]
    assert hit_at(relevant, 1) == pytest.approx(theirs[Success @ 1])
    assert hit_at(relevant, 5) == pytest.approx(theirs[Success @ 5])
    assert recall_at(found, gold, 5) == pytest.approx(theirs[R @ 5])
    assert reciprocal_rank(relevant, 10) == pytest.approx(theirs[RR @ 10])
    assert ndcg_at(*gains_of_all(found, gold), 10) == pytest.approx(theirs[nDCG @ 10])


@pytest.mark.parametrize("seed", range(10))
def test_graded_gains_are_scored_as_another_library_scores_them(seed: int) -> None:
    chance = random.Random(seed)
    gains = {f"c{i}": chance.randint(0, 3) for i in range(12)} | {"best": 3}
    ranking = chance.sample(sorted(gains), 8)
    theirs = ir_measures.calc_aggregate([nDCG @ 5], {"q": gains}, {"q": {n: -float(i) for i, n in enumerate(ranking)}})
    assert ndcg_at([gains[name] for name in ranking], list(gains.values()), 5) == pytest.approx(theirs[nDCG @ 5])


def test_hit_looks_at_the_first_k() -> None:
    assert hit_at([False, False, True], 2) == 0
    assert hit_at([False, False, True], 3) == 1


def test_recall_counts_gold_not_hits() -> None:
    assert recall_at([{"a"}, {"a"}, {"b"}], {"a", "b", "c"}, 3) == 2 / 3


def test_reciprocal_rank_stops_at_k() -> None:
    assert reciprocal_rank([False, True], 10) == 1 / 2
    assert reciprocal_rank([False, True], 1) == 0


def test_ndcg_discounts_by_the_logarithm_of_the_rank() -> None:
    assert ndcg_at([0, 1, 1], [1, 1], 10) == pytest.approx(
        (1 / math.log2(3) + 1 / math.log2(4)) / (1 + 1 / math.log2(3))
    )


def test_where_any_gold_answers_one_relevant_hit_is_all_there_is_to_gain() -> None:
    assert ndcg_at(*gains_of_any([{"a"}, {"x"}], {"a", "b", "c"}), 10) == 1
    assert ndcg_at(*gains_of_any([{"x"}, {"a"}, {"b"}], {"a", "b"}), 10) == 1 / math.log2(3)
    assert ndcg_at(*gains_of_any([{"x"}], {"a"}), 10) == 0


def test_a_hit_that_stands_for_all_gold_is_perfect() -> None:
    assert ndcg_at(*gains_of_all([{"a", "b"}], {"a", "b"}), 10) == 1


def test_where_a_metric_does_not_apply_there_is_no_score() -> None:
    assert precision(set(), {"a"}) is None
    assert recall_of_all({"a"}, set()) is None
    assert recall_of_any({"a"}, set()) is None
    assert facts_found("anything", []) is None
    with pytest.raises(ValueError, match="gold"):
        recall_at([], set(), 1)
    with pytest.raises(ValueError, match="relevant"):
        ndcg_at([], [], 10)


def test_a_fact_counts_once_by_any_of_its_forms() -> None:
    assert facts_found("超过16%，超过百分之十六", [["16%", "百分之十六"], ["15%"]]) == 1 / 2


def test_a_fact_is_found_in_other_widths_and_between_marks() -> None:
    assert missing_facts("超过 ６０ＥＦＬＯＰＳ（每秒）", [["60eflops"]]) == []


def test_percentiles_lie_between_the_values() -> None:
    assert percentile([1.0, 2.0, 3.0, 4.0, 5.0], 50) == 3
    assert percentile([7.0], 95) == 7


def test_every_pair_of_statuses_is_counted() -> None:
    assert confusion([("a", "b"), ("a", "b"), ("b", "b")], "ab") == {"a": {"a": 0, "b": 2}, "b": {"a": 0, "b": 1}}


def _citation(n: int, quote: str, start: int, end: int) -> Citation:
    clause = Clause("d/1", "d", ClauseKind.CLAUSE, "（一）", ("（一）",), "省民政厅牵头。", 0, 7)
    return Citation(n, clause, Document("d", "文件"), quote, start, end)


@pytest.mark.parametrize("kind", [StatementKind.QUOTED, StatementKind.COMPOSED, StatementKind.COMPUTED])
def test_what_is_said_of_a_document_needs_a_quote_that_stands_there(kind: StatementKind) -> None:
    good, moved, empty = _citation(1, "省民政厅", 0, 4), _citation(1, "省民政厅", 1, 5), _citation(1, "", 0, 0)
    assert quotes_stand([Statement(kind, "省民政厅", (1,))], [good]) == 1
    assert quotes_stand([Statement(kind, "省民政厅", (1,))], [moved]) == 0
    assert quotes_stand([Statement(kind, "省民政厅", (1,))], [empty]) == 0
    assert quotes_stand([Statement(kind, "省民政厅")], [good]) == 0
    assert quotes_stand([Statement(kind, "省民政厅")], []) == 0
    assert quotes_stand([Statement(kind, "省民政厅", (2,))], [good]) == 0


def test_a_notice_needs_no_citation() -> None:
    said = Statement(StatementKind.NOTICE, "没有相应内容")
    assert quotes_stand([said], []) is None
    assert quotes_stand([said, Statement(StatementKind.QUOTED, "省", (1,))], [_citation(1, "省", 0, 1)]) == 1
    assert quotes_stand([said], [_citation(1, "市", 0, 1)]) == 0


def test_a_premise_is_corrected_by_the_facts_and_by_saying_so() -> None:
    quoted = Statement(StatementKind.QUOTED, "韶关", (1,))
    denied = Statement(StatementKind.NOTICE, "文件没有这样说")
    assert premise_corrected(1.0, [quoted], []) == 0
    assert premise_corrected(1.0, [quoted, denied], []) == 1
    assert premise_corrected(0.5, [quoted, denied], []) == 0
    assert premise_corrected(1.0, [quoted], ["问题所说的深圳与原文不符"]) == 1
    assert premise_corrected(1.0, [quoted], ["（九）原文作“战略清洗”，疑有误"]) == 0
