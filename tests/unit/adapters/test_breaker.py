from threading import Event

import pytest

from rag.adapters.breaker import Breaker
from rag.adapters.fakes import Script, ScriptedModel
from rag.errors import (
    ModelBusy,
    ModelError,
    ModelInterrupted,
    ModelRefused,
    ModelReplyInvalid,
    ModelTimeout,
    ModelUnavailable,
)
from rag.models import Delta, Prompt

PROMPT = Prompt("系统", "问题")
DEAD: Script = [ModelUnavailable("连不上")]
SLOW: Script = ["到", ModelTimeout("太慢")]
WELL: Script = ["到", "2027年"]


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def _ask(model: Breaker) -> str:
    """The text, or the name of the error."""
    try:
        return "".join(item.text for item in model.stream(PROMPT, max_tokens=8) if isinstance(item, Delta))
    except ModelError as error:
        return type(error).__name__


def test_after_failures_in_a_row_the_endpoint_is_left_alone(clock: Clock) -> None:
    endpoint = ScriptedModel(DEAD, SLOW, DEAD, WELL)
    model = Breaker(endpoint, failures=3, rest=30, clock=clock)
    assert [_ask(model) for _ in range(3)] == ["ModelUnavailable", "ModelTimeout", "ModelUnavailable"]
    clock.now += 29
    with pytest.raises(ModelUnavailable, match=r"连续 3 次没有应答.*约 1 秒"):
        next(model.stream(PROMPT, max_tokens=8))
    assert len(endpoint.calls) == 3


def test_after_the_rest_one_good_reply_ends_it(clock: Clock) -> None:
    endpoint = ScriptedModel(DEAD, WELL, DEAD, WELL)
    model = Breaker(endpoint, failures=1, rest=30, clock=clock)
    _ask(model)
    clock.now += 30
    assert [_ask(model) for _ in range(3)] == ["到2027年", "ModelUnavailable", "ModelUnavailable"]
    assert len(endpoint.calls) == 3


def test_a_trial_that_fails_starts_the_rest_anew(clock: Clock) -> None:
    endpoint = ScriptedModel(DEAD)
    model = Breaker(endpoint, failures=2, rest=30, clock=clock)
    _ask(model), _ask(model)
    clock.now += 30
    _ask(model)
    clock.now += 29
    _ask(model)
    assert len(endpoint.calls) == 3


def test_only_one_call_tries_it_again(clock: Clock) -> None:
    endpoint = ScriptedModel(DEAD, WELL)
    model = Breaker(endpoint, failures=1, rest=30, clock=clock)
    _ask(model)
    clock.now += 30
    trial = model.stream(PROMPT, max_tokens=8)
    next(trial)
    assert _ask(model) == "ModelUnavailable"
    trial.close()
    assert _ask(model) == "到2027年"
    assert len(endpoint.calls) == 3


@pytest.mark.parametrize("error", [ModelRefused("不"), ModelBusy("忙"), ModelReplyInvalid("乱")])
def test_an_endpoint_that_answers_at_all_is_not_dead(clock: Clock, error: ModelError) -> None:
    endpoint = ScriptedModel(DEAD, [error], DEAD, WELL)
    model = Breaker(endpoint, failures=2, rest=30, clock=clock)
    assert [_ask(model) for _ in range(4)][-1] == "到2027年"


def test_a_reply_that_broke_off_says_nothing(clock: Clock) -> None:
    endpoint = ScriptedModel(DEAD, ["到", ModelInterrupted("断")], DEAD, WELL)
    model = Breaker(endpoint, failures=2, rest=30, clock=clock)
    assert [_ask(model) for _ in range(4)][-1] == "ModelUnavailable"
    assert len(endpoint.calls) == 3


def test_a_caller_that_wants_no_more_is_heard(clock: Clock) -> None:
    endpoint = ScriptedModel(WELL)
    stop = Event()
    reply = Breaker(endpoint, clock=clock).stream(PROMPT, max_tokens=8, stop=stop)
    next(reply)
    stop.set()
    with pytest.raises(ModelInterrupted):
        next(reply)


def test_a_breaker_is_called_what_its_model_is_called(clock: Clock) -> None:
    model = Breaker(ScriptedModel(WELL, name="小"), clock=clock)
    assert (model.name, model.provider) == ("小", "scripted")
