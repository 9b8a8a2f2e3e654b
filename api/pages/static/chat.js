// The chat page: a conversation that is kept in this browser, and the list of those before it.

import { byId, desk } from "./desk.js";
import { history } from "./history.js";
import { browserStorage, Shelf } from "./shelf.js";

const CURRENT = "wence.conversation";
const storage = browserStorage("localStorage");
const tab = browserStorage("sessionStorage");
const shelf = new Shelf(storage, "wence.conversations");
const { conversation, composer } = desk(shelf, {
  beside: "(min-width: 64rem)",
  storage,
  // Who changes the language, or comes back from a document, finds the conversation again.
  changed: ({ id, empty }) => (empty ? tab?.removeItem(CURRENT) : tab?.setItem(CURRENT, id)),
});

const showHistory = history(byId("history"), shelf, {
  open: (kept) => conversation.open(kept),
  removed: (id) => (id === null || id === conversation.id) && conversation.clear(),
});
byId("show-history").addEventListener("click", showHistory);

const kept = shelf.find(tab?.getItem(CURRENT) ?? null);
if (kept) conversation.open(kept);
composer.fill(new URLSearchParams(location.search).get("q") ?? "");
