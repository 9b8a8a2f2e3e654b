// 有帮助 / 没有帮助: a verdict is sent when pressed; a reason may follow, and is sent as a second verdict, which counts.

import { button, element } from "./dom.js";
import { judge } from "./service.js";
import { t } from "./words.js";

/** @param {import("./wire.js").Answer} answer @returns {HTMLElement[]} */
export function opinion(answer) {
  const said = element("span", { class: "muted", role: "status" });
  const reason = reasonForm(send);
  const verdicts = /** @type {const} */ (["up", "down"]);
  const buttons = verdicts.map((verdict) =>
    button(t(`chat.${verdict}`), () => press(verdict), { class: "quiet", "aria-pressed": "false", "data-verdict": verdict }),
  );

  /** @param {"up" | "down"} verdict */
  async function press(verdict) {
    if (!(await send(verdict))) return;
    for (const each of buttons) each.setAttribute("aria-pressed", String(each.dataset.verdict === verdict));
    reason.hidden = verdict === "up";
    if (verdict === "down") reason.querySelector("textarea").focus();
  }

  /** @param {"up" | "down"} verdict @param {string} [words] */
  async function send(verdict, words) {
    try {
      await judge(answer, verdict, words);
      said.textContent = t("chat.thanks");
      return true;
    } catch (error) {
      said.textContent = /** @type {Error} */ (error).message;
      return false;
    }
  }

  return [...buttons, said, reason];
}

/** @param {(verdict: "down", words: string) => Promise<boolean>} send */
function reasonForm(send) {
  const field = element("textarea", { rows: 2, maxlength: 2000 });
  const form = element(
    "form",
    { class: "reason", hidden: true },
    element("label", {}, t("chat.reason"), field),
    element("button", { type: "submit" }, t("chat.send")),
  );
  form.addEventListener("submit", async (/** @type {Event} */ event) => {
    event.preventDefault();
    form.hidden = await send("down", field.value.trim());
  });
  return form;
}
