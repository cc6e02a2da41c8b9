// The public TypeScript client against the simulator, with shared and with dedicated lines.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import { PROJECT, Simulator } from "../../bindings-node/test/simulator.mjs";

const ALICE = "+15551230001";
const BOB = "+15551230002";
const LINE = "+15559990001";
const program = fileURLToPath(new URL("program.mjs", import.meta.url));

const MODES = {
  shared: { args: [], phone: "shared" },
  dedicated: { args: ["--dedicated", `${LINE},+15559990002`], phone: LINE },
};

for (const [mode, { args, phone }] of Object.entries(MODES)) {
  test(`the public client with ${mode} lines`, { timeout: 60_000 }, async (t) => {
    const simulator = await Simulator.start(...args);
    t.after(() => simulator.stop());
    const child = spawn(process.execPath, [program], {
      cwd: fileURLToPath(new URL(".", import.meta.url)),
      stdio: ["ignore", "pipe", "inherit"],
      env: {
        ...process.env,
        ...simulator.env,
        SPECTRUM_PROJECT_ID: PROJECT.projectId,
        SPECTRUM_PROJECT_SECRET: PROJECT.projectSecret,
        NODE_EXTRA_CA_CERTS: simulator.ready.ca_file,
        GRPC_DEFAULT_SSL_ROOTS_FILE_PATH: simulator.ready.ca_file,
        MODE: mode,
        LINE,
      },
    });
    t.after(() => child.kill("SIGKILL"));
    let output = "";
    child.stdout.setEncoding("utf8").on("data", (text) => (output += text));
    const ended = once(child, "close");

    await simulator.get(`/api/listening?${new URLSearchParams({ line: phone, timeout: "20" })}`);
    await simulator.text(ALICE, "hello from Alice", mode === "dedicated" ? { line: LINE } : {});
    const [code] = await ended;
    assert.equal(code, 0);

    const seen = (query) => simulator.sees({ person: ALICE, ...query });
    await seen({ reaction: "love" });
    const answer = await seen({ text: "an answer" });
    assert.ok(answer.message.reply_to, JSON.stringify(answer));
    await seen({ attachment: "b.png", mime_type: "image/png" });
    await seen({ text: "Happy birthday!", effect: "celebration" });
    await seen({ background: "set" });
    await simulator.sees({ person: BOB, text: "a text" });
    const typing = (await simulator.calls("SetTyping")).map(({ request }) => request.isTyping ?? false);
    assert.deepEqual(typing, [true, false]);

    const [received, sent] = output
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    assert.deepEqual(received, { received: "hello from Alice", from: ALICE, phone, type: "dm" });
    assert.deepEqual(sent, { sent: "a text", found: "a text", space: `any;-;${BOB}`, phone });
  });
}
