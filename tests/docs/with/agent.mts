import { effect, imessage } from "spectrum-imessage/providers/imessage";

async function run(app: SpectrumInstance): Promise<void> {
  for await (const [, message] of app.messages) {
    await message.react(imessage.tapbacks.love);
    await message.reply(effect("Happy birthday!", imessage.effect.message.confetti));
  }
}
import type { SpectrumInstance } from "spectrum-imessage";

