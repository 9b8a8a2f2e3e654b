import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest

from eval.histogram import histogram
from eval.report import render, write
from eval.rows import Row
from eval.runs import Excerpt, Run
from rag.errors import UsageError

MakeRow = Callable[..., Row]
MakeRun = Callable[..., Run]

_VOID = {"meta", "link", "br"}
_ATTACK = '</p><script>alert(1)</script><img src=x onerror="alert(1)">{{ 7 * 7 }}'


class _Page(HTMLParser):
    """Elements, attributes and text of a page; checks that what is opened is closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.open: list[str] = []
        self.words: list[str] = []
        self.feed(text)
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in _VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


def test_a_person_sees_what_failed_and_why(make_run: MakeRun, make_row: MakeRow) -> None:
    run = make_run(
        make_row("good", question="好题"),
        make_row(
            "bad", question="坏题", got="not_found", gold=["d/2"], scores={"status": 0.0, "facts": 0.0}, text="无"
        ),
    )
    text = _Page(render(run)).text
    assert text.index("坏题") < text.index("好题")
    for words in (
        "wrong status",
        "a fact is missing",
        "✗ 省民政厅",
        "d/2 原文",
        "第 2 位 rank 2",
        "find 20.0",
        "1.200",
        "BM25 12",
    ):
        assert words in text
    assert "有误 Failed" in text
    assert "answered" in text


def test_nothing_is_fetched_and_nothing_runs(make_run: MakeRun) -> None:
    page = _Page(render(make_run()))
    assert not {"script", "iframe", "object", "embed", "img"} & set(page.tags)
    outside = [value for name, value in page.attributes if name in ("src", "href") and value and value[0] != "#"]
    assert outside == ["data:,"]
    assert not [name for name, _ in page.attributes if name.startswith("on")]
    assert not re.search(r"https?:|url\(|@import", render(make_run()))


def test_text_from_elsewhere_is_only_text(make_run: MakeRun, make_row: MakeRow) -> None:
    rows = [
        make_row(
            _ATTACK + name,
            question=_ATTACK,
            text=_ATTACK,
            rewritten=_ATTACK,
            notes=[_ATTACK],
            facts=[[_ATTACK]],
            history=[{"role": "user", "content": _ATTACK}],
            statements=[{"kind": "quoted", "text": _ATTACK, "cited": ["d/1"]}],
            timings_ms={_ATTACK: 1.0},
            wording={
                "composed": 0,
                "removed": [{"text": _ATTACK, "failed": [{"kind": _ATTACK, "detail": _ATTACK}]}],
                "prompt": None,
            },
            scores={"facts": fact},
        )
        for name, fact in (("a", 0.0), ("b", 0.0), ("c", 1.0))
    ]
    run = make_run(*rows)
    evil = Excerpt(id="d/1", title=_ATTACK, number=_ATTACK, path=(_ATTACK,), text=_ATTACK)
    evil_run = Run(
        run.circumstances.model_copy(update={"model": _ATTACK}), run.rows, {**run.clauses, "d/1": evil}, run.figures
    )
    page = _Page(render(evil_run, [evil_run]))
    assert not {"script", "img"} & set(page.tags)
    assert "49" not in page.text
    assert page.text.count("<script>alert(1)</script>") > 10


def test_a_run_is_shown_against_another(make_run: MakeRun, make_row: MakeRow) -> None:
    names = [f"c{i}" for i in range(12)]
    before = make_run(*(make_row(name, scores={"facts": 0.0}) for name in names))
    after = make_run(*(make_row(name) for name in names))
    text = _Page(render(after, [before])).text
    assert "变好 better" in text
    assert "已改正 mended 12" in text
    assert "+1.000" in text
    assert "变差" not in text
    assert "变好" not in _Page(render(after)).text


def test_paths_stand_side_by_side_and_so_do_their_answers(make_run: MakeRun, make_row: MakeRow) -> None:
    names = [f"c{i}" for i in range(12)]
    extract = make_run(*(make_row(name, text="摘录的话") for name in [*names, "extra"]))
    small = make_run(*(make_row(name, text="小模型的话", scores={"facts": 0.0}) for name in names), model="small")
    large = make_run(*(make_row(name, text="大模型的话", scores={"facts": 0.0}) for name in names), model="large")
    text = _Page(render(large, [extract, small])).text
    section = text[text.index("路径 Paths: the 12 cases") : text.index("新出错 newly failing 12")]
    assert section.index("摘录 extract 基准 baseline") < section.index("small") < section.index("large 本次 this run")
    assert section.count("-1.000 [-1.000, -1.000] 变差 worse") == 2
    assert "1 cases that not every run has are left out" in text
    case = text[text.index("有误 Failures: 12") :]
    assert case.index("其他路径的回答") < case.index("摘录的话") < case.index("小模型的话")


def test_what_a_model_wrote_is_told_apart_from_what_stands_in_the_text(make_run: MakeRun, make_row: MakeRow) -> None:
    generated = make_row(
        mode="generate",
        statements=[
            {"kind": "composed", "text": "由省民政厅牵头", "cited": ["d/1"]},
            {"kind": "quoted", "text": "省民政厅牵头", "cited": ["d/1"]},
        ],
        wording={
            "composed": 1,
            "removed": [{"text": "由省教育厅牵头", "failed": [{"kind": "units", "detail": "不是牵头单位"}]}],
            "prompt": "0" * 64,
        },
    )
    text = _Page(render(make_run(generated))).text
    for words in ("AI 生成 AI-generated", "撰写 composed 由省民政厅牵头", "原文 quoted 省民政厅牵头"):
        assert words in text
    assert text.index("没有通过核对") < text.index("由省教育厅牵头") < text.index("✗ units 不是牵头单位")
    plain = _Page(render(make_run(make_row()))).text
    assert "AI 生成" not in plain and "没有通过核对" not in plain and "其他路径" not in plain


def test_a_sample_is_told(make_run: MakeRun) -> None:
    run = make_run()
    for of, words in ((120, "（2/120）"), (2, "（2）"), (None, "（2）")):
        sets = tuple(one.model_copy(update={"of": of}) for one in run.circumstances.datasets)
        asked = run.circumstances.model_copy(update={"datasets": sets})
        assert f"cases.jsonl{words}" in _Page(render(Run(asked, run.rows, run.clauses, run.figures))).text


def test_a_run_of_other_cases_is_refused(make_run: MakeRun, make_row: MakeRow) -> None:
    with pytest.raises(UsageError, match="没有共同"):
        render(make_run(make_row("a")), [make_run(make_row("b"))])


def test_a_figure_without_a_score_is_a_dash(make_run: MakeRun) -> None:
    assert re.search(r"False premise corrected.*?<b>—</b>", render(make_run()), re.DOTALL)


def test_every_case_stands_in_a_bar_or_beyond_the_axis() -> None:
    drawn = histogram([10.0] * 150 + [20.0] * 100 + [9000.0])
    assert sum(bar.count for bar in drawn.bars) == 250
    assert drawn.beyond == 1
    assert drawn.tallest == 150
    assert max(bar.height for bar in drawn.bars) == 100
    assert drawn.ticks[-1][1] == "40"
    assert [mark[2] for mark in drawn.marks] == ["10", "20"]


@pytest.mark.parametrize("values", [[0.0], [0.0, 0.0], [5.0], [1e6] * 3])
def test_any_latency_can_be_drawn(values: list[float]) -> None:
    assert sum(bar.count for bar in histogram(values).bars) == len(values)


def test_a_report_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="无法写入"):
        write("", tmp_path / "none" / "report.html")
