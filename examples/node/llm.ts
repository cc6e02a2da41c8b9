// Answers with a language model, word by word, and remembers what was said.
//
// Any server with OpenAI's chat API will do. It needs OPENAI_API_KEY besides SPECTRUM_PROJECT_ID and
// SPECTRUM_PROJECT_SECRET; OPENAI_BASE_URL and OPENAI_MODEL choose another server and model:
//
//     npm install && npm run llm
import { type Space, Spectrum, text } from "spectrum-imessage";
import { imessage } from "spectrum-imessage/providers/imessage";

type Said = { role: "system" | "user" | "assistant"; content: string };

const {
  OPENAI_API_KEY: apiKey = "",
  OPENAI_BASE_URL: url = "https://api.openai.com/v1",
  OPENAI_MODEL: model = "gpt-5-mini",
} = process.env;
const system: Said = { role: "system", content: "You are in iMessage. Answer in a few short sentences." };

/** What was said lately in each conversation. */
const said = new Map<string, Said[]>();

function remember(space: Space, one: Said): Said[] {
  const all = [...(said.get(space.id) ?? []), one].slice(-20);
  said.set(space.id, all);
  return all;
}

/** The answer of the model, as it is written. */
async function* words(space: Space, messages: Said[]): AsyncGenerator<string> {
  const response = await fetch(`${url}/chat/completions`, {
    method: "POST",
    headers: { authorization: `Bearer ${apiKey}`, "content-type": "application/json" },
    body: JSON.stringify({ model, stream: true, messages: [system, ...messages] }),
  });
  if (!response.ok || response.body === null) throw new Error(`the model answers ${response.status}`);
  let answer = "";
  let rest = "";
  const decoder = new TextDecoder();
  for await (const bytes of response.body) {
    // Server-sent events: `data: {…}`, and `data: [DONE]` at the end.
    const lines = (rest + decoder.decode(bytes, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      if (!line.startsWith("data: ") || line.includes("[DONE]")) continue;
      const piece = JSON.parse(line.slice(6)).choices[0]?.delta.content;
      if (!piece) continue;
      answer += piece;
      yield piece;
    }
  }
  remember(space, { role: "assistant", content: answer });
}

const app = await Spectrum({ providers: [imessage.config()] });
process.once("SIGINT", () => app.stop());

await app.handle(
  async (space, { content }) => {
    if (content.type !== "text") return;
    const messages = remember(space, { role: "user", content: content.text });
    await space.responding(() => space.send(text(words(space, messages))), { refresh: 20_000 });
  },
  { deadLetter: (space) => space.send("I cannot think right now. Please ask again later.") },
);
