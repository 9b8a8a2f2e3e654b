"""Which sentences are said, over a law that is made up for these tests: what is tested is what rules decide."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from rag.answering.evidence import Evidence, Sentence, gather
from rag.answering.extract import extract
from rag.assistant import Assistant
from rag.bootstrap import build_assistant, build_indexer
from rag.domain import Answer, Clause, ClauseKind, Document, Hit, Question, Scores, StatementKind, Status
from rag.finding.asking import kind_of
from rag.finding.question import understand
from rag.finding.search import search
from rag.settings import Settings
from tests.conftest import CrowdedEmbedder

_LONG = "".join(f"\n（{n}）第{n}类：{'占用道路停放并且影响他人通行的车辆' * 5}；\n" for n in "一二三四五六七八九")
_LAW = f"""云州市共享单车管理办法

第一条　为了规范共享单车的停放，制定本办法。

第二条　本办法所称共享单车，是指企业向公众出租的自行车。

本办法所称电子围栏，包括定位桩、蓝牙道钉和视频识别设备。

第三条　投放共享单车的企业应当向市交通部门备案，并提交下列材料：

（一）备案申请表；

（二）企业营业执照；

（三）车辆维修方案。

企业提交前款材料的，市交通部门应当在五个工作日内备案。

第四条　下列区域不得停放共享单车：

（一）盲道；

（二）消防通道；

（三）公交车站三十米以内。

第五条　骑行补贴标准如下：

（一）学生月票，每张补贴十元；

（二）老人月票，每张补贴二十元。

第六条　违反停放规定的车辆，按照下列分类清理：
{_LONG}
第七条　企业的车辆维修网点每区不少于三个。企业的客服热线应当全天接听，投诉应当在二十四小时内答复。

第八条　本办法自2023年9月1日起施行。
"""

_REPORT = """云州共享单车新规施行 停放有了规矩

2023年9月2日　来源：云州日报

新规施行首日，记者在地铁口看到，电子围栏外的车辆已经清空。

“罚得不多，管得很细。”云州大学一位法学教授评价说。
"""


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    home, folder = tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("documents")
    _write(folder / "yunzhou-danche-2023.txt", _LAW)
    _write(folder / "yunzhou-baodao-2023.txt", _REPORT)
    settings = Settings(home=home, cache=home)
    build_indexer(settings, embedder=CrowdedEmbedder()).ingest([folder])
    return build_assistant(settings, embedder=CrowdedEmbedder())


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def _labels(answer: Answer) -> list[str]:
    return [citation.clause.label for citation in answer.citations]


@pytest.mark.parametrize(
    ("question", "labels"),
    [
        ("企业备案共享单车要提交哪些材料", ["第三条", "（一）", "（二）", "（三）"]),
        ("投放共享单车备案要交什么材料", ["第三条", "（一）", "（二）", "（三）"]),
        ("企业向交通部门备案，材料有哪些？", ["第三条", "（一）", "（二）", "（三）"]),
        ("哪些区域不得停放共享单车", ["第四条", "（一）", "（二）", "（三）"]),
        ("共享单车不得停放的区域有哪些", ["第四条", "（一）", "（二）", "（三）"]),
        ("不得停放共享单车的是哪些区域", ["第四条", "（一）", "（二）", "（三）"]),
    ],
)
def test_a_lead_in_is_said_with_its_items_each_cited_by_itself(
    assistant: Assistant, question: str, labels: list[str]
) -> None:
    answer = assistant.ask(question)
    assert answer.status is Status.ANSWERED
    assert _labels(answer) == labels
    assert all(s.text == c.quote for s, c in zip(answer.statements, answer.citations, strict=True))


def test_of_a_scale_the_step_that_is_asked_for_is_said(assistant: Assistant) -> None:
    assert "每张补贴二十元" in assistant.ask("老人月票每张补贴多少元").text


def test_an_item_of_one_sentence_is_no_heading(assistant: Assistant) -> None:
    question = understand("学生月票每张补贴多少元", assistant.snapshot.catalogue)
    hits = search(assistant.snapshot, CrowdedEmbedder(), question, limit=10)
    items = [s for s in gather(assistant.snapshot, question, hits).sentences if s.text.startswith("（一）学生")]
    assert [item.is_heading for item in items] == [False]


@pytest.mark.parametrize(
    ("asked", "gains"),
    [("共享单车的投放", True), ("共享单车的投放由谁负责", False), ("共享单车的投放，两份办法有什么区别", False)],
)
def test_a_sentence_gains_from_the_words_above_it_but_for_units_and_comparisons(
    assistant: Assistant, asked: str, gains: bool
) -> None:
    question = understand(asked, assistant.snapshot.catalogue)
    clauses = [_clause(name, f"{name}\n应当事先备案。") for name in ("共享单车的投放", "出租汽车的运营")]
    hits = [Hit(clause, _DOCUMENT, 1.0, Scores(0.9, 1.0, 0.9)) for clause in clauses]
    (under, elsewhere) = (gather(assistant.snapshot, question, [hit]).sentences[-1].score for hit in hits)
    assert (under > elsewhere) is gains


def test_how_many_items_there_are_is_said_where_not_all_are(assistant: Assistant) -> None:
    answer = assistant.ask("违反停放规定的车辆按照哪些分类清理")
    assert answer.statements[-1].kind is StatementKind.NOTICE
    assert "共 9 项" in answer.statements[-1].text
    assert 2 < len(answer.citations) < 10


@pytest.mark.parametrize(
    ("question", "fact"),
    [
        ("什么是共享单车", "企业向公众出租的自行车"),
        ("本办法所称的电子围栏包括哪些", "定位桩、蓝牙道钉和视频识别设备"),
        ("电子围栏怎么理解", "定位桩、蓝牙道钉和视频识别设备"),
    ],
)
def test_a_definition_is_said_first(assistant: Assistant, question: str, fact: str) -> None:
    assert fact in assistant.ask(question).statements[0].text


@pytest.mark.parametrize(
    ("question", "facts"),
    [
        ("维修网点每区不少于几个？投诉应当在多少小时内答复？", ("不少于三个", "二十四小时")),
        ("电子围栏包括哪些？哪些区域不得停放共享单车？", ("蓝牙道钉", "盲道")),
    ],
)
def test_each_part_of_a_question_is_answered(assistant: Assistant, question: str, facts: tuple[str, ...]) -> None:
    text = assistant.ask(question).text
    assert all(fact in text for fact in facts)


def test_who_spoke_is_never_quoted_alone(assistant: Assistant) -> None:
    answer = assistant.ask("法学教授对共享单车新规怎么评价")
    assert "云州大学一位法学教授评价说。" not in {citation.quote for citation in answer.citations}


_DOCUMENT = Document("d", "办法")


def _clause(name: str, text: str, *, parent: str | None = None) -> Clause:
    return Clause(name, "d", ClauseKind.CLAUSE, name, (text.split("\n")[0],), text, 0, len(text), parent=parent)


def _sentence(clause: Clause, text: str, score: float, *, rank: int = 0, is_heading: bool = False) -> Sentence:
    hit = Hit(clause, _DOCUMENT, 1.0, Scores(0.9, 1.0, 0.9))
    start = clause.text.index(text)
    return Sentence(hit, rank, start, start + len(text), score, 0.0, (), is_heading, False)


def _said(question: str, found: Sequence[Sentence], every: Sequence[Sentence] = ()) -> list[str]:
    asked = Question(question, question, question, question, kind_of(question))
    return [draft.text for draft in extract(Evidence(asked, (), tuple(every or found), {}, 1.0, 0.9), found)]


HEADED = _clause("a", "（一）发展新兴产业。\n加快发展造船。支持发展纺织。")
OTHER = _clause("b", "（二）其他。\n产业由市政府确定。")


@pytest.mark.parametrize(
    ("score", "said"), [(1.5, ["加快发展造船。"]), (1.1, ["加快发展造船。", "产业由市政府确定。"])]
)
def test_a_heading_that_fits_better_than_any_sentence_leads_beneath_it(score: float, said: list[str]) -> None:
    found = [
        _sentence(HEADED, "（一）发展新兴产业。", score, is_heading=True),
        _sentence(OTHER, "产业由市政府确定。", 1.0, rank=1),
        _sentence(HEADED, "加快发展造船。", 0.8),
    ]
    assert _said("新兴产业怎么发展", found) == said


def test_a_heading_alone_is_no_answer() -> None:
    heading = _sentence(HEADED, "（一）发展新兴产业。", 1.5, is_heading=True)
    beneath = _sentence(HEADED, "加快发展造船。", 0.1)
    assert _said("新兴产业怎么发展", [heading], [heading, beneath]) == ["加快发展造船。"]


def test_the_steps_of_one_scale_count_as_one_clause() -> None:
    steps = [
        _clause(name, f"（{name}）{text}", parent="a5") for name, text in (("一", "甲补十元；"), ("二", "乙补二十元。"))
    ]
    found = [
        _sentence(OTHER, "产业由市政府确定。", 1.0),
        *(_sentence(step, step.text, 0.9, rank=1 + i) for i, step in enumerate(steps)),
    ]
    assert [step.text for step in steps] == _said("乙也补十元吧", found)[1:]
