"""What every Embedder promises, checked on the fakes and on two real models."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from time import sleep

import numpy as np
import pytest

from rag.adapters.sentence_transformers import SentenceTransformerEmbedder
from rag.ports import Embedder, Vectors

Embed = Callable[[Sequence[str]], Vectors]

TEXTS = [
    "省民政厅牵头推进养老服务数字化",
    "",
    "到2027年，全省数字经济核心产业增加值占地区生产总值比重超过16%。" * 10,
    "The provincial data bureau leads.",
    "省民政厅",
    "省教育厅负责建设智慧校园，推动优质教育资源共享；省卫生健康委负责推进“互联网＋医疗健康”。",
    "省民政厅牵头推进养老服务数字化",
]
PAIRS = {
    "Which department is in charge of schools?": "Schools are in the charge of the education department.",
    "How much will 5G base stations cost?": "5G base stations will cost 3 billion yuan.",
    "数据要素市场如何建设？": "建设数据要素市场，完善数据交易规则。",
}


@pytest.fixture(
    params=[
        "hash_embedder",
        "batching_embedder",
        pytest.param("bundled_embedder", marks=pytest.mark.model),
        pytest.param("minilm_embedder", marks=pytest.mark.model),
    ]
)
def embedder(request: pytest.FixtureRequest) -> Embedder:
    chosen: Embedder = request.getfixturevalue(request.param)
    return chosen


@pytest.fixture(params=["embed_questions", "embed_passages"])
def embed(request: pytest.FixtureRequest, embedder: Embedder) -> Embed:
    method = getattr(embedder, request.param)
    return lambda texts: method(texts).vectors


def test_rows_are_float32_of_length_one(embedder: Embedder, embed: Embed) -> None:
    vectors = embed(TEXTS)
    assert vectors.shape == (len(TEXTS), embedder.dimension)
    assert vectors.dtype == np.float32
    assert np.abs(np.linalg.norm(vectors.astype(np.float64), axis=1) - 1).max() < 1e-6


def test_no_texts_give_no_rows(embedder: Embedder, embed: Embed) -> None:
    vectors = embed([])
    assert vectors.shape == (0, embedder.dimension)
    assert vectors.dtype == np.float32


def test_a_text_alone_and_in_a_batch_has_the_same_row_in_its_place(embed: Embed) -> None:
    alone = np.concatenate([embed([text]) for text in TEXTS])
    assert np.abs(embed(TEXTS) - alone).max() < 1e-4


def test_the_same_texts_give_the_same_rows_again(embed: Embed) -> None:
    assert np.abs(embed(TEXTS) - embed(TEXTS)).max() < 1e-6


def test_other_texts_give_other_rows(embed: Embed) -> None:
    different = list(dict.fromkeys(TEXTS))
    cosines = embed(different) @ embed(different).T
    assert (cosines - np.eye(len(different))).max() < 0.99


@pytest.mark.parametrize("method", ["embed_questions", "embed_passages"])
def test_every_text_has_tokens_of_length_one_in_its_place(embedder: Embedder, method: str) -> None:
    together = getattr(embedder, method)(TEXTS).tokens
    assert [rows.shape[1] for rows in together] == [embedder.dimension] * len(TEXTS)
    for text, rows in zip(TEXTS, together, strict=True):
        assert rows.dtype == np.float32
        assert np.abs(np.linalg.norm(rows, axis=1) - 1).max(initial=0) < 1e-5
        assert np.abs(getattr(embedder, method)([text]).tokens[0] - rows).max(initial=0) < 1e-4


def test_a_word_matches_itself_in_another_text_best(embedder: Embedder) -> None:
    (asked,) = embedder.embed_questions(["schools"]).tokens
    right, wrong = embedder.embed_passages(["The department of schools.", "The price of bananas."]).tokens
    assert (asked @ right.T).max(axis=1).mean() > (asked @ wrong.T).max(axis=1).mean()


def test_a_question_is_nearest_to_the_passage_that_answers_it(embedder: Embedder) -> None:
    cosines = embedder.embed_questions(list(PAIRS)).vectors @ embedder.embed_passages(list(PAIRS.values())).vectors.T
    assert cosines.argmax(axis=1).tolist() == list(range(len(PAIRS)))


def test_threads_get_their_own_rows(embedder: Embedder) -> None:
    expected = embedder.embed_questions(TEXTS).vectors
    with ThreadPoolExecutor(8) as threads:
        rows = list(threads.map(lambda i: embedder.embed_questions([TEXTS[i % len(TEXTS)]]).vectors[0], range(32)))
    assert max(np.abs(row - expected[i % len(TEXTS)]).max() for i, row in enumerate(rows)) < 1e-4


@pytest.mark.model
def test_a_text_is_cut_as_its_own_thread_asks(
    minilm_embedder: SentenceTransformerEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The tokenizer is told where to cut, then cuts. The time between is made long here, to let others in."""
    tokenizer = minilm_embedder._model.tokenizer
    tell = tokenizer.set_truncation_and_padding
    text = max(TEXTS, key=len)
    expected = minilm_embedder.embed_questions([text]).vectors[0]

    def tell_and_wait(*arguments: object, **named: object) -> None:
        tell(*arguments, **named)
        sleep(0.05)

    def embed_later(seconds: float) -> Vectors:
        sleep(seconds)
        return minilm_embedder.embed_questions([text]).vectors[0]

    monkeypatch.setattr(tokenizer, "set_truncation_and_padding", tell_and_wait)
    with ThreadPoolExecutor(4) as threads:
        rows = list(threads.map(embed_later, [0, 0.02, 0.04, 0.06]))
    assert max(np.abs(row - expected).max() for row in rows) < 1e-4


def test_the_id_is_one_word_that_may_name_a_file(embedder: Embedder) -> None:
    assert embedder.id
    assert all(character.isalnum() or character in "-_." for character in embedder.id)
