// A small platform in memory: letters that arrive are put into a slot, letters that are sent pile up.
import { definePlatform, UnsupportedError } from "spectrum-imessage";

export class Desk {
  log = [];
  broken = false;
  #slot = [];
  #wake = () => undefined;

  constructor(colour) {
    this.colour = colour;
  }

  /** A message that arrives, or an error of the stream. */
  arrive(letter) {
    this.#slot.push(letter);
    this.#wake();
  }

  async *letters() {
    for (;;) {
      while (this.#slot.length > 0) {
        const letter = this.#slot.shift();
        if (letter instanceof Error) throw letter;
        yield letter;
      }
      await new Promise((resolve) => (this.#wake = resolve));
    }
  }

  /** What happened since the last look. */
  take() {
    return this.log.splice(0);
  }
}

function shown(content) {
  switch (content.type) {
    case "text":
      return content.text;
    case "reaction":
      return `${content.emoji} on ${content.target.id}`;
    case "reply":
      return `${content.target.id}: ${shown(content.content)}`;
    case "group":
      return content.items.map((item) => item.content.type).join(" and ");
    default:
      throw new UnsupportedError({ kind: "content", contentType: content.type });
  }
}

export const definition = {
  config: ({ colour }) => {
    if (typeof colour !== "string") throw new TypeError("a colour is needed");
    return { colour: colour.toLowerCase() };
  },
  lifecycle: {
    createClient: async ({ config }) => new Desk(config.colour),
    destroyClient: async ({ client }) => void client.log.push("destroy"),
  },
  user: {
    resolve: async ({ input }) => {
      if (input.userID === "nobody") throw new RangeError("nobody lives there");
      return { id: input.userID, address: `${input.userID}'s house` };
    },
  },
  space: {
    create: async ({ input }) => {
      const id = input.users.map((user) => user.id).join("+");
      return input.params ? { id, type: "group", colour: input.params.colour } : { id };
    },
    actions: { tear: (space, how) => space.send(`torn ${how}`) },
  },
  message: { actions: { quote: async (message, mark) => `${mark}${message.content.text}${mark}` } },
  messages: ({ client }) => client.letters(),
  send: async ({ client, space, content }) => {
    if (client.broken) throw new RangeError("the pen is dry");
    if (content.type === "typing") return undefined;
    if (content.type === "attachment") {
      client.log.push(`${content.name} of ${(await content.read()).length} bytes`);
    } else {
      client.log.push(`${space.colour ?? client.colour} to ${space.id}: ${shown(content)}`);
    }
    return { id: `s${client.log.length}` };
  },
  actions: { count: async ({ client }, factor) => client.log.length * factor },
  events: {
    ticks: async function* ({ client }) {
      yield client.colour;
      await new Promise(() => undefined);
    },
  },
  static: { sizes: ["A4", "A5"] },
};

export const paper = definePlatform("paper", definition);

export const letter = (id, content, more = {}) => ({ id, content, sender: "ada", space: { id: "ada" }, ...more });
