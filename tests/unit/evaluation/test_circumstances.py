import hashlib
import re
from pathlib import Path

import pytest

import prompts
from eval import circumstances as module
from eval.circumstances import Circumstances, circumstances
from eval.sample import sample
from eval.sets import load_sets
from rag.adapters.fakes import ScriptedModel
from rag.models import SMALL, Writer
from rag.settings import Settings


@pytest.fixture
def now(tmp_path: Path) -> Circumstances:
    settings = Settings(home=tmp_path / "home", cache=tmp_path / "cache", embedder_threads=3)
    return circumstances(settings, load_sets(["guangdong"]), embedder="e5", snapshot="s1")


def test_what_moves_the_figures_is_written_down(now: Circumstances) -> None:
    assert now.settings["embedder_threads"] == 3
    assert (now.embedder, now.snapshot, now.model) == ("e5", "s1", None)
    assert [(one.name, one.cases) for one in now.datasets] == [("guangdong.jsonl", 120)]
    assert {"python", "wence", "numpy", "torch"} <= now.versions.keys()
    assert now.commit is None or re.fullmatch("[0-9a-f]{40}", now.commit)


def test_a_language_model_goes_by_name_provider_and_manner(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home", cache=tmp_path / "cache")
    writer = Writer("small", ScriptedModel(name="qwen"), SMALL)
    found = circumstances(settings, sample(load_sets(["guangdong"]), 7), embedder="e5", snapshot="s1", writer=writer)
    assert found.model == "qwen (scripted)"
    assert found.manner and (found.manner["form"], found.manner["prompt_tokens"]) == ("constrained", 900)
    assert [(one.cases, one.of) for one in found.datasets] == [(7, 120)]


def test_no_path_and_no_credential_is_written_down(now: Circumstances, tmp_path: Path) -> None:
    assert str(tmp_path) not in now.model_dump_json()
    assert not [name for name in now.settings if re.search("home|cache|path|key|url|proxy", name)]


def test_prompts_go_by_the_digest_of_their_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    (tmp_path / "answer.jinja").write_text("回答", encoding="utf-8")
    monkeypatch.setattr(prompts, "__path__", [str(tmp_path)])
    now = request.getfixturevalue("now")
    assert now.prompts == {"answer": hashlib.sha256("回答".encode()).hexdigest()}


def test_outside_of_a_checkout_there_is_no_commit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    monkeypatch.setattr(module, "_ROOT", tmp_path)
    now = request.getfixturevalue("now")
    assert (now.commit, now.modified) == (None, False)
