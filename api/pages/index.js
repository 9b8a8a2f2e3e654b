// Asks, and shows the cited answer. Text of documents, answers and problems becomes text nodes and nothing else.

const STATUS = {
  answered: "已回答",
  partial: "部分回答",
  not_found: "未找到依据",
  out_of_scope: "超出文件范围",
  clarify: "请说明所指",
};
const KINDS = { quoted: "原文", composed: "转述", computed: "据记录整理", notice: "说明" };

const form = document.getElementById("ask");
const field = document.getElementById("question");
const progress = document.getElementById("progress");
const section = document.getElementById("answer");

/** An element with attributes and children; strings become text nodes. */
function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

async function request(path, body) {
  const options = body && {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  };
  let response;
  try {
    response = await fetch(path, options);
  } catch {
    throw new Error("无法连接服务；请确认 wence serve 正在运行");
  }
  const value = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(value.detail || `服务返回 ${response.status}`);
  return value;
}

const source = (document) => `《${document.title}》${document.number ? `（${document.number}）` : ""}`;
const clausePath = (id) => "/v1/clauses/" + id.split("/").map(encodeURIComponent).join("/");

function statement(value) {
  const marks = value.citations.map((n) => element("a", { href: `#citation-${n}`, "aria-label": `出处 ${n}` }, `[${n}]`));
  return element("li", { class: value.kind, title: KINDS[value.kind] ?? value.kind }, value.text, ...marks);
}

/** The whole clause with the quote marked, fetched when it is first opened. Offsets count code points. */
function whole(citation) {
  const details = element("details", {}, element("summary", {}, "条款全文"));
  details.addEventListener("toggle", async () => {
    const paragraph = element("p", { class: "text" }, "正在读取……");
    details.append(paragraph);
    try {
      const { clause } = await request(clausePath(citation.clause_id));
      const points = Array.from(clause.text);
      const part = (from, to) => points.slice(from, to).join("");
      paragraph.replaceChildren(
        part(0, citation.start),
        element("mark", {}, part(citation.start, citation.end)),
        part(citation.end),
      );
    } catch (error) {
      paragraph.replaceChildren(error.message);
    }
  }, { once: true });
  return details;
}

function card(citation) {
  const { n, label, path, quote, document } = citation;
  return element("li", { id: `citation-${n}`, class: "card", tabindex: "-1" },
    element("h3", {}, `[${n}] ${source(document)}`),
    element("p", { class: "path" }, [...path.slice(0, -1), ""].join(" › "), element("b", {}, label)),
    element("blockquote", {}, quote),
    whole(citation));
}

const related = (clause) =>
  element("li", {}, `${source(clause.document)}${clause.path.join(" › ")}`, element("p", { class: "text" }, clause.text));

function opinion(answer) {
  const row = element("p", { class: "opinion" }, "这个回答有帮助吗？");
  for (const [verdict, word] of [["up", "有帮助"], ["down", "没有帮助"]]) {
    const button = element("button", { type: "button" }, word);
    button.addEventListener("click", async () => {
      try {
        await request("/v1/feedback", { answer_id: answer.id, verdict });
        row.replaceChildren("谢谢，已记录。");
      } catch (error) {
        row.append(error.message);
      }
    });
    row.append(" ", button);
  }
  return row;
}

const list = (title, items) => (items.length ? [element("h2", {}, title), ...items] : []);

function show(answer) {
  const heading = element("h2", { tabindex: "-1", class: `status ${answer.status}` }, STATUS[answer.status] ?? answer.status);
  const asked = answer.rewritten_question ?? answer.question;
  section.replaceChildren(
    heading,
    element("p", { class: "asked" }, asked),
    element("ul", { class: "statements" }, ...answer.statements.map(statement)),
    ...list("注意", answer.notes.map((note) => element("p", { class: "note" }, note))),
    ...list("出处", answer.citations.length ? [element("ol", { class: "cards" }, ...answer.citations.map(card))] : []),
    ...list("相近条款", answer.related.length ? [element("ul", {}, ...answer.related.map(related))] : []),
    opinion(answer),
  );
  section.hidden = false;
  heading.focus();
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const button = form.querySelector("button");
  if (button.disabled) return;
  button.disabled = true;
  progress.textContent = "正在查找……";
  try {
    show(await request("/v1/ask", { question: field.value }));
    progress.textContent = "";
  } catch (error) {
    section.hidden = true;
    progress.textContent = error.message;
  } finally {
    button.disabled = false;
  }
});

// While an input method composes, Enter chooses a candidate.
field.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing && event.keyCode !== 229) {
    event.preventDefault();
    form.requestSubmit();
  }
});
