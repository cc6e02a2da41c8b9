#!/usr/bin/env node
// The command `spectrum`, as `npx spectrum-imessage`.
import { native } from "./native.js";

// Node would hear of Ctrl-C after the end only. Who has listened and leaves gives a signal back to the system, and the
// command acts at once.
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  const nobody = (): void => undefined;
  process.on(signal, nobody);
  process.off(signal, nobody);
}
const name = process.env["npm_command"] === "exec" ? "npx spectrum-imessage" : "spectrum-imessage";
// It blocks this thread: nothing else runs here.
process.exit(native.runCommand([name, ...process.argv.slice(2)]));
