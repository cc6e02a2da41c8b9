// `terminal`: a platform for development.
import { isMessage } from "./message.js";
import { ProviderConfig } from "./provider.js";
import { isSpace } from "./space.js";
import type { Message, Space } from "./types.js";

/** The terminal, a platform for development. */
export interface Terminal {
  /**
   * For `providers`: a line on standard input is a message, and what is sent is written to standard output. A line such as
   * `/help` comes as the custom content `{ command: "help" }`. What the terminal does not carry is sent in a plainer form,
   * or skipped. When the input ends and no other platform is there, `messages` ends.
   */
  config(): ProviderConfig;
  /** Whether a space or a message is of the terminal. */
  is(value: unknown): value is Space | Message;
}

export const terminal: Terminal = Object.freeze({
  config: () => new ProviderConfig({ terminal: true, local: false }),
  is: ((value: unknown) =>
    (isSpace(value) || isMessage(value)) && (value as Space | Message).platform === "terminal") as Terminal["is"],
});
