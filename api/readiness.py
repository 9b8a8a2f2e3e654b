"""How far the server is: what it is doing before it can answer, told by /readyz and by every refusal until then."""

import time
from collections.abc import Callable
from enum import StrEnum

from rag.errors import WenceError


class Stage(StrEnum):
    STARTING = "starting"
    INGESTING = "ingesting"
    LOADING = "loading"
    MODEL = "model"
    WARMING = "warming"
    READY = "ready"

    @property
    def words(self) -> str:
        return _WORDS[self]


_WORDS = {
    Stage.STARTING: "正在启动",
    Stage.INGESTING: "首次使用，正在导入随附的文件",
    Stage.LOADING: "正在载入向量模型、打开索引",
    Stage.MODEL: "正在载入语言模型",
    Stage.WARMING: "正在试问第一个问题",
    Stage.READY: "已就绪",
}


class NotReady(WenceError):
    """The server is still preparing itself."""

    def __init__(self, stage: Stage, seconds: int) -> None:
        super().__init__(f"{stage.words}（已用 {seconds} 秒），请稍候再试")
        self.stage = stage


class Readiness:
    """Written by the thread that prepares, read by all others."""

    def __init__(self, stage: Stage = Stage.READY, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._stage = stage
        self._entered = clock()

    @property
    def stage(self) -> Stage:
        return self._stage

    def enter(self, stage: Stage) -> None:
        self._entered = self._clock()
        self._stage = stage

    async def require(self) -> None:
        """Refuses at once instead of keeping a thread until the model is loaded. Errors: NotReady."""
        stage = self._stage
        if stage is not Stage.READY:
            raise NotReady(stage, int(self._clock() - self._entered))
