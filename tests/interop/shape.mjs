// Compares what a call answers with what was recorded: the same fields of the same types. Ids, dates and texts differ.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

/** What recorded/`name`.jsonl holds, a line each. */
export function lines(name) {
  const text = readFileSync(new URL(`recorded/${name}.jsonl`, import.meta.url), "utf8");
  return text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
}

/** The same by `id`. */
export const byId = (name) => Object.fromEntries(lines(name).map((line) => [line.id, line]));

/** A recorded step of tests/vectors/outbound. */
export function recorded(file, call) {
  const { steps } = JSON.parse(readFileSync(new URL(`../vectors/outbound/${file}.json`, import.meta.url), "utf8"));
  const step = steps.find((one) => one.call === call);
  assert.ok(step, `${file} has no step ${call}`);
  return step;
}

const kind = (value) => {
  if (value === null || value === undefined) return "nothing";
  if (Array.isArray(value)) return "list";
  if (value instanceof Date) return "date";
  if (value instanceof Uint8Array || (typeof value === "object" && Object.keys(value).join() === "base64"))
    return "bytes";
  return typeof value;
};
const DATE = /^\d{4}-\d\d-\d\dT/;

/** Whether a value has every field that the recorded one has, with the same type. Of lists the first items count. */
export function sameShape(actual, expected, path = "result") {
  const wanted =
    typeof expected === "string" && DATE.test(expected) && actual instanceof Date ? "date" : kind(expected);
  assert.equal(kind(actual), wanted, path);
  if (wanted === "list" && expected.length > 0) {
    assert.ok(actual.length > 0, `${path} is empty`);
    sameShape(actual[0], expected[0], `${path}[0]`);
  }
  if (wanted === "object")
    for (const name of Object.keys(expected)) sameShape(actual[name], expected[name], `${path}.${name}`);
}

/** Whether a value has these fields with these values; other fields are free. */
export function like(actual, expected, path = "value") {
  if (kind(expected) === "object") {
    assert.equal(kind(actual), "object", `${path}: ${JSON.stringify(actual)}`);
    for (const name of Object.keys(expected)) like(actual[name], expected[name], `${path}.${name}`);
  } else if (Array.isArray(expected)) {
    assert.equal(actual?.length, expected.length, `${path}: ${JSON.stringify(actual)}`);
    expected.forEach((item, at) => like(actual[at], item, `${path}[${at}]`));
  } else assert.deepEqual(actual, expected, path);
}

/** What an error of a client says, as the recordings write it. */
export const failure = (error) => ({
  class: error?.constructor?.name,
  code: error?.code,
  grpcCode: error?.grpcCode,
  retryable: error?.retryable,
});
