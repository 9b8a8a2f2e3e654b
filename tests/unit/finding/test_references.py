import pytest

from rag.finding.references import find_references, named_documents
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
