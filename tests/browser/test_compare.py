"""Documents side by side in a real browser: from the choice to the words, on a phone, on paper, and for everyone."""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.servers import Server, ingest, running
from tests.unit.api.test_comparing_page import NEWER, OLDER, PLANS

pytestmark = pytest.mark.browser

Open = Callable[..., Page]

_FIVE = "nandu-2026-report,shuzi-guangdong-2025,yuebanhan-2026-12,yuefu-2021-31,yuefuhan-2025-237"
_PAGES = (
    "/compare",
    "/compare?documents=older",
    PLANS,
    PLANS + "&only=changed",
    f"/compare?documents={_FIVE}&topic=算力",
)
_VIEWS: tuple[dict[str, Any], ...] = (
    {"color_scheme": "light", "width": 1280},
    {"color_scheme": "dark", "width": 360, "height": 740},
    {"forced_colors": "active", "width": 1280},
)
_RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    "rules": {"color-contrast-enhanced": {"enabled": True}},
}
_SMALL = """(least) => [...document.querySelectorAll("main :is(a, button, summary, label.pick)")]
  .filter((each) => each.checkVisibility())
  .map((each) => [each.getBoundingClientRect(), each.textContent.trim()])
  .filter(([box]) => box.height < least - 0.5)
  .map(([box, text]) => `${Math.round(box.height)} ${text}`)"""


@pytest.fixture(scope="module")
def plans(home: Path, model_cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The documents that ship, and two whose figures differ and whose words are markup."""
    folder = tmp_path_factory.mktemp("plans")
    shutil.copytree(home, folder / "home")
    for name, text in (("older", OLDER), ("newer", NEWER)):
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    ingest(folder / "home", model_cache, folder / "older.txt", folder / "newer.txt")
    with running(folder / "home", folder / "log.txt", model_cache) as server:
        yield server


@pytest.mark.parametrize("scripts", [True, False], ids=("script", "no script"))
def test_two_documents_ticked_in_the_list_are_compared(open_page: Open, plans: Server, scripts: bool) -> None:
    page = open_page(f"{plans.url}/documents", java_script_enabled=scripts)
    page.get_by_role("checkbox", name="选来比较：云海市算力<b>发展</b>行动方案").check()
    page.get_by_role("checkbox", name="选来比较：云海市算力发展实施意见").check()
    compare = page.get_by_role("button", name="比较所选文件")
    expect(compare).to_be_in_viewport()
    compare.click()
    expect(page.get_by_role("heading", level=2)).to_have_text(
        "《云海市算力<b>发展</b>行动方案》→《云海市算力发展实施意见》"
    )
    expect(page.locator(".pair .kind")).to_have_text(["数字有变", "两份都有", "新增", "未再出现"])
    page.get_by_role("searchbox").fill("算力")
    page.get_by_role("button", name="比较", exact=True).click()
    expect(page.get_by_text("主题：算力")).to_be_visible()
    expect(page.locator(".pair")).not_to_have_count(0)
    expect(page.locator(".choice :checked")).to_have_count(2)


def test_one_document_alone_leads_to_the_choice_of_another_by_keyboard(open_page: Open, plans: Server) -> None:
    page = open_page(f"{plans.url}/compare?documents=older")
    expect(page.get_by_text("请再选一份")).to_be_in_viewport()
    boxes = page.get_by_role("checkbox")
    expect(boxes.first).to_be_checked()
    boxes.nth(1).focus()
    page.keyboard.press("Space")
    page.get_by_role("searchbox").press("Enter")
    expect(page.locator(".step")).to_have_count(1)


def test_a_figure_and_a_clause_lead_to_their_words(open_page: Open, plans: Server) -> None:
    page = open_page(plans.url + PLANS)
    expect(page.locator(".pair mark")).to_have_text(["全市算力规模达到38EFLOPS", "全市算力规模超过60EFLOPS"])
    page.locator(".figures a").last.click()
    expect(page.locator("#quote")).to_have_text("全市算力规模超过60EFLOPS")
    expect(page.locator("#quote")).to_be_in_viewport()
    page.go_back()
    page.get_by_role("link", name="（三）发放算力券。").click()
    expect(page.locator("mark.quote").last).to_contain_text("支持中小企业购买算力服务")


def test_a_count_shows_pairs_of_its_kind_and_the_place_is_kept(open_page: Open, plans: Server) -> None:
    page = open_page(f"{plans.url}/compare?documents={_FIVE}")
    last = page.locator(".step").last
    name = last.get_by_role("heading", level=2).text_content() or "-"
    last.get_by_role("link", name=re.compile("^两份都有")).click()
    expect(page.get_by_role("heading", level=2, name=name)).to_be_in_viewport()
    expect(page.locator(".pair:not(.kept)")).to_have_count(0)
    expect(page.locator(".step").last.locator("[aria-current]")).to_have_text(re.compile("^两份都有"))


def test_wide_the_sides_stand_beside_each_other_under_their_names(open_page: Open, plans: Server) -> None:
    page = open_page(f"{plans.url}/compare?documents={_FIVE}")
    older, newer = (page.locator(f".pair.kept .side.{age}").first.bounding_box() for age in ("older", "newer"))
    assert older and newer and older["y"] == newer["y"] and older["x"] + older["width"] <= newer["x"]
    page.locator(".step").first.locator(".pair").nth(9).scroll_into_view_if_needed()
    expect(page.locator(".heads").first).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("elder", [False, True], ids=("usual", "large"))
@pytest.mark.parametrize("path", _PAGES)
def test_on_a_phone_one_side_stands_under_the_other_each_named(
    open_page: Open, plans: Server, path: str, elder: bool
) -> None:
    page = open_page(plans.url + path, width=360, height=740)
    if elder:
        page.get_by_role("button", name="大字版").click()
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert page.evaluate(_SMALL, 60 if elder else 44) == []
    for pair in page.locator(".pair").all()[:2]:
        older, newer = (pair.locator(f".side.{age}").bounding_box() for age in ("older", "newer"))
        assert older and newer and older["y"] + older["height"] <= newer["y"] and older["x"] == newer["x"]
        for name in pair.locator(".of").all():
            box = name.bounding_box()
            assert box and box["width"] > 100


def test_the_way_there_takes_no_second_line_on_a_phone(open_page: Open, plans: Server) -> None:
    page = open_page(plans.url, width=360, height=740)
    links = page.get_by_role("navigation", name="主导航").get_by_role("link")
    assert links.count() == 4
    assert len({box["y"] for link in links.all() if (box := link.bounding_box())}) == 1


def test_on_paper_there_are_the_pairs_alone_with_figures_underlined(open_page: Open, plans: Server) -> None:
    page = open_page(plans.url + PLANS)
    page.emulate_media(media="print")
    expect(page.locator(".choice")).to_be_hidden()
    expect(page.locator(".heads")).to_have_css("position", "static")
    expect(page.locator(".pair mark").first).to_have_css("text-decoration-line", "underline")


@pytest.mark.parametrize("view", _VIEWS, ids=("light", "dark-phone", "forced"))
@pytest.mark.parametrize("path", (*_PAGES, "/documents"))
def test_no_page_has_a_fault_that_axe_knows(open_page: Open, plans: Server, path: str, view: dict[str, Any]) -> None:
    # The checker is a script that is put into the page, which the policy of the page forbids.
    page = open_page(plans.url + path, bypass_csp=True, **view)
    page.evaluate("document.querySelectorAll('details').forEach((details) => (details.open = true))")
    found = Axe().run(page, options=_RULES).response["violations"]
    assert [(fault["id"], fault["nodes"][0]["target"]) for fault in found] == []
