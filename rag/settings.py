"""Settings, from the environment: WENCE_HOME, WENCE_EMBEDDER … A misspelt name is refused, not ignored."""

import difflib
import os
import re
from pathlib import Path
from typing import Annotated, Literal

from platformdirs import user_cache_path, user_data_path
from pydantic import BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from rag.errors import SettingsError
from rag.models import Form

_PREFIX = "WENCE_"
# RFC 6454: a scheme, a host, a port; nothing behind them, and no pattern.
_ORIGIN = re.compile(r"https?://([a-z0-9.-]+|\[[0-9a-f:]+\])(:\d{1,5})?", re.ASCII)


def _origins(value: object) -> object:
    """What stands between commas, each an origin. Errors: ValueError."""
    if not isinstance(value, str):
        return value
    origins = tuple(filter(None, (part.strip() for part in value.split(","))))
    for origin in origins:
        if not _ORIGIN.fullmatch(origin):
            raise ValueError(f"{origin} 不是来源；请写 http(s)://主机[:端口]，全部小写，末尾没有斜杠，多个用逗号分隔")
    return origins


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix=_PREFIX, extra="forbid", frozen=True)

    home: Annotated[Path, Field(description="Snapshots, feedback and all other state.")] = user_data_path("wence")
    cache: Annotated[Path, Field(description="Models; may be deleted at any time.")] = user_cache_path("wence")
    embedder: Annotated[
        str, Field(description="`bundled`, or a folder or hub name for SentenceTransformer.", min_length=1)
    ] = "bundled"
    embedder_threads: Annotated[int | None, Field(description="Threads of the embedding model.", ge=1, le=256)] = None
    embedder_dtype: Annotated[
        Literal["auto", "float32", "bfloat16"], Field(description="Number format of the embedding model.")
    ] = "auto"
    model: Annotated[
        str,
        Field(
            description="The language model: `none`, `openai`, `llama`, a name in WENCE_MODELS, or `package.module:factory`.",
            min_length=1,
        ),
    ] = "none"
    models: Annotated[Path | None, Field(description="A TOML file of named models, to choose from a request.")] = None
    model_url: Annotated[str | None, Field(description="Of `openai`: the base of the endpoint, up to `/v1`.")] = None
    model_name: Annotated[str | None, Field(description="Of `openai`: the model that is asked for.")] = None
    model_key: Annotated[SecretStr | None, Field(description="Of `openai`: the key, where one is needed.")] = None
    model_proxy: Annotated[
        str | None, Field(description="Of `openai`: an HTTP proxy; those of the environment are never used.")
    ] = None
    model_path: Annotated[Path | None, Field(description="Of `llama`: a GGUF file.")] = None
    model_context: Annotated[int, Field(description="Of `llama`: tokens of prompt and reply.", ge=512, le=131072)] = (
        4096
    )
    model_threads: Annotated[
        int | None, Field(description="Of `llama`: threads; unset: one a processor.", ge=1, le=256)
    ] = None
    model_form: Annotated[
        Form | None,
        Field(
            description="`constrained`: sentence by sentence, for small models (usual of `llama`); `free` (of `openai`)."
        ),
    ] = None
    model_prompt_tokens: Annotated[
        int | None,
        Field(description="What a prompt may hold; unset: 900 of `llama`, 4000 of `openai`.", ge=300, le=100_000),
    ] = None
    model_reply_tokens: Annotated[
        int | None,
        Field(description="What a reply may hold; unset: 320 of `llama`, 1200 of `openai`.", ge=50, le=10_000),
    ] = None
    model_gap: Annotated[
        float, Field(description="Of `openai`: seconds without a byte, after which a reply is given up.", gt=0, le=600)
    ] = 30
    model_timeout: Annotated[
        float, Field(description="Seconds for a whole reply of `openai` or `llama`.", gt=0, le=3600)
    ] = 120
    widget_origins: Annotated[
        tuple[str, ...],
        NoDecode,
        BeforeValidator(_origins),
        Field(description="Origins whose pages may show the widget, as `https://host[:port]`, separated by commas."),
    ] = ()


def load_settings() -> Settings:
    """Errors: SettingsError, naming what is wrong and what is known."""
    known = {f"{_PREFIX}{name.upper()}" for name in Settings.model_fields}
    for name in sorted(os.environ):
        if name.upper().startswith(_PREFIX) and name.upper() not in known:
            close = difflib.get_close_matches(name.upper(), known, n=1)
            hint = f"是否指 {close[0]}？" if close else ""
            raise SettingsError(f"没有名为 {name} 的设置；{hint}可用的设置：{'、'.join(sorted(known))}")
    try:
        return Settings()
    except ValidationError as error:
        fault = error.errors()[0]
        name = _PREFIX + str(fault["loc"][0]).upper()
        raise SettingsError(f"设置 {name}={os.environ.get(name, '')} 不能用：{fault['msg']}") from error
