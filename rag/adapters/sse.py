"""Reads server-sent events. Source: WHATWG HTML, 9.2 Server-sent events; only the data matters here.

>>> list(events([b": hello\\r\\ndata: \\xe5\\xb9", b"\\xbf\\xe4\\xb8\\x9c\\r", b"\\n\\r\\n"]))
['广东']
"""

import codecs
import io
from collections.abc import Iterable, Iterator

from rag.errors import ModelReplyInvalid


def events(chunks: Iterable[bytes]) -> Iterator[str]:
    """The data of every event, however the bytes are cut up; as the standard says, an unfinished last one is dropped.

    Errors: ModelReplyInvalid where it is not UTF-8.
    """
    data: list[str] = []
    for line in _lines(chunks):
        field, _, value = line.partition(":")
        if field == "data":
            data.append(value.removeprefix(" "))
        elif not line and data:
            yield "\n".join(data)
            data = []


def _lines(chunks: Iterable[bytes]) -> Iterator[str]:
    """Without their ends: LF, CR or CRLF, also where a chunk ends in the middle of one."""
    decoder = io.IncrementalNewlineDecoder(codecs.getincrementaldecoder("utf-8-sig")(), translate=True)
    begun: list[str] = []
    for chunk in chunks:
        try:
            first, *others = decoder.decode(chunk).split("\n")
        except UnicodeDecodeError:
            raise ModelReplyInvalid("语言模型服务的回答不是 UTF-8 文本") from None
        begun.append(first)
        for line in others:
            yield "".join(begun)
            begun = [line]
