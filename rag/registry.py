"""The language models that the settings name, each made when it is first asked for."""

import importlib
import os
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from threading import Lock
from typing import Any

from pydantic import SecretStr, ValidationError

from rag.adapters.models_file import FACTORY, Entry, FactoryEntry, LlamaEntry, OpenAIEntry, read_models
from rag.errors import NotFoundError, SettingsError, UsageError
from rag.models import LanguageModel
from rag.settings import Settings

Build = Callable[[], LanguageModel]

_NONE = "none"


class Models:
    """By name, in order. `default` is None where answers are made without a model unless a request names one."""

    def __init__(self, builders: Mapping[str, Build], default: str | None = None) -> None:
        self.names = tuple(builders)
        self.default = default
        self._builders = builders
        self._built: dict[str, LanguageModel] = {}
        self._lock = Lock()

    def get(self, name: str | None = None) -> LanguageModel:
        """The one of that name, or the default. Errors: NotFoundError, UsageError, SettingsError."""
        name = name or self.default
        if name is None:
            raise UsageError("没有配置语言模型；请设置 WENCE_MODEL 或 WENCE_MODELS")
        if name not in self._builders:
            raise NotFoundError(f"没有名为 {name} 的语言模型；可用的有：{'、'.join(self.names) or '（无）'}")
        with self._lock:
            if name not in self._built:
                self._built[name] = self._builders[name]()
            return self._built[name]


def build_models(settings: Settings, environment: Mapping[str, str] = os.environ) -> Models:
    """Errors: SettingsError, with the setting, or the file and the key, that cannot be used."""
    builders: dict[str, Build] = {}
    named = read_models(settings.models) if settings.models else {}
    if settings.model != _NONE and settings.model not in named:
        builders[settings.model] = _builder(_own_entry(settings, named), settings.model_key, settings)
    for name, entry in named.items():
        builders[name] = _builder(entry, _key(settings.models, name, entry, environment), settings)
    return Models(builders, None if settings.model == _NONE else settings.model)


def _own_entry(settings: Settings, named: Collection[str]) -> Entry:
    """The entry that WENCE_MODEL and the settings beside it stand for."""
    try:
        match settings.model:
            case "openai":
                return OpenAIEntry.model_validate(_set(settings, "url", "name", "proxy", "gap", "timeout"))
            case "llama":
                return LlamaEntry.model_validate(_set(settings, "path", "context", "threads", "timeout"))
    except ValidationError as error:
        fault = error.errors()[0]
        key = f"WENCE_MODEL_{str(fault['loc'][0]).upper()}"
        words = "没有设置" if fault["type"] == "missing" else fault["msg"]
        raise SettingsError(f"WENCE_MODEL={settings.model} 要用到的 {key} 不能用：{words}") from error
    if FACTORY.fullmatch(settings.model):
        return FactoryEntry(kind=settings.model)
    known = "、".join((_NONE, "openai", "llama", "package.module:factory", *named))
    raise SettingsError(f"设置 WENCE_MODEL={settings.model} 不能用；可以是 {known}")


def _set(settings: Settings, *names: str) -> dict[str, Any]:
    values = {name: getattr(settings, f"model_{name}") for name in names}
    return {name: value for name, value in values.items() if value is not None}


def _key(file: Path | None, name: str, entry: Entry, environment: Mapping[str, str]) -> SecretStr | None:
    if not isinstance(entry, OpenAIEntry) or entry.key_env is None:
        return None
    if not environment.get(entry.key_env):
        raise SettingsError(f"模型文件 {file}：models.{name}.key_env：环境变量 {entry.key_env} 没有设置")
    return SecretStr(environment[entry.key_env])


def _builder(entry: Entry, key: SecretStr | None, settings: Settings) -> Build:
    match entry:
        case OpenAIEntry():
            return lambda: _openai(entry, key)
        case LlamaEntry():
            return lambda: _llama(entry)
        case FactoryEntry():
            return lambda: _made(entry, settings)


def _openai(entry: OpenAIEntry, key: SecretStr | None) -> LanguageModel:
    from rag.adapters.breaker import Breaker
    from rag.adapters.http_post import Limits
    from rag.adapters.openai_compatible import OpenAICompatibleModel

    limits = Limits(gap=entry.gap, total=entry.timeout)
    return Breaker(OpenAICompatibleModel(entry.url, entry.name, key=key, proxy=entry.proxy, limits=limits))


def _llama(entry: LlamaEntry) -> LanguageModel:
    from rag.adapters.llama_cpp import LlamaCppModel

    return LlamaCppModel(entry.path, context=entry.context, threads=entry.threads, seconds=entry.timeout)


def _made(entry: FactoryEntry, settings: Settings) -> LanguageModel:
    """By a third party's factory, called with the settings and the options of the file."""
    module, _, name = entry.kind.partition(":")
    try:
        model: LanguageModel = getattr(importlib.import_module(module), name)(settings, **entry.options)
    except (ImportError, AttributeError, TypeError) as error:
        raise SettingsError(f"语言模型 {entry.kind} 不能用（{type(error).__name__}: {error}）") from error
    missing = [name for name in ("name", "provider", "stream") if not hasattr(model, name)]
    if missing:
        raise SettingsError(f"{entry.kind} 返回的不是语言模型，缺少 {'、'.join(missing)}")
    return model
