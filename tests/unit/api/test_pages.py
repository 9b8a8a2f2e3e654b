"""The page at /: accessible, from this server alone, and nothing but text nodes."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from starlette.testclient import TestClient

import api
from rag.domain import StatementKind, Status

_PAGES = Path(api.__file__).parent / "pages"
_SCRIPT = (_PAGES / "index.js").read_text(encoding="utf-8")


class _Page(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.fixture(scope="module")
def page() -> _Page:
    return _Page((_PAGES / "index.html").read_text(encoding="utf-8"))


def test_the_page_and_its_files_are_served_with_their_types(client: TestClient, page: _Page) -> None:
    assert client.get("/").headers["content-type"] == "text/html; charset=utf-8"
    linked = [*page.all("script"), *page.all("link")]
    paths = [str(tag.get("src") or tag.get("href")) for tag in linked]
    served = [client.get(path) for path in paths if path.startswith("/")]
    assert [response.status_code for response in served] == [200, 200]
    assert {response.headers["content-type"].split(";")[0] for response in served} == {"text/javascript", "text/css"}


def test_the_page_holds_nothing_that_its_policy_forbids(page: _Page) -> None:
    assert all(tag.get("src") for tag in page.all("script"))
    assert not page.all("style")
    for _, attributes in page.tags:
        assert not {name for name in attributes if name.startswith("on") or name == "style"}
        assert not str(attributes.get("src") or attributes.get("href") or "").startswith(("http", "//"))


def test_the_page_is_named_labelled_and_in_chinese(page: _Page) -> None:
    assert page.all("html")[0]["lang"] == "zh-CN"
    assert page.all("label")[0]["for"] == page.all("textarea")[0]["id"] == "question"
    assert page.all("textarea")[0]["maxlength"] == "2000"
    assert any(attributes.get("role") == "status" for _, attributes in page.tags)


@pytest.mark.parametrize(
    "forbidden",
    ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "Function(", "DOMParser", "srcdoc"],
)
def test_the_script_makes_text_nodes_only(forbidden: str) -> None:
    assert forbidden not in _SCRIPT


def test_the_script_has_words_for_every_status_and_every_kind_of_statement() -> None:
    for word in [*Status, *StatementKind]:
        assert re.search(rf'\b{word}: "[\u4e00-\u9fff]', _SCRIPT), word


def test_a_document_called_script_reaches_the_browser_as_json(hostile_client: TestClient) -> None:
    response = hostile_client.get("/v1/documents")
    assert response.headers["content-type"] == "application/json"
    assert response.headers["x-content-type-options"] == "nosniff"
