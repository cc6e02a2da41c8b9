// Ours, from Node. The arguments and the line of JSON are those of the Rust programs: `src/workload.rs`, `src/measure.rs`.
import { readFileSync, statSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";

const folder = pathToFileURL(`${process.env.BENCH_PACKAGE}/dist/`).href;
const { Spectrum, attachment } = await import(`${folder}index.mjs`);
const { imessage } = await import(`${folder}providers/imessage/index.mjs`);

const LINE = "+15559990001";
const ALICE = "any;-;+15551230001";
const FILE_GUID = "bench-file";
const BATCH = 256;
const BATCHES = 5;

const now = () => Number(process.hrtime.bigint());
const cpu = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};
const memory = (field) => {
  const line = readFileSync("/proc/self/status", "utf8")
    .split("\n")
    .find((one) => one.startsWith(field));
  return Number(line?.match(/\d+/)?.[0] ?? 0);
};
const percentile = (ordered, percent) =>
  ordered.length === 0 ? null : ordered[Math.max(Math.ceil((ordered.length * percent) / 100), 1) - 1] / 1000;

/** A measurement that runs. */
class Watch {
  began = now();
  cpu = cpu();
  singles = [];

  stop(count) {
    const done = now();
    const used = cpu() - this.cpu;
    this.singles.sort((a, b) => a - b);
    return {
      done_ns: done,
      count,
      seconds: (done - this.began) / 1e9,
      cpu_seconds: used,
      rss_kib: memory("VmRSS:"),
      peak_kib: memory("VmHWM:"),
      p50_us: percentile(this.singles, 50),
      p99_us: percentile(this.singles, 99),
    };
  }
}

async function sequential(space, count) {
  await space.send("hello");
  const watch = new Watch();
  for (let number = 0; number < count; number++) {
    const began = now();
    await space.send("hello");
    watch.singles.push(now() - began);
  }
  return watch.stop(count);
}

async function parallel(space, count, inFlight) {
  await space.send("hello");
  let left = count;
  const worker = async () => {
    while (left-- > 0) await space.send("hello");
  };
  const watch = new Watch();
  await Promise.all(Array.from({ length: inFlight }, worker));
  return watch.stop(count);
}

async function inbound(app, count, busy) {
  let watch;
  let seen = 0;
  for await (const [, message] of app.messages) {
    if (message.content.type !== "text") continue;
    seen += 1;
    if (watch === undefined) {
      if (busy > 0) await sleep(busy * 1000);
      watch = new Watch();
    }
    if (seen >= count) break;
  }
  return (watch ?? new Watch()).stop(seen);
}

async function latency(app, count) {
  const watch = new Watch();
  let seen = 0;
  for await (const [, message] of app.messages) {
    if (message.content.type !== "text") continue;
    watch.singles.push(now() - Number(message.content.text.slice(3)));
    seen += 1;
    if (seen >= count) break;
  }
  return watch.stop(seen);
}

async function catchUp(app, count) {
  let watch;
  let seen = 0;
  for await (const [, message] of app.messages) {
    if (message.content.type !== "text" || !message.content.text.startsWith("missed")) continue;
    watch ??= new Watch();
    seen += 1;
    if (seen >= count) break;
  }
  return (watch ?? new Watch()).stop(seen);
}

/** What the border costs: a call that asks nothing of the service, a message, a batch. */
async function crossing(app, count) {
  const waits = async (number) => {
    while (app.health().waiting < number) await sleep(1);
  };
  const median = (times) =>
    percentile(
      times.toSorted((a, b) => a - b),
      50,
    );
  const watch = new Watch();
  const im = imessage(app);
  const [calls, singles, batches] = [[], [], []];
  for (let number = 0; number < count; number++) {
    const began = now();
    await im.space.get(ALICE);
    calls.push(now() - began);
  }
  const messages = app.messages[Symbol.asyncIterator]();
  await messages.next();
  for (let read = 0; read < 20 * count && singles.length < count; read++) {
    await waits(1);
    const before = app.health().waiting;
    const began = now();
    await messages.next();
    const took = now() - began;
    // All that wait come at once. Where one still waits, the read was of what had come before.
    if (before === 1 && app.health().waiting === 0) singles.push(took);
  }
  for (let round = 0; round < BATCHES; round++) {
    await waits(BATCH);
    const began = now();
    for (let number = 0; number < BATCH; number++) await messages.next();
    batches.push(now() - began);
  }
  const [call_us, message_us, batch_us] = [calls, singles, batches].map(median);
  return { ...watch.stop(count), call_us, message_us, batch_us };
}

async function upload(space, path) {
  await space.send("hello");
  const watch = new Watch();
  await space.send(attachment(path));
  return watch.stop(statSync(path).size);
}

async function download(app, path) {
  const found = await imessage(app).getAttachment(FILE_GUID);
  const watch = new Watch();
  await found.save(path);
  return watch.stop(statSync(path).size);
}

async function idle(app, count) {
  const messages = app.messages[Symbol.asyncIterator]();
  const pending = messages.next();
  while (!app.health().healthy) await sleep(20);
  const watch = new Watch();
  await sleep(2000);
  const report = watch.stop(count);
  pending.catch(() => {});
  return report;
}

const { values: work, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    address: { type: "string" },
    count: { type: "string", default: "1" },
    "in-flight": { type: "string", default: "64" },
    path: { type: "string", default: "" },
    busy: { type: "string", default: "10" },
    store: { type: "string", default: "" },
  },
});
const workload = positionals[0];
const count = Number(work.count);

const lines = workload === "idle" ? count : 1;
const clients = Array.from({ length: lines }, (_, number) => ({
  address: work.address,
  token: "bench",
  phone: number === 0 ? LINE : `+1555888${String(number).padStart(4, "0")}`,
}));
const watch = new Watch();
const app = await Spectrum({
  providers: [imessage.config({ clients })],
  ...(work.store === "" ? {} : { store: work.store }),
});
const space = () => imessage(app).space.get(ALICE);
const run = {
  cold: async () => {
    await (await space()).send("hello");
    return watch.stop(1);
  },
  sequential: async () => sequential(await space(), count),
  parallel: async () => parallel(await space(), count, Number(work["in-flight"])),
  inbound: () => inbound(app, count, 0),
  slow: () => inbound(app, count, Number(work.busy)),
  latency: () => latency(app, count),
  "catch-up": () => catchUp(app, count),
  upload: async () => upload(await space(), work.path),
  download: () => download(app, work.path),
  idle: () => idle(app, count),
  crossing: () => crossing(app, count),
};
console.log(JSON.stringify(await run[workload]()));
await app.stop();
