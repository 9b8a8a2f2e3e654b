"""What a provider's refusal means, in our own words: a provider's may hold the key that it was sent."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any

from rag.errors import ModelBusy, ModelError, ModelInterrupted, ModelRefused, ModelUnavailable

_CODES = {
    "context_length_exceeded": "提示超过了模型的上下文长度",
    "exceed_context_size_error": "提示超过了模型的上下文长度",
    "insufficient_quota": "账户额度已用完",
    "model_not_found": "没有这个模型",
}
_REFUSALS = {
    401: "不接受密钥；请检查 WENCE_MODEL_KEY，或 key_env 所指的环境变量",
    402: "要求付费；请检查账户余额",
    403: "不接受密钥；请检查 WENCE_MODEL_KEY，或 key_env 所指的环境变量",
    404: "没有这个地址或模型；请检查地址（通常以 /v1 结尾）和模型名",
}
_REDIRECT = "要求转到另一个地址；为保护密钥不会跟随，请把地址改成最终的那个"
_REFUSED = "拒绝了请求；请检查模型名和上下文长度"


def fault(origin: str, status: int, error: Any, retry_after: str | None = None) -> ModelError:
    """Of a response that is not 200, or of an error in the middle of a 200 stream (`status` as stated there, or 0)."""
    service, detail = f"语言模型服务 {origin} ", _detail(status, error)
    if status == HTTPStatus.TOO_MANY_REQUESTS or (status == HTTPStatus.SERVICE_UNAVAILABLE and retry_after):
        return ModelBusy(f"{service}忙，请稍后再试{detail}", retry_after=seconds(retry_after))
    if status >= 500:
        return ModelUnavailable(f"{service}出错{detail}；请稍后再试")
    if status >= 300:
        words = _REDIRECT if status < 400 else _REFUSALS.get(status, _REFUSED)
        return ModelRefused(f"{service}{words}{detail}")
    return ModelInterrupted(f"{service}在回答中途报错{detail}")


def status_of(error: Any) -> int:
    """The HTTP status that an error in a stream states as its code, or 0."""
    code = error.get("code") if isinstance(error, Mapping) else None
    return int(code) if isinstance(code, int | str) and re.fullmatch("[45][0-9]{2}", str(code)) else 0


def seconds(retry_after: str | None) -> float | None:
    """Of a Retry-After header, a number or a date (RFC 9110, 10.2.3); None where it is missing or neither.

    >>> seconds("7")
    7.0
    """
    text = (retry_after or "").strip()
    if re.fullmatch("[0-9]{1,9}", text):
        return float(text)
    try:
        date = parsedate_to_datetime(text)
    except ValueError:
        return None
    return max(0.0, (date.replace(tzinfo=date.tzinfo or UTC) - datetime.now(UTC)).total_seconds())


def _detail(status: int, error: Any) -> str:
    """In brackets, as much as is known: （HTTP 400，提示超过了模型的上下文长度）."""
    stated = [str(error.get(key)) for key in ("code", "type")] if isinstance(error, Mapping) else []
    parts = [f"HTTP {status}"] if status else []
    parts += [_CODES[code] for code in stated if code in _CODES][:1]
    return f"（{'，'.join(parts)}）" if parts else ""
