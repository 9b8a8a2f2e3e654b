from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.adapters.sse import events
from rag.errors import ModelReplyInvalid

TEXT = "data: 广东\r\n\r\n: 注释\r\ndata:数字\rdata: 社会\r\revent: x\nid: 7\ndata\n\ndata: {}\n\ndata: cut off"
EVENTS = ["广东", "数字\n社会", "", "{}"]


def _cut(content: bytes, places: list[int]) -> Iterator[bytes]:
    bounds = [0, *sorted(place % (len(content) + 1) for place in places), len(content)]
    return (content[start:end] for start, end in pairwise(bounds))


@given(st.lists(st.integers(0, 500), max_size=40))
def test_events_are_the_same_however_the_bytes_are_cut(places: list[int]) -> None:
    assert list(events(_cut(TEXT.encode(), places))) == EVENTS


def test_single_bytes_give_the_same_events() -> None:
    assert list(events(bytes([byte]) for byte in TEXT.encode())) == EVENTS


def test_a_byte_order_mark_is_no_text() -> None:
    assert list(events([b"\xef\xbb", b"\xbfdata: a\n\n"])) == ["a"]


def test_only_one_space_after_the_colon_goes() -> None:
    assert list(events([b"data:  a\n\n"])) == [" a"]


def test_an_event_comes_as_soon_as_its_last_byte() -> None:
    def chunks() -> Iterator[bytes]:
        yield b"data: a\r\n\r"
        yield b"\n"
        raise AssertionError("asked for more than the event")

    assert next(events(chunks())) == "a"


def test_what_is_no_utf_8_is_invalid() -> None:
    with pytest.raises(ModelReplyInvalid, match="UTF-8"):
        list(events([b"data: \xff\n\n"]))
