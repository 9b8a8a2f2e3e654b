"""The chat page against the real server: a verified answer, its clause beside it, and all that one does with an answer."""

import json
import re
import sqlite3
import urllib.request
from collections.abc import Callable
from contextlib import closing
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.servers import INJECTS, STALLS, Server
from tests.fake_provider import Provider

pytestmark = pytest.mark.browser

Ask = Callable[[Any, str], Locator]
Open = Callable[..., Page]

_LEAD = "推广智慧养老设备设施由谁牵头？"
_TARGET = "2027年算力规模的目标是多少？"
_UNKNOWN = "火星移民政策的补贴标准是多少？"
_GENERATED = "如何推进智慧养老服务发展？"


def _clause(server: Server, clause_id: str) -> dict[str, Any]:
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(
        f"{server.url}/v1/clauses/{quote(clause_id)}", timeout=10
    ) as response:
        clause: dict[str, Any] = json.load(response)["clause"]
        return clause


def test_a_question_gets_a_verified_answer_with_its_sources(page: Page, ask: Ask) -> None:
    exchange = ask(page, _TARGET)
    expect(exchange.locator("h2")).to_have_text(_TARGET)
    expect(exchange.locator(".badges")).to_have_text("原文摘录")
    expect(exchange.locator(".statement").first).to_contain_text("算力规模超过60EFLOPS")
    card = exchange.locator(".sources .card").first
    expect(card).to_contain_text("粤府函〔2025〕237号")
    expect(card.locator(".path")).to_contain_text("主要目标")
    expect(card.get_by_role("link", name="查看全文")).to_have_attribute(
        "href", re.compile(r"^/documents/yuefuhan-2025-237\?clause=.*&start=\d+&end=\d+#")
    )


def test_evidence_is_there_before_the_first_sentence(open_page: Open, server: Server) -> None:
    page = open_page(server.url)
    seen = page.evaluate(
        """() => new Promise((resolve) => {
          const seen = [];
          const note = (name) => seen.includes(name) || seen.push(name);
          new MutationObserver(() => {
            if (document.querySelector(".sources .card")) note("card");
            if (document.querySelector(".statement")) note("statement");
            if (document.querySelector(".exchange[data-status]")) resolve(seen);
          }).observe(document.getElementById("log"), { subtree: true, childList: true, attributes: true });
          document.querySelector("[data-question]").click();
        })"""
    )
    assert seen == ["card", "statement"]


def test_the_first_citation_opens_the_clause_and_marks_the_very_quote(page: Page, ask: Ask, server: Server) -> None:
    exchange = ask(page, _TARGET)
    with page.expect_response("**/v1/clauses/**") as fetched:
        exchange.locator(".statement .cite").first.click()
    sent = fetched.value.json()["clause"]
    marked = page.locator("#clause mark")
    quoted = exchange.locator(".quoted blockquote").first.text_content()
    expect(marked).to_have_text(quoted or "-", use_inner_text=False)
    assert page.locator("#clause .clause-text").text_content() == _clause(server, sent["id"])["text"]
    expect(page.locator("#clause h2")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#clause")).to_be_hidden()
    expect(exchange.locator(".statement .cite").first).to_be_focused()


def test_offsets_are_counted_as_the_server_counts_them(open_page: Open, server: Server, ask: Ask) -> None:
    """A character beyond the 16 bits of JavaScript's strings stands before the quote."""
    page = open_page(server.url)

    def shifted(route: Any) -> None:
        body = route.fetch().json()
        body["clause"]["text"] = "𠮷𠮷" + body["clause"]["text"]
        route.fulfill(json=body)

    def moved(route: Any) -> None:
        text = route.fetch().text()
        route.fulfill(
            body=re.sub(r'"(start|end)": (\d+)', lambda found: f'"{found[1]}": {int(found[2]) + 2}', text),
            content_type="text/event-stream",
        )

    page.route("**/v1/clauses/**", shifted)
    page.route("**/v1/ask", moved)
    exchange = ask(page, _TARGET)
    exchange.locator(".statement .cite").first.click()
    quoted = exchange.locator(".quoted blockquote").first.text_content()
    expect(page.locator("#clause mark")).to_have_text(quoted or "-")


def test_a_clause_that_has_changed_since_is_told_and_not_marked(open_page: Open, server: Server, ask: Ask) -> None:
    page = open_page(server.url)

    def changed(route: Any) -> None:
        body = route.fetch().json()
        body["clause"]["text"] = "本条已经修订。" + body["clause"]["text"]
        route.fulfill(json=body)

    page.route("**/v1/clauses/**", changed)
    ask(page, _TARGET).locator(".statement .cite").first.click()
    expect(page.locator("#clause .notice")).to_contain_text("文件已更新")
    expect(page.locator("#clause mark")).to_have_count(0)
    expect(page.locator("#clause blockquote")).to_contain_text("60EFLOPS")


def test_what_is_not_in_the_documents_is_said_with_the_nearest_clauses(page: Page, ask: Ask) -> None:
    exchange = ask(page, _UNKNOWN)
    assert exchange.get_attribute("data-status") in ("not_found", "out_of_scope")
    expect(exchange.locator(".badge.status")).to_have_text(re.compile("未找到依据|超出文件范围"))
    if exchange.get_attribute("data-status") == "not_found":
        expect(exchange.locator(".sources h3")).to_have_text("最接近的条款")
        expect(exchange.locator(".sources .card").first).to_contain_text("《")


def test_a_follow_up_is_understood_from_the_conversation_and_that_is_shown(page: Page, ask: Ask) -> None:
    ask(page, _LEAD)
    exchange = ask(page, "那配合单位呢？")
    expect(exchange.get_by_text("理解为：")).to_contain_text("智慧养老")


def test_a_suggestion_is_asked_when_pressed(page: Page, ask: Ask) -> None:
    suggestion = ask(page, _TARGET).locator(".suggestion").first
    words = suggestion.text_content() or "-"
    suggestion.click()
    expect(page.locator(".exchange")).to_have_count(2)
    expect(page.locator(".exchange h2").last).to_have_text(words)
    expect(page.locator(".exchange[data-status]")).to_have_count(2)


def test_an_example_is_asked_when_pressed(page: Page) -> None:
    page.locator("[data-question]").first.click()
    expect(page.locator(".exchange[data-status=answered] .statement").first).to_be_visible()
    expect(page.locator(".welcome")).to_be_hidden()


def test_a_verdict_and_its_reason_are_stored_with_the_answer(page: Page, ask: Ask, server: Server) -> None:
    exchange = ask(page, _LEAD)
    exchange.get_by_role("button", name="没有帮助").click()
    expect(exchange.get_by_text("谢谢，已记录。")).to_be_visible()
    exchange.get_by_label("哪里不对？").fill("请写全称")
    exchange.get_by_role("button", name="发送").click()
    expect(exchange.locator(".reason")).to_be_hidden()
    with closing(sqlite3.connect(server.home / "state.sqlite")) as connection:
        rows = connection.execute(
            "SELECT verdict, reason, question, status, mode, answer FROM feedback ORDER BY id DESC LIMIT 2"
        ).fetchall()
    assert [row[:5] for row in rows] == [
        ("down", reason, _LEAD, "answered", "extract") for reason in ("请写全称", None)
    ]
    assert "省民政厅牵头" in rows[0][5]


def test_a_copy_carries_sources_and_label(open_page: Open, server: Server, ask: Ask) -> None:
    page = open_page(server.url, permissions=["clipboard-read", "clipboard-write"])
    exchange = ask(page, _TARGET)
    exchange.get_by_role("button", name="复制").click()
    expect(exchange.get_by_text("已复制，含出处")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(f"问：{_TARGET}\n答（原文摘录）：\n")
    assert "[1]" in copied
    assert "[1] 《广东省国家数字经济创新发展试验区建设方案（2025—2027年）》（粤府函〔2025〕237号）" in copied
    assert copied.rstrip().endswith("以上为问策从文件原文摘录，请以原文为准。")


def test_conversations_stay_in_this_browser_and_can_be_opened_exported_and_deleted(page: Page, ask: Ask) -> None:
    ask(page, _TARGET)
    page.reload()
    expect(page.locator(".exchange[data-status=answered]")).to_have_count(1)
    page.get_by_role("button", name="新对话").click()
    expect(page.locator(".exchange")).to_have_count(0)
    expect(page.locator("#question")).to_be_focused()
    ask(page, _UNKNOWN)
    page.get_by_role("button", name="历史对话").click()
    kept = page.locator("#history .kept li")
    expect(kept).to_have_count(2)
    with page.expect_download() as downloaded:
        kept.last.get_by_role("button", name="导出").click()
    text = downloaded.value.path().read_text(encoding="utf-8")
    assert _TARGET in text and "原文摘录" in text and "粤府函〔2025〕237号" in text
    kept.last.get_by_role("button", name="打开").click()
    expect(page.locator(".exchange h2")).to_have_text([_TARGET])
    page.get_by_role("button", name="历史对话").click()
    kept.first.get_by_role("button", name="删除").click()
    expect(kept).to_have_count(1)
    page.get_by_role("button", name="全部删除").click()
    expect(kept).to_have_count(1)
    page.get_by_role("button", name="再按一次，全部删除").click()
    expect(page.get_by_text("还没有对话。")).to_be_visible()
    assert page.evaluate("localStorage.getItem('wence.conversations')") is None


def test_what_another_program_left_in_the_storage_does_no_harm(open_page: Open, server: Server, ask: Ask) -> None:
    page = open_page(server.url)
    for left in ("{", "7", '[null, {"id": 1}, {"id": "x", "exchanges": [{"question": 3}]}]'):
        page.evaluate("(left) => localStorage.setItem('wence.conversations', left)", left)
        page.reload()
        ask(page, _LEAD)
    page.get_by_role("button", name="历史对话").click()
    expect(page.locator("#history .kept li")).to_have_count(1)


def test_the_language_is_changed_in_the_middle_of_a_conversation(page: Page, ask: Ask) -> None:
    ask(page, _TARGET)
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("button", name="New conversation")).to_be_visible()
    expect(page.locator(".exchange .badge")).to_have_text("Excerpts")
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_the_page_says_that_the_service_gets_ready_and_goes_on_when_it_is(open_page: Open, server: Server) -> None:
    page = open_page("about:blank")
    detail = "正在载入向量模型、打开索引（已用 3 秒），请稍候再试"
    refuse = {"status": 503, "json": {"detail": detail}, "content_type": "application/problem+json"}
    page.route("**/readyz", lambda route: route.fulfill(**refuse))
    page.goto(server.url)
    expect(page.locator("#preparing")).to_have_text(f"服务正在准备：{detail}")
    page.unroute("**/readyz")
    expect(page.locator("#preparing")).to_be_hidden()


def test_a_models_answer_bears_its_label_on_the_page_and_in_copies(
    open_page: Open, writing_server: Server, ask: Ask
) -> None:
    page = open_page(writing_server.url, permissions=["clipboard-read", "clipboard-write"])
    exchange = ask(page, _GENERATED)
    expect(exchange.locator(".badge.generate")).to_have_text("AI 生成")
    expect(exchange.locator(".badges")).to_contain_text("openai")
    exchange.get_by_role("button", name="复制").click()
    expect(exchange.get_by_text("已复制，含出处")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "答（AI 生成）：" in copied
    assert "以上内容由 AI 生成（问策，模型 openai），请核对原文。" in copied


def test_who_words_the_answer_can_be_chosen_and_is_remembered(
    open_page: Open, writing_server: Server, ask: Ask
) -> None:
    page = open_page(writing_server.url)
    choice = page.get_by_label("回答方式")
    expect(choice).to_have_value("openai")
    choice.select_option("原文摘录")
    expect(ask(page, _GENERATED).locator(".badges")).to_have_text("原文摘录")
    page.reload()
    expect(choice).to_have_value("none")


def test_stopped_it_keeps_the_sentences_that_came_and_the_model_is_let_go(
    open_page: Open, writing_server: Server, model: Provider
) -> None:
    page = open_page(writing_server.url)
    model.left.clear()
    page.locator("#question").fill(f"{STALLS}，如何推进智慧养老服务发展？")
    page.locator("#question").press("Enter")
    expect(page.locator(".statement")).to_have_count(1)
    page.get_by_role("button", name="停止").click()
    exchange = page.locator(".exchange")
    expect(exchange).to_have_attribute("data-status", "stopped")
    expect(exchange.locator(".notice")).to_have_text("已按您的要求停止，以上各句均已核对。")
    expect(page.locator("#question")).to_be_focused()
    assert model.left.wait(10)
    exchange.get_by_role("button", name="重试").click()
    expect(exchange).to_have_attribute("data-status", "answered")


def _assert_inert(page: Page) -> None:
    assert page.evaluate("window.hacked") is None
    assert page.locator("#log :is(script, img, svg, iframe, style)").count() == 0
    links = page.locator("#log a, #clause a").evaluate_all("all => all.map((link) => link.protocol)")
    assert set(links) <= {"http:"}


def test_a_hostile_document_stays_text(open_page: Open, writing_server: Server, ask: Ask) -> None:
    page = open_page(writing_server.url)
    page.evaluate("localStorage.setItem('wence.model', 'none')")
    page.reload()
    exchange = ask(page, "智慧驿站的资料见哪里？")
    expect(exchange).to_contain_text("《关于<script>window.hacked=true</script>智慧驿站的意见》")
    exchange.locator(".cite").first.click()
    expect(page.locator("#clause .clause-text")).to_contain_text("javascript:window.hacked=true")
    _assert_inert(page)
    page.reload()
    expect(page.locator(".exchange")).to_have_count(1)
    _assert_inert(page)


def test_a_hostile_reply_of_a_model_stays_text(open_page: Open, writing_server: Server, ask: Ask) -> None:
    page = open_page(writing_server.url)
    exchange = ask(page, f"{INJECTS}怎么建设？")
    expect(exchange.locator(".badge.generate")).to_be_visible()
    expect(exchange.locator(".statements")).to_contain_text('onerror="window.hacked=true"')
    _assert_inert(page)


def test_every_text_of_an_answer_is_a_text_node(open_page: Open, server: Server, ask: Ask) -> None:
    """Whatever a server says: markup in every string of the stream."""
    page = open_page(server.url)
    naughty = "<img src=x onerror=window.hacked=true>"

    def spoilt(value: Any) -> Any:
        if isinstance(value, dict):
            kept = ("id", "clause_id", "status", "mode", "kind", "role", "url")
            return {key: item if key in kept else spoilt(item) for key, item in value.items()}
        if isinstance(value, list):
            return [spoilt(item) for item in value]
        return value + naughty if isinstance(value, str) else value

    def stream(route: Any) -> None:
        lines = route.fetch().text().splitlines()
        body = "\n".join(
            f"data: {json.dumps(spoilt(json.loads(line[6:])))}" if line.startswith("data: ") else line for line in lines
        )
        route.fulfill(body=body + "\n\n", content_type="text/event-stream")

    page.route("**/v1/ask", stream)
    page.route("**/v1/clauses/**", lambda route: route.fulfill(json=spoilt(route.fetch().json())))
    for question in (_TARGET, _UNKNOWN):
        exchange = ask(page, question)
        expect(exchange).to_contain_text(naughty)
    page.locator(".cite").first.click()
    expect(page.locator("#clause")).to_contain_text(naughty)
    _assert_inert(page)
