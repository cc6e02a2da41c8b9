// An application on a simulator in its own process, and the test kit.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { test } from "node:test";

import {
  NotFoundError,
  NotReceived,
  RateLimitError,
  Simulator,
  Spectrum,
  SpectrumError,
  ValidationError,
} from "spectrum-imessage";
import { effect, imessage } from "spectrum-imessage/providers/imessage";
import { simulator } from "spectrum-imessage/testing";

import { ALICE, BOB } from "./started.mjs";

const LINE = "+15559990001";
const PNG = Buffer.from("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "latin1");
const options = { logLevel: "silent" };

/** An application that answers, until the test ends. */
async function answering(t, config, before = "") {
  const app = await Spectrum({ options, ...config });
  t.after(() => app.stop());
  const agent = (async () => {
    for await (const [, message] of app.messages) {
      if (message.content.type !== "text") continue;
      await message.react("love");
      await message.reply(effect(before + message.content.text, imessage.effect.message.slam));
    }
  })();
  agent.catch(() => undefined);
  await app.simulator.listening();
  return app;
}

test("two agents in one process do not disturb each other", async (t) => {
  const first = await answering(t, { simulator: true }, "first: ");
  const second = await answering(t, { simulator: { lines: [LINE] } }, "second: ");
  assert.notEqual(first.simulator.pageUrl, second.simulator.pageUrl);
  for (const [app, name] of [
    [first, "first"],
    [second, "second"],
  ]) {
    const alice = app.simulator.person(ALICE);
    const question = await alice.text("hello");
    await alice.receives({ reaction: "love", message: question });
    const answer = await alice.receives({ text: `${name}: hello`, effect: "slam", replyTo: question });
    await alice.react("🎉", answer);
    const conversations = await app.simulator.conversations();
    assert.equal(conversations.length, 1);
    const [asked, answered] = conversations[0].messages;
    assert.deepEqual([asked.from, answered.from], [ALICE, "agent"]);
    assert.deepEqual([asked.reactions[0].tapback, answered.reactions[0].emoji], ["love", "🎉"]);
    assert.ok(answered.date instanceof Date && answered.attachments.length === 0);
  }
  const sim = second.simulator;
  await second.stop();
  assert.equal((await sim.conversations())[0].line, LINE);
  assert.match(await sim.story(), /second: hello/);
});

test("one simulator serves several applications", async (t) => {
  const sim = await Simulator.start({ projectId: "shared-by-two" });
  t.after(() => sim.stop());
  for (let round = 0; round < 2; round += 1) {
    const app = await Spectrum({ simulator: sim, providers: [imessage.config()], options });
    assert.equal(app.simulator, sim);
    await (await imessage(app).space.create(ALICE)).send("hi");
    await app.stop();
  }
  const alice = sim.person(ALICE);
  assert.ok((await alice.receives("hi")).n < (await alice.receives("hi")).n);
  await assert.rejects(alice.receives({ text: "hi", within: 0 }), NotReceived);
  assert.equal(sim.projectId, "shared-by-two");
});

test("a wait in vain shows the conversation, and where it was waited", async (t) => {
  const { simulator: sim } = await answering(t, { simulator: true });
  const alice = sim.person();
  await alice.text("when is the party?");
  await alice.receives({ reaction: "love" });
  await alice.receives({ text: "when is the party?", effect: "slam" });
  await assert.rejects(alice.receives({ contains: "Today", effect: "confetti", within: 10 }), (error) => {
    assert.ok(error instanceof NotReceived && error.name === "NotReceived");
    assert.equal(
      error.message.replace(/\d\d:\d\d:\d\d\.\d{3}/g, "TIME"),
      [
        `${ALICE} did not see a message or an edit whose text contains "Today" with the effect confetti within 10ms.`,
        "",
        `Conversation any;-;${ALICE}, line shared:`,
        `  TIME  ${ALICE}  "when is the party?"  ❤️ by agent`,
        '  TIME  agent         "when is the party?"  [slam]  (answers "when is the party?")',
        "",
        "What the agent did, the oldest first (✓: was waited for):",
        '✓ reaction ❤️ on "when is the party?"',
        '✓ message "when is the party?"  [slam]',
      ].join("\n"),
    );
    assert.ok(error.stack.startsWith(`NotReceived: ${error.message}\n    at `), error.stack);
    assert.match(error.stack.slice(error.message.length).split("\n")[1], /kit\.test\.mjs/);
    return true;
  });
});

test("wrong settings fail before anything starts", async () => {
  const cases = [
    [{ lins: [] }, /"lins"; there are lines/],
    [{ lines: ["nobody"] }, /nobody/],
    [{ heartbeat: -1 }, /heartbeat/],
    [{ pagePort: 70_000 }, /u16|70000/],
    ["yes", /settings/],
  ];
  for (const [wrong, message] of cases) {
    await assert.rejects(Spectrum({ simulator: wrong, options }), (error) => {
      assert.ok(error instanceof ValidationError, String(error));
      assert.match(error.message, message);
      return true;
    });
  }
  await assert.rejects(Spectrum({ simulator: true, projectId: "p", options }), /projectId/);
  await assert.rejects(simulator({ heartbeat: 0 }), ValidationError);
});

test("the environment of the service is left alone", async (t) => {
  process.env.SPECTRUM_PROJECT_ID = "p";
  t.after(() => delete process.env.SPECTRUM_PROJECT_ID);
  await (await Spectrum({ simulator: true, options })).stop();
});

test("people do what people do", async (t) => {
  const sim = await simulator({ lines: [LINE] });
  t.after(() => sim.stop());
  const app = await Spectrum({ simulator: sim, options });
  t.after(() => app.stop());
  const group = await sim.group([ALICE, BOB], "Plans", { line: LINE });
  const [alice, bob] = [ALICE, BOB].map((address) => sim.person(address).inChat(group));
  const space = await imessage(app).space.get(group);
  const sent = await space.send("all here?");
  const got = await alice.receives("all here?");
  await alice.reply("yes", sent);
  await alice.react("🎉", got);
  await alice.unreact("🎉");
  await alice.react("like");
  await bob.sticker("star.png", PNG, sent, { x: 0.25 });
  await bob.attachment("map.png", PNG);
  await bob.attachment("live.heic", PNG, { video: Buffer.from("video") });
  await bob.voice("note.m4a", Buffer.from("audio"));
  const text = await bob.text("frist", { effect: "slam" });
  await bob.edit(text, "first");
  await bob.unsend(await bob.text("nothing"));
  const poll = await bob.poll("when?", ["today", "tomorrow"]);
  await alice.vote("today", poll);
  await alice.vote(undefined, poll);
  await alice.addPollOption("never", poll);
  await alice.read(sent);
  await alice.typing();
  await alice.background(PNG);
  await alice.icon(PNG);
  await alice.rename("Trip");
  await alice.add("+15551230003");
  await alice.remove("+15551230003");
  await alice.location(52.5, 13.4);
  await alice.focus();
  await alice.imessage(true);
  await alice.malformed();
  const found = await sim.conversation(group);
  assert.deepEqual([found.name, found.peopleTyping, found.background?.mimeType], ["Trip", [ALICE], "image/png"]);
  const [first, reply, file, , , edited, unsent, asked] = found.messages;
  assert.equal(first.reactions[0].tapback, "like");
  assert.deepEqual([first.stickers[0].x, first.stickers[0].file.name], [0.25, "star.png"]);
  assert.equal(reply.replyTo, sent.id);
  assert.deepEqual(await sim.attachment(file.attachments[0].guid), PNG);
  assert.deepEqual(await sim.background(group), PNG);
  assert.deepEqual([edited.text, edited.edited, edited.effect, unsent.unsent], ["first", true, "slam", true]);
  assert.deepEqual(
    asked.poll.options.map((option) => option.text),
    ["today", "tomorrow", "never"],
  );
  await bob.leave();
  assert.deepEqual((await sim.conversation(group)).people, [ALICE]);
  await assert.rejects(bob.text("me too"), { name: "ValidationError", code: "preconditionFailed" });
  await assert.rejects(sim.conversation("none"), NotFoundError);
  await assert.rejects(alice.react("love", 1), ValidationError);
});

test("what goes wrong can be asked for", async (t) => {
  const app = await answering(t, { simulator: { dailyLimit: 2 } });
  const sim = app.simulator;
  const space = await imessage(app).space.create(ALICE);
  await sim.fault("SendTextMessage", "refuse", { status: "INTERNAL", errorCode: "oops", times: Infinity });
  await assert.rejects(space.send("1"), { code: "oops" });
  await sim.clearFaults();
  await space.send("1");
  const calls = await sim.transcript();
  const statuses = calls.filter((each) => each.method === "SendTextMessage").map((each) => each.status);
  assert.deepEqual(statuses, ["INTERNAL", "OK"]);
  assert.deepEqual(await sim.transcript({ after: calls.length }), []);
  assert.equal((await sim.called("SendTextMessage", { status: "OK" })).request.text, "1");

  await space.send("2");
  await assert.rejects(space.send("3"), RateLimitError);
  const now = await sim.advance(24 * 3600 * 1000);
  assert.ok(now.getTime() > Date.now() + 23 * 3600 * 1000);
  // Another day, and a token that has expired and is replaced.
  await space.send("3");
  await sim.setQuotas({ dailyLimit: 100 });

  assert.ok((await sim.cutStreams()) > 0);
  await sim.listening();
  const alice = sim.person(ALICE);
  await sim.doubleEvents();
  await alice.text("twice");
  await alice.receives({ text: "twice", effect: "slam" });
  await sim.doubleEvents(false);
  await assert.rejects(sim.called("EditMessage", { within: 10 }), { code: "notInTime" });
  await sim.clearTranscript();
  await assert.rejects(sim.setLines([LINE]), ValidationError);
  await assert.rejects(sim.advance(-1), ValidationError);
  await assert.rejects(alice.receives({ effect: "confeti" }), /celebration/);
});

test("a wait that is aborted has taken nothing", async (t) => {
  const app = await Spectrum({ simulator: true, options });
  t.after(() => app.stop());
  const alice = app.simulator.person(ALICE);
  await assert.rejects(alice.receives({ text: "hello", signal: AbortSignal.timeout(10) }), { name: "TimeoutError" });
  // The token is replaced when it is refused.
  await app.simulator.expireTokens();
  await (await imessage(app).space.create(ALICE)).send("hello");
  await alice.receives({ text: "hello", within: 5000 });
});

test("an application on the service has no simulator", async (t) => {
  const sim = await Simulator.start();
  t.after(() => sim.stop());
  const app = await Spectrum({
    projectId: sim.projectId,
    projectSecret: sim.projectSecret,
    cloudUrl: sim.cloudUrl,
    imessageAddress: sim.imessageAddress,
    caFile: sim.caFile,
    providers: [imessage.config()],
    options,
  });
  t.after(() => app.stop());
  assert.throws(
    () => app.simulator,
    (error) => error instanceof SpectrumError && error.code === "noSimulator",
  );
});

test("the kit is one, by import and by require", async () => {
  const required = createRequire(import.meta.url)("spectrum-imessage/testing");
  assert.equal(required.Simulator, Simulator);
  assert.equal(required.NotReceived, NotReceived);
});
