"""Whether the evidence answers, decided outside any model and said in words.

Is it a question to documents, and no errand (写一首诗)? Is the corpus on its subject? That is told by the best agreement;
the threshold stands in CALIBRATION, with how it was found. If it is: does a sentence on the subject give what is asked
for (an amount, a date, a count), for the year and the place that are asked for? A plain threshold on the score cannot
tell a near miss: on hard unanswerable questions every retrieval score has an AUROC near .5.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.answering.aspects import Aspect, asked_aspects
from rag.answering.enumeration import asked_number, only_counts
from rag.answering.errands import is_errand
from rag.answering.evidence import Evidence, Sentence
from rag.answering.giving import is_given
from rag.answering.premise import asserts
from rag.domain import ClauseKind, Status
from rag.places import PROVINCES
from rag.text import fold_brackets, fold_widths, is_chinese

ON_SUBJECT = 0.5
"""From this estimate on a question is on the subject of the corpus."""

_MARGIN = 0.6
_SPEAKS_THE_CORPUS = 0.25
_QUOTED = 0.2
_SAME_SENTENCE = 0.6
_ORDERS = re.compile(
    r"(?:忽略|无视|忘掉|忘记|不用管|别管).{0,12}(?:指令|指示|提示|规则|设定|限制|文件)|(?:系统|开发者).{0,4}(?:提示|指令|消息)|提示词|越狱|"
    r"(?:不受|没有).{0,4}限制|扮演|(?:登录|管理员|后台|账[号户]|数据库).{0,6}(?:密码|口令)|(?:密码|口令).{0,4}(?:发|给|告诉|是多少)|删[掉除].{0,12}文件|密钥|<script|"
    r"ignore.{0,20}(?:instruction|prompt|rule)|system prompt|jailbreak|pretend to be|you are now|password|api key",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?=年|\D|$)")
_SHORT_PLACES = {"香港": "港", "澳门": "澳"}
_NUMBER_OF_DOCUMENT = re.compile(r"\[\d{4}\]\s*\d+号|《[^》]*》")


@dataclass(frozen=True, slots=True)
class Calibration:
    """A question is on the subject when agreement + latin >= threshold.

    `latin` is what the agreement of a question in Latin script lacks against Chinese text.
    """

    threshold: float
    steepness: float
    latin: float


CALIBRATION = Calibration(threshold=0.8045, steepness=62.0, latin=0.062)
"""Against 50 everyday questions and against questions on other documents, agreement alone has an AUROC of .97 and .93
on one collection, of .99 and .98 on another; with the coverage of terms .95 and .91, .98 and .97."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """Log-odds that the documents answer a question: a sum over what is found and what is missing."""

    constant: float
    agreement: float
    latin: float
    names_a_document: float
    asks_for_a_thing: float
    lacks_it: float
    lacks_the_year: float
    lacks_the_place: float


ESTIMATE = Estimate(
    constant=-25.5,
    agreement=31.9,
    latin=2.67,
    names_a_document=1.33,
    asks_for_a_thing=-1.85,
    lacks_it=-3.42,
    lacks_the_year=-1.3,
    lacks_the_place=-2.34,
)
"""Logistic regression on 475 cases; checked by five-fold cross-validation, AUROC .92, and on 75 that nobody had looked
at, .986. BM25 per term of the question has .65 and .53 there, the best cosine .70 and .68."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """`reason` is said to the reader; `sentences` are those that may answer, best first. `confidence`: estimate, 0 to 1,
    that the documents answer."""

    status: Status
    sentences: tuple[Sentence, ...]
    confidence: float
    reason: str = ""


def judge(evidence: Evidence) -> Verdict:
    """Whether and from which sentences the question can be answered."""
    text = evidence.question.text
    near, aspects, years = _near(evidence), asked_aspects(text), asked_years(text)
    dated = [sentence for sentence in near if _fits_years(sentence, years, evidence)]
    lacking = [aspect for aspect in aspects if not any(is_given(s, aspect, evidence) for s in dated or near)]
    missing = _missing_places(evidence)
    confidence = _estimate(evidence, aspects, lacking, has_year=bool(dated), has_place=not missing)
    if is_errand(text):
        return Verdict(Status.OUT_OF_SCOPE, (), 0.0, "这不是查阅文件的问题：这里只依据已导入的文件回答")
    if _orders(evidence) or (on_subject(evidence) < ON_SUBJECT and not _names_its_subject(evidence)):
        return Verdict(Status.OUT_OF_SCOPE, (), confidence, "已导入的文件不涉及这个问题")
    if missing and not asserts(text):
        reason = f"已导入的文件没有关于“{'、'.join(missing)}”的相应内容"
        return Verdict(Status.NOT_FOUND, (), confidence, reason)
    if len(years) > 1 or (near and not dated and _tells_the_year(evidence, near[0])):
        dated = near
    if not dated:
        reason = f"相关条款没有写明 {'、'.join(sorted(years))} 年的相应内容" if years else "没有找到相应内容"
        return Verdict(Status.NOT_FOUND, (), confidence, reason)
    for aspect in aspects:
        giving = [sentence for sentence in dated if is_given(sentence, aspect, evidence)]
        if not giving:
            return Verdict(Status.NOT_FOUND, (), confidence, f"相关条款没有写明所问的{aspect.name}")
        dated = [*giving, *(sentence for sentence in dated if sentence not in giving)]
    if (number := asked_number(text)) and _only_counted(evidence, dated, number):
        return Verdict(Status.NOT_FOUND, (), confidence, f"相关条款没有逐一写明所问的 {number} 项")
    return Verdict(Status.ANSWERED, tuple(dated), confidence)


def _estimate(
    evidence: Evidence, aspects: Sequence[Aspect], lacking: Sequence[Aspect], *, has_year: bool, has_place: bool
) -> float:
    weights = ESTIMATE
    odds = weights.constant + weights.agreement * evidence.agreement
    odds += weights.latin * _is_latin(evidence.question.text)
    odds += weights.names_a_document * bool(evidence.question.documents)
    odds += weights.asks_for_a_thing * bool(aspects) + weights.lacks_it * bool(lacking)
    odds += weights.lacks_the_year * (not has_year) + weights.lacks_the_place * (not has_place)
    return 1 / (1 + math.exp(-odds))


def _is_latin(text: str) -> bool:
    """A Chinese name that an English question quotes leaves it English."""
    return sum(map(is_chinese, text)) < _QUOTED * sum(character.isascii() and character.isalpha() for character in text)


def _tells_the_year(evidence: Evidence, best: Sentence) -> bool:
    """Whether a question takes its year for granted, so that the text corrects it, and does not ask for something of it."""
    text = evidence.question.text
    return asserts(text) or (not asked_aspects(text) and best.coverage >= _SAME_SENTENCE)


def _names_its_subject(evidence: Evidence) -> bool:
    question = evidence.question
    return bool(question.documents or any(reference.clauses for reference in question.references))


def on_subject(evidence: Evidence) -> float:
    """Estimate, 0 to 1, that the corpus treats the question's subject."""
    latin = CALIBRATION.latin * _is_latin(evidence.question.text)
    distance = evidence.agreement + latin - CALIBRATION.threshold
    return 1 / (1 + math.exp(-CALIBRATION.steepness * distance))


def _orders(evidence: Evidence) -> bool:
    """Whether the text gives orders to the assistant instead of asking about the corpus."""
    return bool(_ORDERS.search(evidence.question.text)) and evidence.coverage < _SPEAKS_THE_CORPUS


def asked_years(question: str) -> set[str]:
    """Years that a question asks about, not those in a 文号 or a title."""
    return set(_YEAR.findall(_NUMBER_OF_DOCUMENT.sub("", fold_brackets(question))))


def _near(evidence: Evidence) -> list[Sentence]:
    """Sentences not far behind the best; where several documents are named, behind the best of their own."""
    apart = len(evidence.question.documents) > 1
    best: dict[str, float] = {}
    near = []
    for sentence in filter(_is_of_text, evidence.sentences):
        owner = sentence.hit.document.id if apart else ""
        if sentence.score >= best.setdefault(owner, sentence.score) - _MARGIN:
            near.append(sentence)
    return near


def _is_of_text(sentence: Sentence) -> bool:
    """Not the formula of a notice (请认真贯彻执行, 请径向…反映), which is near to every complaint and has no word of it."""
    return sentence.hit.clause.kind is not ClauseKind.NOTICE or sentence.coverage > 0


def _fits_years(sentence: Sentence, years: set[str], evidence: Evidence) -> bool:
    """Every year that is asked for stands in the sentence, or the sentence names none and its document bears it."""
    years = years - {str(hit.document.year) for hit in evidence.hits if hit.document.id in evidence.question.documents}
    own = set(_YEAR.findall(fold_widths(sentence.text)))
    clause = set(_YEAR.findall(fold_widths(sentence.hit.clause.text)))
    borne = _document_years(sentence)
    return all(year in own or (not own and year in borne | clause) for year in years)


def _only_counted(evidence: Evidence, found: Sequence[Sentence], number: int) -> bool:
    """Whether what says best how many there are names none, and has nothing beneath it that could."""
    counting = next((s for s in found if not s.is_heading and only_counts(s.text, number)), None)
    if counting is None or counting.score < found[0].score:
        return False
    return not any(hit.clause.parent == counting.hit.clause.id for hit in evidence.hits)


def _document_years(sentence: Sentence) -> set[str]:
    document = sentence.hit.document
    written = " ".join(
        filter(None, (document.title, document.number, str(document.issued_on or ""), str(document.year)))
    )
    return set(_YEAR.findall(fold_widths(written)))


def _missing_places(evidence: Evidence) -> list[str]:
    said = "\n".join(f"{hit.document.title}{hit.document.issuer}{hit.clause.text}" for hit in evidence.hits)
    asked = dict.fromkeys(re.findall(PROVINCES, evidence.question.topic))
    return [place for place in asked if place not in said and _SHORT_PLACES.get(place, place) not in said]
