"""Settings, from the environment: WENCE_HOME, WENCE_EMBEDDER … A misspelt name is refused, not ignored."""

import difflib
import os
from pathlib import Path
from typing import Annotated, Literal

from platformdirs import user_cache_path, user_data_path
from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from rag.errors import SettingsError

_PREFIX = "WENCE_"


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
