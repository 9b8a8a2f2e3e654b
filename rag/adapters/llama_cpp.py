"""A LanguageModel from a GGUF file, in this process, by llama.cpp (`xllamacpp`, the extra `local`).

xllamacpp opens llama.cpp's HTTP server on a loopback port in any case, and the model is asked over it: its Python calls
cannot be stopped before the first token, which on two cores comes 10 s after a prompt of 800 tokens, while a connection
that is closed stops the reading of the prompt too. A key of our own keeps others away from that port.
"""

import os
import secrets
from pathlib import Path
from threading import Event, Lock
from time import monotonic
from typing import Any

from pydantic import SecretStr

from rag.adapters.http_post import Limits
from rag.adapters.openai_compatible import OpenAICompatibleModel
from rag.errors import ModelInterrupted, ModelUnavailable
from rag.models import STOPPED, LanguageModel, Prompt, Reply, Schema

_BATCH = 64
"""Tokens of a prompt between two looks at whether the caller is still there; 64 are read as fast as 512 (measured)."""
_TICK = 0.1
_INSTALL = "pip install 'wence[local]'"


class LlamaCppModel:
    """Loaded at the first reply, which stops all of Python for some seconds: a server asks for a short one before it is
    ready. One reply at a time; another waits for `wait` seconds, then it is refused."""

    provider = "llama_cpp"

    def __init__(
        self,
        path: Path,
        *,
        context: int = 4096,
        threads: int | None = None,
        seconds: float = 120.0,
        wait: float = 30.0,
    ) -> None:
        """`context`: tokens of prompt and reply; `threads`: None: one a processor; `seconds`: for a whole reply."""
        self.name = path.stem
        self._path = path
        self._context = context
        self._threads = threads or _processors()
        self._limits = Limits(gap=seconds, total=seconds)
        self._wait = wait
        self._turn = Lock()
        self._server: Any = None
        self._model: LanguageModel | None = None

    def stream(
        self, prompt: Prompt, *, schema: Schema | None = None, max_tokens: int, stop: Event | None = None
    ) -> Reply:
        self._take_turn(stop)
        try:
            model = self._model = self._model or self._load()
            yield from model.stream(prompt, schema=schema, max_tokens=max_tokens, stop=stop)
        finally:
            self._turn.release()

    def _take_turn(self, stop: Event | None) -> None:
        gives_up_at = monotonic() + self._wait
        while not self._turn.acquire(timeout=_TICK):
            if stop and stop.is_set():
                raise ModelInterrupted(STOPPED)
            if monotonic() >= gives_up_at:
                raise ModelUnavailable(f"本机的语言模型 {self.name} 正在回答别的问题，请稍后再试")

    def _load(self) -> LanguageModel:
        if not self._path.is_file():
            raise ModelUnavailable(f"没有语言模型文件 {self._path}；请把 WENCE_MODEL_PATH 设为一个 GGUF 文件")
        key = SecretStr(secrets.token_urlsafe())
        self._server = _server(self._path, key, context=self._context, threads=self._threads)
        return OpenAICompatibleModel(
            f"{self._server.listening_address}/v1", self.name, key=key, limits=self._limits, retries=0
        )


def _server(path: Path, key: SecretStr, *, context: int, threads: int) -> Any:
    """llama.cpp's server; it ends when nothing refers to it. Errors: ModelUnavailable."""
    xllamacpp = binding()
    params = xllamacpp.CommonParams()
    params.model.path = str(path)
    params.hostnames, params.port, params.api_keys = ["127.0.0.1"], 0, [key.get_secret_value()]
    params.ui = params.endpoint_slots = params.fit_params = params.warmup = False
    params.n_ctx, params.n_batch, params.n_ubatch = context, _BATCH, _BATCH
    params.n_parallel = 1
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = threads
    # By default it keeps up to 8 GiB of what it has read.
    params.cache_ram_mib = 0
    params.verbosity = -1
    try:
        return xllamacpp.Server(params)
    except (RuntimeError, ValueError, MemoryError) as error:
        raise ModelUnavailable(f"语言模型文件 {path} 不能载入；请确认它是完整的 GGUF 文件，内存也够用") from error


def binding() -> Any:
    """The module `xllamacpp`, imported here and nowhere else. Errors: ModelUnavailable.

    Its threads wait for each other by spinning, which makes it 3 to 30 times slower where others want the processors
    too. They are told to sleep before it is imported: later it is not heeded.
    """
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    try:
        import xllamacpp
    except ImportError as error:
        raise ModelUnavailable(f"本机运行语言模型需要 xllamacpp，现在不能用（{error}）", repair=_INSTALL) from error
    return xllamacpp


def _processors() -> int:
    """Those that this process may use, where the system tells."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
