"""Clauses read out by their numbers, and what is said of numbers that do not exist."""

from pathlib import Path

import pytest

from rag.answering.named import document_facts, named_clauses
from rag.assistant import Assistant
from rag.bootstrap import build_assistant, build_indexer
from rag.domain import Status
from rag.errors import NotFoundError
from rag.finding.question import understand
from rag.ports import Catalogue
from rag.settings import Settings
from tests.conftest import CrowdedEmbedder

DATA = Path(__file__).parents[2] / "data"


def _read(catalogue: Catalogue, question: str) -> tuple[Status, str]:
    found = named_clauses(catalogue, understand(question, catalogue))
    assert found is not None
    return found[0], "\n".join(draft.text for draft in found[1])


@pytest.mark.parametrize(
    ("question", "facts"),
    [
        ("2021年意见第三至五条", ["推动数字技术创新生态发展", "一体化网络", "先进算力基础设施"]),
        ("31号文第五条和12号文附件第3项", ["先进算力基础设施", "省卫生健康委牵头"]),
        ("工作要点第六部分", ["强化统筹协调", "强化资金人才保障", "推动数字化合作交流"]),
        ("实施意见和工作要点的第（五）条", ["打造智慧便捷的数字家庭", "加快产业数字化转型"]),
    ],
)
def test_several_clauses_are_read_out(question: str, facts: list[str], corpus_catalogue: Catalogue) -> None:
    status, text = _read(corpus_catalogue, question)
    assert status is Status.ANSWERED
    assert all(fact in text for fact in facts)


def test_a_gap_in_a_range_is_told_beside_what_is_there(corpus_catalogue: Catalogue) -> None:
    status, text = _read(corpus_catalogue, "2021年意见第（十八）至（二十）条")
    assert status is Status.PARTIAL
    assert "推进数字赋能现代农业" in text and "智慧金融科技中心" in text
    assert "文本缺（十九）：编号在（十八）之后跳过了（十九）" in text


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("2021年意见第四十条", "没有第四十条；现有编号为（一）至（三十七）"),
        ("工作要点第80条", "没有第八十条；现有编号为1．至50．"),
        ("实施意见第五十条", "没有第五十条；现有编号为（一）至（十八）"),
        ("2021年意见第19条", "文本缺（十九）"),
        ("实施意见附件第40项", "没有附件第40项；现有编号为附件第1项至附件第37项"),
        ("实施意见第二部分第（八）点", "没有二、（八）；现有编号为（一）至（三）"),
        ("工作要点第51至53项", "没有51．、52．、53．；现有编号为1．至50．"),
        ("工作要点第60至80项", "没有60．至80．；现有编号为1．至50．"),
        ("粤府〔2019〕31号第五条", "没有导入粤府〔2019〕31号第五条所属的文件"),
    ],
)
def test_a_number_that_does_not_exist_says_which_do(question: str, words: str, corpus_catalogue: Catalogue) -> None:
    status, text = _read(corpus_catalogue, question)
    assert status is Status.NOT_FOUND
    assert words in text


def test_a_number_that_several_documents_have_is_asked_back(corpus_catalogue: Catalogue) -> None:
    status, text = _read(corpus_catalogue, "2025年文件的第（五）条")
    assert status is Status.CLARIFY
    assert "有 2 份文件含有（五）" in text


@pytest.mark.parametrize(
    ("question", "facts"),
    [
        ("237号方案是哪天印发的", ["印发日期：2025年11月8日"]),
        ("请问试验区方案是什么时候出台的呢", ["印发日期：2025年11月8日"]),
        ("2021年意见的文号是多少", ["文号：粤府〔2021〕31号"]),
        ("数字社会实施意见是哪个部门印发的", ["发文单位：广东省人民政府办公厅"]),
        ("试验区方案由谁印发，哪天印发的", ["印发日期：2025年11月8日", "发文单位：广东省人民政府"]),
        ("2025年工作要点谁印发的？", ["发文单位：广东省政务服务和数据管理局"]),
    ],
)
def test_the_head_of_a_document_is_told(question: str, facts: list[str], corpus_catalogue: Catalogue) -> None:
    found = document_facts(corpus_catalogue, understand(question, corpus_catalogue))
    assert found is not None
    assert [draft.text.split("的", 1)[1].rsplit("的", 1)[-1] for draft in found[1]] == facts


@pytest.mark.parametrize(
    "question",
    [
        "国有房产租金优惠实施意见由谁印发？",
        "低空空域管理改革工作要点的文号是多少",
        "试验区方案是落实国家哪份文件的？文号是多少",
        "2021年意见根据什么制定，文号是多少",
        "实施意见提到的数据条例由哪个部门出台",
        "工作要点里的低空空域管理改革实施方案谁出台",
        "《关于印发时间安排的通知》怎么说，2021年意见呢",
        "试验区方案的目标是什么",
    ],
)
def test_the_head_of_another_document_is_not_told(question: str, corpus_catalogue: Catalogue) -> None:
    assert document_facts(corpus_catalogue, understand(question, corpus_catalogue)) is None


@pytest.fixture(scope="module")
def law(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    home = tmp_path_factory.mktemp("law")
    settings = Settings(home=home, cache=home)
    build_indexer(settings, embedder=CrowdedEmbedder()).ingest([DATA / "law"])
    return build_assistant(settings, embedder=CrowdedEmbedder())


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("第三条第二款", "消防救援机构负责电动自行车消防安全的监督检查。"),
        ("第六条第二款", "劝阻、制止无效的，应当立即报告消防救援机构。"),
        ("第二章第六条第一款第（二）项", "（二）私拉电线和插座为电动自行车充电；"),
    ],
)
def test_a_paragraph_of_an_article_is_read_alone(question: str, text: str, law: Assistant) -> None:
    status, read = _read(law.snapshot.catalogue, question)
    assert status is Status.ANSWERED
    assert read.startswith(text) and "\n" not in read


def test_the_first_paragraph_has_its_items(law: Assistant) -> None:
    _, read = _read(law.snapshot.catalogue, "第六条第一款")
    assert read.count("\n") == 3 and "应当立即报告" not in read


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("第三条第五款", "第三条共 2 款"),
        ("第六条第九款", "第六条共 2 款"),
        ("第三章第五条", "没有第三章第五条；现有编号为第七条至第八条"),
        ("第十五条", "现有编号为第一条至第九条"),
    ],
)
def test_a_law_says_what_it_has(question: str, words: str, law: Assistant) -> None:
    status, read = _read(law.snapshot.catalogue, question)
    assert status is Status.NOT_FOUND
    assert words in read


def test_the_assistant_resolves_the_same_words(corpus_assistant: Assistant) -> None:
    found = corpus_assistant.resolve("粤府函［2025］237第（二）、（三）条")
    assert [clause.label for clause in found] == ["（二）", "（三）"]
    with pytest.raises(NotFoundError, match="文本缺（十九）"):
        corpus_assistant.resolve("2021年意见第十九条")
