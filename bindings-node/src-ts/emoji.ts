// Emoji. The table is read when it is first looked into: most programs never do, and all import it.
import { inspect } from "node:util";

import type { table } from "./emoji-table.js";

type Table = Readonly<typeof table>;

const found: object = {
  [inspect.custom]: () => full(),
};

function full(): object {
  if (!Object.isFrozen(found)) {
    Reflect.deleteProperty(found, inspect.custom);
    Object.assign(found, (require("./emoji-table.js") as { table: Table }).table);
    Object.freeze(found);
  }
  return found;
}

/** Every emoji by its Unicode name, and the six tapbacks by theirs. */
export const Emoji: Table = new Proxy(found, {
  get: (_, name) => Reflect.get(full(), name) as unknown,
  has: (_, name) => Reflect.has(full(), name),
  ownKeys: () => Reflect.ownKeys(full()),
  getOwnPropertyDescriptor: (_, name) => Reflect.getOwnPropertyDescriptor(full(), name),
  isExtensible: () => Reflect.isExtensible(full()),
  // It is frozen, as the table is.
  preventExtensions: () => Reflect.preventExtensions(full()),
  defineProperty: (_, name, property) => Reflect.defineProperty(full(), name, property),
  deleteProperty: (_, name) => Reflect.deleteProperty(full(), name),
  set: () => false,
  setPrototypeOf: (_, prototype) => Reflect.setPrototypeOf(full(), prototype),
}) as Table;

/** The name of an emoji. */
export type EmojiName = keyof Table;
