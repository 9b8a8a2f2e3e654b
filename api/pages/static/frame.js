// The widget's frame: the same conversation as on the page, told what to do by the page around it, if that is allowed to.

import { byId, desk } from "./desk.js";
import { browserStorage, Shelf } from "./shelf.js";

/**
 * @typedef {{type: "wence:hello", remember: boolean, theme: "light" | "dark" | null, elder: boolean,
 *   colours: Record<string, string>}} Hello
 * @typedef {Hello | {type: "wence:ask", question: string} | {type: "wence:focus"}} Told
 */

/** @type {string[]} */
const origins = [location.origin, ...JSON.parse(byId("origins").textContent)];
/** @type {string | null} the page around, once it has said hello */
let host = null;

const storage = browserStorage("localStorage");
let remembers = false;
/** Writes only when told to remember: before that, a conversation lives as long as the frame. */
const reluctant = /** @type {Storage} */ (
  /** @type {Pick<Storage, "getItem" | "setItem" | "removeItem">} */ ({
    getItem: (key) => (remembers ? (storage?.getItem(key) ?? null) : null),
    setItem: (key, value) => remembers && storage?.setItem(key, value),
    removeItem: (key) => remembers && storage?.removeItem(key),
  })
);
const shelf = new Shelf(reluctant, "wence.widget");

const { conversation, composer } = desk(shelf, {
  beside: "(min-width: 64rem)",
  storage: null,
  answered: ({ id, question, status, mode, text, citations }) =>
    tell({ type: "wence:answer", detail: { id, question, status, mode, text, citations: citations.length } }),
  failed: (reason) => tell({ type: "wence:error", detail: { reason } }),
});

/** @param {object} message */
function tell(message) {
  if (host !== null) parent.postMessage(message, host);
}

/** @param {Hello} hello */
function greet({ remember, theme, elder, colours }) {
  const root = document.documentElement;
  if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  if (elder) root.dataset.size = "elder";
  for (const name of ["accent", "accent-ink"]) {
    if (CSS.supports("color", colours?.[name] ?? "")) root.style.setProperty(`--${name}`, colours[name]);
  }
  remembers = remember;
  const [last] = shelf.all();
  if (last && conversation.empty) conversation.open(last);
  tell({ type: "wence:ready" });
}

window.addEventListener("message", ({ source, origin, data }) => {
  if (source !== parent || source === window || !origins.includes(origin)) return;
  const told = /** @type {Told} */ (data);
  if (told?.type === "wence:hello") {
    host = origin;
    greet(told);
  } else if (told?.type === "wence:ask" && typeof told.question === "string") {
    conversation.ask(told.question.slice(0, 2000));
  } else if (told?.type === "wence:focus") {
    composer.focus();
  }
});

const close = () => tell({ type: "wence:close" });
byId("close").addEventListener("click", close);
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !byId("clause").open) close();
});
