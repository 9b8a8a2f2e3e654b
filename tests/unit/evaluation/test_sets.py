import hashlib
from pathlib import Path

import pytest

from eval.cases import FOLDER
from eval.sets import check_gold, load_sets
from rag.errors import UsageError
from rag.ports import Catalogue


def _write(path: Path, *lines: str) -> str:
    path.write_text("\n".join(lines), encoding="utf-8")
    return str(path)


def _line(name: str, label: str = "（十八）") -> str:
    return f'{{"id": "{name}", "question": "何", "gold": [{{"document": "yuefu-2021-31", "label": "{label}"}}]}}'


def test_without_a_name_all_sets_that_ship_are_asked() -> None:
    assert [one.path for one in load_sets([])] == sorted(FOLDER.glob("*.jsonl"))


def test_a_set_that_ships_goes_by_its_name() -> None:
    (found,) = load_sets(["guangdong"])
    assert found.name == "guangdong.jsonl"
    assert found.sha256 == hashlib.sha256((FOLDER / found.name).read_bytes()).hexdigest()


def test_a_case_is_found_on_its_line(tmp_path: Path) -> None:
    path = _write(tmp_path / "cases.jsonl", _line("a"), "", _line("b"))
    (found,) = load_sets([path])
    assert found.lines == {"a": 1, "b": 3}


def test_an_id_that_two_sets_share_is_refused_with_both_places(tmp_path: Path) -> None:
    one = _write(tmp_path / "one.jsonl", _line("a"), _line("b"))
    other = _write(tmp_path / "other.jsonl", "", _line("b"))
    with pytest.raises(UsageError, match=r"other\.jsonl: 第 2 行.*b.*one\.jsonl: 第 2 行"):
        load_sets([one, other])


def test_a_gold_label_that_does_not_exist_is_named_with_file_and_line(
    tmp_path: Path, corpus_catalogue: Catalogue
) -> None:
    good = load_sets([_write(tmp_path / "good.jsonl", _line("a"))])
    check_gold(good, corpus_catalogue)
    bad = load_sets([_write(tmp_path / "bad.jsonl", _line("a"), _line("b", "（十九）"))])
    with pytest.raises(UsageError, match=r"bad\.jsonl: 第 2 行.*题目 b.*yuefu-2021-31.*（十九）"):
        check_gold(bad, corpus_catalogue)


def test_a_name_that_leads_elsewhere_is_no_name(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"\.\./cases"):
        load_sets(["../cases"])
