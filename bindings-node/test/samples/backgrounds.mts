// Chat backgrounds.
import type { Space } from "spectrum-imessage";
import { background, imessage } from "spectrum-imessage/providers/imessage";

export async function sugar(space: Space, buffer: Buffer) {
  const im = imessage(space);

  // Set from a file path — MIME type inferred from the extension
  await im.background("./wallpaper.jpg");

  // Set from a buffer — mimeType is required
  await im.background(buffer, { mimeType: "image/jpeg" });

  // Clear the current background
  await im.background("clear");
}

export async function canonical(space: Space) {
  await space.send(background("./wallpaper.jpg"));
  await space.send(background("clear"));
}
