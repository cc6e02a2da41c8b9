// An application against a simulator of its own, for one test.
import { Spectrum } from "spectrum-imessage";
import { imessage } from "spectrum-imessage/providers/imessage";

import { PROJECT, Simulator } from "./simulator.mjs";

export const ALICE = "+15551230001";
export const BOB = "+15551230002";

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
