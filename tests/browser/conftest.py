"""A real browser and real servers. Without Playwright nothing here is collected; without Chromium it is skipped."""

import os
import shutil
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import corpus
from tests.browser.servers import MODEL, Portal, Server, ingest, portal, running
from tests.fake_provider import Provider, provider

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

collect_ignore_glob = [] if find_spec("playwright") and find_spec("axe_playwright_python") else ["test_*.py"]

_BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_SECONDS = 15
HOSTILE = """\
关于<script>window.hacked=true</script>智慧驿站的意见
测府〔2024〕1号

一、总体要求

（一）建设智慧驿站<img src=x onerror="window.hacked=true">，每个街道建设<svg onload="window.hacked=true"></svg>一处。（省民政厅牵头）
（二）智慧驿站的资料见![图](http://evil.example/y.png)和[网站](javascript:window.hacked=true)。（省科技厅负责）
"""


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory, model_cache: Path, pytestconfig: pytest.Config) -> Path:
    """The documents that ship. Embedding them takes half a minute; their vectors are kept for the next run."""
    home = tmp_path_factory.mktemp("home")
    kept = pytestconfig.cache.mkdir("browser") / "vectors.sqlite"
    if kept.exists():
        shutil.copy(kept, home)
    ingest(home, model_cache, corpus.folder())
    shutil.copy(home / kept.name, kept)
    return home


@pytest.fixture(scope="session")
def portals() -> Iterator[tuple[Portal, Portal]]:
    """One that may show the widget, and one that may not."""
    with portal() as friend, portal() as stranger:
        yield friend, stranger


@pytest.fixture(scope="session")
def server(
    home: Path, portals: tuple[Portal, Portal], tmp_path_factory: pytest.TempPathFactory, model_cache: Path
) -> Iterator[Server]:
    """Without a language model. The first portal may show its widget."""
    log = tmp_path_factory.mktemp("server") / "log.txt"
    with running(home, log, model_cache, widget_origins=portals[0].url) as server:
        for each in portals:
            each.loader = f"{server.url}/widget.js"
        yield server


@pytest.fixture(scope="session")
def model() -> Iterator[Provider]:
    with provider() as served:
        yield served


@pytest.fixture(scope="session")
def writing_server(
    home: Path, model: Provider, tmp_path_factory: pytest.TempPathFactory, model_cache: Path
) -> Iterator[Server]:
    """With a language model, and with a document that was written to do harm."""
    folder = tmp_path_factory.mktemp("writing")
    shutil.copytree(home, folder / "home")
    (folder / "hostile.txt").write_text(HOSTILE, encoding="utf-8")
    ingest(folder / "home", model_cache, folder / "hostile.txt")
    chosen = {"model": "openai", "model_url": model.url, "model_name": MODEL}
    with running(folder / "home", folder / "log.txt", model_cache, **chosen) as server:
        yield server


@pytest.fixture(scope="session")
def browser() -> "Iterator[Browser]":
    from playwright.sync_api import sync_playwright

    found = next(filter(None, map(shutil.which, _BROWSERS)), None)
    if found is None:
        pytest.skip("没有 Chromium（Debian：apt-get install chromium fonts-noto-cjk） · no Chromium")
    # The sandbox of Chromium does not work for root.
    arguments = ["--no-sandbox"] if os.name == "posix" and os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=arguments)
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser: "Browser") -> "Iterator[Callable[..., Page]]":
    """Opens an address in a browser of its own. Behind the test: no script failed, no dialog came up, and nothing was
    asked of a server that is not on this machine."""
    contexts, faults = [], []

    def watch(page: "Page") -> None:
        page.on("pageerror", lambda error: faults.append(f"error: {error}"))
        page.on("dialog", lambda dialog: (faults.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        page.on("request", lambda request: _is_ours(request.url) or faults.append(f"request: {request.url}"))

    def open_page(address: str, *, width: int = 1280, height: int = 900, **options: Any) -> "Page":
        context = browser.new_context(viewport={"width": width, "height": height}, locale="zh-CN", **options)
        contexts.append(context)
        context.set_default_timeout(_SECONDS * 1000)
        context.on("page", watch)
        page = context.new_page()
        page.goto(address)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert faults == []


@pytest.fixture
def page(open_page: "Callable[..., Page]", server: Server) -> "Page":
    return open_page(server.url)


@pytest.fixture
def ask() -> "Callable[[Any, str], Locator]":
    """Asks, and waits for the end of the answer. Returns the exchange."""

    def ask(page: Any, question: str) -> "Locator":
        page.locator("#question").fill(question)
        page.locator("#question").press("Enter")
        exchange = page.locator(".exchange").last
        exchange.and_(page.locator("[data-status]")).wait_for()
        return exchange

    return ask


def _is_ours(url: str) -> bool:
    return url.startswith(("http://127.0.0.1:", "blob:http://127.0.0.1:", "data:"))
