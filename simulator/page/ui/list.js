// The conversations on the left, and who one is.

import { arrows, clicked, el, fill, icon, ICONS, keyed, rove } from "../dom.js";
import { chatAvatar, nameOf, titleOf, when } from "../people.js";
import { become, everybody, keyOf, mine, on, open, store, unread } from "../store.js";
import { askPerson, newConversation } from "./new.js";
import { themeButton } from "./theme.js";

const NEW_PERSON = "+";

/** One line of what was said last. */
export function preview(message) {
  if (!message) return "No messages yet";
  if (message.unsent) return "Message unsent";
  if (message.effect === "invisible") return "Message sent with Invisible Ink";
  const text = message.text.replaceAll("\ufffc", "").trim();
  if (text) return text;
  if (message.poll) return `Poll: ${message.poll.title}`;
  if (message.audio) return "Audio message";
  if (message.card) return message.card.caption ?? message.card.app_name ?? "App";
  const [file] = message.attachments ?? [];
  if (!file) return "";
  if (file.mime_type === "text/vcard") return "Contact";
  return file.mime_type.startsWith("image/") ? "Photo" : file.name;
}

export function list(root) {
  const me = el("select#me", { label: "Who you are", on: { change: choose } });
  const rows = el("ul.rows", { role: "listbox", label: "Conversations", on: { keydown, click } });
  const write = el(
    "button.round",
    { type: "button", label: "New conversation", title: "New conversation", on: { click: newConversation } },
    icon(ICONS.write),
  );
  const empty = el("p.empty", {}, "No conversations yet. Write the first message to the agent.");
  const begin = el("button.primary", { type: "button", on: { click: newConversation } }, "New conversation");
  root.append(
    el("header.bar", {}, el("h1", {}, "Messages"), themeButton(), write),
    el("label.who", {}, el("span", {}, "You are"), me),
    rows,
    el("div.begin", {}, empty, begin),
  );

  function choose() {
    if (me.value !== NEW_PERSON) return become(me.value);
    me.value = store.me;
    return askPerson();
  }

  function keydown(event) {
    const all = [...rows.children];
    if (arrows(event, all)) return;
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      document.activeElement.click();
    }
  }

  function click(event) {
    const key = clicked(event)?.dataset.key;
    if (key !== undefined) open(key);
  }

  function people() {
    const options = everybody().map((one) => {
      const name = nameOf(one);
      return el("option", { value: one, selected: one === store.me }, name);
    });
    fill(me, options, el("option", { value: NEW_PERSON }, "Somebody new…"));
    me.value = store.me;
  }

  function draw() {
    const entries = mine();
    const focused = document.activeElement?.dataset?.key;
    const facts = (entry) => {
      const { chat, messages } = entry;
      return [chat, messages.at(-1), unread(entry), store.open === keyOf(chat), store.people, store.me];
    };
    keyed(rows, entries, { key: ({ chat }) => keyOf(chat), facts, make: row });
    const all = [...rows.children];
    const chosen = all.find((one) => one.dataset.key === (focused ?? store.open)) ?? all[0];
    if (chosen) rove(all, chosen);
    if (focused !== undefined) chosen?.focus();
    root.classList.toggle("none", entries.length === 0);
    const fresh = entries.reduce((sum, entry) => sum + unread(entry), 0);
    document.title = `${fresh > 0 ? `(${fresh}) ` : ""}Messages · Spectrum simulator`;
    people();
  }

  function row(entry) {
    const { chat, messages } = entry;
    const fresh = unread(entry);
    const key = keyOf(chat);
    const last = messages.at(-1);
    const typing = chat.agent_typing || chat.people_typing.some((one) => one !== store.me);
    const title = titleOf(chat);
    const text = typing ? "typing…" : preview(last);
    const label = `${title}${fresh ? `, ${fresh} unread` : ""}, ${text}`;
    return el(
      "li.row",
      {
        role: "option",
        label,
        tabindex: "-1",
        data: { key, rove: "" },
        "aria-selected": String(key === store.open),
      },
      el("span.dot", { hidden: fresh === 0 }),
      chatAvatar(chat),
      el(
        "span.words",
        {},
        el("span.top", {}, el("span.name", {}, title), el("time", {}, last ? when(last.date) : "")),
        el(typing ? "span.preview.typing" : "span.preview", {}, text),
      ),
    );
  }

  on("list", draw);
  on("me", draw);
}
