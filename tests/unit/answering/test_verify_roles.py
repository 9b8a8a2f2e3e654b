"""Departments: named, in that part, for that task."""

import pytest

from rag.answering.checks.offices import is_named, offices
from rag.answering.checks.prose import prose
from rag.answering.checks.source import Source
from rag.answering.verify import checks
from rag.domain import Role, Unit

TASK = (
    "发展低空产业。制定全省低空空域管理改革实施方案。（省发展改革委牵头，省工业和信息化厅、政务和数据局按职责分工负责）"
)
PAIR = "推动中小企业加大创业创新力度。（省工业和信息化厅牵头，省政务和数据局配合）"
RUNNING = "租房补贴由市人力资源和社会保障局负责受理、审核，市财政局负责资金拨付，市住房和城乡建设局配合核查住房情况。"


def _passes(statement: str, *sources: Source) -> bool:
    return next(check.passed for check in checks(statement, sources) if check.kind == "units")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("省工信厅", "省工业和信息化厅", True),
        ("科技厅", "省科技厅", True),
        ("广东省教育厅", "省教育厅", True),
        ("省政务服务和数据管理局", "省政务和数据局", True),
        ("市安委办", "市安全生产委员会办公室", True),
        ("市体育局", "省体育局", False),
        ("省科技厅", "省教育厅", False),
        ("省财政厅", "省民政厅", False),
    ],
)
def test_one_department_by_two_names(one: str, other: str, same: bool) -> None:
    assert is_named(one, other) is same


def test_departments_of_running_text_have_their_parts() -> None:
    named = {office.name: office.role for office in offices(prose(TASK))}
    assert named == {
        "省发展改革委": Role.LEAD,
        "省工业和信息化厅": Role.SHARED,
        "省政务和数据局": Role.SHARED,
    }
    (leader,) = offices(prose("该项任务的牵头单位是省应急管理厅。"))
    assert (leader.name, leader.role) == ("省应急管理厅", Role.LEAD)


@pytest.mark.parametrize(
    ("statement", "quote"),
    [
        ("低空产业由省发展改革委牵头。", TASK),
        ("低空产业的牵头单位是省发改委。", TASK),
        ("省工信厅、省政务和数据局按职责分工负责低空产业。", TASK),
        ("省政务和数据局也要参与低空产业发展。", TASK),
        ("由省工业和信息化厅牵头、省政务和数据局配合。", PAIR),
        ("受理和审核由市人力资源和社会保障局承担，资金由市财政局拨付。", RUNNING),
    ],
)
def test_a_department_in_its_own_part_passes(statement: str, quote: str) -> None:
    assert _passes(statement, Source(quote))


@pytest.mark.parametrize(
    ("statement", "quote"),
    [
        ("低空产业由省科技厅牵头。", TASK),
        ("低空产业由省工业和信息化厅牵头。", TASK),
        ("低空产业由省发展改革委按职责分工负责。", TASK),
        ("省发展改革委配合发展低空产业。", TASK),
        ("由省政务和数据局牵头、省工业和信息化厅配合。", PAIR),
        ("省政务和数据局负责推动中小企业创业创新。", PAIR),
        ("受理和审核由市住房和城乡建设局承担，资金由市财政局拨付。", RUNNING),
        ("市教育局负责资金拨付。", RUNNING),
    ],
)
def test_another_department_or_another_part_does_not_pass(statement: str, quote: str) -> None:
    assert not _passes(statement, Source(quote))


def test_a_word_inside_a_name_gives_no_part() -> None:
    named = offices(prose("（省人大常委会办公厅，省政协办公厅，省政务和数据局按职责分工负责）"))
    assert [office.role for office in named] == [Role.SHARED] * 3


def test_departments_of_two_records_are_not_exchanged() -> None:
    sources = [Source("推广智慧养老设备设施。省民政厅牵头"), Source("强化互联网医疗服务。省卫生健康委牵头")]
    assert _passes("智慧养老由省民政厅牵头，互联网医疗由省卫生健康委牵头。", *sources)
    assert not _passes("智慧养老由省卫生健康委牵头，互联网医疗由省民政厅牵头。", *sources)


def test_the_units_of_a_record_count_where_its_text_has_no_part() -> None:
    source = Source("推广智慧养老设备设施。", units=(Unit("省民政厅", Role.LEAD),))
    assert _passes("智慧养老由省民政厅牵头。", source)
    assert not _passes("智慧养老由省民政厅配合。", source)


def test_who_leads_in_english_needs_a_leader() -> None:
    statement = "The transport department leads the campaign."
    assert _passes(statement, Source("（省交通运输厅牵头）"))
    assert not _passes(statement, Source("（省交通运输厅、商务厅按职责分工负责）"))
