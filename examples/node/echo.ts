// Answers every text with the same text, with the typing indicator while it "thinks".
//
// Credentials come from SPECTRUM_PROJECT_ID and SPECTRUM_PROJECT_SECRET:
//
//     npm install && npm run echo
import { Spectrum } from "spectrum-imessage";
import { imessage } from "spectrum-imessage/providers/imessage";

const app = await Spectrum({ providers: [imessage.config()] });
process.once("SIGINT", () => app.stop());

for await (const [space, message] of app.messages) {
  const { content } = message;
  if (content.type !== "text") continue;
  await space.responding(() => space.send(content.text));
}
