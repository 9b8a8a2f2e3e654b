"""Bytes that are read, and bytes that are refused with a line that helps."""

from pathlib import Path

import pytest

from rag.errors import ReadingError
from rag.reading.decode import LIMIT_BYTES, decode
from rag.reading.read import TextReader, read_text

_TEXT = "关于加快数字化发展的意见\n\n一、总体要求\n各地要抓好落实，推进数据要素市场化配置改革。\n"
_TRADITIONAL = "個人資料保護法\n第一條 為規範個人資料之蒐集、處理及利用，特制定本法。\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "gbk"])
def test_text_is_read_in_the_encodings_that_offices_use(encoding: str) -> None:
    assert decode(_TEXT.encode(encoding), "x.txt") == _TEXT


@pytest.mark.parametrize("encoding", ["big5", "utf-8", "gb18030"])
def test_traditional_text_is_not_read_as_the_wrong_characters(encoding: str) -> None:
    assert decode(_TRADITIONAL.encode(encoding), "x.txt") == _TRADITIONAL


@pytest.mark.parametrize("order", ["utf-16-le", "utf-16-be"])
def test_utf_16_with_its_mark_is_read_in_either_order(order: str) -> None:
    assert decode("\ufeff".encode(order) + _TEXT.encode(order), "x.txt") == _TEXT


def test_latin_text_is_text() -> None:
    assert decode(b"Policy brief\n1. Data\n", "x.txt") == "Policy brief\n1. Data\n"


_BROKEN = _TEXT.encode()[:60] + b"\xff\xfe" + _TEXT.encode()[60:]
_REFUSED = {
    "empty": (b"", "文件是空的"),
    "white space": (b" \n\t\n", "文件是空的"),
    "ideographic spaces": ("　　\n".encode(), "文件是空的"),
    "nothing but a mark": ("\ufeff".encode("utf-16-le"), "文件是空的"),
    "broken UTF-8": (_BROKEN, "第 4 行有损坏的 UTF-8 字节"),
    "a program": (b"\x7fELF\x02\x01\x01\x00\x00", "含有二进制内容"),
    "an archive": (b"PK\x03\x04\x14\x00\x06\x00", "含有二进制内容"),
    "UTF-16 without its mark": (_TEXT.encode("utf-16-le"), "含有二进制内容"),
    "UTF-32": (_TEXT.encode("utf-32"), "含有二进制内容"),
    "noise": (bytes(range(128, 256)) * 40, "文字"),
    "half a character of UTF-16": (_TEXT.encode("utf-16") + b"a", "不是有效的"),
}


@pytest.mark.parametrize(("data", "says"), _REFUSED.values(), ids=_REFUSED.keys())
def test_what_cannot_be_read_is_refused_in_one_line(data: bytes, says: str) -> None:
    with pytest.raises(ReadingError, match=says) as caught:
        decode(data, "某.txt")
    assert str(caught.value).startswith("某.txt: ")
    assert "\n" not in str(caught.value)


def test_a_file_that_is_too_large_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "large.txt"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    with pytest.raises(ReadingError, match="文件有 50 MB，超过每个文件 20 MB 的上限"):
        TextReader().read(path)
    with pytest.raises(ReadingError, match="20 MB"):
        decode(b"a" * (LIMIT_BYTES + 1), "x")


def test_a_file_that_is_not_there_is_refused_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(ReadingError, match=r"none\.txt: 无法读取"):
        TextReader().read(tmp_path / "none.txt")


def test_a_text_of_markup_alone_holds_no_text() -> None:
    with pytest.raises(ReadingError, match=r"x\.md: 文件里没有文字"):
        read_text("**\n---\n— 1 —\n", "x.md")
