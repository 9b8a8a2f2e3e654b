"""True statements about the documents that ship, in the forms in which a language model says such sentences.

A form is a way to say a sentence of a clause; it returns nothing where the sentence does not lend itself to it. Nothing is
added that the clause does not say, and nothing left out that qualifies it. No code is shared with the rules.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache

from eval.trials import TRUE, Trial
from rag.answering.checks.source import Source
from rag.domain import Clause, Document, Role, Unit
from rag.ports import Catalogue
from rag.text import format_numeral, parse_numeral, sentences

_SHORTEST = 12
_UNITS = re.compile(r"（[^（）]*(?:牵头|负责|配合)[^（）]*）$")
_OPENING = re.compile(r"^(?:[（(][一二三四五六七八九十]+[）)]|[一二三四五六七八九十]+、|\d+．|\d+\t)\s*")
_VERBS = (
    "推动|推进|加快|加强|支持|鼓励|探索|建设|打造|完善|深化|强化|健全|培育|发展|开展|构建|优化|提升|实施|制定|建立|推广"
)
_STARTS = re.compile(rf"(?:{_VERBS})")

Form = Callable[[str, Clause, Document], str | None]


def true_trials(catalogue: Catalogue) -> Iterator[Trial]:
    """Every sentence of every clause, in every form that fits it, with the whole clause cited."""
    for document in catalogue.documents.values():
        before: Trial | None = None
        for clause in catalogue.clauses_of(document.id):
            for trial in _of_clause(clause, document):
                yield trial
                if trial.form != "verbatim":
                    continue
                if merged := before and _merged(before, trial):
                    yield merged
                before = trial


def _of_clause(clause: Clause, document: Document) -> Iterator[Trial]:
    source = Source.of(clause, document)
    spans = [(a, b) for a, b in sentences(clause.text) if b - a >= _SHORTEST]
    for n, (start, end) in enumerate(spans):
        sentence = clause.text[start:end]
        plain = Trial(TRUE, "verbatim", sentence, (source,), clause, document)
        yield plain
        for name, form in FORMS.items():
            said = form(sentence, clause, document)
            if said and said != sentence and (n == 0 or name not in _OF_FIRST):
                yield replace(plain, form=name, statement=said)


def _document(sentence: str, clause: Clause, document: Document) -> str:
    number = f"（{document.number}）" if document.number else ""
    return f"《{document.title}》{number}提出，{sentence}"


def _lead_in(sentence: str, clause: Clause, document: Document) -> str:
    return f"根据《{document.title}》，{_bare(sentence)}。"


def _labelled(sentence: str, clause: Clause, document: Document) -> str | None:
    has_name = document.number and clause.label.startswith(("（", "附件第"))
    return f"{document.number}{clause.label}规定，{_bare(sentence)}。" if has_name else None


def _bare(sentence: str) -> str:
    """Without its number and its mark."""
    return _OPENING.sub("", sentence).rstrip("。")


def _unlabelled(sentence: str, clause: Clause, document: Document) -> str | None:
    bare = _bare(sentence)
    return f"{bare}。" if len(bare) >= _SHORTEST and not _UNITS.search(bare) else None


def _with_units(sentence: str, clause: Clause, document: Document) -> str | None:
    said = _said(clause.units)
    return f"{sentence.rstrip('。')}，由{said}。" if said and not _UNITS.search(sentence) else None


def _said(units: Sequence[Unit]) -> str:
    parts = ("、".join(unit.name for unit in units if unit.role is role) + role.word for role in Role)
    return "，".join(part for part, role in zip(parts, Role, strict=True) if part != role.word)


def _leader(sentence: str, clause: Clause, document: Document) -> str | None:
    """省民政厅牵头推广……"""
    leaders = [unit.name for unit in clause.units if unit.role is Role.LEAD]
    task = _bare(sentence).partition("。")[0]
    return f"{task}的牵头单位是{'、'.join(leaders)}。" if leaders and _STARTS.match(task) else None


def _meant(sentence: str, clause: Clause, document: Document) -> str | None:
    """广东将推进……"""
    bare = _bare(sentence)
    return f"广东将{bare}。" if _STARTS.match(bare) and not _UNITS.search(bare) else None


def _shortened(sentence: str, clause: Clause, document: Document) -> str | None:
    """The first part or parts of a sentence: what follows them does not qualify them."""
    parts = re.split("，", _bare(sentence))
    kept = 2 if len(parts[0]) < _SHORTEST else 1
    rest = "，".join(parts[:kept])
    can_stand = kept < len(parts) and len(rest) >= _SHORTEST and rest.count("（") == rest.count("）")
    return f"{rest}。" if can_stand and not re.search("[“《][^”》]*$", rest) else None


def _clause_of_it(sentence: str, clause: Clause, document: Document) -> str | None:
    """A later part that says something by itself, with the year that the sentence opens with."""
    parts = _bare(sentence).split("，")
    year = f"{parts[0]}，" if re.fullmatch(r"到\d{4}年", parts[0]) else ""
    own = (part for part in parts[1:] if len(part) >= _SHORTEST and (year or _STARTS.match(part)))
    fit = (part for part in own if not re.search("“[^”]*$|^[^“]*”|（[^）]*$|^[^（]*）", part))
    said = next(fit, None)
    return f"{year}{said}。" if said else None


def _spelled(sentence: str, clause: Clause, document: Document) -> str | None:
    """30个 as 三十个, 16% as 百分之十六, 2027年 as 二〇二七年, 3类 as 三类, and the other way round."""
    if re.search("[《“]", sentence):
        return None
    said = re.sub(r"(?<![\d.])(\d{1,3})%", lambda m: "百分之" + format_numeral(int(m[1])), sentence)
    said = re.sub(r"(?<![\d—〔])(\d{4})(?=年(?!）))", lambda m: m[1].translate(_YEAR), said)
    said = re.sub(r"(?<![\d.A-Za-z—-])(\d{1,4})(?=[个类项家条万亿])", lambda m: format_numeral(int(m[1])), said)
    said = re.sub(
        r"(?<![第十百千万亿一二三四五六七八九])([二三四五六七八九]|[二三四五六七八九]?十[一二三四五六七八九]?)(?=[个类级项])",
        lambda m: str(parse_numeral(m[1])) if said == sentence else m[1],
        said,
    )
    return said


_YEAR = str.maketrans("0123456789", "〇一二三四五六七八九")


def _reordered(sentence: str, clause: Clause, document: Document) -> str | None:
    """Two items in the midst of a list exchanged."""
    listed = re.search(r"、([^、，。（）“”和及与]{2,8})、([^、，。（）“”和及与]{2,8})、", sentence)
    if not listed or _UNITS.search(sentence) or "“" in sentence:
        return None
    return f"{sentence[: listed.start()]}、{listed[2]}、{listed[1]}、{sentence[listed.end() :]}"


def _traditional(sentence: str, clause: Clause, document: Document) -> str:
    return str(_converter().convert(sentence))


@cache
def _converter():  # type: ignore[no-untyped-def]  # the library ships no types
    from opencc import OpenCC

    return OpenCC("s2t")


def _full_width(sentence: str, clause: Clause, document: Document) -> str | None:
    return sentence.translate(_WIDE) if re.search("[0-9A-Za-z%]", sentence) else None


_WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F) if chr(code).isalnum() or chr(code) == "%"}


def _marked(sentence: str, clause: Clause, document: Document) -> str:
    """As small models print it: a list item, a number in bold, a citation."""
    return "- " + re.sub(r"(\d+(?:\.\d+)?%?)", r"**\1**", _bare(sentence)) + "[1]。"


def _merged(one: Trial, other: Trial) -> Trial | None:
    """Two sentences as one, of one clause or of two."""
    if _UNITS.search(one.statement) or _UNITS.search(other.statement) or not _STARTS.match(_bare(other.statement)):
        return None
    said = f"{_bare(one.statement)}，同时{_bare(other.statement)}。"
    sources = tuple(dict.fromkeys((*one.sources, *other.sources)))
    return replace(other, form="merged" if len(sources) == 1 else "two clauses", statement=said, sources=sources)


FORMS: dict[str, Form] = {
    "document": _document,
    "lead-in": _lead_in,
    "label": _labelled,
    "no label": _unlabelled,
    "units": _with_units,
    "leader": _leader,
    "meant": _meant,
    "shortened": _shortened,
    "part": _clause_of_it,
    "spelled": _spelled,
    "reordered": _reordered,
    "traditional": _traditional,
    "full width": _full_width,
    "marked": _marked,
}
"""How a sentence may be said besides verbatim; two of them may be merged too."""

_OF_FIRST = frozenset(("document", "label", "units", "leader", "traditional"))
