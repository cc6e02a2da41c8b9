// Groups of parts, cards, and what is done with groups of people.
import assert from "node:assert/strict";
import { test } from "node:test";

import {
  addMember,
  app,
  attachment,
  avatar,
  contact,
  group,
  leaveSpace,
  reaction,
  removeMember,
  rename,
  UnsupportedError,
  ValidationError,
} from "spectrum-imessage";
import { customizedMiniApp, imessage, nativeContactCard } from "spectrum-imessage/providers/imessage";

import { ALICE, BOB, started } from "./started.mjs";

const PNG = Buffer.from("89504e470d0a1a0a0000000d4948445200000001000000010806000000", "hex");
const JPEG = Buffer.from("ffd8ffe000104a46494600010100000100010000ffd9", "hex");
const LINE = "+15559990001";
const CARD = {
  appName: "Sample",
  extensionBundleId: "com.example.app.ext",
  teamId: "ABCDE12345",
  url: "https://example.com/1",
};

test("a group of parts is one message, whose items are messages", async (t) => {
  const { im } = await started(t);
  const space = await im.space.create(ALICE);
  const photo = { mimeType: "image/png", read: async () => PNG };
  const album = group("caption", attachment(PNG, { name: "b.png" }), contact({ name: { first: "Ada" }, photo }));
  const sent = await space.send(album);
  const { items } = sent.content;
  assert.deepEqual(
    items.map(({ content }) => content.type),
    ["text", "attachment", "contact"],
  );
  assert.deepEqual(
    items.map(({ id, partIndex, parentId }) => [id, partIndex, parentId]),
    [0, 1, 2].map((index) => [`p:${index}/${sent.id}`, index, sent.id]),
  );
  assert.ok((await items[1].content.read()).equals(PNG));
  const handle = await items[1].react("love");
  assert.equal(handle.content.target.id, items[1].id);
  await handle.unsend();

  assert.throws(() => group("alone"), ValidationError);
  assert.throws(() => group("a", group("b", "c")), ValidationError);
  await assert.rejects(space.send(group("a", album)), ValidationError);
  assert.throws(() => group("a", reaction("👍", sent)), ValidationError);
  assert.throws(() => group("a", 5), ValidationError);
  assert.equal(await space.send(group("a", "b")), undefined);
});

test("a card is updated by an edit, and its session goes along", async (t) => {
  const { im } = await started(t);
  const space = await im.space.create(ALICE);
  const layout = { caption: "Title", image: new Uint8Array(JPEG), imageTitle: "T" };
  const card = await space.send(customizedMiniApp({ ...CARD, appStoreId: 6777616651, live: true, layout }));
  assert.deepEqual(card.content, {
    type: "customized-mini-app",
    ...CARD,
    appStoreId: 6777616651,
    live: true,
    layout: { ...layout, image: JPEG },
  });
  const first = card.miniAppCardSession;
  assert.equal(first.messageGuid, card.id);
  assert.equal(first.targetMessageGuid, card.id);
  await card.edit(customizedMiniApp({ ...CARD, layout: { caption: "Updated" } }));
  const second = card.miniAppCardSession;
  assert.equal(second.sessionId, first.sessionId);
  assert.equal(second.targetMessageGuid, card.id);
  assert.equal((await space.send("no card")).miniAppCardSession, undefined);
});

test("a card that shows nothing or nonsense throws when it is built", () => {
  const wrong = [
    { layout: { summary: "not shown" } },
    { layout: { caption: "c", imageTitle: "no image" } },
    { layout: { caption: "c" }, url: "not a url" },
    { layout: { caption: "c" }, appStoreId: 0 },
    { layout: { caption: "c" }, appStoreId: 1.5 },
    { layout: { caption: "c" }, teamId: "" },
    {},
  ];
  for (const one of wrong) {
    assert.throws(() => customizedMiniApp({ ...CARD, ...one }), ValidationError, JSON.stringify(one));
  }
});

test("the URL of a card is resolved when it is sent", async (t) => {
  const { im } = await started(t);
  const space = await im.space.create(ALICE);
  // Nobody answers there: the card shows the host.
  const url = "http://127.0.0.1:9/page";
  let asked = 0;
  const later = app(async () => {
    asked += 1;
    return url;
  });
  assert.equal(asked, 0);
  for (const card of [app(url, { live: true }), later, app(Promise.resolve(url)), app(() => url)]) {
    const { content } = await space.send(card);
    assert.equal(content.type, "customized-mini-app");
    assert.equal(content.url, url);
    assert.equal(content.layout.caption, "127.0.0.1");
  }
  assert.equal(asked, 1);
  assert.throws(() => app("not a url"), ValidationError);
  await assert.rejects(space.send(app(() => "not a url")), ValidationError);
  await assert.rejects(space.send(app(() => 5)), ValidationError);
  const mine = new Error("mine");
  const failing = app(Promise.reject(mine));
  // Later than the rejection: it belongs to the send.
  await space.send("meanwhile");
  await assert.rejects(space.send(failing), (error) => error === mine);
});

test("a group of people is named, pictured, enlarged and left", async (t) => {
  const { simulator, im } = await started(t, { args: ["--dedicated", LINE] });
  const space = await im.space.create([ALICE, BOB]);
  assert.equal(await space.getDisplayName(), undefined);
  assert.equal(await space.getAvatar(), undefined);
  assert.equal(await space.rename("Plans"), undefined);
  assert.equal(await space.getDisplayName(), "Plans");
  await space.avatar(PNG, { mimeType: "image/png" });
  const picture = await space.getAvatar();
  assert.equal(picture.mimeType, "image/png");
  assert.ok(Buffer.isBuffer(picture.data) && picture.data.equals(PNG));
  await space.avatar("clear");
  assert.equal(await space.getAvatar(), undefined);

  const carol = await im.user("+15551230003");
  await space.add([carol, "+15551230004"]);
  await space.remove(BOB);
  const members = await space.getMembers();
  assert.deepEqual(members.map(({ id }) => id).sort(), [ALICE, "+15551230003", "+15551230004"]);
  assert.equal(imessage(members[0]), members[0]);
  const sent = [rename("Other"), addMember(BOB), removeMember([carol]), nativeContactCard(), leaveSpace()];
  assert.deepEqual(await space.send(...sent), []);
  const methods = (await simulator.calls()).map(({ method }) => method);
  assert.ok(methods.includes("ShareContactInfo"), methods.join());
});

test("mistakes with groups of people throw before anything is sent", async (t) => {
  const { simulator, im } = await started(t, { args: ["--dedicated", LINE] });
  const space = await im.space.create([ALICE, BOB]);
  assert.throws(() => rename("  "), { code: "emptyText" });
  assert.throws(() => avatar(PNG), { code: "unknownMimeType" });
  assert.throws(() => addMember([]), ValidationError);
  assert.throws(() => removeMember([undefined]), ValidationError);
  await assert.rejects(space.avatar(PNG), ValidationError);
  await assert.rejects(space.rename(""), ValidationError);
  await assert.rejects(space.add("  "), ValidationError);
  await assert.rejects(space.rename("x", { signal: AbortSignal.abort() }), { name: "AbortError" });
  const dm = await im.space.create(ALICE);
  assert.equal(await dm.rename("x"), undefined);
  for (const look of [() => dm.getMembers(), () => dm.getAvatar(), () => dm.getDisplayName()]) {
    await assert.rejects(look, (error) => error instanceof UnsupportedError && error.kind === "action");
  }
  const methods = (await simulator.calls()).map(({ method }) => method);
  assert.ok(!methods.some((method) => /Participant|DisplayName|Icon/.test(method)), methods.join());
});
