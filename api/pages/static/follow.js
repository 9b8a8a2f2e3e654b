// The outline shows where the reader is: in the first of its clauses that stands in the upper part of the window.

/** A clause that a link leads to begins this far below the bar, at most. */
const marginPx = 32;

/** @param {HTMLElement} outline @param {HTMLElement} text @param {HTMLElement} bar stays at the top of the window */
export function follow(outline, text, bar) {
  const links = new Map([...outline.querySelectorAll("a")].map((link) => [decodeURIComponent(link.hash.slice(1)), link]));
  const clauses = [...text.querySelectorAll("[id]")].filter((clause) => links.has(clause.id));
  const seen = new Set();
  let current = /** @type {HTMLAnchorElement | undefined} */ (undefined);

  /** @param {HTMLAnchorElement} link */
  function show(link) {
    current?.removeAttribute("aria-current");
    current = link;
    link.setAttribute("aria-current", "location");
    if (outline.scrollHeight <= outline.clientHeight) return;
    const from = outline.getBoundingClientRect().top;
    outline.scrollTop += link.getBoundingClientRect().top - from - outline.clientHeight / 3;
  }

  const observer = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) isIntersecting ? seen.add(target) : seen.delete(target);
      const link = links.get(clauses.find((clause) => seen.has(clause))?.id ?? "");
      if (link && link !== current) show(link);
    },
    { rootMargin: `-${bar.offsetHeight + marginPx}px 0px -70% 0px` },
  );
  for (const clause of clauses) observer.observe(clause);
}
