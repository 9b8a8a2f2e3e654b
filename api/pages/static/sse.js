// A stream of bytes to events. Source: WHATWG HTML, 9.2.6 (text/event-stream). Ids and retry times are not used.

/**
 * @param {ReadableStream<Uint8Array>} body
 * @param {number} patience milliseconds without a byte after which the stream counts as ended
 * @returns {AsyncGenerator<{event: string, data: string}, void, void>}
 */
export async function* events(body, patience) {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let pending = "";
  try {
    for (;;) {
      const timer = setTimeout(() => reader.cancel(), patience);
      const { done, value } = await reader.read().finally(() => clearTimeout(timer));
      if (done) return;
      pending += decoder.decode(value, { stream: true });
      const blocks = pending.split(/\r\n\r\n|\n\n|\r\r/);
      pending = blocks.pop() ?? "";
      for (const block of blocks) {
        const event = parse(block);
        if (event) yield event;
      }
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}

/** @param {string} block */
function parse(block) {
  let event = "message";
  const data = [];
  for (const line of block.split(/\r\n|\n|\r/)) {
    const colon = line.indexOf(":");
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (name === "event") event = value;
    if (name === "data") data.push(value);
  }
  return data.length ? { event, data: data.join("\n") } : null;
}
