"""Who answers for a clause: names in full, roles by the literal word."""

import pytest

from rag.domain import Role, Unit
from rag.reading.tables import Table
from rag.reading.units import clause_units, column_role, parse_units

_LEAD, _SUPPORT, _SHARED, _DOES, _DUTY = Role.LEAD, Role.SUPPORT, Role.SHARED, Role.IMPLEMENT, Role.RESPONSIBLE
Named = list[tuple[str, Role]]


def _named(units: tuple[Unit, ...]) -> Named:
    return [(unit.name, unit.role) for unit in units]


_BRACKETS: list[tuple[str, Named]] = [
    ("省科技厅牵头", [("省科技厅", _LEAD)]),
    ("省科技厅负责", [("省科技厅", _DUTY)]),
    ("省科技厅落实", [("省科技厅", _DOES)]),
    ("省科技厅、教育厅牵头", [("省科技厅", _LEAD), ("省教育厅", _LEAD)]),
    ("省科技厅牵头，省教育厅配合", [("省科技厅", _LEAD), ("省教育厅", _SUPPORT)]),
    ("省科技厅牵头负责，教育厅参与", [("省科技厅", _LEAD), ("教育厅", _SUPPORT)]),
    (
        "省发展改革委、科技厅、工业和信息化厅按职责分工负责",
        [("省发展改革委", _SHARED), ("省科技厅", _SHARED), ("省工业和信息化厅", _SHARED)],
    ),
    ("省法院，省检察院按照职责分工负责", [("省法院", _SHARED), ("省检察院", _SHARED)]),
    ("省科技厅和教育厅分别负责", [("省科技厅", _SHARED), ("省教育厅", _SHARED)]),
    ("省文化和旅游厅、工业和信息化厅牵头", [("省文化和旅游厅", _LEAD), ("省工业和信息化厅", _LEAD)]),
    ("国家发展改革委会同有关部门负责", [("国家发展改革委", _DUTY), ("有关部门", _DUTY)]),
    ("由省科技厅会同省教育厅牵头", [("省科技厅", _LEAD), ("省教育厅", _LEAD)]),
    ("市科技局牵头，市教育局配合", [("市科技局", _LEAD), ("市教育局", _SUPPORT)]),
    ("广州市科技局、工业和信息化局牵头", [("广州市科技局", _LEAD), ("广州市工业和信息化局", _LEAD)]),
    ("浙江省经信厅、数据局牵头", [("浙江省经信厅", _LEAD), ("浙江省数据局", _LEAD)]),
    ("天河区科技局、教育局负责", [("天河区科技局", _DUTY), ("天河区教育局", _DUTY)]),
    ("市政务服务和数据管理局、发展改革委牵头", [("市政务服务和数据管理局", _LEAD), ("市发展改革委", _LEAD)]),
    ("市场监管局、财政局负责", [("市场监管局", _DUTY), ("财政局", _DUTY)]),
    ("省财政厅、市场监管局负责", [("省财政厅", _DUTY), ("省市场监管局", _DUTY)]),
    (
        "省委宣传部、网信办，省文化和旅游厅牵头",
        [("省委宣传部", _LEAD), ("省委网信办", _LEAD), ("省文化和旅游厅", _LEAD)],
    ),
    ("省委网信办、保密局负责", [("省委网信办", _DUTY), ("省保密局", _DUTY)]),
    ("省教育厅、团省委负责", [("省教育厅", _DUTY), ("团省委", _DUTY)]),
    ("科技部、教育部牵头", [("科技部", _LEAD), ("教育部", _LEAD)]),
    (
        "省公安厅、海关总署广东分署、广东海事局、通信管理局按职责分工负责",
        [("省公安厅", _SHARED), ("海关总署广东分署", _SHARED), ("广东海事局", _SHARED), ("省通信管理局", _SHARED)],
    ),
    (
        "人民银行广东省分行牵头，国家金融监督管理总局广东监管局配合",
        [("人民银行广东省分行", _LEAD), ("国家金融监督管理总局广东监管局", _SUPPORT)],
    ),
    ("省商务厅、深圳海关、中山大学负责", [("省商务厅", _DUTY), ("深圳海关", _DUTY), ("中山大学", _DUTY)]),
    ("省科技厅牵头，各县（市、区）人民政府配合", [("省科技厅", _LEAD), ("各县（市、区）人民政府", _SUPPORT)]),
    ("省教育厅（牵头），省财政厅负责", [("省教育厅", _LEAD), ("省财政厅", _DUTY)]),
    (
        "省民政厅牵头。以下均需各地级以上市人民政府结合实际落实，不再一一列出",
        [("省民政厅", _LEAD), ("各地级以上市人民政府", _DOES)],
    ),
    ("省教育厅", []),
    ("以下简称《办法》", []),
    ("不含企业负责部分", []),
    ("2025年由10个部门牵头", []),
    ("", []),
]


@pytest.mark.parametrize(("text", "expected"), _BRACKETS)
def test_names_are_in_full_and_roles_literal(text: str, expected: Named) -> None:
    assert _named(parse_units(text)) == expected


@pytest.mark.parametrize(
    ("text", "name", "collective", "is_open"),
    [
        ("省国资委等单位负责", "省国资委", False, True),
        ("省国资委等负责", "省国资委", False, True),
        ("省国资委等12个部门负责", "省国资委", False, True),
        ("省国资委负责", "省国资委", False, False),
        ("省有关单位负责", "省有关单位", True, False),
        ("各区人民政府负责", "各区人民政府", True, False),
        ("各市、县负责", "各市", True, False),
        ("地级以上市人民政府负责", "地级以上市人民政府", True, False),
        ("广州市人民政府负责", "广州市人民政府", False, False),
    ],
)
def test_groups_and_open_lists_are_told_from_single_units(
    text: str, name: str, collective: bool, is_open: bool
) -> None:
    assert parse_units(text)[0] == Unit(name, Role.RESPONSIBLE, collective, is_open)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("（一）甲。推进。（省科技厅牵头）", [("省科技厅", _LEAD)]),
        ("（一）甲。推进（省科技厅牵头）。", [("省科技厅", _LEAD)]),
        ("（一）甲。（责任单位：市数据局、财政局；完成时限：2025年底）", [("市数据局", _DUTY), ("市财政局", _DUTY)]),
        ("（一）甲。【牵头单位：市数据局，配合单位：各区人民政府】", [("市数据局", _LEAD), ("各区人民政府", _SUPPORT)]),
        ("（一）甲。〔责任单位：市数据局、财政局〕", [("市数据局", _DUTY), ("市财政局", _DUTY)]),
        (
            "（一）甲。\n责任单位：市数据局、各县（市、区）人民政府",
            [("市数据局", _DUTY), ("各县（市、区）人民政府", _DUTY)],
        ),
        ("（一）甲。\n牵头单位：市数据局。配合单位：市财政局。", [("市数据局", _LEAD), ("市财政局", _SUPPORT)]),
        ("（一）甲。责任单位：市数据局牵头，市财政局配合", [("市数据局", _LEAD), ("市财政局", _SUPPORT)]),
        ("甲。（省科技厅牵头）\n乙。（省教育厅负责）", [("省科技厅", _LEAD), ("省教育厅", _DUTY)]),
        ("由省科技厅牵头，省教育厅配合。", []),
        ("推进（省科技厅牵头）建设。", []),
        ("推进建设）", []),
        ("发展软件（SaaS）", []),
        ("", []),
    ],
)
def test_a_clause_names_its_units_in_the_bracket_that_closes_it(text: str, expected: Named) -> None:
    assert _named(clause_units(text)) == expected


_HEADER = ("序号", "任务", "牵头单位", "配合单位", "完成时限")


@pytest.mark.parametrize(
    ("header", "row", "expected"),
    [
        (
            _HEADER,
            "1\t建云\t市数据局\t市财政局、教育局\t2025年",
            [("市数据局", _LEAD), ("市财政局", _SUPPORT), ("市教育局", _SUPPORT)],
        ),
        (_HEADER, "| 1 | 建云 | 市数据局<br>市教育局 | / | 长期 |", [("市数据局", _LEAD), ("市教育局", _LEAD)]),
        (_HEADER, "1\t建云\t市教育局（牵头）、财政局\t\t", [("市教育局", _LEAD), ("市财政局", _LEAD)]),
        (
            ("序号", "任务", "责任单位"),
            "1\t建云\t省科技厅牵头，省教育厅配合",
            [("省科技厅", _LEAD), ("省教育厅", _SUPPORT)],
        ),
        (("序号", "任务", "责任单位"), "1\t建云\t省科技厅、教育厅", [("省科技厅", _DUTY), ("省教育厅", _DUTY)]),
        (("序号", "任务", "责任单位"), "1\t建云", []),
        (("序号", "名称", "计量单位"), "1\t产量\t万元", []),
        (("序号", "名称", "申请单位"), "1\t产量\t某某公司", []),
        ((), "1\t建云\t省科技厅牵头", [("省科技厅", _LEAD)]),
        ((), "1\t建云\t省科技厅", []),
    ],
)
def test_a_row_names_its_units_in_the_columns_for_them(header: tuple[str, ...], row: str, expected: Named) -> None:
    assert _named(Table(header).units(row)) == expected


@pytest.mark.parametrize(
    ("header", "role"),
    [
        ("牵头单位", _LEAD),
        ("主办单位", _LEAD),
        ("配合部门", _SUPPORT),
        ("责任单位", _DUTY),
        ("责任（实施）主体", _DUTY),
        ("实施单位", _DOES),
        ("单位", _DUTY),
        ("单位名称", None),
        ("计量单位", None),
        ("任务", None),
    ],
)
def test_the_header_of_a_column_gives_the_role(header: str, role: Role | None) -> None:
    assert column_role(header) is role
