// What the service sends, as in api/wire.py and the streaming contract. Types only.

/**
 * @typedef {{id: string, title: string, number: string | null, issuer: string | null, issued_on: string | null, kind: string}} DocumentName
 * @typedef {{name: string, role: string}} Unit
 * @typedef {{id: string, document: DocumentName, kind: string, label: string, path: string[], text: string, units: Unit[]}} Clause
 * @typedef {{n: number, clause_id: string, label: string, path: string[], quote: string, start: number, end: number,
 *   document: DocumentName, url: string}} Citation
 * @typedef {{kind: string, text: string, citations: number[]}} Statement
 * @typedef {{name: string, provider: string}} Model
 * @typedef {{id: string, question: string, rewritten_question: string | null, evidence: Clause[], model: Model | null,
 *   snapshot: string}} Evidence
 * @typedef {{statement: Statement, citations: Citation[]}} Delta
 * @typedef {{id: string, question: string, rewritten_question: string | null, status: string, mode: "extract" | "generate",
 *   text: string, statements: Statement[], notes: string[], citations: Citation[], related: Clause[], model: Model | null,
 *   snapshot: string, suggestions: string[]}} Answer
 * @typedef {{role: "user" | "assistant", content: string}} Turn
 * @typedef {{question: string, history: Turn[], model: string | null}} Question
 * @typedef {{type: "evidence", data: Evidence} | {type: "delta", data: Delta} | {type: "answer", data: Answer}} AskEvent
 */

export {};
