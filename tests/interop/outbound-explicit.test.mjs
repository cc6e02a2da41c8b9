// The recorded programs with a client that is given in the configuration.
import { LINE_X } from "./recorded/constants.mjs";
import { replay } from "./replaying.mjs";
import { TOKEN } from "./world.mjs";

const provider = (im, sim) => {
  const clients = { address: sim.ready.imessage_address, token: TOKEN, phone: LINE_X };
  return { providers: [im.imessage.config({ clients })] };
};
await replay({ mode: "explicit", args: ["--dedicated", LINE_X, "--token", `${TOKEN}=${LINE_X}`], provider, line: {} });
