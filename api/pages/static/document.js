// The reading view: scrolls to the quote that a link asks for, copies citations, finds words, follows the reader in the outline.

import { mark, places } from "./find.js";
import { follow } from "./follow.js";
import { copy } from "./text.js";
import { t } from "./words.js";

const text = /** @type {HTMLElement} */ (document.getElementById("text"));
const said = /** @type {HTMLElement} */ (document.getElementById("said"));

const shownMs = 4000;
let timer = 0;

// What stands above every printed page; a margin box cannot read the page, but inherits from the root.
const running = /** @type {HTMLElement} */ (document.querySelector("[data-running]")).dataset.running ?? "";
document.documentElement.style.setProperty("--running", `"${CSS.escape(running)}"`);

const outline = document.querySelector(".outline");
const bar = /** @type {HTMLElement} */ (document.querySelector(".find"));
if (outline instanceof HTMLElement) follow(outline, text, bar);

document.getElementById("quote")?.scrollIntoView({ block: "center", behavior: "instant" });

text.addEventListener("click", async (event) => {
  const button = /** @type {Element} */ (event.target).closest("[data-citation]");
  if (!(button instanceof HTMLElement)) return;
  const citation = button.dataset.citation ?? "";
  said.textContent = (await copy(citation)) ? t("document.js.copied", { citation }) : t("document.js.failed");
  clearTimeout(timer);
  timer = setTimeout(() => said.replaceChildren(), shownMs);
});

const form = /** @type {HTMLFormElement} */ (document.getElementById("find"));
const field = /** @type {HTMLInputElement} */ (form.elements.namedItem("text"));
const count = /** @type {HTMLOutputElement} */ (form.querySelector("output"));
/** @type {Range[]} */
let found = [];
let place = 0;

function find() {
  found = places(text, field.value);
  place = 0;
  show();
}

/** @param {number} step */
function go(step) {
  if (!found.length) return;
  place = (place + step + found.length) % found.length;
  show();
}

function show() {
  const current = found[place];
  mark(found, current);
  count.textContent = found.length ? t("document.js.found", { place: place + 1, count: found.length }) : none();
  current?.startContainer.parentElement?.scrollIntoView({ block: "center" });
}

const none = () => (field.value.trim() ? t("document.js.none") : "");

field.addEventListener("input", find);
form.addEventListener("submit", (event) => {
  event.preventDefault();
  go(1);
});
form.addEventListener("click", (event) => {
  const button = /** @type {Element} */ (event.target).closest("button[type=button]");
  if (button instanceof HTMLElement) go(Number(button.dataset.step));
});
form.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.shiftKey) {
    event.preventDefault();
    go(-1);
  } else if (event.key === "Escape") {
    field.value = "";
    find();
  }
});
