"""Clauses to the passages that are embedded: sentences, and windows of long sentences.

Measured on the cases that ship, against windows of 400 characters beside the sentences: the same recall, a better first
rank (MRR@10 .921 and .923 against .916 and .916), and half the text to embed. A long sentence is an enumeration whose
parts mean more by themselves than blurred together.
"""

from functools import cache

from rag.domain import Clause, Passage
from rag.text import bare, sentences

WINDOW = 120
_SHORTEST = 4


@cache
def _splitter():  # type: ignore[no-untyped-def]  # heavy: imported when something is ingested
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    # The default separators cut Chinese in mid-sentence; these tile the text.
    return RecursiveCharacterTextSplitter(
        separators=["\n", "。", "；", "，", "、", ""],
        keep_separator="end",
        strip_whitespace=False,
        add_start_index=True,
        chunk_size=WINDOW,
        chunk_overlap=0,
    )


def windows(text: str) -> list[tuple[int, int]]:
    """Stretches of at most 120 characters that tile the text, cut at the strongest mark that fits."""
    if len(text) <= WINDOW:
        return [(0, len(text))]
    pieces = _splitter().create_documents([text])
    return [(d.metadata["start_index"], d.metadata["start_index"] + len(d.page_content)) for d in pieces]


def passages(clause: Clause) -> list[Passage]:
    """The passages of a clause, each once and in order; nothing too short to mean anything."""
    spans: dict[tuple[int, int], None] = {}
    for start, end in sentences(clause.text):
        spans[start, end] = None
        spans |= {(start + a, start + b): None for a, b in windows(clause.text[start:end])}
    return [Passage(clause.id, a, b) for a, b in spans if len(bare(clause.text[a:b])) >= _SHORTEST]
