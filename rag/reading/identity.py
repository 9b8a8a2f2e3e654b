"""What a document says of itself: title, 文号, issuer, dates, 公开方式; and which of its lines say so.

An official document opens with letterhead, number, title and addressee (GB/T 9704-2012, 7.2 and 7.3) and closes with
signature, date, 抄送 and 印发. A 通知 that transmits another text carries two titles: the text's own is the title, the
通知's an alias.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from rag.reading.labels import parse_label
from rag.reading.repair import Line
from rag.text import bare, fold_brackets

NUMBER = re.compile(r"[\u4e00-\u9fff]{1,12}\[\d{4}\]第?\d+号")
_TITLE_LIMIT = 120
_FRONT_LIMIT = 14
_ORGANISATION = r"[\u4e00-\u9fff（）()]{2,40}(?:政府|办公厅|办公室|委员会|委|局|厅|部|院|署|秘书处|中心)"
_SIGNATURE = re.compile(rf"{_ORGANISATION}(?:[\s　、]+{_ORGANISATION})*")
_LETTERHEAD = re.compile(rf"{_ORGANISATION}(?:文件|令|公告)?|[\u4e00-\u9fff]{{2,30}}文件")
_DATE = re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日")
_PRINTED = re.compile(rf"(?:{_ORGANISATION})?\s*{_DATE.pattern}\s*印发")
_ADOPTED = re.compile(r"[（(][^（()）]*\d{4}\s*年[^（()）]*[）)]")
_ADDRESSEE = re.compile(r"[^。；]{2,200}[：:]")
_DISCLOSURE = re.compile(r"公开(?:方式|属性|选项)\s*[:：]\s*(\S+)")
_FOOTER = re.compile(r"(?:抄送|抄报|主送|主题词|联系人|联系电话|承办单位)\s*[:：]|（此件.{2,12}）|\(此件.{2,12}\)")
_TRANSMITS = re.compile(r"(?:印发|转发|批转|公布|发布|颁布)(.+?)的?(?:通知|决定|公告)$")
_COMPLETE = re.compile(
    r"(?:通知|意见|方案|办法|规定|条例|细则|决定|公告|通告|批复|要点|规划|计划|措施|纲要|报告|指南|清单)(?:[（(].+[）)])?$"
)
_QUOTED = re.compile(r"《([^《》]+)》")


@dataclass(slots=True)
class Identity:
    """`spans` names the lines that are metadata, by line number; `notice` is the range of the 通知's own lines."""

    title: str | None = None
    aliases: tuple[str, ...] = ()
    number: str | None = None
    issuer: str | None = None
    issued_on: date | None = None
    disclosure: str | None = None
    spans: dict[int, str] = field(default_factory=dict)
    notice: range = range(0)

    @property
    def year(self) -> int | None:
        if self.issued_on:
            return self.issued_on.year
        match = re.search(r"\[(\d{4})\]", fold_brackets(self.number or ""))
        return int(match.group(1)) if match else None


def identify(repaired: Sequence[Line]) -> Identity:
    """Reads the head and the foot of a document, given as its repaired lines."""
    identity = Identity()
    lines = [line.text for line in repaired]
    body = _read_front(repaired, identity)
    _read_foot(lines, body, identity)
    if identity.title and (match := _TRANSMITS.search(identity.title)):
        _read_transmitted(lines, body, match.group(1), identity)
    if identity.issuer is None and identity.title and (head := re.match(rf"({_ORGANISATION}?)关于", identity.title)):
        identity.issuer = head.group(1)
    return identity


def _read_front(repaired: Sequence[Line], identity: Identity) -> int:
    """Letterhead, number and title; returns the first line of the body."""
    titles: list[str] = []
    letterhead: str | None = None
    for i, (line, after_blank) in enumerate((line.text, line.after_blank) for line in repaired[:_FRONT_LIMIT]):
        name = _front_name(line)
        if name is None:
            break
        identity.spans[i] = name
        if name == "number":
            identity.number = re.sub(r"\s", "", line)
        elif name == "adopted":
            identity.issued_on = _date(line)
        elif name == "letterhead" and not titles:
            letterhead = line.removesuffix("文件")
        else:
            identity.spans[i] = "title"
            if titles and not (after_blank and _COMPLETE.search(titles[-1])):
                titles[-1] += line
            else:
                titles.append(line)
    if titles:
        names = [_tidy(title) for title in titles]
        identity.title = next((name for name in names if "关于" in name), names[0])
        identity.aliases = tuple(name for name in names if name != identity.title)
    identity.issuer = letterhead
    return len(identity.spans)


def _front_name(line: str) -> str | None:
    """What a line of the head is, or None where the body begins."""
    if NUMBER.fullmatch(re.sub(r"\s", "", fold_brackets(line))):
        return "number"
    if _ADOPTED.fullmatch(line):
        return "adopted"
    if parse_label(line) or "。" in line or "\t" in line or line.startswith("|") or len(line) > _TITLE_LIMIT:
        return None
    if _ADDRESSEE.fullmatch(line) or line[-1] in "，、；,;" or re.match(r"附\s*件|目\s*录$", line):
        return None
    return "letterhead" if _LETTERHEAD.fullmatch(line) else "title"


def _read_foot(lines: Sequence[str], body: int, identity: Identity) -> None:
    for i in range(body, len(lines)):
        line = lines[i]
        if match := _DISCLOSURE.fullmatch(line):
            identity.spans[i], identity.disclosure = "disclosure", match.group(1)
        elif _FOOTER.match(line):
            identity.spans[i] = "footer"
        elif match := _PRINTED.fullmatch(line):
            identity.spans[i] = "printed"
            identity.issued_on = identity.issued_on or _date(line)
            if i - 1 not in identity.spans and _SIGNATURE.fullmatch(lines[i - 1]):
                identity.spans[i - 1] = "printed"
        elif _DATE.fullmatch(line):
            identity.spans[i] = "date"
            identity.issued_on = _date(line)
            _read_signature(lines, i - 1, identity)


def _read_signature(lines: Sequence[str], i: int, identity: Identity) -> None:
    if i > 0 and _SIGNATURE.fullmatch(lines[i]):
        identity.spans[i] = "signature"
        identity.issuer = re.split(r"[\s　]+", lines[i])[0]


def _read_transmitted(lines: Sequence[str], body: int, named: str, identity: Identity) -> None:
    """Finds the title of the text that a 通知 transmits: the lines that say what stands in its 《》."""
    wanted = {bare(named)}
    for start in range(body, min(len(lines), body + 40)):
        wanted |= {bare(name) for name in _QUOTED.findall(lines[start])}
        for count in range(1, 5):
            own = "".join(lines[start : start + count])
            if len(own) > _TITLE_LIMIT or re.search("[。：:]", own):
                break
            if bare(own.strip("《》")) in wanted:
                _accept_transmitted(lines, body, range(start, start + count), identity)
                return


def _accept_transmitted(lines: Sequence[str], body: int, title: range, identity: Identity) -> None:
    notice_title = str(identity.title)
    identity.title = _tidy("".join(lines[i] for i in title)).strip("《》")
    identity.aliases = (notice_title, *identity.aliases)
    for i in title:
        identity.spans[i] = "title"
    own = [i for i in range(body, title.start) if i not in identity.spans]
    identity.notice = range(own[0], own[-1] + 1) if own else range(0)


def _tidy(title: str) -> str:
    """A title without the spaces that a line break or a scan left between Chinese characters."""
    return re.sub(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])", "", title.strip())


def _date(line: str) -> date | None:
    match = _DATE.search(line)
    if not match:
        return None
    try:
        return date(*map(int, match.groups()))
    except ValueError:
        return None
