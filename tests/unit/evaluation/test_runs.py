import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from eval import runs
from eval.rows import Row
from eval.runs import CLAUSES, FIGURES, ROWS, SETTINGS, Run, load, new_folder, save
from rag.errors import UsageError

MakeRow = Callable[..., Row]
MakeRun = Callable[..., Run]


@pytest.fixture
def folder(tmp_path: Path, make_run: MakeRun) -> Path:
    save(make_run(), tmp_path / "run")
    return tmp_path / "run"


def test_a_run_comes_back_as_it_was_written(tmp_path: Path, make_run: MakeRun, make_row: MakeRow) -> None:
    awkward = make_row("a", text="一行\n二行\u2028三行\x85", question='<b>"&"</b>', rewritten="全文", notes=["注"])
    run = make_run(awkward, make_row("b"))
    save(run, tmp_path / "new" / "run")
    assert load(tmp_path / "new" / "run") == run


def test_a_run_from_before_there_were_models_is_read(folder: Path, make_run: MakeRun) -> None:
    settings = json.loads((folder / SETTINGS).read_text(encoding="utf-8"))
    del settings["manner"], settings["datasets"][0]["of"]
    (folder / SETTINGS).write_text(json.dumps(settings), encoding="utf-8")
    rows = [json.loads(line) for line in (folder / ROWS).read_text(encoding="utf-8").splitlines()]
    for row in rows:
        del row["mode"], row["wording"]
    (folder / ROWS).write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    assert load(folder) == make_run()


def test_a_run_that_found_nothing_comes_back_too(tmp_path: Path, make_run: MakeRun, make_row: MakeRow) -> None:
    run = make_run(make_row("a", gold=[], cited=[], hits=[], statements=[]))
    save(run, tmp_path / "run")
    assert load(tmp_path / "run") == run


def test_a_run_is_whole_or_not_there(tmp_path: Path, make_run: MakeRun, monkeypatch: pytest.MonkeyPatch) -> None:
    write = runs._write

    def full_disk(path: Path, lines: list[str]) -> None:
        if path.name == FIGURES:
            raise OSError(28, "No space left on device")
        write(path, lines)

    monkeypatch.setattr(runs, "_write", full_disk)
    with pytest.raises(UsageError, match="No space"):
        save(make_run(), tmp_path / "run")
    assert list(tmp_path.iterdir()) == []


def test_a_run_is_never_written_over(folder: Path, make_run: MakeRun) -> None:
    before = (folder / ROWS).read_bytes()
    with pytest.raises(UsageError, match="已经存在"):
        save(make_run(), folder)
    assert (folder / ROWS).read_bytes() == before


def test_a_folder_is_named_by_the_time_in_utc_and_taken_once(tmp_path: Path) -> None:
    moment = datetime(2026, 1, 2, 11, 4, 5, tzinfo=timezone(timedelta(hours=8)))
    first = new_folder(tmp_path, moment)
    assert first == tmp_path / "runs" / "20260102T030405Z"
    first.mkdir(parents=True)
    assert new_folder(tmp_path, moment.astimezone(UTC)).name == "20260102T030405Z.2"


def test_a_folder_that_is_no_run_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"settings\.json.*不是评测结果"):
        load(tmp_path)


@pytest.mark.parametrize("file", [SETTINGS, ROWS, CLAUSES, FIGURES])
def test_a_file_that_is_missing_or_cut_off_is_named(folder: Path, file: str) -> None:
    text = (folder / file).read_text(encoding="utf-8")
    (folder / file).write_text(text[: len(text) // 3], encoding="utf-8")
    with pytest.raises(UsageError, match=rf"{file}: 第 \d+ 行"):
        load(folder)
    (folder / file).unlink()
    with pytest.raises(UsageError, match=file):
        load(folder)


def _change(path: Path, line: int, old: str, new: str) -> None:
    lines = path.read_text(encoding="utf-8").split("\n")
    assert old in lines[line - 1]
    lines[line - 1] = lines[line - 1].replace(old, new, 1)
    path.write_text("\n".join(lines), encoding="utf-8")


@pytest.mark.parametrize(
    ("file", "line", "old", "new", "reason"),
    [
        (SETTINGS, 2, "1", "2", "format"),
        (SETTINGS, 9, "s1", "s1\\u00", "JSON"),
        (SETTINGS, 17, '"cases.jsonl"', "7", r"datasets\.0\.name"),
        (ROWS, 2, '"status":0.0', '"status":"bad"', r"scores\.status"),
        (ROWS, 2, '"not_found"', '"lost"', "got"),
        (ROWS, 2, '"id":"b"', '"id":"a"', "编号 a 重复"),
        (ROWS, 1, '"gold":["d/1"]', '"gold":["d/9"]', "没有条款 d/9"),
        (CLAUSES, 1, '"title"', '"heading"', "title"),
    ],
)
def test_damage_is_named_with_file_line_and_reason(
    folder: Path, file: str, line: int, old: str, new: str, reason: str
) -> None:
    _change(folder / file, line, old, new)
    with pytest.raises(UsageError, match=rf"{file}: 第 {line} 行.*{reason}"):
        load(folder)


def test_rows_that_were_lost_are_missed(folder: Path) -> None:
    first = (folder / ROWS).read_text(encoding="utf-8").split("\n")[0]
    (folder / ROWS).write_text(f"{first}\n", encoding="utf-8")
    with pytest.raises(UsageError, match=r"rows\.jsonl: 应有 2 题，实有 1 题"):
        load(folder)


def test_figures_of_another_run_are_noticed(folder: Path) -> None:
    path = folder / FIGURES
    figures = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(figures | {"cases": 3}), encoding="utf-8")
    with pytest.raises(UsageError, match=r"figures\.json: 应有 2 题，实有 3 题"):
        load(folder)
