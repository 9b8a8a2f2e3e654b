"""Bytes to text: UTF-8, UTF-16 with its mark, GB18030, Big5; anything else is refused with one clear line.

GB18030 reads almost any bytes as something, so text that is UTF-8 but for a few bytes is called broken instead of being
read as the wrong characters; and where Big5 reads the bytes too, the commonest characters tell which of the two it is.
"""

import codecs

from rag.errors import ReadingError

LIMIT_BYTES = 20_000_000

_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_DAMAGED_SHARE = 0.1
_READABLE_SHARE = 0.95
_COMMON = frozenset("的一是不在有人和為为以之中會会及與与對对於于資资府政第條条，。")


def check_size(size: int, name: str) -> None:
    """Errors: ReadingError when a file is larger than can be read."""
    if size > LIMIT_BYTES:
        found, limit = size / 1e6, LIMIT_BYTES / 1e6
        raise ReadingError(f"{name}: 文件有 {found:.0f} MB，超过每个文件 {limit:.0f} MB 的上限；请按篇拆分后重新导入")


def decode(data: bytes, name: str) -> str:
    """The text of a file. `name` stands in the message. Errors: ReadingError."""
    check_size(len(data), name)
    if data.startswith(_UTF16_MARKS):
        return _not_empty(_without_nul(_strict(data, "utf-16", name), name), name)
    if b"\0" in data:
        raise _binary(name)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        text = _not_utf8(data, error, name)
    return _not_empty(text, name)


def _not_empty(text: str, name: str) -> str:
    if not text.strip():
        raise ReadingError(f"{name}: 文件是空的，需要有文字内容；请检查文件后重新导入")
    return text


def _without_nul(text: str, name: str) -> str:
    if "\0" in text:
        raise _binary(name)
    return text


def _binary(name: str) -> ReadingError:
    return ReadingError(f"{name}: 这不是文本文件（含有二进制内容）；请另存为 UTF-8 编码的 .txt 或 .md 文件")


def _not_utf8(data: bytes, error: UnicodeDecodeError, name: str) -> str:
    lenient = data.decode("utf-8", errors="replace")
    wide = sum(1 for character in lenient if ord(character) > 127)
    if lenient.count("\ufffd") <= wide * _DAMAGED_SHARE:
        line = data.count(b"\n", 0, error.start) + 1
        raise ReadingError(f"{name}: 第 {line} 行有损坏的 UTF-8 字节；请从原文重新保存为 UTF-8 后导入") from error
    text = _gb18030_or_big5(data, name)
    if sum(map(_readable, text)) < len(text) * _READABLE_SHARE:
        raise ReadingError(f"{name}: 无法识别文字编码；请另存为 UTF-8 编码的文本后导入") from error
    return text


def _gb18030_or_big5(data: bytes, name: str) -> str:
    try:
        traditional = data.decode("big5hkscs")
    except UnicodeDecodeError:
        return _strict(data, "gb18030", name)
    simplified = data.decode("gb18030", errors="replace")
    return traditional if _common(traditional) > _common(simplified) else _strict(data, "gb18030", name)


def _common(text: str) -> int:
    return sum(character in _COMMON for character in text)


def _strict(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ReadingError(
            f"{name}: 第 {line} 行不是有效的 UTF-8 或 GB18030 文字；请另存为 UTF-8 编码的文本后导入"
        ) from error


def _readable(character: str) -> bool:
    code = ord(character)
    return 0x20 <= code < 0x7F or character in "\r\n\t" or 0x2000 <= code < 0xA000 or 0xFF00 <= code < 0xFFF0
