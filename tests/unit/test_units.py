import pytest

from rag.units import candidates, membership, mentioned, spell_out, unit_spans

NAMES = [
    "省发展改革委",
    "省工业和信息化厅",
    "省政务和数据局",
    "省卫生健康委",
    "省委网信办",
    "省委宣传部",
    "省公安厅",
    "省通信管理局",
    "省密码管理局",
    "省海洋综合执法总队",
    "人民银行广东省分行",
    "国家金融监督管理总局广东监管局",
    "中国证监会广东监管局",
    "广东海事局",
    "省统计局",
    "各地级以上市人民政府",
]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("省发展改革委", "省发展改革委"),
        ("发改委", "省发展改革委"),
        ("省发改委", "省发展改革委"),
        ("广东省发展和改革委员会", "省发展改革委"),
        ("省發改委", "省发展改革委"),
        ("工信厅", "省工业和信息化厅"),
        ("省工信厅", "省工业和信息化厅"),
        ("数据局", "省政务和数据局"),
        ("政数局", "省政务和数据局"),
        ("广东省政务服务和数据管理局", "省政务和数据局"),
        ("卫健委", "省卫生健康委"),
        ("网信办", "省委网信办"),
        ("省网信办", "省委网信办"),
        ("宣传部", "省委宣传部"),
        ("公安厅", "省公安厅"),
        ("通管局", "省通信管理局"),
        ("海洋执法总队", "省海洋综合执法总队"),
        ("人行", "人民银行广东省分行"),
        ("人民银行", "人民银行广东省分行"),
        ("中国人民银行广东省分行", "人民银行广东省分行"),
        ("金融监管局", "国家金融监督管理总局广东监管局"),
        ("广东证监局", "中国证监会广东监管局"),
        ("海事局", "广东海事局"),
        ("各市政府", "各地级以上市人民政府"),
        ("广州市政府", "各地级以上市人民政府"),
        ("深圳市人民政府", "各地级以上市人民政府"),
        (" 统 计 ", "省统计局"),
    ],
)
def test_a_unit_by_any_of_its_names(query: str, expected: str) -> None:
    assert candidates(query, NAMES) == ((expected,),)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("广东监管局", {"国家金融监督管理总局广东监管局", "中国证监会广东监管局"}),
        ("管理局", {"省通信管理局", "省密码管理局"}),
        ("省委", {"省委网信办", "省委宣传部"}),
    ],
)
def test_a_name_that_fits_several_units_gives_all_of_them(query: str, expected: set[str]) -> None:
    assert {names[0] for names in candidates(query, NAMES)} == expected


@pytest.mark.parametrize(
    "query",
    ["体育总局", "市工信局", "深圳市工信局", "国家发改委", "中央网信办", "省政府", "北京市政府", "杭州市政府", ""],
)
def test_a_unit_that_is_not_there_or_is_of_another_government(query: str) -> None:
    names = [] if query == "" else NAMES
    assert candidates(query, names) == ()


def test_two_names_of_one_unit_are_one_candidate() -> None:
    names = ["省政务和数据局", "省政务服务和数据管理局", "市政务和数据局"]
    assert candidates("省数据局", names) == (("省政务和数据局", "省政务服务和数据管理局"),)


def test_a_level_narrows_what_no_level_leaves_open() -> None:
    names = ["广州市科技局", "深圳市科技局", "省科技厅"]
    assert len(candidates("科技局", names)) == 3
    assert len(candidates("市科技局", names)) == 2
    assert candidates("广州市科技局", names) == (("广州市科技局",),)


def test_the_government_of_a_city_belongs_to_those_of_all_cities() -> None:
    assert membership("汕头市政府", NAMES) == "各地级以上市人民政府"
    assert membership("汕头市政府", ["省科技厅"]) is None
    assert membership("汕头市教育局", NAMES) is None


def test_a_full_name_is_not_written_out_a_second_time() -> None:
    for name in ("省政务和数据局", "人民银行广东省分行", "海关总署广东分署", "省机关事务局"):
        assert spell_out(name) == name


def test_the_units_that_a_question_mentions() -> None:
    assert set(mentioned("发改委和省卫健委分别负责什么", NAMES)) == {"省卫生健康委", "省发展改革委"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("省数据局和省工信厅一起负责", ["省数据局", "省工信厅"]),
        ("深圳市工信局牵头什么", ["深圳市工信局"]),
        ("人行负责什么", ["人行"]),
        ("哪些任务由广州市政府落实", ["广州市政府"]),
        ("推动数据要素改革", []),
    ],
)
def test_where_a_text_names_units(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in unit_spans(text, NAMES)] == expected
