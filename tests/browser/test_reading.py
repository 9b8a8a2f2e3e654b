"""The reading view and the list of documents in a real browser: links that lead to the very words, notes, finding, paper."""

import re
from collections.abc import Callable
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from tests.browser.servers import Server

pytestmark = pytest.mark.browser

Open = Callable[..., Page]

_CLAUSE = "yuefu-2021-31/s7/c24"
_QUOTE = f"/documents/yuefu-2021-31?clause={quote(_CLAUSE, safe='')}&start=60&end=110#{_CLAUSE}"
_ROW = "yuebanhan-2026-12/annex1/r30"


def _is_in_view(page: Page, selector: str) -> bool:
    return bool(
        page.locator(selector).evaluate(
            """(node) => {
              const { top, bottom } = node.getBoundingClientRect();
              return top >= document.querySelector(".find").getBoundingClientRect().bottom && bottom <= innerHeight;
            }"""
        )
    )


def test_a_link_of_a_citation_leads_to_the_marked_words(open_page: Open, server: Server) -> None:
    page = open_page(server.url + _QUOTE)
    expect(page.locator("#quote")).to_be_in_viewport()
    page.wait_for_function("scrollY > 0")
    assert _is_in_view(page, "#quote")
    text = page.request.get(f"{server.url}/v1/clauses/{_CLAUSE}").json()["clause"]["text"]
    assert "".join(page.locator("mark.quote").all_text_contents()) == text[60:110]


def test_a_fragment_shows_its_clause_below_the_bar(open_page: Open, server: Server) -> None:
    page = open_page(f"{server.url}/documents/yuebanhan-2026-12#{_ROW}")
    row = page.locator(f'[id="{_ROW}"]')
    expect(row).to_be_in_viewport()
    assert _is_in_view(page, f'[id="{_ROW}"]')
    plain = page.locator(f'[id="{_ROW.replace("30", "29")}"] td').first.evaluate(
        "(td) => getComputedStyle(td).background"
    )
    assert row.locator("td").first.evaluate("(td) => getComputedStyle(td).background") != plain


def test_the_outline_leads_to_a_clause_and_follows_the_reader(open_page: Open, server: Server) -> None:
    page = open_page(f"{server.url}/documents/yuefu-2021-31")
    page.get_by_role("navigation", name="目录").get_by_role("link", name="（三十）夯实").click()
    assert _is_in_view(page, '[id="yuefu-2021-31/s8/c30"] h3')
    expect(page.locator(".outline [aria-current]")).to_have_text(re.compile("^（三十）"))
    expect(page.locator(".outline [aria-current]")).to_be_in_viewport()


def test_the_outline_is_a_disclosure_on_a_phone(open_page: Open, server: Server) -> None:
    page = open_page(f"{server.url}/documents/yuefu-2021-31", width=360, height=740)
    link = page.get_by_role("link", name="缺（十九）")
    expect(link).to_be_hidden()
    page.locator(".outline summary").click()
    link.click()
    expect(page.get_by_text("所持文本缺（十九）。").last).to_be_in_viewport()


def test_notes_open_and_close_by_keyboard_alone(open_page: Open, server: Server) -> None:
    page = open_page(f"{server.url}/documents/yuefu-2021-31#yuefu-2021-31/s4/c9")
    doubt = page.locator('[id="yuefu-2021-31/s4/c9"]').get_by_role("button", name="原文疑误")
    doubt.focus()
    page.keyboard.press("Enter")
    note = page.get_by_text("疑为“大力发展数据清洗”").and_(page.locator("[popover]"))
    expect(note).to_be_in_viewport()
    page.keyboard.press("Escape")
    expect(note).to_be_hidden()
    expect(doubt).to_be_focused()


def test_marks_and_buttons_add_no_characters_to_the_text(open_page: Open, server: Server) -> None:
    page = open_page(f"{server.url}/documents/yuefu-2021-31")
    text = page.request.get(f"{server.url}/v1/clauses/{_CLAUSE}").json()["clause"]["text"]
    assert page.locator(f'[id="{_CLAUSE}"] .line').all_text_contents() == [text]


def test_finding_counts_marks_and_steps_through_the_places(open_page: Open, server: Server) -> None:
    page = open_page(f"{server.url}/documents/yuefu-2021-31")
    field, said = page.get_by_role("searchbox", name="在本文件中查找"), page.get_by_role("status").first
    # Over a repair (智慧化社 ⏎ 会治理平台), in another width, and not in the notes beside the text.
    field.fill("智慧化社会治理平台")
    expect(said).to_have_text("第 1 处，共 1 处")
    field.fill("ｏｌｅｄ")
    expect(said).to_have_text(re.compile(r"第 1 处，共 [34] 处"))
    total = page.evaluate("CSS.highlights.get('found').size + CSS.highlights.get('current').size")
    expect(said).to_have_text(f"第 1 处，共 {total} 处")
    field.press("Enter")
    expect(said).to_have_text(f"第 2 处，共 {total} 处")
    field.press("Shift+Enter")
    page.get_by_role("button", name="上一处").click()
    expect(said).to_have_text(f"第 {total} 处，共 {total} 处")
    assert page.evaluate("[...CSS.highlights.get('current')].map((range) => range.toString().toLowerCase())") == [
        "oled"
    ]
    field.fill("没有这样的话")
    expect(said).to_have_text("没有找到")
    field.press("Escape")
    expect(said).to_have_text("")
    assert page.evaluate("CSS.highlights.get('found').size") == 0


def test_a_citation_is_copied_with_its_path(open_page: Open, server: Server) -> None:
    permissions = ["clipboard-read", "clipboard-write"]
    page = open_page(f"{server.url}/documents/yuefu-2021-31#{_CLAUSE}", permissions=permissions)
    page.get_by_role("button", name="复制引用：（二十四）").click()
    citation = (
        "《广东省人民政府关于加快数字化发展的意见》（粤府〔2021〕31号）"
        "七、加快数字社会建设步伐，构筑美好数字化生活新图景 › （二十四）高水平建设新型智慧城市"
    )
    expect(page.locator("#said")).to_have_text(f"已复制：{citation}")
    assert page.evaluate("navigator.clipboard.readText()") == citation


@pytest.mark.parametrize("path", ["/documents/yuebanhan-2026-12", "/documents", "/tasks"])
@pytest.mark.parametrize("size", ["0", "1"])
def test_a_phone_never_scrolls_a_page_sideways(open_page: Open, server: Server, path: str, size: str) -> None:
    page = open_page(server.url + path, width=360, height=740)
    page.evaluate("(size) => localStorage.setItem('wence.elder', size)", size)
    page.reload()
    assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_on_paper_there_is_the_document_and_nothing_else(open_page: Open, server: Server) -> None:
    page = open_page(f"{server.url}/documents/yuebanhan-2026-12")
    page.emulate_media(media="print")
    for gone in ("header.site nav", ".find", ".outline", ".copy >> nth=0", ".note-mark >> nth=0", ".about"):
        expect(page.locator(gone)).to_be_hidden()
    expect(page.locator("h1")).to_be_visible()
    assert page.locator("thead").evaluate("(head) => getComputedStyle(head).display") == "table-header-group"
    running = page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--running')")
    assert running.replace("\\", "") == '"《广东省加快数字社会高质量建设实施意见》（粤办函〔2026〕12号）"'


def test_a_document_that_was_written_to_do_harm_does_none(open_page: Open, writing_server: Server) -> None:
    """Not in the text, and not from the attributes that scripts read: the citation, the running head."""
    listed = writing_server.url + "/documents?text=智慧驿站"
    page = open_page(listed)
    page.locator(".shelf a").first.click()
    expect(page.locator(".text")).to_contain_text('<img src=x onerror="window.hacked=true">')
    page.get_by_role("searchbox").fill("<img src=x")
    expect(page.get_by_role("status").first).to_have_text("第 1 处，共 1 处")
    page.locator(".clause .copy").nth(1).click()
    expect(page.locator("#said")).to_contain_text("<script>window.hacked=true</script>")
    assert page.evaluate("window.hacked") is None
    assert page.locator("main img, main svg[onload]").count() == 0


def test_without_a_script_everything_can_be_read(open_page: Open, server: Server) -> None:
    page = open_page(f"{server.url}/documents?kind=official", java_script_enabled=False)
    page.get_by_label("年份").select_option("2021")
    page.get_by_role("button", name="筛选").click()
    page.get_by_role("link", name="广东省人民政府关于加快数字化发展的意见").click()
    expect(page.get_by_role("heading", name="（十八）推进数字赋能现代农业")).to_have_count(0)
    expect(page.get_by_role("heading", name="(十八) 推进数字赋能现代农业")).to_be_visible()
    expect(page.get_by_role("searchbox")).to_be_hidden()
    expect(page.locator(".copy").first).to_be_hidden()
    page.get_by_role("button", name="修补说明").first.click()
    expect(page.get_by_text("扫描件在此断行，已接合。").and_(page.locator("[popover]")).first).to_be_visible()


def test_the_list_follows_its_filter(open_page: Open, server: Server) -> None:
    page = open_page(f"{server.url}/documents")
    expect(page.locator(".shelf > li")).to_have_count(5)
    page.get_by_label("标题、文号或机关").fill("粤府")
    expect(page.locator(".shelf > li")).to_have_count(2)
    page.get_by_label("类别").select_option("press")
    expect(page.get_by_text("没有符合的文件")).to_be_visible()
    expect(page.locator("#said")).to_have_text("0 份，共 5 份")
    expect(page).to_have_url(re.compile(r"\?text=%E7%B2%A4%E5%BA%9C&kind=press$"))
    page.reload()
    expect(page.get_by_label("标题、文号或机关")).to_have_value("粤府")
