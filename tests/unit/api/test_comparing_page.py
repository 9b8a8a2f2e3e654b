"""The page that shows documents side by side: what the data has, in words, with links to the very stretches."""

import re
from collections import Counter
from collections.abc import Callable
from html import unescape
from itertools import pairwise
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from starlette.datastructures import QueryParams
from starlette.testclient import TestClient

from api.app import create_app
from api.feedback import FeedbackStore
from api.pages.chosen import Chosen, chosen
from api.pages.sides import Piece, line, steps
from api.readiness import Readiness, Stage
from rag.answering.align import PairKind
from rag.assistant import Assistant
from rag.bootstrap import build_assistant, build_indexer
from rag.settings import Settings
from tests.conftest import CrowdedEmbedder

OLDER = """\
云海市算力<b>发展</b>行动方案
云府〔2023〕5号

一、主要任务

（一）扩大算力规模。到2025年，全市算力规模达到38EFLOPS，建成<img src=x onerror=alert(1)>城市算力公共服务平台。
（二）发展绿色数据中心。新建数据中心电能利用效率不高于1.25。
（三）发放算力券。每年安排算力券支持中小企业购买算力服务。
"""
NEWER = """\
云海市算力发展实施意见
云府〔2025〕9号

一、主要任务

（一）扩大算力规模。到2027年，全市算力规模超过60EFLOPS，建成<img src=x onerror=alert(1)>城市算力公共服务平台。
（二）发展绿色数据中心。新建数据中心电能利用效率不高于1.25。
（三）培育养老服务机器人。支持养老机构试用护理机器人。
"""
PLANS = "/compare?documents=newer&documents=older"
CORPUS = "/compare?documents=yuefuhan-2025-237,shuzi-guangdong-2025,yuefu-2021-31"
_KINDS = {"changed": "数字有变", "new": "新增", "dropped": "未再出现", "kept": "两份都有"}

Get = Callable[..., str]


@pytest.fixture(scope="module")
def plans(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    home: Path = tmp_path_factory.mktemp("plans")
    for name, text in (("older", OLDER), ("newer", NEWER)):
        (home / f"{name}.txt").write_text(text, encoding="utf-8")
    settings = Settings(home=home, cache=home)
    build_indexer(settings, embedder=CrowdedEmbedder()).ingest([home / "older.txt", home / "newer.txt"])
    return build_assistant(settings, embedder=CrowdedEmbedder())


@pytest.fixture
def get(plans: Assistant, client: TestClient, store: FeedbackStore) -> Get:
    """Of the two plans, or of the documents that ship; always an unused client, for a language is remembered."""
    of_plans = create_app(plans, feedback=store)

    def get(path: str, status: int = 200) -> str:
        response = TestClient(of_plans if path.startswith(PLANS) else client.app).get(path)
        assert (response.status_code, response.headers["content-type"]) == (status, "text/html; charset=utf-8")
        return response.text

    return get


def _pairs(text: str) -> list[tuple[str, str]]:
    """The kind of every pair on the page, with its markup."""
    found = re.findall(r'<article class="pair (\w+)">(.*?)</article>', text, re.DOTALL)
    return [(kind, body) for kind, body in found]


def _words(markup: str) -> str:
    return " ".join(unescape(re.sub("<.*?>", "", markup)).split())


def test_each_pair_says_in_words_what_it_is_and_has_two_sides(get: Get) -> None:
    pairs = _pairs(get(PLANS))
    assert [kind for kind, _ in pairs] == ["changed", "kept", "new", "dropped"]
    for kind, body in pairs:
        assert re.search(rf'<span class="kind">{_KINDS[kind]}</span>', body)
        older, newer = body.split('<div class="side newer">')
        assert ("较早的文件没有相近的条款" in older) is (kind == "new")
        assert ("较新的文件没有相近的条款" in newer) is (kind == "dropped")
        assert "云海市算力<b>发展</b>行动方案" in _words(older) and "云海市算力发展实施意见" in _words(newer)
    assert "每年安排算力券支持中小企业购买算力服务。" in pairs[3][1]


def test_figures_that_differ_are_marked_on_both_sides_and_named(get: Get) -> None:
    (changed, *others) = [body for _, body in _pairs(get(PLANS))]
    assert re.findall("<mark>(.*?)</mark>", changed) == ["全市算力规模达到38EFLOPS", "全市算力规模超过60EFLOPS"]
    assert not any("<mark" in body for body in others)
    (figures,) = re.findall(r'<ul class="figures">.*?</ul>', changed, re.DOTALL)
    assert _words(figures) == "全市算力规模达到38EFLOPS →改为 全市算力规模超过60EFLOPS"


def test_every_link_leads_to_the_very_words(get: Get, plans: Assistant) -> None:
    links = re.findall(r'<a href="(/documents/\w+\?[^"]+)"[^>]*>(.*?)</a>', get(PLANS))
    assert len(links) == 2 + 6
    for address, shown in links:
        query = parse_qs(urlsplit(unescape(address)).query)
        clause = plans.clause(query["clause"][0])[0]
        quote = clause.text[int(query["start"][0]) : int(query["end"][0])]
        assert quote.startswith(_words(shown))
        assert quote in (_words(shown), clause.text)


def test_text_of_documents_is_text(get: Get) -> None:
    text = get(PLANS)
    assert "<img" not in text and "<b>" not in text and "&lt;img src=x onerror=alert(1)&gt;" in text


def test_counts_lead_to_pairs_of_one_kind(get: Get) -> None:
    text = get(PLANS + "&topic=算力")
    counted = dict(re.findall(r'<a class="chip (\w+)" href="[^"]+">\S+ (\d+)</a>', text))
    shown = Counter(kind for kind, _ in _pairs(text))
    assert counted == {kind: str(count) for kind, count in shown.items()} and len(counted) > 1
    for kind, address in re.findall(r'<a class="chip (\w+)" href="([^"]+)"', text):
        filtered = get(unescape(address))
        assert {found for found, _ in _pairs(filtered)} == {kind}
        assert re.search(rf'<a class="chip {kind}"[^>]* aria-current="true">', filtered)
        assert "主题：算力" in filtered


def test_a_kind_that_there_is_not_is_said(get: Get) -> None:
    text = get(CORPUS + "&topic=开源鸿蒙&only=changed")
    assert not _pairs(text) and "这两份文件之间没有“数字有变”的条款" in text
    assert _pairs(get(CORPUS + "&topic=开源鸿蒙&only=nix"))


def test_documents_go_from_the_oldest_to_the_newest_and_pairs_are_those_of_the_data(
    get: Get, client: TestClient
) -> None:
    text = get(CORPUS)
    data = client.get(CORPUS.replace("/compare", "/v1/compare")).json()
    titles = [document["title"] for document in data["documents"]]
    assert re.findall(r'<h2 id="step-\d-name"[^>]*>(.*?)</h2>', text) == [
        f"《{older}》→《{newer}》" for older, newer in pairwise(titles)
    ]
    expected = [pair["kind"] for transition in data["transitions"] for pair in transition["pairs"]]
    assert [kind for kind, _ in _pairs(text)] == expected
    assert re.findall(r'<li><a href="#(step-\d)"', text) == re.findall(r'<section class="step" id="(.*?)"', text)


def test_every_character_of_a_clause_is_shown(corpus_assistant: Assistant) -> None:
    compared = corpus_assistant.compare(["yuefu-2021-31", "yuebanhan-2026-12"])
    (step,) = steps(compared)
    for side in (side for row in step.rows for side in (row.older, row.newer) if side):
        shown = "".join(piece.text for pieces in (side.heading, *side.lines) for piece in pieces)
        assert "".join(shown.split()) == "".join(side.clause.text.split())


def test_documents_that_are_silent_are_named(get: Get) -> None:
    text = get(CORPUS + "&topic=开源鸿蒙")
    (silent,) = re.findall(r'<div class="notice silent">(.*?)</div>', text, re.DOTALL)
    assert "没有与“开源鸿蒙”直接相关的内容" in silent
    assert _words(silent).endswith("《广东省人民政府关于加快数字化发展的意见》")
    assert "《广东省人民政府关于加快数字化发展的意见》没有与主题直接相关的内容，以下条款没有可对照的。" in text
    nothing = get(CORPUS + "&topic=火星移民政策的补贴标准")
    assert "所选文件都没有与“火星移民政策的补贴标准”直接相关的内容" in nothing and not _pairs(nothing)


@pytest.mark.parametrize(
    ("path", "checked", "said"),
    [
        ("/compare", 0, ""),
        ("/compare?topic=算力", 0, ""),
        ("/compare?documents=yuefu-2021-31", 1, "请再选一份"),
        ("/compare?documents=yuefu-2021-31,,yuefu-2021-31", 1, "请再选一份"),
    ],
)
def test_before_two_documents_are_chosen_there_is_the_choice(get: Get, path: str, checked: int, said: str) -> None:
    text = get(path)
    boxes = re.findall(r'<input type="checkbox" name="documents" value="([^"]+)"( checked)?>', text)
    assert len(boxes) == 5 and sum(1 for _, ticked in boxes if ticked) == checked
    assert [bool(ticked) for _, ticked in boxes] == sorted((bool(ticked) for _, ticked in boxes), reverse=True)
    assert "<details open>" in text and not _pairs(text)
    assert said in text and ('class="notice"' in text) is bool(said)


def test_what_is_chosen_stays_in_the_form(get: Get) -> None:
    text = get(CORPUS + "&topic=%3Cb%3E算力%00")
    assert len(re.findall(" checked>", text)) == 3 and "<details>" in text
    assert 'value="&lt;b&gt;算力"' in text and "<b>" not in text


def test_a_document_that_is_not_there_is_a_page_that_says_so(get: Get) -> None:
    text = get("/compare?documents=yuefu-2021-31,%3Cb%3Enix", status=404)
    assert "没有这份文件" in text and "没有编号为 &lt;b&gt;nix 的文件" in text


def test_too_many_documents_are_refused_and_the_form_is_kept(tmp_path: Path, store: FeedbackStore) -> None:
    settings = Settings(home=tmp_path / "home", cache=tmp_path)
    for n in range(9):
        (tmp_path / f"d{n}.txt").write_text(
            f"关于第{n}件事的意见\n测府〔2024〕{n + 1}号\n一、目标\n到2027年。", "utf-8"
        )
    build_indexer(settings, embedder=CrowdedEmbedder()).ingest(sorted(tmp_path.glob("*.txt")))
    assistant = build_assistant(settings, embedder=CrowdedEmbedder())
    ids = ",".join(document.id for document in assistant.documents())
    response = TestClient(create_app(assistant, feedback=store)).get(f"/compare?documents={ids}")
    assert response.status_code == 200 and response.text.count(" checked>") == 9
    assert re.search(r'<p class="notice" lang="zh-CN">请给出 2 至 8 份不同的文件', response.text)


def test_until_it_is_ready_the_server_says_so_in_a_page(corpus_assistant: Assistant, store: FeedbackStore) -> None:
    app = create_app(corpus_assistant, feedback=store, readiness=Readiness(Stage.LOADING))
    response = TestClient(app).get("/compare")
    assert response.status_code == 503 and "正在载入" in response.text


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("path", ["/compare", PLANS, CORPUS + "&topic=开源鸿蒙"])
def test_a_page_is_in_one_language_with_headings_in_order_and_nothing_inline(
    get: Get, path: str, language: str
) -> None:
    text = get(f"{path}{'&' if '?' in path else '?'}lang={language}")
    assert f'<html lang="{language}">' in text and '<a href="/compare" aria-current="page">' in text
    levels = [int(level) for level in re.findall(r"<h([1-6])", text)]
    assert levels[0] == 1 and levels.count(1) == 1 and all(below - above <= 1 for above, below in pairwise(levels))
    ids = re.findall(r' id="([^"]+)"', text)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', text)) | set(re.findall(r'aria-labelledby="([^"]+)"', text)) <= set(ids)
    assert not re.search(r"<[a-z][^>]* (style|on\w+)=|<style|<script(?! (type=\"module\" )?src)", text)


def test_the_same_comparison_is_one_link_away_as_data(get: Get, client: TestClient) -> None:
    (address,) = re.findall(r'href="(/v1/compare[^"]+)"', get(CORPUS + "&topic=开源鸿蒙"))
    data = client.get(unescape(address)).json()
    assert data["topic"] == "开源鸿蒙" and len(data["documents"]) == 3


def test_the_list_of_documents_offers_them_for_comparison(client: TestClient) -> None:
    text = client.get("/documents").text
    (form,) = re.findall(r'<form method="get" action="/compare">(.*?)</form>', text, re.DOTALL)
    boxes = re.findall(r'<input type="checkbox" name="documents" value="([^"]+)" aria-label="([^"]+)"', form)
    assert [name for name, _ in boxes] == re.findall(r'<h2><a href="/documents/([^"]+)"', form)
    assert boxes[-1][1] == "选来比较：南都关于《广东省加快数字社会高质量建设实施意见》的报道"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", Chosen()),
        ("documents=a&documents=b", Chosen(("a", "b"))),
        ("documents=a, b,,a&topic=+算力%0A&only=new", Chosen(("a", "b"), "算力", PairKind.NEW)),
        ("documents=&topic=%20%00&only=NEW", Chosen()),
        ("topic=" + "字" * 300, Chosen(topic="字" * 200)),
    ],
)
def test_what_the_address_asks_for(query: str, expected: Chosen) -> None:
    assert chosen(QueryParams(query)) == expected


def test_an_address_asks_for_what_it_was_made_from() -> None:
    asked = Chosen(("a/第三条", "b&c"), "算力 & <b>", PairKind.NEW)
    assert chosen(QueryParams(urlsplit(asked.address(PairKind.NEW)).query)) == asked
    assert chosen(QueryParams(urlsplit(asked.address()).query)).only is None


def test_a_line_is_cut_where_marked_stretches_begin_and_end() -> None:
    text = "达到38，新增10个。"
    assert line(text, (0, 11), []) == (Piece(text[:11]),)
    assert line(text, (2, 8), [(0, 4), (7, 99)]) == (Piece("38", True), Piece("，新增"), Piece("1", True))
    assert line(text, (0, 4), [(0, 3), (2, 4)]) == (Piece("达到", True), Piece("3", True), Piece("8", True))
    assert line(text, (3, 3), [(0, 4)]) == ()
