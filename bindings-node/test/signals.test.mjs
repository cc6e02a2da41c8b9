// A library does not own the process.
import assert from "node:assert/strict";
import { test } from "node:test";

import { started } from "./started.mjs";

const listeners = () => ["SIGINT", "SIGTERM", "exit"].map((name) => process.listenerCount(name));

test("signals are the program's own business", async (t) => {
  const before = listeners();
  const { app } = await started(t);
  assert.deepEqual(listeners(), before);
  await app.stop();
  assert.deepEqual(listeners(), before);
});
