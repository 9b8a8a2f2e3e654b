"""POST /v1/feedback: what a reader thinks of an answer."""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter
from pydantic import Field

from api import wire
from api.feedback import FeedbackStore
from api.problems import responses
from api.requests import FeedbackRequest


class Feedback(wire.Wire):
    id: Annotated[int, Field(description="Number of the verdict.")]
    answer_id: Annotated[str, Field(description="Id of the answer.")]
    verdict: Annotated[Literal["up", "down"], Field(description="Whether it helped.")]
    reason: Annotated[str | None, Field(description="Why, in the reader's words, or null.")]
    created_at: Annotated[datetime, Field(description="When it was kept, in UTC.")]


def router(store: FeedbackStore) -> APIRouter:
    routes = APIRouter(tags=["feedback"])

    @routes.post("/v1/feedback", status_code=201, responses=responses(400, 413, 422, 503))
    def feedback(request: FeedbackRequest) -> Feedback:
        """Keeps a verdict on an answer. A second one on the same answer is kept beside the first; the last counts."""
        kept = store.add(request.answer_id, request.verdict, request.reason)
        return Feedback(
            id=kept.id,
            answer_id=kept.answer_id,
            verdict=request.verdict,
            reason=kept.reason,
            created_at=kept.created_at,
        )

    return routes
