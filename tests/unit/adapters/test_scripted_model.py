import pytest

from rag.adapters.fakes import Call, ScriptedModel
from rag.errors import ModelTimeout
from rag.models import Delta, Ending, Finish, Prompt

PROMPT = Prompt("系统", "问题")
SCHEMA = {"type": "object"}


def test_scripts_are_played_in_order_and_the_last_again() -> None:
    model = ScriptedModel(["甲"], ["乙", "丙"])
    replies = [list(model.stream(PROMPT, max_tokens=8)) for _ in range(3)]
    assert replies[0] == [Delta("甲"), Finish(Ending.STOP, completion_tokens=1)]
    assert replies[1] == replies[2] == [Delta("乙"), Delta("丙"), Finish(Ending.STOP, completion_tokens=2)]


def test_it_records_what_it_was_asked() -> None:
    model = ScriptedModel(["甲"])
    list(model.stream(PROMPT, schema=SCHEMA, max_tokens=8))
    assert model.calls == [Call(PROMPT, SCHEMA, 8)]


def test_an_error_is_raised_in_its_place() -> None:
    reply = ScriptedModel(["甲", ModelTimeout("太慢")]).stream(PROMPT, max_tokens=8)
    assert next(reply) == Delta("甲")
    with pytest.raises(ModelTimeout, match="太慢"):
        next(reply)


def test_it_counts_replies_that_were_broken_off() -> None:
    model = ScriptedModel(["甲", "乙"])
    reply = model.stream(PROMPT, max_tokens=8)
    next(reply)
    reply.close()
    list(model.stream(PROMPT, max_tokens=8))
    assert model.cancelled == 1
