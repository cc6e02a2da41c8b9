// Sending: results, options, cancellation. What reaches the wire is the scenarios' business.
import assert from "node:assert/strict";
import { test } from "node:test";

import {
  attachment,
  contact,
  edit,
  markdown,
  poll,
  reaction,
  reply,
  text,
  unsend,
  ValidationError,
} from "spectrum-imessage";
import { background, effect, imessage } from "spectrum-imessage/providers/imessage";

import { ALICE, started } from "./started.mjs";

const PNG = Buffer.from("89504e470d0a1a0a0000000d4948445200000001000000010806000000", "hex");

test("one argument gives a message or nothing, several give a list", async (t) => {
  const { app, im } = await started(t);
  const space = await im.space.create(ALICE);
  const one = await space.send("one");
  assert.equal(one.content.text, "one");
  assert.equal(one.direction, "outbound");
  assert.deepEqual(await space.send(), []);
  const { custom } = await import("spectrum-imessage");
  const two = await space.send("a", custom({}), text("b"));
  assert.deepEqual(
    two.map((message) => message.content.text),
    ["a", "b"],
  );
  assert.equal((await app.send(space, "through the app")).content.text, "through the app");
  const replies = await one.reply("x", "y");
  assert.equal(replies.length, 2);
  assert.equal(await space.send(background("clear")), undefined);
  assert.equal(await imessage(space).background(PNG, { mimeType: "image/png" }), undefined);
  const handle = await one.react("🎉");
  assert.equal(handle.content.type, "reaction");
  assert.equal(handle.content.emoji, "🎉");
  assert.equal(handle.content.target.id, one.id);
});

test("nothing is sent if one of several contents is wrong", async (t) => {
  const { simulator, im } = await started(t);
  const space = await im.space.create(ALICE);
  await assert.rejects(space.send("not sent", attachment("no-such-file.jpg")), (error) => {
    return error instanceof ValidationError && error.code === "fileNotFound";
  });
  await assert.rejects(space.send("not sent", 5), ValidationError);
  assert.equal((await simulator.calls("SendTextMessage")).length, 0);
});

test("a missing target says that it was never sent", async (t) => {
  const { im, app } = await started(t);
  const space = await im.space.create(ALICE);
  const missing = [
    () => reply("x", undefined),
    () => edit("x", undefined),
    () => reaction("👍", undefined),
    () => unsend(undefined),
  ];
  for (const build of missing) assert.throws(build, /never sent/);
  await assert.rejects(space.edit(undefined, "x"), /never sent/);
  await assert.rejects(space.unsend(undefined), /never sent/);
  await assert.rejects(app.edit(undefined, "x"), /never sent/);
  assert.throws(() => reply("x", { id: "not a message" }), ValidationError);
});

test("every kind of source of a file", async (t) => {
  const { simulator, im } = await started(t);
  const space = await im.space.create(ALICE);
  const url = new URL("../package.json", import.meta.url);
  const sent = [
    await space.send(attachment(PNG, { name: "b.png" })),
    await space.send(attachment(new Uint8Array(PNG), { mimeType: "image/png" })),
    await space.send(attachment(url)),
    await space.send(effect(attachment(PNG, { name: "b.png" }), imessage.effect.message.confetti)),
  ];
  assert.deepEqual(
    sent.map(({ content }) => content.mimeType),
    ["image/png", "image/png", "application/json", "image/png"],
  );
  assert.equal(sent[0].content.size, PNG.length);
  assert.ok((await sent[0].content.read()).equals(PNG));
  const seen = await simulator.sees({ person: ALICE, attachment: "package.json" });
  assert.equal(seen.message.attachments[0].mime_type, "application/json");
});

test("bytes belong to the content from the moment of the build", async (t) => {
  const { im } = await started(t);
  const space = await im.space.create(ALICE);
  const mine = Buffer.from(PNG);
  const content = attachment(mine, { name: "b.png" });
  mine.fill(0);
  const message = await space.send(content);
  assert.ok((await message.content.read()).equals(PNG));
});

test("a contact with a picture that is read when it is sent", async (t) => {
  const { im } = await started(t);
  const space = await im.space.create(ALICE);
  let reads = 0;
  const photo = {
    mimeType: "image/png",
    read: async () => {
      reads += 1;
      return PNG;
    },
  };
  const content = contact({ name: { formatted: "Zoë" }, phones: [{ value: ALICE, type: "mobile" }], photo });
  assert.equal(reads, 0);
  const sent = await space.send(content);
  assert.equal(reads, 1);
  assert.equal(sent.content.name.formatted, "Zoë");
  assert.deepEqual(sent.content.phones, [{ value: ALICE, type: "mobile" }]);
  assert.ok(Buffer.from(await sent.content.photo.read()).equals(PNG));
  const answer = await sent.reply(contact(await im.user(ALICE), { note: "hi" }));
  assert.equal(answer.content.user.id, ALICE);
});

test("other content comes back as it was built", async (t) => {
  const { im } = await started(t);
  const space = await im.space.create(ALICE);
  assert.deepEqual((await space.send(markdown("**b**"))).content, { type: "markdown", markdown: "**b**" });
  assert.deepEqual((await space.send(poll("Lunch?", "Pizza", { title: "Sushi" }))).content, {
    type: "poll",
    title: "Lunch?",
    options: [{ title: "Pizza" }, { title: "Sushi" }],
  });
});

test("the same key delivers once", async (t) => {
  const { simulator, im } = await started(t);
  const space = await im.space.create(ALICE);
  const first = await space.sendWith({ clientMessageId: "order-1" }, "once");
  const second = await space.sendWith({ clientMessageId: "order-1" }, "once");
  assert.equal(first.id, second.id);
  const { seen } = await simulator.get(`/api/seen?person=${encodeURIComponent(ALICE)}`);
  assert.equal(seen.filter(({ message }) => message.text === "once").length, 1);
});

test("an aborted send is cancelled at the service, and the client goes on", async (t) => {
  const { simulator, im } = await started(t);
  const space = await im.space.create(ALICE);
  await simulator.post("/api/faults", { method: "SendTextMessage", action: "hang" });
  const controller = new AbortController();
  const sending = space.sendWith({ signal: controller.signal }, "hangs");
  await simulator.waitFor({ method: "SendTextMessage" });
  controller.abort();
  await assert.rejects(sending, (error) => error.name === "AbortError");
  await simulator.waitFor({ method: "SendTextMessage", status: "CANCELLED" });
  assert.equal((await space.send("goes on")).content.text, "goes on");
});

test("an aborted signal makes no call, a late one takes no notice", async (t) => {
  const { simulator, im } = await started(t);
  const space = await im.space.create(ALICE);
  await assert.rejects(space.sendWith({ signal: AbortSignal.abort() }, "x"), { name: "AbortError" });
  assert.equal((await simulator.calls("SendTextMessage")).length, 0);
  const controller = new AbortController();
  const message = await space.sendWith({ signal: controller.signal }, "sent");
  controller.abort();
  assert.equal(message.content.text, "sent");
});

test("thousands of calls at once", async (t) => {
  const { im } = await started(t);
  const space = await im.space.create(ALICE);
  const { id } = await space.send("the one");
  const found = await Promise.all(Array.from({ length: 5000 }, () => space.getMessage(id)));
  assert.ok(found.every((message) => message.id === id));
});

test("a call that never began rejects, and the next one goes on", async (t) => {
  const { im } = await started(t);
  const space = await im.space.create(ALICE);
  await assert.rejects(space.getMessage(5), ValidationError);
  await assert.rejects((await space.send("x")).react({}), ValidationError);
  assert.equal(await space.getMessage("no such message"), undefined);
});

test("responding shows the indicator around the work and hands on its end", async (t) => {
  const { simulator, app, im } = await started(t);
  const space = await im.space.create(ALICE);
  assert.equal(await space.responding(() => 42), 42);
  const failure = new Error("mine");
  await assert.rejects(
    app.responding(space, async () => {
      throw failure;
    }),
    (error) => error === failure,
  );
  const typing = (await simulator.calls("SetTyping")).map(({ request }) => request.isTyping ?? false);
  assert.deepEqual(typing, [true, false, true, false]);

  await simulator.post("/api/faults", { method: "SetTyping", action: "refuse", status: "PERMISSION_DENIED" });
  let ran = false;
  await assert.rejects(
    space.responding(() => {
      ran = true;
    }),
    { name: "AuthenticationError" },
  );
  assert.equal(ran, false);
});

test("responding shows the indicator again while the work takes long", async (t) => {
  const { simulator, app, im } = await started(t);
  const space = await im.space.create(ALICE);
  const work = async () => {
    let after = 0;
    for (let shown = 0; shown < 3; shown += 1) after = (await simulator.waitFor({ method: "SetTyping", after })).n;
    return "done";
  };
  const end = await app.responding(space, work, { refresh: 100 });
  assert.equal(end, "done");
  const typing = (await simulator.calls("SetTyping")).map(({ request }) => request.isTyping ?? false);
  assert.deepEqual(typing.slice(0, 3), [true, true, true]);
  assert.equal(typing.indexOf(false), typing.length - 1);
  for (const refresh of [0, -1, Number.NaN]) {
    await assert.rejects(
      space.responding(() => assert.fail("the work must not run"), { refresh }),
      ValidationError,
    );
  }
});

test("what is left of the quotas is told, and the rest is refused before the service is asked", async (t) => {
  const { simulator, im } = await started(t, { options: { refuseOverQuota: true } });
  await simulator.post("/api/quotas", { daily_limit: 1 });
  const [{ resetsAt, ...full }] = im.quota();
  assert.deepEqual(full, {
    line: "shared",
    messagesLimit: 5000,
    messagesLeft: 5000,
    newConversationsLimit: 50,
    newConversationsLeft: 50,
  });
  assert.ok(resetsAt instanceof Date && resetsAt > new Date());
  const space = await im.space.create(ALICE);
  await space.send("the last one");
  const refused = { name: "RateLimitError", code: "dailyLimitExceeded" };
  await assert.rejects(space.send("one too many"), refused);
  await assert.rejects(space.send("one too many"), refused);
  assert.equal((await simulator.calls("SendTextMessage")).length, 2, "the service said it once");
  const [{ messagesLimit, messagesLeft, newConversationsLeft }] = im.quota();
  assert.deepEqual([messagesLimit, messagesLeft, newConversationsLeft], [1, 0, 49]);
});

test("spaces and users", async (t) => {
  const { im, app } = await started(t, { args: ["--dedicated", "+15559990001,+15559990002"] });
  assert.equal(imessage(app), im);
  const alice = await im.user(ALICE);
  const bob = await im.user("bob@example.com");
  assert.deepEqual({ ...alice }, { id: ALICE });
  assert.equal(imessage(alice), alice);
  const phone = "+15559990002";
  assert.equal((await im.space(alice, { phone })).phone, phone);
  assert.equal((await im.space(alice, bob)).type, "group");
  assert.equal((await im.space.create([ALICE, bob], { phone })).type, "group");
  assert.equal((await im.space.get(`any;-;${ALICE}`, { phone })).phone, phone);
  await assert.rejects(im.space.get(`any;-;${ALICE}`), { code: "phoneRequired" });
  await assert.rejects(im.space.create(ALICE, { phone: 5 }), ValidationError);
  await assert.rejects(im.space.create([]), ValidationError);
  await assert.rejects(im.space.create(ALICE, { phone: "+15550000000" }), { name: "NotFoundError" });
});
