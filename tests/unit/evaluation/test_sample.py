from eval.sample import sample
from eval.sets import load_sets

_SETS = load_sets(["guangdong", "guangdong-second", "guangdong-hard"])


def _names(limit: int) -> list[str]:
    return [case.id for one in sample(_SETS, limit) for case in one.cases]


def test_a_sample_is_even_over_the_sets() -> None:
    assert [len(one.cases) for one in sample(_SETS, 46)] == [16, 10, 20]
    assert len({case.tags[0] for one in sample(_SETS, 46) for case in one.cases}) > 8


def test_a_smaller_sample_lies_within_a_larger_one() -> None:
    assert len(_names(20)) == 20
    assert set(_names(20)) < set(_names(60))


def test_the_same_cases_are_drawn_every_time_whatever_their_order() -> None:
    turned = [one.__class__(one.path, one.sha256, one.cases[::-1], one.lines) for one in reversed(_SETS)]
    assert {case.id for one in sample(turned, 30) for case in one.cases} == set(_names(30))


def test_cases_keep_their_order_and_their_lines() -> None:
    whole = [case.id for one in _SETS for case in one.cases]
    assert _names(30) == [name for name in whole if name in _names(30)]
    assert [len(one.lines) for one in sample(_SETS, 30)] == [120, 75, 150]


def test_more_than_there_are_is_all_of_them() -> None:
    assert sample(_SETS, 10_000) == _SETS
