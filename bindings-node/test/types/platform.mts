// Platforms of the program's own, as the compiler sees them.
import { type Message, type Space, Spectrum, UnsupportedError, definePlatform } from "spectrum-imessage";

interface Letter {
  id: string;
  text: string;
}

class Desk {
  constructor(readonly colour: string) {}
  async *letters(): AsyncGenerator<Letter> {}
  async post(to: string, text: string): Promise<string> {
    return `${to}${text}${this.colour}`;
  }
}

const paper = definePlatform("paper", {
  config: (input: { colour: string }) => ({ colour: input.colour.toLowerCase() }),
  lifecycle: {
    createClient: async ({ config }) => new Desk(config.colour),
    destroyClient: ({ client }) => void client.colour,
  },
  user: { resolve: ({ input }) => ({ id: input.userID }) },
  space: {
    create: ({ input }) => ({ id: input.users.map((user) => user.id).join(), topic: "none" }),
    get: ({ input }) => ({ id: input.id, topic: "some" }),
    actions: { pin: async (space: Space, note: string): Promise<number> => note.length + space.id.length },
  },
  message: { actions: { star: (message: Message) => message.id } },
  messages: async function* ({ client }) {
    for await (const { id, text } of client.letters()) yield { id, content: text, sender: "ada", space: "ada" };
  },
  send: async ({ client, space, content }) => {
    if (content.type !== "text") throw new UnsupportedError({ kind: "content", contentType: content.type });
    return { id: await client.post(`${space.id} ${space.topic}`, content.text) };
  },
  actions: { colour: async ({ client }: { client: Desk }, loud: boolean) => (loud ? client.colour : "") },
  events: {
    folds: async function* ({ client }: { client: Desk }) {
      yield { on: client.colour };
    },
  },
  static: { sizes: ["A4", "A5"] },
});

const app = await Spectrum({ providers: [paper.config({ colour: "White" })] });
const side = paper(app);
const colour: string = side.client.colour + (await side.colour(true)) + paper.sizes.join();
const space = await side.space.create(["ada", await side.user("bob")], { any: "thing" });
const topic: string = space.topic + (await side.space.get(space.id)).topic;
const pinned: number = await space.pin("note");
for await (const fold of side.folds) console.log(fold.on.length, colour, topic, pinned);
for await (const [where, message] of app.messages) {
  if (!paper.is(message)) continue;
  const name: "paper" = message.platform;
  console.log(name, message.star(), message.space.topic, paper(where).topic);
}

// @ts-expect-error the configuration has a colour
paper.config({});
// @ts-expect-error so it is not optional
paper.config();
// @ts-expect-error an action that the definition does not have
space.fold();

/** A schema, such as one of zod. */
const schema = { parse: (input: unknown): { url: string } => input as { url: string } };
const wire = definePlatform("wire", {
  config: schema,
  lifecycle: { createClient: ({ config }) => config.url },
  user: { resolve: ({ input }) => ({ id: input.userID }) },
  space: { create: () => ({ id: "x" }) },
  messages: async function* () {},
  send: ({ client }) => ({ id: client }),
});
wire.config({ url: "wss://wire.example" });
