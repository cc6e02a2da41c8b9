// Every operation of spectrum-ts that concerns iMessage, with dedicated lines, each seen from the other side.
import http from "node:http";
import { once } from "node:events";
import { after, test } from "node:test";

import { DEDICATED, LINE, somebody, start } from "./world.mjs";
import content from "./high/content.mjs";
import spaces from "./high/spaces.mjs";
import trouble from "./high/trouble.mjs";
import { application } from "./high/world.mjs";

const sim = await start(...DEDICATED);
const core = await import("spectrum-ts");
const im = await import("spectrum-ts/providers/imessage");
// A page for cards made of links.
const pages = http.createServer((_, answer) => {
  answer.setHeader("content-type", "text/html");
  answer.end("<html><head><title>A page</title></head></html>");
});
await once(pages.listen(0, "127.0.0.1"), "listening");
const { app, instance, next, ended, seen } = await application(core, im);
await sim.get(`/api/listening?${new URLSearchParams({ line: LINE, timeout: "20" })}`);
after(async () => {
  await app.stop();
  await ended;
  pages.close();
  await sim.stop();
});

for (const [name, run] of Object.entries({ ...content, ...spaces, ...trouble }))
  test(`spectrum-ts: ${name}`, { timeout: 40_000 }, async () => {
    const line = { line: LINE };
    const [alice, bob, carol] = [1, 2, 3].map(() => somebody(sim, line));
    const dm = await instance.space.create(alice.address, { phone: LINE });
    const page = `http://127.0.0.1:${pages.address().port}`;
    const restart = () => application(core, im);
    await run({ sim, core, im, app, instance, next, seen, restart, alice, bob, carol, dm, line, pages: page });
  });
