"""For everyone: by keyboard, by screen reader, in both themes, large, narrow, in forced colours."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from tests.browser.servers import Portal, Server

pytestmark = pytest.mark.browser

Ask = Callable[[Any, str], Locator]
Open = Callable[..., Page]

_TARGET = "2027年算力规模的目标是多少？"
_LIST = "省政务和数据局牵头哪些任务？"
_UNKNOWN = "火星移民政策的补贴标准是多少？"
_GENERATED = "如何推进智慧养老服务发展？"
_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

_CLIPPED = """() => [...document.querySelectorAll("body *")]
  .filter((each) => each.checkVisibility({ visibilityProperty: true }) && each.scrollWidth > each.clientWidth + 1)
  .filter((each) => each.clientWidth > 1 && getComputedStyle(each).overflowX !== "visible")
  .map((each) => each.outerHTML.slice(0, 120))"""
_SMALL_TARGETS = """(least) => [...document.querySelectorAll("a, button, select, textarea, summary")]
  .filter((each) => each.checkVisibility({ visibilityProperty: true }) && !each.closest(".skip"))
  .map((each) => [each.getBoundingClientRect(), each.outerHTML.slice(0, 120)])
  .filter(([box]) => box.width < least || box.height < least)
  .map(([box, html]) => `${Math.round(box.width)} x ${Math.round(box.height)} ${html}`)"""
_SMALL_TEXT = """(least) => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const small = new Set();
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement;
    const shown = walker.currentNode.data.trim() && parent.checkVisibility() && parent.getClientRects().length;
    if (shown && !parent.closest(".unseen") && parseFloat(getComputedStyle(parent).fontSize) < least)
      small.add(`${getComputedStyle(parent).fontSize} ${parent.outerHTML.slice(0, 100)}`);
  }
  return [...small];
}"""


def _faults(page: Any, *, enhanced: bool = False) -> list[str]:
    """What axe finds; `enhanced`: contrast of 7:1 too (WCAG 2.2, 1.4.6)."""
    rules = {"color-contrast-enhanced": {"enabled": enhanced}}
    options = {"runOnly": {"type": "tag", "values": _TAGS + ["wcag2aaa"] * enhanced}, "rules": rules}
    found = Axe().run(page, options=options).response["violations"]
    return [f"{each['id']}: {node['html'][:160]} {node['failureSummary']}" for each in found for node in each["nodes"]]


def _open_clause(page: Page, ask: Ask) -> None:
    ask(page, _LIST).locator(".statement .cite").first.click()
    page.locator("#clause .clause-text").wait_for()


def _judge(page: Page, ask: Ask) -> None:
    ask(page, _TARGET).get_by_role("button", name="没有帮助").click()
    page.locator(".reason textarea").wait_for()


def _open_history(page: Page, ask: Ask) -> None:
    ask(page, _TARGET)
    page.get_by_role("button", name="历史对话").click()


def _fail(page: Page, ask: Ask) -> None:
    page.route("**/v1/ask", lambda route: route.abort())
    ask(page, _TARGET)


_STATES: dict[str, Callable[[Page, Ask], Any]] = {
    "welcome": lambda page, ask: None,
    "answer and clause": _open_clause,
    "not found": lambda page, ask: ask(page, _UNKNOWN),
    "verdict": _judge,
    "history": _open_history,
    "failed": _fail,
}


@pytest.mark.parametrize("state", _STATES)
def test_axe_finds_nothing_in_any_state_in_either_theme(page: Page, ask: Ask, state: str) -> None:
    _STATES[state](page, ask)
    for theme in ("light", "dark"):
        page.evaluate("(theme) => { document.documentElement.dataset.theme = theme }", theme)
        assert _faults(page, enhanced=True) == [], theme


def test_axe_finds_nothing_in_an_answer_of_a_model(open_page: Open, writing_server: Server, ask: Ask) -> None:
    page = open_page(writing_server.url, color_scheme="dark")
    ask(page, _GENERATED)
    assert _faults(page, enhanced=True) == []


def test_axe_finds_nothing_in_the_widget_nor_in_its_launcher(
    open_page: Open, server: Server, portals: tuple[Portal, Portal]
) -> None:
    portals[0].attributes = portals[0].style = ""
    page = open_page(portals[0].url)
    page.evaluate("(question) => Wence.ask(question)", _TARGET)
    page.wait_for_function("heard.some(([type]) => type === 'wence:answer')")
    assert _faults(page) == []
    framed = open_page(f"{server.url}/widget", width=420, height=680)
    framed.locator("#question").fill(_TARGET)
    framed.locator("#question").press("Enter")
    framed.locator(".exchange[data-status]").wait_for()
    assert _faults(framed, enhanced=True) == []


@pytest.mark.parametrize("state", ["welcome", "answer and clause", "history"])
def test_the_large_version_is_large_in_text_targets_and_contrast(page: Page, ask: Ask, state: str) -> None:
    page.get_by_role("button", name="大字版").click()
    _STATES[state](page, ask)
    assert page.evaluate(_SMALL_TEXT, 24) == []
    assert page.evaluate(_SMALL_TARGETS, 60) == []
    assert _faults(page, enhanced=True) == []
    page.reload()
    expect(page.get_by_role("button", name="大字版")).to_have_attribute("aria-pressed", "true")


@pytest.mark.parametrize("state", _STATES)
@pytest.mark.parametrize("size", ["", "elder"])
def test_at_360_pixels_nothing_runs_over_and_targets_are_as_large_as_a_finger(
    open_page: Open, server: Server, ask: Ask, state: str, size: str
) -> None:
    page = open_page(server.url, width=360, height=740)
    page.evaluate("(size) => { document.documentElement.dataset.size = size }", size)
    _STATES[state](page, ask)
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert page.evaluate(_CLIPPED) == []
    assert page.evaluate(_SMALL_TARGETS, 60 if size else 44) == []


@pytest.mark.parametrize("state", _STATES)
def test_text_of_200_per_cent_runs_over_nothing(page: Page, ask: Ask, state: str) -> None:
    page.evaluate("() => { document.documentElement.style.fontSize = '200%' }")
    _STATES[state](page, ask)
    assert page.evaluate("document.documentElement.scrollWidth") == 1280
    assert page.evaluate(_CLIPPED) == []


def _tabs(page: Page, wanted: str, most: int = 40) -> None:
    """Presses Tab until what is wanted has the focus, seen."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("(wanted) => document.activeElement.matches(wanted)", wanted):
            assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
            return
    raise AssertionError(f"{wanted} was not reached")


def test_a_whole_conversation_by_keyboard_alone(page: Page) -> None:
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    expect(page.locator(".skip")).to_be_in_viewport()
    page.keyboard.press("Enter")
    _tabs(page, "#question")
    page.keyboard.type(_TARGET)
    page.keyboard.press("Shift+Enter")
    page.keyboard.press("Enter")
    expect(page.locator(".exchange[data-status=answered]")).to_have_count(1)
    expect(page.locator(".exchange h2")).to_be_focused()
    _tabs(page, ".statement .cite")
    page.keyboard.press("Enter")
    expect(page.locator("#clause h2")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".statement .cite").first).to_be_focused()
    _tabs(page, "[data-verdict=down]")
    page.keyboard.press("Space")
    expect(page.locator(".reason textarea")).to_be_focused()
    page.keyboard.type("太长")
    _tabs(page, ".reason [type=submit]")
    page.keyboard.press("Enter")
    expect(page.get_by_text("谢谢，已记录。")).to_be_visible()
    _tabs(page, ".suggestion")
    page.keyboard.press("Enter")
    expect(page.locator(".exchange[data-status]")).to_have_count(2)
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")


def test_a_sheet_on_a_phone_keeps_the_focus_and_gives_it_back(open_page: Open, server: Server, ask: Ask) -> None:
    page = open_page(server.url, width=390, height=800)
    cite = ask(page, _TARGET).locator(".statement .cite").first
    cite.click()
    expect(page.locator("#clause mark")).to_be_in_viewport()
    for _ in range(6):
        page.keyboard.press("Tab")
        inside = "document.activeElement === document.body || document.activeElement.closest('#clause') !== null"
        assert page.evaluate(inside)
    page.get_by_role("button", name="关闭").click()
    expect(cite).to_be_focused()


def test_the_log_announces_sentences_and_not_the_cards(page: Page, ask: Ask) -> None:
    exchange = ask(page, _TARGET)
    expect(page.get_by_role("log")).to_have_count(1)
    assert exchange.locator(".statement").first.evaluate("each => each.closest('[aria-live], [role=log]').id") == "log"
    expect(exchange.locator(".sources")).to_have_attribute("aria-live", "off")


def test_a_narrower_window_turns_the_panel_into_a_sheet_and_back(page: Page, ask: Ask) -> None:
    _open_clause(page, ask)
    html, is_modal = page.locator("html"), "document.getElementById('clause').matches(':modal')"
    expect(html).to_have_attribute("data-beside", "")
    assert not page.evaluate(is_modal)
    page.set_viewport_size({"width": 600, "height": 800})
    expect(html).not_to_have_attribute("data-beside", "")
    assert page.evaluate(is_modal)
    page.set_viewport_size({"width": 1280, "height": 900})
    expect(html).to_have_attribute("data-beside", "")
    assert not page.evaluate(is_modal)
    expect(page.locator("#clause .clause-text")).to_be_visible()


def test_in_forced_colours_the_quote_still_stands_out(open_page: Open, server: Server, ask: Ask) -> None:
    page = open_page(server.url, forced_colors="active")
    _open_clause(page, ask)
    colours = page.locator("#clause mark").evaluate(
        "mark => [mark, mark.parentElement].map((each) => getComputedStyle(each).backgroundColor)"
    )
    assert colours[0] != colours[1]
    for selector in (".primary", ".cite span", ".badge"):
        assert page.locator(selector).first.evaluate("each => getComputedStyle(each).borderStyle") == "solid"


def test_nothing_moves_for_those_who_asked_for_stillness(open_page: Open, server: Server, ask: Ask) -> None:
    page = open_page(server.url, reduced_motion="reduce")
    _open_clause(page, ask)
    assert page.evaluate("document.getAnimations().length") == 0
    moving = (
        "[...document.querySelectorAll('*')].filter((each) => parseFloat(getComputedStyle(each).transitionDuration))"
    )
    assert page.evaluate(f"{moving}.length") == 0


def _addresses(page: Page) -> Iterator[str]:
    for name in page.evaluate("performance.getEntriesByType('resource').map((entry) => entry.name)"):
        yield str(name)


def test_no_request_leaves_the_origin_and_the_page_is_light(page: Page, ask: Ask, server: Server) -> None:
    _open_clause(page, ask)
    assert {address.startswith(server.url) for address in _addresses(page)} == {True}
