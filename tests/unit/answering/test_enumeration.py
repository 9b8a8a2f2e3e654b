import pytest

from rag.answering.enumeration import asked_number, only_counts


@pytest.mark.parametrize(
    ("question", "number"),
    [
        ("3个产业集群分别是哪三个产业", 3),
        ("四大行动是指哪四个", 4),
        ("这18项措施分别是什么", 18),
        ("要协同办理的３类登记分别是什么", 3),
        ("设在哪两座城市", 2),
        ("有哪些产业", None),
        ("有几个集群", None),
        ("哪一个集群最大", None),
        ("哪几项任务", None),
        ("第三条分别怎么说", None),
    ],
)
def test_how_many_are_to_be_named(question: str, number: int | None) -> None:
    assert asked_number(question) == number


@pytest.mark.parametrize(
    ("sentence", "number"),
    [
        ("打造3个具有国际竞争力的万亿级数字产业集群，增速超15%", 3),
        ("到2027年，实施四大行动，建设算力、网络和平台", 4),
        ("布局三个片区。", 3),
        ("培育3个产业集群，算力规模超过60EFLOPS（每秒浮点运算次数）", 3),
    ],
)
def test_a_sentence_that_only_counts(sentence: str, number: int) -> None:
    assert only_counts(sentence, number)


@pytest.mark.parametrize(
    ("sentence", "number"),
    [
        ("聚焦监管、服务、保护三大职能", 3),
        ("实施四大行动：设备更新、以旧换新、回收利用、标准提升", 4),
        ("实施设备更新、以旧换新、回收利用、标准提升四大行动", 4),
        ("建设两个片区，包括东湖和西山", 2),
        ("布局三类场景（园区、港口和社区）", 3),
        ("推动登记与公共数据登记、产品登记等3类登记协同", 3),
        ("打造3个产业集群", 4),
        ("第三条规定的措施", 3),
        ("建设公共服务平台", 2),
    ],
)
def test_a_sentence_that_names_them_or_says_no_such_number(sentence: str, number: int) -> None:
    assert not only_counts(sentence, number)
