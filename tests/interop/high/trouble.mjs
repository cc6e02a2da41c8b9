// How a program of spectrum-ts goes on when streams break, tokens end and the service refuses.
import assert from "node:assert/strict";

import { LINE } from "../world.mjs";
import { like } from "../shape.mjs";

const listening = (c) => c.sim.get(`/api/listening?${new URLSearchParams({ line: LINE, timeout: "20" })}`);

export default {
  "app.messages: what comes while the streams are cut": async (c) => {
    await c.alice.text("before");
    await c.next(({ content, sender }) => content.text === "before" && sender.id === c.alice.address);
    for (const hard of [false, true]) {
      await c.sim.post("/api/streams/cut", { hard });
      const texts = [1, 2, 3].map((n) => `missed ${n} ${hard}`);
      for (const text of texts) await c.alice.text(text);
      for (const text of texts) await c.next(({ content }) => content.text === text);
      await listening(c);
      await c.alice.text(`after ${hard}`);
      await c.next(({ content }) => content.text === `after ${hard}`);
      // Each came once.
      assert.deepEqual(
        c.seen.filter(([, { sender }]) => sender?.id === c.alice.address),
        [],
      );
    }
  },
  "app.messages: a cursor that is refused": async (c) => {
    await c.alice.text("known");
    await c.next(({ content, sender }) => content.text === "known" && sender.id === c.alice.address);
    await c.sim.post("/api/faults", {
      method: "CatchUpEvents",
      action: "refuse",
      status: "INVALID_ARGUMENT",
      error_code: "invalidArgument",
      times: null,
    });
    await c.sim.post("/api/streams/cut");
    await c.alice.text("lost");
    await c.sim.waitFor({ method: "CatchUpEvents", status: "INVALID_ARGUMENT" });
    // It closes the stream, opens it again, and goes on live, without what came meanwhile.
    let live = false;
    c.next(({ content, sender }) => content.text === "live" && sender.id === c.alice.address).then(() => (live = true));
    while (!live) {
      await c.alice.text("live");
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    await c.sim.post("/api/faults/clear");
    assert.ok(c.seen.every(([, { content }]) => content.text !== "lost"));
    c.seen.splice(0);
  },
  "app.messages: events that come twice": async (c) => {
    await c.alice.text("first");
    await c.next(({ content }) => content.text === "first");
    await c.sim.post("/api/streams/double", { on: true });
    await c.alice.text("doubled");
    await c.sim.post("/api/streams/double", { on: false });
    await c.alice.text("last");
    await c.next(({ content, sender }) => content.text === "last" && sender.id === c.alice.address);
    const texts = c.seen.filter(([, { sender }]) => sender?.id === c.alice.address);
    assert.ok(texts.every(([, { content }]) => content.text === "doubled") && texts.length >= 1);
    c.seen.splice(0);
  },
  "space.send: refusals as they were recorded": async (c) => {
    const refuse = (method, status, error_code, more = {}) =>
      c.sim.post("/api/faults", { method, action: "refuse", status, error_code, message: "no", ...more });
    const count = async (method) => (await c.sim.calls(method)).length;
    // One try, whatever the service says of trying again.
    for (const [status, code, retryable] of [
      ["UNAVAILABLE", "serviceUnavailable", true],
      ["UNAUTHENTICATED", "tokenExpired", false],
      ["INVALID_ARGUMENT", "invalidArgument", false],
    ]) {
      const before = await count("SendTextMessage");
      await refuse("SendTextMessage", status, code, { retryable });
      await assert.rejects(c.dm.send("x"), { code, retryable, message: "no" });
      assert.equal((await count("SendTextMessage")) - before, 1);
    }
    await refuse("UploadAttachment", "RESOURCE_EXHAUSTED", "uploadRateExceeded", { context: { limit: "100" } });
    const sends = await count("SendAttachmentMessage");
    const upload = c.dm.send(c.core.attachment(Buffer.from("x"), { name: "b.txt" }));
    await assert.rejects(upload, (error) => error.context.limit === "100" && error.code === "uploadRateExceeded");
    assert.equal(await count("SendAttachmentMessage"), sends);
    // What came before a failure stays sent, and what follows is not sent.
    await c.dm.send("one", "two");
    await refuse("SendTextMessage", "INVALID_ARGUMENT", "invalidArgument");
    await assert.rejects(c.dm.send("boom", "three"));
    assert.equal((await c.alice.conversation()).messages.at(-1).text, "two");
    await refuse("GetMessage", "PERMISSION_DENIED", "unauthorized");
    await assert.rejects(c.dm.getMessage("4D000000-0000-4000-8000-00000000FFFF"), { code: "unauthorized" });
    for (const [status, code] of [
      [401, "UNAUTHORIZED"],
      [500, "UNKNOWN"],
    ]) {
      await c.sim.post("/api/faults", {
        method: "GET /projects/{id}/",
        action: "refuse",
        status: String(status),
        error_code: code,
      });
      await assert.rejects(c.core.cloud.getProject("proj-1", "secret-1"), { status, code });
    }
  },
  "space.send: tokens that have ended, and a fresh start": async (c) => {
    await c.sim.post("/api/tokens/expire");
    await assert.rejects(c.dm.send("x"), { code: "tokenExpired" });
    const fresh = await c.restart();
    const dm = await fresh.instance.space.create(c.alice.address, { phone: LINE });
    like(await dm.send("with a fresh token"), { content: { text: "with a fresh token" } });
    await c.alice.sees({ text: "with a fresh token" });
    await fresh.app.stop();
    await fresh.ended;
  },
};
