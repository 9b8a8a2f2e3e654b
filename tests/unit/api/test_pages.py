"""The pages that ask: whole, from this server alone, nothing inline, light, in both languages."""

import gzip
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin

import pytest
from starlette.testclient import TestClient

import api.pages
from api.app import create_app
from api.feedback import FeedbackStore
from api.pages.language import Language
from api.pages.words import word, words
from api.readiness import Readiness, Stage
from rag.assistant import Assistant
from rag.domain import Mode, Role, Status

_PAGES = Path(api.pages.__file__).parent
_ASKING = ("/", "/widget")
_HOST = "https://portal.example.cn"


class _Page(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]

    @property
    def files(self) -> list[str]:
        linked = [link["href"] for link in self.all("link")] + [script.get("src") for script in self.all("script")]
        return [path for path in linked if path]


@pytest.fixture(params=_ASKING)
def page(client: TestClient, request: pytest.FixtureRequest) -> _Page:
    return _Page(client.get(request.param).text)


def _imports(path: str, script: str) -> list[str]:
    return [urljoin(path, name) for name in re.findall(r'^(?:import|export) .*?from "([^"]+)";$', script, re.MULTILINE)]


def _whole(client: TestClient, path: str) -> dict[str, bytes]:
    """A page with all that it loads, by path."""
    loaded = {path: client.get(path).content}
    waiting = _Page(loaded[path].decode()).files
    while waiting:
        path = waiting.pop()
        if path not in loaded:
            response = client.get(path)
            assert response.status_code == 200, path
            loaded[path] = response.content
            if path.endswith(".js"):
                waiting += _imports(path, response.text)
    return loaded


@pytest.mark.parametrize(("path", "limit"), [("/", 100_000), ("/widget", 60_000)])
def test_a_page_with_all_that_it_loads_is_light(client: TestClient, path: str, limit: int) -> None:
    loaded = _whole(client, path)
    assert len(loaded) > 10
    assert sum(len(gzip.compress(content)) for content in loaded.values()) <= limit


def test_the_loader_of_the_widget_is_lighter_still(client: TestClient) -> None:
    response = client.get("/widget.js")
    assert response.headers["content-type"].startswith("text/javascript")
    assert len(response.content) <= 5 * 1024


def test_the_files_of_a_page_have_their_types_and_are_asked_for_anew(client: TestClient, page: _Page) -> None:
    types = {path.rsplit(".")[-1]: client.get(path).headers for path in page.files}
    assert {name: headers["content-type"].split(";")[0] for name, headers in types.items()} == {
        "js": "text/javascript",
        "css": "text/css",
        "svg": "image/svg+xml",
    }
    assert {headers["cache-control"] for headers in types.values()} == {"no-cache"}


def test_a_page_holds_nothing_that_its_policy_forbids(page: _Page) -> None:
    assert all(tag.get("src") or tag.get("type") == "application/json" for tag in page.all("script"))
    assert not page.all("style")
    for _, attributes in page.tags:
        assert not {name for name in attributes if name.startswith("on") or name == "style"}
        assert not str(attributes.get("src") or attributes.get("href") or "").startswith(("http", "//"))


def test_a_page_is_named_labelled_and_in_chinese(page: _Page) -> None:
    assert page.all("html")[0]["lang"] == "zh-CN"
    assert len(page.all("title")) == len(page.all("h1")) == 1
    assert page.all("label")[0]["for"] == page.all("textarea")[0]["id"] == "question"
    assert page.all("textarea")[0]["maxlength"] == "2000"
    assert [attributes["id"] for _, attributes in page.tags if attributes.get("role") == "log"] == ["log"]


def test_ids_occur_once(page: _Page) -> None:
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    "forbidden",
    ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "Function(", "DOMParser", "srcdoc"],
)
def test_scripts_make_text_nodes_only(client: TestClient, forbidden: str) -> None:
    loaded = _whole(client, "/") | _whole(client, "/widget") | {"/widget.js": client.get("/widget.js").content}
    assert [path for path, content in loaded.items() if path.endswith(".js") and forbidden.encode() in content] == []


def test_styles_and_scripts_name_no_other_server() -> None:
    for path in (_PAGES / "static").iterdir():
        addresses = re.findall(r"https?://[a-z0-9.]+", path.read_text(encoding="utf-8"))
        assert set(addresses) <= {"http://www.w3.org"}, path.name


@pytest.mark.parametrize(
    ("headers", "query", "language"),
    [
        ({}, "", "zh-CN"),
        ({"Accept-Language": "en-GB,en;q=0.9"}, "", "en"),
        ({"Accept-Language": "en;q=0.2, zh-TW;q=0.8"}, "", "zh-CN"),
        ({"Accept-Language": "en;q=0, fr"}, "", "zh-CN"),
        ({"Accept-Language": "en;q=x"}, "", "zh-CN"),
        ({"Accept-Language": "en", "Cookie": "wence-language=zh-CN"}, "", "zh-CN"),
        ({"Cookie": "wence-language=zh-CN"}, "?lang=en", "en"),
        ({}, "?lang=<script>", "zh-CN"),
    ],
)
def test_the_language_is_the_one_asked_for_chosen_before_or_preferred(
    client: TestClient, headers: dict[str, str], query: str, language: str
) -> None:
    client.cookies.clear()
    response = client.get(f"/{query}", headers=headers)
    client.cookies.clear()
    assert _Page(response.text).all("html")[0]["lang"] == response.headers["content-language"] == language
    assert response.headers["vary"] == "Accept-Language, Cookie"
    assert ("set-cookie" in response.headers) == (query == "?lang=en")


def test_the_other_language_is_one_press_away_and_keeps_the_address(client: TestClient) -> None:
    links = [link["href"] for link in _Page(client.get("/?q=%E7%AE%97%E5%8A%9B").text).all("a")]
    assert "/?q=%E7%AE%97%E5%8A%9B&lang=en" in links


def test_every_word_is_there_in_both_languages_with_the_same_blanks() -> None:
    chinese, english = words(Language.CHINESE, ""), words(Language.ENGLISH, "")
    assert chinese.keys() == english.keys()
    for key, text in chinese.items():
        assert text.strip() and english[key].strip(), key
        assert sorted(re.findall(r"{(\w+)}", text)) == sorted(re.findall(r"{(\w+)}", english[key])), key


def test_every_entry_of_the_tables_is_a_pair() -> None:
    for path in (_PAGES / "words").glob("*.json"):
        for key, texts in json.loads(path.read_text(encoding="utf-8")).items():
            assert [type(text) for text in texts] == [str, str], key


def test_words_that_are_not_there_are_an_error() -> None:
    with pytest.raises(KeyError):
        word(Language.CHINESE, "site.nothing")
    assert word(Language.ENGLISH, "chat.retry") == "Try again"


def test_the_words_that_the_page_brings_are_those_that_its_scripts_use(client: TestClient) -> None:
    scripts = "\n".join(content.decode() for path, content in _whole(client, "/").items() if path.endswith(".js"))
    used = set(re.findall(r'"(chat\.[\w.]+)"', scripts))
    brought = set(words(Language.CHINESE, "chat."))
    assert used <= brought
    templates = "\n".join(path.read_text(encoding="utf-8") for path in (_PAGES / "templates").glob("*.html"))
    made = {f"chat.{kind}.{name}" for kind in ("status", "mode", "text", "role") for name in [*Status, *Mode, *Role]}
    made |= {"chat.status.stopped", "chat.status.broken", "chat.up", "chat.down"}
    assert brought - used - made - set(re.findall(r'"(chat\.[\w.]+)"', templates)) == set()


def test_there_are_words_for_every_status_mode_and_role() -> None:
    brought = words(Language.CHINESE, "chat.")
    assert {f"chat.status.{status}" for status in Status if status is not Status.ANSWERED} <= brought.keys()
    assert {f"chat.{kind}.{mode}" for kind in ("mode", "text") for mode in Mode} <= brought.keys()
    assert {f"chat.role.{role}" for role in Role} <= brought.keys()


def test_questions_to_begin_with_are_on_the_page_and_can_be_answered(
    client: TestClient, corpus_assistant: Assistant
) -> None:
    questions = corpus_assistant.examples()
    assert len(set(questions)) == 4
    offered = [
        button["data-question"] for button in _Page(client.get("/").text).all("button") if "data-question" in button
    ]
    assert tuple(offered) == questions
    assert {corpus_assistant.ask(question).status for question in questions} <= {Status.ANSWERED, Status.PARTIAL}


def test_a_page_comes_before_the_server_is_ready_and_when_its_index_cannot_be_opened(
    corpus_assistant: Assistant, store: FeedbackStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    early = TestClient(create_app(corpus_assistant, feedback=store, readiness=Readiness(Stage.LOADING)))
    assert early.get("/").status_code == 200
    assert "data-question" not in early.get("/").text
    assert early.get("/v1/documents").status_code == 503


def test_a_document_called_script_stays_text(hostile_client: TestClient) -> None:
    page = hostile_client.get("/").text
    assert "<img" not in page and "<script>alert" not in page
    response = hostile_client.get("/v1/documents")
    assert response.headers["content-type"] == "application/json"
    assert response.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("origins", "ancestors"),
    [((), "'self'"), ((_HOST, "http://10.1.2.3:8080"), f"'self' {_HOST} http://10.1.2.3:8080")],
)
def test_only_the_widget_may_be_framed_and_only_where_it_is_allowed(
    corpus_assistant: Assistant, store: FeedbackStore, origins: tuple[str, ...], ancestors: str
) -> None:
    client = TestClient(create_app(corpus_assistant, feedback=store, widget_origins=origins))
    policy = client.get("/widget").headers["content-security-policy"]
    assert policy.rpartition("frame-ancestors ")[2] == ancestors
    assert "unsafe" not in policy
    for path in ("/", "/documents", "/widget.js", "/static/base.css", "/v1/models"):
        assert client.get(path).headers["content-security-policy"].endswith("frame-ancestors 'none'")
    (block,) = re.findall(r'id="origins">(.*?)</script>', client.get("/widget").text)
    assert json.loads(block) == list(origins)
