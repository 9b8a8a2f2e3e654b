// One exchange on the page: a question, the clauses that were found, the sentences as they come, and what can be done.

import { cardList, citationCards, cite, clauseCard, folded } from "./cards.js";
import { button, element } from "./dom.js";
import { opinion } from "./opinion.js";
import { copy, modeName, plain, statusName } from "./text.js";
import { t } from "./words.js";

/**
 * @typedef {import("./wire.js").Answer} Answer
 * @typedef {import("./wire.js").Citation} Citation
 * @typedef {import("./wire.js").Clause} Clause
 * @typedef {{show: import("./cards.js").Show, ask: (question: string) => void, retry: () => void}} Handlers
 */

const SHOWN_CARDS = 3;

export class ExchangeView {
  #question;
  #handlers;
  /** @type {Clause[]} */
  #evidence = [];
  /** @type {Map<number, Citation>} */
  #citations = new Map();
  #rewritten = element("p", { class: "muted", hidden: true });
  #progress = element("p", { class: "muted progress", role: "status" });
  #badges = element("p", { class: "badges" });
  #statements = element("div", { class: "statements" });
  #notes = element("div", { class: "notes" });
  #actions = element("div", { class: "actions unprinted" });
  // The log announces what is added to it; cards are there to be looked up, not to be read out.
  #sources = element("section", { class: "sources", "aria-live": "off" });
  #suggestions = element("div", { class: "suggestions unprinted", "aria-live": "off" });

  /** @param {string} question @param {Handlers} handlers */
  constructor(question, handlers) {
    this.#question = question;
    this.#handlers = handlers;
    const title = element("h2", { class: "question", tabindex: -1 }, question);
    const parts = [this.#badges, this.#rewritten, this.#statements, this.#progress, this.#notes, this.#actions];
    this.node = element("article", { class: "exchange" }, title, ...parts, this.#sources, this.#suggestions);
    this.#progress.textContent = t("chat.searching");
  }

  /** @param {import("./wire.js").Evidence} found */
  found({ rewritten_question, evidence }) {
    this.#evidence = evidence;
    this.#understood(rewritten_question);
    if (!evidence.length) return;
    this.#progress.textContent = t("chat.checking", { count: evidence.length });
    this.#list("chat.evidence", cardList(this.#cards(evidence), SHOWN_CARDS, "chat.evidence.more"));
  }

  /** @param {import("./wire.js").Delta} delta */
  add({ statement, citations }) {
    for (const citation of citations) this.#citations.set(citation.n, citation);
    const marks = statement.citations.flatMap((n) => this.#citations.get(n) ?? []).map((c) => cite(c, this.#handlers.show));
    // A word joiner keeps the first number on the line of the word before it.
    this.#statements.append(element("p", { class: "statement", "data-kind": statement.kind }, statement.text, marks.length > 0 && "\u2060", ...marks));
  }

  /** The whole answer, in place of what came before. @param {Answer} answer */
  finish(answer) {
    this.node.dataset.status = answer.status;
    this.node.dataset.mode = answer.mode;
    this.#understood(answer.rewritten_question);
    this.#badge(answer);
    for (const citation of answer.citations) this.#citations.set(citation.n, citation);
    this.#complete(answer);
    this.#progress.textContent = "";
    this.#notes.replaceChildren(...answer.notes.map((note) => element("p", { class: "notice" }, note)));
    this.#cite(answer);
    this.#act(answer);
    this.#suggest(answer.suggestions);
  }

  /** @param {string} reason why there is no whole answer, fit to be shown */
  fail(reason) {
    this.#end("broken", reason, "alert");
  }

  stop() {
    const begun = this.#statements.childElementCount > 0;
    this.#end("stopped", t(begun ? "chat.stopped" : "chat.stopped.empty"), "status");
  }

  focus() {
    /** @type {HTMLElement} */ (this.node.querySelector(".question")).focus({ preventScroll: true });
    this.node.scrollIntoView({ block: "start" });
  }

  /** @param {string} status @param {string} words @param {string} role */
  #end(status, words, role) {
    this.node.dataset.status = status;
    this.#badges.replaceChildren(element("span", { class: "badge status" }, t(`chat.status.${status}`)));
    this.#progress.textContent = "";
    this.#notes.replaceChildren(element("p", { class: "notice", role }, words));
    this.#actions.replaceChildren(button(t("chat.retry"), this.#handlers.retry, { class: "retry" }));
  }

  /** @param {string | null} rewritten */
  #understood(rewritten) {
    this.#rewritten.hidden = !rewritten || rewritten === this.#question;
    this.#rewritten.textContent = t("chat.rewritten", { question: rewritten ?? "" });
  }

  /** @param {Answer} answer */
  #badge(answer) {
    const status = statusName(answer.status);
    const generated = answer.mode === "generate";
    const hint = t("chat.mode.generate.hint", { model: answer.model?.name ?? "" });
    const badges = [
      status && element("span", { class: "badge status" }, status),
      // What says that nothing was found is no excerpt.
      (generated || answer.citations.length > 0) && element("span", { class: `badge ${answer.mode}` }, modeName(answer)),
      generated && element("span", { class: "muted" }, hint),
    ];
    this.#badges.replaceChildren(...badges.filter((badge) => badge instanceof Node));
  }

  /** Adds the sentences that have not come one by one; where others came, the answer's own count. @param {Answer} answer */
  #complete(answer) {
    const texts = [...this.#statements.children].map((child) => child.firstChild?.textContent);
    const same = texts.every((text, place) => text === answer.statements[place]?.text);
    if (!same) this.#statements.replaceChildren();
    for (const statement of answer.statements.slice(same ? texts.length : 0)) this.add({ statement, citations: [] });
  }

  /** @param {Answer} answer */
  #cite({ citations, related }) {
    const shown = new Set([...citations.map((c) => c.clause_id), ...related.map((c) => c.id)]);
    const others = this.#cards(this.#evidence.filter((clause) => !shown.has(clause.id)));
    const cards = citationCards(citations, this.#handlers.show);
    const [title, listed] = cards.length ? ["chat.sources", cards] : ["chat.related", this.#cards(related)];
    this.#list(title, listed.length ? cardList(listed, SHOWN_CARDS, "chat.sources.more") : []);
    if (others.length) this.#sources.append(folded(t("chat.evidence.other", { count: others.length }), others));
  }

  /** @param {Answer} answer */
  #act(answer) {
    const copied = element("span", { class: "muted", role: "status" });
    const onCopy = async () => {
      const done = await copy(plain({ question: this.#question, answer }));
      copied.textContent = t(done ? "chat.copied" : "chat.uncopied");
    };
    const retry = button(t("chat.retry"), this.#handlers.retry, { class: "quiet retry" });
    this.#actions.replaceChildren(button(t("chat.copy"), onCopy, { class: "quiet copy" }), retry, ...opinion(answer), copied);
  }

  /** @param {string[]} questions */
  #suggest(questions) {
    const buttons = questions.map((question) =>
      element("li", {}, button(question, () => this.#handlers.ask(question), { class: "suggestion" })),
    );
    this.#suggestions.replaceChildren(
      ...(buttons.length ? [element("h3", {}, t("chat.suggestions")), element("ul", { class: "questions" }, ...buttons)] : []),
    );
  }

  /** @param {string} title @param {HTMLElement[]} lists */
  #list(title, lists) {
    this.#sources.replaceChildren(...(lists.length ? [element("h3", {}, t(title)), ...lists] : []));
  }

  /** @param {Clause[]} clauses */
  #cards(clauses) {
    return clauses.map((clause) => clauseCard(clause, this.#handlers.show));
  }
}
