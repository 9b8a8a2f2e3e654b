"""A model's text, as it streams, to sentences with the numbers that they cite.

Two forms, told apart by the first character, since not every endpoint heeds a schema:

    {"sentences": [{"text": "…", "sources": [1]}]}     constrained: a sentence is done when its object closes
    …超过60EFLOPS[1]。……[2][3]                          free: a sentence is done when something follows its end

Markup of a free text (bullets, bold, headings) is no part of a sentence, nor is what a model thinks aloud in <think>.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from rag.models import Schema

_MOST_SENTENCES = 6
_LONGEST = 160
_MOST_SOURCES = 3

_THINKING = re.compile(r"\s*<think>.*?(?:</think>|\Z)", re.DOTALL)
_OPENS = "<think>"
_FENCE = re.compile(r"^\s*```[a-z]*\n?")
# 〔2021〕 is the year of a 文号.
_MARK = r"[\[［【]\s*\d{1,2}(?:\s*[,，、]\s*\d{1,2})*\s*[\]］】]"
_MARKS = re.compile(rf"\s*{_MARK}")
_NUMBER = re.compile(r"\d{1,2}")
# A sentence ends at 。！？； or at a line's end, unless that follows a colon; . ends one before white space, but not in the
# number of a list. Marks behind it are its own, so that it is done only when something else follows.
_END = re.compile(
    rf"(?:[。！？!?；;]+[”’」』）)\"']*|(?<!^\d)(?<!^\d\d)\.(?=\s)|(?<![：:\s])\s*\n)"
    rf"(?:[ \t]*{_MARK})*[。.；;]?(?=\s*[^\s\[［【])",
    re.MULTILINE,
)
_BULLET = re.compile(r"^\s*(?:[-*•·]+\s+|#{1,6}\s*|>\s*|\d{1,2}[.、)）]\s*(?=\D)|[（(]\d{1,2}[)）]\s*)")
_BOLD = re.compile(r"\*\*|__|`")


@dataclass(frozen=True, slots=True)
class Spoken:
    """A sentence as the model wrote it, and the evidence that it says it leans on."""

    text: str
    sources: tuple[int, ...]


def schema(sources: int) -> Schema:
    """Of the constrained form, for evidence numbered from 1 to `sources`."""
    sentence = {
        "type": "object",
        "properties": {
            "text": {"type": "string", "minLength": 1, "maxLength": _LONGEST},
            "sources": {
                "type": "array",
                "items": {"type": "integer", "enum": list(range(1, sources + 1))},
                "minItems": 1,
                "maxItems": _MOST_SOURCES,
            },
        },
        "required": ["text", "sources"],
        "additionalProperties": False,
    }
    return {
        "type": "object",
        "properties": {"sentences": {"type": "array", "items": sentence, "minItems": 1, "maxItems": _MOST_SENTENCES}},
        "required": ["sentences"],
        "additionalProperties": False,
    }


def spoken(pieces: Iterable[str]) -> Iterator[Spoken]:
    """Sentences, each as soon as it is whole; the last one when the text ends."""
    text, done, form = "", 0, _free
    for piece in pieces:
        text += piece
        body = _body(text)
        if body is None:
            continue
        form = _constrained if body.startswith("{") else _free
        found, done = form(body, done, is_whole=False)
        yield from found
    yield from form(_body(text) or "", done, is_whole=True)[0]


def _body(text: str) -> str | None:
    """What is said aloud; None while it cannot be told whether the model thinks first."""
    start = text.lstrip()
    if _OPENS.startswith(start[: len(_OPENS)]) and len(start) < len(_OPENS):
        return None
    body = _THINKING.sub("", text, count=1) if start.startswith(_OPENS) else start
    return _FENCE.sub("", body.lstrip(), count=1)


def _constrained(text: str, done: int, *, is_whole: bool) -> tuple[list[Spoken], int]:
    """Objects that have closed since `done`; one that was cut off is no sentence."""
    decoder = json.JSONDecoder()
    found = []
    position = done or text.find("[") + 1
    while position and (start := text.find("{", position)) >= 0:
        try:
            value, position = decoder.raw_decode(text, start)
        except ValueError:
            break
        found += _sentence(value)
        done = position
    return found, done


def _sentence(value: Any) -> list[Spoken]:
    """Whatever the object holds: it comes from a stranger."""
    text, sources = value.get("text"), value.get("sources")
    if not isinstance(text, str) or not (plain := _plain(text)):
        return []
    numbers = [n for n in sources if type(n) is int] if isinstance(sources, list) else []
    return [Spoken(plain, tuple(dict.fromkeys([*numbers, *_numbers(text)])))]


def _free(text: str, done: int, *, is_whole: bool) -> tuple[list[Spoken], int]:
    found = []
    for end in [*(match.end() for match in _END.finditer(text, done)), *([len(text)] if is_whole else [])]:
        written = text[done:end]
        if plain := _plain(written):
            found.append(Spoken(plain, _numbers(written)))
        done = end
    return found, done


def _numbers(text: str) -> tuple[int, ...]:
    marks = "".join(_MARKS.findall(text))
    return tuple(dict.fromkeys(int(number) for number in _NUMBER.findall(marks)))


def _plain(text: str) -> str:
    """Without citation marks and markup, on one line."""
    without = _BOLD.sub("", _MARKS.sub("", text))
    return " ".join(_BULLET.sub("", line).strip() for line in without.splitlines() if line.strip()).strip("` ")
