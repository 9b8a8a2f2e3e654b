"""The service keeps to its own description: generated requests, right and wrong, against every operation."""

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.config import SchemathesisConfig

from api.app import create_app
from api.feedback import FeedbackStore
from rag.assistant import Assistant

_EXAMPLES = 12


@pytest.fixture(scope="session")
def described(corpus_assistant: Assistant, tmp_path_factory: pytest.TempPathFactory) -> schemathesis.BaseSchema:
    store = FeedbackStore(tmp_path_factory.mktemp("contract") / "state.sqlite")
    return schemathesis.openapi.from_asgi("/openapi.json", create_app(corpus_assistant, feedback=store))


schema = schemathesis.pytest.from_fixture("described")


@schema.parametrize()
@settings(
    max_examples=_EXAMPLES,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_the_service_keeps_to_its_description(case: schemathesis.Case) -> None:
    case.call_and_validate()
