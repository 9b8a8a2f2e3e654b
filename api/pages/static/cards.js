// Cards: a clause or a citation with its document, 文号, path and words, and the ways from there to the whole text.

import { element } from "./dom.js";
import { pathName, readingView, sourceName } from "./text.js";
import { t } from "./words.js";

/**
 * @typedef {import("./wire.js").Citation} Citation
 * @typedef {import("./wire.js").Clause} Clause
 * @typedef {{id: string, quote?: {text: string, start: number, end: number}, url: string}} Place  what a panel shows
 * @typedef {(place: Place) => void} Show
 */

/** @param {Citation} citation @returns {Place} */
export const placeOf = ({ clause_id, quote, start, end, url }) => ({ id: clause_id, quote: { text: quote, start, end }, url });

/**
 * The number of a citation, to be pressed.
 * @param {Citation} citation
 * @param {Show} show
 */
export const cite = (citation, show) =>
  element(
    "button",
    {
      type: "button",
      class: "cite",
      "aria-haspopup": "dialog",
      "aria-label": t("chat.cite", { n: citation.n, source: sourceName(citation.document), label: citation.label }),
      click: () => show(placeOf(citation)),
    },
    element("span", {}, String(citation.n)),
  );

/**
 * A card for each clause that is quoted, with its quotes by number.
 * @param {Citation[]} citations
 * @param {Show} show
 */
export function citationCards(citations, show) {
  /** @type {Map<string, Citation[]>} */
  const clauses = new Map();
  for (const citation of citations) clauses.set(citation.clause_id, [...(clauses.get(citation.clause_id) ?? []), citation]);
  return [...clauses.values()].map((quotes) => {
    const numbered = quotes.map((each) => element("div", { class: "quoted" }, cite(each, show), words(each.quote)));
    return card(quotes[0], numbered, placeOf(quotes[0]), show);
  });
}

/** @param {Clause} clause @param {Show} show */
export const clauseCard = (clause, show) => card(clause, [words(clause.text)], { id: clause.id, url: readingView(clause) }, show);

/** @param {string} text */
const words = (text) => element("blockquote", { class: "document-text" }, text);

/**
 * @param {Pick<Clause, "document" | "label" | "path">} clause
 * @param {HTMLElement[]} quotes
 * @param {Place} place
 * @param {Show} show
 */
function card(clause, quotes, place, show) {
  const names = { source: sourceName(clause.document), label: clause.label };
  const opens = { type: "button", class: "quiet", "aria-haspopup": "dialog", "aria-label": t("chat.clause.of", names) };
  return element(
    "li",
    { class: "card source" },
    element("p", { class: "title" }, source(clause.document)),
    element("p", { class: "path" }, pathName(clause.path)),
    ...quotes,
    element(
      "p",
      { class: "ways" },
      element("button", { ...opens, click: () => show(place) }, t("chat.clause")),
      wayToWhole(place.url, names),
    ),
  );
}

/** The name of a document with its 文号 set apart. @param {import("./wire.js").DocumentName} document */
export const source = (document) =>
  element("span", { class: "document" }, `《${document.title}》`, document.number && element("span", { class: "number" }, document.number));

/**
 * A link to the reading view, beside the conversation: the page that is read must not take the answer away.
 * @param {string} url
 * @param {{source: string, label: string}} names
 */
export const wayToWhole = (url, names) =>
  element("a", { class: "button quiet", href: url, target: "_blank", "aria-label": t("chat.whole.of", names) }, t("chat.whole"));

/**
 * The first cards, and the others behind a summary.
 * @param {HTMLElement[]} cards
 * @param {number} shown
 * @param {string} more key of the words of the summary
 * @returns {HTMLElement[]}
 */
export function cardList(cards, shown, more) {
  // One card behind a summary takes no less room than the card.
  const first = cards.length > shown + 1 ? shown : cards.length;
  const list = element("ul", { class: "cards" }, ...cards.slice(0, first));
  return first < cards.length ? [list, folded(t(more, { count: cards.length - first }), cards.slice(first))] : [list];
}

/** @param {string} summary @param {HTMLElement[]} cards @returns {HTMLElement} */
export const folded = (summary, cards) =>
  element("details", {}, element("summary", {}, summary), element("ul", { class: "cards" }, ...cards));
