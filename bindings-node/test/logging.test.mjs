// Where log records go, from which level on, and what is masked in them.
import assert from "node:assert/strict";
import test from "node:test";

import { custom, setLogger, ValidationError } from "spectrum-imessage";

import { Simulator } from "./simulator.mjs";
import { ALICE, started, until } from "./started.mjs";

const LINE = /\+15551230001|\+1555999000\d/;

test("a function gets records, with addresses masked", async (t) => {
  const records = [];
  t.after(() => setLogger());
  setLogger((record) => records.push(record), "debug");
  const { im, simulator } = await started(t, { options: { logLevel: undefined } });
  const space = await im.space.create(ALICE);
  const fault = { method: "SendTextMessage", action: "refuse", status: "UNAVAILABLE", retryable: true, times: 1 };
  await simulator.post("/api/faults", { ...fault, message: `${ALICE} is away` });
  await space.send("my diary", custom({ a: 1 }));
  await until("the warning", () => records.some(({ target }) => target === "send"));
  const [record] = records.filter(({ target }) => target === "send");
  assert.deepEqual([record.level, record.fields.content], ["warn", "custom"]);
  assert.doesNotMatch(JSON.stringify(records), LINE);
  assert.match(JSON.stringify(records), /\+1555…01 is away/);
  assert.doesNotMatch(JSON.stringify(records), /my diary/);
});

test("a logger like pino gets the fields first, and one that throws harms nothing", async (t) => {
  const calls = [];
  const pino = { bindings: () => ({}), child: () => pino, debug() {}, info() {}, error() {} };
  pino.warn = (...args) => calls.push(args);
  t.after(() => setLogger());
  const { im } = await started(t, { options: { logLevel: "warn", logger: pino } });
  const space = await im.space.create(ALICE);
  await space.send(custom({ a: 1 }));
  await until("the warning", () => calls.length > 0);
  assert.equal(calls[0][0].target, "send");
  assert.match(calls[0][1], /^skipped: /);

  const thrown = [];
  const take = (error) => thrown.push(error.message);
  process.setUncaughtExceptionCaptureCallback(take);
  t.after(() => process.setUncaughtExceptionCaptureCallback(null));
  setLogger(() => {
    throw new Error("a bad logger");
  });
  await space.send(custom({ a: 2 }));
  await until("the error", () => thrown.length > 0);
  assert.deepEqual(thrown, ["a bad logger"]);
  assert.equal((await space.send("still here")).content.text, "still here");
});

test("the environment sets the levels of parts", async (t) => {
  const records = [];
  process.env.SPECTRUM_LOG = "debug,send=error";
  t.after(() => {
    delete process.env.SPECTRUM_LOG;
    setLogger();
  });
  setLogger((record) => records.push(record));
  const { im, simulator } = await started(t, { options: { logLevel: undefined } });
  const space = await im.space.create(ALICE);
  await space.send(custom({ a: 1 }));
  assert.ok(simulator instanceof Simulator);
  await space.send("after");
  assert.deepEqual(
    records.filter(({ target }) => target === "send"),
    [],
  );
});

test("what is no logger is refused", () => {
  assert.throws(() => setLogger({ info() {} }), ValidationError);
  assert.throws(() => setLogger(console, "loud"), ValidationError);
});
