// The examples against the simulator. `scripts/node-test.sh` compiles them.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { createHmac } from "node:crypto";
import { once } from "node:events";
import fs from "node:fs";
import { createServer } from "node:http";
import os from "node:os";
import path from "node:path";
import readline from "node:readline";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import { PROJECT, Simulator } from "./simulator.mjs";
import { ALICE, BOB } from "./started.mjs";

const PICTURE = fs.readFileSync(new URL("../../examples/wallpaper.png", import.meta.url)).toString("base64");

async function example(t, name, { args = [], env = {} } = {}) {
  const simulator = await Simulator.start(...args);
  t.after(() => simulator.stop());
  const program = fileURLToPath(new URL(`../../examples/node/dist/${name}.js`, import.meta.url));
  const credentials = {
    SPECTRUM_PROJECT_ID: PROJECT.projectId,
    SPECTRUM_PROJECT_SECRET: PROJECT.projectSecret,
  };
  const child = spawn(process.execPath, [program], {
    env: { ...process.env, ...simulator.env, ...credentials, ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const printed = once(readline.createInterface({ input: child.stdout }), "line");
  t.after(() => child.kill("SIGKILL"));
  await simulator.listening();
  return { simulator, child, printed };
}

test("example: echo, ended by Ctrl-C", async (t) => {
  const { simulator, child } = await example(t, "echo");
  await simulator.text(ALICE, "hello");
  await simulator.sees({ person: ALICE, text: "hello" });
  child.kill("SIGINT");
  assert.deepEqual(await once(child, "exit"), [0, null]);
});

test("example: streaming", async (t) => {
  const { simulator, child } = await example(t, "streaming");
  await simulator.text(ALICE, "hello");
  await simulator.sees({ person: ALICE, kind: "message", text: "You " });
  await simulator.sees({ person: ALICE, kind: "edit", contains: "You said: hello" });
  child.kill("SIGINT");
  assert.deepEqual(await once(child, "exit"), [0, null]);
});

test("example: birthday", async (t) => {
  const { simulator } = await example(t, "birthday");
  await simulator.text(ALICE, "hi there");
  await simulator.sees({ person: ALICE, text: "Tell me when it is your birthday!" });
  await simulator.text(ALICE, "It is my Birthday today");
  await simulator.sees({ person: ALICE, reaction: "love" });
  await simulator.sees({ person: ALICE, text: "Happy birthday!", effect: "celebration" });
  await simulator.sees({ person: ALICE, background: "set" });
});

test("example: concierge", async (t) => {
  const { simulator } = await example(t, "concierge", { args: ["--dedicated", "+15559990001"] });
  const { chat } = await simulator.post("/api/groups", { members: [ALICE, BOB], name: "Us" });
  const vote = (person, option, message_guid) => {
    return simulator.post(`/api/people/${person}/vote`, { option, message_guid, chat });
  };
  await simulator.text(ALICE, "plan Dinner? Thai", { chat });
  const refused = await simulator.sees({ person: BOB, text: "A plan needs a choice: plan Dinner? Thai, Pizza", chat });
  await simulator.text(BOB, "plan Dinner? Thai, Pizza", { chat });
  const { message } = await simulator.sees({ person: BOB, kind: "message", after: refused.n, chat });
  await vote(ALICE, "Thai", message.guid);
  await vote(ALICE, null, message.guid);
  await vote(ALICE, "Pizza", message.guid);
  await vote(BOB, "Pizza", message.guid);
  await simulator.sees({ person: ALICE, text: "Dinner? Pizza it is.", effect: "confetti", chat });
});

/** A stub of an LLM: it says how many messages it was given, and fails when it is told to. */
async function model(t) {
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const piece of request) body += piece;
    const { stream, messages } = JSON.parse(body);
    const known = request.url === "/v1/chat/completions" && request.headers.authorization === "Bearer key";
    if (!known || !stream || messages.at(-1).content === "fail") return void response.writeHead(500).end();
    response.writeHead(200, { "content-type": "text/event-stream" });
    for (const content of ["I ", "was ", "told ", String(messages.length)]) {
      response.write(`data: ${JSON.stringify({ choices: [{ delta: { content } }] })}\n\n`);
    }
    response.end('data: {"choices": []}\n\ndata: [DONE]\n\n');
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => server.close());
  return { OPENAI_API_KEY: "key", OPENAI_BASE_URL: `http://127.0.0.1:${server.address().port}/v1` };
}

test("example: llm", async (t) => {
  const { simulator } = await example(t, "llm", { env: await model(t) });
  await simulator.text(ALICE, "hello");
  // With the instructions.
  await simulator.sees({ person: ALICE, text: "I was told 2" });
  await simulator.text(ALICE, "and now?");
  await simulator.sees({ person: ALICE, text: "I was told 4" });
  await simulator.text(BOB, "fail");
  await simulator.sees({ person: BOB, contains: "I cannot think right now" });
});

test("example: photo", async (t) => {
  const { simulator } = await example(t, "photo");
  await simulator.text(ALICE, "hello");
  await simulator.sees({ person: ALICE, contains: "Send me a picture" });
  await simulator.post(`/api/people/${ALICE}/attachment`, { name: "party.png", data: PICTURE });
  await simulator.sees({ person: ALICE, background: "set" });
  await simulator.sees({ person: ALICE, reaction: "love" });
  await simulator.post(`/api/people/${ALICE}/attachment`, { name: "party.txt", data: PICTURE });
  await simulator.sees({ person: ALICE, text: "A background is a JPEG, PNG or HEIC picture." });
  await simulator.text(ALICE, "Clear");
  await simulator.sees({ person: ALICE, background: "cleared" });
});

test("example: webhook", async (t) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "webhook-"));
  t.after(() => fs.rmSync(folder, { recursive: true }));
  const { simulator, printed } = await example(t, "webhook", {
    env: { SPECTRUM_WEBHOOK_SECRET: "whsec", AGENT_STORE: path.join(folder, "agent.db"), PORT: "0" },
  });
  const [line] = await printed;
  const url = `http://127.0.0.1:${/port: (\d+)/.exec(line)[1]}/webhook`;
  const space = { id: `any;-;${ALICE}`, platform: "imessage", type: "dm" };
  const message = { id: "m1", platform: "imessage", space, content: { type: "text", text: "hello" } };
  const body = JSON.stringify({ event: "messages", message });
  const post = async (secret) => {
    const stamp = Math.floor(Date.now() / 1000);
    const signature = createHmac("sha256", secret).update(`v0:${stamp}:${body}`).digest("hex");
    const headers = {
      "X-Spectrum-Event": "messages",
      "X-Spectrum-Timestamp": String(stamp),
      "X-Spectrum-Signature": `v0=${signature}`,
    };
    return (await fetch(url, { method: "POST", headers, body })).status;
  };
  assert.deepEqual([await post("wrong"), await post("whsec"), await post("whsec")], [401, 200, 200]);
  await simulator.sees({ person: ALICE, text: "You said: hello" });
  assert.equal((await simulator.calls("SendTextMessage")).length, 1);
});

test("example: the tests of an agent pass", () => {
  const program = fileURLToPath(new URL("../../examples/node/dist/testing/agent.test.js", import.meta.url));
  // A test runner inside of one would report to it.
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const done = spawnSync(process.execPath, ["--test", "--test-reporter=tap", program], { env, encoding: "utf8" });
  assert.equal(done.status, 0, done.stdout);
  assert.match(done.stdout, /# pass 3/);
});
