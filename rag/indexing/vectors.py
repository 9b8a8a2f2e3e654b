"""Vectors of texts and of their tokens that were computed before, by embedder and text, so that only new text is embedded.

Kept beside the snapshots: an ingest that is killed goes on where it stopped. Entries that no ingest has asked for in a
month are dropped.
"""

import hashlib
import sqlite3
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from rag.indexing.tokens import Quantised, quantised
from rag.ports import Embedder, Embeddings, Vectors

_BATCH = 256
_KEPT_DAYS = 30


class VectorCache:
    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._connection = _connect(path)
        except sqlite3.DatabaseError:
            # Only a cache: a damaged one is worth less than the time to mend it.
            path.unlink()
            self._connection = _connect(path)

    def close(self) -> None:
        self._connection.execute("DELETE FROM embeddings WHERE used_on < ?", (_today() - _KEPT_DAYS,))
        self._connection.commit()
        self._connection.close()

    def embed(self, texts: Sequence[str], embedder: Embedder, progress: Callable[[int, int], None]) -> Vectors:
        """Vectors of passages, shape (len(texts), dimension); every batch is kept as soon as it is there."""
        keys = [_key(embedder.id, text) for text in texts]
        known = self._known(set(keys))
        new = list({key: text for key, text in zip(keys, texts, strict=True) if key not in known}.items())
        # Texts of like length make batches without padding.
        new.sort(key=lambda item: len(item[1]))
        for start in range(0, len(new), _BATCH):
            progress(start, len(new))
            batch = new[start : start + _BATCH]
            found = embedder.embed_passages([text for _, text in batch])
            self._keep([key for key, _ in batch], found)
            known |= {key: vector for (key, _), vector in zip(batch, found.vectors, strict=True)}
        progress(len(new), len(new))
        return np.array([known[key] for key in keys], np.float32).reshape(-1, embedder.dimension)

    def tokens(self, texts: Sequence[str], embedder: Embedder) -> list[Quantised]:
        """Of passages that `embed` has just seen, each of shape (its tokens, dimension)."""
        query = "SELECT tokens FROM embeddings WHERE key = ?"
        blobs = [self._connection.execute(query, (_key(embedder.id, text),)).fetchone()[0] for text in texts]
        return [np.frombuffer(blob, np.int8).reshape(-1, embedder.dimension) for blob in blobs]

    def _known(self, keys: set[bytes]) -> dict[bytes, Vectors]:
        found = {}
        for key in keys:
            row = self._connection.execute("SELECT vector FROM embeddings WHERE key = ?", (key,)).fetchone()
            if row:
                found[key] = np.frombuffer(row[0], np.float32)
        today = _today()
        self._connection.executemany("UPDATE embeddings SET used_on = ? WHERE key = ?", [(today, key) for key in found])
        # Not left open while the model works: another process may want to write.
        self._connection.commit()
        return found

    def _keep(self, keys: Sequence[bytes], found: Embeddings) -> None:
        rows = [
            (key, vector.tobytes(), quantised(tokens).tobytes(), _today())
            for key, vector, tokens in zip(keys, found.vectors, found.tokens, strict=True)
        ]
        self._connection.executemany("INSERT OR REPLACE INTO embeddings VALUES (?, ?, ?, ?)", rows)
        self._connection.commit()


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path)
    connection.execute(
        "CREATE TABLE IF NOT EXISTS embeddings (key BLOB PRIMARY KEY, vector BLOB, tokens BLOB, used_on INTEGER)"
    )
    return connection


def _key(embedder: str, text: str) -> bytes:
    return hashlib.blake2b(f"{embedder}\0{text}".encode(), digest_size=16).digest()


def _today() -> int:
    return int(time.time() // 86_400)
