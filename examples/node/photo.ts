// Makes every picture that it gets the background of the conversation; `clear` takes it away.
//
// Credentials come from SPECTRUM_PROJECT_ID and SPECTRUM_PROJECT_SECRET:
//
//     npm install && npm run photo
import { type Attachment, type Message, type Space, Spectrum } from "spectrum-imessage";
import { background, imessage } from "spectrum-imessage/providers/imessage";

const pictures = ["image/jpeg", "image/png", "image/heic", "image/heif"];

async function hang(space: Space, message: Message, picture: Attachment): Promise<void> {
  if (!pictures.includes(picture.mimeType)) {
    await message.reply("A background is a JPEG, PNG or HEIC picture.");
    return;
  }
  // It may be large, and is bounded: a photo has a few MB.
  const data = await picture.read({ maxSize: 20_000_000 });
  await space.send(background(data, { mimeType: picture.mimeType }));
  await message.react(imessage.tapbacks.love);
}

// An album is several pictures: each comes by itself.
const app = await Spectrum({ providers: [imessage.config()], options: { flattenGroups: true } });
process.once("SIGINT", () => app.stop());

await app.handle(async (space, message) => {
  const { content } = message;
  if (content.type === "attachment") {
    await space.responding(() => hang(space, message, content));
  } else if (content.type === "text" && content.text.trim().toLowerCase() === "clear") {
    await space.send(background("clear"));
  } else if (content.type === "text") {
    await space.send("Send me a picture, and I hang it behind our conversation.");
  }
});
