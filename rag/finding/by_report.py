"""Press reports that a question names by their source or by what they are; what they are about is not named then.

南方都市报报道, 浙江日报的解读        who printed it
据报道, 解读里, 那篇报道, 记者采访    what it is
实施意见的解读, 报道实施意见时说      of the document that is named with it: a report about that, not itself
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from rag.domain import Document, DocumentKind
from rag.finding.naming import MEDIA, Naming, apart, stems, subject_of

_MEDIUM = rf"(?:{MEDIA}|文章|新闻|稿子)"
_ONE = r"(?:的|上|那[篇则个]|这[篇则个]|记者|新闻|相关|有关|专题|政策|官方)*"
# 解读 and 报道 are verbs as well: 解读一下第五条.
_BY_KIND = re.compile(
    rf"(?:媒体|新闻|政策|官方|专家|图文|那篇|这篇)的?(?:报道|解读)(?:里|中)?|据(?:媒体|新闻)?报道|(?:报道|解读)(?:稿|文章|材料)|"
    rf"(?:报道|解读)(?=里|中|[说称](?!明)|提到|讲|怎么|介绍|显示|指出)|(?:那|这)篇(?:{MEDIA}|文章|新闻)|"
    rf"答?记者问|记者(?=报道|采访|了解到|获悉)"
)
_OF_IT = re.compile(rf"{_ONE}(?:报道|解读)(?!一下|第|下)")
_ABOUT = re.compile(r"(?:[了过的里中上,]|说|称|讲|提到?|写|介绍|关于|对|一文)*")
_LONG_SOURCE = 4


def by_source(text: str, documents: Mapping[str, Document]) -> Iterator[Naming]:
    """Reports by who printed them; by a short name (南都) only with a word for what it is."""
    sources: dict[str, list[str]] = {}
    for name, document in documents.items():
        if document.kind is DocumentKind.PRESS:
            for source in _sources(document):
                sources.setdefault(source, []).append(name)
    for source, names in sources.items():
        alone = "|记者|" if len(source) >= _LONG_SOURCE else ""
        for match in re.finditer(rf"{re.escape(source)}(?:{_ONE}{_MEDIUM}{alone})", text):
            yield Naming(match.start(), match.end(), tuple(names))


def with_reports(text: str, documents: Mapping[str, Document], named: Sequence[Naming]) -> list[Naming]:
    """`named`, and reports named by what they are; each takes the place of a document that it is said to be about."""
    press = [name for name, document in documents.items() if document.kind is DocumentKind.PRESS]
    if not press:
        return list(named)
    sourced = [naming for naming in named if set(naming.documents) <= set(press)]
    others = [naming for naming in named if naming not in sourced]
    spans = [match.span() for match in _BY_KIND.finditer(text)]
    spans += [match.span() for naming in others if (match := _OF_IT.match(text, naming.end))]
    loose = apart((Naming(start, end, tuple(press)) for start, end in spans), named)
    kept = list(others)
    reports = []
    for report in [*sourced, *loose]:
        about = next((other for other in kept if _is_about(text, report, other)), None)
        fitting = tuple(name for name in report.documents if about and _treats(documents[name], about, documents))
        if about and (fitting or report in sourced):
            kept.remove(about)
            start, end = min(report.start, about.start), max(report.end, about.end)
            report = Naming(start, end, fitting or report.documents)
        reports.append(report)
    return [*kept, *reports]


def _sources(document: Document) -> set[str]:
    """Who printed a report, in full and as its titles begin: 南方都市报, 南都."""
    heads = (re.split(rf"关于|{MEDIA}", stem)[0] for stem in stems(document) if re.search(rf"关于|{MEDIA}", stem))
    return {name for name in (document.issuer or "", *heads) if 2 <= len(name) <= 8}


def _is_about(text: str, report: Naming, other: Naming) -> bool:
    if other.start >= report.end:
        return bool(_ABOUT.fullmatch(text, report.end, other.start))
    return bool(re.fullmatch(_ONE, text[other.end : report.start]))


def _treats(report: Document, about: Naming, documents: Mapping[str, Document]) -> bool:
    titles = "\n".join(stems(report))
    return any(subject_of(stem) in titles for name in about.documents for stem in stems(documents[name]))
