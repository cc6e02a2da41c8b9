// Message effects.
import { attachment, type Space } from "spectrum-imessage";
import { effect, imessage } from "spectrum-imessage/providers/imessage";

export async function effects(space: Space) {
  await space.send(effect("Happy birthday!", imessage.effect.message.celebration));
  await space.send(effect(attachment("/path/to/photo.jpg"), imessage.effect.message.confetti));
}
