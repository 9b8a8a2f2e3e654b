"""The language models that the settings name, each made when it is first asked for."""

import importlib
import os
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from pathlib import Path
from threading import Lock
from typing import Any

from pydantic import SecretStr, ValidationError

from rag.adapters.models_file import FACTORY, Entry, FactoryEntry, LlamaEntry, OpenAIEntry, read_models
from rag.errors import NotFoundError, SettingsError, UsageError
from rag.models import LARGE, SMALL, LanguageModel, Manner, Writer
from rag.settings import Settings

Build = Callable[[], Writer]

_NONE = "none"
_MANNER = ("form", "prompt_tokens", "reply_tokens")


class Models:
    """By name, in order: the `Writers` that may be chosen from."""

    def __init__(self, builders: Mapping[str, Build], default: str | None = None) -> None:
        self._builders = builders
        self._default = default
        self._built: dict[str, Writer] = {}
        self._lock = Lock()

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._builders)

    @property
    def default(self) -> str | None:
        return self._default

    def writer(self, name: str | None = None) -> Writer:
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
        own = _own_entry(settings, named)
        builders[settings.model] = _builder(settings.model, own, settings.model_key, settings)
    for name, entry in named.items():
        builders[name] = _builder(name, entry, _key(settings.models, name, entry, environment), settings)
    return Models(builders, None if settings.model == _NONE else settings.model)


def _own_entry(settings: Settings, named: Collection[str]) -> Entry:
    """The entry that WENCE_MODEL and the settings beside it stand for."""
    try:
        match settings.model:
            case "openai":
                return OpenAIEntry.model_validate(_set(settings, "url", "name", "proxy", "gap", "timeout", *_MANNER))
            case "llama":
                return LlamaEntry.model_validate(_set(settings, "path", "context", "threads", "timeout", *_MANNER))
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


def _builder(name: str, entry: Entry, key: SecretStr | None, settings: Settings) -> Build:
    match entry:
        case OpenAIEntry():
            return lambda: Writer(name, _openai(entry, key), _manner(entry, LARGE))
        case LlamaEntry():
            return lambda: Writer(name, _llama(entry), _manner(entry, SMALL))
        case FactoryEntry():
            return lambda: _made(name, entry, settings)


def _manner(entry: OpenAIEntry | LlamaEntry, usual: Manner) -> Manner:
    told = entry.model_dump(include={"form", "prompt_tokens", "reply_tokens"}, exclude_none=True)
    return replace(usual, **told)


def _openai(entry: OpenAIEntry, key: SecretStr | None) -> LanguageModel:
    from rag.adapters.breaker import Breaker
    from rag.adapters.http_post import Limits
    from rag.adapters.openai_compatible import OpenAICompatibleModel

    limits = Limits(gap=entry.gap, total=entry.timeout)
    return Breaker(OpenAICompatibleModel(entry.url, entry.name, key=key, proxy=entry.proxy, limits=limits))


def _llama(entry: LlamaEntry) -> LanguageModel:
    from rag.adapters.llama_cpp import LlamaCppModel

    return LlamaCppModel(entry.path, context=entry.context, threads=entry.threads, seconds=entry.timeout)


def _made(name: str, entry: FactoryEntry, settings: Settings) -> Writer:
    """By a third party's factory, called with the settings and the options of the file. Its model may say its `manner`."""
    module, _, factory = entry.kind.partition(":")
    try:
        model: LanguageModel = getattr(importlib.import_module(module), factory)(settings, **entry.options)
    except Exception as error:
        # A stranger's code: whatever it raises is said in one line.
        raise SettingsError(f"语言模型 {entry.kind} 不能用（{type(error).__name__}: {error}）") from error
    missing = [part for part in ("name", "provider", "stream") if not hasattr(model, part)]
    if missing:
        raise SettingsError(f"{entry.kind} 返回的不是语言模型，缺少 {'、'.join(missing)}")
    return Writer(name, model, getattr(model, "manner", LARGE))
