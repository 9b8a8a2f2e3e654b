// What the page and the widget share: the log, the field, the panel of the clause, and the wait until the service is up.

import { Composer } from "./composer.js";
import { Conversation } from "./conversation.js";
import { Panel } from "./panel.js";
import { ready } from "./service.js";
import { t } from "./words.js";

/** @param {string} id @returns {any} */
export const byId = (id) => document.getElementById(id);

/**
 * @param {import("./shelf.js").Shelf} shelf
 * @param {{beside: string, storage: Storage | null, answered?: (answer: import("./wire.js").Answer) => void,
 *   failed?: (reason: string) => void, changed?: (conversation: Conversation) => void}} options
 *   beside: where the clause fits beside the answer, as a media query
 */
export function desk(shelf, { beside, storage, answered = () => {}, failed = () => {}, changed = () => {} }) {
  const panel = new Panel(byId("clause"), matchMedia(beside));
  const composer = new Composer(byId("ask"), {
    ask: (question) => conversation.ask(question),
    stop: () => conversation.stop(),
  });
  const conversation = new Conversation(byId("log"), shelf, {
    show: (place) => panel.show(place),
    busy: (busy) => composer.busy(busy),
    model: () => composer.model(),
    answered,
    failed,
    changed() {
      document.documentElement.toggleAttribute("data-talking", !conversation.empty);
      changed(conversation);
    },
  });
  for (const button of document.querySelectorAll("[data-question]")) {
    button.addEventListener("click", () => conversation.ask(/** @type {HTMLElement} */ (button).dataset.question ?? ""));
  }
  byId("new").addEventListener("click", () => {
    panel.close();
    conversation.clear();
    composer.focus();
  });
  prepare(composer, conversation);
  // A service that is not up yet is told of by the line above; models can be chosen when the page is opened again.
  composer.offerModels(storage).catch(() => {});
  return { conversation, composer };
}

/** @param {Composer} composer @param {Conversation} conversation */
async function prepare(composer, conversation) {
  const line = byId("preparing");
  await ready((detail) => {
    line.textContent = t("chat.preparing", { detail });
    line.hidden = false;
  });
  if (line.hidden) return;
  line.hidden = true;
  // The page came before there was anything to offer as an example.
  if (conversation.empty && !composer.text) location.reload();
}
