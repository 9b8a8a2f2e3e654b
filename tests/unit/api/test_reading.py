"""The pages that are read: whole without a script, in both languages, and nothing in them that is not text."""

import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.feedback import FeedbackStore
from api.pages.shelf import Shelf
from api.readiness import Readiness, Stage
from rag.adapters.fakes import HashEmbedder
from rag.assistant import Assistant
from rag.bootstrap import build_assistant, build_indexer
from rag.settings import Settings

PAGES = ["/documents", "/documents/yuefu-2021-31", "/documents/yuebanhan-2026-12", "/tasks", "/documents/nix"]
QUOTE = "/documents/yuefu-2021-31?clause=yuefu-2021-31%2Fs4%2Fc9&start={start}&end={end}"
_VOID = {"meta", "link", "input", "br", "use", "path", "rect", "hr", "img"}


class Page(HTMLParser):
    """Tags in order; the text of every element that has an id."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, str] = {}
        self._open: list[tuple[str, str | None]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        self.tags.append((tag, attributes))
        if tag not in _VOID:
            self._open.append((tag, attributes.get("id")))

    def handle_endtag(self, tag: str) -> None:
        while tag not in _VOID and self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        for _, name in self._open:
            if name:
                self.texts[name] = self.texts.get(name, "") + data

    def all(self, tag: str, **attributes: str) -> list[dict[str, str | None]]:
        found = [given for name, given in self.tags if name == tag]
        return [given for given in found if all(given.get(key) == value for key, value in attributes.items())]

    @property
    def ids(self) -> list[str]:
        return [str(given["id"]) for _, given in self.tags if "id" in given]


Get = Callable[[str], Page]


@pytest.fixture(autouse=True)
def no_language_chosen(client: TestClient) -> Iterator[None]:
    """The client is one for all tests, and ?lang= is remembered."""
    yield
    client.cookies.clear()


@pytest.fixture
def get(client: TestClient) -> Get:
    return lambda path: Page(client.get(path).text)


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_says_its_language_and_holds_nothing_that_its_policy_forbids(
    client: TestClient, path: str, language: str
) -> None:
    response = client.get(path, headers={"accept-language": language})
    page = Page(response.text)
    assert page.all("html")[0]["lang"] == response.headers["content-language"] == language
    assert "'unsafe" not in response.headers["content-security-policy"]
    for tag, attributes in page.tags:
        assert not {name for name in attributes if name.startswith("on") or name == "style"}
        assert tag != "style" and (tag != "script" or "src" in attributes or attributes["type"] == "application/json")
        address = str(attributes.get("src") or attributes.get("href") or attributes.get("action") or "/")
        assert address.startswith(("/", "#")) and not address.startswith("//")


@pytest.mark.parametrize("path", PAGES)
def test_ids_are_unique_and_references_lead_somewhere(get: Get, path: str) -> None:
    page = get(path)
    assert len(page.ids) == len(set(page.ids))
    for _, attributes in page.tags:
        for name in ("aria-labelledby", "for", "list", "popovertarget"):
            assert attributes.get(name) in (None, *page.ids)
        if str(attributes.get("href", "")).startswith("#"):
            assert str(attributes["href"])[1:] in page.ids


@pytest.mark.parametrize("path", PAGES)
def test_headings_go_down_one_level_at_a_time(get: Get, path: str) -> None:
    levels = [int(tag[1]) for tag, _ in get(path).tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(below - above <= 1 for above, below in pairwise(levels))


@pytest.mark.parametrize("document_id", ["yuefu-2021-31", "yuebanhan-2026-12", "shuzi-guangdong-2025"])
def test_every_clause_has_its_id_and_its_text(get: Get, corpus_assistant: Assistant, document_id: str) -> None:
    page = get(f"/documents/{document_id}")
    for clause in corpus_assistant.document(document_id).clauses:
        assert "".join(clause.text.split()) in "".join(page.texts[clause.id].split())


def test_the_head_says_what_the_document_is(client: TestClient) -> None:
    undated = client.get("/documents/yuebanhan-2026-12").text
    assert all(
        word in undated
        for word in ("粤办函〔2026〕12号", "广东省人民政府办公厅", "未载明日期", "主动公开", "37 项任务")
    )
    dated = client.get("/documents/yuefu-2021-31").text
    assert '<time datetime="2021-05-10">2021年5月10日</time>' in dated and "未载明日期" not in dated
    assert "非正式文件" in client.get("/documents/nandu-2026-report").text and "非正式文件" not in dated


def test_gaps_doubts_and_repairs_are_explained(get: Get, client: TestClient) -> None:
    page = get("/documents/yuefu-2021-31")
    assert page.texts["gap-yuefu-2021-31/s6/c20"].startswith("所持文本缺（十九）。")
    notes = [text for name, text in page.texts.items() if name.startswith("note-")]
    assert len(notes) == 18
    assert "原文疑误：此处作“大力发展战略清洗”，疑为“大力发展数据清洗”。 所持文本疑有误植。 引文照录原文。" in notes
    assert "扫描件在此断行，已接合。删去断行处重复的“社”。" in notes
    marks = [given for given in page.all("button") if "popovertarget" in given]
    assert len(marks) == 18 and all(given["aria-label"] for given in marks)
    assert "copy lacks （十九）" in client.get("/documents/yuefu-2021-31?lang=en").text


def test_units_stand_with_their_part_in_words(get: Get) -> None:
    page = get("/documents/yuebanhan-2026-12")
    assert "牵头省教育厅落实各地级以上市人民政府" in "".join(page.texts["yuebanhan-2026-12/annex1/r1"].split())


def test_the_annex_is_a_table_with_headers(get: Get) -> None:
    page = get("/documents/yuebanhan-2026-12")
    assert len(page.all("table")) == 1
    assert len(page.all("th", scope="col")) == 3
    assert len(page.all("th", scope="rowgroup")) == 5
    assert len(page.all("th", scope="row")) == 37


@pytest.mark.parametrize(("start", "end"), [(0, 5), (0, 60), (180, 230), (180, 268)])
def test_a_link_highlights_the_very_quote(
    client: TestClient, corpus_assistant: Assistant, start: int, end: int
) -> None:
    text = client.get(QUOTE.format(start=start, end=end)).text
    marks = re.findall(r"<mark.*?</mark>", text, re.DOTALL)
    shown = "".join(re.sub("<.*?>", "", mark) for mark in marks)
    assert shown == corpus_assistant.clause("yuefu-2021-31/s4/c9")[0].text[start:end]
    assert text.count('id="quote"') == 1


@pytest.mark.parametrize(
    ("start", "end"), [("-1", "5"), ("0", "9999"), ("5", "5"), ("x", "5"), ("", ""), ("１", "５"), ("0", "9" * 5000)]
)
def test_a_quote_that_does_not_fit_is_left_out(client: TestClient, start: str, end: str) -> None:
    response = client.get(QUOTE.format(start=start, end=end))
    assert response.status_code == 200 and "<mark" not in response.text


def test_a_document_that_is_not_there_is_a_page_that_echoes_no_markup(client: TestClient) -> None:
    response = client.get("/documents/%3Cscript%3Ealert(1)%3C%2Fscript%3E")
    # A slash in the name is another address.
    assert response.status_code == 404 and "<script>alert" not in response.text
    page = client.get("/documents/%3Cb%3Enix")
    assert (page.status_code, page.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert "<b>" not in page.text and "没有这份文件" in page.text


def test_text_of_documents_is_text(hostile_client: TestClient) -> None:
    (document,) = hostile_client.get("/v1/documents").json()["documents"]
    for path in (f"/documents/{document['id']}", "/documents", "/tasks"):
        response = hostile_client.get(path)
        assert response.status_code == 200
        page = Page(response.text)
        assert not page.all("img") and not page.all("b") and "<script>alert" not in response.text
        assert all(given.get("src") or given.get("type") == "application/json" for given in page.all("script"))
    assert "onerror" in Page(hostile_client.get(f"/documents/{document['id']}").text).texts["text"]


def test_until_it_is_ready_the_server_says_so_in_a_page(corpus_assistant: Assistant, store: FeedbackStore) -> None:
    client = TestClient(create_app(corpus_assistant, feedback=store, readiness=Readiness(Stage.LOADING)))
    for path in ("/documents", "/documents/yuefu-2021-31", "/tasks"):
        response = client.get(path)
        assert (response.status_code, response.headers["content-type"]) == (503, "text/html; charset=utf-8")
        assert "正在载入" in response.text and int(response.headers["retry-after"]) > 0
        assert "etag" not in response.headers


def test_a_page_that_the_browser_has_is_not_sent_again(client: TestClient) -> None:
    first = client.get("/documents/yuefu-2021-31")
    again = client.get("/documents/yuefu-2021-31", headers={"if-none-match": f'"x", W/{first.headers["etag"]}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])
    assert again.headers["vary"] == first.headers["vary"] and "content-security-policy" in again.headers
    other = client.get("/documents/yuefu-2021-31?lang=en", headers={"if-none-match": first.headers["etag"]})
    assert other.status_code == 200


def test_the_list_has_every_document_official_ones_first(get: Get, corpus_assistant: Assistant) -> None:
    links = [str(given["href"]) for given in get("/documents").all("a") if str(given["href"]).startswith("/documents/")]
    assert links == [f"/documents/{document.id}" for document in corpus_assistant.documents()]
    assert links[-1] == "/documents/nandu-2026-report"


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("text=粤府[2021]31", ["yuefu-2021-31"]),
        ("text=南都报道", ["nandu-2026-report"]),
        ("text=数字社会 意见", ["yuebanhan-2026-12", "nandu-2026-report"]),
        ("kind=press", ["nandu-2026-report"]),
        ("kind=official&year=2025", ["yuefuhan-2025-237", "shuzi-guangdong-2025"]),
        ("year=1999", []),
        ("collection=nix", []),
        ("kind=nix&year=nix", None),
    ],
)
def test_the_list_is_filtered_by_the_address_alone(client: TestClient, query: str, ids: list[str] | None) -> None:
    text = client.get(f"/documents?{query}").text
    found = re.findall(r'<h2><a href="/documents/([^"]+)"', text)
    assert found == ids if ids is not None else len(found) == 5
    assert ("没有符合的文件" in text) is (ids == [])


def test_the_list_counts_what_each_document_holds(client: TestClient) -> None:
    text = client.get("/documents?text=31号").text
    assert all(words in text for words in ("缺号 1 个", "疑误 4 处", "修补 17 处", "1 份，共 5 份"))


def test_the_list_counts_anew_when_documents_came_in(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home", cache=tmp_path)
    indexer = build_indexer(settings, embedder=HashEmbedder())
    for number, held in ((1, ["甲"]), (2, ["甲", "乙"])):
        name = held[-1]
        (tmp_path / f"{name}.txt").write_text(
            f"关于{name}的意见\n测府〔2024〕{number}号\n一、目标\n到2027年。", "utf-8"
        )
        indexer.ingest([tmp_path / f"{name}.txt"])
        if number == 1:
            shelf = Shelf(build_assistant(settings, embedder=HashEmbedder()))
        titles = sorted(holding.document.title for holding in shelf.holdings())
        assert titles == sorted(f"关于{name}的意见" for name in held)


def test_the_ledger_shows_every_record_with_a_link_to_its_words(
    client: TestClient, corpus_assistant: Assistant
) -> None:
    text = client.get("/tasks").text
    tasks = corpus_assistant.tasks()
    assert len(tasks) >= 109 and f"<strong>{len(tasks)} 项任务</strong>" in text
    links = re.findall(r'<th scope="row" lang="zh-CN"><a href="(/documents/[^"]+)">', text)
    assert len(links) == len(tasks)
    for link, task in list(zip(links, tasks, strict=True))[::20]:
        page = client.get(link.replace("&amp;", "&")).text
        shown = "".join(re.sub("<.*?>", "", mark) for mark in re.findall(r"<mark.*?</mark>", page, re.DOTALL))
        assert shown.replace("\n", "") == task.text.replace("\n", "")


def test_the_ledger_understands_abbreviations_and_says_what_it_understood(client: TestClient) -> None:
    short, full = (client.get(f"/tasks?unit={name}").text for name in ("发改委", "省发展改革委"))
    assert "“发改委”即省发展改革委" in short and "即省发展改革委" not in full
    rows = [re.findall(r'<th scope="row" lang="zh-CN"><a href="(/documents[^"]+)', text) for text in (short, full)]
    assert rows[0] == rows[1] != []


def test_the_ledger_is_filtered_by_the_address_alone(client: TestClient, corpus_assistant: Assistant) -> None:
    text = client.get("/tasks?unit=省民政厅&role=lead&document=yuebanhan-2026-12").text
    assert "<strong>1 项任务</strong>" in text and "推广智慧养老设备设施" in text
    assert '<option value="lead" selected>' in text and 'value="省民政厅"' in text
    assert "format=csv" in text and "unit=%E7%9C%81%E6%B0%91%E6%94%BF%E5%8E%85&amp;role=lead" in text


@pytest.mark.parametrize("query", ["unit=%3Cb%3E某某办", "role=boss", "document=nix"])
def test_a_filter_that_fits_nothing_says_why_and_keeps_the_form(client: TestClient, query: str) -> None:
    response = client.get(f"/tasks?{query}")
    page = Page(response.text)
    assert response.status_code == 200 and len(page.all("form")) == 1 and not page.all("b")
    assert re.search(r'<p class="notice" lang="zh-CN">没有', response.text)


def test_the_bars_are_drawn_to_the_numbers_beside_them(client: TestClient) -> None:
    text = client.get("/tasks").text
    bars = re.findall(
        r'viewBox="0 0 (\d+) 1".*?width="(\d+)" height="1"/><rect x="(\d+)" width="(\d+)".*?<td>(\d+) 项 · 牵头 (\d+)',
        text,
        re.DOTALL,
    )
    assert len(bars) > 20
    for most, led, at, others, total, said in bars:
        assert led == at == said and int(led) + int(others) == int(total) <= int(most) == int(bars[0][4])
