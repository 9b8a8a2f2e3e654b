import pytest

from rag.finding.names import named_documents, namings, without_names
from rag.finding.references import find_references, without_references
from rag.ports import Catalogue

NAMED = [
    ("粤府〔2021〕31号怎么说", ["yuefu-2021-31"]),
    ("粤府［２０２１］３１号怎么说", ["yuefu-2021-31"]),
    ("粤府(2021)31号怎么说", ["yuefu-2021-31"]),
    ("粤府函〔2025〕237号", ["yuefuhan-2025-237"]),
    ("237号文里的算力目标", ["yuefuhan-2025-237"]),
    ("2021年31号文和2026年12号文", ["yuefu-2021-31", "yuebanhan-2026-12"]),
    ("《数字广东建设2025年工作要点》", ["shuzi-guangdong-2025"]),
    ("2025年工作要点里怎么说", ["shuzi-guangdong-2025"]),
    ("数字社会实施意见的保障措施", ["yuebanhan-2026-12"]),
    ("《数字社会实施意见》", ["yuebanhan-2026-12"]),
    ("试验区建设方案的目标", ["yuefuhan-2025-237"]),
    ("2021年的意见", ["yuefu-2021-31"]),
    ("加快数字化发展意见", ["yuefu-2021-31"]),
    ("算力规模目标是多少", []),
    ("到2027年要建成什么", []),
    ("粤府〔2019〕31号", []),
    ("粤府【2021】31 号", ["yuefu-2021-31"]),
    ("粤府［2021］31", ["yuefu-2021-31"]),
    ("粤府2021年第31号", ["yuefu-2021-31"]),
    ("粤府2021-31号", ["yuefu-2021-31"]),
    ("12号附件", ["yuebanhan-2026-12"]),
    ("地铁12号线", []),
    ("2025年工作要点和试验区方案各自的抓手", ["shuzi-guangdong-2025", "yuefuhan-2025-237"]),
    ("数字经济试验区方案", ["yuefuhan-2025-237"]),
    ("低空空域管理改革实施方案", []),
    ("数据产业高质量发展行动方案", []),
    ("2021年说要多开什么频道，2025年工作要点要提到多少", ["yuefu-2021-31", "shuzi-guangdong-2025"]),
    ("到2021年达到多少", []),
    ("2021年那份和试验区方案", ["yuefu-2021-31", "yuefuhan-2025-237"]),
    ("2021年和2026年的文件", ["yuefu-2021-31", "yuebanhan-2026-12"]),
    ("南都报道怎么说", ["nandu-2026-report"]),
]


@pytest.mark.parametrize(("question", "expected"), NAMED)
def test_documents_that_a_question_names(question: str, expected: list[str], corpus_catalogue: Catalogue) -> None:
    assert list(named_documents(question, corpus_catalogue.documents)) == expected


CLAUSES = [
    ("粤府〔2021〕31号第（五）条", ["yuefu-2021-31/s3/c5"]),
    ("粤府〔2021〕31号第五条", ["yuefu-2021-31/s3/c5"]),
    ("粤府〔2021〕31号（五）", ["yuefu-2021-31/s3/c5"]),
    ("工作要点第27条", ["shuzi-guangdong-2025/s3/c8/i27"]),
    ("工作要点第27项", ["shuzi-guangdong-2025/s3/c8/i27"]),
    ("粤办函〔2026〕12号附件第13项", ["yuebanhan-2026-12/annex1/r13"]),
    ("粤办函〔2026〕12号附件中的第十三项", ["yuebanhan-2026-12/annex1/r13"]),
    ("粤府函〔2025〕237号第（二）条和第（三）条", ["yuefuhan-2025-237/s2/c2", "yuefuhan-2025-237/s2/c3"]),
    ("粤府函〔2025〕237号第二部分", ["yuefuhan-2025-237/s2"]),
    ("试验区方案第三至五条", ["yuefuhan-2025-237/s2/c3", "yuefuhan-2025-237/s3/c4", "yuefuhan-2025-237/s3/c5"]),
    ("工作要点27．", ["shuzi-guangdong-2025/s3/c8/i27"]),
    ("工作要点第3条", ["shuzi-guangdong-2025/s1/c2/i3"]),
    ("工作要点第三条", ["shuzi-guangdong-2025/s1/c3"]),
    ("工作要点第（三）点", ["shuzi-guangdong-2025/s1/c3"]),
    ("实施意见第二部分第（三）点", ["yuebanhan-2026-12/s2/c3"]),
    ("实施意见第三部分第（三）点", []),
    ("31号文第五条和12号文附件第3项", ["yuefu-2021-31/s3/c5", "yuebanhan-2026-12/annex1/r3"]),
    ("实施意见和工作要点的第（五）条", ["yuebanhan-2026-12/s3/c5", "shuzi-guangdong-2025/s2/c5"]),
    ("粤办函〔2026〕12号附件1第3项", ["yuebanhan-2026-12/annex1/r3"]),
    ("粤办函〔2026〕12号附件2第3项", []),
    ("12号文附件第3部分", ["yuebanhan-2026-12/annex1/g3"]),
    ("粤府〔2019〕31号第五条", []),
    ("南都报道第20段", ["nandu-2026-report/p20"]),
]


@pytest.mark.parametrize(("question", "expected"), CLAUSES)
def test_clauses_that_a_question_names(question: str, expected: list[str], corpus_catalogue: Catalogue) -> None:
    documents = named_documents(question, corpus_catalogue.documents)
    found = find_references(question, documents, corpus_catalogue)
    assert [clause.id for reference in found for clause in reference.clauses] == expected


@pytest.mark.parametrize("question", ["第一时间办好", "有三项任务", "十五运会", "2025年有几件事", "第三代半导体"])
def test_numbers_that_name_no_clause(question: str, corpus_catalogue: Catalogue) -> None:
    assert find_references(question, (), corpus_catalogue) == ()


def test_a_number_that_does_not_exist_is_a_reference_without_clauses(corpus_catalogue: Catalogue) -> None:
    (reference,) = find_references("第（十九）条", ["yuefu-2021-31"], corpus_catalogue)
    assert reference.clauses == ()


def test_what_is_not_there_is_written_as_the_document_would(corpus_catalogue: Catalogue) -> None:
    absent = {
        "第（二十五）条": "（二十五）",
        "第二部分第（八）点": "二、（八）",
        "第九部分第（八）点": "九、",
        "附件第40项": "附件第40项",
    }
    for question, label in absent.items():
        (reference,) = find_references(question, ["yuebanhan-2026-12"], corpus_catalogue)
        assert (reference.label, reference.clauses) == (label, ())


def test_a_number_in_an_unknown_document_is_looked_for_nowhere(corpus_catalogue: Catalogue) -> None:
    (reference,) = find_references("粤府〔2019〕31号第五条", (), corpus_catalogue)
    assert (reference.label, reference.documents) == ("粤府〔2019〕31号第五条", ())


def test_a_name_that_fits_two_documents_is_one_naming_of_both(corpus_catalogue: Catalogue) -> None:
    (naming,) = namings("2025年的文件", corpus_catalogue.documents)
    assert set(naming.documents) == {"shuzi-guangdong-2025", "yuefuhan-2025-237"}


def test_names_do_not_stay_in_what_is_asked(corpus_catalogue: Catalogue) -> None:
    rest = without_names("2025年工作要点和试验区方案里，低空经济的抓手", corpus_catalogue.documents)
    assert "低空经济的抓手" in rest
    assert "要点" not in rest and "方案" not in rest


def test_a_quoted_title_of_no_document_stays_in_what_is_asked(corpus_catalogue: Catalogue) -> None:
    question = "试验区方案里《广东省数据条例》怎么推进"
    assert "广东省数据条例" in without_names(question, corpus_catalogue.documents)


def test_nothing_is_left_of_a_question_that_only_names_a_clause() -> None:
    assert not without_references("2021年意见第三至五条").strip(" 的")
