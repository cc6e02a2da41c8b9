// The terminal as a platform.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import process from "node:process";
import { text } from "node:stream/consumers";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import { Spectrum, ValidationError } from "spectrum-imessage";
import * as providers from "spectrum-imessage/providers";
import { imessage } from "spectrum-imessage/providers/imessage";
import { terminal } from "spectrum-imessage/providers/terminal";

const PROGRAM = fileURLToPath(new URL("terminal.mjs", import.meta.url));

test("lines are messages, and what is sent is printed", { timeout: 30_000 }, async () => {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("SPECTRUM_")));
  const program = spawn(process.execPath, [PROGRAM], { env });
  // The input is open until the program has ended.
  program.stdin.write("hello\n/quit\n");
  const [output, errors, [code]] = await Promise.all([
    text(program.stdout),
    text(program.stderr),
    once(program, "exit"),
  ]);
  assert.equal(code, 0, errors);
  const [reply, ...lines] = output.trimEnd().split("\n");
  assert.match(reply, /^\[reply to \S+\] hello$/);
  assert.deepEqual(lines, ["boom", "bold", "a command: quit"]);
  assert.match(errors, /another platform.*terminal/s);
  assert.match(errors, /richlink/);
});

test("an application with a terminal alone cannot be narrowed", async () => {
  assert.equal(providers.terminal, terminal);
  assert.equal(terminal.config().platform, "terminal");
  const app = await Spectrum({ providers: [terminal.config()], options: { logLevel: "silent" } });
  assert.throws(() => imessage(app), ValidationError);
  assert.equal(terminal.is(app), false);
  await app.stop();
  await assert.rejects(
    Spectrum({ providers: [terminal.config(), terminal.config()], options: { logLevel: "silent" } }),
    ValidationError,
  );
});
