"""Named models in a TOML file, in order. A key stands there only as the name of an environment variable.

[models.qwen]
kind = "openai"
url = "https://models.example/v1"
name = "qwen-plus"
key_env = "QWEN_KEY"
form = "free"                     # or "constrained": sentence by sentence, for small models
prompt_tokens = 4000

[models.local]
kind = "llama"
path = "qwen2.5-1.5b.gguf"       # from the folder of this file

[models.ours]
kind = "our.package:factory"     # is handed the settings, and what else stands here
"""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from pydantic_core import PydanticCustomError

from rag.adapters.http_post import endpoint
from rag.errors import SettingsError
from rag.models import Form

FACTORY = re.compile(r"[A-Za-z_][\w.]*:[A-Za-z_]\w*")

_RESERVED = ("none", "openai", "llama")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_KINDS = "openai、llama 或 package.module:factory"
_HINTS = {"key": "密钥不能写在文件里；请放进环境变量，用 key_env 写出它的名字"}
_Seconds = Annotated[float, Field(gt=0, le=3600)]


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class _Asked(_Entry):
    """How the model is asked; what is left out is as usual for its kind."""

    form: Form | None = None
    prompt_tokens: Annotated[int | None, Field(ge=300, le=100_000)] = None
    reply_tokens: Annotated[int | None, Field(ge=50, le=10_000)] = None


class OpenAIEntry(_Asked):
    kind: Literal["openai"] = "openai"
    url: str
    name: Annotated[str, Field(min_length=1)]
    key_env: Annotated[str | None, Field(pattern="^[A-Za-z_][A-Za-z0-9_]*$")] = None
    proxy: str | None = None
    gap: _Seconds = 30
    timeout: _Seconds = 120

    @field_validator("url", "proxy")
    @classmethod
    def _can_be_reached(cls, url: str | None) -> str | None:
        try:
            if url is not None:
                endpoint(url)
        except SettingsError as error:
            raise PydanticCustomError("address", "{words}", {"words": error.message}) from error
        return url


class LlamaEntry(_Asked):
    kind: Literal["llama"] = "llama"
    path: Path
    context: Annotated[int, Field(ge=512, le=131072)] = 4096
    threads: Annotated[int | None, Field(ge=1, le=256)] = None
    timeout: _Seconds = 120


class FactoryEntry(_Entry):
    """`options`: what else stands beside `kind`."""

    kind: str
    options: dict[str, Any] = {}


Entry = OpenAIEntry | LlamaEntry | FactoryEntry


def read_models(file: Path) -> dict[str, Entry]:
    """By name, in the order of the file. Errors: SettingsError with file and key."""
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(f"模型文件 {file} 读不了：{error.strerror or error}") from error
    except ValueError as error:
        raise SettingsError(f"模型文件 {file} 不是 UTF-8 的 TOML：{error}") from error
    models = content.get("models")
    if set(content) != {"models"} or not isinstance(models, dict):
        raise SettingsError(f"模型文件 {file} 里应该只有 [models.名字] 这样的表")
    return {name: _entry(file, name, fields) for name, fields in models.items()}


def _entry(file: Path, name: str, fields: Any) -> Entry:
    where = f"模型文件 {file}：models.{name}"
    if name in _RESERVED or not _NAME.fullmatch(name):
        raise SettingsError(f"{where}：名字只能用字母、数字和 . _ -，不能是 {'、'.join(_RESERVED)}")
    if not isinstance(fields, dict):
        raise SettingsError(f"{where}：应该是一个表")
    try:
        entry = _parsed(fields)
    except ValidationError as error:
        fault = error.errors()[0]
        key = ".".join(str(part) for part in fault["loc"])
        raise SettingsError(f"{where}.{key}：{_HINTS.get(key, fault['msg'])}") from error
    if entry is None:
        raise SettingsError(f"{where}.kind：应该是 {_KINDS}")
    return entry.model_copy(update={"path": file.parent / entry.path}) if isinstance(entry, LlamaEntry) else entry


def _parsed(fields: Mapping[str, Any]) -> Entry | None:
    kind = fields.get("kind")
    match kind:
        case "openai":
            return OpenAIEntry.model_validate(fields)
        case "llama":
            return LlamaEntry.model_validate(fields)
        case str() if FACTORY.fullmatch(kind):
            return FactoryEntry(kind=kind, options={key: value for key, value in fields.items() if key != "kind"})
    return None
