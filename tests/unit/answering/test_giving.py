"""Evidence made by hand: the first token of the question is its object, the second what is asked for."""

import pytest

from rag.answering.aspects import asked_aspects
from rag.answering.evidence import Evidence, Sentence
from rag.answering.giving import is_given
from rag.answering.refuse import judge
from rag.domain import Clause, ClauseKind, Document, Hit, Question, QuestionKind, ScoredSpan, Scores, Status
from rag.text import terms

DOCUMENT = Document("d", "云海市产业方案")


def _sentence(label: str, text: str, matches: tuple[float, ...], kind: ClauseKind = ClauseKind.CLAUSE) -> Sentence:
    clause = Clause(f"d/{label}", "d", kind, label, (label,), text, 0, len(text))
    hit = Hit(clause, DOCUMENT, 1.0, Scores(0.9, 1.0, 0.9), (ScoredSpan(0, len(text), 0.9, matches),))
    return Sentence(hit, 0, 0, len(text), 1.0, 0.5, matches, False, False)


def _evidence(asked: str, *sentences: Sentence, agreement: float = 0.9) -> Evidence:
    question = Question(asked, asked, asked, asked, QuestionKind.NUMBER)
    weights = dict.fromkeys(terms(asked), 1.0)
    return Evidence(question, tuple(s.hit for s in sentences), sentences, weights, 0.5, agreement)


def _given(asked: str, sentence: Sentence, *others: Sentence) -> bool:
    (aspect,) = (aspect for aspect in asked_aspects(asked) if aspect.name != "处罚")
    return is_given(sentence, aspect, _evidence(asked, sentence, *others))


AMOUNT = _sentence("（一）", "机器人产业规模超过40亿元。", (0.8, 0.95))
OBJECT = _sentence("（二）", "低空经济要有序发展。", (0.95, 0.8))


def test_the_number_of_a_neighbour_is_not_given() -> None:
    assert not _given("低空经济产业规模多少亿元", AMOUNT, OBJECT)


def test_it_is_where_no_other_clause_has_the_object() -> None:
    assert _given("低空经济产业规模多少亿元", AMOUNT)


def test_it_is_where_its_clause_matches_as_well() -> None:
    assert _given("机器人产业规模多少亿元", _sentence("（一）", AMOUNT.text, (0.95, 0.95)), OBJECT)


def test_it_is_where_the_other_clause_has_no_word_of_the_question_that_it_lacks() -> None:
    assert _given("机器人产业规模多少亿元", AMOUNT, OBJECT)


def test_the_formula_of_a_notice_is_no_rival() -> None:
    notice = _sentence("通知", OBJECT.text, (0.95, 0.8), ClauseKind.NOTICE)
    assert _given("低空经济产业规模多少亿元", AMOUNT, notice)


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        (
            "未经批准提供数据造成严重后果罚多少",
            "未经批准提供数据的，给予警告，处一万元以下罚款；造成严重后果的，处十万元以下罚款，对责任人处三万元罚款。",
        ),
        (
            "新开设便利店补多少钱",
            "对验收合格的，每个奖补20万元；对获评示范的，再奖10万元；支持连锁经营，对新开设便利店，每店补助3万元。",
        ),
    ],
)
def test_an_amount_stands_under_the_condition_before_it(asked: str, text: str) -> None:
    assert _given(asked, _sentence("第一条", text, (0.9, 0.9)))


def test_the_number_of_another_target_is_not_given() -> None:
    text = "平台达到30个，算力规模翻两番，数据产业增长15%，建设智慧港口若干。"
    assert not _given("智慧港口要建设多少个", _sentence("一、", text, (0.9, 0.9)))


def test_what_is_only_counted_is_not_named() -> None:
    text = "打造3个产业集群，增速超15%。"
    verdict = judge(_evidence("3个产业集群分别是哪三个", _sentence("一、", text, (0.9, 0.9))))
    assert verdict.status is Status.NOT_FOUND
    assert "3 项" in verdict.reason


def test_a_count_with_clauses_beneath_it_is_left_to_them() -> None:
    first = _sentence("一、", "打造3个产业集群，增速超15%。", (0.9, 0.9))
    clause = Clause("d/一、/1", "d", ClauseKind.ITEM, "1．", ("一、", "1．"), "发展软件。", 0, 5, parent="d/一、")
    below = Hit(clause, DOCUMENT, 0.9, Scores(0.9, 1.0, 0.9))
    evidence = _evidence("3个产业集群分别是哪三个", first)
    whole = Evidence(evidence.question, (first.hit, below), (first,), evidence.weights, 0.5, 0.9)
    assert judge(whole).status is Status.ANSWERED


def test_an_errand_is_out_of_scope_however_near_its_words_are() -> None:
    verdict = judge(_evidence("写一首低空经济的诗", OBJECT))
    assert verdict.status is Status.OUT_OF_SCOPE
    assert "不是查阅文件" in verdict.reason


@pytest.mark.parametrize(
    ("asked", "agreement", "status"),
    [
        ("低空经济怎么发展", 0.81, Status.ANSWERED),
        ("低空经济怎么发展", 0.79, Status.OUT_OF_SCOPE),
        ("How is the low altitude economy developed", 0.76, Status.ANSWERED),
        ("How is the “低空” economy developed", 0.76, Status.ANSWERED),
    ],
)
def test_agreement_tells_what_is_on_the_subject(asked: str, agreement: float, status: Status) -> None:
    assert judge(_evidence(asked, OBJECT, agreement=agreement)).status is status


def test_the_formula_of_a_notice_answers_nothing_that_it_has_no_word_of() -> None:
    formula = _sentence("通知", "执行中遇到的问题，请径向市数据局反映。", (0.99, 0.99), ClauseKind.NOTICE)
    bare = Sentence(formula.hit, 0, 0, len(formula.text), 2.0, 0.0, formula.matches, False, False)
    verdict = judge(_evidence("低空经济怎么发展", bare, OBJECT))
    assert [sentence.text for sentence in verdict.sentences] == [OBJECT.text]


def test_a_count_further_down_is_no_reason_to_refuse() -> None:
    named = _sentence("一、", "软件、芯片和机器人都是要打造的产业集群。", (0.9, 0.9))
    counted = _sentence("二、", "打造3个产业集群，增速超15%。", (0.8, 0.8))
    lower = Sentence(counted.hit, 1, 0, counted.end, 0.9, 0.5, counted.matches, False, False)
    assert judge(_evidence("3个产业集群分别是哪三个", named, lower)).status is Status.ANSWERED
