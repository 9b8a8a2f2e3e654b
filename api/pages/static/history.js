// The list of kept conversations: open, export, delete.

import { button, element } from "./dom.js";
import { CONVERSATIONS } from "./shelf.js";
import { plain, save } from "./text.js";
import { language, t } from "./words.js";

/** @typedef {import("./shelf.js").Conversation} Conversation */

/**
 * @param {HTMLDialogElement} dialog with a close button and `.content`
 * @param {import("./shelf.js").Shelf} shelf
 * @param {{open: (conversation: Conversation) => void, removed: (id: string | null) => void}} handlers null: all
 * @returns {() => void} shows the list
 */
export function history(dialog, shelf, { open, removed }) {
  const content = /** @type {HTMLElement} */ (dialog.querySelector(".content"));
  dialog.querySelector("[data-close]")?.addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());

  function fill() {
    const kept = shelf.all();
    const list = element("ul", { class: "kept" }, ...kept.map(row));
    const about = element("p", { class: "muted" }, t("chat.history.kept", { count: CONVERSATIONS }));
    content.replaceChildren(about, ...(kept.length ? [list, forAll(kept)] : [element("p", {}, t("chat.history.empty"))]));
  }

  /** @param {Conversation} conversation */
  function row(conversation) {
    const title = titleOf(conversation);
    const onOpen = () => {
      dialog.close();
      open(conversation);
    };
    const onDelete = () => {
      shelf.remove(conversation.id);
      removed(conversation.id);
      fill();
      /** @type {HTMLElement | null} */ (dialog.querySelector("[data-close]"))?.focus();
    };
    const count = t("chat.history.turns", { count: conversation.exchanges.length });
    const when = new Date(conversation.at).toLocaleString(language, { dateStyle: "medium", timeStyle: "short" });
    return element(
      "li",
      {},
      element("button", { type: "button", class: "opens", "aria-label": t("chat.history.open", { title }), click: onOpen },
        element("span", {}, title), element("span", { class: "muted" }, `${when} · ${count}`)),
      button(t("chat.history.export"), () => exported([conversation]), { class: "quiet", "aria-label": t("chat.history.export.one", { title }) }),
      button(t("chat.history.delete"), onDelete, { class: "quiet", "aria-label": t("chat.history.delete.one", { title }) }),
    );
  }

  /** @param {Conversation[]} kept */
  function forAll(kept) {
    const deletes = button(t("chat.history.deleteAll"), () => {
      if (!("sure" in deletes.dataset)) {
        deletes.dataset.sure = "";
        deletes.textContent = t("chat.history.confirm");
        return;
      }
      shelf.clear();
      removed(null);
      fill();
      /** @type {HTMLElement | null} */ (dialog.querySelector("[data-close]"))?.focus();
    });
    return element("p", { class: "ways" }, button(t("chat.history.exportAll"), () => exported(kept)), deletes);
  }

  return () => {
    fill();
    dialog.showModal();
  };
}

/** @param {Conversation} conversation */
const titleOf = ({ exchanges }) => exchanges[0]?.question ?? "";

/** @param {Conversation[]} conversations */
function exported(conversations) {
  const texts = conversations.map(({ exchanges }) => exchanges.map(plain).join("\n"));
  save(`${t("chat.file")}.txt`, texts.join(`\n${"—".repeat(20)}\n\n`));
}
