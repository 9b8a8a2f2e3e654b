"""The commands as they are mounted in `wence`, over the documents that ship, with an embedder that needs no model."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import rag.bootstrap
from eval.rows import Row
from eval.runs import Run, load, save
from rag.adapters.fakes import ScriptedModel
from rag.assistant import Assistant
from rag.cli import main
from rag.errors import ModelTimeout
from rag.models import LanguageModel
from rag.ports import Embedder
from rag.settings import Settings

MakeRow = Callable[..., Row]
MakeRun = Callable[..., Run]

_CASES = [
    {
        "id": "lead",
        "question": "低空产业由谁牵头？",
        "gold": [{"document": "yuebanhan-2026-12", "label": "附件第13项"}],
        "facts": [["没有这样的事实"]],
        "tags": ["unit"],
    },
    {"id": "gap", "question": "粤府〔2021〕31号（十九）写了什么？", "status": "not_found", "tags": ["reference"]},
]


@dataclass(frozen=True, slots=True)
class Done:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one JSON object on standard output."""
        return json.loads(self.out)


Wence = Callable[..., Done]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture
def wence(
    home: Path, corpus_assistant: Assistant, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Wence]:
    """Runs `wence eval …` in a home that nothing has been ingested into before the first test."""
    embedder: Embedder = corpus_assistant._embedder
    monkeypatch.setenv("WENCE_HOME", str(home))
    monkeypatch.setattr(rag.bootstrap, "build_embedder", lambda settings: embedder)

    def run(*arguments: object) -> Done:
        monkeypatch.setattr("sys.argv", ["wence", "eval", *map(str, arguments)])
        with pytest.raises(SystemExit) as exit:
            main()
        out, err = capsys.readouterr()
        return Done(int(exit.value.code or 0), out, err)

    yield run


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    path = tmp_path / "cases.jsonl"
    path.write_text("\n".join(json.dumps(case) for case in _CASES), encoding="utf-8")
    return path


@pytest.fixture
def run(tmp_path: Path, make_run: MakeRun) -> Path:
    """A run of two cases, one of which failed."""
    save(make_run(), tmp_path / "run")
    return tmp_path / "run"


def test_without_an_index_the_documents_that_ship_are_read_first(wence: Wence, cases: Path, home: Path) -> None:
    done = wence("run", cases, "--json")
    assert (done.code, done.json["figures"]["cases"]) == (0, 2)
    assert "首次使用" in done.err
    assert Path(done.json["run"]).parent == home / "runs"
    assert [row.id for row in load(Path(done.json["run"])).rows] == ["lead", "gap"]
    assert done.json["settings"]["datasets"][0]["name"] == "cases.jsonl"
    assert "failures" not in done.json


def test_a_run_prints_figures_and_where_it_lies(wence: Wence, cases: Path, tmp_path: Path) -> None:
    done = wence("run", cases, "--out", tmp_path / "kept", "--failures")
    assert done.code == 0
    assert "nDCG@10" in done.out
    assert "lead  低空产业由谁牵头？" in done.out
    assert "a fact is missing" in done.out
    assert "gap  " not in done.out
    assert f"2 题，1 题有误；结果在 {tmp_path / 'kept'}" in done.out


def scripted(settings: Settings, fails: bool = False) -> LanguageModel:
    """A language model by a factory, as a third party's."""
    return ScriptedModel([ModelTimeout("没有应答")] if fails else ["低空产业由省发展改革委牵头。"], name="qwen")


@pytest.fixture
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    factory = f'kind = "{__name__}:scripted"'
    file = tmp_path / "models.toml"
    file.write_text(f"[models.ours]\n{factory}\n[models.dead]\n{factory}\nfails = true\n", encoding="utf-8")
    monkeypatch.setenv("WENCE_MODELS", str(file))


@pytest.mark.usefixtures("models")
def test_a_model_words_the_answers_and_is_named(wence: Wence, cases: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    amount = {"id": "amount", "question": "2027年试验区的算力规模要达到多少？"}
    cases.write_text("\n".join(json.dumps(case) for case in [*_CASES, amount]), encoding="utf-8")
    done = wence("run", cases, "--model", "ours", "--json")
    assert (done.code, done.json["settings"]["model"]) == (0, "qwen (scripted)")
    rows = load(Path(done.json["run"])).rows
    assert [row.wording is not None for row in rows] == [False, False, True]
    assert done.json["figures"]["overall"]["generated"]["n"] == 1
    monkeypatch.setenv("WENCE_MODEL", "ours")
    assert wence("run", cases, "--json").json["settings"]["model"] == "qwen (scripted)"
    assert wence("run", cases, "--model", "none", "--json").json["settings"]["model"] is None


@pytest.mark.usefixtures("models")
@pytest.mark.parametrize(("model", "reason"), [("other", "ours、dead"), ("dead", "没有应答")])
def test_a_model_that_cannot_word_anything_is_told_before_a_question_is_asked(
    wence: Wence, cases: Path, monkeypatch: pytest.MonkeyPatch, model: str, reason: str
) -> None:
    monkeypatch.setattr("eval.suite.run_cases", lambda *arguments, **options: pytest.fail("asked"))
    done = wence("run", cases, "--model", model)
    assert (done.code, done.out) == (1, "")
    assert reason in done.err


def test_a_sample_is_asked(wence: Wence, cases: Path) -> None:
    done = wence("run", cases, "--limit", 1, "--json")
    assert done.json["figures"]["cases"] == 1
    assert [(one["cases"], one["of"]) for one in done.json["settings"]["datasets"]] == [(1, 2)]


def test_failures_are_listed_in_json_too(wence: Wence, cases: Path) -> None:
    done = wence("run", cases, "--failures", "--json")
    assert [row["id"] for row in done.json["failures"]] == ["lead"]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"id": "a"', r"cases\.jsonl: 第 1 行"),
        (
            '{"id": "a", "question": "何", "gold": [{"document": "yuefu-2021-31", "label": "（十九）"}]}',
            "第 1 行.*（十九）",
        ),
        ("", "空"),
    ],
)
def test_bad_cases_are_one_line_on_standard_error(wence: Wence, cases: Path, line: str, reason: str) -> None:
    cases.write_text(line, encoding="utf-8")
    done = wence("run", cases, "--json")
    assert (done.code, done.out) == (1, "")
    assert re.search(reason, done.err)


def test_a_place_that_is_taken_is_refused_before_anything_is_asked(
    wence: Wence, cases: Path, run: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("eval.suite.measure", lambda *arguments, **options: pytest.fail("asked"))
    done = wence("run", cases, "--out", run)
    assert (done.code, done.out) == (1, "")
    assert "已经存在" in done.err


def test_two_runs_are_compared(wence: Wence, run: Path, make_run: MakeRun, make_row: MakeRow) -> None:
    save(make_run(make_row("a"), make_row("b")), run.with_name("better"))
    done = wence("compare", run, run.with_name("better"))
    assert done.code == 0
    assert "结论 Verdict" in done.out
    assert "变好 better  b  由谁牵头？" in done.out
    assert "not_found -> answered，status 0.00 -> 1.00" in done.out
    plain = wence("compare", run, run.with_name("better"), "--json").json
    assert [case["id"] for case in plain["changed"]] == ["b"]
    assert {change["metric"] for change in plain["changes"]} > {"hit1", "fact", "p95_ms"}


def test_runs_of_other_cases_are_not_compared(wence: Wence, run: Path, make_run: MakeRun, make_row: MakeRow) -> None:
    save(make_run(make_row("a"), make_row("z")), run.with_name("other"))
    done = wence("compare", run, run.with_name("other"), "--json")
    assert (done.code, done.out) == (1, "")
    assert "只在前一次：b；只在后一次：z" in done.err


def test_paths_are_put_side_by_side(wence: Wence, run: Path, make_run: MakeRun, make_row: MakeRow) -> None:
    save(make_run(make_row("a"), make_row("c"), model="small"), run.with_name("small"))
    done = wence("paths", run, run.with_name("small"))
    assert done.code == 0
    assert "B  small" in done.out and "共有的 1 题；另有 2 题" in done.out
    plain = wence("paths", run, run.with_name("small"), "--json").json
    assert (plain["cases"], [path["name"] for path in plain["paths"]]) == (1, ["摘录 extract", "small"])
    assert plain["paths"][0]["comparison"] is None
    alone = wence("paths", run)
    assert alone.code == 1 and "2 到 26 次" in alone.err


def test_a_gate_that_is_kept_passes(wence: Wence, run: Path, tmp_path: Path) -> None:
    (tmp_path / "gates.toml").write_text("[minimum]\nfact = 0.5\n", encoding="utf-8")
    done = wence("gate", run, "--gates", tmp_path / "gates.toml")
    assert done.code == 0
    assert "通过 pass" in done.out
    assert "≥ 0.500" in done.out


def test_a_gate_that_fails_is_named_and_the_exit_code_is_1(wence: Wence, run: Path, tmp_path: Path) -> None:
    (tmp_path / "gates.toml").write_text("[minimum]\nfact = 0.6\nhit5 = 0.6\n", encoding="utf-8")
    done = wence("gate", run, "--gates", tmp_path / "gates.toml", "--json")
    assert done.code == 1
    assert "1 项未达到门槛：fact" in done.err
    assert done.json["passed"] is False
    assert [(one["gate"]["metric"], one["measured"], one["passed"]) for one in done.json["gates"]] == [
        ("fact", 0.5, False),
        ("hit5", 1.0, True),
    ]


def test_a_gate_asks_a_set_of_cases(wence: Wence, cases: Path, tmp_path: Path) -> None:
    (tmp_path / "gates.toml").write_text("[minimum]\nstatus = 0.5\n[tags.scan]\nfact = 1.0\n", encoding="utf-8")
    done = wence("gate", cases, "--gates", tmp_path / "gates.toml")
    assert done.code == 0
    assert "不适用 n/a" in done.out


def test_a_run_is_held_against_its_gates_by_itself(wence: Wence, run: Path, cases: Path) -> None:
    done = wence("gate", run, cases)
    assert done.code == 1
    assert "一次只核对一个评测结果" in done.err


def test_a_report_lies_in_its_run_or_where_it_is_told(wence: Wence, run: Path, tmp_path: Path) -> None:
    assert wence("report", run).code == 0
    assert "<!doctype html>" in (run / "report.html").read_text(encoding="utf-8")
    done = wence("report", run, "--against", run, "--out", tmp_path / "page.html", "--json")
    assert done.json == {"report": str(tmp_path / "page.html"), "run": str(run), "cases": 2, "failures": 1}
    assert "对照 Against" in (tmp_path / "page.html").read_text(encoding="utf-8")
    assert wence("report", run, "--against", run, "--against", run).code == 0
    assert (run / "report.html").read_text(encoding="utf-8").count("对照 Against") == 2


def test_a_run_in_the_home_goes_by_its_name(wence: Wence, home: Path, make_run: MakeRun) -> None:
    save(make_run(), home / "runs" / "named")
    assert wence("report", "named", "--json").json["run"] == str(home / "runs" / "named")


def test_what_is_no_run_is_refused(wence: Wence, tmp_path: Path) -> None:
    done = wence("report", tmp_path)
    assert done.code == 1
    assert "不是评测结果" in done.err
