"""Departments in running text, and the part each has: 由省科技厅牵头, 牵头单位是省科技厅, （省科技厅牵头，教育厅配合）.

The part is the literal word. Where the records of a source give its units, they count too. 负责 alone may be said of whoever
leads or shares a task; nobody else's part may be said for another.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from rag.answering.checks.prose import Prose
from rag.domain import Role
from rag.places import CITIES, PROVINCES
from rag.units import spell_out

_INSIDE = r"(?:应急|[^\W\da-z_的由在把将对是要为所等可并且每须应按被向给让使以])"
_SUFFIX = (
    r"委员会|办公厅|办公室|(?<![格布结大开当邮全])局|厅|(?<!省)(?<!市)委(?![托派员任培会])|(?:安委|减灾|网信|金融|编|外|港澳|侨|法制|信访|人防|科工|文明|改革)办|"
    r"(?<![全内外西东南北中一])部(?![门分署委队级件位]|落(?!实))|总队|支队|分行|分署|联社|法院|检察院|人民政府|海关|证监会"
)
_LEVEL = rf"省委|市委|区委|县委|省|市(?!场|政)|区(?![块域])|县(?!域)|广东|国家|国务院|中国|中央|全国|人民银行|海关总署|(?:{PROVINCES})省?|(?:{CITIES})市?"
_OFFICE = re.compile(
    rf"(?:中直驻粤|各地|各|省|市|其他)?(?:有关|相关)(?:单位|部门)|各地级以上市(?:人民政府)?|各级人民政府"
    rf"|(?:{_LEVEL}){_INSIDE}{{0,14}}?(?:{_SUFFIX})(?:{_INSIDE}{{0,4}}(?:监管局|分行|分署|分局|办公厅|办公室))?"
    rf"|(?:国务院|{_LEVEL})?{_INSIDE}{{2,10}}?(?:行政|主管|管理|综合)部门"
    rf"|(?:(?<=[、,:(和与及由向\"])|^){_INSIDE}{{2,10}}?(?:{_SUFFIX})"
)
_COLLECTIVE = re.compile("有关|相关|各")
_CARRIED = re.compile(r"省|市(?!场|政)|区(?![块域])|县(?!域)")
_ROLE = re.compile(
    r"(?P<shared>(?:按照?|依)(?:各自)?职责(?:任务)?(?:分工)?(?:分别|共同)?(?:负责|落实|推进)?|分工负责|分别负责|共同负责)"
    r"|(?P<lead>牵头(?:负责)?|主办)|(?P<support>配合|协助|协办(?!公))|(?P<responsible>负责(?!人|同志))"
)
_FORWARD = re.compile(r"(?:的|单位|部门|机构|方)*(?:是|为|:|有|包括|由)")
_RESPONSIBLE_HEAD = re.compile("责任(?=单位|部门)")
_BETWEEN = re.compile(r"[^。;；\n]{0,8}")
_LISTED = re.compile(r"(?:[、,和与及]|以及|会同|等(?:单位|部门)?|\(.{0,12}\))*")
_ALIKE = re.compile("人民(?=政府)|和|(?:各|省)(?=有关)|(?:有关|相关)")
_LONG, _MANY = 5, 200
_MAY_BE_SAID = {
    Role.LEAD: {Role.LEAD},
    Role.SHARED: {Role.SHARED},
    Role.SUPPORT: {Role.SUPPORT},
    Role.RESPONSIBLE: {Role.LEAD, Role.SHARED, Role.RESPONSIBLE},
    Role.IMPLEMENT: {Role.IMPLEMENT},
}


@dataclass(frozen=True, slots=True)
class Office:
    """`text[start:end]` names it; `name` has the level that it takes from the one listed before it."""

    name: str
    start: int
    end: int
    role: Role | None = None


@lru_cache(maxsize=16384)
def is_named(name: str, other: str) -> bool:
    """Whether two names are of one department: either may leave the level out, or be the abbreviation of the other.

    >>> is_named("省工信厅", "省工业和信息化厅"), is_named("科技厅", "省科技厅"), is_named("市体育局", "省体育局")
    (True, True, False)
    """
    mine, theirs = _plain(name), _plain(other)
    levels = {found.group() for found in map(_CARRIED.match, (mine, theirs)) if found}
    if len(levels) > 1:
        return False
    mine, theirs = _bare(mine), _bare(theirs)
    short, long = sorted((mine, theirs), key=len)
    return (
        long in (short, _plain(spell_out(short)))
        or _abbreviates(short, long)
        or (len(short) >= _LONG and long.endswith(short))
    )


def _abbreviates(short: str, long: str) -> bool:
    """市安委办 for 市安全生产委员会办公室: the same first character, the others in order."""
    characters = iter(long)
    return short[:1] == long[:1] and 2 < len(short) <= _LONG and all(character in characters for character in short)


def _plain(name: str) -> str:
    return _ALIKE.sub("", name.replace("广东省", "省"))


def _bare(name: str) -> str:
    return _CARRIED.sub("", name, count=1)


def has_level(name: str) -> bool:
    return bool(re.match(_LEVEL, name))


def offices(prose: Prose) -> tuple[Office, ...]:
    """Departments of a text, in order, with their parts where the text gives them one."""
    return _offices(prose.text)


@lru_cache(maxsize=4096)
def _offices(text: str) -> tuple[Office, ...]:
    named = list(islice(_named(text), _MANY))
    roles = list(_ROLE.finditer(text)) + list(_RESPONSIBLE_HEAD.finditer(text))
    found = {office.start: office for office in named}
    for match in roles:
        role = Role(match.lastgroup) if match.lastgroup else Role.RESPONSIBLE
        for office in _bearers(text, named, match):
            if found[office.start].role in (None, Role.RESPONSIBLE):
                found[office.start] = Office(office.name, office.start, office.end, role)
    return tuple(found.values())


def _named(text: str) -> Iterator[Office]:
    level, end = "", 0
    for match in _OFFICE.finditer(text):
        name = match.group()
        if own := _CARRIED.match(name):
            level = own.group()
        elif (
            level
            and _LISTED.fullmatch(text, end, match.start())
            and not re.match(_LEVEL, name)
            and not _COLLECTIVE.search(name)
        ):
            name = level + name
        end = match.end()
        yield Office(name, match.start(), end)


def _bearers(text: str, named: Sequence[Office], role: re.Match[str]) -> list[Office]:
    """Departments that a role word is said of: the list that ends before it, or that follows 牵头单位是."""
    if forward := _FORWARD.match(text, role.end()):
        listed = _chain(text, [office for office in named if office.start >= forward.end()], forward.end())
        if listed:
            return listed
    before = [office for office in reversed(named) if office.end <= role.start()]
    if not before or not _BETWEEN.fullmatch(text, before[0].end, role.start()):
        return []
    listed = before[:1]
    for office in before[1:]:
        if not _LISTED.fullmatch(text, office.end, listed[-1].start):
            break
        listed.append(office)
    return listed


def _chain(text: str, following: Sequence[Office], start: int) -> list[Office]:
    listed: list[Office] = []
    for office in following:
        if not _LISTED.fullmatch(text, listed[-1].end if listed else start, office.start):
            break
        listed.append(office)
    return listed


def may_be_said(role: Role, held: Sequence[Office]) -> bool:
    """Whether one of them has a part that the word may be said of."""
    return any(office.role in _MAY_BE_SAID[role] for office in held)
