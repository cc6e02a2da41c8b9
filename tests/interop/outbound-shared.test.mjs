// The recorded programs with a shared line.
import assert from "node:assert/strict";
import { test } from "node:test";

import programs from "./recorded/programs.mjs";
import { RECORDED, replay } from "./replaying.mjs";
import { PROJECT, SHARED } from "./world.mjs";

const provider = (im) => ({ ...PROJECT, providers: [im.imessage.config()] });
await replay({ mode: "shared", args: SHARED, provider, line: {} });

test("every recording has its program", () => {
  assert.deepEqual(programs.map(({ id }) => id).sort(), Object.keys(RECORDED).sort());
});
