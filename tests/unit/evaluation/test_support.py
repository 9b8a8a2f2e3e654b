import json
import random
from collections.abc import Sequence
from pathlib import Path

import pytest
from typer.testing import CliRunner

from eval.cli import app
from eval.support import Claim, auroc, f1, judge, load_claims
from rag import bootstrap
from rag.errors import UsageError

CLAIMS = Path(__file__).parents[2] / "data" / "sets" / "claims.jsonl"


def overlap(statement: str, quotes: Sequence[str]) -> float:
    """Share of the statement's characters that stand in the quotes."""
    return sum(character in "".join(quotes) for character in statement) / len(statement)


def brute_force(scores: Sequence[float], positive: Sequence[bool]) -> float:
    pairs = [
        1.0 if above > below else 0.5 if above == below else 0.0
        for above, good in zip(scores, positive, strict=True)
        for below, bad in zip(scores, positive, strict=True)
        if good and not bad
    ]
    return sum(pairs) / len(pairs)


def test_auroc_is_the_share_of_pairs_in_the_right_order() -> None:
    chance = random.Random(1)
    for size in range(2, 60):
        scores = [chance.choice([0.0, 0.25, 0.5, chance.random(), 1.0]) for _ in range(size)]
        positive = [True, False, *(chance.random() < 0.3 for _ in range(size - 2))]
        assert auroc(scores, positive) == pytest.approx(brute_force(scores, positive), abs=1e-12)


def test_auroc_counts_a_tie_half_and_needs_both_kinds() -> None:
    assert auroc([0.9, 0.1], [True, False]) == 1
    assert auroc([0.1, 0.9], [True, False]) == 0
    assert auroc([0.5, 0.5, 0.5], [True, False, False]) == 1 / 2
    assert auroc([0.5], [True]) is auroc([0.5], [False]) is auroc([], []) is None


def test_f1_is_two_hits_over_said_and_true() -> None:
    assert f1([True, True, True, False], [True, False, False, True]) == 2 * 1 / (3 + 2)
    assert f1([False], [False]) is None


def claims(*kinds: tuple[str, bool]) -> list[Claim]:
    return [Claim(statement=words, quotes=("灯塔由航标处维护",), supported=good) for words, good in kinds]


def test_the_verdict_is_supported_from_the_threshold_on() -> None:
    asked = claims(("灯塔", True), ("灯塔每年", True), ("鱼市", False), ("鱼市由谁", False))
    figures = judge(asked, overlap, threshold=0.5)
    # Right: 灯塔 (1), 灯塔每年 (1/2, the threshold itself), 鱼市 (0), 鱼市由谁 (1/4).
    assert (figures.accuracy, figures.f1_supported, figures.f1_unsupported, figures.n) == (1, 1, 1, 4)
    stricter = judge(asked, overlap, threshold=0.51)
    assert stricter.accuracy == 3 / 4
    assert stricter.f1_supported == 2 * 1 / (1 + 2)
    assert stricter.f1_unsupported == 2 * 2 / (3 + 2)
    assert stricter.auroc == figures.auroc == 1


def test_one_kind_alone_has_no_auroc() -> None:
    figures = judge(claims(("灯塔", True)), overlap, threshold=0.5)
    assert (figures.auroc, figures.f1_unsupported, figures.accuracy) == (None, None, 1)


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ('{"statement": "灯塔"', "JSON"),
        ('{"statement": "灯塔", "quotes": ["灯塔"]}', "supported：缺少"),
        ('{"statement": "灯塔", "quotes": "灯塔", "supported": true}', "quotes"),
        ('{"statement": "灯塔", "quotes": [null], "supported": true}', "quotes"),
        ('{"statement": " ", "quotes": ["灯塔"], "supported": true}', "statement"),
        ('{"statement": "灯塔", "quotes": ["灯塔"], "supported": "yes"}', "supported"),
    ],
)
def test_a_bad_line_is_named_with_its_file_and_number(tmp_path: Path, line: str, found: str) -> None:
    path = tmp_path / "claims.jsonl"
    path.write_text(CLAIMS.read_text(encoding="utf-8") + "\n" + line + "\n", encoding="utf-8")
    with pytest.raises(UsageError, match=rf"claims\.jsonl: 第 5 行.*{found}"):
        load_claims(path)


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "none.jsonl").write_text("\n", encoding="utf-8")
    with pytest.raises(UsageError, match="空"):
        load_claims(tmp_path / "none.jsonl")


@pytest.fixture
def _no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "build_embedder", lambda settings: None)


@pytest.mark.usefixtures("_no_model")
def test_citations_prints_one_json_object_or_a_table() -> None:
    done = CliRunner().invoke(app, ["citations", str(CLAIMS), "--json"], catch_exceptions=False)
    assert json.loads(done.stdout) == {"accuracy": 1, "auroc": 1, "f1_supported": 1, "f1_unsupported": 1, "n": 3}
    done = CliRunner().invoke(app, ["citations", str(CLAIMS)], catch_exceptions=False)
    assert [line.split() for line in done.stdout.splitlines()][-1] == ["n", "3"]
