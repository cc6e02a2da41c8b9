// One simulator with the public clients of both packages in this process, and what the tables need to look at both sides.
import { randomUUID } from "node:crypto";

import { PROJECT, Simulator } from "../../bindings-node/test/simulator.mjs";
import { leadTo } from "./names.mjs";

export { PROJECT };
export const LINE = "+15559990001";
export const LINE_B = "+15559990002";
export const TOKEN = "token-of-the-line";
export const PNG = Buffer.from("89504e470d0a1a0a0000000d4948445200000001000000010806000000", "hex");
export const JPG = Buffer.from("ffd8ffe000104a46494600010100000100010000ffd9", "hex");
export const M4A = Buffer.from("00000018667479704d344120000000004d34412069736f6d", "hex");
export const DEDICATED = ["--dedicated", `${LINE},${LINE_B}`, "--token", `${TOKEN}=${LINE}`];
export const SHARED = ["--token", `${TOKEN}=shared`];

/** Starts a simulator and leads this process to it. Before the public clients are imported, who read the environment. */
export async function start(...args) {
  const simulator = await Simulator.start(...args);
  Object.assign(process.env, simulator.env, { GRPC_DEFAULT_SSL_ROOTS_FILE_PATH: simulator.ready.ca_file });
  leadTo(simulator.ready.imessage_address);
  // The tables open more conversations than a line may.
  await simulator.post("/api/quotas", { daily_limit: 1_000_000, new_conversation_limit: 1_000_000 });
  return simulator;
}

let people = 0;

/** Somebody whom nobody has spoken to yet. */
export function somebody(simulator, more = {}) {
  people += 1;
  const address = `+1555${String(2_000_000 + people)}`;
  return {
    address,
    dm: `any;-;${address}`,
    /** Does what the HTTP API calls a deed. */
    does: (deed, body = {}) => simulator.post(`/api/people/${address}/${deed}`, { ...more, ...body }),
    text: async (text, body = {}) => (await simulator.text(address, text, { ...more, ...body })).guid,
    /** Waits until this person saw that of the agent. */
    sees: (query) => simulator.sees({ person: address, ...query }),
    /** The direct conversation as the simulator shows it. */
    conversation: (guid = `any;-;${address}`) =>
      simulator.get(`/api/conversations/${encodeURIComponent(guid)}?${new URLSearchParams(more)}`),
  };
}

/** A group of these people, made by them. */
export async function groupOf(simulator, people, more = {}) {
  const members = people.map((person) => person.address);
  return (await simulator.post("/api/groups", { members, name: "Friends", ...more })).chat;
}

export const key = () => randomUUID();

/** Everything that a stream or an iterator has until its end. */
export async function all(stream) {
  const found = [];
  for await (const item of stream) found.push(item);
  return found;
}

/**
 * Listens with a client of its own: answers once the stream is open. `next` waits for the first event that fits and has
 * not been taken.
 */
export async function listen(open, subscribe) {
  let opened;
  const alive = new Promise((resolve) => (opened = resolve));
  const client = open({ onHeartbeat: () => opened() });
  const stream = subscribe(client);
  const seen = [];
  const waiting = [];
  const offer = () => {
    for (const one of [...waiting]) {
      const at = seen.findIndex(one.fits);
      if (at >= 0) {
        waiting.splice(waiting.indexOf(one), 1);
        one.resolve(seen.splice(at, 1)[0]);
      }
    }
  };
  let failed;
  const ended = (async () => {
    try {
      for await (const event of stream) {
        seen.push(event);
        offer();
      }
    } catch (error) {
      failed = error;
    }
  })();
  await alive;
  return {
    seen,
    next: (fits) => new Promise((resolve) => (waiting.push({ fits, resolve }), offer())),
    /** The error with which the stream ended. */
    failure: () => ended.then(() => failed),
    async close() {
      await stream.close();
      await client.close();
    },
  };
}
