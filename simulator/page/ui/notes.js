// The small grey lines between messages.

import { el } from "../dom.js";
import { nameOf } from "../people.js";
import { AGENT, store } from "../store.js";

const TEXTS = {
  renamed: ({ values }) =>
    values[0] ? `named the conversation “${values[0]}”` : "removed the name of the conversation",
  icon_changed: () => "changed the group photo",
  icon_removed: () => "removed the group photo",
  added: ({ values }) => `added ${values.map(nameOf).join(", ")} to the conversation`,
  removed: ({ values }) => `removed ${values.map(nameOf).join(", ")} from the conversation`,
  left: () => "left the conversation",
  background_set: () => "changed the background",
  background_cleared: () => "removed the background",
  contact_card: () => "shared name and photo",
};

export function note({ by, kind, values = [] }) {
  const who = by === store.me ? "You" : by === AGENT ? "The agent" : nameOf(by);
  return el("p.note", { data: { note: kind } }, `${who} ${TEXTS[kind]?.({ values }) ?? kind}`);
}
