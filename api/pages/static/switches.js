// The switches in the header: 大字版 and 深色. What is chosen is kept in this browser.

const root = document.documentElement;

/** @param {string} name @param {string} value */
function keep(name, value) {
  try {
    localStorage.setItem(name, value);
  } catch {
    // It holds for this page, then.
  }
}

/** @type {Record<string, {on: () => boolean, set: (on: boolean) => void}>} */
const preferences = {
  elder: {
    on: () => root.dataset.size === "elder",
    set(on) {
      if (on) root.dataset.size = "elder";
      else delete root.dataset.size;
      keep("wence.elder", on ? "1" : "0");
    },
  },
  dark: {
    on: () => root.dataset.theme === "dark",
    set(on) {
      root.dataset.theme = on ? "dark" : "light";
      keep("wence.theme", root.dataset.theme);
    },
  },
};

for (const button of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-preference]"))) {
  const preference = preferences[button.dataset.preference ?? ""];
  const show = () => button.setAttribute("aria-pressed", String(preference.on()));
  button.addEventListener("click", () => preference.set(!preference.on()));
  new MutationObserver(show).observe(root, { attributeFilter: ["data-theme", "data-size"] });
  show();
}
