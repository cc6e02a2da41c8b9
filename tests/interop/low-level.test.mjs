// Every operation of @photon-ai/advanced-imessage over gRPC, each against the simulator and seen from the other side.
import { after, test } from "node:test";

import { DEDICATED, LINE, listen, somebody, start, TOKEN } from "./world.mjs";
import chats from "./low/chats.mjs";
import messages from "./low/messages.mjs";
import rest from "./low/rest.mjs";
import streams from "./low/streams.mjs";
import trouble from "./low/trouble.mjs";

const sim = await start(...DEDICATED);
const low = await import("@photon-ai/advanced-imessage/grpc");
const open = (more = {}) =>
  low.createGrpcClient({ address: sim.ready.imessage_address, token: TOKEN, autoIdempotency: true, ...more });
const client = open();
after(async () => {
  await client.close();
  await sim.stop();
});

for (const [name, run] of Object.entries({ ...messages, ...chats, ...rest, ...streams, ...trouble }))
  test(`advanced-imessage: ${name}`, { timeout: 30_000 }, async (t) => {
    const line = { line: LINE };
    const [alice, bob, carol] = [1, 2, 3].map(() => somebody(sim, line));
    const listening = [];
    t.after(() => Promise.all(listening.map((one) => one.close())));
    const listenTo = async (subscribe) => {
      const one = await listen(open, subscribe);
      listening.push(one);
      return one;
    };
    await run({ sim, low, client, open, token: TOKEN, alice, bob, carol, line, listen: listenTo });
  });
