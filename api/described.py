"""The stream of /v1/ask in OpenAPI, which knows server-sent events since 3.2 (`itemSchema`)."""

from typing import Any

from pydantic import BaseModel

from api import wire
from api.problems import Problem

_CONTENTS: dict[str, type[BaseModel] | None] = {
    "evidence": wire.Found,
    "delta": wire.Said,
    "answer": wire.Answer,
    "error": Problem,
    "done": None,
}
_REFERENCE = "#/components/schemas/{model}"
_DESCRIPTION = (
    "The answer as JSON; with `stream`, server-sent events, in this order: `evidence` once, at once; `delta` for each "
    "sentence as it passes its checks; `answer`, the whole, in which the statements are those of the deltas, or `error` "
    "where no answer could be made; `done` last: a stream that ends without it was cut off. Comment lines are heartbeats."
)


def _item(name: str, content: type[BaseModel] | None) -> dict[str, Any]:
    empty = {"type": "object", "maxProperties": 0}
    schema = {"$ref": _REFERENCE.format(model=content.__name__)} if content else empty
    data = {"type": "string", "contentMediaType": "application/json", "contentSchema": schema}
    return {"type": "object", "required": ["event", "data"], "properties": {"event": {"const": name}, "data": data}}


STREAMED: dict[int | str, dict[str, Any]] = {
    200: {
        "description": _DESCRIPTION,
        "content": {"text/event-stream": {"itemSchema": {"oneOf": [_item(*one) for one in _CONTENTS.items()]}}},
    }
}


def stream_schemas() -> dict[str, Any]:
    """Of the models that nothing but the stream refers to, by name."""
    schemas = {model.__name__: model.model_json_schema(ref_template=_REFERENCE) for model in (wire.Found, wire.Said)}
    return {name: {key: part for key, part in schema.items() if key != "$defs"} for name, schema in schemas.items()}
