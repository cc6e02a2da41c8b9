// What webhooks bring.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { once } from "node:events";
import http from "node:http";
import { test } from "node:test";

import { AuthenticationError, ValidationError, verifyWebhook } from "spectrum-imessage";

import { ALICE, reading, withStore } from "./started.mjs";

const SECRET = "whsec_test";
const now = () => Math.floor(Date.now() / 1000);

function signed(body, stamp = now()) {
  const digest = createHmac("sha256", SECRET).update(`v0:${stamp}:${body}`).digest("hex");
  return {
    "X-Spectrum-Event": "messages",
    "X-Spectrum-Webhook-Id": "wh_1",
    "X-Spectrum-Timestamp": String(stamp),
    "X-Spectrum-Signature": `v0=${digest}`,
  };
}

function message(id, platform = "imessage") {
  const space = { id: `any;-;${ALICE}`, platform, type: "dm" };
  const content = { type: "text", text: `I am ${id}` };
  return JSON.stringify({ event: "messages", message: { id, platform, space, content } });
}

const request = (body, headers = signed(body)) =>
  new Request("https://agent.example/webhook", { method: "POST", headers, body });

test("a delivery is a message once", async (t) => {
  const app = await (await withStore(t)).start({ webhookSecret: SECRET });
  const ask = async (...given) => {
    const response = await app.webhook(request(...given));
    return [response.status, await response.text()];
  };
  assert.deepEqual(await ask(message("M1")), [200, "ok"]);
  assert.deepEqual(await ask(message("M1")), [200, "duplicate"]);
  assert.equal((await ask(message("M2", "slack")))[0], 503);
  assert.equal(app.health().webhooksUnrouted, 1);
  assert.equal((await ask("{}", {}))[0], 400);
  assert.equal((await ask("{}", signed("[]")))[0], 401);
  await assert.rejects(app.webhook(request(message("M3")), { ack: "never" }), ValidationError);
  const { next } = await reading(app);
  assert.equal((await next()).content.text, "I am M1");
});

test("a server of Node or Express takes webhooks", async (t) => {
  const app = await (await withStore(t)).start({ webhookSecret: SECRET });
  const handler = app.webhookHandler();
  const server = http.createServer((request, response) => void handler(request, response));
  server.listen(0, "127.0.0.1");
  t.after(() => server.close());
  await once(server, "listening");
  const url = `http://127.0.0.1:${server.address().port}/`;
  const post = (body) => fetch(url, { method: "POST", headers: signed(body), body });
  assert.equal((await post(message("M1"))).status, 200);
  assert.equal(await (await post(message("M1"))).text(), "duplicate");
  // As express.raw() leaves it.
  const answer = {};
  const response = { setHeader() {}, end: (body) => (answer.body = body) };
  const body = message("M1");
  await handler({ headers: signed(body), body: Buffer.from(body) }, response);
  assert.deepEqual([response.statusCode, answer.body], [200, "duplicate"]);
  await assert.rejects(handler({ headers: signed(body), body: JSON.parse(body) }, response), ValidationError);
  assert.equal(response.statusCode, 500);
});

test("verifyWebhook is a function of its own", () => {
  const body = '{"event":"messages"}';
  const stamp = 1_700_000_000;
  const headers = signed(body, stamp);
  const good = verifyWebhook(SECRET, new Headers(headers), Buffer.from(body), stamp * 1000);
  assert.deepEqual(good, { webhookId: "wh_1", event: "messages", timestamp: new Date(stamp * 1000) });
  const wrong = [
    [500, ValidationError, "", headers, body],
    [400, ValidationError, SECRET, {}, body],
    [401, AuthenticationError, SECRET, headers, `${body} `],
    [401, AuthenticationError, SECRET, signed(body, stamp - 301), body],
  ];
  for (const [status, kind, secret, given, sent] of wrong) {
    const isRight = (error) => error instanceof kind && error.status === status;
    assert.throws(() => verifyWebhook(secret, given, sent, stamp * 1000), isRight);
  }
});
