"""Whether a statement is borne out by what it cites, whoever wrote it.

Rules decide what can be decided: figures, dates, departments with their parts, places, quoted names, negation and modality.
A sentence that breaks one of them is not borne out, however close its wording. What keeps them is scored by its wording.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from rag.answering.checks import amounts, listings, names, order, polarity, qualifiers, roles, translation
from rag.answering.checks.alignment import Match, aligned
from rag.answering.checks.offices import offices
from rag.answering.checks.prose import Prose, clean, legible, prose
from rag.answering.checks.source import Source
from rag.answering.checks.wording import Wording
from rag.domain import Check
from rag.ports import Embedder

SUPPORTED = 0.5
"""From this score on a statement is borne out."""

KINDS = ("citation", "figures", "dates", "units", "names", "quotes", "polarity", "order", "wording")

_BROKEN = 0.4
_NUMBERED = re.compile(r"\[\d{4}\]\d+号$")
# More is no sentence but a text, and every part, figure and department is held against all those of the sources.
_LONGEST, _MOST_PARTS, _MOST_NAMED = 800, 40, 24
_ENDS = "。！？!?\n"
# 要求 before no comma is what the sentence says: 要求企业……
_LEAD_IN = re.compile(
    r"^(?:(?:根据|按照|依据)?(?:该|本)?(?:文件|方案|意见|通知|规定)?的?(?:规定|要求|中|里)?(?:明确)?(?:提出|要求|规定|指出|明确|强调|显示|称)?[,:]"
    r"|(?:根据|按照|依据)?(?:中|里)?(?:明确)?(?:提出|规定|指出|明确|强调|显示|称)?)"
)


class Verifier:
    """With an embedder the wording may be freer, and an English statement can be compared with Chinese sources."""

    def __init__(self, embedder: Embedder | None = None) -> None:
        self._wording = Wording(embedder)

    def checks(self, statement: str, sources: Sequence[Source]) -> tuple[Check, ...]:
        """One of each of KINDS, in that order; where a statement is too long to be one sentence, only the first and last."""
        return self._examined(statement, sources)[0]

    def support(self, statement: str, quotes: Sequence[str]) -> float:
        """From 0 to 1; at least SUPPORTED where every rule is kept and the wording is covered."""
        found, score = self._examined(statement, [Source(quote) for quote in quotes])
        return score if all(check.passed for check in found[:-1]) else _BROKEN * score

    def _examined(self, statement: str, sources: Sequence[Source]) -> tuple[tuple[Check, ...], float]:
        """The checks, the last of them on the wording, and the score of that."""
        statement = legible(statement)
        if _is_print(statement, sources):
            return tuple(Check(kind, True) for kind in KINDS), 1.0
        if len(statement) > _LONGEST or _is_text(prose(statement)):
            return (Check("citation", bool(sources)), Check("wording", False, "过长，无法逐项核对")), 0.0
        said, matches = _compared(statement, sources)
        score = self._score(statement, said, sources, matches)
        wording = Check("wording", score >= SUPPORTED, f"{score:.2f}")
        return (*_rules(statement, said, sources, matches), wording), score

    def _score(self, statement: str, said: Prose, sources: Sequence[Source], matches: Sequence[Match]) -> float:
        """What says nothing is not borne out; what only names its document is."""
        if not said.grams:
            return float(bool(sources and prose(statement).grams))
        return self._wording.score(said, [source.prose for source in sources], matches)


def checks(statement: str, sources: Sequence[Source]) -> tuple[Check, ...]:
    """Those of a Verifier without an embedder."""
    return Verifier().checks(statement, sources)


def _is_text(said: Prose) -> bool:
    return len(said.parts) > _MOST_PARTS or max(len(said.figures), len(offices(said))) > _MOST_NAMED


def _is_print(statement: str, sources: Sequence[Source]) -> bool:
    """Whether whole sentences of a source are said as they stand. A part of one is not enough: what was left out may
    qualify it."""
    said = clean(statement).strip(_ENDS)
    for source in sources:
        text = source.prose.text
        start = text.find(said)
        end = start + len(said)
        if said and start >= 0 and (not start or text[start - 1] in _ENDS) and (end == len(text) or text[end] in _ENDS):
            return True
    return False


def _compared(statement: str, sources: Sequence[Source]) -> tuple[Prose, tuple[Match, ...]]:
    """The statement without the documents that it names, and what each part of it repeats of the texts and their headings."""
    said = prose(_without_documents(clean(statement), sources))
    headings = [prose(heading) for source in sources for heading in source.path]
    return said, aligned(said, [*(source.prose for source in sources), *headings])


def _without_documents(said: str, sources: Sequence[Source]) -> str:
    """《title》（文号）第五条规定， goes: that its names are right is a check of its own."""
    labels = "|".join(re.escape(clean(source.label)) for source in sources if source.label)
    label = rf"(?:第?(?:{labels})[条项款]?)?" if labels else ""
    for name in sorted({clean(name) for source in sources for name in source.names}, key=len, reverse=True):
        bare = rf"|{re.escape(name)}(?:文件?)?" if _NUMBERED.search(name) else ""
        said = re.sub(rf"(?:《{re.escape(name)}》|\({re.escape(name)}\){bare}){label}", "", said)
    return _LEAD_IN.sub("", said, count=1)


def _rules(statement: str, said: Prose, sources: Sequence[Source], matches: Sequence[Match]) -> Iterator[Check]:
    texts = [source.prose for source in sources]
    named = [name for source in sources for name in (*source.names, source.label, *source.path)]
    printed = [legible(text) for text in (*(source.text for source in sources), *named)]
    figures = list(amounts.findings(said, texts, named))
    yield Check("citation", bool(sources))
    yield _check("figures", (finding.text for finding in figures if not finding.figure.is_date))
    yield _check("dates", (finding.text for finding in figures if finding.figure.is_date))
    yield _check("units", roles.findings(said, sources))
    units = [unit.name for source in sources for unit in source.units]
    missing = translation.missing(said, [*printed, *units])
    yield _check("names", (*names.missing_names(statement, printed), *missing))
    yield _check("quotes", names.missing_quotes(statement, printed))
    turned = (*polarity.turned(said.text, matches), *translation.turned(said, texts))
    yield _check("polarity", (*turned, *qualifiers.dropped(said, texts), *listings.closed(said, texts)))
    yield _check("order", order.exchanged_sides(said, texts))


def _check(kind: str, findings: Iterable[str]) -> Check:
    found = tuple(dict.fromkeys(findings))
    return Check(kind, not found, "；".join(found))
