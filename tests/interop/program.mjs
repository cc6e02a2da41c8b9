// A program for the public TypeScript client. Run by interop.test.mjs; prints what it saw as lines of JSON.
import process from "node:process";

import { leadTo } from "./names.mjs";

const { SPECTRUM_IMESSAGE_ADDRESS, MODE } = process.env;
leadTo(SPECTRUM_IMESSAGE_ADDRESS);

const { attachment, Spectrum } = await import("spectrum-ts");
const { background, effect, imessage } = await import("spectrum-ts/providers/imessage");

const PNG = Buffer.from("89504e470d0a1a0a0000000d4948445200000001000000010806000000", "hex");
const say = (what) => console.log(JSON.stringify(what));

const app = await Spectrum({
  projectId: process.env.SPECTRUM_PROJECT_ID,
  projectSecret: process.env.SPECTRUM_PROJECT_SECRET,
  providers: [imessage.config()],
  options: { logLevel: "warn" },
});
const im = imessage(app);

const received = (async () => {
  for await (const [space, message] of app.messages) return { space, message };
})();
const { space, message } = await received;
say({ received: message.content.text, from: message.sender.id, phone: space.phone, type: space.type });

await space.responding(async () => {
  await message.react("❤️");
  await message.reply("an answer");
});
await space.send(attachment(PNG, { name: "b.png" }));
await space.send(effect("Happy birthday!", imessage.effect.message.celebration));
await space.send(background(PNG, { mimeType: "image/png" }));

const dm = await im.space.create("+15551230002", MODE === "dedicated" ? { phone: process.env.LINE } : undefined);
const sent = await dm.send("a text");
const found = await dm.getMessage(sent.id);
say({ sent: sent.content.text, found: found.content.text, space: dm.id, phone: dm.phone });

await app.stop();
process.exit(0);
