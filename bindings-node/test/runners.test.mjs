// The test kit under node:test, Vitest and Jest: the same agent with the same tests, in a project of its own.
// `scripts/node-test.sh` installs the runners.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL("runners", import.meta.url));

function run(...command) {
  // A test runner inside of one would report to it.
  const { NODE_TEST_CONTEXT: _, NODE_OPTIONS: __, ...env } = process.env;
  const done = spawnSync(process.execPath, command, { cwd: folder, env: { ...env, CI: "1" }, encoding: "utf8" });
  assert.equal(done.status, 0, done.stdout + done.stderr);
  return done.stdout + done.stderr;
}

test("the kit under node:test", () => {
  assert.match(run("--test", "--test-reporter=tap", "node/agent.test.mjs"), /# pass 3/);
});

test("the kit under Vitest", () => {
  assert.match(run("node_modules/vitest/vitest.mjs", "run", "--no-color"), /Tests\s+3 passed/);
});

test("the kit under Jest", () => {
  assert.match(run("node_modules/jest/bin/jest.js", "--ci", "--no-watchman"), /Tests:\s+3 passed/);
});
