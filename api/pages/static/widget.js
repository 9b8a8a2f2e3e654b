// <script src="…/widget.js" data-…></script> puts a button into the corner of a page; it opens a frame with Wence.
// data-lang, data-theme (light | dark), data-elder, data-label, data-position (left | right), data-remember;
// CSS variables --wence-accent, --wence-accent-ink, --wence-offset, --wence-layer.
(() => {
  const script = /** @type {HTMLScriptElement} */ (document.currentScript);
  if (!script || /** @type {any} */ (window).Wence) return;
  const { lang = "zh-CN", theme, label, position, elder, remember } = script.dataset;
  const origin = new URL(script.src).origin;
  const name = label ?? (lang === "en" ? "Ask Wence" : "问策");
  const large = elder !== undefined;
  const side = position === "left" ? "left" : "right";

  // A style element would need the page's leave.
  const sheet = new CSSStyleSheet();
  const offset = "var(--wence-offset, 24px)";
  sheet.replaceSync(`
    :host { all: initial; }
    * { position: fixed; z-index: var(--wence-layer, 2147483000); ${side}: ${offset}; bottom: ${offset}; }
    button { min-width: 60px; min-height: 60px; padding: 0 24px; cursor: pointer;
      font: 600 ${large ? 24 : 18}px/1.2 system-ui, "PingFang SC", "Microsoft YaHei", sans-serif;
      color: var(--wence-accent-ink, #fff); background-color: var(--wence-accent, #0d4580);
      border: 2px solid; border-radius: 30px; box-shadow: 0 4px 16px rgb(0 0 0 / 25%); }
    button:focus-visible { outline: 3px solid var(--wence-accent, #0d4580); outline-offset: 3px; }
    iframe { bottom: calc(${offset} + 72px); width: ${large ? 600 : 420}px; height: 680px;
      max-width: calc(100vw - 2 * ${offset}); max-height: calc(100vh - 2 * ${offset} - 72px);
      border: 1px solid #767268; border-radius: 12px; background: Canvas; box-shadow: 0 8px 40px rgb(0 0 0 / 25%); }
    @media (max-width: 480px) {
      iframe { inset: 0; width: 100%; height: 100%; max-width: none; max-height: none; border: 0; border-radius: 0; }
    }
    [hidden] { display: none; }`);

  const place = document.createElement("wence-widget");
  place.setAttribute("role", "complementary");
  place.setAttribute("aria-label", name);
  const shadow = place.attachShadow({ mode: "open" });
  shadow.adoptedStyleSheets = [sheet];
  const launcher = document.createElement("button");
  launcher.type = "button";
  launcher.textContent = name;
  launcher.lang = lang;
  launcher.setAttribute("aria-expanded", "false");
  shadow.append(launcher);

  /** @type {HTMLIFrameElement | null} */
  let frame = null;
  let ready = false;
  /** @type {object[]} */
  let waiting = [];

  /** @param {string} type @param {object} [detail] */
  const announce = (type, detail) => window.dispatchEvent(new CustomEvent(type, { detail }));

  /** @param {{type: string, question?: string}} message kept until the frame has answered the greeting */
  function tell(message) {
    if (ready) frame?.contentWindow?.postMessage(message, origin);
    else waiting.push(message);
  }

  function greet() {
    const style = getComputedStyle(place);
    const colour = (/** @type {string} */ key) => style.getPropertyValue(`--wence-${key}`).trim();
    const colours = { accent: colour("accent"), "accent-ink": colour("accent-ink") };
    const hello = { type: "wence:hello", theme: theme ?? null, elder: large, remember: remember !== undefined, colours };
    frame?.contentWindow?.postMessage(hello, origin);
  }

  function load() {
    frame = document.createElement("iframe");
    frame.title = name;
    frame.allow = "clipboard-write";
    frame.src = `${origin}/widget?lang=${encodeURIComponent(lang)}`;
    frame.addEventListener("load", greet);
    shadow.prepend(frame);
  }

  /** @param {boolean} open */
  function show(open) {
    if (open === (launcher.getAttribute("aria-expanded") === "true")) return;
    if (!frame) load();
    if (frame) frame.hidden = !open;
    launcher.setAttribute("aria-expanded", String(open));
    if (open) {
      frame?.focus();
      tell({ type: "wence:focus" });
    } else {
      launcher.focus();
    }
    announce(open ? "wence:open" : "wence:close");
  }

  window.addEventListener("message", ({ source, origin: from, data }) => {
    if (from !== origin || source !== frame?.contentWindow) return;
    if (data?.type === "wence:ready") {
      ready = true;
      for (const message of waiting.splice(0)) tell(/** @type {{type: string}} */ (message));
    } else if (data?.type === "wence:close") {
      show(false);
    } else if (data?.type === "wence:answer" || data?.type === "wence:error") {
      announce(data.type, data.detail);
    }
  });
  launcher.addEventListener("click", () => show(launcher.getAttribute("aria-expanded") !== "true"));

  /** @type {any} */ (window).Wence = {
    open: () => show(true),
    close: () => show(false),
    /** @param {string} question */
    ask(question) {
      show(true);
      tell({ type: "wence:ask", question: String(question) });
    },
  };
  const attach = () => document.body.append(place);
  if (document.body) attach();
  else document.addEventListener("DOMContentLoaded", attach);
})();
