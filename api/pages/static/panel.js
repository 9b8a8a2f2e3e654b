// The clause beside the answer, the quoted characters marked; on a narrow page a sheet over it.

import { source, wayToWhole } from "./cards.js";
import { element } from "./dom.js";
import { clause as fetchClause } from "./service.js";
import { cut, pathName, sourceName } from "./text.js";
import { t } from "./words.js";

/**
 * @typedef {import("./cards.js").Place} Place
 * @typedef {import("./wire.js").Clause} Clause
 */

export class Panel {
  #dialog;
  #content;
  #wide;
  /** @type {Element | null} what was pressed, for the focus to go back to */
  #opener = null;
  #asked = 0;

  /** @param {HTMLDialogElement} dialog with a close button and `.content` @param {MediaQueryList} wide where it fits beside */
  constructor(dialog, wide) {
    this.#dialog = dialog;
    this.#content = /** @type {HTMLElement} */ (dialog.querySelector(".content"));
    this.#wide = wide;
    dialog.querySelector("[data-close]")?.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => this.#closed());
    // A press beside the sheet hits the dialog itself.
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && dialog.open && !event.defaultPrevented) dialog.close();
    });
    wide.addEventListener("change", () => this.#reopen());
  }

  /** @param {Place} place */
  async show(place) {
    const asked = ++this.#asked;
    this.#opener = this.#dialog.contains(document.activeElement) ? this.#opener : document.activeElement;
    this.#content.replaceChildren(element("p", { role: "status" }, t("chat.loading")));
    this.#open();
    /** @type {Node[]} */
    let shown;
    try {
      shown = content(await fetchClause(place.id), place);
    } catch (error) {
      shown = [element("p", { class: "notice", role: "alert" }, /** @type {Error} */ (error).message), ...quoted(place)];
    }
    if (asked !== this.#asked) return;
    this.#content.replaceChildren(...shown);
    this.#content.querySelector("h2")?.focus({ preventScroll: true });
    this.#content.querySelector("mark")?.scrollIntoView({ block: "nearest" });
  }

  close() {
    this.#dialog.close();
  }

  #open() {
    if (this.#dialog.open) return;
    // The place beside the answer first: the dialog takes the focus, and the page would scroll to where it was.
    document.documentElement.toggleAttribute("data-beside", this.#wide.matches);
    if (this.#wide.matches) this.#dialog.show();
    else this.#dialog.showModal();
  }

  #closed() {
    // Closed only to be opened in the other way.
    if (this.#dialog.open) return;
    document.documentElement.removeAttribute("data-beside");
    if (this.#opener instanceof HTMLElement) this.#opener.focus();
  }

  #reopen() {
    if (!this.#dialog.open) return;
    this.#dialog.close();
    this.#open();
  }
}

/** @param {Clause} clause @param {Place} place @returns {Node[]} */
function content(clause, place) {
  const names = { source: sourceName(clause.document), label: clause.label };
  return [
    element("h2", { tabindex: -1 }, source(clause.document)),
    element("p", { class: "path" }, pathName(clause.path)),
    ...text(clause, place),
    ...units(clause),
    element("p", { class: "ways" }, wayToWhole(place.url, names)),
  ];
}

/** The clause's words; marked only where they are the very words that were quoted. @param {Clause} clause @param {Place} place */
function text(clause, place) {
  const paragraph = (/** @type {(Node | string)[]} */ ...parts) => element("p", { class: "document-text clause-text" }, ...parts);
  if (!place.quote) return [paragraph(clause.text)];
  const [before, within, behind] = cut(clause.text, place.quote.start, place.quote.end);
  if (within === place.quote.text) return [paragraph(before, element("mark", {}, within), behind)];
  return [element("p", { class: "notice" }, t("chat.changed")), ...quoted(place), paragraph(clause.text)];
}

/** @param {Place} place */
const quoted = ({ quote }) => (quote ? [element("blockquote", { class: "document-text" }, quote.text)] : []);

/** @param {Clause} clause */
function units({ units }) {
  if (!units.length) return [];
  const chips = units.map(({ name, role }) => element("li", { class: "chip" }, name, element("span", {}, t(`chat.role.${role}`))));
  return [element("h3", {}, t("chat.units")), element("ul", { class: "chips" }, ...chips)];
}
