"""An answer in a model's words. Nothing it writes is believed: each sentence is checked against what it cites before it is
said, one that cites wrongly gets the passage that bears it out, and one that nothing bears out is left out.

What the extractive answer would say and the model did not is said verbatim behind it, so that no fact is lost; if the model
fails, all of it is.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import takewhile
from threading import Event

from rag.answering.aspects import asked_aspects, gives
from rag.answering.checks.prose import prose
from rag.answering.checks.source import Source
from rag.answering.draft import Draft, Quote
from rag.answering.prompt import Asked, answer_prompt
from rag.answering.reply import Reply
from rag.answering.spoken import Spoken, schema, spoken
from rag.answering.verify import Verifier
from rag.domain import Check, ModelName, PromptName, Question, Statement, StatementKind
from rag.errors import ModelError, ModelInterrupted
from rag.models import Delta, Ending, Finish, Form, Writer
from rag.text import bare, sentences, terms

_TOLD = 0.6
_CUT_OFF = {Ending.LENGTH: "回答超过了长度限制", Ending.FILTERED: "回答被服务方的内容过滤中断"}


class Composition:
    """Drafts of one answer, in order, once, with their checks; then `prompt`, `removed` and `notes` say how it went.

    `author` is the model that is asked: None where there is none, or nothing for it to word. `prompt` is None where no
    sentence of it was used. Errors while it is read: ModelInterrupted once `stop` is set; every other failure of the model
    is told in `notes`.
    """

    def __init__(
        self,
        question: Question,
        reply: Reply,
        writer: Writer | None,
        verifier: Verifier,
        stop: Event | None = None,
    ) -> None:
        self._question = question
        self._reply = reply
        self._writer = writer if reply.basis else None
        self._verifier = verifier
        self._stop = stop
        self._said: list[Draft] = []
        self.author = ModelName(self._writer.name, self._writer.model.provider) if self._writer else None
        self.prompt: PromptName | None = None
        self.removed: list[Statement] = []
        self.notes: list[str] = []

    def __iter__(self) -> Iterator[Draft]:
        drafts = self._reply.drafts
        before = list(takewhile(lambda draft: draft.kind is not StatementKind.QUOTED, drafts))
        yield from before
        if self._writer:
            yield from self._composed(self._writer)
        yield from (self._verified(draft) for draft in drafts[len(before) :] if not self._tells(draft))
        self._conclude()

    def _verified(self, draft: Draft) -> Draft:
        """A quoted statement with its checks; others bring theirs."""
        if draft.kind is not StatementKind.QUOTED:
            return draft
        return replace(draft, checks=self._checks(draft.text, draft.quotes))

    def _composed(self, writer: Writer) -> Iterator[Draft]:
        quotes = [quote for draft in self._reply.drafts if draft.kind is StatementKind.QUOTED for quote in draft.quotes]
        asked = answer_prompt(self._question, quotes, self._reply.basis, writer.manner)
        try:
            shown = self._shown(asked.passages)
            for sentence in spoken(self._pieces(asked, writer)):
                draft = self._checked(sentence, asked.passages, shown)
                if draft and not self._is_repeated(draft):
                    self._said.append(draft)
                    self.prompt = asked.name
                    yield draft
        except ModelError as error:
            if self._stop and self._stop.is_set():
                raise
            self.notes.append(f"语言模型没有完成回答，其余为原文摘录：{error}")

    def _pieces(self, asked: Asked, writer: Writer) -> Iterator[str]:
        """Errors: ModelError, also for a reply that was cut off: its last sentence is not whole."""
        form = schema(len(asked.passages)) if writer.manner.form is Form.CONSTRAINED else None
        limit = writer.manner.reply_tokens
        reply = writer.model.stream(asked.prompt, schema=form, max_tokens=limit, stop=self._stop)
        try:
            for item in reply:
                match item:
                    case Delta(text):
                        yield text
                    case Finish(ending) if ending in _CUT_OFF:
                        raise ModelInterrupted(_CUT_OFF[ending])
        finally:
            reply.close()

    def _shown(self, passages: Sequence[Quote]) -> set[str]:
        """The content of the question, and of the names of documents and the headings that a prompt shows."""
        sources = [_source(quote) for quote in passages]
        texts = (text for source in sources for text in (*source.names, *source.path))
        return {gram.text for text in (self._question.text, *texts) for gram in prose(text).grams}

    def _checked(self, sentence: Spoken, passages: Sequence[Quote], shown: set[str]) -> Draft | None:
        """The sentence with what bears it out: the passages that it cites, else another one.

        One that has nothing but what was `shown` beside the clauses says nothing of them: “要改的是《意见》” is true of its
        source, and no answer.
        """
        if not any(gram.is_strong and gram.text not in shown for gram in prose(sentence.text).grams):
            self._remove(sentence, (Check("content", False, "没有说出条文的内容"),))
            return None
        cited = [passages[n - 1] for n in sentence.sources if 1 <= n <= len(passages)]
        first = self._checks(sentence.text, cited)
        if _passed(first):
            return self._draft(sentence.text, cited, first)
        for passage in passages:
            checks = self._checks(sentence.text, [passage])
            if _passed(checks):
                return self._draft(sentence.text, [passage], checks)
        unknown = [str(n) for n in sentence.sources if not 1 <= n <= len(passages)]
        if unknown:
            first = (Check("citation", False, f"没有编号为 {'、'.join(unknown)} 的条文"), *first[1:])
        self._remove(sentence, first)
        return None

    def _remove(self, sentence: Spoken, checks: tuple[Check, ...]) -> None:
        self.removed.append(Statement(StatementKind.COMPOSED, sentence.text, (), checks))

    def _checks(self, text: str, quotes: Sequence[Quote]) -> tuple[Check, ...]:
        return self._verifier.checks(text, list(map(_source, quotes)))

    def _draft(self, text: str, quotes: Sequence[Quote], checks: tuple[Check, ...]) -> Draft:
        """Where one sentence of a passage is enough, that is what is quoted."""
        if len(quotes) == 1:
            for narrow in _sentences_of(quotes[0]):
                narrower = self._checks(text, [narrow])
                if _passed(narrower):
                    return Draft(StatementKind.COMPOSED, text, (narrow,), narrower)
        return Draft(StatementKind.COMPOSED, text, tuple(quotes), checks)

    def _is_repeated(self, draft: Draft) -> bool:
        return any(bare(draft.text) in bare(said.text) for said in self._said)

    def _tells(self, draft: Draft) -> bool:
        """Whether the composed sentences say what a quoted one would."""
        if draft.kind is not StatementKind.QUOTED or not self._said:
            return False
        if self._answers():
            return True
        wanted = set(terms(draft.text))
        said = {term for told in self._said for term in terms(told.text)}
        return len(wanted & said) >= _TOLD * len(wanted)

    def _answers(self) -> bool:
        """Whether one of them gives what is asked for (an amount, a day …) from the clause that answers best."""
        aspects = asked_aspects(self._question.text)
        best = next(quote for draft in self._reply.drafts for quote in draft.quotes)
        giving = (
            draft
            for draft in self._said
            if any(quote.clause.id == best.clause.id for quote in draft.quotes)
            and all(gives(draft.text, aspect) for aspect in aspects)
        )
        return bool(aspects) and any(giving)

    def _conclude(self) -> None:
        if not self.removed:
            return
        if self._said:
            self.notes.append(f"语言模型写的 {len(self.removed)} 句话没有通过核对，已略去")
        elif not self.notes:
            self.notes.append("语言模型的回答没有通过核对，以下为原文摘录")


def _source(quote: Quote) -> Source:
    return Source.of(quote.clause, quote.document, quote.text)


def _passed(checks: Sequence[Check]) -> bool:
    return all(check.passed for check in checks)


def _sentences_of(quote: Quote) -> list[Quote]:
    """None where the quote is but one sentence."""
    spans = sentences(quote.text)
    if len(spans) < 2:
        return []
    return [replace(quote, start=quote.start + start, end=quote.start + end) for start, end in spans]
