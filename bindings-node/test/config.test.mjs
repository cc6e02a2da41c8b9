// What a program may configure, and what is refused.
import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";

import {
  AuthenticationError,
  ConnectionError,
  contact,
  richlink,
  Spectrum,
  text,
  UnsupportedError,
  ValidationError,
} from "spectrum-imessage";
import { background, customizedMiniApp, effect, imessage } from "spectrum-imessage/providers/imessage";

import { PROJECT, Simulator } from "./simulator.mjs";
import { ALICE, settings, started } from "./started.mjs";

const quiet = { logLevel: "silent" };
const client = { address: "localhost:1", token: "t", phone: "+15559999999" };

const REFUSED = {
  "an unknown field": { locall: true },
  "clients and local": { clients: client, local: true },
  "a client without a phone": { clients: [{ address: "localhost:1", token: "t" }] },
  "a client with an unknown field": { clients: { ...client, secret: "s" } },
  "a client with a phone that is no string": { clients: { ...client, phone: 5 } },
  "clients that are none": { clients: "localhost:1" },
  "no object": "cloud",
};
for (const [what, config] of Object.entries(REFUSED)) {
  test(`imessage.config refuses ${what}`, () => {
    assert.throws(() => imessage.config(config), ValidationError);
  });
}

const STARTS = {
  "no configuration": [undefined, ValidationError],
  "no providers": [{ ...PROJECT }, ValidationError],
  "a provider that is none": [{ ...PROJECT, providers: [{}] }, ValidationError],
  "no credentials": [{ providers: [imessage.config()] }, ValidationError, "missingCredentials"],
  "half of the credentials": [{ projectId: "p", providers: [imessage.config()] }, ValidationError],
  "two providers of one platform": [
    { providers: [imessage.config({ clients: client }), imessage.config({ clients: client })] },
    ValidationError,
    "duplicateProvider",
  ],
  "no clients": [{ providers: [imessage.config({ clients: [] })] }, ValidationError],
  "the local mode": [{ providers: [imessage.config({ local: true })] }, UnsupportedError, "unsupported"],
  "an unknown log level": [{ providers: [imessage.config()], options: { logLevel: "loud" } }, ValidationError],
  "an unknown policy": [{ providers: [imessage.config()], options: { unsupported: "maybe" } }, ValidationError],
  "a start timeout of nothing": [{ ...PROJECT, startTimeout: 0, providers: [imessage.config()] }, ValidationError],
  "plain text to another host": [
    { ...PROJECT, cloudUrl: "http://cloud.example", providers: [imessage.config()] },
    ValidationError,
    "plaintextRefused",
  ],
};
for (const [what, [config, expected, code]] of Object.entries(STARTS)) {
  test(`Spectrum refuses ${what}`, async () => {
    const start = Spectrum(config && { ...config, options: { ...quiet, ...config.options } });
    await assert.rejects(start, (error) => {
      assert.ok(error instanceof expected, String(error));
      if (code) assert.equal(error.code, code);
      return true;
    });
  });
}

test("a wrong secret is an authentication error that does not show it", async (t) => {
  const simulator = await Simulator.start();
  t.after(() => simulator.stop());
  const start = Spectrum({
    ...PROJECT,
    projectSecret: "not-the-secret",
    ...settings(simulator),
    providers: [imessage.config()],
    options: quiet,
  });
  await assert.rejects(start, (error) => {
    assert.ok(error instanceof AuthenticationError);
    assert.equal(error.status, 401);
    assert.ok(!`${error.stack}${JSON.stringify(error)}`.includes("not-the-secret"));
    return true;
  });
});

test("an argument of the wrong type is named, and its value is not shown", async () => {
  const secret = { projectId: "p", projectSecret: { s: "hunter2" }, providers: [imessage.config()], options: quiet };
  const wrong = {
    "projectSecret must be a string": () => Spectrum(secret),
    "startTimeout must be a number": () => Spectrum({ ...secret, projectSecret: "s", startTimeout: "5" }),
    "phones.value must be a string": async () => contact({ phones: [{ value: { s: "hunter2" } }] }),
    "an argument must be a string": async () => richlink({ s: "hunter2" }),
    "layout.caption must be a string": async () =>
      customizedMiniApp({
        appName: "A",
        extensionBundleId: "b",
        teamId: "t",
        url: "https://example.com",
        layout: { caption: { s: "hunter2" } },
      }),
    "text is a string, or streamed: an async iterable, a ReadableStream or an object with textStream": async () =>
      text({ s: "hunter2" }),
  };
  for (const [message, work] of Object.entries(wrong)) {
    await assert.rejects(work, (error) => {
      assert.ok(error instanceof ValidationError);
      assert.equal(error.message, message);
      assert.doesNotMatch(inspect(error, { depth: 9, showHidden: true }), /hunter2/);
      return true;
    });
  }
});

test("a service that is not there is a connection error that names the host", async () => {
  const start = Spectrum({
    ...PROJECT,
    cloudUrl: "http://127.0.0.1:9",
    providers: [imessage.config()],
    options: quiet,
  });
  await assert.rejects(start, (error) => {
    assert.ok(error instanceof ConnectionError);
    assert.match(error.context.host, /127\.0\.0\.1/);
    assert.equal(error.context.reason, "connect");
    return true;
  });
});

test("a start can be aborted", async (t) => {
  const simulator = await Simulator.start();
  t.after(() => simulator.stop());
  await simulator.post("/api/faults", { method: "POST /imessage/tokens", action: "hang" });
  const controller = new AbortController();
  const start = Spectrum({
    ...PROJECT,
    ...settings(simulator),
    providers: [imessage.config()],
    options: quiet,
    signal: controller.signal,
  });
  const reason = new Error("changed my mind");
  setTimeout(() => controller.abort(reason), 50);
  await assert.rejects(start, (error) => error === reason);
});

test("the project is there, and unknown settings of the public client are accepted", async (t) => {
  const { app } = await started(t);
  assert.equal(app.config.id, PROJECT.projectId);
  const simulator = await Simulator.start();
  t.after(() => simulator.stop());
  const other = await Spectrum({
    ...PROJECT,
    ...settings(simulator),
    providers: [imessage.config()],
    telemetry: false,
    webhookSecret: "w",
    options: { ...quiet, flattenGroups: true },
  });
  await other.stop();
});

test("a line of one's own needs no project", async (t) => {
  const simulator = await Simulator.start("--dedicated", "+15559990001", "--token", "tok=+15559990001");
  t.after(() => simulator.stop());
  const { address, caFile } = { ...settings(simulator), address: simulator.ready.imessage_address };
  const clients = { address, token: "tok", phone: "+15559990001" };
  const app = await Spectrum({ caFile, providers: [imessage.config({ clients })], options: quiet });
  t.after(() => app.stop());
  assert.equal(app.config, undefined);
  assert.deepEqual(imessage(app).lines, ["+15559990001"]);
  const space = await imessage(app).space.create(ALICE);
  assert.equal(space.phone, "+15559990001");
  assert.equal((await space.send("from a line of my own")).content.text, "from a line of my own");
});

test("unsupported content is skipped with a warning, or thrown", async (t) => {
  const lines = [];
  const push = (level) => (message, fields) => lines.push({ level, message, fields });
  const logger = { debug: push("debug"), info: push("info"), warn: push("warn"), error: push("error") };
  const { im } = await started(t, { options: { logLevel: "warn", logger } });
  const { custom } = await import("spectrum-imessage");
  const space = await im.space.create(ALICE);
  assert.equal(await space.send(custom({ a: 1 })), undefined);
  // Lines cross on their own; a second call is answered after them.
  await space.send("after");
  const [line] = lines;
  assert.equal(line.level, "warn");
  assert.equal(line.fields.content, "custom");

  const strict = await started(t, { options: { unsupported: "throw" } });
  const other = await strict.im.space.create(ALICE);
  await assert.rejects(other.send(custom({ a: 1 })), (error) => {
    assert.ok(error instanceof UnsupportedError);
    assert.deepEqual(
      { kind: error.kind, platform: error.platform, contentType: error.contentType, action: error.action },
      { kind: "content", platform: "iMessage", contentType: "custom", action: undefined },
    );
    return true;
  });
});

test("builders refuse at once what cannot be sent", () => {
  const refused = [
    () => text(""),
    () => text(5),
    () => effect("x", "slam"),
    () => effect(text("x"), undefined),
    () => background(Buffer.from("x")),
    () => background(5),
    () => effect({ type: "text", text: "x" }, imessage.effect.message.slam),
  ];
  for (const build of refused) assert.throws(build, ValidationError, String(build));
});
