// The situations of the recordings, with a line of its own, given in the configuration.
import assert from "node:assert/strict";
import { test } from "node:test";

import { act, RECORDED } from "./acting.mjs";
import { DEDICATED_SITUATIONS, NOT_ACTED, SHARED_SITUATIONS, SITUATIONS } from "./situations.mjs";
import { TOKEN } from "./world.mjs";

const LINE = "+15559999999";
const provider = (im, sim) => {
  const clients = { address: sim.ready.imessage_address, token: TOKEN, phone: LINE };
  return { providers: [im.imessage.config({ clients })] };
};
await act({ args: ["--dedicated", LINE, "--token", `${TOKEN}=${LINE}`], provider, streams: 3, line: LINE }, SITUATIONS);

test("every recorded situation is acted, or cannot be", () => {
  const tables = [SITUATIONS, SHARED_SITUATIONS, DEDICATED_SITUATIONS, NOT_ACTED];
  assert.deepEqual(tables.flatMap(Object.keys).sort(), Object.keys(RECORDED).sort());
});
