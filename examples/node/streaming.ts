// Answers every text word by word, as a model writes: the answer appears at once and grows.
//
// Credentials come from SPECTRUM_PROJECT_ID and SPECTRUM_PROJECT_SECRET:
//
//     npm install && npm run streaming
//
// A stream of OpenAI's or Anthropic's package, or the result of the AI SDK's streamText, takes the place of `answer` as
// it is.
import { setTimeout as pause } from "node:timers/promises";

import { Spectrum, text } from "spectrum-imessage";
import { imessage } from "spectrum-imessage/providers/imessage";

async function* answer(question: string): AsyncGenerator<string> {
  for (const word of `You said: ${question}`.split(" ")) {
    yield `${word} `;
    await pause(300);
  }
}

const app = await Spectrum({ providers: [imessage.config()] });
process.once("SIGINT", () => app.stop());

for await (const [space, message] of app.messages) {
  const { content } = message;
  if (content.type !== "text") continue;
  await space.responding(() => space.send(text(answer(content.text))));
}
