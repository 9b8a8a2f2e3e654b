"""The widget on somebody else's page: where it is allowed, and nowhere else."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import FrameLocator, Page, expect

from tests.browser.servers import Portal, Server

pytestmark = pytest.mark.browser

Open = Callable[..., Page]
Portals = tuple[Portal, Portal]

_QUESTION = "推广智慧养老设备设施由谁牵头？"


def _frame(page: Page) -> FrameLocator:
    return page.frame_locator("wence-widget iframe")


def _answered(page: Page) -> Any:
    return page.wait_for_function("heard.find(([type]) => type === 'wence:answer')").json_value()[1]


@pytest.fixture
def friend(portals: Portals, server: Server) -> Portal:
    portal = portals[0]
    portal.attributes, portal.style = "", ""
    return portal


def test_on_an_allowed_page_the_launcher_opens_the_conversation(open_page: Open, friend: Portal) -> None:
    page = open_page(friend.url)
    assert page.locator("iframe").count() == 0
    launcher = page.get_by_role("button", name="问策")
    launcher.click()
    frame = _frame(page)
    expect(frame.locator("#question")).to_be_focused()
    frame.locator("#question").fill(_QUESTION)
    frame.locator("#question").press("Enter")
    expect(frame.locator(".statement").first).to_contain_text("省民政厅牵头")
    frame.locator(".statement .cite").first.click()
    expect(frame.locator("#clause mark")).to_be_visible()
    page.keyboard.press("Escape")
    expect(frame.locator("#clause")).to_be_hidden()
    page.keyboard.press("Escape")
    expect(page.locator("iframe")).to_be_hidden()
    expect(launcher).to_be_focused()
    launcher.click()
    expect(frame.locator(".exchange")).to_have_count(1)


def test_the_page_can_open_ask_and_close_and_hears_of_it(open_page: Open, friend: Portal) -> None:
    page = open_page(friend.url)
    page.evaluate("(question) => Wence.ask(question)", _QUESTION)
    detail = _answered(page)
    assert (detail["question"], detail["status"], detail["mode"]) == (_QUESTION, "answered", "extract")
    assert "省民政厅牵头" in detail["text"] and detail["citations"] >= 1
    page.evaluate("Wence.close()")
    expect(page.locator("iframe")).to_be_hidden()
    page.evaluate("Wence.open()")
    expect(page.locator("iframe")).to_be_visible()
    assert page.evaluate("heard.map(([type]) => type)") == ["wence:open", "wence:answer", "wence:close", "wence:open"]


def test_a_page_that_is_not_allowed_gets_no_conversation(open_page: Open, portals: Portals, server: Server) -> None:
    page = open_page("about:blank")
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(portals[1].url)
    with page.expect_console_message(lambda message: "frame-ancestors" in message.text):
        page.evaluate("(question) => Wence.ask(question)", _QUESTION)
    expect(_frame(page).locator("#question")).to_have_count(0)
    assert page.evaluate("heard.map(([type]) => type)") == ["wence:open"]


def test_the_chat_page_itself_is_framed_by_nobody(open_page: Open, friend: Portal, server: Server) -> None:
    page = open_page(friend.url)
    with page.expect_console_message(lambda message: "frame-ancestors" in message.text):
        page.evaluate(
            "(url) => document.body.append(Object.assign(document.createElement('iframe'), { src: url }))", server.url
        )


def test_only_the_frame_is_believed(open_page: Open, friend: Portal) -> None:
    page = open_page(friend.url)
    page.evaluate("Wence.open()")
    expect(_frame(page).locator("#question")).to_be_focused()
    page.evaluate("postMessage({ type: 'wence:answer', detail: {} }, '*')")
    page.evaluate("(question) => Wence.ask(question)", _QUESTION)
    assert _answered(page)["question"] == _QUESTION


def test_only_the_page_around_is_listened_to(open_page: Open, portals: Portals, server: Server) -> None:
    """A page of a stranger opens the widget as a window of its own, and gives it orders."""
    page = open_page(portals[1].url)
    with page.expect_popup() as opened:
        page.evaluate("(url) => { window.made = open(url) }", f"{server.url}/widget")
    widget = opened.value
    widget.locator("#question").wait_for()
    widget.evaluate(
        """() => {
          let told = 0;
          window.heard = new Promise((heard) => addEventListener("message", () => ++told === 2 && heard(told)));
        }"""
    )
    page.evaluate(
        """() => {
          made.postMessage({ type: "wence:hello", remember: true, theme: "dark", elder: true, colours: {} }, "*");
          made.postMessage({ type: "wence:ask", question: "低空产业由谁牵头？" }, "*");
        }"""
    )
    assert widget.evaluate("() => heard") == 2
    expect(widget.locator(".exchange")).to_have_count(0)
    expect(widget.locator("html")).not_to_have_attribute("data-size", "elder")


@pytest.mark.parametrize(("attributes", "kept"), [("", 0), ("data-remember", 1)])
def test_it_remembers_only_when_told_to(open_page: Open, friend: Portal, attributes: str, kept: int) -> None:
    friend.attributes = attributes
    page = open_page(friend.url)
    page.evaluate("(question) => Wence.ask(question)", _QUESTION)
    _answered(page)
    page.reload()
    page.evaluate("Wence.open()")
    frame = _frame(page)
    expect(frame.locator("#question")).to_be_focused()
    expect(frame.locator(".exchange")).to_have_count(kept)
    assert frame.locator("html").evaluate("() => 'wence.widget' in localStorage") is bool(kept)


def test_it_takes_on_the_colours_the_language_and_the_size_that_it_is_told(open_page: Open, friend: Portal) -> None:
    friend.attributes = 'data-lang="en" data-theme="dark" data-elder data-label="Ask us" data-position="left"'
    friend.style = ":root { --wence-accent: rgb(0, 90, 60); --wence-accent-ink: white; }"
    page = open_page(friend.url)
    launcher = page.get_by_role("button", name="Ask us")
    expect(launcher).to_have_css("background-color", "rgb(0, 90, 60)")
    box = launcher.bounding_box()
    assert box and box["x"] < 100 and box["height"] >= 60
    launcher.click()
    frame = _frame(page)
    ask = frame.get_by_role("button", name="Ask", exact=True)
    expect(ask).to_have_css("background-color", "rgb(0, 90, 60)")
    expect(frame.locator("html")).to_have_attribute("data-theme", "dark")
    expect(frame.locator("html")).to_have_attribute("data-size", "elder")


def test_a_colour_that_is_none_is_left_alone(open_page: Open, friend: Portal) -> None:
    friend.style = ":root { --wence-accent: url(//evil.example/x.png); }"
    page = open_page(friend.url)
    page.evaluate("Wence.open()")
    ask = _frame(page).get_by_role("button", name="提问")
    expect(ask).to_have_css("background-color", "rgb(13, 69, 128)")


def test_on_a_phone_it_takes_the_whole_screen(open_page: Open, friend: Portal) -> None:
    page = open_page(friend.url, width=360, height=740)
    page.get_by_role("button", name="问策").click()
    expect(_frame(page).locator("#question")).to_be_focused()
    assert page.locator("iframe").bounding_box() == {"x": 0, "y": 0, "width": 360, "height": 740}
    _frame(page).get_by_role("button", name="关闭问策").click()
    expect(page.locator("iframe")).to_be_hidden()
