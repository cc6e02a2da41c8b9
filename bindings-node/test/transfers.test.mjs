// Files on their way: progress, limits, saving, cancellation, Live Photos.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { EventEmitter, once } from "node:events";
import fs from "node:fs";
import http from "node:http";
import os from "node:os";
import path from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";

import { attachment, contact, group, ValidationError, voice } from "spectrum-imessage";

import { ALICE, started } from "./started.mjs";

const MIB = 1024 * 1024;
const UPLOAD = "UploadAttachment";
const DOWNLOAD = "DownloadAttachment";

const invalid = (error) => error instanceof ValidationError && error.code === "invalidArgument";
const tooLarge = (error) => error instanceof ValidationError && error.code === "attachmentTooLarge";

/** Bytes that are nowhere alike, so that a piece in the wrong place is seen. */
function noise(length) {
  const bytes = Buffer.alloc(length);
  for (let n = 0, state = 1; n < length; n += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes[n] = state >>> 24;
  }
  return bytes;
}

function folder(t) {
  const made = fs.mkdtempSync(path.join(os.tmpdir(), "spectrum-"));
  t.after(() => fs.rmSync(made, { recursive: true }));
  return made;
}

/** A file that takes its time: its end is not sent before JavaScript has heard of the beginning. */
function large(t) {
  const file = path.join(folder(t), "large.bin");
  fs.writeFileSync(file, "");
  fs.truncateSync(file, 100 * MIB);
  return file;
}

/** A callback, and what it was told. */
function recorder() {
  const seen = [];
  return { seen, onProgress: (progress) => seen.push(progress) };
}

/** Never back, and one end. */
function checkProgress(seen, size) {
  assert.deepEqual(seen.at(-1), { transferred: size, total: size });
  const steps = seen.map(({ transferred }) => transferred);
  assert.ok(
    steps.every((step, n) => n === 0 || steps[n - 1] < step),
    steps.join(),
  );
}

/** A file at the service, and its content as it is received. */
async function received(t, data, name = "a.bin") {
  const all = await started(t);
  const { attachment: record } = await all.im.line().attachments.upload(attachment(data, { name }));
  return { ...all, guid: record.guid, file: await all.im.getAttachment(record.guid) };
}

test("a file is uploaded for a call to name, with its progress", async (t) => {
  const { simulator, im } = await started(t);
  const { attachments } = im.line();
  const data = noise(1_500_001);
  const file = path.join(folder(t), "a.png");
  fs.writeFileSync(file, data);

  const { seen, onProgress } = recorder();
  const uploaded = await attachments.upload(attachment(file), { clientMessageId: "k", onProgress });
  const { guid, ...record } = uploaded.attachment;
  assert.deepEqual([record.fileName, record.mimeType, record.totalBytes], ["a.png", "image/png", data.length]);
  assert.ok(!("companion" in uploaded) && !("originalGuid" in record));
  checkProgress(seen, data.length);
  const bytes = await fetch(new URL(`/api/attachments/${guid}`, simulator.ready.page_url));
  assert.ok(Buffer.from(await bytes.arrayBuffer()).equals(data));
  const again = await attachments.upload(attachment(file), { clientMessageId: "k" });
  assert.equal(again.attachment.guid, guid);

  const sound = await attachments.upload(voice(noise(100), { name: "v.m4a" }));
  assert.equal(sound.attachment.totalBytes, 100);
  const photo = { mimeType: "image/png", read: async () => data.subarray(0, 100) };
  const card = await attachments.upload(contact({ name: { first: "Ada" }, photo }));
  assert.match(card.attachment.mimeType, /vcard/);
  const before = (await simulator.calls(UPLOAD)).length;
  await assert.rejects(attachments.upload("a text"), invalid);
  await assert.rejects(attachments.upload(5), invalid);
  await assert.rejects(attachments.upload(attachment("no-such-file.png")), { code: "fileNotFound" });
  await assert.rejects(attachments.upload(attachment(file), { onProgress: "x" }), invalid);
  await assert.rejects(attachments.upload(attachment(file), { clientMessageId: 5 }), invalid);
  assert.equal((await simulator.calls(UPLOAD)).length, before);
});

test("the files of one send are counted together", async (t) => {
  const { im } = await started(t);
  const space = await im.space.create(ALICE);
  const file = (name, size) => attachment(noise(size), { name });
  const { seen, onProgress } = recorder();
  const contents = [group("see", file("a.png", 300_000), file("b.png", 200_000)), file("c.bin", 100_000)];
  const [sent] = await space.sendWith({ onProgress }, ...contents);
  const told = seen.length;
  checkProgress(seen, 600_000);
  assert.ok(seen.every(({ total }) => total === 600_000));

  const none = recorder();
  await space.sendWith(none, "no file");
  assert.deepEqual([none.seen.length, seen.length], [0, told]);
  await sent.replyWith(none, file("d.bin", 70_000));
  checkProgress(none.seen, 70_000);
});

test("a program that is busy does not hold a transfer up, and misses values between", async (t) => {
  const { simulator, im } = await started(t);
  const space = await im.space.create(ALICE);
  const query = "/api/transcript/wait?method=SendAttachmentMessage&status=OK&timeout=10";
  const wait = `if (!(await fetch("${new URL(query, simulator.ready.page_url)}")).ok) process.exit(1);`;
  const seen = [];
  const onProgress = (progress) => {
    // This thread does nothing until all has been sent.
    if (seen.push(progress) === 1) execFileSync(process.execPath, ["--input-type=module", "--eval", wait]);
  };
  await space.sendWith({ onProgress }, attachment(large(t)));
  assert.ok(seen[0].transferred < 100 * MIB && seen.length <= 3, JSON.stringify(seen));
  checkProgress(seen, 100 * MIB);
});

test("a Live Photo is a picture and a video", async (t) => {
  const { simulator, im, next } = await started(t, { listen: true });
  const { attachments } = im.line();
  const space = await im.space.create(ALICE);
  const [picture, video] = [noise(200_000), noise(300_000)];
  const file = path.join(folder(t), "video.mov");
  fs.writeFileSync(file, video);
  const copy = path.join(path.dirname(file), "copy.mov");
  for (const companion of [video, file, pathToFileURL(file)]) {
    const { seen, onProgress } = recorder();
    const photo = attachment(picture, { name: "a.heic", companion });
    const sent = await space.sendWith({ onProgress }, photo);
    checkProgress(seen, 500_000);
    assert.equal(sent.content.companion.size, video.length);
    assert.ok((await sent.content.companion.read()).equals(video));
    const found = await im.getAttachment(sent.attachmentMetadata[0].guid);
    assert.ok((await found.companion.read()).equals(video));
    assert.equal(await found.companion.save(copy), video.length);
    assert.ok(fs.readFileSync(copy).equals(video));
    const uploaded = await attachments.upload(photo);
    assert.deepEqual([uploaded.companion.totalBytes, uploaded.companion.kind], [video.length, "live-photo-video"]);
  }
  const deed = { name: "b.heic", data: picture.toString("base64"), companion: video.toString("base64") };
  await simulator.post(`/api/people/${ALICE}/attachment`, deed);
  const { content } = (await next()).value[1];
  const parts = [];
  for await (const part of await content.companion.stream()) parts.push(part);
  assert.ok(Buffer.concat(parts).equals(video));
  assert.ok((await content.read()).equals(picture));

  const plain = await space.send(attachment(picture, { name: "c.heic" }));
  assert.ok(!("companion" in plain.content));
  assert.throws(() => attachment(picture, { name: "d.heic", companion: new URL("https://a.b/c.mov") }), invalid);
  assert.throws(() => attachment(picture, { name: "d.heic", companion: 5 }), invalid);
  const large = attachment(Buffer.alloc(100 * MIB), { name: "e.heic", companion: Buffer.from("v") });
  await assert.rejects(space.send(large), (error) => {
    return tooLarge(error) && error.context.size === String(100 * MIB + 1);
  });
});

test("a download is saved whole or not at all", async (t) => {
  const data = noise(3_000_000);
  const { simulator, file } = await received(t, data);
  const to = path.join(folder(t), "copy.bin");
  const left = () => fs.readdirSync(path.dirname(to));
  fs.writeFileSync(to, "before");

  const small = { maxSize: data.length - 1 };
  for (const way of [() => file.save(to, small), () => file.read(small), () => file.stream(small)]) {
    await assert.rejects(way, (error) => tooLarge(error) && error.context.limit === String(small.maxSize));
  }
  const nowhere = path.join(path.dirname(to), "no", "such", "folder.bin");
  await assert.rejects(file.save(nowhere), { name: "ValidationError", code: "fileNotWritable" });
  for (const maxSize of [-1, 1.5, NaN, "5"]) await assert.rejects(file.save(to, { maxSize }), invalid);
  await assert.rejects(file.save(5), invalid);
  await assert.rejects(file.save(new URL("https://a.b/c")), invalid);
  await assert.rejects(file.read({ onProgress: 5 }), invalid);
  await assert.rejects(file.save(to, { signal: AbortSignal.abort() }), { name: "AbortError" });
  assert.equal((await simulator.calls(DOWNLOAD)).length, 0);

  await simulator.post("/api/faults", { method: DOWNLOAD, action: "hang" });
  const controller = new AbortController();
  const saving = file.save(to, { signal: controller.signal });
  await simulator.waitFor({ method: DOWNLOAD });
  assert.equal(left().length, 2, "a temporary file");
  controller.abort();
  await assert.rejects(saving, { name: "AbortError" });
  await simulator.waitFor({ method: DOWNLOAD, status: "CANCELLED" });
  while (left().length > 1) await new Promise(setImmediate);
  assert.equal(fs.readFileSync(to, "utf8"), "before");

  const { seen, onProgress } = recorder();
  assert.equal(await file.save(pathToFileURL(to), { maxSize: data.length, onProgress }), data.length);
  assert.ok(fs.readFileSync(to).equals(data));
  assert.deepEqual(left(), ["copy.bin"]);
  checkProgress(seen, data.length);
});

test("what was read has its limits and its progress, too", async (t) => {
  const data = noise(200_000);
  const { file } = await received(t, data);
  for (let n = 0; n < 2; n += 1) {
    const { seen, onProgress } = recorder();
    assert.ok((await file.read({ onProgress, maxSize: data.length })).equals(data));
    checkProgress(seen, data.length);
  }
  assert.equal(await file.read(), await file.read());
  await assert.rejects(file.read({ maxSize: 0 }), tooLarge);
});

test("the picture of a group is read, streamed and saved", async (t) => {
  const { simulator, next } = await started(t, { args: ["--dedicated", "+15559990001"], listen: true });
  const png = Buffer.from("89504e470d0a1a0a0000000d4948445200000001000000010806000000", "hex");
  // Each kind of events has a stream of its own, and all begin at the present.
  await simulator.waitFor({ method: "SubscribeGroupEvents" });
  const { chat } = await simulator.post("/api/groups", { members: [ALICE, "+15551230002"], name: "Plans" });
  await simulator.post(`/api/people/${ALICE}/icon`, { chat, data: png.toString("base64") });
  let content;
  do ({ content } = (await next()).value[1]);
  while (content.type !== "avatar");
  const { action } = content;
  const parts = [];
  for await (const part of await action.stream()) parts.push(part);
  assert.ok(Buffer.concat(parts).equals(png));
  const to = path.join(folder(t), "icon.png");
  assert.equal(await action.save(to), png.length);
  assert.ok(fs.readFileSync(to).equals(png) && (await action.read()).equals(png));
});

test("a file that changes while it is sent is not sent", async (t) => {
  const { simulator, im } = await started(t);
  const space = await im.space.create(ALICE);
  const file = large(t);
  const onProgress = () => fs.truncateSync(file, 1 * MIB);
  await assert.rejects(space.sendWith({ onProgress }, attachment(file)), (error) => {
    return error instanceof ValidationError && error.code === "fileChanged";
  });
  await simulator.waitFor({ method: UPLOAD, status: "CANCELLED" });
  assert.equal((await simulator.calls("SendAttachmentMessage")).length, 0);
});

test("a cancelled upload leaves nothing", async (t) => {
  const { simulator, im } = await started(t);
  const space = await im.space.create(ALICE);
  const file = large(t);
  const ways = {
    send: (options) => space.sendWith(options, attachment(file)),
    upload: (options) => im.line().attachments.upload(attachment(file), options),
  };
  let after = 0;
  for (const [way, begin] of Object.entries(ways)) {
    const controller = new AbortController();
    const seen = [];
    const onProgress = (progress) => {
      seen.push(progress);
      controller.abort();
    };
    await assert.rejects(begin({ onProgress, signal: controller.signal }), { name: "AbortError" }, way);
    assert.ok(seen.length === 1 && seen[0].transferred < seen[0].total, way);
    const call = await simulator.waitFor({ method: UPLOAD, status: "CANCELLED", after });
    after = call.n;
    assert.equal(seen.length, 1, way);
  }
  assert.equal((await simulator.calls("SendAttachmentMessage")).length, 0);
  const { conversations } = await simulator.get("/api/conversations");
  assert.ok(conversations.every(({ messages }) => messages.length === 0));

  // Guids count up: this is the first file that the service has.
  const { attachment: first } = await im.line().attachments.upload(attachment(Buffer.from("x"), { name: "x.bin" }));
  assert.match(first.guid, /0*1$/);
  assert.equal((await space.send("after it")).content.text, "after it");
});

test("a stream that is given up ends at its source, whether it is read or not", async (t) => {
  const { im } = await started(t);
  const space = await im.space.create(ALICE);
  // The first answer is whole; of every other one only the beginning comes.
  let answers = 0;
  const gone = new EventEmitter();
  const server = http.createServer((_, answer) => {
    answers += 1;
    if (answers === 1) return answer.end("whole");
    answer.on("close", () => gone.emit("gone"));
    answer.write("begin");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => server.close());
  const url = new URL(`http://127.0.0.1:${server.address().port}/a.bin`);
  const { content } = await space.send(attachment(url));

  for (const reading of [true, false]) {
    const controller = new AbortController();
    const reader = (await content.stream({ signal: controller.signal })).getReader();
    assert.equal(String(Buffer.from((await reader.read()).value)), "begin");
    const ended = once(gone, "gone");
    const early = reading ? reader.read() : undefined;
    controller.abort();
    await assert.rejects(early ?? reader.read(), { name: "AbortError" });
    await ended;
  }
  for (const reading of [true, false]) {
    const reader = (await content.stream()).getReader();
    await reader.read();
    const ended = once(gone, "gone");
    const early = reading ? reader.read() : undefined;
    await reader.cancel();
    assert.equal((await (early ?? reader.read())).done, true);
    await ended;
  }
  assert.equal(answers, 5);
  const ended = once(gone, "gone");
  const limited = (await content.stream({ maxSize: 3 })).getReader();
  await assert.rejects(limited.read(), tooLarge);
  await ended;
});
