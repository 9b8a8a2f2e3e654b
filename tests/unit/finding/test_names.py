"""Which documents a question names: two made-up libraries, and questions with the ids that they name."""

import pytest

from rag.domain import Document, DocumentKind
from rag.finding.names import named_documents, namings, without_names

PROVINCE = {
    document.id: document
    for document in (
        Document(
            "opinion",
            "海南省人民政府关于加快海洋经济发展的意见",
            number="琼府〔2021〕8号",
            issuer="海南省人民政府",
            year=2021,
        ),
        Document(
            "points",
            "海洋海南建设2025年工作要点",
            ("海南省自然资源和规划厅关于印发海洋海南建设2025年工作要点的通知",),
            issuer="海南省自然资源和规划厅",
            year=2025,
        ),
        Document(
            "advice",
            "海南省加快智慧渔业高质量建设实施意见",
            ("海南省人民政府办公厅关于印发海南省加快智慧渔业高质量建设实施意见的通知",),
            number="琼府办函〔2026〕19号",
            issuer="海南省人民政府办公厅",
            year=2026,
        ),
        Document(
            "zone",
            "海南省国家海洋牧场综合试验区建设方案（2025—2027年）",
            number="琼府函〔2025〕142号",
            issuer="海南省人民政府",
            year=2025,
        ),
        Document(
            "report",
            "南岛关于《海南省加快智慧渔业高质量建设实施意见》的报道",
            ("南岛报道",),
            issuer="南岛都市报",
            year=2026,
            kind=DocumentKind.PRESS,
        ),
    )
}
NATION = {
    document.id: document
    for document in (
        Document(
            "action",
            "推动老旧渔船改造和农机具报废更新行动方案",
            ("国务院关于印发《推动老旧渔船改造和农机具报废更新行动方案》的通知",),
            number="国发〔2024〕9号",
            issuer="国务院",
            year=2024,
        ),
        Document("measures", "农机报废更新实施办法", number="财农〔2009〕211号", year=2009),
        Document("rules", "农机报废更新补贴实施细则", number="农机发〔2024〕36号", issuer="农业农村部", year=2024),
        Document("law", "中华人民共和国渔业安全法", year=2021),
        Document(
            "circle",
            "连云港市推进城市半小时海鲜供应圈建设三年行动计划（2023—2025年）",
            number="连政办发〔2023〕55号",
            issuer="连云港市人民政府办公室",
            year=2023,
        ),
        Document("stalls", "福建省水产小作坊小鱼档小冷库和流动摊贩管理规定", year=2016),
        Document(
            "headline",
            "街头鱼档也要登记了 福建“三小一摊”新规6月1日起施行",
            issuer="福建日报",
            year=2017,
            kind=DocumentKind.PRESS,
        ),
    )
}

BARE_KINDS = [
    ("实施意见里怎么说", "advice"),
    ("请概括一下工作要点", "points"),
    ("工作要点第5条", "points"),
    ("按照实施意见，谁牵头", "advice"),
    ("这份实施意见管几年", "advice"),
    ("2026年的实施意见有几条", "advice"),
    ("省政府办公厅的实施意见", "advice"),
    ("低空改革实施意见由谁牵头", ""),
    ("低空改革的实施意见由谁牵头", ""),
    ("深海装备产业实施意见何时出台", ""),
    ("公共数据实施意见", ""),
    ("数据中心建设方案谁负责", ""),
    ("低空经济工作要点怎么写的", ""),
    ("5G工作要点", ""),
    ("2024年工作要点有哪些任务", ""),
    ("浙江省智慧渔业实施意见的目标", ""),
    ("什么时候出台实施意见", ""),
    ("方案里写了什么", ""),
]
BARE_KINDS_OF_THE_NATION = [
    ("连云港国有渔港租金优惠实施细则谁牵头出台", ""),
    ("连云港国有渔港租金优惠的实施细则由谁制定", ""),
    ("码头租金优惠行动计划", ""),
    ("渔港管理规定第十条", ""),
    ("浙江管理规定第十条", ""),
    ("网络安全法第几条", ""),
    ("实施细则第三条", "rules"),
    ("管理规定第十条", "stalls"),
    ("国务院的行动方案", "action"),
    ("农业农村部2024年印发的细则", "rules"),
    ("福建的规定里", "stalls"),
    ("福建三小一摊管理规定第十六条", "stalls"),
    ("2023年行动计划", "circle"),
    ("2022年行动计划", ""),
]
YEARS_AND_NUMBERS = [
    ("2021年那份意见", "opinion"),
    ("省政府2021年印发的意见里", "opinion"),
    ("142号方案和8号意见写法一样吗", "zone opinion"),
    ("2021年8号文和2026年19号文", "opinion advice"),
    ("19号实施意见", "advice"),
    ("琼府8号文", "opinion"),
    ("2021年意见和2025年试验区方案", "opinion zone"),
    ("2021年和2026年两份文件", "opinion advice"),
    ("2021年、2025年和2026年的文件", "opinion points zone advice"),
    ("2025年海洋海南建设任务", "points"),
    ("2021年说要建什么，2025年工作要点又要建什么", "opinion points"),
    ("2025年要出台哪些方案", ""),
    ("2025年出台省制造业数字化转型行动方案的是谁", ""),
    ("2025年计划新建多少个码头", ""),
]
YEARS_AND_NUMBERS_OF_THE_NATION = [
    ("2009年办法和2024年细则各是哪天", "measures rules"),
    ("2009年和2024年两份农机报废更新文件", "measures rules"),
    ("2009年和2024年的规定里分别几年", "measures action rules"),
    ("2009年那个办法", "measures"),
    ("36号细则和211号办法", "rules measures"),
    ("国发9号文件", "action"),
    ("2023年计划建多少个", ""),
    ("地铁9号线", ""),
]
PARTS = [
    ("加快海洋经济发展意见", "opinion"),
    ("海洋牧场试验区方案的期限", "zone"),
    ("国家海洋牧场综合试验区有哪些目标", "zone"),
    ("创建国家海洋牧场综合试验区由谁牵头", ""),
    ("海南的海洋经济怎么样", ""),
    ("海南省人民政府有哪些职责", ""),
    ("海南省自然资源和规划厅负责什么", ""),
]
PARTS_OF_THE_NATION = [
    ("老旧渔船改造和农机具报废更新坚持哪几条原则", "action"),
    ("农机报废更新补贴要交什么材料", ""),
    ("农机补贴细则", "rules"),
    ("渔业安全法从哪天施行", "law"),
    ("渔业安全怎么管", ""),
    ("水产小作坊规定", "stalls"),
    ("连云港三年行动计划", "circle"),
    ("福建规定小作坊要登记吗", ""),
    ("什么时候起施行", ""),
    ("连云港市人民政府办公室在哪", ""),
]
REPORTS = [
    ("南岛都市报怎么说", "report"),
    ("南岛报道里有几条", "report"),
    ("南岛都市报报道智慧渔业实施意见时说了什么", "report"),
    ("南岛的报道里说《智慧渔业实施意见》有几条", "report"),
    ("据报道一共多少条", "report"),
    ("实施意见的报道里提了几条措施", "report"),
    ("实施意见的官方解读", "report"),
    ("实施意见和南岛报道的说法一样吗", "advice report"),
    ("请解读一下实施意见第三条", "advice"),
    ("海南岛上有哪些牧场", ""),
]
REPORTS_OF_THE_NATION = [
    ("福建日报的报道", "headline"),
    ("福建日报记者采访了谁", "headline"),
    ("解读里说最高罚多少", "headline"),
    ("媒体报道了多少家", "headline"),
    ("帮我解读第三条", ""),
]


@pytest.mark.parametrize(("question", "expected"), [*BARE_KINDS, *YEARS_AND_NUMBERS, *PARTS, *REPORTS])
def test_documents_of_a_province(question: str, expected: str) -> None:
    assert " ".join(named_documents(question, PROVINCE)) == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        *BARE_KINDS_OF_THE_NATION,
        *YEARS_AND_NUMBERS_OF_THE_NATION,
        *PARTS_OF_THE_NATION,
        *REPORTS_OF_THE_NATION,
    ],
)
def test_documents_of_the_nation(question: str, expected: str) -> None:
    assert " ".join(named_documents(question, NATION)) == expected


@pytest.mark.parametrize(
    ("question", "rest"),
    [
        ("按2024年的农机报废更新补贴实施细则，旧拖拉机补多少", "按 ，旧拖拉机补多少"),
        ("老旧渔船改造和农机具报废更新坚持哪几条原则", " 坚持哪几条原则"),
        ("2009年办法和2024年细则的截止日期", " 和 的截止日期"),
        ("2024年低空政策有哪些要求", " 低空政策有哪些要求"),
    ],
)
def test_all_of_a_name_is_taken_out_and_no_more(question: str, rest: str) -> None:
    assert without_names(question, NATION) == rest


def test_names_do_not_overlap() -> None:
    spans = [
        (naming.start, naming.end) for naming in namings("南岛那篇关于智慧渔业实施意见的报道和142号方案", PROVINCE)
    ]
    assert len(spans) == 2 and spans[0][1] <= spans[1][0]


def test_of_one_kind_the_year_tells_which_is_meant() -> None:
    series = {str(year): Document(str(year), "数字海洋建设工作要点", year=year) for year in (2023, 2024, 2025)}
    assert named_documents("2024年工作要点", series) == ("2024",)
    assert named_documents("2022年工作要点", series) == ()
    assert named_documents("工作要点里有什么", series) == ("2023", "2024", "2025")
