"""The head of a document: letterhead, number, title, and the fields that a web page puts above a text.

An official document opens with letterhead, number, title and addressee (GB/T 9704-2012, 7.2 and 7.3). A title may take
several lines, and then one of them ends as titles do (…的通知, …方案（试行）).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from rag.reading.dates import find_days, is_day
from rag.reading.lines import Line
from rag.reading.listing import annex_mark
from rag.text import NUMERAL, fold_brackets

ORGANISATION = r"[\u4e00-\u9fff（）()]{2,40}(?:政府|办公厅|办公室|委员会|委|局|厅|部|院|署|秘书处|中心)"

_TITLE_LIMIT = 120
_FRONT_LIMIT = 24
_ADOPTED_LIMIT = 8
_SPACED_SHARE = 0.8
_NUMBER = re.compile(r"\(?[\u4e00-\u9fff]{1,12}\[\d{4}\]第?\d+号\)?")
_ORDER = re.compile(rf"[（(]?(第\s*(?:{NUMERAL})\s*号)[）)]?")
_LETTERHEAD = re.compile(rf"(?!.*关于)(?:{ORGANISATION}(?:文件|令|公告)?|[\u4e00-\u9fff]{{0,30}}文件)")
_LETTERHEAD_END = re.compile(r"(?:文件|令|公告)$")
_ADOPTED = re.compile(r"[（(][^（()）]*\d{4}\s*年[^（()）]*(?:日|通过|修[订正]|公布|批准)[^（()）]*")
_IN_FORCE = re.compile(r"自[^自]{0,20}起(?:施行|实施|生效)")
_FIELDS = {
    r"发文字号|文\s*号": "number",
    r"发文机关|发布机构|制定机关|发文单位|来\s*源|信息来源": "issuer",
    r"成文日期|印发日期|公布日期|发布日期|发布时间|时\s*间|日\s*期": "issued_on",
    r"标\s*题|名\s*称": "title",
    r"索\s*引\s*号|主题分类|主\s*题\s*词|有\s*效\s*性|分\s*类|作\s*者|记\s*者|编\s*辑|责任编辑|浏览次数|点击数": "",
}
_WRITER = r"记\s*者|通讯员"
_FIELD = re.compile(rf"({'|'.join(_FIELDS)}|通讯员)\s*[:：]\s*|(?<=\s)(?:{_WRITER})\s+")
_DATELINE = re.compile(r"(\S+(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?)\s+(?=\S)")
_REPORTED = re.compile(rf"(?:[\u4e00-\u9fff]{{1,6}}[讯电]\s*)?[（(]?(?:{_WRITER})[\s:：\u4e00-\u9fff]")
_COMPLETE = re.compile(
    r"(?:通知|意见|方案|办法|规定|条例|细则|决定|公告|通告|公报|批复|要点|规划|计划|措施|纲要|报告|指南|清单|法|规范|标准|章程|蓝图|藍圖|解读"
    r"|问答|函|令|决议|纪要|答复|说明|政策|建议|目录|名单|手册|导则|准则|制度|规则|协议|安排|指引|倡议书|白皮书|表)(?:[（(][^（()）]+[）)])?$"
)
_CONTENTS = re.compile(r"目\s*[录錄次]$")
_GOES_ON = re.compile(r"[（(—―－-]|的(?:通知|决定|公告|函)")


@dataclass(slots=True)
class Front:
    """`spans` names the lines of the head, by line number; the body begins behind them."""

    titles: list[str] = field(default_factory=list)
    letterhead: str | None = None
    number: str | None = None
    issuer: str | None = None
    issued_on: date | None = None
    is_press: bool = False
    spans: dict[int, str] = field(default_factory=dict)


def read_front(lines: Sequence[Line]) -> Front:
    """Reads the head of a document, line by line, up to where the body begins."""
    front = Front()
    spaced = sum(line.after_blank for line in lines) > _SPACED_SHARE * len(lines)
    while (i := len(front.spans)) < min(len(lines), _FRONT_LIMIT):
        if not _take_mark(front, lines, i) and not _take_title(front, lines, i, spaced=spaced):
            break
    letterhead = front.letterhead or ""
    if not front.titles and not front.number and letterhead and not _LETTERHEAD_END.search(letterhead):
        front.titles, letterhead = [letterhead], ""
    if front.number and front.number.startswith("第"):
        front.number = letterhead + re.sub(r"\s", "", front.number)
    front.issuer = front.issuer or _LETTERHEAD_END.sub("", letterhead) or None
    front.is_press |= i < len(lines) and _REPORTED.match(lines[i].text) is not None
    front.titles = list(dict.fromkeys(map(tidy, front.titles)))
    return front


def tidy(title: str) -> str:
    """A title without the spaces that a line break or a scan left between Chinese characters, and without 《》."""
    solid = re.sub(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])", "", title.strip())
    return solid[1:-1] if re.fullmatch("《[^《》]+》", solid) else solid


def _take_mark(front: Front, lines: Sequence[Line], i: int) -> bool:
    """Takes a line that is no title: number, letterhead, date, adoption, field."""
    line = lines[i].text
    if len(line) > _TITLE_LIMIT or lines[i].label:
        return False
    if _is_number(line):
        front.number, front.spans[i] = re.sub(r"\s|^[（(]|[）)]$", "", line), "number"
    elif is_day(line):
        front.issued_on, front.spans[i] = find_days(line)[0], "date"
    elif _ADOPTED.match(line):
        _take_adoption(front, lines, i)
    elif _FIELD.match(line):
        front.spans[i] = "field"
        _take_fields(front, line)
    elif (day := _DATELINE.match(line)) and is_day(day[1]) and _FIELD.match(line, day.end()):
        front.issued_on, front.spans[i] = find_days(day[1])[0], "field"
        _take_fields(front, line[day.end() :])
    elif _LETTERHEAD.fullmatch(line) and not (i + 1 < len(lines) and lines[i + 1].text.startswith("关于")):
        front.letterhead, front.spans[i] = front.letterhead or line, "letterhead"
    else:
        return False
    return True


def _is_number(line: str) -> bool:
    return bool(_NUMBER.fullmatch(re.sub(r"\s", "", fold_brackets(line))) or _ORDER.fullmatch(line))


def _take_adoption(front: Front, lines: Sequence[Line], i: int) -> None:
    """（… 通过 … 修正）: the text as it stands is of the last day, but for that on which it comes into force."""
    end = next((j for j in range(i, min(len(lines), i + _ADOPTED_LIMIT)) if lines[j].text[-1] in "）)"), i)
    days = find_days(_IN_FORCE.sub("", " ".join(line.text for line in lines[i : end + 1])))
    front.issued_on = max(days, default=None)
    front.spans.update(dict.fromkeys(range(i, end + 1), "adopted"))


def _take_fields(front: Front, line: str) -> None:
    """发文机关：… 成文日期：…, one or more on a line; who has a reporter is press."""
    heads = list(_FIELD.finditer(line))
    front.is_press = front.is_press or any(re.match(_WRITER, head.group()) for head in heads)
    for head, end in zip(heads, [*(head.start() for head in heads[1:]), len(line)], strict=True):
        name = next((name for pattern, name in _FIELDS.items() if re.fullmatch(pattern, head.group(1) or "")), "")
        value = line[head.end() : end].strip(" \u3000;；")
        if name == "issued_on":
            front.issued_on = front.issued_on or next(iter(find_days(value)), None)
        elif name == "title" and value:
            front.titles.append(value)
        elif name in ("number", "issuer") and value:
            setattr(front, name, getattr(front, name) or value)


def _take_title(front: Front, lines: Sequence[Line], i: int, *, spaced: bool) -> bool:
    """Takes a title with all its lines; False where there is none. Behind a title only a complete one is another."""
    block = _title_block(lines, i, spaced=spaced)
    if not block or (front.titles and lines[i].level):
        return False
    complete = [j for j in block if _COMPLETE.search(lines[j].text)]
    if spaced:
        complete = [j for j in complete if j + 1 not in block or not _GOES_ON.match(lines[j + 1].text)][:1]
    if not complete and front.titles:
        return False
    end = complete[-1] if complete else i
    while end + 1 in block and _GOES_ON.match(lines[end + 1].text):
        end += 1
    title = lines[i].text
    for j in range(i + 1, end + 1):
        title += (" " if title[-1].isascii() and lines[j].text[0].isascii() else "") + lines[j].text
    front.titles.append(title)
    front.spans.update(dict.fromkeys(range(i, end + 1), "title"))
    return True


def _title_block(lines: Sequence[Line], i: int, *, spaced: bool) -> range:
    """Lines from `i` that may make up a title: no blank line between, unless the whole text is set with blank lines."""
    end = i
    while end < min(len(lines), _FRONT_LIMIT) and _may_be_title(lines[end]):
        goes_on = not lines[end].level and not _is_number(lines[end].text) and (spaced or not lines[end].after_blank)
        if end > i and not goes_on:
            break
        end += 1
    return range(i, end)


def _may_be_title(line: Line) -> bool:
    text = line.text
    if line.label or line.is_row or len(text) > _TITLE_LIMIT or "。" in text or text[-1] in "，、；：,;:":
        return False
    other = annex_mark(text) or is_day(text) or _ADOPTED.match(text) or _FIELD.match(text) or _CONTENTS.match(text)
    return not other
