import math

import pytest

from eval.metrics import facts_found, hit_at, mean, ndcg_at, percentile, precision, recall_at, reciprocal_rank


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


def test_where_a_metric_does_not_apply_there_is_no_score() -> None:
    assert precision(set(), {"a"}) is None
    assert facts_found("anything", []) is None
    assert mean([None, None]) is None
    with pytest.raises(ValueError, match="gold"):
        recall_at([], set(), 1)


def test_a_fact_counts_once_by_any_of_its_forms() -> None:
    assert facts_found("超过16%，超过百分之十六", [["16%", "百分之十六"], ["15%"]]) == 1 / 2


def test_percentiles_lie_between_the_values() -> None:
    assert percentile([1.0, 2.0, 3.0, 4.0, 5.0], 50) == 3
    assert percentile([7.0], 95) == 7
