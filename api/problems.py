"""Every error as a problem document (RFC 9457, application/problem+json), with a sentence that helps.

One table leads from the class of an error to its HTTP status; it is looked up along the MRO. The detail is Chinese
first, as the library's errors are; what the caller sent is not echoed but for names that were looked up.
"""

import math
from collections.abc import Mapping
from http import HTTPStatus
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from api.events import json_line
from api.faults import Fault, faults, summary
from api.feedback import StateError
from api.jobs import Crowded, Stopping
from api.readiness import NotReady, Stage
from rag.errors import (
    ModelBusy,
    ModelError,
    NotFoundError,
    ReadingError,
    SettingsError,
    SnapshotError,
    UsageError,
    WenceError,
)

MEDIA_TYPE = "application/problem+json"
_RETRY_SECONDS = "2"

STATUSES: Mapping[type[Exception], HTTPStatus] = {
    WenceError: HTTPStatus.INTERNAL_SERVER_ERROR,
    UsageError: HTTPStatus.UNPROCESSABLE_ENTITY,
    NotFoundError: HTTPStatus.NOT_FOUND,
    SettingsError: HTTPStatus.INTERNAL_SERVER_ERROR,
    ReadingError: HTTPStatus.UNPROCESSABLE_ENTITY,
    ModelError: HTTPStatus.SERVICE_UNAVAILABLE,
    SnapshotError: HTTPStatus.SERVICE_UNAVAILABLE,
    Crowded: HTTPStatus.SERVICE_UNAVAILABLE,
    Stopping: HTTPStatus.SERVICE_UNAVAILABLE,
    NotReady: HTTPStatus.SERVICE_UNAVAILABLE,
    StateError: HTTPStatus.SERVICE_UNAVAILABLE,
}

# What a framework's error says to the caller; it brings no words of its own that would help.
_DETAILS = {
    400: "请求体无法解析；请发送 UTF-8 编码的 JSON",
    404: "没有这个地址；可用的接口见 /openapi.json",
    405: "这个地址不支持 {method} 方法；支持的方法：{allow}",
    413: "请求体超过 256 KB；请缩短问题或对话历史",
    421: "请求的 Host 不是本服务的地址；请用 http://127.0.0.1 或 http://localhost 加端口访问",
    500: "服务内部出错，这次请求没有完成；请重试，仍然出错请告诉管理员",
}
_DESCRIPTIONS = {
    400: "The body is not JSON.",
    404: "Nothing of that name.",
    413: "The body is larger than 256 KB.",
    421: "The Host header names another server; only where the server listens on loopback.",
    422: "The request is not as described; `errors` says where.",
    500: "A fault of the server.",
    503: "Not ready yet, too much to do, about to end, or the index, the model or the disk cannot be used; "
    "the detail says which.",
}


class Problem(BaseModel):
    """A problem document, RFC 9457."""

    type: Annotated[str, Field(description="Always about:blank: the status says what kind of problem it is.")]
    title: Annotated[str, Field(description="The status in words.")]
    status: Annotated[int, Field(description="The HTTP status.", ge=400, le=599)]
    detail: Annotated[str, Field(description="What is wrong and what to do, Chinese first, fit to be shown.")]
    instance: Annotated[str, Field(description="Path of the request.")]
    errors: Annotated[list[Fault] | None, Field(description="Every fault of the request; with 422 only.")] = None
    stage: Annotated[Stage | None, Field(description="What the server is doing, while it is not ready.")] = None


def responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The error responses of an endpoint for OpenAPI; those that every endpoint has come along."""
    return {
        status: {"model": Problem, "description": _DESCRIPTIONS[status]} for status in sorted({*statuses, 421, 500})
    }


def problem(
    status: int,
    detail: str | None = None,
    *,
    instance: str,
    headers: Mapping[str, str] | None = None,
    **members: Any,
) -> Response:
    """A problem response. `members` that are None are left out."""
    return Response(json_line(_body(status, detail, instance, members)), status, headers, MEDIA_TYPE)


def document(error: Exception, *, instance: str) -> dict[str, Any]:
    """The problem document of any error, where a response has begun already. What is not ours tells nothing of itself."""
    if not isinstance(error, WenceError):
        return _body(500, None, instance, {})
    return _body(status_of(error), str(error), instance, {"stage": _stage(error)})


def install(app: FastAPI, *, fault_headers: Mapping[str, str]) -> None:
    """Hands every error to this module. `fault_headers`: for the 500, which is made outside of the middleware."""

    async def on_fault(request: Request, error: Exception) -> Response:
        return problem(500, instance=request.url.path, headers=fault_headers)

    app.add_exception_handler(WenceError, _on_wence_error)
    app.add_exception_handler(HTTPException, _on_http_exception)
    app.add_exception_handler(RequestValidationError, _on_invalid)
    app.add_exception_handler(Exception, on_fault)


def status_of(error: Exception) -> HTTPStatus:
    """The status of the nearest class above the error's that the table has."""
    return next(STATUSES[cls] for cls in type(error).__mro__ if cls in STATUSES)


def _body(status: int, detail: str | None, instance: str, members: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": int(status),
        "detail": detail or _DETAILS.get(status, HTTPStatus(status).description),
        "instance": quote(instance, errors="replace"),
    } | {name: value for name, value in members.items() if value is not None}


def _stage(error: Exception) -> Stage | None:
    return error.stage if isinstance(error, NotReady) else None


def _retry_after(error: Exception) -> dict[str, str]:
    """In whole seconds (RFC 9110, 10.2.3), for what may be different a little later."""
    if status_of(error) is not HTTPStatus.SERVICE_UNAVAILABLE:
        return {}
    told = error.retry_after if isinstance(error, ModelBusy) else None
    return {"Retry-After": str(math.ceil(told)) if told is not None else _RETRY_SECONDS}


async def _on_wence_error(request: Request, error: Exception) -> Response:
    status, path = status_of(error), request.url.path
    return problem(status, str(error), instance=path, headers=_retry_after(error), stage=_stage(error))


async def _on_http_exception(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    headers = error.headers or {}
    words = _DETAILS.get(error.status_code, error.detail)
    detail = words.format(method=request.method, allow=headers.get("Allow", ""))
    return problem(error.status_code, detail, instance=request.url.path, headers=headers)


async def _on_invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    found = faults(error.errors())
    return problem(
        422,
        summary(found),
        instance=request.url.path,
        errors=[fault.model_dump(exclude_none=True) for fault in found],
    )
