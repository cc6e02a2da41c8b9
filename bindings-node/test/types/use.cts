// The same package by require().
import { Spectrum, text } from "spectrum-imessage";
import { imessage } from "spectrum-imessage/providers";

async function main(): Promise<void> {
  const app = await Spectrum({ providers: [imessage.config()] });
  const space = await imessage(app).space.get("any;-;+15551230001");
  await space.send(text("x"));
  await app.stop();
}
void main();
