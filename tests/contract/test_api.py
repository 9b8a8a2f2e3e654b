"""The service keeps to its own description: generated requests, right and wrong, against every operation."""

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from api.app import create_app
from api.feedback import FeedbackStore
from rag.assistant import Assistant

_EXAMPLES = 25


class _Late:
    """Stands for what only a fixture can make: schemathesis wants the application when the tests are collected."""

    target: Any = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self.target, name)


_assistant, _feedback = _Late(), _Late()
_app = create_app(_assistant, feedback=_feedback)  # type: ignore[arg-type]
schema = schemathesis.openapi.from_asgi("/openapi.json", _app)


@pytest.fixture(autouse=True)
def _in_place(corpus_assistant: Assistant, tmp_path_factory: pytest.TempPathFactory) -> None:
    _assistant.target = corpus_assistant
    _feedback.target = FeedbackStore(tmp_path_factory.mktemp("contract") / "state.sqlite")


@schema.parametrize()
@settings(
    max_examples=_EXAMPLES,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_the_service_keeps_to_its_description(case: schemathesis.Case) -> None:
    # That one of two parameters must be given is more than OpenAPI can say.
    unsaid = case.operation.path == "/v1/clauses" and not case.query
    case.call_and_validate(excluded_checks=[positive_data_acceptance] if unsaid else [])
