// Elements from data. Strings become text nodes: nothing that a document or a model says is ever read as HTML.

/**
 * @param {string} name
 * @param {Record<string, string | number | boolean | null | undefined | ((event: any) => void)>} [attributes]
 *   functions become listeners; false, null and undefined are left out; true is an empty attribute
 * @param {...(Node | string | null | undefined | false)} children
 * @returns {any} any: the caller knows which element it asked for
 */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(key, value);
    else if (value === true) made.setAttribute(key, "");
    else if (value !== false && value != null) made.setAttribute(key, String(value));
  }
  for (const child of children) if (child) made.append(child);
  return made;
}

/**
 * A button that does something when pressed.
 * @param {string} label
 * @param {(event: MouseEvent) => void} click
 * @param {Record<string, string | boolean>} [attributes]
 */
export const button = (label, click, attributes = {}) => element("button", { type: "button", click, ...attributes }, label);
