"""Another kind of text: articles, penalties, bodies named in running text. The text is made up for these tests."""

from pathlib import Path

import pytest

from rag.assistant import Assistant
from rag.bootstrap import build_assistant, build_indexer
from rag.domain import Status
from rag.settings import Settings
from tests.conftest import CrowdedEmbedder

LAW = Path(__file__).parents[2] / "data" / "law"


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    home = tmp_path_factory.mktemp("law")
    settings = Settings(home=home, cache=home)
    build_indexer(settings, embedder=CrowdedEmbedder()).ingest([LAW])
    return build_assistant(settings, embedder=CrowdedEmbedder())


@pytest.mark.parametrize(
    ("question", "label", "fact"),
    [
        ("违反本条例第五条规定的罚款多少元", "第七条", "五百元以上一千元以下"),
        ("本条例什么时候施行", "第九条", "2023年9月1日"),
        ("既有住宅小区应当什么时候前完成改造", "第四条", "2025年12月31日前"),
        ("消防安全的监督检查由谁负责", "第三条", "消防救援机构负责"),
        ("第五条", "第五条", "禁止在建筑物的公共门厅"),
    ],
)
def test_what_the_law_says_is_found_in_its_article(assistant: Assistant, question: str, label: str, fact: str) -> None:
    answer = assistant.ask(question)
    assert answer.status is Status.ANSWERED
    assert fact in answer.text
    assert label in {citation.clause.label for citation in answer.citations}


def test_an_article_is_read_out_with_its_items(assistant: Assistant) -> None:
    labels = [citation.clause.label for citation in assistant.ask("第六条有哪些内容").citations]
    assert labels[:4] == ["第六条", "（一）", "（二）", "（三）"]


def test_an_article_that_does_not_exist_says_which_do(assistant: Assistant) -> None:
    assert "第一条至第九条" in assistant.ask("第十五条是什么").text
