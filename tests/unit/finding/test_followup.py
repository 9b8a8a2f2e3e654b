import pytest

from rag.domain import Turn
from rag.finding.followup import complete

COMPLETED = [
    ("低空产业要做什么？", "那由谁牵头呢？", "低空产业要做，由谁牵头？"),
    ("低空产业要做什么？", "由哪些部门负责？", "低空产业要做，由哪些部门负责？"),
    ("低空产业要做什么？", "那2026年呢", "低空产业要做什么，2026年？"),
    ("2025年建多少基站？", "那2026年呢？", "2026年建多少基站？"),
    ("广州的试点放在哪里？", "珠海呢", "珠海的试点放在哪里？"),
    ("《道路办法》里行人过街由谁管？", "机动车呢？", "《道路办法》，机动车，谁管？"),
    ("2026年的分工表里，养老由谁牵头？", "那医疗呢？", "2026年的分工表，医疗，由谁牵头？"),
    ("民意速办有什么动作？", "要改的是哪个办法", "民意速办 动作，要改的是哪个办法？"),
    ("“新三样”指什么？", "这三样由谁推广？", "“新三样”指，这三样由谁推广？"),
]


@pytest.mark.parametrize(("before", "follow_up", "expected"), COMPLETED)
def test_a_follow_up_is_completed_from_the_question_before(before: str, follow_up: str, expected: str) -> None:
    assert complete(follow_up, [Turn("user", before), Turn("assistant", "……")]) == expected


def test_a_follow_up_of_a_follow_up_goes_back_to_the_first() -> None:
    history = [Turn("user", "广州建多少充电桩？"), Turn("assistant", "一百。"), Turn("user", "那珠海呢？")]
    assert complete("由谁负责？", history) == "珠海建 充电桩，由谁负责？"


@pytest.mark.parametrize("question", ["智慧养老设备由哪个部门牵头推广应用？", "算力规模目标是多少"])
def test_a_question_that_stands_alone_is_left_alone(question: str) -> None:
    assert complete(question, [Turn("user", "低空产业要做什么？")]) == question


def test_nothing_is_completed_without_a_conversation() -> None:
    assert complete("那由谁牵头呢？", []) == "那由谁牵头呢？"
    assert complete("那由谁牵头呢？", [Turn("assistant", "您好")]) == "那由谁牵头呢？"
