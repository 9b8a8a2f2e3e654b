"""POST /v1/feedback: what a reader thinks of an answer."""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter
from pydantic import Field

from api import wire
from api.feedback import About, FeedbackStore
from api.problems import responses
from api.requests import Incoming, Name
from rag import domain


class FeedbackRequest(Incoming):
    answer_id: Annotated[
        str, Field(description="Id of the answer.", min_length=1, max_length=64, pattern=r"^[0-9A-Za-z_\-]+$")
    ]
    verdict: Annotated[Literal["up", "down"], Field(description="Whether it helped.")]
    reason: Annotated[str | None, Field(description="Why, in the reader's words.", max_length=2000)] = None
    question: Annotated[
        str | None, Field(description="The question, kept beside the verdict as all below.", max_length=2000)
    ] = None
    answer: Annotated[str | None, Field(description="The answer's text as it was shown.", max_length=20_000)] = None
    status: Annotated[domain.Status | None, Field(description="The answer's status.")] = None
    mode: Annotated[domain.Mode | None, Field(description="How it was made.")] = None
    model: Annotated[Name | None, Field(description="The model that worded it.")] = None
    snapshot: Annotated[Name | None, Field(description="The index that it was made from.")] = None

    def about(self) -> About:
        return About(self.question, self.answer, self.status, self.mode, self.model, self.snapshot)


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
        kept = store.add(request.answer_id, request.verdict, request.reason, about=request.about())
        return Feedback(
            id=kept.id,
            answer_id=kept.answer_id,
            verdict=request.verdict,
            reason=kept.reason,
            created_at=kept.created_at,
        )

    return routes
