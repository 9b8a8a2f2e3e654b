"""What is wrong with a request, place by place, in words: pydantic's errors without what the caller sent."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from pydantic import BaseModel, Field

_SHOWN = 3

# By pydantic's error type; the fields are those of the error's `ctx`.
_WORDS = {
    "missing": "缺少此项",
    "extra_forbidden": "没有这一项；请检查拼写",
    "string_type": "应是字符串",
    "string_unicode": "含有不完整的字符（单独的代理码位）；请检查编码",
    "string_too_short": "至少 {min_length} 个字符",
    "string_too_long": "最多 {max_length} 个字符",
    "string_pattern_mismatch": "内容为空白或含有不允许的字符",
    "too_long": "最多 {max_length} 项",
    "list_type": "应是数组",
    "int_type": "应是整数",
    "bool_type": "应是 true 或 false",
    "greater_than_equal": "不能小于 {ge}",
    "less_than_equal": "不能大于 {le}",
    "enum": "可用的值：{expected}",
    "literal_error": "可用的值：{expected}",
    "day": "应是 YYYY-MM-DD 形式的日期",
    "date_from_datetime_parsing": "没有这一天；日期的形式是 YYYY-MM-DD",
    "date_parsing": "没有这一天；日期的形式是 YYYY-MM-DD",
    "json_invalid": "不是有效的 JSON",
    "model_attributes_type": "应是 JSON 对象，并注明 Content-Type: application/json",
    "model_type": "应是 JSON 对象",
    "dict_type": "应是 JSON 对象",
}


class Fault(BaseModel):
    """One fault of a request."""

    detail: Annotated[str, Field(description="What is wrong, Chinese first.")]
    pointer: Annotated[
        str | None, Field(description="Place in the body, as a JSON pointer.", examples=["#/filters/documents/0"])
    ] = None
    parameter: Annotated[str | None, Field(description="Name of the query parameter.")] = None


def faults(errors: Sequence[Mapping[str, Any]]) -> list[Fault]:
    return [_fault(error) for error in errors]


def summary(found: Sequence[Fault]) -> str:
    """One sentence over all faults.

    >>> summary([Fault(detail="缺少此项", pointer="#/question")])
    '请求不符合要求：question 缺少此项'
    """
    shown = "；".join(f"{_name(fault)} {fault.detail}".strip() for fault in found[:_SHOWN])
    more = f"；共 {len(found)} 处" if len(found) > _SHOWN else ""
    return f"请求不符合要求：{shown}{more}"


def _fault(error: Mapping[str, Any]) -> Fault:
    where, *steps = error["loc"]
    detail = _detail(error)
    if where != "body":
        return Fault(detail=detail, parameter=str(steps[-1]) if steps else None)
    if error["type"] == "json_invalid":
        return Fault(detail=f"{detail}（第 {steps[0] + 1} 个字符处）", pointer="#")
    return Fault(detail=detail, pointer="#" + "".join(f"/{_escaped(step)}" for step in steps))


def _detail(error: Mapping[str, Any]) -> str:
    words = _WORDS.get(error["type"])
    return words.format(**error.get("ctx", {})) if words else f"不能用（{error['msg']}）"


def _escaped(step: object) -> str:
    return str(step).replace("~", "~0").replace("/", "~1")


def _name(fault: Fault) -> str:
    return fault.parameter or (fault.pointer or "").removeprefix("#/").removeprefix("#")
