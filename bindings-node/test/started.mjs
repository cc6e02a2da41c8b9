// An application against a simulator of its own, for one test.
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";

import { Spectrum } from "spectrum-imessage";
import { imessage } from "spectrum-imessage/providers/imessage";

import { PROJECT, Simulator } from "./simulator.mjs";

export const ALICE = "+15551230001";
export const BOB = "+15551230002";

/** Waits until something holds. */
export async function until(what, holds) {
  const end = Date.now() + 10_000;
  for (;;) {
    const held = await holds();
    if (held) return held;
    if (Date.now() > end) throw new Error(`in vain: ${what}`);
    await pause(5);
  }
}

/** A simulator and a file for a store, and what starts an application at both; all of it ends with the test. */
export async function withStore(test, ...args) {
  const simulator = await Simulator.start(...args);
  test.after(() => simulator.stop());
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "spectrum-"));
  test.after(() => fs.rmSync(folder, { recursive: true }));
  const store = path.join(folder, "store.db");
  const start = async (more = {}) => {
    const options = { logLevel: "silent", ...more.options };
    const app = await Spectrum({
      ...PROJECT,
      ...settings(simulator),
      store,
      ...more,
      providers: [imessage.config()],
      options,
    });
    test.after(() => app.stop());
    return app;
  };
  return { simulator, folder, store, start };
}

/** Begins to read, and waits until the streams are heard. `next` gives messages; undefined at the end. */
export async function reading(app) {
  const reader = app.messages[Symbol.asyncIterator]();
  let asked = reader.next();
  await until("the streams are heard", () => app.health().healthy);
  const next = async () => {
    const { done, value } = await (asked ?? reader.next());
    asked = undefined;
    return done ? undefined : value[1];
  };
  return { reader, next };
}

/** The settings of an application at a simulator, as options. */
export function settings(simulator) {
  const { ready } = simulator;
  return {
    cloudUrl: ready.cloud_url,
    imessageAddress: ready.imessage_address,
    imessageLineAddress: ready.imessage_address,
    caFile: ready.ca_file,
  };
}

/** Starts both; they end with the test. */
export async function started(test, { args = [], options = {}, listen = false } = {}) {
  const simulator = await Simulator.start(...args);
  test.after(() => simulator.stop());
  const app = await Spectrum({
    ...PROJECT,
    ...settings(simulator),
    providers: [imessage.config()],
    options: { logLevel: "silent", ...options },
  });
  test.after(() => app.stop());
  const reader = listen ? app.messages[Symbol.asyncIterator]() : undefined;
  let first;
  if (reader) {
    first = reader.next();
    await simulator.listening();
  }
  // What is read first was asked for before anything was written.
  const next = async () => {
    const result = await (first ?? reader.next());
    first = undefined;
    return result;
  };
  return { simulator, app, im: imessage(app), reader, next };
}
