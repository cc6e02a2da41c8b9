// The messages of the open conversation: a log that is read out as it grows.

import { act } from "../api.js";
import { arrows, el, fill, rove } from "../dom.js";
import { nameOf, when } from "../people.js";
import { attempt } from "../say.js";
import { AGENT, memory, on, older, opened, store, tell } from "../store.js";
import { background } from "./background.js";
import { messageElement } from "./message.js";
import { openMenu } from "./menu.js";
import { note } from "./notes.js";

/** A pause as long as this puts the time between messages. */
const PAUSE = 15 * 60 * 1000;
const LONG_PRESS = 450;

export function thread(root) {
  const more = el(
    "button.plain.older",
    { type: "button", hidden: true, on: { click: () => attempt(older) } },
    "Earlier messages",
  );
  const log = el("div.log", {
    role: "log",
    label: "Messages",
    "aria-live": "polite",
    "aria-relevant": "additions",
    on: { keydown },
  });
  const scroll = el("div.scroll", {}, more, log);
  const nothing = el("p.nothing", {}, "Choose a conversation, or begin a new one.");
  root.append(scroll, nothing);
  /** Guid to element and what it was made of. */
  let made = new Map();
  let shown;

  function draw() {
    const entry = opened();
    root.classList.toggle("none", !entry);
    scroll.hidden = !entry;
    background(root, entry?.chat);
    if (!entry) {
      made = new Map();
      shown = undefined;
      return fill(log);
    }
    const another = shown !== store.open;
    if (another) made = new Map();
    // A conversation that is opened is not read out from its beginning.
    log.setAttribute("aria-busy", String(another));
    shown = store.open;
    const atEnd = another || scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 80;
    more.hidden = entry.first === 0 || entry.older === false;
    place(rows(entry));
    if (atEnd) scroll.scrollTop = scroll.scrollHeight;
    const all = messages();
    const focused = all.find((one) => one.tabIndex === 0) ?? all.at(-1);
    if (focused) rove(all, focused);
    if (another) requestAnimationFrame(() => log.setAttribute("aria-busy", "false"));
    read(entry);
  }

  const messages = () => [...log.querySelectorAll("article")];

  /** Puts the elements in order, and moves none that is in its place: what plays goes on playing. */
  function place(elements) {
    let at = log.firstChild;
    for (const element of elements) {
      if (element === at) at = at.nextSibling;
      else log.insertBefore(element, at);
    }
    while (at) {
      const next = at.nextSibling;
      at.remove();
      at = next;
    }
  }

  function rows(entry) {
    const { chat } = entry;
    const all = entry.messages.filter(Boolean);
    const known = new Map(all.map((message) => [message.guid, message]));
    const marks = marksOf(entry, all);
    const kept = new Map();
    const keep = (key, facts, make) => {
      const signature = JSON.stringify(facts);
      const old = made.get(key);
      const element = old?.signature === signature ? old.element : make();
      if (old && old.element !== element) moveFocus(old.element, element);
      if (old?.element.tabIndex === 0 && element.tabIndex === -1) element.tabIndex = 0;
      kept.set(key, { element, signature });
      return element;
    };
    const notes = (after) =>
      chat.notes
        .filter((one) => (one.after ?? "") === after)
        .map((one) => keep(`note ${one.date} ${one.kind}`, one, () => note(one)));
    const out = notes("");
    all.forEach((message, index) => {
      const before = all[index - 1];
      const next = all[index + 1];
      const apart = !before || Date.parse(message.date) - Date.parse(before.date) > PAUSE;
      if (apart)
        out.push(
          keep(`time ${message.guid}`, message.date, () =>
            el("p.time", {}, el("time", { datetime: message.date }, when(message.date))),
          ),
        );
      const answered = known.get(message.reply_to);
      const tail = next?.from !== message.from || next.unsent;
      const context = {
        mark: marks.get(message.guid),
        me: store.me,
        names: store.people,
        last: { first: apart || before?.from !== message.from },
      };
      const facts = [{ ...message, read_at: undefined }, answered, context];
      const element = keep(message.guid, facts, () => messageElement(message, { ...context, chat, answered }));
      // Not by drawing it anew: the next message must not end an effect of this one.
      element.classList.toggle("tail", Boolean(tail));
      out.push(element);
      out.push(...notes(message.guid));
    });
    out.push(...typing(chat, keep));
    made = kept;
    return out;
  }

  function typing(chat, keep) {
    const who = [chat.agent_typing && AGENT, ...chat.people_typing.filter((one) => one !== store.me)].filter(Boolean);
    return who.map((one) =>
      keep(`typing ${one}`, one, () =>
        el(
          "div.typing",
          { role: "status", label: `${nameOf(one)} is typing`, data: { from: one } },
          chat.group && el("span.author", {}, nameOf(one)),
          el("span.bubble", {}, el("i"), el("i"), el("i")),
        ),
      ),
    );
  }

  function keydown(event) {
    const all = messages();
    const at = event.target.closest("article");
    if (event.target !== at) return;
    if (arrows(event, all)) return;
    const message = find(at);
    if (!message || message.unsent) return;
    if (
      event.key === "Enter" ||
      event.key === " " ||
      event.key === "ContextMenu" ||
      (event.key === "F10" && event.shiftKey)
    ) {
      event.preventDefault();
      at.querySelector(".ink")?.click();
      openMenu(message, at);
    } else if (event.key === "r" && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      tell("compose", { mode: "reply", message });
    }
  }

  const find = (element) => opened()?.messages.find((one) => one?.guid === element.dataset.guid);

  // A long press or a right click opens the menu; a link, a button or a player keeps its own.
  let press;
  const menuOf = (event) => {
    const element = event.target.closest("article");
    const message = element && find(element);
    if (message && !message.unsent) openMenu(message, element);
    return Boolean(message);
  };
  log.addEventListener("contextmenu", (event) => menuOf(event) && event.preventDefault());
  log.addEventListener("pointerdown", (event) => {
    if (event.pointerType === "mouse" && event.button !== 0) return;
    if (event.target.closest("a, button, input, audio, video")) return;
    press = setTimeout(() => menuOf(event), LONG_PRESS);
  });
  for (const what of ["pointerup", "pointercancel", "pointermove", "scroll"]) {
    log.addEventListener(what, (event) => {
      if (what !== "pointermove" || Math.abs(event.movementX) + Math.abs(event.movementY) > 6) clearTimeout(press);
    });
  }
  log.addEventListener("dblclick", menuOf);

  on("open", draw);
  on("thread", draw);
  on("me", draw);
  document.addEventListener("visibilitychange", () => opened() && read(opened()));
}

const FOCUSABLE = "a, button, input, audio, video";

/** Gives the focus of an element to the one that takes its place: to the same thing inside it, if that is there. */
function moveFocus(from, to) {
  const active = document.activeElement;
  if (!from.contains(active)) return;
  const at = [...from.querySelectorAll(FOCUSABLE)].indexOf(active);
  queueMicrotask(() => ([...to.querySelectorAll(FOCUSABLE)][at] ?? to).focus());
}

/** Delivered, or read by the agent: below the newest message of the person. */
function marksOf({ chat, messages }, all) {
  const marks = new Map();
  const newest = all.findLast((message) => message.from === store.me && !message.unsent);
  if (!newest || chat.group) return marks;
  const until = messages.findIndex((message) => message?.guid === chat.agent_read?.message);
  const at = messages.indexOf(newest);
  marks.set(newest.guid, until >= at ? `Read ${when(chat.agent_read.date)}` : "Delivered");
  return marks;
}

/** Whoever looks at a conversation reads it. */
function read({ chat, messages }) {
  if (document.hidden || chat.group || !memory.read("receipts", true) || !chat.people.includes(store.me)) return;
  const newest = messages.findLast((message) => message?.from === AGENT);
  if (!newest || newest.read_at || newest.unsent || asked.has(newest.guid)) return;
  asked.add(newest.guid);
  act(store.me, "read", { line: chat.line, chat: chat.guid, message_guid: newest.guid }).catch(() =>
    asked.delete(newest.guid),
  );
}

const asked = new Set();
