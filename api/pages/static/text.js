// Names and texts: of sources, of parts of clauses, of answers as plain text that carries its sources and its label.

import { t } from "./words.js";

/**
 * @typedef {import("./wire.js").Answer} Answer
 * @typedef {import("./wire.js").DocumentName} DocumentName
 * @typedef {{question: string, answer: Answer | null}} Exchange
 */

/** 《标题》（文号） @param {DocumentName} document */
export const sourceName = ({ title, number }) => `《${title}》${number ? `（${number}）` : ""}`;

/** @param {string[]} path */
export const pathName = (path) => path.join(" › ");

/**
 * A text in three parts: before, within and behind a stretch that is counted in code points, as the service counts.
 * @param {string} text
 * @param {number} start
 * @param {number} end
 * @returns {[string, string, string]}
 */
export function cut(text, start, end) {
  const points = Array.from(text);
  const part = (/** @type {number} */ from, /** @type {number | undefined} */ to) => points.slice(from, to).join("");
  return [part(0, start), part(start, end), part(end, undefined)];
}

/** Where a clause stands in the reading view. @param {{id: string, document: DocumentName}} clause */
export const readingView = ({ id, document }) =>
  `/documents/${encodeURIComponent(document.id)}?clause=${encodeURIComponent(id)}#${encodeURI(id)}`;

/** @param {Answer} answer */
export const modeName = (answer) => t(`chat.mode.${answer.mode}`);

/** @param {Exchange} exchange */
export function plain({ question, answer }) {
  const asked = t("chat.text.question", { question });
  if (!answer) return `${asked}\n${t("chat.text.none")}\n`;
  const label = [modeName(answer), statusName(answer.status)].filter(Boolean).join("，");
  const sentences = answer.statements.map(({ text, citations }) => text + citations.map((n) => `[${n}]`).join(""));
  const notes = answer.notes.map((note) => t("chat.text.note", { note }));
  const sources = answer.citations.map(
    ({ n, document, path, quote }) => `[${n}] ${sourceName(document)} ${pathName(path)}：“${quote}”`,
  );
  const closing = t(`chat.text.${answer.mode}`, { model: answer.model?.name ?? "" });
  const listed = sources.length ? ["", t("chat.text.sources"), ...sources] : [];
  return [asked, t("chat.text.answer", { label }), ...sentences, ...notes, ...listed, "", closing, ""].join("\n");
}

/** In words; empty where the answer is whole. @param {string} status */
export const statusName = (status) => (status === "answered" ? "" : t(`chat.status.${status}`));

/** @param {string} text @returns {Promise<boolean>} */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

/** The clipboard is kept from pages that come over plain HTTP, as on most intranets. @param {string} text */
function copyBySelection(text) {
  const focused = /** @type {HTMLElement | null} */ (document.activeElement);
  const field = document.createElement("textarea");
  field.value = text;
  field.className = "unseen";
  document.body.append(field);
  field.select();
  const copied = document.execCommand("copy");
  field.remove();
  focused?.focus();
  return copied;
}

/** @param {string} name @param {string} text */
export function save(name, text) {
  const url = URL.createObjectURL(new Blob([text], { type: "text/plain;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
