"""`wence models fetch`, with a registry that is a function."""

from pathlib import Path

import pytest

from rag.adapters import gguf
from rag.cli import main
from rag.ports import Progress


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("WENCE_CACHE", str(tmp_path / "the cache"))
    return tmp_path / "the cache"


def _fetch(name: str, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr("sys.argv", ["wence", "models", "fetch", name])
    with pytest.raises(SystemExit) as exit:
        main()
    return int(exit.value.code or 0)


def test_the_settings_for_what_was_fetched_are_printed_and_nothing_else(
    cache: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fetched(name: str, folder: Path, progress: Progress) -> Path:
        progress("下载语言模型", 1, 2)
        return folder / f"{name}.gguf"

    monkeypatch.setattr(gguf, "fetched", fetched)
    assert _fetch("0.5b", monkeypatch) == 0
    path = cache / "0.5b.gguf"
    assert capsys.readouterr().out == f"export WENCE_MODEL=llama\nexport WENCE_MODEL_PATH='{path}'\n"


def test_a_model_that_cannot_be_fetched_is_one_line_on_standard_error(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _fetch("7b", monkeypatch) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert "7b" in err and "0.5b、1.5b" in err and "\n" not in err.strip()
