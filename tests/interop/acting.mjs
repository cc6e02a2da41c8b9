// Lets the people of a simulator act the recorded situations, and compares what the public client surfaces.
import assert from "node:assert/strict";
import { after, test } from "node:test";

import { normal, surfaced } from "./normal.mjs";
import { byId } from "./shape.mjs";
import { start, TOKEN } from "./world.mjs";

export const RECORDED = byId("inbound");
const ADDRESSES = { alice: "+15551230001", bob: "+15551230002", carol: "carol@example.com" };
/** After this the comparison shows what is missing. */
const PATIENCE = 10_000;

/**
 * Makes a test of each situation. `args` start the simulator, `provider` configures the public client, `streams` is how
 * many it opens. A situation may name which of the recorded messages it brings about (`of`) and which native fields
 * count (`native`).
 */
export async function act({ args, provider, streams, line }, situations) {
  const sim = await start(...args);
  const core = await import("spectrum-ts");
  const im = await import("spectrum-ts/providers/imessage");
  const low = await import("@photon-ai/advanced-imessage/grpc");
  const client = low.createGrpcClient({ address: sim.ready.imessage_address, token: TOKEN });
  after(async () => {
    await client.close();
    await sim.stop();
  });
  const person = ([name, address]) => [
    name,
    { address, does: (deed, body = {}) => sim.post(`/api/people/${address}/${deed}`, body) },
  ];
  const people = Object.fromEntries(Object.entries(ADDRESSES).map(person));
  const until = async (holds) => {
    const end = Date.now() + PATIENCE;
    while (!(await holds()) && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 5));
  };
  const open = async () => (await sim.get("/api/state")).open_streams;

  for (const [id, situation] of Object.entries(situations))
    test(`recorded: ${id}`, { timeout: 60_000 }, async () => {
      const members = [ADDRESSES.alice, ADDRESSES.bob];
      const { chat: group } = await sim.post("/api/groups", { members });
      const c = { ...people, sim, client, group, line };
      const before = await situation.before?.(c);
      const settings = await provider(im, sim);
      const options = { logLevel: "silent", ...situation.options };
      const app = await core.Spectrum({ ...settings, options });
      const seen = [];
      const reading = (async () => {
        for await (const pair of app.messages) seen.push(pair);
      })();
      try {
        await until(async () => (await open()) >= streams);
        const saw = (number) => until(() => seen.length >= number);
        await situation.act({ ...c, app, instance: im.imessage(app), before, saw });
        const recorded = RECORDED[id].surfaced;
        const wanted = (situation.of?.map((at) => recorded[at]) ?? recorded).map((one) =>
          normal(one, situation.native),
        );
        // What follows in the same conversations comes after all that the situation brings.
        const end = `end of ${id}`;
        for (const chat of [{}, { chat: group }]) await people.alice.does("text", { text: end, ...chat });
        const isEnd = ([, { content }]) => content.text === end;
        const rest = () => seen.filter((pair) => !isEnd(pair));
        await until(() => seen.filter(isEnd).length === 2 && rest().length >= wanted.length);
        const got = rest();
        assert.deepEqual(
          got.map(([space, message]) => surfaced(space, message, situation.native)),
          wanted,
        );
        await situation.after?.(got, RECORDED[id].then?.result_json);
      } finally {
        await app.stop();
        await reading;
        await until(async () => (await open()) === 0);
      }
    });
}
