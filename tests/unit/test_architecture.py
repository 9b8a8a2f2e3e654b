"""Imports point one way (design, section 1). Read from the source, so that an import inside a function counts too."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BASE = {
    "rag",
    "rag.domain",
    "rag.errors",
    "rag.ledger",
    "rag.models",
    "rag.places",
    "rag.blocks",
    "rag.ports",
    "rag.text",
    "rag.timing",
    "rag.units",
}
STAGES = ("reading", "indexing", "finding", "answering", "adapters")
HEAVY = {"torch", "sentence_transformers", "transformers", "faiss", "scipy", "langchain_text_splitters", "opencc"}


def _modules(folder: str) -> list[Path]:
    return sorted((ROOT / folder).rglob("*.py"))


def _imports(path: Path, *, top_level: bool = False) -> Iterator[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in tree.body if top_level else ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield str(node.module)


def _own(path: Path) -> set[str]:
    packages = ("rag", "api", "eval", "prompts", "corpus", "bench", "tests")
    return {name for name in _imports(path) if name.split(".")[0] in packages}


@pytest.mark.parametrize("stage", STAGES)
def test_a_stage_imports_only_the_base_and_itself(stage: str) -> None:
    for path in _modules(f"rag/{stage}"):
        strangers = {name for name in _own(path) - BASE if not name.startswith(f"rag.{stage}")}
        assert not strangers, f"{path.relative_to(ROOT)} imports {strangers}"


def test_the_base_imports_only_the_base() -> None:
    for name in ("domain", "errors", "ledger", "models", "ports", "text", "units", "timing", "places", "settings"):
        assert _own(ROOT / f"rag/{name}.py") <= BASE


def test_the_nouns_import_nothing_of_ours() -> None:
    assert _own(ROOT / "rag/domain.py") == _own(ROOT / "rag/errors.py") == set()


def test_the_library_does_not_know_who_uses_it() -> None:
    for path in _modules("rag"):
        users = {name for name in _own(path) if name.split(".")[0] in ("api", "eval", "bench", "tests")}
        assert not users or path.name == "cli.py", f"{path.relative_to(ROOT)} imports {users}"
    assert not {name for name in _imports(ROOT / "rag/cli.py", top_level=True) if name.startswith(("api", "eval"))}


@pytest.mark.parametrize(
    "module", ["rag/cli.py", "rag/settings.py", "rag/bootstrap.py", "rag/assistant.py", "rag/library.py", "rag/text.py"]
)
def test_what_the_command_line_imports_at_once_is_light(module: str) -> None:
    assert not {name.split(".")[0] for name in _imports(ROOT / module, top_level=True)} & HEAVY


def test_only_adapters_and_the_reader_know_third_party_engines() -> None:
    for path in _modules("rag"):
        if "adapters" in path.parts:
            continue
        engines = {name.split(".")[0] for name in _imports(path)} & {"torch", "faiss", "sentence_transformers"}
        assert not engines, f"{path.relative_to(ROOT)} imports {engines}"
