// The details of a conversation: its people, its name and picture, its background.

import { act, base64, where } from "../api.js";
import { el, fill } from "../dom.js";
import { avatar, chatAvatar, lineName, nameOf, pretty, titleOf } from "../people.js";
import { attempt, say } from "../say.js";
import { memory, on, opened, store } from "../store.js";
import { dialog, field } from "./dialog.js";
import { addresses } from "./new.js";

let shown;
on("thread", () => shown?.());

export function details(entry) {
  if (!entry) return;
  const content = el("div.details");
  const { window } = dialog("Details", content);
  shown = () => opened() && fill(content, parts(opened().chat));
  shown();
  window.addEventListener("close", () => (shown = undefined));
}

/** Does something in this conversation, as the person whom one plays. */
function doing(chat, deed, fields = {}) {
  return attempt(() => act(store.me, deed, { line: chat.line, chat: chat.guid, ...fields }));
}

function parts(chat) {
  return [
    el(
      "div.who-is-it",
      {},
      chatAvatar(chat, "huge"),
      el("strong", {}, titleOf(chat)),
      el("span.sub", {}, chat.group ? chat.guid : lineName(chat.line)),
    ),
    chat.group && group(chat),
    members(chat),
    background(chat),
    receipts(),
  ];
}

function group(chat) {
  const name = el("input", { value: chat.name ?? "", maxlength: "100", autocomplete: "off" });
  const rename = () => doing(chat, "rename", { name: name.value.trim() });
  return el(
    "section",
    {},
    el(
      "div.pair",
      {},
      field("Name of the group", name),
      el("button", { type: "button", on: { click: rename } }, "Rename"),
    ),
    picture("Picture of the group", "icon", chat, chat.icon_id !== null),
  );
}

function members(chat) {
  const remove = (person) => () => doing(chat, "remove", { people: [person] });
  const leave = () => doing(chat, "leave");
  const row = (person) =>
    el(
      "li",
      {},
      avatar(person),
      el(
        "span.name",
        {},
        nameOf(person),
        person === store.me ? " (you)" : "",
        nameOf(person) !== pretty(person) && el("span.sub", {}, pretty(person)),
      ),
      chat.group &&
        person !== store.me &&
        el("button", { type: "button", label: `Remove ${nameOf(person)}`, on: { click: remove(person) } }, "Remove"),
      chat.group && person === store.me && el("button", { type: "button", on: { click: leave } }, "Leave"),
    );
  const added = el("input", { placeholder: "+15551230004", autocomplete: "off" });
  const add = async () => {
    const people = addresses(added.value);
    if (people.length === 0) return say("Whom? Give a phone number or an e-mail address.", { problem: true });
    return doing(chat, "add", { people });
  };
  return el(
    "section",
    {},
    el("h3", {}, "People"),
    el(
      "ul.people",
      {},
      !chat.agent_left && el("li", {}, avatar("agent"), el("span.name", {}, "Agent", el("span.sub", {}, chat.line))),
      chat.people.map(row),
    ),
    chat.group &&
      el("div.pair", {}, field("Add somebody", added), el("button", { type: "button", on: { click: add } }, "Add")),
  );
}

function background(chat) {
  const has = chat.background !== null;
  return el(
    "section",
    {},
    has &&
      el("img.background-sample", { src: where.background(chat), alt: `The background, ${chat.background.mime_type}` }),
    picture("Background", "background", chat, has),
  );
}

/** A picture that a person sets and takes away. */
function picture(name, deed, chat, there) {
  const input = el("input", { type: "file", accept: "image/*" });
  const set = async () => {
    const [file] = input.files;
    if (!file) return;
    if (file.size > store.uploadLimit) return say("That file is too large.", { problem: true });
    await doing(chat, deed, { data: await base64(file) });
  };
  input.addEventListener("change", set);
  const clear = () => doing(chat, deed);
  return el(
    "div.pair",
    {},
    field(name, input),
    there && el("button", { type: "button", on: { click: clear } }, "Remove"),
  );
}

function receipts() {
  const turn = ({ target }) => memory.write("receipts", target.checked);
  const box = el("input", { type: "checkbox", checked: memory.read("receipts", true), on: { change: turn } });
  return el("section", {}, el("label.check", {}, box, "Send read receipts"));
}
