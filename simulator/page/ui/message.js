// One message: what it answers, its bubble and parts, its reactions, and what stands below.

import { where } from "../api.js";
import { el, icon, ICONS } from "../dom.js";
import { LABELS } from "../effects/names.js";
import { appCard, linkCard } from "../parts/card.js";
import { file } from "../parts/files.js";
import { poll } from "../parts/poll.js";
import { isEmojiOnly, richText, soleLink } from "../parts/text.js";
import { avatar, nameOf, when } from "../people.js";
import { store, tell } from "../store.js";
import { preview } from "./list.js";

/** The element of a message. `answered` is the message that it replies to, if that is known. */
export function messageElement(message, { chat, answered, last, mark }) {
  const own = message.from === store.me;
  if (message.unsent) return unsent(message, own);
  const stack = el("div.stack", {}, bubbles(message), reactions(message), stickers(message));
  const classes = ["message", own ? "own" : "theirs", message.effect && `with-${message.effect}`];
  const element = el(
    "article",
    {
      label: spoken(message),
      tabindex: "-1",
      data: { guid: message.guid, rove: "", ...(message.effect && { effect: message.effect }) },
      "aria-roledescription": "message",
    },
    message.reply_to && quoted(message, answered),
    chat.group && !own && last.first && el("span.author", {}, nameOf(message.from)),
    el("div.line", {}, chat.group && !own && avatar(message.from), stack),
    below(message, mark),
  );
  element.className = classes.filter(Boolean).join(" ");
  return element;
}

function unsent(message, own) {
  const text = own ? "You unsent a message" : `${nameOf(message.from)} unsent a message`;
  return el(
    "article.message.unsent",
    { label: text, tabindex: "-1", data: { guid: message.guid, rove: "" } },
    el("p.note", {}, text),
  );
}

function bubbles(message) {
  const parts = [];
  if (message.subject) parts.push(el("div.bubble.subject", {}, el("strong", {}, message.subject)));
  for (const attachment of message.attachments ?? []) parts.push(file(attachment, message));
  if (message.poll) parts.push(poll(message));
  if (message.card) parts.push(appCard(message));
  const text = message.text.replaceAll("\ufffc", "");
  const url = soleLink(text);
  if (url) parts.push(linkCard(url));
  else if (text.trim() && isEmojiOnly(text)) parts.push(el("div.bubble.emoji", {}, text));
  else if (text.trim()) parts.push(el("div.bubble", { dir: "auto" }, richText(message)));
  if (message.effect === "invisible") parts.forEach(cover);
  return parts;
}

/** Invisible ink: covered until one looks. */
function cover(part) {
  let timer;
  const turn = (shown) => {
    part.classList.toggle("revealed", shown);
    clearTimeout(timer);
    if (shown) timer = setTimeout(() => turn(false), 8000);
  };
  part.classList.add("ink");
  part.addEventListener("click", () => turn(true));
  part.addEventListener("pointerenter", () => turn(true));
}

function reactions(message) {
  const all = message.reactions ?? [];
  if (all.length === 0) return undefined;
  const label = `Reactions: ${all.map((one) => `${nameOf(one.from)} ${one.tapback ?? one.emoji}`).join(", ")}`;
  return el(
    "span.reactions",
    { role: "img", label },
    all
      .slice(-5)
      .map((one) =>
        el(
          "span.reaction",
          { title: nameOf(one.from), data: { tapback: one.tapback ?? one.emoji, from: one.from } },
          one.emoji,
        ),
      ),
  );
}

function stickers(message) {
  return (message.stickers ?? []).map((sticker) =>
    el("img.sticker", {
      src: where.file(sticker.file.guid),
      alt: `Sticker ${sticker.file.name}`,
      css: { "--x": `${spot(sticker.x)}%`, "--y": `${spot(sticker.y)}%` },
    }),
  );
}

function spot(value) {
  return Math.min(Math.max(Number(value) || 0, 0), 1) * 100;
}

function quoted(message, answered) {
  const show = () => document.querySelector(`[data-guid="${CSS.escape(message.reply_to)}"]`)?.focus();
  const text = answered ? preview(answered) || "Message" : "An earlier message";
  const author = answered ? nameOf(answered.from) : "";
  const side = answered?.from === store.me ? "own" : "theirs";
  return el(
    `button.quoted.${side}`,
    { type: "button", label: `In reply to ${author}: ${text}`, on: { click: show } },
    el("span.text", {}, text),
  );
}

/** Edited, the effect, delivered and read. */
function below(message, mark) {
  const effect = message.effect && LABELS[message.effect];
  const replay = () => tell("replay", message);
  const parts = [
    message.notified && el("span", {}, "Notified anyway"),
    effect &&
      el(
        "button.plain.replay",
        { type: "button", label: `Replay ${effect}`, data: { effect: message.effect }, on: { click: replay } },
        icon(ICONS.replay, 11),
        `Sent with ${effect}`,
      ),
    message.edited && !message.card && el("span.edited", {}, "Edited"),
    mark && el("span.mark", {}, mark),
  ].filter(Boolean);
  return parts.length > 0 && el("div.below", {}, parts);
}

/** What a screen reader says of a message. */
function spoken(message) {
  const who = message.from === store.me ? "You" : nameOf(message.from);
  const effect =
    message.effect && message.effect !== "invisible" ? `, sent with ${LABELS[message.effect] ?? "an effect"}` : "";
  const text = preview(message);
  return `${who}${message.reply_to ? ", reply" : ""}: ${text}${effect}${message.edited ? ", edited" : ""}, ${when(message.date)}`;
}
