from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, wait
from threading import Barrier, Event, Thread
from time import sleep

import numpy as np
import pytest

from rag.adapters.batching import BatchingEmbedder
from rag.adapters.fakes import HashEmbedder
from rag.ports import Embeddings


class Gated(HashEmbedder):
    """Keeps what it was asked, and answers only when `gate` is open. Chokes on "bad"."""

    def __init__(self) -> None:
        super().__init__()
        self.gate = Event()
        self.batches: list[list[str]] = []

    def embed_questions(self, texts: Sequence[str]) -> Embeddings:
        self.batches.append(list(texts))
        assert self.gate.wait(10)
        if "bad" in texts:
            raise ValueError("bad text")
        return super().embed_questions(texts)


@pytest.fixture
def gated() -> Gated:
    return Gated()


@pytest.fixture
def batching(gated: Gated) -> Iterator[BatchingEmbedder]:
    embedder = BatchingEmbedder(gated, limit=4)
    yield embedder
    gated.gate.set()
    embedder.close()


def _call(batching: BatchingEmbedder, texts: list[str]) -> Future[Embeddings]:
    """On a thread that a test may leave behind: what is never answered fails the test instead of holding it up."""
    future: Future[Embeddings] = Future()

    def run() -> None:
        try:
            future.set_result(batching.embed_questions(texts))
        except Exception as error:
            future.set_exception(error)

    Thread(target=run, daemon=True).start()
    return future


def _ask_behind_the_first(
    batching: BatchingEmbedder, gated: Gated, requests: list[list[str]]
) -> list[Future[Embeddings]]:
    """One request occupies the worker; the others gather behind it, in order; then the gate opens."""
    first = _call(batching, ["first"])
    _until(lambda: gated.batches)
    futures: list[Future[Embeddings]] = []
    for texts in requests:
        futures.append(_call(batching, texts))
        _until(lambda: len(batching._waiting) == len(futures))
    gated.gate.set()
    assert not wait([first, *futures], timeout=10).not_done
    return futures


def _same(one: Embeddings, other: Embeddings) -> bool:
    pairs = zip(one.tokens, other.tokens, strict=True)
    return np.array_equal(one.vectors, other.vectors) and all(np.array_equal(a, b) for a, b in pairs)


def _until(condition: Callable[[], object]) -> None:
    for _ in range(2000):
        if condition():
            return
        sleep(0.001)
    raise AssertionError("waited in vain")


def test_what_waits_becomes_one_batch_up_to_the_limit(batching: BatchingEmbedder, gated: Gated) -> None:
    _ask_behind_the_first(batching, gated, [["a"], ["b", "c"], ["d"], ["e"], ["f"]])
    assert gated.batches == [["first"], ["a", "b", "c", "d"], ["e", "f"]]


def test_a_request_over_the_limit_is_a_batch_of_its_own(batching: BatchingEmbedder, gated: Gated) -> None:
    _ask_behind_the_first(batching, gated, [["a"], list("bcdefg"), ["h"]])
    assert gated.batches == [["first"], ["a"], list("bcdefg"), ["h"]]


def test_every_caller_gets_its_own_rows(batching: BatchingEmbedder, gated: Gated) -> None:
    requests = [["a"], ["b", "c"], [], ["d"]]
    futures = _ask_behind_the_first(batching, gated, requests)
    assert len(gated.batches) == 2
    for texts, future in zip(requests, futures, strict=True):
        assert _same(future.result(), HashEmbedder().embed_questions(texts))


def test_a_bad_text_fails_its_own_caller_only(batching: BatchingEmbedder, gated: Gated) -> None:
    good, bad, other = _ask_behind_the_first(batching, gated, [["good"], ["bad"], ["other"]])
    assert gated.batches[1] == ["good", "bad", "other"]
    assert isinstance(bad.exception(), ValueError)
    assert _same(good.result(), HashEmbedder().embed_questions(["good"]))
    assert _same(other.result(), HashEmbedder().embed_questions(["other"]))


def test_closing_answers_what_waits_and_then_refuses(batching: BatchingEmbedder, gated: Gated) -> None:
    waiting = _call(batching, ["a"])
    _until(lambda: gated.batches)
    late = _call(batching, ["b"])
    _until(lambda: batching._waiting)
    closing = Thread(target=batching.close)
    closing.start()
    gated.gate.set()
    closing.join(10)
    assert waiting.result(10).vectors.shape == late.result(10).vectors.shape == (1, 64)
    with pytest.raises(RuntimeError, match="closed"):
        _call(batching, ["c"]).result(10)
    assert not any(worker.is_alive() for worker in batching._workers)


def test_passages_pass_by_the_queue(batching: BatchingEmbedder, gated: Gated) -> None:
    assert _same(batching.embed_passages(["a"]), HashEmbedder().embed_passages(["a"]))
    assert gated.batches == []


def test_it_goes_by_the_name_and_dimension_of_what_it_wraps(batching: BatchingEmbedder) -> None:
    assert (batching.id, batching.dimension) == ("hash-64", 64)


def test_two_workers_embed_at_the_same_time() -> None:
    meeting = Barrier(2, timeout=10)

    class Meeting(HashEmbedder):
        def embed_questions(self, texts: Sequence[str]) -> Embeddings:
            meeting.wait()
            return super().embed_questions(texts)

    batching = BatchingEmbedder(Meeting(), limit=1, workers=2)
    rows = [_call(batching, [text]) for text in "ab"]
    assert all(row.result(10).vectors.shape == (1, 64) for row in rows)
    batching.close()
