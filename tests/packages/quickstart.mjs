// An agent and a person who writes to it, on a simulator in this process: what the quickstart does, and then it ends.
import { Spectrum } from "spectrum-imessage";
import { effect, imessage } from "spectrum-imessage/providers/imessage";
import { simulator } from "spectrum-imessage/testing";

async function agent(app) {
  for await (const [space, message] of app.messages) {
    if (message.content.type !== "text") continue;
    await space.responding(async () => {
      await message.react(imessage.tapbacks.laugh);
      await message.reply(effect("Happy birthday!", imessage.effect.message.celebration));
    });
  }
}

const sim = await simulator();
const app = await Spectrum({ simulator: sim });
const work = agent(app);
await sim.listening();
const person = sim.person();
const question = await person.text("It is my birthday!");
await person.receives({ reaction: "laugh", message: question });
const answer = await person.receives({ text: "Happy birthday!", effect: "celebration" });
console.log("answered:", answer.message.text);
await app.stop();
await work;
await sim.stop();
