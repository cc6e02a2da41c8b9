// How people and conversations are called and pictured.

import { where } from "./api.js";
import { el, set } from "./dom.js";
import { AGENT, store } from "./store.js";

/** A name that somebody gave here, or the address. */
export function nameOf(address) {
  if (address === AGENT) return "Agent";
  return store.people[address] || pretty(address);
}

/** A number in the way that it is read: +1 (555) 123-0001. */
export function pretty(address) {
  const found = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(address);
  return found ? `+1 (${found[1]}) ${found[2]}-${found[3]}` : address;
}

/** The line that the agent writes from. */
export function lineName(line) {
  return line === "shared" ? "Agent" : `Agent ${pretty(line)}`;
}

/** What stands over a conversation, as its people see it. */
export function titleOf(chat) {
  if (!chat.group) return lineName(chat.line);
  if (chat.name) return chat.name;
  const others = chat.people.filter((person) => person !== store.me).map(nameOf);
  return [...others, "Agent"].join(", ");
}

function initials(name) {
  const words = name.match(/\p{L}+/gu);
  return words ? [...words.slice(0, 2)].map((word) => word[0].toUpperCase()).join("") : "";
}

/** A round picture of somebody: initials on a colour of their own. */
export function avatar(address, size = "") {
  const name = nameOf(address);
  const hue = [...address].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 360, 7);
  const letters = address === AGENT ? "✦" : initials(name) || "☻";
  const round = el(`span.avatar${size && `.${size}`}`, { "aria-hidden": "true" }, letters);
  if (address === AGENT) round.classList.add("agent");
  return set(round, { css: { "--hue": hue } });
}

/** The picture of a conversation. */
export function chatAvatar(chat, size = "") {
  if (chat.icon_id !== null && chat.icon_id !== undefined) {
    return el(`img.avatar${size && `.${size}`}`, { src: where.icon(chat), alt: "" });
  }
  if (!chat.group) return avatar(AGENT, size);
  const others = chat.people.filter((person) => person !== store.me).slice(0, 2);
  return el(
    `span.avatar.pile${size && `.${size}`}`,
    { "aria-hidden": "true" },
    others.map((one) => avatar(one)),
    avatar(AGENT),
  );
}

/** The hour, and for other days the day. */
export function when(date) {
  const at = new Date(date);
  if (Number.isNaN(at.getTime())) return "";
  const today = new Date().toDateString() === at.toDateString();
  return today
    ? at.toLocaleTimeString([], { hour: "numeric", minute: "2-digit" })
    : at.toLocaleDateString([], { month: "short", day: "numeric" });
}
