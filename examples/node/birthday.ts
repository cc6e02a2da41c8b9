// Congratulates whoever mentions a birthday: a tapback, an effect and a new chat background.
//
// Credentials come from SPECTRUM_PROJECT_ID and SPECTRUM_PROJECT_SECRET:
//
//     npm install && npm run birthday
import { readFile } from "node:fs/promises";

import { type Message, type Space, Spectrum } from "spectrum-imessage";
import { effect, imessage } from "spectrum-imessage/providers/imessage";

const wallpaper = await readFile(new URL("../../wallpaper.png", import.meta.url));

const app = await Spectrum({ providers: [imessage.config()] });
process.once("SIGINT", () => app.stop());

for await (const [space, message] of app.messages) {
  if (message.platform !== "iMessage" || message.content.type !== "text") continue;
  console.log(`${message.sender?.id ?? "somebody"}: ${message.content.text}`);
  if (message.content.text.toLowerCase().includes("birthday")) {
    await space.responding(() => congratulate(space, message));
  } else {
    await space.send("Tell me when it is your birthday!");
  }
}

async function congratulate(space: Space, message: Message): Promise<void> {
  await message.react(imessage.tapbacks.love);
  await message.reply(effect("Happy birthday!", imessage.effect.message.celebration));
  await imessage(space).background(wallpaper, { mimeType: "image/png" });
  console.log("congratulated with a tapback, an effect and a background");
}
