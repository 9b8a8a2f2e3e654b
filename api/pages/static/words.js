// The words of this page in the reader's language, from the data block #words that the server writes.

const block = document.getElementById("words");
/** @type {Record<string, string>} */
const table = JSON.parse(block?.textContent || "{}");

export const language = document.documentElement.lang;

/**
 * The words of a key, {names} filled in. A key that is not there shows itself.
 * @param {string} key
 * @param {Record<string, string | number>} [values]
 */
export function t(key, values = {}) {
  return (table[key] ?? key).replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}

/** @param {string} key */
export const has = (key) => key in table;
