"""When the server fails: the page says so in words, keeps what it has, and recovers."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.servers import MODEL, STALLS, running
from tests.fake_provider import Provider

pytestmark = pytest.mark.browser

_QUESTION = "如何推进智慧养老服务发展？"


def test_a_server_that_dies_in_the_middle_is_told_and_asked_again_when_it_is_back(
    open_page: Callable[..., Page], home: Path, model: Provider, tmp_path: Path, model_cache: Path
) -> None:
    shutil.copytree(home, tmp_path / "home")
    chosen = {"model": "openai", "model_url": model.url, "model_name": MODEL}
    with running(tmp_path / "home", tmp_path / "log.txt", model_cache, **chosen) as mortal:
        page = open_page(mortal.url)
        page.locator("#question").fill(f"{STALLS}：{_QUESTION}")
        page.locator("#question").press("Enter")
        exchange = page.locator(".exchange")
        expect(exchange.locator(".statement")).to_have_count(1)
        mortal.kill()
        expect(exchange).to_have_attribute("data-status", "broken")
        expect(exchange.get_by_role("alert")).to_have_text("连接中断，回答不完整；请重试。")
        expect(exchange.locator(".statement")).to_have_count(1)
        exchange.get_by_role("button", name="重试").click()
        expect(exchange.get_by_role("alert")).to_have_text("无法连接服务，请稍后重试。")
        mortal.start()
        exchange.get_by_role("button", name="重试").click()
        expect(exchange).to_have_attribute("data-status", "answered")
        expect(exchange.locator(".statement")).to_have_count(1)
        expect(exchange.get_by_role("alert")).to_have_count(0)


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (
            {
                "status": 503,
                "json": {"detail": "正在回答的问题太多，请稍候再试"},
                "content_type": "application/problem+json",
            },
            "正在回答的问题太多，请稍候再试",
        ),
        ({"status": 502, "body": "<html>Bad Gateway</html>"}, "服务返回错误 502，请重试。"),
        ({"body": 'event: error\ndata: {"detail": "服务正在停止"}\n\nevent: done\ndata: {}\n\n'}, "服务正在停止"),
        ({"body": "event: done\ndata: {}\n\n"}, "连接中断，回答不完整；请重试。"),
        ({"body": 'event: evidence\ndata: {"evidence"'}, "连接中断，回答不完整；请重试。"),
        ({"body": "event: delta\ndata: <html>\n\n"}, "连接中断，回答不完整；请重试。"),
    ],
)
def test_a_fault_is_said_in_words_and_can_be_tried_again(
    page: Page, ask: Callable[[Any, str], Locator], reply: dict[str, Any], words: str
) -> None:
    page.route("**/v1/ask", lambda route: route.fulfill(**reply))
    exchange = ask(page, _QUESTION)
    expect(exchange.get_by_role("alert")).to_have_text(words)
    page.unroute("**/v1/ask")
    exchange.get_by_role("button", name="重试").click()
    expect(page.locator(".exchange")).to_have_attribute("data-status", "answered")


def test_a_verdict_that_cannot_be_stored_is_said(page: Page, ask: Callable[[Any, str], Locator]) -> None:
    exchange = ask(page, _QUESTION)
    page.route("**/v1/feedback", lambda route: route.abort())
    helpful = exchange.get_by_role("button", name="有帮助", exact=True)
    helpful.click()
    expect(exchange.get_by_text("无法连接服务，请稍后重试。")).to_be_visible()
    expect(helpful).to_have_attribute("aria-pressed", "false")
