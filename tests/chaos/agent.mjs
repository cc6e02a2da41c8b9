// An agent for the chaos tests: `got <text>` when it has a message, `done <text>` when its acknowledgement is confirmed.
import { writeSync } from "node:fs";
import { pathToFileURL } from "node:url";

const load = (path) => import(pathToFileURL(`${process.env.CHAOS_PACKAGE}/dist/${path}`).href);
const { Spectrum } = await load("index.mjs");
const { imessage } = await load("providers/imessage/index.mjs");

const say = (word, text) => writeSync(1, `${word} ${text}\n`);

const app = await Spectrum({ providers: [imessage.config()], store: process.env.CHAOS_STORE, ack: "manual" });
for await (const [space, message] of app.messages) {
  if (message.content.type !== "text") continue;
  const { text } = message.content;
  say("got", text);
  await space.send(`re: ${text}`);
  message.ack();
  say("done", text);
}
