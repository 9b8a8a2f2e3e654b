"""Evidence to a prompt: the sentences that matter, numbered, within a budget of tokens.

Documents and questions are data: they stand between fences, and what looks like a fence in them is turned into print.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from rag.answering.draft import Quote
from rag.answering.evidence import Sentence
from rag.domain import PromptName, Question, QuestionKind, Turn
from rag.models import Manner, Prompt
from rag.text import is_chinese

if TYPE_CHECKING:
    from jinja2 import Template

_JOINED = 2
# Tokens of a character, by what Qwen's and E5's vocabularies were seen to need, rounded up.
_CHINESE, _OTHER = 0.75, 0.4
_FENCES = str.maketrans("<>", "＜＞")
_NUMBERED = re.compile(r"\[(\d{1,2})\]")


@dataclass(frozen=True, slots=True)
class Asked:
    """A prompt with the passages that it numbers, from 1, and what stands before each of them."""

    prompt: Prompt
    name: PromptName
    passages: tuple[Quote, ...]


def answer_prompt(question: Question, quotes: Sequence[Quote], sentences: Sequence[Sentence], manner: Manner) -> Asked:
    """`quotes` go in first; of the other `sentences`, best first, as many as the budget holds."""
    purpose = "compare" if question.kind is QuestionKind.COMPARISON else "answer"
    language = language_of(question.text)
    chosen: list[Quote] = []
    asked = None
    candidates = [*quotes, *(Quote(s.hit.clause, s.hit.document, s.start, s.end) for s in sentences)]
    for quote in dict.fromkeys(candidates):
        longer = _joined([*chosen, quote])
        prompt = _prompt(purpose, language, question, longer, manner)
        is_spare = len(chosen) >= len(quotes) and len(longer) > manner.passages
        if chosen and (is_spare or _tokens_of(prompt) > manner.prompt_tokens):
            break
        chosen.append(quote)
        asked = Asked(prompt, _name(purpose, language), tuple(longer))
    if asked is None:
        raise ValueError("a prompt needs at least one passage")
    return asked


def rewrite_prompt(asked: str, history: Sequence[Turn]) -> tuple[Prompt, PromptName]:
    """The conversation and a question that leans on it."""
    language = language_of(asked)
    values = {"history": [(turn.role, _inert(turn.content)) for turn in history], "question": _inert(asked)}
    return _rendered("rewrite", language, values), _name("rewrite", language)


def language_of(text: str) -> str:
    """Of a question, and so of its answer: `zh` or `en`.

    >>> language_of("算力规模？"), language_of("Which department leads?")
    ('zh', 'en')
    """
    return "zh" if any(map(is_chinese, text)) else "en"


def tokens(text: str) -> int:
    """Estimate of a text's tokens, rather too many than too few."""
    chinese = sum(map(is_chinese, text))
    return round(_CHINESE * chinese + _OTHER * (len(text) - chinese))


def _prompt(purpose: str, language: str, question: Question, passages: Sequence[Quote], manner: Manner) -> Prompt:
    values = {
        "form": manner.form.value,
        "kind": question.kind.value,
        "passages": [_passage(n, quote) for n, quote in enumerate(passages, start=1)],
        "question": _inert(question.text),
    }
    return _rendered(purpose, language, values)


def _passage(n: int, quote: Quote) -> dict[str, object]:
    number = f"（{quote.document.number}）" if quote.document.number else ""
    place = quote.clause.label if quote.text.startswith(quote.clause.path[-1]) else " ".join(quote.clause.path[-1:])
    return {"n": n, "source": _inert(f"《{quote.document.title}》{number}{place}"), "text": _inert(quote.text)}


def _joined(quotes: Sequence[Quote]) -> list[Quote]:
    """In the order of their clauses' first mention; stretches of a clause that touch each other are one."""
    order = {quote.clause.id: place for place, quote in reversed(list(enumerate(quotes)))}
    joined: list[Quote] = []
    for quote in sorted(quotes, key=lambda quote: (order[quote.clause.id], quote.start)):
        last = joined[-1] if joined else None
        if last and last.clause.id == quote.clause.id and quote.start <= last.end + _JOINED:
            joined[-1] = Quote(last.clause, last.document, last.start, max(last.end, quote.end))
        else:
            joined.append(quote)
    return joined


def _inert(text: str) -> str:
    """Text that cannot end its fence or pass for the number of another passage."""
    return _NUMBERED.sub(r"〔\1〕", text.translate(_FENCES))


def _tokens_of(prompt: Prompt) -> int:
    return tokens(prompt.system) + tokens(prompt.user)


def _rendered(purpose: str, language: str, values: Mapping[str, object]) -> Prompt:
    system, user = (_template(purpose, language, part).render(values).strip() for part in ("system", "user"))
    return Prompt(system, user)


@cache
def _template(purpose: str, language: str, part: str) -> "Template":
    from jinja2 import Environment, StrictUndefined

    # Plain text for a model, not HTML: escaping would alter the documents' words.
    environment = Environment(undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, autoescape=False)
    return environment.from_string(_source(purpose, language, part))


@cache
def _name(purpose: str, language: str) -> PromptName:
    texts = "\0".join(_source(purpose, language, part) for part in ("system", "user"))
    return PromptName(f"{purpose}.{language}", hashlib.sha256(texts.encode()).hexdigest())


def _source(purpose: str, language: str, part: str) -> str:
    return (resources.files("prompts") / f"{purpose}.{language}.{part}.jinja").read_text(encoding="utf-8")
