// Conversations that are kept in this browser: the newest ones, within bounds, and nothing where storage is off.

/**
 * @typedef {import("./text.js").Exchange} Exchange
 * @typedef {{id: string, at: number, exchanges: Exchange[]}} Conversation
 */

export const CONVERSATIONS = 50;
const EXCHANGES = 40;

export class Shelf {
  #storage;
  #key;

  /** @param {Storage | null} storage null keeps nothing @param {string} key */
  constructor(storage, key) {
    this.#storage = storage;
    this.#key = key;
  }

  /** Newest first. @returns {Conversation[]} */
  all() {
    try {
      const kept = JSON.parse(this.#storage?.getItem(this.#key) ?? "[]");
      return Array.isArray(kept) ? kept.filter(whole) : [];
    } catch {
      return [];
    }
  }

  /** @param {string | null} id */
  find(id) {
    return this.all().find((conversation) => conversation.id === id) ?? null;
  }

  /** @param {Conversation} conversation */
  keep(conversation) {
    const exchanges = conversation.exchanges.slice(-EXCHANGES).map(lean);
    const others = this.all().filter(({ id }) => id !== conversation.id);
    this.#write([{ ...conversation, exchanges }, ...others].slice(0, CONVERSATIONS));
  }

  /** @param {string} id */
  remove(id) {
    this.#write(this.all().filter((conversation) => conversation.id !== id));
  }

  clear() {
    this.#write([]);
  }

  /** Drops the oldest until the rest fits. @param {Conversation[]} conversations */
  #write(conversations) {
    for (let kept = conversations; ; kept = kept.slice(0, -1)) {
      try {
        if (kept.length) this.#storage?.setItem(this.#key, JSON.stringify(kept));
        else this.#storage?.removeItem(this.#key);
        return;
      } catch {
        if (!kept.length) return;
      }
    }
  }
}

/** @param {"localStorage" | "sessionStorage"} name @returns {Storage | null} where it may be used */
export function browserStorage(name) {
  try {
    return window[name];
  } catch {
    return null;
  }
}

/** What another version or a person left there must not stop the page. @param {any} kept @returns {kept is Conversation} */
function whole(kept) {
  const right = (/** @type {any} */ { question, answer }) =>
    typeof question === "string" && (answer === null || (Array.isArray(answer.statements) && Array.isArray(answer.citations)));
  return typeof kept?.id === "string" && Array.isArray(kept.exchanges) && kept.exchanges.every(right);
}

/** Without what only a maintainer looks at. @param {Exchange} exchange @returns {Exchange} */
function lean({ question, answer }) {
  if (!answer) return { question, answer };
  const { id, rewritten_question, status, mode, text, notes, citations, related, model, snapshot, suggestions } = answer;
  const statements = answer.statements.map((s) => ({ kind: s.kind, text: s.text, citations: s.citations }));
  const kept = { id, question, rewritten_question, status, mode, text, statements, notes, citations, related };
  return { question, answer: { ...kept, model, snapshot, suggestions } };
}
