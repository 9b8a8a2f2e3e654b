from pathlib import Path

import pytest

import corpus
from eval.ablate import RECIPES, ablate
from eval.cases import Case
from rag.bootstrap import build_indexer, open_current
from rag.errors import UsageError
from rag.settings import Settings
from tests.conftest import CrowdedEmbedder

CASES = [
    Case.model_validate(
        {
            "id": "a",
            "question": "推广智慧养老设备设施",
            "gold": [{"document": "yuebanhan-2026-12", "label": "附件第4项"}],
        }
    ),
    Case.model_validate({"id": "b", "question": "今天天气如何", "status": "out_of_scope"}),
]


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    home = tmp_path_factory.mktemp("home")
    settings = Settings(home=home, cache=home)
    build_indexer(settings, embedder=CrowdedEmbedder(256)).ingest([corpus.folder() / "yuebanhan-2026-12.txt"])
    return settings


def test_every_variant_ranks_the_questions_that_have_gold(settings: Settings) -> None:
    embedder = CrowdedEmbedder(256)
    variants = ablate(open_current(settings, embedder), embedder, CASES)
    assert [variant.name for variant in variants] == [*RECIPES, "sentences alone", "windows of 400 too"]
    assert {variant.questions for variant in variants} == {1}
    assert all(0 <= variant.hit1 <= variant.hit5 <= 1 for variant in variants)
    by_name = {variant.name: variant.passages for variant in variants}
    assert by_name["sentences alone"] <= by_name["everything"] < by_name["windows of 400 too"]
    assert next(variant for variant in variants if variant.name == "BM25 alone").mrr10 > 0


def test_nothing_of_a_variant_stays(settings: Settings) -> None:
    before = sorted(path.name for path in settings.home.rglob("*"))
    embedder = CrowdedEmbedder(256)
    ablate(open_current(settings, embedder), embedder, CASES)
    assert sorted(path.name for path in settings.home.rglob("*")) == before


def test_an_unknown_label_is_refused(settings: Settings, tmp_path: Path) -> None:
    embedder = CrowdedEmbedder(256)
    wrong = Case.model_validate(
        {"id": "x", "question": "问", "gold": [{"document": "yuebanhan-2026-12", "label": "（九十九）"}]}
    )
    with pytest.raises(UsageError, match="九十九"):
        ablate(open_current(settings, embedder), embedder, [wrong])
