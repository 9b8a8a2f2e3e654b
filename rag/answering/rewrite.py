"""A follow-up that the rules cannot complete (为什么要这样安排), made a stand-alone question by a model.

What it writes is used only where it adds nothing that was not said before: it is a question to search with, and a reader is
shown it as what was understood.
"""

import json
import re
from collections.abc import Sequence
from threading import Event, Thread
from typing import Any

from rag.answering.prompt import rewrite_prompt
from rag.domain import Turn
from rag.errors import ModelError
from rag.models import Delta, Writer
from rag.text import bare, terms

_OWN_SUBJECT = 6
_POINTS_BACK = re.compile(
    "这[个项些里样种]?|那[个项些里样种]|上述|前面|刚才|它们?|其中|该|此|这么|如此|前者|后者|this|that|these|those|it|they",
    re.IGNORECASE,
)
_TURNS = 4
_TURN_LENGTH = 300
_LONGEST = 200
_TOKENS = 120
# Nothing is on the screen before the question is understood.
_PATIENCE_SECONDS = 4.0
_KNOWN = 0.8
_SCHEMA = {
    "type": "object",
    "properties": {"question": {"type": "string", "minLength": 2, "maxLength": _LONGEST}},
    "required": ["question"],
    "additionalProperties": False,
}
_FENCE = re.compile(r"^```[a-z]*|```$")


def leans_on(history: Sequence[Turn], content: str) -> bool:
    """Whether a question, of which `content` says what it is about, may not be understood without the conversation."""
    return bool(history) and (len(bare(content)) <= _OWN_SUBJECT or bool(_POINTS_BACK.search(content)))


def rewrite(asked: str, history: Sequence[Turn], writer: Writer, stop: Event | None = None) -> str | None:
    """The stand-alone question, or None where the model has none that can be trusted, or takes too long.

    Errors: ModelInterrupted once `stop` is set.
    """
    stop = stop or Event()
    recent = [Turn(turn.role, turn.content[:_TURN_LENGTH]) for turn in history[-_TURNS:]]
    prompt, _ = rewrite_prompt(asked, recent)
    try:
        reply = writer.model.stream(prompt, schema=_SCHEMA, max_tokens=_TOKENS, stop=_hurried(stop))
        written = _question("".join(item.text for item in reply if isinstance(item, Delta)))
    except ModelError:
        if stop.is_set():
            raise
        return None
    said = {term for turn in recent for term in terms(turn.content)} | set(terms(asked))
    return written if written and written != asked and _share(terms(written), said) >= _KNOWN else None


def _hurried(stop: Event) -> Event:
    """Set once `stop` is, or when patience is at its end."""
    hurry = Event()

    def wait() -> None:
        stop.wait(_PATIENCE_SECONDS)
        hurry.set()

    Thread(target=wait, name="patience", daemon=True).start()
    return hurry


def _question(text: str) -> str | None:
    """From JSON, or as it stands where the model did not keep to the form."""
    plain = _FENCE.sub("", text.strip()).strip()
    try:
        value: Any = json.loads(plain)
    except ValueError:
        value = plain
    question = value.get("question") if isinstance(value, dict) else value
    one_line = question.strip() if isinstance(question, str) else ""
    return one_line if one_line and "\n" not in one_line and len(one_line) <= _LONGEST else None


def _share(words: Sequence[str], known: set[str]) -> float:
    return sum(word in known for word in words) / len(words) if words else 0.0
