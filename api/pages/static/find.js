// Find in the document: marks every place where the words stand, and steps through them. Line by line of the text, so
// that a place may reach over marks and headings, but not from one paragraph into the next.

const wide = /[\uff01-\uff5e]/g;

/** One for one, so that offsets stay. @param {string} text */
const folded = (text) =>
  Array.from(text.replace(wide, (letter) => String.fromCharCode(letter.charCodeAt(0) - 0xfee0)))
    .map((letter) => (letter.toLowerCase().length === letter.length ? letter.toLowerCase() : letter))
    .join("");

/**
 * Where the words stand, widths and case apart.
 * @param {Element} root
 * @param {string} words
 * @returns {Range[]}
 */
export function places(root, words) {
  const wanted = folded(words.trim());
  return wanted ? [...root.querySelectorAll(".line")].flatMap((line) => placesIn(line, wanted)) : [];
}

/** @param {Element} line @param {string} wanted @returns {Range[]} */
function placesIn(line, wanted) {
  const nodes = textNodes(line);
  const text = folded(nodes.map((node) => node.data).join(""));
  const found = [];
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + wanted.length)) {
    found.push(range(nodes, at, at + wanted.length));
  }
  return found;
}

/** @param {Element} line @returns {Text[]} */
function textNodes(line) {
  const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
  const nodes = [];
  while (walker.nextNode()) nodes.push(/** @type {Text} */ (walker.currentNode));
  return nodes;
}

/** @param {Text[]} nodes @param {number} start @param {number} end */
function range(nodes, start, end) {
  const made = new Range();
  let passed = 0;
  for (const node of nodes) {
    if (start >= passed && start < passed + node.length) made.setStart(node, start - passed);
    if (end > passed && end <= passed + node.length) made.setEnd(node, end - passed);
    passed += node.length;
  }
  return made;
}

/**
 * Marks all places and the current one; a browser without highlights selects the current one.
 * @param {Range[]} found
 * @param {Range | undefined} current
 */
export function mark(found, current) {
  if ("highlights" in CSS) {
    CSS.highlights.set("found", new Highlight(...found.filter((place) => place !== current)));
    CSS.highlights.set("current", new Highlight(...(current ? [current] : [])));
  } else if (current) {
    const selection = getSelection();
    selection?.removeAllRanges();
    selection?.addRange(current);
  }
}
