// A conversation: asks, shows what comes, can be stopped and tried again, and is kept on the shelf.

import { ExchangeView } from "./exchange.js";
import { ask } from "./service.js";

/**
 * @typedef {import("./text.js").Exchange} Exchange
 * @typedef {import("./wire.js").Answer} Answer
 * @typedef {{show: import("./cards.js").Show, busy: (busy: boolean) => void, answered: (answer: Answer) => void,
 *   failed: (reason: string) => void, changed: () => void, model: () => string | null}} Surroundings
 */

// What the service takes along of a conversation.
const EXCHANGES_SENT = 10;
const CHARACTERS_SENT = 8000;

export class Conversation {
  #log;
  #shelf;
  #around;
  /** @type {Exchange[]} */
  #exchanges = [];
  #id = newId();
  /** @type {AbortController | null} */
  #running = null;

  /**
   * @param {HTMLElement} log
   * @param {import("./shelf.js").Shelf} shelf
   * @param {Surroundings} around
   */
  constructor(log, shelf, around) {
    this.#log = log;
    this.#shelf = shelf;
    this.#around = around;
  }

  get id() {
    return this.#id;
  }

  get busy() {
    return this.#running !== null;
  }

  get empty() {
    return !this.#exchanges.length;
  }

  /** @param {string} question */
  async ask(question) {
    if (this.busy || !question.trim()) return;
    /** @type {Exchange} */
    const exchange = { question, answer: null };
    this.#exchanges.push(exchange);
    const view = this.#view(exchange);
    this.#log.append(view.node);
    this.#around.changed();
    view.focus();
    await this.#run(exchange, view);
  }

  stop() {
    this.#running?.abort();
  }

  /** @param {import("./shelf.js").Conversation} kept */
  open({ id, exchanges }) {
    this.clear();
    this.#id = id;
    this.#exchanges = exchanges;
    for (const exchange of exchanges) {
      const view = this.#view(exchange);
      if (exchange.answer) view.finish(exchange.answer);
      else view.stop();
      this.#log.append(view.node);
    }
    this.#around.changed();
  }

  /** Begins anew; what was said stays on the shelf. */
  clear() {
    this.stop();
    this.#id = newId();
    this.#exchanges = [];
    this.#log.replaceChildren();
    this.#around.changed();
  }

  /** @param {Exchange} exchange */
  #view(exchange) {
    const view = new ExchangeView(exchange.question, {
      show: this.#around.show,
      ask: (question) => this.ask(question),
      retry: () => this.#retry(exchange, view),
    });
    return view;
  }

  /** In the place of the answer that is tried again. @param {Exchange} exchange @param {ExchangeView} old */
  async #retry(exchange, old) {
    if (this.busy) return;
    exchange.answer = null;
    const view = this.#view(exchange);
    old.node.replaceWith(view.node);
    view.focus();
    await this.#run(exchange, view);
  }

  /** @param {Exchange} exchange @param {ExchangeView} view */
  async #run(exchange, view) {
    const running = new AbortController();
    this.#running = running;
    this.#around.busy(true);
    try {
      for await (const event of ask(this.#question(exchange), running.signal)) {
        if (event.type === "evidence") view.found(event.data);
        else if (event.type === "delta") view.add(event.data);
        else exchange.answer = event.data;
      }
      const answer = /** @type {Answer} */ (exchange.answer);
      view.finish(answer);
      this.#around.answered(answer);
    } catch (error) {
      const reason = /** @type {Error} */ (error).message;
      if (running.signal.aborted) view.stop();
      else view.fail(reason);
      if (!running.signal.aborted) this.#around.failed(reason);
    } finally {
      this.#running = null;
      this.#around.busy(false);
      if (this.#exchanges.includes(exchange)) this.#keep();
    }
  }

  /** @param {Exchange} exchange @returns {import("./wire.js").Question} */
  #question(exchange) {
    const before = this.#exchanges.slice(0, this.#exchanges.indexOf(exchange)).filter(({ answer }) => answer);
    const history = before.slice(-EXCHANGES_SENT).flatMap(({ question, answer }) => [
      { role: /** @type {const} */ ("user"), content: question },
      { role: /** @type {const} */ ("assistant"), content: Array.from(answer?.text ?? "").slice(0, CHARACTERS_SENT).join("") },
    ]);
    return { question: exchange.question, history, model: this.#around.model() };
  }

  #keep() {
    this.#shelf.keep({ id: this.#id, at: Date.now(), exchanges: this.#exchanges });
  }
}

/** Unique in this browser; pages that come over plain HTTP have no randomUUID. */
const newId = () => `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`;
