// Tapback constants.
import type { Message } from "spectrum-imessage";
import { imessage } from "spectrum-imessage/providers/imessage";

export async function tapbacks(message: Message) {
  await message.react(imessage.tapbacks.laugh);
}
