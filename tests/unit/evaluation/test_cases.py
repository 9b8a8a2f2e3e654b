from pathlib import Path

import pytest

from eval.cases import FOLDER, Case, load_cases
from eval.run import gold_ids
from rag.domain import Status
from rag.errors import UsageError
from rag.ports import Catalogue
from rag.text import bare

DATASETS = sorted(FOLDER.glob("*.jsonl"))
CASES = [case for path in DATASETS for case in load_cases(path)]


def test_there_are_enough_questions() -> None:
    assert len(CASES) >= 200
    assert len({case.id for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_gold_and_facts_stand_in_the_corpus(case: Case, corpus_catalogue: Catalogue) -> None:
    clauses = [corpus_catalogue.clause(name) for name in gold_ids(corpus_catalogue, case)]
    parsed = [corpus_catalogue.parsed(gold.document) for gold in case.gold]
    heads = [p.text[span.start : span.end] for p in parsed if p for span in p.spans]
    text = bare("\n".join([clause.text for clause in clauses if clause] + heads))
    assert all(any(bare(one) in text for one in fact) for fact in case.facts)
    assert bool(case.gold) == (case.status is Status.ANSWERED)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"id": "a"', "JSON"),
        ('{"id": "a", "question": ""}', "question"),
        ('{"id": "a", "question": "何", "tags": ["nonsense"]}', "tags"),
        ('{"id": "a", "question": "何", "answer": "?"}', "answer"),
    ],
)
def test_a_bad_line_is_named_with_its_number(tmp_path: Path, line: str, reason: str) -> None:
    path = tmp_path / "cases.jsonl"
    path.write_text(f'{{"id": "ok", "question": "何"}}\n{line}\n', encoding="utf-8")
    with pytest.raises(UsageError, match=rf"第 2 行.*{reason}"):
        load_cases(path)


def test_an_empty_or_missing_set_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty.jsonl").write_text("\n", encoding="utf-8")
    with pytest.raises(UsageError, match="空"):
        load_cases(tmp_path / "empty.jsonl")
    with pytest.raises(UsageError, match=r"nothing\.jsonl"):
        load_cases(tmp_path / "nothing.jsonl")


def test_a_gold_label_that_does_not_exist_is_named(corpus_catalogue: Catalogue) -> None:
    case = Case.model_validate(
        {"id": "x", "question": "何", "gold": [{"document": "yuefu-2021-31", "label": "（十九）"}]}
    )
    with pytest.raises(UsageError, match="（十九）"):
        gold_ids(corpus_catalogue, case)
