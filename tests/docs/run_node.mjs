#!/usr/bin/env node
// Runs the TypeScript samples of the pages, each with a simulator of its own.
//
//     run_node.mjs FOLDER [NAME…]     # with samples.json and what the compiler has made of the samples; some of them
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import process from "node:process";
import { fileURLToPath, pathToFileURL } from "node:url";

import { Simulator, Spectrum } from "../../bindings-node/dist/index.mjs";
import { imessage } from "../../bindings-node/dist/providers/imessage/index.mjs";

const LINES = ["+15559990001", "+15559990002"];
const PATIENCE = 20_000;
const SIDE_BY_SIDE = 6;
const FILES = fileURLToPath(new URL("../scenarios/files", import.meta.url));

const folder = path.resolve(process.argv[2]);
const compiled = (name) => path.join(folder, "out", `${name}.mjs`);

/** The environment of a program that is to reach a simulator. */
const leadingTo = (simulator) => ({
  SPECTRUM_PROJECT_ID: simulator.projectId,
  SPECTRUM_PROJECT_SECRET: simulator.projectSecret,
  SPECTRUM_CLOUD_URL: simulator.cloudUrl,
  SPECTRUM_IMESSAGE_ADDRESS: simulator.imessageAddress,
  SPECTRUM_IMESSAGE_LINE_ADDRESS: simulator.imessageAddress,
  SPECTRUM_CA_FILE: simulator.caFile,
});

/** What a sample prints, for those who wait for it. */
class Paper {
  text = "";
  #news = () => undefined;
  log = (...words) => {
    this.text += `${words.join(" ")}\n`;
    this.#news();
  };
  async has(words) {
    while (!this.text.includes(words)) await new Promise((resolve) => (this.#news = resolve));
  }
}

async function writes(person, { does, text = "hello" }) {
  if (does === "photo") return void (await person.attachment("photo.jpg", fs.readFileSync("photo.jpg")));
  const written = await person.text(text);
  if (does === "edit") await person.edit(written, "hello, edited");
  if (does !== "react" && does !== "vote") return;
  await person.receives({ kind: "message" });
  await (does === "react" ? person.react("love") : person.vote("Thursday"));
}

async function sees(person, paper, values) {
  if ("reaction" in values) await person.receives({ reaction: values.reaction });
  if ("sees" in values || "effect" in values) {
    await person.receives({ contains: values.sees, effect: values.effect });
  }
  if ("attachment" in values) await person.receives({ attachment: values.attachment });
  if ("background" in values) await person.receives({ background: values.background === "set" });
  if ("prints" in values) await paper.has(values.prints);
}

/** An agent that does not end by itself: it may fail, and is left when it has done what the mark says. */
async function agent(work, simulator, person, paper, values) {
  await Promise.race([work.then(() => simulator.listening()), simulator.listening()]);
  await writes(person, values);
  const done = sees(person, paper, values);
  await Promise.race([done, work.then(() => done)]);
}

async function inProcess({ name, kind, values }, simulator, person) {
  const { sample } = await import(pathToFileURL(compiled(name)));
  const paper = new Paper();
  if (kind === "own") {
    // The application is the sample's own, and nobody stops it before the process ends.
    Object.assign(process.env, leadingTo(simulator));
    return agent(sample({ console: paper }), simulator, person, paper, values);
  }
  const app = await Spectrum({ simulator, options: { logLevel: "error" } });
  const given = { app, im: imessage(app), simulator, person, console: paper };
  try {
    if (kind === "agent") {
      await agent(sample(given), simulator, person, paper, values);
    } else {
      if (kind === "space") {
        const reader = app.messages[Symbol.asyncIterator]();
        const arrival = reader.next();
        await simulator.listening();
        await writes(person, values);
        [given.space, given.message] = (await arrival).value;
        await reader.return?.();
      }
      await sample(given);
      await sees(person, paper, values);
    }
  } finally {
    await app.stop();
  }
}

async function asProgram({ name, values }, simulator, person) {
  const child = spawn(process.execPath, [compiled(name)], {
    env: { ...process.env, ...leadingTo(simulator) },
    stdio: ["ignore", "ignore", "inherit"],
  });
  const exit = once(child, "exit");
  try {
    await simulator.listening();
    await writes(person, values);
    await sees(person, new Paper(), values);
  } finally {
    child.kill("SIGKILL");
    await exit;
  }
}

async function asTest({ name }) {
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const child = spawn(process.execPath, ["--test", compiled(name)], { env, stdio: ["ignore", "pipe", "inherit"] });
  let output = "";
  child.stdout.on("data", (piece) => (output += piece));
  const [code] = await once(child, "exit");
  assert.equal(code, 0, output);
}

async function run(sample) {
  if (sample.kind === "test") return asTest(sample);
  const shared = sample.kind === "program" || sample.kind === "own" || sample.values.lines === "shared";
  const simulator = await Simulator.start(shared ? {} : { lines: LINES });
  try {
    let person = simulator.person();
    if ("group" in sample.values) {
      person = person.inChat(await simulator.group([person.address, "+15551230002"], "Friends"));
    }
    await (sample.kind === "program" ? asProgram : inProcess)(sample, simulator, person);
  } finally {
    await simulator.stop();
  }
}

const listed = JSON.parse(fs.readFileSync(path.join(folder, "samples.json"), "utf8"));
const wanted = process.argv.slice(3);
const samples = listed.filter(({ kind, name }) => kind !== "compile" && (!wanted.length || wanted.includes(name)));
const failed = [];

async function safely(sample) {
  let late;
  const patience = new Promise((_, reject) => {
    late = setTimeout(() => reject(new Error(`not done in ${PATIENCE} ms`)), PATIENCE);
  });
  try {
    await Promise.race([run(sample), patience]);
  } catch (error) {
    failed.push(sample.place);
    console.error(`${sample.place} (${sample.kind}) failed:`, error);
  } finally {
    clearTimeout(late);
  }
}

// The files that the pages speak of.
const here = fs.mkdtempSync(path.join(os.tmpdir(), "samples-"));
fs.cpSync(FILES, here, { recursive: true });
process.chdir(here);
// Those with an environment of their own come one after another.
const [own, others] = [samples.filter(({ kind }) => kind === "own"), samples.filter(({ kind }) => kind !== "own")];
const worker = async (queue) => {
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) await safely(next);
};
await Promise.all([worker(own), ...Array.from({ length: SIDE_BY_SIDE - 1 }, () => worker(others))]);
process.chdir("/");
fs.rmSync(here, { recursive: true });

if (failed.length === 0)
  console.log(`docs: ${listed.length} TypeScript samples compiled, ${samples.length} of them run`);
process.exit(failed.length === 0 ? 0 : 1);
