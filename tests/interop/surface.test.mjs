// Nothing that the packages declare is forgotten: it is in one of the tables, or left out for a reason.
import assert from "node:assert/strict";
import { test } from "node:test";

import { LEFT_OUT, LEFT_OUT_MODULES, SAME_AS_GRPC } from "./left-out.mjs";
import { surface } from "./surface.mjs";

const TABLES = [
  "./high/content.mjs",
  "./high/spaces.mjs",
  "./high/trouble.mjs",
  "./low/chats.mjs",
  "./low/messages.mjs",
  "./low/rest.mjs",
  "./low/streams.mjs",
  "./low/trouble.mjs",
];

/** What a case covers: `a.b, c` stands for `a.b` and `a.c`; what follows a colon describes. */
function covered(name) {
  let holder = "";
  return name
    .replace(/:.*/, "")
    .split(", ")
    .map((one) => {
      const own = one.startsWith("[") ? -1 : one.replace(/\.\[.*/, ".x").lastIndexOf(".");
      if (own < 0) return `${holder}.${one}`;
      holder = one.slice(0, own);
      return one;
    });
}

test("every declared operation has its place", { timeout: 120_000 }, async () => {
  const tables = await Promise.all(TABLES.map((file) => import(file)));
  const here = new Set(tables.flatMap((table) => Object.keys(table.default)).flatMap(covered));
  const declared = surface();
  const same = (name) =>
    SAME_AS_GRPC.some((module) => name.startsWith(`${module}.`) && declared.includes(name.replace(module, "grpc")));
  const missing = declared.filter(
    (name) => !here.has(name) && !(name in LEFT_OUT) && !(name.split(".")[0] in LEFT_OUT_MODULES) && !same(name),
  );
  assert.deepEqual(missing, []);
  // And nothing is listed that is not declared, or in both places.
  const known = new Set(declared);
  assert.deepEqual(
    [...here, ...Object.keys(LEFT_OUT)].filter((name) => !known.has(name)),
    [],
  );
  assert.deepEqual(
    Object.keys(LEFT_OUT).filter((name) => here.has(name)),
    [],
  );
});
