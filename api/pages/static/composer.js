// The field in which one asks, with the way to stop, and the choice of who words the answer.

import { element } from "./dom.js";
import { models } from "./service.js";
import { t } from "./words.js";

const NO_MODEL = "none";

export class Composer {
  #form;
  #field;
  #send;
  #stop;
  /** @type {HTMLSelectElement | null} */
  #models = null;

  /** @param {HTMLFormElement} form @param {{ask: (question: string) => void, stop: () => void}} handlers */
  constructor(form, { ask, stop }) {
    this.#form = form;
    this.#field = /** @type {HTMLTextAreaElement} */ (form.elements.namedItem("question"));
    this.#send = /** @type {HTMLButtonElement} */ (form.querySelector("[type=submit]"));
    this.#stop = /** @type {HTMLButtonElement} */ (form.querySelector("[data-stop]"));
    this.#stop.addEventListener("click", stop);
    this.#field.addEventListener("input", () => this.#grow());
    this.#field.addEventListener("keydown", (event) => {
      // While an input method composes, Enter chooses a candidate; Safari then says 229 only.
      if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
      event.preventDefault();
      form.requestSubmit();
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const question = this.#field.value.trim();
      if (!question || this.#send.hidden) return;
      this.fill("");
      ask(question);
    });
  }

  /** @param {string} question */
  fill(question) {
    this.#field.value = question;
    this.#grow();
  }

  get text() {
    return this.#field.value;
  }

  focus() {
    this.#field.focus();
  }

  /** @param {boolean} busy */
  busy(busy) {
    const hadFocus = document.activeElement === this.#stop || document.activeElement === this.#send;
    this.#send.hidden = busy;
    this.#stop.hidden = !busy;
    if (hadFocus) (busy ? this.#stop : this.#field).focus();
  }

  /** Null where there is nothing to choose. */
  model() {
    return this.#models ? this.#models.value : null;
  }

  /** Offers the models, where there are any. @param {Storage | null} storage remembers the choice */
  async offerModels(storage) {
    const { models: offered, default: preset } = await models();
    if (!offered.length) return;
    const names = offered.map(({ name, provider }) => ({ value: name, words: `${t("chat.mode.generate")} · ${name}（${provider}）` }));
    const options = [...names, { value: NO_MODEL, words: t("chat.mode.extract") }];
    const kept = storage?.getItem("wence.model");
    const chosen = options.some(({ value }) => value === kept) ? kept : (preset ?? NO_MODEL);
    const select = element(
      "select",
      { change: () => storage?.setItem("wence.model", select.value) },
      ...options.map(({ value, words }) => element("option", { value, selected: value === chosen }, words)),
    );
    this.#models = select;
    this.#form.querySelector(".choice")?.replaceChildren(element("label", {}, element("span", {}, t("chat.model")), select));
  }

  /** As high as its text, within what the style allows. */
  #grow() {
    this.#field.style.height = "";
    if (this.#field.value) this.#field.style.height = `${this.#field.scrollHeight + 2}px`;
  }
}
