// An agent that is easy to test: it is handed the application that it works for.
import type { SpectrumInstance } from "spectrum-imessage";
import { effect, imessage } from "spectrum-imessage/providers/imessage";

/** Answers until the application stops. */
export async function run(app: SpectrumInstance): Promise<void> {
  for await (const [, message] of app.messages) {
    if (message.content.type !== "text") continue;
    if (message.content.text.includes("birthday")) {
      await message.react(imessage.tapbacks.love);
      await message.reply(effect("Happy birthday!", imessage.effect.message.confetti));
    } else {
      await message.reply(`You said: ${message.content.text}`);
    }
  }
}
