// A filter whose list follows it: the page of the filter is fetched, and its results take the place of these.

const form = /** @type {HTMLFormElement} */ (document.querySelector("form[data-listing]"));
const said = /** @type {HTMLElement} */ (document.getElementById("said"));
const pauseMs = 250;

let timer = 0;
let latest = new AbortController();

/** The address of the filter as it is filled in; empty fields are left out. */
function address() {
  const filled = [...new FormData(form)].filter(([, value]) => value !== "").map(([name, value]) => [name, String(value)]);
  return `${form.action.split("?")[0]}${filled.length ? `?${new URLSearchParams(filled)}` : ""}`;
}

async function show() {
  latest.abort();
  latest = new AbortController();
  const results = /** @type {HTMLElement} */ (document.getElementById("results"));
  const wanted = address();
  results.setAttribute("aria-busy", "true");
  try {
    const response = await fetch(wanted, { signal: latest.signal });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const found = page.getElementById("results");
    if (!found) throw new Error("no results in the page");
    results.replaceWith(document.adoptNode(found));
    said.textContent = found.dataset.count ?? "";
    history.replaceState(null, "", wanted);
  } catch (error) {
    if (/** @type {Error} */ (error).name !== "AbortError") location.assign(wanted);
  }
}

form.addEventListener("input", (event) => {
  clearTimeout(timer);
  timer = setTimeout(show, event.target instanceof HTMLSelectElement ? 0 : pauseMs);
});

form.addEventListener("submit", (event) => {
  event.preventDefault();
  clearTimeout(timer);
  show();
});
