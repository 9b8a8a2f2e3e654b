// Theme and size, as chosen before or as the system has them, set before the first paint. Classic and tiny: it blocks.
(() => {
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");

  /** @param {string} name */
  function kept(name) {
    try {
      return localStorage.getItem(name);
    } catch {
      // Storage that is switched off costs the memory of a choice, nothing else.
      return null;
    }
  }

  function theme() {
    root.dataset.theme = kept("wence.theme") ?? (system.matches ? "dark" : "light");
  }

  theme();
  system.addEventListener("change", theme);
  if (kept("wence.elder") === "1") root.dataset.size = "elder";
})();
