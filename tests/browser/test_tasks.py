"""The ledger in a real browser: the list follows its filter, rows lead to their words; and no page of ours keeps anybody out."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.servers import Server

pytestmark = pytest.mark.browser

Open = Callable[..., Page]

_PAGES = (
    "/documents",
    "/documents?text=nix",
    "/documents/yuefu-2021-31?clause=yuefu-2021-31%2Fs4%2Fc9&start=3&end=60#yuefu-2021-31/s4/c9",
    "/documents/yuebanhan-2026-12",
    "/documents/nandu-2026-report",
    "/documents/nix",
    "/tasks",
    "/tasks?unit=nix",
)
_VIEWS: tuple[dict[str, Any], ...] = (
    {"color_scheme": "light", "width": 1280},
    {"color_scheme": "dark", "width": 360, "height": 740},
    {"forced_colors": "active", "width": 1280},
)
_RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def test_the_list_follows_its_filter_and_the_server_resolves_abbreviations(open_page: Open, server: Server) -> None:
    page = open_page(f"{server.url}/tasks")
    expect(page.locator(".count strong")).to_have_text("109 项任务")
    page.get_by_label("责任单位").fill("民政厅")
    page.get_by_label("职责").select_option("lead")
    expect(page.get_by_text("“民政厅”即省民政厅")).to_be_visible()
    expect(page.locator("#said")).to_have_text(re.compile(r"^\d 项任务$"))
    rows = page.locator(".ledger tbody tr:not(.group)")
    for parts in rows.locator(".part.lead").all_text_contents():
        assert "牵头" in parts and "省民政厅" in parts
    assert rows.count() == int((page.locator("#said").text_content() or "0").split()[0])
    expect(page.get_by_role("link", name="CSV 表格")).to_have_attribute("href", re.compile("role=lead.*format=csv"))


def test_typing_goes_on_while_the_list_changes(open_page: Open, server: Server) -> None:
    page = open_page(f"{server.url}/tasks")
    field = page.get_by_label("任务内容")
    field.press_sequentially("低空")
    expect(page.locator(".ledger")).to_contain_text("发展低空产业")
    expect(page.locator(".ledger tbody tr:not(.group)")).not_to_have_count(109)
    expect(field).to_be_focused()
    expect(field).to_have_value("低空")


def test_a_row_leads_to_its_words(open_page: Open, server: Server) -> None:
    page = open_page(f"{server.url}/tasks?text=智慧养老设备")
    said = page.locator(".ledger .task").text_content()
    page.locator('.ledger th[scope="row"] a').click()
    expect(page.locator("#quote")).to_have_text(said or "-")
    expect(page.locator("#quote")).to_be_in_viewport()


def test_a_bar_leads_to_the_tasks_of_its_unit_and_the_export_is_of_the_same(open_page: Open, server: Server) -> None:
    page = open_page(f"{server.url}/tasks")
    bar = page.locator(".bars tr", has_text="省通信管理局")
    total = re.match(r"(\d+) 项", bar.locator("td").last.text_content() or "")
    bar.get_by_role("link").click()
    expect(page.locator(".count strong")).to_have_text(f"{total and total[1]} 项任务")
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV 表格").click()
    lines = download.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == 1 + int(total[1] if total else 0)


def test_without_a_script_the_form_filters(open_page: Open, server: Server) -> None:
    page = open_page(f"{server.url}/tasks", java_script_enabled=False)
    page.get_by_label("责任单位").fill("发改委")
    page.get_by_role("button", name="筛选").click()
    expect(page.get_by_text("“发改委”即省发展改革委")).to_be_visible()


@pytest.mark.parametrize("view", _VIEWS, ids=("light", "dark-phone", "forced"))
@pytest.mark.parametrize("path", _PAGES)
def test_no_page_that_is_read_has_a_fault_that_axe_knows(
    open_page: Open, server: Server, path: str, view: dict[str, Any]
) -> None:
    # The checker is a script that is put into the page, which the policy of the page forbids.
    page = open_page(server.url + path, bypass_csp=True, **view)
    page.evaluate("document.querySelectorAll('details').forEach((details) => (details.open = true))")
    found = Axe().run(page, options=_RULES).response["violations"]
    assert [(fault["id"], fault["nodes"][0]["target"]) for fault in found] == []
