// Plans with a group: asks in a poll, counts the votes, and says what they chose.
//
// Somebody writes `plan Dinner? Thai, Pizza, Sushi`. Credentials come from SPECTRUM_PROJECT_ID and
// SPECTRUM_PROJECT_SECRET:
//
//     npm install && npm run concierge
import { poll, type Space, Spectrum } from "spectrum-imessage";
import { effect, imessage } from "spectrum-imessage/providers/imessage";

/** Who has voted for what, by conversation and question. */
const votes = new Map<string, Map<string, string>>();
const key = (space: Space, question: string) => `${space.id} ${question}`;

async function ask(space: Space, text: string): Promise<void> {
  const [, question, rest] = /^plan ([^?]+\?)\s*(.+)$/i.exec(text.trim()) ?? [];
  if (question === undefined || rest === undefined) return;
  const options = rest.split(",").map((option) => option.trim());
  if (options.length < 2) {
    await space.send("A plan needs a choice: plan Dinner? Thai, Pizza");
    return;
  }
  votes.set(key(space, question), new Map());
  await space.send(poll(question, ...options));
}

async function count(space: Space, question: string, voter: string, option: string | undefined): Promise<void> {
  const cast = votes.get(key(space, question));
  if (cast === undefined) return; // A poll of somebody else, or one that is decided.
  cast.delete(voter);
  if (option === undefined) return;
  cast.set(voter, option);
  const people = imessage(space).type === "dm" ? 1 : (await space.getMembers()).length;
  if (cast.size < people) return;
  const chosen = [...cast.values()];
  const times = (one: string) => chosen.filter((each) => each === one).length;
  const choice = chosen.reduce((best, one) => (times(one) > times(best) ? one : best));
  votes.delete(key(space, question));
  await space.send(effect(`${question} ${choice} it is.`, imessage.effect.message.confetti));
}

const app = await Spectrum({ providers: [imessage.config()] });
process.once("SIGINT", () => app.stop());

await app.handle(async (space, { content, sender }) => {
  if (content.type === "text") await ask(space, content.text);
  if (content.type === "poll_option" && sender) {
    await count(space, content.poll.title, sender.id, content.selected ? content.option.title : undefined);
  }
});
