"""What a document says of itself: title, 文号, issuer, dates, 公开方式; and which of its lines say so.

It closes with signature, date, 抄送 and 印发 (GB/T 9704-2012, 7.3 and 7.4). A 通知 or an order that carries another
text has two titles: the text's own is the title, the 通知's an alias.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from rag.domain import DocumentKind
from rag.reading.dates import find_days, is_day
from rag.reading.front import ORGANISATION, Front, read_front, tidy
from rag.reading.lines import Line
from rag.reading.listing import annex_mark
from rag.text import bare, fold_brackets

_TITLE_LIMIT = 120
_NOTICE_LIMIT = 40
_SIGNATURES_LIMIT = 8
_SIGNATURE = re.compile(rf"{ORGANISATION}(?:[\s　、]+{ORGANISATION}){{0,9}}")
_PRINTED = re.compile(rf"(?:{ORGANISATION})?\s*(\d.{{6,20}}日)\s*印发")
_DISCLOSURE = re.compile(r"公开(?:方式|属性|选项)\s*[:：]\s*(\S+)")
_FOOTER = re.compile(
    r"[（(]?(?:抄送|抄报|主送|主题词|联系人|联系电话|联系方式|承办单位)\s*[:：]|（此件.{2,12}）|\(此件.{2,12}\)"
)
_TRANSMITS = re.compile(r"(?:印发|转发|批转|公布|发布|颁布)(.+?)的?(?:通知|决定|公告)$")
_QUOTED = re.compile(r"《([^《》]{2,120})》")


@dataclass(slots=True)
class Identity:
    """`spans` names the lines that are metadata, by line number; `notice` is the range of the 通知's own lines."""

    title: str | None = None
    aliases: tuple[str, ...] = ()
    number: str | None = None
    issuer: str | None = None
    issued_on: date | None = None
    disclosure: str | None = None
    kind: DocumentKind = DocumentKind.OFFICIAL
    spans: dict[int, str] = field(default_factory=dict)
    notice: range = range(0)

    @property
    def year(self) -> int | None:
        if self.issued_on:
            return self.issued_on.year
        match = re.search(r"\[(\d{4})\]", fold_brackets(self.number or ""))
        return int(match.group(1)) if match else None


def identify(lines: Sequence[Line]) -> Identity:
    """Reads the head and the foot of a document, given as its repaired lines."""
    front = read_front(lines)
    identity = _from_front(front)
    body = len(front.spans)
    transmits = _TRANSMITS.search(identity.title or "")
    if transmits or not identity.title:
        _read_transmitted(lines, body, transmits.group(1) if transmits else "", identity)
    _read_foot(lines, body, identity)
    if identity.issuer is None and (head := re.match(rf"({ORGANISATION}?)关于", " ".join(_names(identity)))):
        identity.issuer = head.group(1)
    return identity


def _from_front(front: Front) -> Identity:
    title = next((title for title in front.titles if "关于" in title), front.titles[0] if front.titles else None)
    aliases = tuple(other for other in front.titles if other != title)
    kind = DocumentKind.PRESS if front.is_press else DocumentKind.OFFICIAL
    return Identity(title, aliases, front.number, front.issuer, front.issued_on, kind=kind, spans=front.spans)


def _names(identity: Identity) -> list[str]:
    """Title and aliases; the 通知's own, which names the issuer, first."""
    return [name for name in (*identity.aliases, identity.title) if name and "关于" in name]


def _read_transmitted(lines: Sequence[Line], body: int, named: str, identity: Identity) -> None:
    """Finds the title of the text that a 通知 transmits: the lines that say what stands in its 《》."""
    wanted = {bare(named)} - {""}
    for start in range(body, min(len(lines), body + _NOTICE_LIMIT)):
        for end in range(start + 1, start + 5):
            own = "".join(line.text for line in lines[start:end])
            if len(own) > _TITLE_LIMIT or re.search("[。：:]", own):
                break
            if bare(own.strip("《》")) in wanted:
                _accept_transmitted(lines, body, range(start, end), identity)
                return
        wanted |= {bare(name) for name in _QUOTED.findall(lines[start].text[:2000])}


def _accept_transmitted(lines: Sequence[Line], body: int, title: range, identity: Identity) -> None:
    identity.aliases = tuple(name for name in (identity.title, *identity.aliases) if name)
    identity.title = tidy("".join(lines[i].text for i in title))
    identity.spans.update(dict.fromkeys(title, "title"))
    start = title.start
    if start > body and annex_mark(lines[start - 1].text):
        start -= 1
        identity.spans[start] = "annex"
    identity.notice = range(body, start)


def _read_foot(lines: Sequence[Line], body: int, identity: Identity) -> None:
    spans = identity.spans
    for i in range(len(lines) - 1, body - 1, -1):
        line = lines[i].text[:_TITLE_LIMIT]
        if i in spans:
            continue
        if match := _DISCLOSURE.fullmatch(line):
            spans[i], identity.disclosure = "disclosure", match.group(1)
        elif _FOOTER.match(line):
            spans[i] = "footer"
        elif match := _PRINTED.fullmatch(line):
            spans[i] = "printed"
            identity.issued_on = identity.issued_on or next(iter(find_days(match.group(1))), None)
            if i > body and _SIGNATURE.fullmatch(lines[i - 1].text[:_TITLE_LIMIT]):
                spans[i - 1] = "printed"
        elif is_day(line) and _closes(lines, i, identity):
            spans[i] = "date"
            identity.issued_on = find_days(line)[0]
            _read_signatures(lines, i, body, identity)


def _closes(lines: Sequence[Line], i: int, identity: Identity) -> bool:
    """Whether a day ends a text: signed, or with nothing but metadata or an annex behind it."""
    signed = i > 0 and _SIGNATURE.fullmatch(lines[i - 1].text[:_TITLE_LIMIT])
    return bool(signed) or i + 1 == len(lines) or i + 1 in identity.spans or annex_mark(lines[i + 1].text) is not None


def _read_signatures(lines: Sequence[Line], day: int, body: int, identity: Identity) -> None:
    """The lines above a day that sign; who signs first is the issuer."""
    for i in range(day - 1, max(body, day - _SIGNATURES_LIMIT) - 1, -1):
        line = lines[i]
        if line.label or len(line.text) > _TITLE_LIMIT or not _SIGNATURE.fullmatch(line.text):
            return
        identity.spans[i] = "signature"
        identity.issuer = re.split(r"[\s　、]+", line.text)[0]
