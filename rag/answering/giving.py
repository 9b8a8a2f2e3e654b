"""Whether a sentence gives what is asked for, and gives it of what the question is about.

Three near misses are told apart: the number of another target in a sentence that lists several, that of a sentence on
something else, and that of a neighbour (人工智能核心产业…4400亿元, asked for 低空经济), which is known by another
clause that has the words that this one lacks and matches the question better where this one does not.
"""

import re
from collections.abc import Iterator, Sequence

from rag.answering.aspects import COUNT, Aspect, gives, has_number
from rag.answering.evidence import Evidence, Sentence
from rag.domain import ClauseKind
from rag.text import terms

_SPEAKS_THE_CORPUS = 0.25
_BARELY = 0.05
_TARGETS = 3
_ABOUT = 0.4
_PART = re.compile("[，；：、]")
# Of 85 questions whose number stands in the text none is above both, of 20 whose number does not, 10.
_MATCHED_ELSEWHERE = 0.022
_WORDED_ELSEWHERE = 0.05


def is_given(sentence: Sentence, aspect: Aspect, evidence: Evidence) -> bool:
    """Whether the sentence has the amount or date, and has it of what the question is about.

    For a count, and in a sentence that lists several targets, the very part with the number must be on the subject.
    """
    if not gives(sentence.text, aspect) or not aspect.is_quantity:
        return gives(sentence.text, aspect)
    parts = _PART.split(sentence.text)
    if aspect.name == COUNT or sum(map(has_number, parts)) >= _TARGETS:
        giving = (part for part in parts if gives(part, aspect)) if aspect.name == COUNT else _giving(parts, aspect)
        told = max(map(evidence.covered, giving), default=0.0)
        needed = max(map(evidence.covered, parts)) / 2
    else:
        told = sentence.coverage
        needed = _ABOUT * max(other.coverage for other in evidence.sentences)
    if told < _BARELY * evidence.coverage:
        return False
    return (told >= needed or evidence.coverage < _SPEAKS_THE_CORPUS) and not _is_of_neighbour(sentence, evidence)


def _giving(parts: Sequence[str], aspect: Aspect) -> Iterator[str]:
    """The parts that give it, each with the conditions it stands under: 未经批准…的，处…罚款; 对新开设的…，每店补助…."""
    under = pending = ""
    for part in parts:
        pending = part if part.startswith("对") else pending + part
        if gives(part, aspect):
            yield under + (pending if pending.startswith("对") else part)
            pending = ""
        elif part.endswith("的"):
            under, pending = under + pending, ""


def _is_of_neighbour(sentence: Sentence, evidence: Evidence) -> bool:
    """Whether another clause has what the question is about, and the clause of this sentence lacks it."""
    if len(evidence.question.documents) > 1:
        return False
    clause = sentence.hit.clause
    own = [other.matches for other in evidence.sentences if other.hit.clause.id == clause.id]
    best = tuple(map(max, *own)) if len(own) > 1 else sentence.matches
    rivals = (
        s for s in evidence.sentences if s.hit.clause.id != clause.id and s.hit.clause.kind is not ClauseKind.NOTICE
    )
    ahead = max((_ahead(rival.matches, best) for rival in rivals), default=0.0)
    return ahead > _MATCHED_ELSEWHERE and _worded_elsewhere(sentence, evidence) > _WORDED_ELSEWHERE


def _ahead(matches: Sequence[float], others: Sequence[float]) -> float:
    """Mean of what the one has over the other, token by token."""
    if not matches or len(matches) != len(others):
        return 0.0
    return sum(max(0.0, one - other) for one, other in zip(matches, others, strict=True)) / len(matches)


def _worded_elsewhere(sentence: Sentence, evidence: Evidence) -> float:
    """Share of the question's term weight that the clause lacks, with its path and title, and that others have."""
    hit = sentence.hit
    own = set(terms("\n".join((hit.clause.text, *hit.clause.path, hit.document.title, str(hit.document.year)))))
    others = {term for rival in evidence.sentences for term in terms(rival.text)}
    total = sum(evidence.weights.values())
    lacked = (
        weight
        for term, weight in evidence.weights.items()
        if term in others - own and "的" not in term and not term.isdigit()
    )
    return sum(lacked) / total if total else 0.0
