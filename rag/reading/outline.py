"""Repaired lines to the tree of clauses: a grammar over labels with a stack.

A label closes every open clause of its own rank or below and becomes a child of what is left; a line without a label
goes on with the clause before it. A 通知 and its annexes number their own clauses. Lines of metadata and table headers
belong to no clause.
"""

import re
from dataclasses import dataclass, replace

from rag.domain import Clause, ClauseKind, Gap, Span, SpanKind
from rag.reading.identity import Identity
from rag.reading.labels import Family, Label, heading_of
from rag.reading.listing import annex_mark, announced_annexes, contents
from rag.reading.repair import RepairedText
from rag.reading.rows import Rows
from rag.reading.tree import OUTERMOST, Draft, Heading, Open, Rank, Tree
from rag.text import format_numeral

_LOOSE_HEADING_LIMIT = 30
_LONGEST_PREAMBLE = 4
"""Lines. What is longer before the first number is a text of its own, a report that ends in questions and answers."""
_TERMINAL = re.compile(r"[。！？；：!?;:，,、…][”’」』》）)]{0,9}$")
_CLOSING = re.compile(
    r"(?:以上|本)(?:意见|决定|通知|方案|办法|措施|规定|细则|政策|计划|规划|条例|公告)[^。]{0,40}(?:施行|实施|执行|解释|有效期)"
)
_UNFINISHED = "；：，、;:,"
_CLOSED = frozenset({ClauseKind.ROW, ClauseKind.GROUP, ClauseKind.PARAGRAPH})


@dataclass(frozen=True, slots=True)
class Outline:
    clauses: tuple[Clause, ...]
    spans: tuple[Span, ...]
    gaps: tuple[Gap, ...]
    warnings: tuple[str, ...]


def outline(document_id: str, repaired: RepairedText, identity: Identity) -> Outline:
    """Clauses, spans and gaps of a document. Together clauses and spans tile its text, a line break between them."""
    walk = _Walk(document_id, repaired, identity)
    for i in range(len(repaired.lines)):
        walk.add(i)
    clauses = tuple(walk.tree.clauses(repaired.text))
    return Outline(clauses, tuple(walk.spans), tuple(walk.tree.gaps), tuple(walk.warnings))


class _Walk:
    """Goes through the lines once, from top to bottom."""

    def __init__(self, document_id: str, repaired: RepairedText, identity: Identity) -> None:
        self.tree = Tree(document_id)
        self.spans: list[Span] = []
        self._repaired = repaired
        self._lines = repaired.lines
        self._identity = identity
        announced, absent = announced_annexes(repaired.lines, identity.spans)
        self._listing = announced | set(contents([line.text for line in repaired.lines]))
        self._annexes = {i for i, line in enumerate(repaired.lines) if annex_mark(line.text)} - self._listing
        self.warnings = self.tree.numbering.warnings
        self.warnings += [f"正文列出了{label}，但文件里没有收录" for label in absent]
        self._rows = Rows(self.tree, repaired.lines)
        self._counts = {"annex": 0, "p": 0, "h": 0, "q": 0}
        self._restart(0)

    def add(self, i: int) -> None:
        notice = self._identity.notice
        if notice and i in (notice.start, notice.stop):
            self._restart(i)
        if i in self._identity.spans:
            self._add_span(i, SpanKind.METADATA, self._identity.spans[i])
        elif i in self._listing:
            self._add_span(i, SpanKind.METADATA, "listing")
        elif i in self._annexes:
            self._add_annex(i)
        elif i in notice and not self.tree.open:
            self._add_notice(i)
        elif self._lines[i].is_row:
            self._add_row(i)
        elif self._rows.is_group(i):
            self._rows.add_group(i, self._place(i))
        elif label := self._label(i):
            self._add_labelled(i, label)
        else:
            self._add_plain(i)

    def _restart(self, i: int) -> None:
        """A text of its own begins at line `i`: a notice, what it transmits, an annex."""
        self.tree.restart()
        self._rows.restart()
        self._first = len(self.tree.drafts)
        self._outer: Family | None = None
        own = self._own_lines(i)
        numbered = [j for j in own if self._lines[j].label or self._lines[j].level]
        before = [j for j in own if j < numbered[0]] if numbered else own
        is_loose = len(before) > _LONGEST_PREAMBLE or not numbered
        self._loose_until = before[-1] + 1 if before and is_loose else i
        in_body = i not in self._annexes and i not in self._identity.notice
        if in_body and own and not numbered and not any(self._lines[j].is_row for j in own):
            self.warnings.append("正文没有编号，已按自然段读取")

    def _own_lines(self, i: int) -> list[int]:
        """Lines from `i` up to where the next text begins, but for metadata."""
        ends = {self._identity.notice.start, self._identity.notice.stop} if self._identity.notice else set()
        own: list[int] = []
        for j in range(i, len(self._lines)):
            if j > i and (j in self._annexes or j in ends):
                break
            if j not in self._identity.spans and j not in self._listing and j not in self._annexes:
                own.append(j)
        return own

    def _place(self, i: int) -> tuple[int, int]:
        start = self._repaired.starts[i]
        return start, start + len(self._lines[i].text)

    def _add_span(self, i: int, kind: SpanKind, name: str) -> None:
        self.spans.append(Span(kind, name, *self._place(i)))

    def _count(self, token: str) -> int:
        self._counts[token] += 1
        return self._counts[token]

    def _add_notice(self, i: int) -> None:
        self.tree.add_open(self._place(i), Heading(ClauseKind.NOTICE, "通知", "notice", "通知"), OUTERMOST)

    def _add_annex(self, i: int) -> None:
        mark = annex_mark(self._lines[i].text)
        if mark is None:
            return
        count, title = self._count("annex"), mark.title
        if not title and i + 1 < len(self._lines) and not self._starts_body(i + 1):
            title = self._lines[i + 1].text
        self._restart(i)
        heading = Heading(ClauseKind.ANNEX, mark.label, f"annex{mark.number or count}", f"{mark.label} {title}".strip())
        self.tree.add_open(self._place(i), heading, OUTERMOST)

    def _starts_body(self, i: int) -> bool:
        line = self._lines[i]
        return line.is_row or line.label is not None or "。" in line.text

    def _add_row(self, i: int) -> None:
        if furniture := self._rows.add(i, self._place(i)):
            self._add_span(i, SpanKind.FURNITURE, furniture)

    def _label(self, i: int) -> Label | None:
        line = self._lines[i]
        if line.label and line.label.family is Family.QUESTION:
            n = self._count("q")
            return replace(line.label, number=n, text=line.label.family.write(n), token=f"q{n}")
        if line.label:
            return line.label if self.tree.numbering.follows(line.label) else None
        return self._heading_label(i) if line.level else None

    def _heading_label(self, i: int) -> Label:
        n = self._count("h")
        return Label(Family.HEADING, n, self._lines[i].text, f"h{n}", 0)

    def _add_labelled(self, i: int, label: Label) -> None:
        line = self._lines[i]
        self._close_level(line.level, label)
        rank = self._rank(label)
        self.tree.close(rank)
        self.tree.count(label, self.tree.parent)
        heading = Heading(label.kind, label.text, label.token, heading_of(line.text, label))
        self.tree.add_open(self._place(i), heading, rank, label=label, level=line.level)

    def _close_level(self, level: int, label: Label) -> None:
        """A line with # closes those with as many or more, and a heading without a number also those with none."""
        while level and self.tree.open and self.tree.open[-1].rank != OUTERMOST:
            above = self.tree.open[-1].level
            if above >= level or (not above and label.family is Family.HEADING):
                self.tree.open.pop()
            else:
                return

    def _rank(self, label: Label) -> Rank:
        """How deep a label stands: by its family, but where texts differ by what the text does."""
        family, depth = label.family, 0
        above = self.tree.open[-1].rank if self.tree.open else OUTERMOST
        if family is Family.HEADING and above[0] >= family.rank:
            return (above[0], above[1] + 1)
        if family is Family.DECIMAL and label.prefix:
            # 1.2 goes beneath 1． where the text numbers its chapters so.
            depth, first = label.text.count("."), int(label.text.split(".")[0])
            dots = (entry.label for entry in self.tree.open if entry.label and entry.label.family is Family.DOT)
            family = Family.DOT if any(dot.number == first for dot in dots) else family
        elif family in (Family.NUMERAL, Family.ARTICLE):
            # Some laws divide their articles by 一、二、, some notices their sections by 第X条: the first is the outer.
            self._outer = self._outer or family
            if family is not self._outer is Family.ARTICLE:
                return (Family.ARTICLE.rank, 1)
        return (family.rank, depth)

    def _add_plain(self, i: int) -> None:
        last = self.tree.last if len(self.tree.drafts) > self._first else None
        numbered = i >= self._loose_until
        touches = last is not None and last.end + 1 == self._repaired.starts[i]
        if last and touches and last.kind is ClauseKind.ANNEX and not self._starts_body(i):
            self.tree.extend(self._place(i)[1])
        elif not numbered and self._is_loose_heading(i):
            self._add_loose_heading(i)
        elif last and (article := self._ended_list(last)):
            self._add_article_paragraph(i, article)
        elif last and self._closes_text(i, last):
            self.tree.close((0, 0))
            self._add_paragraph(i)
        elif numbered and (last is None or last.kind is ClauseKind.ANNEX):
            self.tree.add(self._place(i), Heading(ClauseKind.PREAMBLE, "前言", "preamble", "前言"))
        elif last and touches and last.kind not in _CLOSED and (numbered or last.kind is ClauseKind.NOTICE):
            self.tree.extend(self._place(i)[1])
        elif i in self._identity.notice:
            self.tree.restart()
            self._add_notice(i)
        else:
            self._add_paragraph(i)

    def _is_loose_heading(self, i: int) -> bool:
        """A short line without an end, above a longer one: the heading of a text that numbers nothing."""
        line = self._lines[i].text
        following = self._lines[i + 1].text if i + 1 < len(self._lines) else ""
        return len(line) <= _LOOSE_HEADING_LIMIT < len(following) and not _TERMINAL.search(line)

    def _add_loose_heading(self, i: int) -> None:
        label = self._heading_label(i)
        self.tree.close((label.family.rank, 0))
        heading = Heading(ClauseKind.SECTION, label.text, label.token, label.text)
        self.tree.add_open(self._place(i), heading, (label.family.rank, 0))

    def _add_paragraph(self, i: int) -> None:
        n = self._count("p")
        heading = Heading(ClauseKind.PARAGRAPH, f"第{n}段", f"p{n}", f"第{n}段")
        self.tree.add(self._place(i), heading, under=self.tree.document_id)

    def _ended_list(self, last: Draft) -> Open | None:
        """The article whose list of items ended with `last`, so that a paragraph of the article itself follows."""
        articles = (entry for entry in self.tree.open if entry.label and entry.label.family is Family.ARTICLE)
        article = next(articles, None)
        if article is None or last is article.draft:
            return None
        before, text = last.before, self._repaired.text
        is_list = before is not None and text[before.end - 1] in _UNFINISHED and text[last.end - 1] == "。"
        return article if is_list or (last.parent == article.draft.id and last.kind is ClauseKind.PARAGRAPH) else None

    def _closes_text(self, i: int, last: Draft) -> bool:
        """Whether a line speaks of the whole text (本意见自印发之日起施行。) behind the last of several clauses."""
        in_list = last.before is not None and last.kind in (ClauseKind.CLAUSE, ClauseKind.ITEM)
        return in_list and self._repaired.text[last.end - 1] in "。）)；" and bool(_CLOSING.match(self._lines[i].text))

    def _add_article_paragraph(self, i: int, article: Open) -> None:
        self.tree.close((Family.ARTICLE.rank, 1))
        article.draft.lines += 1
        label = f"第{format_numeral(article.draft.lines)}款"
        self.tree.add(self._place(i), Heading(ClauseKind.PARAGRAPH, label, f"p{article.draft.lines}", label))
