// New people, new conversations, new groups.

import { act, post } from "../api.js";
import { el } from "../dom.js";
import { lineName, nameOf } from "../people.js";
import { become, everybody, keyOf, open, store } from "../store.js";
import { dialog, field } from "./dialog.js";

/** Asks for an address and a name, and becomes that person. */
export function askPerson() {
  const address = el("input", { required: true, placeholder: "+15551230002 or ada@example.com", autocomplete: "off" });
  const name = el("input", { placeholder: "Ada", autocomplete: "off", maxlength: "60" });
  dialog(
    "Be somebody new",
    [field("Phone number or e-mail address", address), field("Name, for this browser only", name)],
    {
      confirm: "Become this person",
      done: () => become(address.value.trim(), name.value.trim()),
    },
  );
}

/** Asks with whom, and opens the conversation: with the agent alone, or a group. */
export function newConversation() {
  const lines = el(
    "select",
    {},
    store.lines.map((line) => el("option", { value: line }, lineName(line))),
  );
  const others = el("input", { placeholder: "+15551230002, +15551230003", autocomplete: "off", list: "known-people" });
  const known = el(
    "datalist",
    { id: "known-people" },
    everybody().map((one) => el("option", { value: one }, nameOf(one))),
  );
  const name = el("input", { placeholder: "Plans", autocomplete: "off", maxlength: "100" });
  const content = [
    field("The agent's line", lines),
    field("Other people, for a group", others),
    field("Name of the group", name),
    known,
    el("p.hint", {}, "Without other people it is a conversation between you and the agent."),
  ];
  dialog("New conversation", content, {
    confirm: "Begin",
    done: async () => {
      const line = lines.value;
      const members = addresses(others.value);
      const chat = members.length > 0 ? await makeGroup(line, members, name.value.trim()) : await direct(line);
      open(keyOf({ line, guid: chat }));
    },
    then: () => document.getElementById("write").focus(),
  });
}

async function makeGroup(line, members, name) {
  const all = [...new Set([store.me, ...members])];
  const { chat } = await post("/api/groups", { members: all, line, ...(name && { name }) });
  await told(line, chat);
  return chat;
}

/** A conversation is there as soon as it is spoken of. */
async function direct(line) {
  const { chat } = await act(store.me, "typing", { line, on: false });
  await told(line, chat);
  return chat;
}

/** Waits a moment until the page has heard of the conversation. */
async function told(line, guid) {
  for (let turn = 0; turn < 100 && !store.chats.has(keyOf({ line, guid })); turn += 1) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Addresses with commas or spaces between them. */
export function addresses(text) {
  return text.split(/[\s,;]+/u).filter(Boolean);
}
