// The service over HTTP. Every failure becomes a ServiceError whose message may be shown.

import { events } from "./sse.js";
import { t } from "./words.js";

/** @typedef {import("./wire.js").AskEvent} AskEvent */

// The service sends a comment every few seconds while a model thinks: silence means that it is gone.
const PATIENCE_MS = 60_000;

export class ServiceError extends Error {}

/**
 * @param {string} path
 * @param {unknown} [body] with one the request is a POST
 * @param {AbortSignal} [signal]
 */
async function request(path, body, signal) {
  /** @type {RequestInit} */
  const options = { signal };
  if (body !== undefined) {
    options.method = "POST";
    options.headers = { "Content-Type": "application/json" };
    options.body = JSON.stringify(body);
  }
  const response = await fetch(path, options).catch((error) => {
    throw signal?.aborted ? error : new ServiceError(t("chat.offline"));
  });
  if (response.ok) return response;
  const problem = await response.json().catch(() => ({}));
  throw new ServiceError(problem.detail ?? t("chat.failed", { status: response.status }));
}

/**
 * Asks. Ends when the answer is whole. Errors: ServiceError, also when the stream breaks off; AbortError when told to stop.
 * @param {import("./wire.js").Question} question
 * @param {AbortSignal} signal
 * @returns {AsyncGenerator<AskEvent, void, void>}
 */
export async function* ask(question, signal) {
  const response = await request("/v1/ask", { ...question, stream: true }, signal);
  let answered = false;
  try {
    for await (const { event, data } of events(/** @type {ReadableStream<Uint8Array>} */ (response.body), PATIENCE_MS)) {
      if (event === "done") break;
      const value = JSON.parse(data);
      if (event === "error") throw new ServiceError(value.detail ?? value.title);
      answered ||= event === "answer";
      yield /** @type {AskEvent} */ ({ type: event, data: value });
    }
  } catch (error) {
    throw signal.aborted || error instanceof ServiceError ? error : new ServiceError(t("chat.cut"));
  }
  if (!answered) throw new ServiceError(t("chat.cut"));
}

/** @param {string} id @returns {Promise<import("./wire.js").Clause>} */
export async function clause(id) {
  const response = await request("/v1/clauses/" + id.split("/").map(encodeURIComponent).join("/"));
  return (await response.json()).clause;
}

/** @returns {Promise<{models: import("./wire.js").Model[], default: string | null}>} */
export async function models() {
  return (await request("/v1/models")).json();
}

/**
 * @param {import("./wire.js").Answer} answer
 * @param {"up" | "down"} verdict
 * @param {string} [reason]
 */
export async function judge(answer, verdict, reason) {
  const { id, question, text, status, mode, model, snapshot } = answer;
  await request("/v1/feedback", {
    answer_id: id,
    verdict,
    reason: reason || null,
    question,
    answer: Array.from(text).slice(0, 20_000).join(""),
    status,
    mode,
    model: model?.name ?? null,
    snapshot,
  });
}

/** Waits until the service can answer; meanwhile says what it is doing. @param {(detail: string) => void} waiting */
export async function ready(waiting) {
  for (;;) {
    try {
      await request("/readyz");
      return;
    } catch (error) {
      waiting(/** @type {Error} */ (error).message);
    }
    await new Promise((resolve) => setTimeout(resolve, 1500));
  }
}
