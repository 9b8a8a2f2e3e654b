import json
import math
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from eval.beir import Query, RetrievalSet, Text, read_set
from eval.bench import Index, as_json, bench, best, build_index, legs, shortfalls, understand
from eval.cli import app
from rag.adapters.fakes import HashEmbedder
from rag.finding.ranking import rank
from rag.indexing.blocks import spans_of
from rag.indexing.vectors import VectorCache
from rag.ports import Embeddings
from rag.reading.passages import passages as split
from tests.unit.evaluation.test_beir import HARBOUR

LONG = (
    "码头分为东西两区，东区停靠货轮，西区停靠渔船。"
    + "装卸作业应当在白天进行，夜间只许值守、巡查、照明、抢险，" * 8
    + "违者记录在册。"
)


def quiet(stage: str, done: int, total: int) -> None:
    return None


class CountingEmbedder(HashEmbedder):
    """Says what it was asked to embed, and fails at the batch that `fails_at` names."""

    def __init__(self, fails_at: int = 0) -> None:
        super().__init__()
        self.passages: list[Sequence[str]] = []
        self.questions: list[Sequence[str]] = []
        self._fails_at = fails_at

    def embed_passages(self, texts: Sequence[str]) -> Embeddings:
        self.passages.append(texts)
        if len(self.passages) == self._fails_at:
            raise KeyboardInterrupt
        return super().embed_passages(texts)

    def embed_questions(self, texts: Sequence[str]) -> Embeddings:
        self.questions.append(texts)
        return super().embed_questions(texts)


@pytest.fixture
def cache(tmp_path: Path) -> VectorCache:
    return VectorCache(tmp_path / "vectors.sqlite")


def index_of(texts: Sequence[Text], cache: VectorCache) -> Index:
    return build_index(texts, HashEmbedder(256), cache, quiet)[0]


def text(name: str, words: str, title: str | None = None) -> Text:
    return Text.model_validate({"_id": name, "title": title, "text": words})


def test_the_dense_score_of_a_text_is_the_mean_of_its_best_passage_and_its_best_block(cache: VectorCache) -> None:
    texts = [text("a", "灯塔由航标处维护。潮汐表每月张贴。"), text("b", LONG), text("c", "鱼市凌晨开市。")]
    index = index_of(texts, cache)
    embedder = HashEmbedder(256)
    asked = understand(["夜间只许值守"], embedder, quiet)[0]
    expected = []
    for place, one in enumerate(texts):
        pieces = [one.text[p.start : p.end] for p in split(_clause(one))]
        assert [index.pieces[row] for row in index.passages_of(place)] == pieces
        embedded, vector = embedder.embed_passages(pieces), asked.embedded.vectors[0]
        cuts = spans_of(split(_clause(one)))
        blocks = [np.concatenate(embedded.tokens[first:end]).sum(axis=0) for first, end in cuts]
        best = max(float(block @ vector) / float(np.linalg.norm(block)) for block in blocks)
        expected.append((float((embedded.vectors @ vector).max()) + best) / 2)
    assert len(index.passages_of(1)) > 3
    assert legs(index, asked)["dense"] == pytest.approx(expected, abs=2e-3)


def _clause(one: Text):  # type: ignore[no-untyped-def]
    from rag.domain import Clause, ClauseKind

    return Clause(one.id, one.id, ClauseKind.PARAGRAPH, "", (), one.text, 0, len(one.text))


def test_the_fused_leg_is_the_fusion_of_the_product(cache: VectorCache) -> None:
    index = index_of([text("a", "灯塔由航标处维护。"), text("b", "鱼市凌晨开市。")], cache)
    asked = understand(["灯塔由谁维护"], HashEmbedder(256), quiet)[0]
    scores = legs(index, asked)
    ranking = rank(index, asked.embedded, asked.words, allowed=np.ones(2, np.bool_))
    assert scores["fused"].tolist() == ranking.total.tolist()
    assert scores["dense"].tolist() == ranking.dense.tolist()
    assert scores["bm25"].tolist() == [ranking.lexical[0], -np.inf] and ranking.lexical[1] == 0
    assert ranking.agreement[0] > ranking.agreement[1]


def test_tokens_of_a_passage_are_those_of_the_embedder(cache: VectorCache) -> None:
    index = index_of([text("a", "灯塔由航标处维护。潮汐表每月张贴。"), text("b", "鱼市凌晨开市。")], cache)
    tokens, counts = index.tokens_of([2, 0])
    expected = HashEmbedder(256).embed_passages([index.pieces[2], index.pieces[0]]).tokens
    assert counts.tolist() == [len(one) for one in expected]
    assert tokens == pytest.approx(np.concatenate(expected), abs=1e-6)


def test_terms_are_found_in_the_title_but_meaning_is_not(cache: VectorCache) -> None:
    index = index_of([text("a", "每日开放。"), text("b", "每日开放。", "灯塔")], cache)
    scores = legs(index, understand(["灯塔"], HashEmbedder(256), quiet)[0])
    assert best(scores["bm25"], 10) == [1]
    assert scores["dense"][0] == scores["dense"][1]


def test_a_blank_text_is_found_by_nothing(cache: VectorCache) -> None:
    index = index_of([text("blank", " \n", "灯塔"), text("short", "灯塔"), text("whole", "灯塔由航标处维护。")], cache)
    scores = legs(index, understand(["灯塔"], HashEmbedder(256), quiet)[0])
    # Two characters are too short a passage, but have a term.
    assert {leg: best(row, 10) for leg, row in scores.items()} == {
        "dense": [2],
        "bm25": best(scores["bm25"], 10),
        "fused": best(scores["fused"], 10),
    }
    assert sorted(best(scores["bm25"], 10)) == sorted(best(scores["fused"], 10)) == [1, 2]


def test_a_corpus_of_blank_texts_finds_nothing(cache: VectorCache) -> None:
    index = index_of([text("a", ""), text("b", "\t")], cache)
    scores = legs(index, understand(["灯塔"], HashEmbedder(256), quiet)[0])
    assert [best(row, 10) for row in scores.values()] == [[], [], []]


def test_equal_texts_come_in_the_order_of_the_corpus(cache: VectorCache) -> None:
    others = [text(f"o{n}", f"第{n}号泊位停靠渔船。") for n in range(30)]
    twins = [text("twin-2", "灯塔由航标处维护。"), text("twin-1", "灯塔由航标处维护。")]
    index = index_of([*others[:15], twins[0], *others[15:], twins[1]], cache)
    for row in legs(index, understand(["灯塔由谁维护"], HashEmbedder(256), quiet)[0]).values():
        assert best(row, 2) == [15, 31]


def test_a_question_is_read_as_the_product_reads_it() -> None:
    embedder = CountingEmbedder()
    asked = understand(["請問數據條例有哪些？", "５Ｇ"] + ["灯塔"] * 70, embedder, quiet)
    assert asked[0].words == ["数据", "据条", "条例"]
    assert asked[1].words == ["5g"]
    assert embedder.questions[0][:2] == ["请问数据条例有哪些?", "5G"]
    assert [len(batch) for batch in embedder.questions] == [64, 8]
    alone = embedder.embed_questions(["5G"])
    assert asked[1].embedded.vectors.tolist() == alone.vectors.tolist()
    assert [rows.tolist() for rows in asked[1].embedded.tokens] == [rows.tolist() for rows in alone.tokens]


def test_metrics_are_means_over_the_questions_with_graded_gains(cache: VectorCache) -> None:
    texts = (text("tower", "灯塔由航标处维护。"), text("copy", "灯塔由航标处维护。"), text("fish", "鱼市凌晨开市。"))
    queries = (
        Query("q1", "灯塔由航标处维护", {"tower": 1.0, "copy": 3.0}),
        Query("q2", "鱼市凌晨开市", {"fish": 1.0}),
    )
    result = bench(RetrievalSet("two", texts, queries, 0), HashEmbedder(256), cache)
    graded = (1 / math.log2(2) + 3 / math.log2(3)) / (3 / math.log2(2) + 1 / math.log2(3))
    assert result.legs["bm25"] == pytest.approx(
        {
            "recall@1": (1 / 2 + 1) / 2,
            "hit@1": 1,
            "recall@5": 1,
            "recall@10": 1,
            "mrr@10": 1,
            "ndcg@10": (graded + 1) / 2,
        }
    )
    assert list(result.legs) == ["dense", "bm25", "fused"]


def test_a_relevant_text_that_is_not_found_counts_nothing(cache: VectorCache) -> None:
    texts = (text("tower", "灯塔由航标处维护。"), text("fish", "鱼市凌晨开市。"))
    result = bench(RetrievalSet("one", texts, (Query("q", "lighthouse", {"tower": 1.0}),), 0), HashEmbedder(256), cache)
    assert set(result.legs["bm25"].values()) == {0.0}


def test_a_run_that_was_killed_goes_on_and_what_is_cached_is_not_embedded_again(tmp_path: Path) -> None:
    texts = [text(f"t{n}", f"第{n}号泊位停靠第{n * 7}号渔船。") for n in range(300)]
    killed = CountingEmbedder(fails_at=2)
    with closing(VectorCache(tmp_path / "v.sqlite")) as cache, pytest.raises(KeyboardInterrupt):
        build_index(texts, killed, cache, quiet)
    again = CountingEmbedder()
    with closing(VectorCache(tmp_path / "v.sqlite")) as cache:
        index, pace = build_index(texts, again, cache, quiet)
    assert sum(map(len, again.passages)) == 300 - len(killed.passages[0])
    assert len(index.pieces) == 300 and pace is not None and pace > 0
    with closing(VectorCache(tmp_path / "v.sqlite")) as cache:
        assert build_index(texts, CountingEmbedder(), cache, quiet)[1] is None


def test_fused_is_held_against_the_better_leg_of_each_metric() -> None:
    rows = {
        "dense": {"hit@1": 0.5, "mrr@10": 0.75},
        "bm25": {"hit@1": 0.25, "mrr@10": 1.0},
        "fused": {"hit@1": 0.5, "mrr@10": 0.5},
    }
    assert shortfalls(rows) == {"mrr@10": 0.5}


@pytest.fixture
def wence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.setenv("WENCE_HOME", str(tmp_path / "home"))
    monkeypatch.setattr("rag.bootstrap.build_embedder", lambda settings: HashEmbedder(256))
    return CliRunner()


def test_bench_prints_one_json_object(wence: CliRunner, tmp_path: Path) -> None:
    done = wence.invoke(app, ["bench", str(HARBOUR), "--json"], catch_exceptions=False)
    result = json.loads(done.stdout)
    metrics = ["recall@1", "hit@1", "recall@5", "recall@10", "mrr@10", "ndcg@10"]
    assert list(result) == ["set", "documents", "passages", "passages_per_s", "legs"]
    assert {leg: list(row) for leg, row in result["legs"].items()} == dict.fromkeys(("dense", "bm25", "fused"), metrics)
    assert (result["set"], result["documents"], result["passages"]) == ("harbour", 5, 7)
    assert result["legs"]["bm25"]["hit@1"] == 1
    assert "1 道" in done.stderr
    assert [path.name for path in (tmp_path / "home").iterdir()] == ["vectors-bench.sqlite"]
    again = json.loads(wence.invoke(app, ["bench", str(HARBOUR), "--json"], catch_exceptions=False).stdout)
    assert again == result | {"passages_per_s": None}


def test_bench_prints_a_table_with_a_verdict(wence: CliRunner) -> None:
    done = wence.invoke(app, ["bench", str(HARBOUR), "--limit", "2"], catch_exceptions=False)
    assert "5 个文本，7 个片段，2 道题" in done.stdout
    assert "fused is at least the better leg：" in done.stdout
    assert [line.split()[0] for line in done.stdout.splitlines()[-4:-1]] == ["dense", "bm25", "fused"]


def test_the_result_has_the_shape_that_is_documented(cache: VectorCache) -> None:
    result = bench(read_set(HARBOUR), HashEmbedder(256), cache)
    assert json.loads(json.dumps(as_json(result)))["legs"] == result.legs
